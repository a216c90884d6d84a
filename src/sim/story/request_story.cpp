// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/story/request_story.h"

#include "sim/design_simulation.h"

#include <QCoreApplication>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace loadstar::sim {

namespace {

QString stepName(Fate fate)
{
    switch (fate) {
    case Fate::Travelling:
        return QStringLiteral("sent");
    case Fate::Retry:
        return QStringLiteral("sent again");
    case Fate::Refused:
        return QStringLiteral("refused");
    case Fate::Answered:
    case Fate::Rejected:
    case Fate::Failed:
    case Fate::TimedOut:
        return QStringLiteral("answered");
    }
    return {};
}

/// Follows one request.
class Follower : public TraceSink
{
public:
    Follower(const model::Design &design, const DesignSimulation &simulation, std::uint64_t request)
        : events(design, 1)
        , m_simulation(simulation)
        , m_request(request)
    {}

    void event(const TraceEvent &event) override { events.event(event); }

    void segment(const TraceSegment &segment) override
    {
        newest = std::max(newest, segment.request);
        if (segment.request != m_request)
            return;
        if (story.steps.empty()) {
            story.sentAt = segment.departs;
            story.users = m_simulation.elementId(segment.from);
        }
        story.steps.push_back({segment.departs, stepName(segment.fate),
                               m_simulation.elementId(segment.from),
                               m_simulation.elementId(segment.to)});
        story.where = story.steps.back().to;
        // An answer that leaves later than the work was done waited for the node's storages.
        const QString from = story.steps.back().from;
        for (RequestWork &work : story.works) {
            if (work.node == from && work.doneAt && !work.leftAt && segment.departs > *work.doneAt)
                work.leftAt = segment.departs;
        }
    }
    void work(const TraceWork &work) override
    {
        if (work.request != m_request)
            return;
        const QString node = m_simulation.elementId(work.node);
        if (!work.isDone) {
            story.works.push_back({node, work.at, work.waited, work.alone, work.isShared, {}, {}});
            return;
        }
        for (RequestWork &begun : story.works) {
            if (begun.node == node && !begun.doneAt)
                begun.doneAt = work.at;
        }
    }
    void outcome(const TraceOutcome &outcome) override
    {
        newest = std::max(newest, outcome.request);
        if (outcome.request != m_request)
            return;
        story.sentAt = outcome.sentAt;
        story.endedAt = outcome.at;
        story.users = m_simulation.elementId(outcome.users);
        story.where = m_simulation.elementId(outcome.where);
        events.outcome(outcome);
    }

    RequestStory story;
    RunStory events;
    std::uint64_t newest = 0;

private:
    const DesignSimulation &m_simulation;
    std::uint64_t m_request;
};

} // namespace

base::Result<RequestStory> tellRequest(const model::Design &design, const RunOptions &options,
                                       std::uint64_t request, const base::TaskControl *control)
{
    constexpr int kSlices = 1000;
    auto created = DesignSimulation::create(design, options);
    if (!created)
        return created.error();
    DesignSimulation &simulation = *created.value();
    Follower follower(design, simulation, request);
    simulation.setTraceSink(&follower);
    for (int slice = 1; slice <= kSlices && !follower.story.endedAt; ++slice) {
        if (!simulation.runUntil(options.duration * slice / kSlices, control)) {
            if (const std::optional<base::Error> failure = simulation.failure())
                return *failure;
            return base::Error{
                QStringLiteral("sim.cancelled"),
                QCoreApplication::translate("Simulation", "the simulation was cancelled"),
                {}};
        }
    }
    if (request == 0 || follower.newest < request) {
        return base::Error{
            QStringLiteral("sim.no-such-request"),
            QCoreApplication::translate("Simulation",
                                        "there is no request %1; this run sends requests 1 to %2")
                .arg(request)
                .arg(follower.newest),
            {}};
    }
    RequestStory story = std::move(follower.story);
    story.request = request;
    story.outcome = story.endedAt ? QStringLiteral("answered") : QStringLiteral("in-flight");
    if (follower.events.failedRequests().empty())
        return story;
    const RunStory::FailedRequest &failed = follower.events.failedRequests().front();
    story.outcome = QString::fromLatin1(failureReasonName(failed.reason));
    for (const EventNumber number : follower.events.chain(failed.cause)) {
        const TraceEvent &event = follower.events.events()[static_cast<std::size_t>(number)].event;
        story.causes.push_back({number,
                                {event.at, QString::fromLatin1(eventName(event.what)),
                                 simulation.elementId(event.target), simulation.elementId(event.by),
                                 QString::fromLatin1(failureModeName(event.mode))}});
    }
    return story;
}

nlohmann::json toJson(const RequestStory &story)
{
    using nlohmann::json;
    json steps = json::array();
    for (const RequestStep &step : story.steps) {
        steps.push_back({{"at", step.at},
                         {"what", step.what.toStdString()},
                         {"from", step.from.toStdString()},
                         {"to", step.to.toStdString()}});
    }
    json works = json::array();
    const auto orNull = [](const std::optional<double> &at) {
        return at ? json(*at) : json(nullptr);
    };
    for (const RequestWork &work : story.works) {
        works.push_back({{"node", work.node.toStdString()},
                         {"beganAt", work.beganAt},
                         {"waited", work.waited},
                         {"alone", work.alone},
                         {"isShared", work.isShared},
                         {"doneAt", orNull(work.doneAt)},
                         {"leftAt", orNull(work.leftAt)}});
    }
    json causes = json::array();
    for (const RequestStory::NumberedEvent &cause : story.causes) {
        json one{{"id", cause.number},
                 {"at", cause.event.at},
                 {"what", cause.event.what.toStdString()},
                 {"target", cause.event.target.toStdString()},
                 {"by", cause.event.by.toStdString()}};
        if (!cause.event.mode.isEmpty())
            one["mode"] = cause.event.mode.toStdString();
        causes.push_back(std::move(one));
    }
    return {{"request", story.request},
            {"users", story.users.toStdString()},
            {"sentAt", story.sentAt},
            {"endedAt", orNull(story.endedAt)},
            {"outcome", story.outcome.toStdString()},
            {"where", story.where.toStdString()},
            {"steps", std::move(steps)},
            {"works", std::move(works)},
            {"causes", std::move(causes)}};
}

} // namespace loadstar::sim
