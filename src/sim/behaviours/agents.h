// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "health/agent_check.h"
#include "sim/host_ref.h"
#include "sim/plan.h"

#include <QString>

#include <cstdint>
#include <vector>

namespace loadstar::sim {

class World;

/// What the agents of nodes say, and the balancers that ask them at even intervals. An agent that
/// cannot be reached is no error: what it ordered before stays in force.
/// Source: HAProxy configuration manual 3.5, 5.2, agent-check.
class Agents
{
public:
    explicit Agents(World &world);

    void start();
    /// The agent of a node answers so from now on; before that it answers with an empty line.
    void speak(ElementIndex node, const QString &text);
    /// The balancer of the link asks the agent behind it.
    void ask(std::uint32_t link);

    /// What the agent behind a link has ordered so far.
    const health::AgentState &ordersFor(std::uint32_t link) const { return m_orders[link]; }

private:
    HostRef<World> m_world;
    std::vector<health::AgentReply> m_replies; ///< by node
    std::vector<health::AgentState> m_orders;  ///< by link
};

} // namespace loadstar::sim
