// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/story/user_story.h"

#include "sim/story/run_story.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

namespace loadstar::sim {

namespace {

using Kind = UserMoment::Kind;

/// How much each client had to bear.
class SufferingWatch : public TraceSink
{
public:
    explicit SufferingWatch(std::size_t clients)
        : m_pains(clients)
    {}

    void outcome(const TraceOutcome &outcome) override
    {
        if (outcome.client >= m_pains.size())
            return;
        Pain &pain = m_pains[outcome.client];
        pain.failed += outcome.fate == Fate::Answered ? 0 : 1;
        pain.waited += outcome.at - outcome.sentAt;
    }
    void session(const TraceSession &session) override
    {
        using What = TraceSession::What;
        const bool hurts = session.what == What::Lost || session.what == What::Broken;
        if (session.client < m_pains.size() && hurts)
            ++m_pains[session.client].sessions;
    }

    /// The one of `first` to `first + count` - 1 who suffered most.
    std::uint32_t worst(std::uint32_t first, std::uint32_t count) const
    {
        std::uint32_t worst = first;
        for (std::uint32_t client = first; client < first + count; ++client) {
            if (m_pains[client].isWorseThan(m_pains[worst]))
                worst = client;
        }
        return worst;
    }

private:
    struct Pain
    {
        std::int64_t sessions = 0;
        std::int64_t failed = 0;
        double waited = 0.0;

        bool isWorseThan(const Pain &other) const
        {
            return std::tie(sessions, failed, waited) >
                   std::tie(other.sessions, other.failed, other.waited);
        }
    };

    std::vector<Pain> m_pains;
};

/// Follows one client.
class UserFollower : public TraceSink
{
public:
    UserFollower(const model::Design &design, const DesignSimulation &simulation,
                 const QString &users, std::uint32_t client)
        : m_design(design)
        , m_simulation(simulation)
        , m_client(client)
        , m_reasons(design, 1)
    {
        m_story.users = users;
    }

    void event(const TraceEvent &event) override
    {
        m_reasons.event(event);
        if (event.what == EventWhat::Fail || event.what == EventWhat::Maintain ||
            event.what == EventWhat::Drained || event.what == EventWhat::Resize)
            m_troubles.push_back({event.at, m_simulation.elementId(event.target), event.what});
    }
    void segment(const TraceSegment &segment) override;
    void outcome(const TraceOutcome &outcome) override;
    void session(const TraceSession &session) override;

    /// The story, once the run has come as far as wanted.
    UserStory take();

private:
    struct Trouble
    {
        double at = 0.0;
        QString target;
        EventWhat what = EventWhat::Fail;
    };

    UserMoment &add(double at, Kind kind, ElementIndex place);
    const Trouble *troubleOf(const UserMoment &moment) const;

