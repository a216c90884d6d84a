// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/design.h"
#include "model/kind_registry.h"

#include <optional>

namespace loadstar::reliability {

/// How often and for how long something is down in the long run.
struct AvailabilityFigures
{
    double unavailability = 0.0; ///< 0..1
    /// Failures per hour in the long run; none where it is not known.
    std::optional<double> failuresPerHour = 0.0;
};

/// The figures of one unit from its properties: availability where that is set, else mtbf and mttr,
/// MTTR / (MTBF + MTTR) of the time down. None where the properties say nothing, or an mtbf but no
/// mttr. The failures per hour need an mtbf or, beside availability, an mttr.
std::optional<AvailabilityFigures> unitFigures(const model::PropertyReader &read);

/// Those of a component that is down when all its units are (instances of a balancer, replicas of
/// a storage): units fail independently and are repaired by as many crews as there are, or by
/// `crews` where mtbf and mttr are set and availability is not.
std::optional<AvailabilityFigures> figuresOf(const model::PropertyReader &read, int units,
                                             int crews);

} // namespace loadstar::reliability
