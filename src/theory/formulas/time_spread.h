// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace loadstar::theory::formulas {

/// How the values of a random time are spread, for a picture of it. Times in seconds.
struct TimeSpread
{
    /// A single time and its chance.
    struct Mass
    {
        double time = 0.0;
        double chance = 0.0;
    };

    double mean = 0.0;
    /// Variance over the mean's square; infinite for heavy tails.
    double squaredVariation = 0.0;
    /// The least time that 95 % do not exceed.
    double p95 = 0.0;
    /// Where a picture that begins at 0 may end: an eighth beyond the larger of p95 and mean; above
    /// 0.
    double end = 1.0;
    /// Constant and empirical: the times there are, in order.
    std::vector<Mass> masses;
    /// All others: the mean density within cells of equal width from 0 to `end`, in 1/s. A mean is
    /// finite where the density itself is not (gamma and Weibull of a shape below 1, at 0).
    std::vector<double> densities;
};

/// The spread of a distribution of the design file, as "erlang", {4, 1.0}, in `cells` cells;
/// nothing when the family is unknown or figures lie beyond what numbers hold. The parameters must
/// be in range. Distribution functions as in Johnson, Kotz, Balakrishnan, "Continuous univariate
/// distributions" 1; parameters as in the design file.
std::optional<TimeSpread> timeSpread(std::string_view family, const std::vector<double> &parameters,
                                     int cells);

} // namespace loadstar::theory::formulas
