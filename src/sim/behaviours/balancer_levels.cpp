// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "health/priority_loads.h"
#include "sim/behaviours/balancers.h"
#include "sim/world.h"

// How a balancer whose targets have different priority levels spreads its traffic over them.

namespace loadstar::sim {

void Balancers::spreadOverLevels(Balancer &balancer, const BalancerSpec &spec, Role role,
                                 bool isForcedUp) const
{
    TargetTable &table = balancer.table;
    std::vector<health::PriorityLevel> levels(table.levelPercent.size());
    for (std::uint32_t i = 0; i < balancer.targets.size(); ++i) {
        const Target &target = balancer.targets[i];
        if (target.role != role)
            continue;
        ++levels[table.level[i]].hosts;
        levels[table.level[i]].healthy += isCandidate(target, false) ? 1 : 0;
    }
    balancer.forcedLevels.assign(levels.size(), isForcedUp);
    const double panicBelow = spec.hasChecks ? health::traitsOf(spec.checks.rules).panicBelow : 0.0;
    if (panicBelow > 0.0) {
        const health::PriorityLoads loads =
            health::priorityLoads(levels, {spec.overprovisioning, panicBelow});
        for (std::size_t level = 0; level < levels.size(); ++level) {
            table.levelPercent[level] = static_cast<std::uint32_t>(loads.levels[level].percent());
            balancer.forcedLevels[level] = loads.levels[level].isInPanic;
        }
        return;
    }
    // Like HAProxy's backup servers: a level is used only when those below it have none up.
    bool isTaken = false;
    for (std::size_t level = 0; level < levels.size(); ++level) {
        const bool serves = isForcedUp ? levels[level].hosts > 0 : levels[level].healthy > 0;
        table.levelPercent[level] = serves && !isTaken ? 100 : 0;
        isTaken = isTaken || serves;
    }
}

bool Balancers::isInOpenLevel(const Balancer &balancer, std::uint32_t index, Role role) const
{
    const std::uint32_t level = balancer.table.level[index];
    const Target &target = balancer.targets[index];
    return balancer.table.levelPercent[level] > 0 && target.role == role &&
           isCandidate(target, balancer.forcedLevels[level]);
}

} // namespace loadstar::sim
