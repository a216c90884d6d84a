// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/behaviours/balancers.h"
#include "sim/world.h"

// What a node itself asks of its balancers: the orders of its agent, and no new work by a 404.

namespace loadstar::sim {

using health::AgentMode;
using health::AgentState;

void Balancers::obeyAgent(std::uint32_t linkIndex, const AgentState &before)
{
    const World::Link &link = m_world->links[linkIndex];
    const AgentState &orders = m_world->agents.ordersFor(linkIndex);
    Target &target = m_balancers[link.fromIndex].targets[link.target];
    if (orders.maxConnections() != before.maxConnections())
        limit(link.fromIndex, link.target, *orders.maxConnections());
    const bool isMaintained = orders.mode() == AgentMode::Maint;
    if (isMaintained != (before.mode() == AgentMode::Maint))
        m_world->checks.setPaused(linkIndex, isMaintained);
    target.isOrderedUp = orders.isUp() && !isMaintained;
    updateVerdict(linkIndex);
    updateWeight(linkIndex);
}

void Balancers::setStopping(std::uint32_t linkIndex, bool isStopping)
{
    const World::Link &link = m_world->links[linkIndex];
    Target &target = m_balancers[link.fromIndex].targets[link.target];
    if (target.isStopping == isStopping)
        return;
    target.isStopping = isStopping;
    updateWeight(linkIndex);
}

double Balancers::weightInForce(const Target &target) const
{
    const bool obeys = m_specs[m_world->links[target.link].fromIndex].agentInterval.has_value();
    if (target.isStopping)
        return 0.0;
    return obeys ? m_world->agents.ordersFor(target.link).weightOf(target.configuredWeight)
                 : target.configuredWeight;
}

void Balancers::updateWeight(std::uint32_t linkIndex)
{
    const World::Link &link = m_world->links[linkIndex];
    Target &target = m_balancers[link.fromIndex].targets[link.target];
    const bool wantsRest =
        target.isStopping || m_world->agents.ordersFor(linkIndex).mode() == AgentMode::Drain;
    if (wantsRest != target.isResting) {
        target.isResting = wantsRest;
        m_world->log(wantsRest ? EventWhat::Drain : EventWhat::Undrain,
                     m_world->plan.links[linkIndex].to, m_specs[link.fromIndex].part);
    }
    const double weight = weightInForce(target);
    if (weight == target.baseWeight)
        return;
    target.baseWeight = weight;
    m_balancers[link.fromIndex].table.weight[link.target] = weight * target.ramp;
    refresh(link.fromIndex);
    serveWaiters(link.fromIndex);
}

void Balancers::limit(std::uint32_t index, std::uint32_t target, int most)
{
    Balancer &balancer = m_balancers[index];
    if (balancer.ownLimits.empty()) {
        balancer.ownLimits.assign(balancer.targets.size(), balancer.mostPerTarget);
        balancer.watchesSends = true;
        ++balancer.watchedTargets;
    }
    balancer.ownLimits[target] = most > 0 ? static_cast<std::uint32_t>(most) : kNone;
    refresh(index);
    serveWaiters(index);
}

void Balancers::noteSent(std::uint32_t index, std::uint32_t targetIndex)
{
    Balancer &balancer = m_balancers[index];
    Target &target = balancer.targets[targetIndex];
    if (balancer.isPassive && target.passive.isOut()) {
        target.passive.recordSent();
        target.isTrial = false;
        refresh(index);
    } else if (balancer.table.outstanding[targetIndex] == limitOf(balancer, targetIndex)) {
        refresh(index);
    }
}

void Balancers::noteReleased(std::uint32_t index, std::uint32_t target)
{
    const Balancer &balancer = m_balancers[index];
    const bool hasRoomAgain = !balancer.ownLimits.empty() &&
                              balancer.table.outstanding[target] + 1 == balancer.ownLimits[target];
    if (hasRoomAgain) {
        refresh(index);
        serveWaiters(index);
    }
    checkDrained(index, target);
}

} // namespace loadstar::sim
