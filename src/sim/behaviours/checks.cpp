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

Checks::Checks(World &world)
    : m_world(world)
    , m_checks(world.plan.links.size())
    , m_isCalm(world.plan.links.size())
{
    for (const BalancerSpec &spec : world.plan.balancers)
        m_lanes.push_back({spec.checks.interval, {}});
}

void Checks::start()
{
    for (const BalancerSpec &spec : m_world.plan.balancers) {
        if (!spec.hasChecks || health::traitsOf(spec.checks.rules).isPassive)
            continue;
        engine::Random random =
            m_world.streams.stream("checks/" + m_world.plan.part(spec.part).id.toStdString());
        for (const std::uint32_t link : spec.links) {
            // Drawn for every target, so that a heartbeat more or less does not shift the others.
            const double first = random.uniform() * spec.checks.interval;
            const World::Link &target = m_world.links[link];
            if (target.toKind == PartKind::Node && !m_world.plan.nodes[target.toIndex].hasHeartbeat)
                continue;
            m_checks[link].tracker = HealthTracker(spec.checks, Verdict::Up);
            m_checks[link].isActive = true;
            m_isCalm[link] =
                spec.isStatusExpected && target.toKind == PartKind::Node && !spec.checksDeeply;
            m_world.schedule(first, engine::Priority::Check, EventKind::CheckStarts, link, 0);
        }
    }
}

bool Checks::isTargetHung(std::uint32_t link) const
{
    const World::Link &target = m_world.links[link];
    if (target.toKind == PartKind::Balancer)
        return m_world.balancers.isHung(target.toIndex);
    if (m_world.nodes.isHung(target.toIndex))
        return true;
    // A deep check hangs with a storage that the node asks for it.
    const std::vector<StateLink> &storages = m_world.plan.nodes[target.toIndex].storages;
    return m_world.plan.balancers[target.fromIndex].checksDeeply &&
           std::any_of(storages.begin(), storages.end(), [this](const StateLink &state) {
               return m_world.storages.isReachable(state) && m_world.storages.isHung(state.storage);
           });
}

bool Checks::isDeeplyIll(std::uint32_t node) const
{
    const std::vector<StateLink> &storages = m_world.plan.nodes[node].storages;
    return m_world.nodes.isDiskFull(node) ||
           !std::all_of(storages.begin(), storages.end(), [this](const StateLink &state) {
               return m_world.storages.isReachable(state) &&
                      m_world.storages.takesWrites(state.storage);
           });
}

CheckResult Checks::resultNow(std::uint32_t link)
{
    const World::Link &target = m_world.links[link];
    if (target.isCut)
        return CheckResult::Refused;
    if (target.isDisturbed &&
        m_world.faults.spoilsCheck(link, m_checks[link].tracker.settings().timeout))
        return CheckResult::TimedOut;
    if (target.toKind == PartKind::Balancer) {
        if (!m_world.balancers.isUp(target.toIndex))
            return CheckResult::Refused;
        return m_world.balancers.hasUsableTarget(target.toIndex) ? CheckResult::Passed
                                                                 : CheckResult::BadStatus;
    }
    if (!m_world.nodes.isUp(target.toIndex))
        return CheckResult::Refused;
    if (m_world.plan.balancers[target.fromIndex].checksDeeply && isDeeplyIll(target.toIndex))
        return CheckResult::BadStatus;
    return m_world.plan.balancers[target.fromIndex].isStatusExpected ? CheckResult::Passed
                                                                     : CheckResult::BadStatus;
}

bool Checks::passesCalmly(std::uint32_t link) const
{
    const World::Link &target = m_world.links[link];
    return m_isCalm[link] && !target.isCut && !target.isDisturbed &&
           m_world.nodes.isUp(target.toIndex) && !m_world.nodes.isHung(target.toIndex) &&
           !m_world.balancers.readsLoads(target.fromIndex) &&
           m_world.balancers.isUp(target.fromIndex) &&
           !m_world.balancers.isHung(target.fromIndex) && !m_world.trace;
}

