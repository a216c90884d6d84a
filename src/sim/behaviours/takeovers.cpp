// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/behaviours/takeovers.h"

#include "sim/world.h"

namespace loadstar::sim {

Takeovers::Takeovers(World &world)
    : m_world(world)
    , m_tokens(world.plan.replications.size())
    , m_isActive(world.plan.nodes.size())
{}

void Takeovers::stateChanged(ElementIndex part, bool isUp)
{
    for (std::uint32_t i = 0; i < m_world->plan.replications.size(); ++i) {
        const ReplicationSpec &replication = m_world->plan.replications[i];
        if (replication.from != part || !replication.isAutomatic)
            continue;
        if (!isUp) {
            schedule(i);
            continue;
        }
        // A storage that is back serves again; a site waits for its failback.
        ++m_tokens[i];
        if (m_world->plan.part(part).kind == PartKind::Storage)
            m_world->storages.serveBy(m_world->plan.part(part).index,
                                      m_world->plan.part(part).index);
    }
}

void Takeovers::schedule(std::uint32_t index)
{
    const ReplicationSpec &replication = m_world->plan.replications[index];
    m_world->schedule(m_world->now + replication.delay, engine::Priority::Scenario,
                      EventKind::TakeoverDone, index, ++m_tokens[index]);
}

void Takeovers::takeoverDone(std::uint32_t index, std::uint32_t token)
{
    if (token != m_tokens[index])
        return;
    const ReplicationSpec &replication = m_world->plan.replications[index];
    const PartSpec &to = m_world->plan.part(replication.to);
    m_world->copies.takenOver(index);
    if (to.kind != PartKind::Storage) {
        setActive(replication.to, true, replication.connection);
        return;
    }
    m_world->log(EventWhat::Promoted, replication.to, replication.connection);
    m_world->storages.serveBy(m_world->plan.part(replication.from).index, to.index);
}

void Takeovers::failover(ElementIndex site)
{
    m_world->log(EventWhat::Failover, site, kByScenario);
    const bool hasTakenOver = setActive(site, true, site);
    for (std::uint32_t i = 0; i < m_world->plan.replications.size(); ++i) {
        if (m_world->plan.replications[i].from == site)
            schedule(i);
        else if (m_world->plan.replications[i].to == site && hasTakenOver)
            m_world->copies.takenOver(i);
    }
}

void Takeovers::failback(ElementIndex site)
{
    m_world->log(EventWhat::Failback, site, kByScenario);
    setActive(site, false, site);
    for (std::uint32_t i = 0; i < m_world->plan.replications.size(); ++i) {
        if (m_world->plan.replications[i].from != site)
            continue;
        ++m_tokens[i];
        setActive(m_world->plan.replications[i].to, false,
                  m_world->plan.replications[i].connection);
    }
}

bool Takeovers::setActive(ElementIndex site, bool isActive, ElementIndex by)
{
    bool hasChanged = false;
    for (std::uint32_t node = 0; node < m_world->plan.nodes.size(); ++node) {
        const NodeSpec &spec = m_world->plan.nodes[node];
        if (spec.role != Role::Dr || m_isActive[node] == isActive ||
            !m_world->plan.isInside(spec.part, site))
            continue;
        m_isActive[node] = isActive;
        hasChanged = true;
        if (isActive)
            m_world->log(EventWhat::Promoted, spec.part, by);
        m_world->balancers.setRole(spec.part, isActive ? Role::Active : Role::Dr);
    }
    return hasChanged;
}

} // namespace loadstar::sim
