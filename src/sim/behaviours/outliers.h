// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "health/outlier_detector.h"
#include "sim/host_ref.h"
#include "sim/plan.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace loadstar::sim {

class World;

/// Outlier detection of the balancers that have it: targets whose requests end badly are held down
/// for a while, whatever the checks say.
class Outliers
{
public:
    explicit Outliers(World &world);

    void start();
    /// A request that a balancer sent over the link ended: `fate` is Answered, or how it failed.
    /// Refused, rejected, timed out and failed requests are errors, as a 5xx is to Envoy.
    void noteOutcome(std::uint32_t link, Fate fate);
    /// An active check of the target passed.
    void checkPassed(std::uint32_t link);
    void sweep(std::uint32_t balancer);

private:
    HostRef<World> m_world;
    std::vector<std::optional<health::OutlierDetector>> m_detectors; ///< by balancer
};

} // namespace loadstar::sim
