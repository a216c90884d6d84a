// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "health/health_tracker.h"
#include "sim/plan.h"

#include <cstdint>
#include <vector>

namespace loadstar::sim {

class World;

/// The health checks of all balancers.
class Checks
{
public:
    explicit Checks(World &world);

    void start();
    void checkStarts(std::uint32_t link);
    void checkTimesOut(std::uint32_t link);

    /// The tracker of the target behind a link; null when its balancer does not check.
    const health::HealthTracker *tracker(std::uint32_t link) const
    {
        return m_checks[link].isActive ? &m_checks[link].tracker : nullptr;
    }

private:
    struct Check
    {
        health::HealthTracker tracker;
        double startedAt = 0.0;
        bool isActive = false;
    };

    void finish(std::uint32_t link, health::CheckResult result);
    void scheduleNext(std::uint32_t link, double ended);
    health::CheckResult resultNow(std::uint32_t link) const;
    bool isTargetHung(std::uint32_t link) const;

    World &m_world;
    std::vector<Check> m_checks; ///< by link
};

} // namespace loadstar::sim
