// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "health/priority_loads.h"

#include <algorithm>
#include <cmath>

namespace loadstar::health {

namespace {

/// Whole percent that `serving` of `hosts` can carry; Envoy cuts off fractions.
int healthPercent(std::uint32_t serving, std::uint32_t hosts, double overprovisioning)
{
    if (hosts == 0)
        return 0;
    // Hundredths first, so that 1.4 and its like are exact.
    const auto factor = static_cast<std::uint64_t>(std::lround(overprovisioning * 100.0));
    return static_cast<int>(std::min<std::uint64_t>(100, factor * serving / hosts));
}

/// Its part of all traffic, of which `remaining` percent are not yet given away.
int take(int health, int totalHealth, int &remaining)
{
    const int share = std::min(remaining, (200 * health + totalHealth) / (2 * totalHealth));
    remaining -= share;
    return share;
}

} // namespace

PriorityLoads priorityLoads(const std::vector<PriorityLevel> &levels, const PriorityRules &rules)
{
    PriorityLoads loads;
    loads.levels.resize(levels.size());
    std::vector<int> healthy;
    std::vector<int> degraded;
    for (const PriorityLevel &level : levels) {
        healthy.push_back(healthPercent(level.healthy, level.hosts, rules.overprovisioning));
        degraded.push_back(healthPercent(level.degraded, level.hosts, rules.overprovisioning));
        loads.totalHealthPercent += healthy.back() + degraded.back();
    }
    loads.totalHealthPercent = std::min(loads.totalHealthPercent, 100);
    if (loads.totalHealthPercent < 100) {
        for (std::size_t i = 0; i < levels.size(); ++i)
            loads.levels[i].isInPanic = isInPanic(levels[i].healthy + levels[i].degraded,
                                                  levels[i].hosts, rules.panicBelow);
    }
    if (loads.totalHealthPercent == 0) {
        if (!levels.empty() && loads.levels.front().isInPanic)
            loads.levels.front().healthyPercent = 100;
        return loads;
    }
    int remaining = 100;
    for (std::size_t i = 0; i < levels.size(); ++i)
        loads.levels[i].healthyPercent = take(healthy[i], loads.totalHealthPercent, remaining);
    for (std::size_t i = 0; i < levels.size(); ++i)
        loads.levels[i].degradedPercent = take(degraded[i], loads.totalHealthPercent, remaining);
    const auto first = std::find_if(loads.levels.begin(), loads.levels.end(),
                                    [](const LevelLoad &level) { return level.percent() > 0; });
    if (first != loads.levels.end())
        (first->healthyPercent > 0 ? first->healthyPercent : first->degradedPercent) += remaining;
    return loads;
}

} // namespace loadstar::health
