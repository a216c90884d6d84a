// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/behaviours/balancers.h"
#include "sim/world.h"

#include <algorithm>

// The policy of a balancer and what else can be set anew while it runs.

namespace loadstar::sim {

void Balancers::setUpPolicy(Balancer &balancer, const BalancerSpec &spec)
{
    PolicyOptions options;
    options.kind = spec.policy;
    options.hasLevels = !spec.levels.empty();
    options.choices = spec.choices;
    options.areDistinct = spec.hasDistinctChoices;
    options.staysInZone = !spec.crossesZones;
    options.mapping = spec.mapping;
    options.ringPoints = spec.ringPoints;
    options.loadBound = spec.loadBound;
    options.countsNext = spec.countsNext;
    balancer.policy = makePolicy(options);
    balancer.watchesOutstanding = balancer.policy->watchesOutstanding();
    balancer.watchesAnswers = balancer.policy->watchesAnswers();
    balancer.readsSessions = balancer.policy->readsSessions();
    balancer.hashKey = hashKeyOf(spec.policy);
    balancer.loadSource = loadSourceOf(spec.policy);
}

void Balancers::configure(std::uint32_t index, const BalancerChange &change, ElementIndex by)
{
    BalancerSpec &spec = m_specs[index];
    Balancer &balancer = m_balancers[index];
    const Stickiness before = spec.sticky;
    spec.policy = change.policy.value_or(spec.policy);
    spec.sticky = change.sticky.value_or(spec.sticky);
    spec.choices = change.choices.value_or(spec.choices);
    spec.mapping = change.mapping.value_or(spec.mapping);
    spec.loadBound = change.loadBound ? change.loadBound : spec.loadBound;
    spec.retries = change.retries.value_or(spec.retries);
    spec.redispatches = change.redispatches.value_or(spec.redispatches);
    m_world->log(EventWhat::Configure, spec.part, by);
    if (spec.sticky != before)
        setUpStickiness(index);
    if (change.policy || change.choices || change.mapping || change.loadBound) {
        setUpPolicy(balancer, spec);
        if (balancer.loadSource == LoadSource::FiveMinutes)
            m_world->loadAverages.begin();
        refresh(index);
    }
    serveWaiters(index);
}

void Balancers::reweight(ElementIndex node, double weight)
{
    m_world->log(EventWhat::Reweight, node, kByScenario);
    for (std::uint32_t index = 0; index < m_balancers.size(); ++index) {
        Balancer &balancer = m_balancers[index];
        bool hasChanged = false;
        for (std::uint32_t i = 0; i < balancer.targets.size(); ++i) {
            Target &target = balancer.targets[i];
            if (m_world->plan.links[target.link].to != node)
                continue;
            target.configuredWeight = weight;
            target.baseWeight = weightInForce(target);
            balancer.table.weight[i] = target.baseWeight * target.ramp;
            hasChanged = true;
        }
        if (hasChanged) {
            refresh(index);
            serveWaiters(index);
        }
    }
}

double Balancers::retryPause(Balancer &balancer, const BalancerSpec &spec, std::uint32_t attempt)
{
    constexpr double kLongest = 3600.0;
    double pause = spec.retryDelay;
    for (std::uint32_t i = 1; i < attempt && pause < kLongest; ++i)
        pause *= spec.retryBackoff;
    pause = std::min(pause, std::max(kLongest, spec.retryDelay));
    if (spec.retryJitter > 0.0)
        pause *= 1.0 - spec.retryJitter * balancer.pauses.uniform();
    return pause;
}

double Balancers::loadNow(std::uint32_t link) const
{
    const World::Link &target = m_world->links[link];
    if (m_balancers[target.fromIndex].loadSource == LoadSource::FiveMinutes) {
        return m_world->loadAverages.fiveMinutes(target.toIndex) /
               static_cast<double>(m_world->nodes.coresOf(target.toIndex));
    }
    return m_world->nodes.loadOf(target.toIndex);
}

void Balancers::countSessions(Balancer &balancer) const
{
    const bool hasSessions =
        std::any_of(m_world->plan.users.begin(), m_world->plan.users.end(),
                    [](const UsersSpec &users) { return users.hasSessions(); });
    for (std::uint32_t i = 0; i < balancer.targets.size(); ++i) {
        const std::uint32_t node = balancer.places.at(i).node;
        balancer.table.sessions[i] = hasSessions && node != kNone ? m_world->sessions.openOn(node)
                                                                  : balancer.table.outstanding[i];
    }
}

} // namespace loadstar::sim
