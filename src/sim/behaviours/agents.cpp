// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/behaviours/agents.h"

#include "sim/world.h"

namespace loadstar::sim {

Agents::Agents(World &world)
    : m_world(world)
    , m_replies(world.plan.nodes.size())
    , m_orders(world.plan.links.size())
{}

void Agents::start()
{
    for (const BalancerSpec &spec : m_world->plan.balancers) {
        if (!spec.agentInterval)
            continue;
        engine::Random random =
            m_world->streams.stream("agents/" + m_world->plan.part(spec.part).id.toStdString());
        for (const std::uint32_t link : spec.links) {
            if (m_world->links[link].toKind != PartKind::Node)
                continue;
            m_world->schedule(random.uniform() * *spec.agentInterval, engine::Priority::Check,
                              EventKind::AgentAsked, link, 0);
        }
    }
}

void Agents::speak(ElementIndex node, const QString &text)
{
    m_world->log(EventWhat::Agent, node, kByScenario);
    const std::string line = text.toStdString() + '\n';
    m_replies[m_world->plan.part(node).index] = *health::parseAgentReply(line);
}

void Agents::ask(std::uint32_t link)
{
    const World::Link &target = m_world->links[link];
    m_world->schedule(m_world->now + *m_world->plan.balancers[target.fromIndex].agentInterval,
                      engine::Priority::Check, EventKind::AgentAsked, link, 0);
    const bool isAsking =
        m_world->balancers.isUp(target.fromIndex) && !m_world->balancers.isHung(target.fromIndex);
    const bool isAnswering = !target.isCut && m_world->nodes.isUp(target.toIndex) &&
                             !m_world->nodes.isHung(target.toIndex);
    if (!isAsking || !isAnswering)
        return;
    const health::AgentState before = m_orders[link];
    m_orders[link].apply(m_replies[target.toIndex]);
    if (m_orders[link] != before)
        m_world->balancers.obeyAgent(link, before);
}

} // namespace loadstar::sim
