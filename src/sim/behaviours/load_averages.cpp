// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/behaviours/load_averages.h"

#include "sim/engine/variates.h"
#include "sim/world.h"

#include <algorithm>

namespace loadstar::sim {

namespace {

constexpr double kStep = 5.0;
constexpr double kSpan = 300.0;

double onNode(const World &world, std::uint32_t node)
{
    return static_cast<double>(world.nodes.busyOn(node)) +
           static_cast<double>(world.nodes.waitingOn(node));
}

bool readsAverages(PolicyKind policy)
{
    return loadSourceOf(policy) == LoadSource::FiveMinutes;
}

} // namespace

LoadAverages::LoadAverages(World &world)
    : m_world(world)
    , m_averages(world.plan.nodes.size())
{}

void LoadAverages::start()
{
    const Plan &plan = m_world->plan;
    const bool isRead = std::any_of(plan.balancers.begin(), plan.balancers.end(),
                                    [](const BalancerSpec &b) { return readsAverages(b.policy); });
    const bool willBeRead =
        std::any_of(plan.scenario.begin(), plan.scenario.end(), [](const ScenarioStep &step) {
            return step.change.policy && readsAverages(*step.change.policy);
        });
    if (isRead || willBeRead)
        begin();
}

void LoadAverages::begin()
{
    if (m_isOn)
        return;
    m_isOn = true;
    for (std::uint32_t node = 0; node < m_averages.size(); ++node)
        m_averages[node] = onNode(*m_world, node);
    m_world->schedule(m_world->now + kStep, engine::Priority::Check, EventKind::LoadTick, 0, 0);
}

void LoadAverages::tick()
{
    static const double kKept = engine::portableExp(-kStep / kSpan);
    for (std::uint32_t node = 0; node < m_averages.size(); ++node)
        m_averages[node] = m_averages[node] * kKept + onNode(*m_world, node) * (1.0 - kKept);
    m_world->schedule(m_world->now + kStep, engine::Priority::Check, EventKind::LoadTick, 0, 0);
}

} // namespace loadstar::sim
