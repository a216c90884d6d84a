// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/design_simulation.h"
#include "sim/story/history_recorder.h"
#include "sim/world.h"

#include <algorithm>
#include <cmath>

namespace loadstar::sim {

namespace {

/// Seconds over which the utilisation of a run with a history is taken, whole bins of it.
constexpr double kSettledSpan = 10.0;

ComponentState stateOf(const World &world, ElementIndex element)
{
    const PartSpec &part = world.plan.part(element);
    ComponentState state;
    state.isUp = world.failures.isUp(element);
    state.isHung = world.failures.isHung(element);
    switch (part.kind) {
    case PartKind::Node: {
        state.isDraining = world.isDraining(part.index);
        state.slowFactor = world.nodes.slowFactor(part.index);
        state.busy = static_cast<int>(world.nodes.busyOn(part.index));
        state.capacity = static_cast<int>(world.nodes.coresOf(part.index));
        state.queueLength = static_cast<int>(world.nodes.waitingOn(part.index));
        state.openSessions = static_cast<int>(world.sessions.openOn(part.index));
        break;
    }
    case PartKind::Storage:
        state.busy = static_cast<int>(world.storages.busyOn(part.index));
        state.capacity = static_cast<int>(world.plan.storages[part.index].concurrency.value_or(0));
        state.queueLength = static_cast<int>(world.storages.waitingOn(part.index));
        break;
    case PartKind::Balancer:
        state.queueLength = static_cast<int>(world.balancers.waitingAt(part.index));
        break;
    case PartKind::Users:
    case PartKind::Container:
    case PartKind::Passive:
        break;
    }
    return state;
}

} // namespace

Snapshot DesignSimulation::snapshot()
{
    const World &world = *m_world;
    Snapshot snapshot;
    snapshot.now = world.now;
    for (std::size_t i = 0; i < world.plan.parts.size(); ++i)
        snapshot.components.push_back(stateOf(world, static_cast<ElementIndex>(i)));
    for (std::size_t i = 0; i < world.plan.connectionIds.size(); ++i)
        snapshot.isConnectionCut.push_back(
            world.isCut(static_cast<ElementIndex>(world.plan.parts.size() + i)));
    std::vector<bool> takesTraffic(world.plan.parts.size(), false);
    std::vector<bool> isStandby(world.plan.parts.size(), false);
    for (std::uint32_t b = 0; b < world.plan.balancers.size(); ++b) {
        const std::vector<Balancers::Target> &targets = world.balancers.targets(b);
        for (std::uint32_t t = 0; t < targets.size(); ++t) {
            const Balancers::Target &target = targets[t];
            const LinkSpec &link = world.plan.links[target.link];
            TargetState state;
            state.balancer = link.from;
            state.target = link.to;
            state.connection = link.connection;
            state.isMarkedUp = target.isMarkedUp;
            if (const health::HealthTracker *tracker = world.checks.tracker(target.link)) {
                state.counted = tracker->counted();
                state.needed =
                    tracker->isUp() ? tracker->settings().fall : tracker->settings().rise;
            }
            state.outstanding = static_cast<int>(world.balancers.outstanding(b, t));
            snapshot.targets.push_back(state);
            const auto element = static_cast<std::size_t>(link.to);
            isStandby[element] = isStandby[element] || target.role != Role::Active;
            takesTraffic[element] =
                takesTraffic[element] || target.isPromoted || target.role == Role::Active;
        }
    }
    for (std::size_t i = 0; i < snapshot.components.size(); ++i)
        snapshot.components[i].isStandby = isStandby[i] && !takesTraffic[i];
    updateUtilization(snapshot);
    if (m_history)
        settleUtilization(snapshot);
    return snapshot;
}

void DesignSimulation::settleUtilization(Snapshot &snapshot) const
{
    const RunHistory &history = m_history->history();
    const auto wanted =
        static_cast<std::size_t>(std::max(1.0, std::round(kSettledSpan / history.step)));
    const std::size_t count = std::min(wanted, history.bins.size());
    if (count == 0)
        return;
    std::size_t part = 0;
    for (std::size_t number = 0; number < history.ids.size(); ++number) {
        while (m_world->plan.parts[part].id != history.ids[number])
            ++part;
        double sum = 0.0;
        for (std::size_t i = history.bins.size() - count; i < history.bins.size(); ++i)
            sum += history.bins[i]->parts[number].utilization.value_or(0.0F);
        snapshot.components[part].utilization = sum / static_cast<double>(count);
    }
}

void DesignSimulation::updateUtilization(Snapshot &snapshot)
{
    // Over the second before, as far as snapshots are that frequent; a shorter span would flicker.
    constexpr double kSpan = 1.0;
    const World &world = *m_world;
    const auto busySince0 = [&world](const PartSpec &part) {
        if (part.kind == PartKind::Node)
            return world.nodes.busySince0(part.index);
        return part.kind == PartKind::Storage ? world.storages.busySince0(part.index) : 0.0;
    };
    const std::size_t count = world.plan.parts.size();
    const auto sample = [&] {
        BusySample taken{world.now, std::vector<double>(count)};
        for (std::size_t i = 0; i < count; ++i)
            taken.busy[i] = busySince0(world.plan.parts[i]);
        return taken;
    };
    BusySample latest = sample();
    while (m_samples.size() > 1 && m_samples[1].at <= world.now - kSpan)
        m_samples.erase(m_samples.begin());
    if (!m_samples.empty() && m_samples.front().at < world.now) {
        const double span = world.now - m_samples.front().at;
        for (std::size_t i = 0; i < count; ++i) {
            ComponentState &state = snapshot.components[i];
            if (state.capacity > 0) {
                const double busy = latest.busy[i] - m_samples.front().busy[i];
                state.utilization = std::clamp(busy / (span * state.capacity), 0.0, 1.0);
            }
        }
    }
    if (m_samples.empty() || world.now - m_samples.back().at >= kSpan / 10.0)
        m_samples.push_back(std::move(latest));
}

} // namespace loadstar::sim
