// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace loadstar::health {

/// The hosts of one priority level.
struct PriorityLevel
{
    std::uint32_t hosts = 0;
    std::uint32_t healthy = 0;
    /// Hosts that serve, but less than they should; not counted as healthy.
    std::uint32_t degraded = 0;
};

/// What one priority level gets.
struct LevelLoad
{
    int healthyPercent = 0;  ///< of all traffic, to its healthy hosts
    int degradedPercent = 0; ///< of all traffic, to its degraded hosts
    bool isInPanic = false;  ///< its share goes to all its hosts, whatever their health

    int percent() const { return healthyPercent + degradedPercent; }
    bool operator==(const LevelLoad &) const = default;
};

/// How traffic is spread over priority levels.
struct PriorityLoads
{
    std::vector<LevelLoad> levels;
    /// Sum of the levels' health after over-provisioning, at most 100.
    int totalHealthPercent = 0;
};

/// Numbers of the rule.
struct PriorityRules
{
    /// A level can carry this multiple of what its healthy hosts' share is; 1 or more.
    double overprovisioning = 1.0;
    /// Below this fraction of hosts that serve, a level is in panic, unless all levels together
    /// can carry everything; 0 = never.
    double panicBelow = 0.0;
};

/// Envoy's spread over priority levels, first level first: each level takes as much as its health
/// allows, in whole percent, healthy hosts before degraded ones. With no host that serves, the
/// first level gets everything if it may panic, else nobody gets anything.
/// Source: Envoy, "Priority levels" and "Panic threshold", whose tables these numbers reproduce
/// (shares are rounded to the nearest percent, and what rounding leaves goes to the first level).
PriorityLoads priorityLoads(const std::vector<PriorityLevel> &levels, const PriorityRules &rules);

/// Whether a single level is in panic: fewer than `panicBelow` of its hosts serve.
constexpr bool isInPanic(std::uint64_t serving, std::uint64_t hosts, double panicBelow)
{
    return static_cast<double>(serving) < panicBelow * static_cast<double>(hosts);
}

} // namespace loadstar::health
