// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "theory/formulas/time_law.h"

#include <cmath>
#include <limits>

namespace loadstar::theory::formulas {

namespace {

TimeLaw plain(TimeLaw::Shape shape, double mean, double squaredVariation)
{
    TimeLaw law;
    law.shape = shape;
    law.mean = mean;
    law.squaredVariation = squaredVariation;
    return law;
}

TimeLaw gammaLaw(double shape, double mean)
{
    TimeLaw law = plain(TimeLaw::Shape::Gamma, mean, 1.0 / shape);
    law.gammaShape = shape;
    return law;
}

/// Two phases with balanced means (contract, section 1).
TimeLaw hyperexponentialLaw(double mean, double variation)
{
    const double square = variation * variation;
    const double p = 0.5 * (1.0 + std::sqrt((square - 1.0) / (square + 1.0)));
    if (p >= 1.0)
        return exponentialLaw(mean);
    TimeLaw law = plain(TimeLaw::Shape::Hyperexponential, mean, square);
    law.phases = {{p, 2.0 * p / mean}, {1.0 - p, 2.0 * (1.0 - p) / mean}};
    return law;
}

/// A normal redrawn while negative: Johnson, Kotz, Balakrishnan, "Continuous univariate
/// distributions" 1, 13.10.
TimeLaw truncatedNormalLaw(double m, double sd)
{
    if (sd == 0.0)
        return constantLaw(m);
    const double alpha = -m / sd;
    const double hazard = std::exp(-alpha * alpha / 2.0) / std::sqrt(2.0 * M_PI) /
                          (0.5 * std::erfc(alpha / std::sqrt(2.0)));
    const double mean = m + sd * hazard;
    const double variance = sd * sd * (1.0 + alpha * hazard - hazard * hazard);
    return plain(TimeLaw::Shape::Other, mean, variance / (mean * mean));
}

TimeLaw empiricalLaw(const std::vector<double> &values)
{
    const auto count = static_cast<double>(values.size());
    double mean = 0.0;
    for (const double value : values)
        mean += value / count;
    double variance = 0.0;
    for (const double value : values)
        variance += (value - mean) * (value - mean) / count;
    TimeLaw law =
        plain(TimeLaw::Shape::Empirical, mean, mean > 0.0 ? variance / (mean * mean) : 0.0);
    law.values = values;
    return law;
}

double weibullSquaredVariation(double shape)
{
    return std::exp(std::lgamma(1.0 + 2.0 / shape) - 2.0 * std::lgamma(1.0 + 1.0 / shape)) - 1.0;
}

} // namespace

TimeLaw exponentialLaw(double mean)
{
    TimeLaw law = plain(TimeLaw::Shape::Exponential, mean, 1.0);
    law.phases = {{1.0, 1.0 / mean}};
    return law;
}

TimeLaw constantLaw(double value)
{
    return plain(TimeLaw::Shape::Constant, value, 0.0);
}

std::optional<TimeLaw> timeLaw(std::string_view family, const std::vector<double> &p)
{
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    if (family == "empirical" && !p.empty())
        return empiricalLaw(p);
    if (family == "constant" && p.size() == 1)
        return constantLaw(p[0]);
    if (family == "exponential" && p.size() == 1)
        return p[0] > 0.0 ? exponentialLaw(p[0]) : constantLaw(0.0);
    if (p.size() != 2)
        return std::nullopt;
    if (family == "uniform") {
        const double mean = 0.5 * (p[0] + p[1]);
        const double variance = (p[1] - p[0]) * (p[1] - p[0]) / 12.0;
        TimeLaw law =
            plain(TimeLaw::Shape::Uniform, mean, mean > 0.0 ? variance / (mean * mean) : 0.0);
        law.low = p[0];
        law.high = p[1];
        return law;
    }
    if (family == "normal")
        return truncatedNormalLaw(p[0], p[1]);
    const bool isMeanFirst = family == "hyperexponential" || family == "lognormal";
    const double mean = p[isMeanFirst ? 0 : 1];
    if (mean <= 0.0)
        return constantLaw(0.0);
    if (family == "hyperexponential")
        return hyperexponentialLaw(mean, p[1]);
    if (family == "lognormal")
        return plain(TimeLaw::Shape::Other, mean, p[1] * p[1]);
    if (family == "erlang" || family == "gamma")
        return p[0] == 1.0 ? exponentialLaw(mean) : gammaLaw(p[0], mean);
    if (family == "weibull")
        return plain(TimeLaw::Shape::Other, mean, weibullSquaredVariation(p[0]));
    if (family == "pareto")
        return plain(TimeLaw::Shape::Other, mean,
                     p[0] > 2.0 ? 1.0 / (p[0] * (p[0] - 2.0)) : kInfinity);
    return std::nullopt;
}

std::optional<double> TimeLaw::transform(double s) const
{
    switch (shape) {
    case Shape::Constant:
        return std::exp(-s * mean);
    case Shape::Exponential:
    case Shape::Hyperexponential: {
        double sum = 0.0;
        for (const Phase &phase : phases)
            sum += phase.weight * phase.rate / (phase.rate + s);
        return sum;
    }
    case Shape::Gamma:
        return std::exp(-gammaShape * std::log1p(s * mean / gammaShape));
    case Shape::Uniform: {
        const double width = s * (high - low);
        return std::exp(-s * low) * (width > 0.0 ? -std::expm1(-width) / width : 1.0);
    }
    case Shape::Empirical: {
        double sum = 0.0;
        for (const double value : values)
            sum += std::exp(-s * value);
        return sum / static_cast<double>(values.size());
    }
    case Shape::Other:
        return std::nullopt;
    }
    return std::nullopt;
}

TimeLaw TimeLaw::scaled(double factor) const
{
    TimeLaw law = *this;
    law.mean *= factor;
    law.low *= factor;
    law.high *= factor;
    for (Phase &phase : law.phases)
        phase.rate /= factor;
    for (double &value : law.values)
        value *= factor;
    return law;
}

} // namespace loadstar::theory::formulas
