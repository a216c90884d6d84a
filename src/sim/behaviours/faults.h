// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/engine/random_streams.h"
#include "sim/host_ref.h"
#include "sim/plan.h"

#include <cstdint>
#include <vector>

namespace loadstar::sim {

class World;

/// Partial failures: what works, but worse than it should. Several of one kind on one element add
/// up: what each leaves is multiplied, delays are added.
class Faults
{
public:
    explicit Faults(World &world);

    /// A scenario step of action fault.
    void begin(std::uint32_t step);
    void end(std::uint32_t step);
    /// Ends all faults of an element.
    void heal(ElementIndex element);

    /// True with that probability.
    bool happens(double probability) { return m_random.uniform() < probability; }
    /// Seconds that a message loses on a disturbed link.
    double delayOn(std::uint32_t link);
    /// Whether a check over a disturbed link fails though its target is well.
    bool spoilsCheck(std::uint32_t link, double timeout);

private:
    struct Disturbance
    {
        double delay = 0.0;
        double loss = 0.0;
        double flapping = 0.0; ///< of the target: part of the checks that fail
    };

    const ScenarioStep &step(std::uint32_t number) const;
    void stop(std::uint32_t number);
    /// Makes the faults of one kind on one element felt.
    void apply(FailureMode kind, ElementIndex element);
    void applyToPart(FailureMode kind, ElementIndex element, double left);
    void disturbLinks(ElementIndex element);
    void cutOff(ElementIndex element, bool isCut);
    /// What all active faults of the kind leave: the product of 1 - intensity.
    double leftBy(FailureMode kind, ElementIndex element) const;
    double delayBy(ElementIndex element) const;

    HostRef<World> m_world;
    std::vector<std::uint32_t> m_active;     ///< scenario steps
    std::vector<Disturbance> m_disturbances; ///< by link; empty until the first
    engine::Random m_random;
};

} // namespace loadstar::sim
