// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/host_ref.h"
#include "sim/plan.h"

#include <cstdint>
#include <vector>

namespace loadstar::sim {

class World;

/// What replication connections do when their source fails: another storage serves in its place, or
/// the nodes of another site that stand by for a disaster get traffic.
class Takeovers
{
public:
    explicit Takeovers(World &world);

    /// A storage or site went down or came back.
    void stateChanged(ElementIndex part, bool isUp);
    void failover(ElementIndex site);
    void failback(ElementIndex site);
    void takeoverDone(std::uint32_t replication, std::uint32_t token);

private:
    void schedule(std::uint32_t replication);
    /// Gives traffic to the dr nodes of a site, or takes it away; false when that changes nothing.
    bool setActive(ElementIndex site, bool isActive, ElementIndex by);

    HostRef<World> m_world;
    std::vector<std::uint32_t> m_tokens; ///< by replication
    std::vector<bool> m_isActive;        ///< by node: a dr node that takes traffic
};

} // namespace loadstar::sim
