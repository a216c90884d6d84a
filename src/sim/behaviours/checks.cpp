// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/behaviours/checks.h"

#include "sim/world.h"

#include <algorithm>

namespace loadstar::sim {

using health::Change;
using health::CheckResult;
using health::HealthTracker;
using health::Verdict;

namespace {

/// Token of a start that waits in a lane; those of others are even.
constexpr std::uint32_t kFromLane = 1;

/// What the heartbeat of a healthy node answers.
constexpr int kNormal = 200;
/// What a deep check gets for an answer where it finds something wrong.
constexpr int kUnavailable = 503;

constexpr std::uint32_t tokenOf(std::uint32_t generation)
{
    return generation << 1U;
}

} // namespace

Checks::Checks(World &world)
    : m_world(world)
    , m_checks(world.plan.links.size())
    , m_isCalm(world.plan.links.size())
    , m_statuses(world.plan.nodes.size(), kNormal)
{
    for (const BalancerSpec &spec : world.plan.balancers)
        m_lanes.push_back({spec.checks.interval, {}});
}

void Checks::start()
{
    for (const BalancerSpec &spec : m_world->plan.balancers) {
        if (!spec.hasChecks || health::traitsOf(spec.checks.rules).isPassive)
            continue;
        engine::Random random =
            m_world->streams.stream("checks/" + m_world->plan.part(spec.part).id.toStdString());
        for (const std::uint32_t link : spec.links) {
            // Drawn for every target, so that a heartbeat more or less does not shift the others.
            const double first = random.uniform() * spec.checks.interval;
            const World::Link &target = m_world->links[link];
            if (target.toKind == PartKind::Node &&
                !m_world->plan.nodes[target.toIndex].hasHeartbeat)
                continue;
            m_checks[link].tracker = HealthTracker(spec.checks, Verdict::Up);
            m_checks[link].isActive = true;
            m_isCalm[link] = isSimple(link);
            m_checks[link].dueAt = first;
            m_world->schedule(first, engine::Priority::Check, EventKind::CheckStarts, link, 0);
        }
    }
}

void Checks::respond(ElementIndex node, int status)
{
    m_world->log(EventWhat::Respond, node, kByScenario);
    m_statuses[m_world->plan.part(node).index] = status;
    for (std::uint32_t link = 0; link < m_world->links.size(); ++link) {
        if (m_world->plan.links[link].to == node)
            m_isCalm[link] = false;
    }
}

void Checks::setPaused(std::uint32_t link, bool isPaused)
{
    Check &check = m_checks[link];
    check.isPaused = isPaused;
    m_isCalm[link] = false;
    if (isPaused || !check.isActive)
        return;
    check.tracker = HealthTracker(check.tracker.settings(), Verdict::Up);
    m_world->balancers.setVerdict(link, true);
    m_world->balancers.setStopping(link, false);
}

bool Checks::holdDown(std::uint32_t link)
{
    Check &check = m_checks[link];
    if (!check.isActive)
        return false;
    check.tracker = HealthTracker(check.tracker.settings(), Verdict::Down);
    m_isCalm[link] = false;
    m_world->balancers.setVerdict(link, false);
    return true;
}

bool Checks::isTargetHung(std::uint32_t link) const
{
    const World::Link &target = m_world->links[link];
    if (target.toKind == PartKind::Balancer)
        return m_world->balancers.isHung(target.toIndex);
    if (m_world->nodes.isHung(target.toIndex))
        return true;
    // A deep check hangs with a storage that the node asks for it.
    const std::vector<StateLink> &storages = m_world->plan.nodes[target.toIndex].storages;
    return m_world->plan.balancers[target.fromIndex].checksDeeply &&
           m_world->nodes.isUp(target.toIndex) &&
           std::any_of(storages.begin(), storages.end(), [this](const StateLink &state) {
               return m_world->storages.isReachable(state) &&
                      m_world->storages.isHung(state.storage);
           });
}

bool Checks::isDeeplyIll(std::uint32_t node) const
{
    const std::vector<StateLink> &storages = m_world->plan.nodes[node].storages;
    return m_world->nodes.isDiskFull(node) ||
           !std::all_of(storages.begin(), storages.end(), [this](const StateLink &state) {
               return m_world->storages.isReachable(state) &&
                      m_world->storages.takesWrites(state.storage);
           });
}

bool Checks::isSimple(std::uint32_t link) const
{
    const World::Link &target = m_world->links[link];
    const BalancerSpec &spec = m_world->plan.balancers[target.fromIndex];
    if (target.toKind != PartKind::Node || m_statuses[target.toIndex] != kNormal)
        return false;
    // What passes calmly sees neither storages nor outliers, and its next start cannot be moved.
    return spec.isStatusExpected && !spec.checksDeeply && !spec.outliers &&
           spec.observe == health::ObserveMode::None;
}

CheckResult Checks::resultNow(std::uint32_t link)
{
    const World::Link &target = m_world->links[link];
    if (target.isCut)
        return CheckResult::Refused;
    if (target.isDisturbed &&
        m_world->faults.spoilsCheck(link, m_checks[link].tracker.settings().timeout))
        return CheckResult::TimedOut;
    if (target.toKind == PartKind::Balancer) {
        if (!m_world->balancers.isUp(target.toIndex))
            return CheckResult::Refused;
        return m_world->balancers.hasUsableTarget(target.toIndex) ? CheckResult::Passed
                                                                  : CheckResult::BadStatus;
    }
    if (!m_world->nodes.isUp(target.toIndex))
        return CheckResult::Refused;
    const BalancerSpec &spec = m_world->plan.balancers[target.fromIndex];
    if (spec.checksDeeply && isDeeplyIll(target.toIndex))
        return health::judge({kUnavailable, false, false}, spec.answers);
    if (!spec.seesRequests)
        return CheckResult::Passed;
    return health::judge({m_statuses[target.toIndex], false, false}, spec.answers);
}

bool Checks::passesCalmly(std::uint32_t link) const
{
    const World::Link &target = m_world->links[link];
    return m_isCalm[link] && !target.isCut && !target.isDisturbed &&
           m_world->nodes.isUp(target.toIndex) && !m_world->nodes.isHung(target.toIndex) &&
           !m_world->balancers.readsLoads(target.fromIndex) &&
           m_world->balancers.isUp(target.fromIndex) &&
           !m_world->balancers.isHung(target.fromIndex) && !m_world->trace;
}

void Checks::scheduleInLane(std::uint32_t link)
{
    // The interval is the same for all, so the later start is the later event.
    Lane &lane = m_lanes[m_world->links[link].fromIndex];
    const engine::Event event =
        m_world->sequence.event(m_world->now + lane.interval, engine::Priority::Check,
                                static_cast<std::uint8_t>(EventKind::CheckStarts), link, kFromLane);
    lane.events.push_back(event);
    if (lane.events.size() == 1)
        m_world->push(event);
}

void Checks::fetchAhead(const Lane &lane) const
{
    constexpr std::size_t kEvent = 16;
    constexpr std::size_t kLink = 6;
    constexpr std::size_t kNode = 3;
    if (lane.events.size() <= kEvent)
        return;
    engine::prefetch(&lane.events[kEvent], sizeof(engine::Event));
    engine::prefetch(&m_world->links[lane.events[kLink].subject], sizeof(World::Link));
    const World::Link &target = m_world->links[lane.events[kNode].subject];
    if (target.toKind == PartKind::Node)
        m_world->nodes.fetchForArrival(target.toIndex);
}

void Checks::checkStarts(std::uint32_t link, std::uint32_t token)
{
    if (token == kFromLane) {
        Lane &lane = m_lanes[m_world->links[link].fromIndex];
        lane.events.pop_front();
        if (!lane.events.empty())
            m_world->push(lane.events.front());
        fetchAhead(lane);
    }
    if (passesCalmly(link)) {
        scheduleInLane(link);
        return;
    }
    Check &check = m_checks[link];
    if (token != kFromLane && token != tokenOf(check.generation))
        return; // another start has taken its place
    check.startedAt = m_world->now;
    const std::uint32_t balancer = m_world->links[link].fromIndex;
    if (check.isPaused || !m_world->balancers.isUp(balancer) ||
        m_world->balancers.isHung(balancer)) {
        scheduleNext(link, m_world->now);
        return;
    }
    m_world->traceCheck(link, TraceCheck::Phase::Sent);
    if (!m_world->links[link].isCut && isTargetHung(link)) {
        const health::CheckSettings &settings = check.tracker.settings();
        m_world->schedule(m_world->now + settings.timeout, engine::Priority::Check,
                          EventKind::CheckTimesOut, link, 0);
        if (health::traitsOf(settings.rules).isStartToStart)
            scheduleNext(link, m_world->now);
        else
            check.isUnderWay = true;
        return;
    }
    finish(link, resultNow(link));
    scheduleNext(link, m_world->now);
}

void Checks::checkTimesOut(std::uint32_t link)
{
    const std::uint32_t balancer = m_world->links[link].fromIndex;
    if (m_world->balancers.isUp(balancer) && !m_world->balancers.isHung(balancer) &&
        !m_checks[link].isPaused)
        finish(link, CheckResult::TimedOut);
    if (!health::traitsOf(m_checks[link].tracker.settings().rules).isStartToStart)
        scheduleNext(link, m_world->now);
}

void Checks::scheduleNext(std::uint32_t link, double ended)
{
    Check &check = m_checks[link];
    check.isUnderWay = false;
    scheduleAt(link, check.tracker.nextStart(check.startedAt, ended));
}

void Checks::scheduleAt(std::uint32_t link, double time)
{
    Check &check = m_checks[link];
    check.dueAt = time;
    m_world->schedule(time, engine::Priority::Check, EventKind::CheckStarts, link,
                      tokenOf(check.generation));
}

void Checks::finish(std::uint32_t link, CheckResult result)
{
    Check &check = m_checks[link];
    const bool hasPassed = health::isPass(result);
    const bool isAnswered = hasPassed || result == CheckResult::Stopping;
    m_world->traceCheck(link, isAnswered ? TraceCheck::Phase::Passed : TraceCheck::Phase::Failed);
    const World::Link &target = m_world->links[link];
    if (hasPassed && target.toKind == PartKind::Node &&
        m_world->balancers.readsLoads(target.fromIndex))
        m_world->balancers.setReportedLoad(link, m_world->balancers.loadNow(link));
    count(link, result);
    const BalancerSpec &spec = m_world->plan.balancers[target.fromIndex];
    m_isCalm[link] = hasPassed && check.tracker.isUp() && isSimple(link);
    if (hasPassed && spec.outliers && health::traitsOf(spec.checks.rules).endsEjections)
        m_world->outliers.checkPassed(link);
}

void Checks::count(std::uint32_t link, CheckResult result)
{
    HealthTracker &tracker = m_checks[link].tracker;
    if (tracker.record(result) != Change::None)
        m_world->balancers.setVerdict(link, tracker.isUp());
    m_world->balancers.setStopping(link, tracker.isStopping());
}

void Checks::noteOutcome(std::uint32_t link, Fate fate)
{
    const BalancerSpec &spec = m_world->plan.balancers[m_world->links[link].fromIndex];
    Check &check = m_checks[link];
    if (spec.observe == health::ObserveMode::None || !check.isActive)
        return;
    const bool isConnected = fate != Fate::Refused;
    const bool isGood =
        spec.observe == health::ObserveMode::Layer4 ? isConnected : fate == Fate::Answered;
    if (isGood) {
        check.errors.recordSuccess();
        return;
    }
    if (!check.errors.recordError(spec.errorLimit) || !check.tracker.isUp())
        return;
    const int failures =
        health::failedChecksFor(spec.onError, check.tracker.counted(), spec.checks.fall);
    for (int i = 0; i < failures; ++i)
        count(link, CheckResult::Refused);
    // All modes bring the next check forward, if there is a faster pace.
    const std::optional<double> fast = spec.checks.fastInterval;
    if (!fast || check.isUnderWay || m_world->now + *fast >= check.dueAt)
        return;
    ++check.generation;
    scheduleAt(link, m_world->now + *fast);
}

} // namespace loadstar::sim
