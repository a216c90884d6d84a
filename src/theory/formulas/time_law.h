// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace loadstar::theory::formulas {

/// One exponential phase: taken with chance `weight`, left at `rate`.
struct Phase
{
    double weight = 1.0;
    double rate = 1.0;
};

/// What the formulas need to know about a random time.
struct TimeLaw
{
    enum class Shape { Constant, Exponential, Hyperexponential, Gamma, Uniform, Empirical, Other };

    Shape shape = Shape::Constant;
    /// Seconds.
    double mean = 0.0;
    /// Variance over the mean's square; infinite for heavy tails.
    double squaredVariation = 0.0;
    /// Shape of Gamma (Erlang included).
    double gammaShape = 1.0;
    /// Ends of Uniform.
    double low = 0.0;
    double high = 0.0;
    /// Exponential has one, Hyperexponential two.
    std::vector<Phase> phases;
    /// Empirical: equally likely.
    std::vector<double> values;

    /// E[exp(-s X)] for s >= 0; nothing where it has no closed form here.
    std::optional<double> transform(double s) const;
    /// The law of factor * X.
    TimeLaw scaled(double factor) const;
};

/// The law of a distribution of the design file, as "erlang", {4, 1.0}; nothing when the family is
/// unknown. The parameters must be in range.
std::optional<TimeLaw> timeLaw(std::string_view family, const std::vector<double> &parameters);

TimeLaw exponentialLaw(double mean);
TimeLaw constantLaw(double value);

} // namespace loadstar::theory::formulas
