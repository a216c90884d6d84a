// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "base/task.h"
#include "reliability/structure.h"

#include <cstdint>

namespace loadstar::reliability {

/// A simulated unavailability with the ends of its 95 % interval.
struct MonteCarloAvailability
{
    double unavailability = 0.0;
    double low = 0.0;
    double high = 0.0;
    double years = 0.0;
    std::uint64_t failures = 0; ///< of the design, within those years
};

/// Plays failures and repairs for so many years, above 0, and adds up the time in which the design
/// is down. Times are exponential; a variable that does not say how often it fails is repaired
/// within an hour in the mean (the long-run availability does not depend on it). The years are
/// played in 40 independent parts that each begin in the long-run state, and Student's interval is
/// over the parts; of fewer than 30 failures it is that of a compound Poisson process of
/// exponential outages. Same seed, same result. Errors: reliability.cancelled.
base::Result<MonteCarloAvailability> simulateAvailability(const Structure &structure, double years,
                                                          std::uint64_t seed,
                                                          base::TaskControl *control = nullptr);

/// Years, `most` at most, whose failures and repairs are about a million: a second or so.
double quickYears(const Structure &structure, double most);

} // namespace loadstar::reliability