    const model::Design &m_design;
    const DesignSimulation &m_simulation;
    const std::uint32_t m_client;
    RunStory m_reasons;
    std::vector<Trouble> m_troubles;
    std::map<std::uint64_t, ElementIndex> m_servedBy; ///< requests under way that have an answer
    std::optional<ElementIndex> m_door;
    double m_sessionSince = 0.0;
    QString m_home;         ///< the node that held the session last
    bool m_hadLoss = false; ///< of the session before
    UserStory m_story;
};

UserMoment &UserFollower::add(double at, Kind kind, ElementIndex place)
{
    m_story.moments.push_back({});
    UserMoment &moment = m_story.moments.back();
    moment.at = moment.until = at;
    moment.kind = kind;
    moment.place = m_simulation.elementId(place);
    return moment;
}

void UserFollower::segment(const TraceSegment &segment)
{
    if (segment.client != m_client)
        return;
    const QString from = m_simulation.elementId(segment.from);
    const bool isOut = segment.fate == Fate::Travelling || segment.fate == Fate::Retry;
    if (isOut && from == m_story.users && m_door != segment.to) {
        m_door = segment.to;
        add(segment.departs, Kind::FrontDoor, segment.to);
    }
    if (segment.fate == Fate::Answered)
        m_servedBy.emplace(segment.request, segment.from); // the first is from where it was served
}

void UserFollower::outcome(const TraceOutcome &outcome)
{
    if (outcome.client != m_client)
        return;
    const double wait = outcome.at - outcome.sentAt;
    if (outcome.fate != Fate::Answered) {
        RunStory one = m_reasons;
        one.outcome(outcome);
        UserMoment &moment = add(outcome.at, Kind::Failed, outcome.where);
        moment.longestWait = wait;
        if (!one.failedRequests().empty()) {
            const RunStory::FailedRequest &failed = one.failedRequests().front();
            moment.reason = QString::fromLatin1(failureReasonName(failed.reason));
            const std::vector<EventNumber> chain = one.chain(failed.cause);
            if (!chain.empty()) {
                const TraceEvent &root = one.events()[static_cast<std::size_t>(chain.back())].event;
                moment.because = one.idOf(root.target);
                moment.becauseWhat = QString::fromLatin1(eventName(root.what));
            }
        }
        ++m_story.failed;
        m_servedBy.erase(outcome.request);
        return;
    }
    const auto served = m_servedBy.find(outcome.request);
    const ElementIndex node = served != m_servedBy.end() ? served->second : outcome.where;
    m_servedBy.erase(outcome.request);
    ++m_story.answered;
    m_story.longestWait = std::max(m_story.longestWait, wait);
    const bool goesOn = !m_story.moments.empty() && m_story.moments.back().kind == Kind::Served &&
                        m_story.moments.back().place == m_simulation.elementId(node);
    if (!goesOn)
        add(outcome.at, Kind::Served, node).count = 0;
    UserMoment &moment = m_story.moments.back();
    moment.meanWait = (moment.meanWait * static_cast<double>(moment.count) + wait) /
                      static_cast<double>(moment.count + 1);
    ++moment.count;
    moment.until = outcome.at;
    moment.longestWait = std::max(moment.longestWait, wait);
}

void UserFollower::session(const TraceSession &session)
{
    using What = TraceSession::What;
    if (session.client != m_client)
        return;
    switch (session.what) {
    case What::Began:
        add(session.at, m_hadLoss ? Kind::SignedInAgain : Kind::SignedIn, session.node).before =
            m_hadLoss ? m_home : QString();
        m_hadLoss = false;
        m_sessionSince = session.at;
        break;
    case What::Moved:
        add(session.at, Kind::Moved, session.node).before = m_home;
        break;
    case What::Broken: {
        UserMoment &moment = add(session.at, Kind::Broken, session.node);
        moment.workLost = session.at - m_sessionSince;
        moment.before = m_home;
        m_story.workLost += session.at - m_sessionSince;
        ++m_story.brokenSessions;
        m_sessionSince = session.at;
        break;
    }
    case What::Lost:
        add(session.at, Kind::SessionLost, session.node).workLost = session.at - m_sessionSince;
        m_story.workLost += session.at - m_sessionSince;
        ++m_story.lostSessions;
        m_hadLoss = true;
        break;
    case What::Ended:
        add(session.at, Kind::SignedOut, session.node);
        break;
    }
    m_home = m_simulation.elementId(session.node);
}

/// What happened at that very time to the place or to what it lies in.
const UserFollower::Trouble *UserFollower::troubleOf(const UserMoment &moment) const
{
    const auto isAround = [&](const QString &target) {
        const model::Component *component = m_design.component(model::ElementId(moment.place));
        for (; component; component = m_design.component(component->parent)) {
            if (component->id.text() == target)
                return true;
        }
        return false;
    };
    for (const Trouble &trouble : m_troubles) {
        if (std::abs(trouble.at - moment.at) < 1e-9 && isAround(trouble.target))
            return &trouble;
    }
    return nullptr;
}

UserStory UserFollower::take()
{
    const UserMoment *loss = nullptr;
    for (UserMoment &moment : m_story.moments) {
        if (moment.kind == Kind::SessionLost) {
            loss = &moment;
            if (const Trouble *trouble = troubleOf(moment)) {
                moment.because = trouble->target;
                moment.becauseWhat = QString::fromLatin1(eventName(trouble->what));
            }
        } else if (moment.kind == Kind::SignedInAgain && loss) {
            moment.because = loss->because;
            moment.becauseWhat = loss->becauseWhat;
        }
    }
    return std::move(m_story);
}

base::Error noSuchUser(const QString &users, std::uint32_t clients)
{
    const QString text =
        clients == 0
            ? QCoreApplication::translate("Simulation", "\"%1\" is not a users component that is "
                                                        "simulated")
                  .arg(users)
            : QCoreApplication::translate("Simulation", "\"%1\" has the users 1 to %2")
                  .arg(users)
                  .arg(clients);
    return {QStringLiteral("sim.no-such-user"), text, users};
}

/// Runs with that sink; what went wrong, if something did.
std::optional<base::Error> runWith(DesignSimulation &simulation, TraceSink &sink, double until,
                                   const base::TaskControl *control)
{
    simulation.setTraceSink(&sink);
    if (simulation.runUntil(until, control))
        return std::nullopt;
    return simulation.failure().value_or(
        base::Error{QStringLiteral("sim.cancelled"),
                    QCoreApplication::translate("Simulation", "the simulation was cancelled"),
                    {}});
}

} // namespace

base::Result<UserStory> tellUser(const model::Design &design, const RunOptions &options,
                                 const QString &users, std::optional<std::uint32_t> client,
                                 double until, const base::TaskControl *control)
{
    auto created = DesignSimulation::create(design, options);
    if (!created)
        return created.error();
    const ClientRange range = created.value()->clientsOf(users);
    if (range.count == 0 || (client && (*client == 0 || *client > range.count)))
        return noSuchUser(users, range.count);
    std::uint32_t number = client ? range.first + *client - 1 : range.first;
    if (!client) {
        SufferingWatch watch(range.first + range.count);
        if (const auto error = runWith(*created.value(), watch, until, control))
            return *error;
        number = watch.worst(range.first, range.count);
        created = DesignSimulation::create(design, options);
        if (!created)
            return created.error();
    }
    UserFollower follower(design, *created.value(), users, number);
    if (const auto error = runWith(*created.value(), follower, until, control))
        return *error;
    UserStory story = follower.take();
    story.users = users;
    story.client = number - range.first + 1;
    story.clients = range.count;
    story.until = until;
    return story;
}

} // namespace loadstar::sim
