// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "reliability/cut_sets.h"
#include "reliability/structure.h"

#include <optional>
#include <vector>

namespace loadstar::reliability {

/// Days of the year that downtime is given for.
inline constexpr double kYearDays = 365.0;
inline constexpr double kYearHours = kYearDays * 24.0;

/// What one variable is to the whole.
struct Importance
{
    /// How much more often the design is down when this is down than when it is up, 0..1.
    double birnbaum = 0.0;
    /// Part of the unavailability that would go if this never failed; none while the design is
    /// never down.
    std::optional<double> share;
};

/// Availability of a design in the long run.
struct Availability
{
    double unavailability = 0.0;
    /// By variable of the structure.
    std::vector<Importance> importance;
    /// Of the design, in a year of 365 days; none where one that matters does not say how often it
    /// fails.
    std::optional<double> failuresPerYear;
    /// Up to order 3, of variables; what has no figures counts, too, but for connections.
    CutSets cutSets;

    double availability() const { return 1.0 - unavailability; }
    /// -log10 of the unavailability; none while there is none.
    std::optional<double> nines() const;
    double downtimePerYear() const { return unavailability * kYearHours * 3600.0; }
};

/// Units that must fail for all of a set to be down.
int orderOf(const Structure &structure, const std::vector<int> &set);

/// Variables of one unit whose failure alone takes the design down, sorted.
std::vector<int> singlePointsOfFailure(const Structure &structure, const CutSets &cutSets);

/// The exact answer, by a decision diagram of the design's failure: what is shared counts once.
/// Errors: reliability.too-large where the diagram does not fit into the table in any of the
/// orders that are tried. Cost: linear in the diagram; for k of n nodes in zones about n * k nodes.
base::Result<Availability> exactAvailability(const Structure &structure);

} // namespace loadstar::reliability