void Checks::scheduleInLane(std::uint32_t link)
{
    // The interval is the same for all, so the later start is the later event.
    Lane &lane = m_lanes[m_world.links[link].fromIndex];
    const engine::Event event =
        m_world.sequence.event(m_world.now + lane.interval, engine::Priority::Check,
                               static_cast<std::uint8_t>(EventKind::CheckStarts), link, 1);
    lane.events.push_back(event);
    if (lane.events.size() == 1)
        m_world.push(event);
}

void Checks::fetchAhead(const Lane &lane) const
{
    constexpr std::size_t kLink = 6;
    constexpr std::size_t kNode = 3;
    if (lane.events.size() <= kLink)
        return;
    engine::prefetch(&m_world.links[lane.events[kLink].subject], sizeof(World::Link));
    const World::Link &target = m_world.links[lane.events[kNode].subject];
    if (target.toKind == PartKind::Node)
        m_world.nodes.fetchForCheck(target.toIndex);
}

void Checks::checkStarts(std::uint32_t link, bool isFromLane)
{
    if (isFromLane) {
        Lane &lane = m_lanes[m_world.links[link].fromIndex];
        lane.events.pop_front();
        if (!lane.events.empty())
            m_world.push(lane.events.front());
        fetchAhead(lane);
    }
    if (passesCalmly(link)) {
        scheduleInLane(link);
        return;
    }
    Check &check = m_checks[link];
    check.startedAt = m_world.now;
    const std::uint32_t balancer = m_world.links[link].fromIndex;
    if (!m_world.balancers.isUp(balancer) || m_world.balancers.isHung(balancer)) {
        scheduleNext(link, m_world.now);
        return;
    }
    m_world.traceCheck(link, TraceCheck::Phase::Sent);
    if (!m_world.links[link].isCut && isTargetHung(link)) {
        const health::CheckSettings &settings = check.tracker.settings();
        m_world.schedule(m_world.now + settings.timeout, engine::Priority::Check,
                         EventKind::CheckTimesOut, link, 0);
        if (health::traitsOf(settings.rules).isStartToStart)
            scheduleNext(link, m_world.now);
        return;
    }
    finish(link, resultNow(link));
    scheduleNext(link, m_world.now);
}

void Checks::checkTimesOut(std::uint32_t link)
{
    const std::uint32_t balancer = m_world.links[link].fromIndex;
    if (m_world.balancers.isUp(balancer) && !m_world.balancers.isHung(balancer))
        finish(link, CheckResult::TimedOut);
    if (!health::traitsOf(m_checks[link].tracker.settings().rules).isStartToStart)
        scheduleNext(link, m_world.now);
}

void Checks::scheduleNext(std::uint32_t link, double ended)
{
    const Check &check = m_checks[link];
    m_world.schedule(check.tracker.nextStart(check.startedAt, ended), engine::Priority::Check,
                     EventKind::CheckStarts, link, 0);
}

void Checks::finish(std::uint32_t link, CheckResult result)
{
    Check &check = m_checks[link];
    const bool hasPassed = result == CheckResult::Passed;
    m_world.traceCheck(link, hasPassed ? TraceCheck::Phase::Passed : TraceCheck::Phase::Failed);
    const World::Link &target = m_world.links[link];
    if (hasPassed && target.toKind == PartKind::Node &&
        m_world.balancers.readsLoads(target.fromIndex))
        m_world.balancers.setReportedLoad(link, m_world.balancers.loadNow(link));
    const Change change = check.tracker.record(result);
    m_isCalm[link] = hasPassed && target.toKind == PartKind::Node && check.tracker.isUp() &&
                     !m_world.plan.balancers[target.fromIndex].checksDeeply;
    if (change != Change::None)
        m_world.balancers.setVerdict(link, check.tracker.isUp());
}

} // namespace loadstar::sim
