// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "theory/formulas/time_spread.h"

#include "theory/formulas/station.h"
#include "theory/formulas/time_law.h"

#include <algorithm>
#include <boost/math/policies/policy.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>

namespace loadstar::theory::formulas {

namespace {

constexpr double kFraction = 0.95;
constexpr double kBeyond = 1.125; ///< of what has to be seen

/// Out of range gives what is not a number instead of an exception.
using Quiet = boost::math::policies::policy<
    boost::math::policies::domain_error<boost::math::policies::ignore_error>,
    boost::math::policies::pole_error<boost::math::policies::ignore_error>,
    boost::math::policies::overflow_error<boost::math::policies::ignore_error>,
    boost::math::policies::underflow_error<boost::math::policies::ignore_error>,
    boost::math::policies::evaluation_error<boost::math::policies::ignore_error>>;

/// P(Z > z) of a standard normal.
double normalTail(double z)
{
    return 0.5 * std::erfc(z / std::sqrt(2.0));
}

Tail lognormalTail(double mean, double variation)
{
    const double variance = std::log1p(variation * variation);
    const double logMean = std::log(mean) - 0.5 * variance;
    const double deviation = std::sqrt(variance);
    return
        [=](double t) { return t > 0.0 ? normalTail((std::log(t) - logMean) / deviation) : 1.0; };
}

/// A normal redrawn while negative.
Tail truncatedNormalTail(double m, double sd)
{
    const double kept = normalTail(-m / sd);
    return [=](double t) { return normalTail((t - m) / sd) / kept; };
}

Tail weibullTail(double shape, double mean)
{
    const double scale = mean / std::tgamma(1.0 + 1.0 / shape);
    return [=](double t) { return std::exp(-std::pow(t / scale, shape)); };
}

Tail paretoTail(double alpha, double mean)
{
    const double least = mean * (alpha - 1.0) / alpha;
    return [=](double t) { return t > least ? std::pow(least / t, alpha) : 1.0; };
}

/// P(X > t) of what has a density.
Tail tailOf(const TimeLaw &law, std::string_view family, const std::vector<double> &p)
{
    switch (law.shape) {
    case TimeLaw::Shape::Exponential:
    case TimeLaw::Shape::Hyperexponential:
        return [phases = law.phases](double t) {
            double sum = 0.0;
            for (const Phase &phase : phases)
                sum += phase.weight * std::exp(-phase.rate * t);
            return sum;
        };
    case TimeLaw::Shape::Gamma:
        return [shape = law.gammaShape, mean = law.mean](double t) {
            return boost::math::gamma_q(shape, shape * t / mean, Quiet());
        };
    case TimeLaw::Shape::Uniform:
        return [low = law.low, high = law.high](double t) {
            return std::clamp((high - t) / (high - low), 0.0, 1.0);
        };
    case TimeLaw::Shape::Other:
        break;
    case TimeLaw::Shape::Constant:
    case TimeLaw::Shape::Empirical:
        return {};
    }
    if (family == "lognormal")
        return lognormalTail(p[0], p[1]);
    if (family == "normal")
        return truncatedNormalTail(p[0], p[1]);
    if (family == "weibull")
        return weibullTail(p[0], p[1]);
    if (family == "pareto")
        return paretoTail(p[0], p[1]);
    return {};
}

std::vector<TimeSpread::Mass> massesOf(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    std::vector<TimeSpread::Mass> masses;
    for (const double value : values) {
        if (masses.empty() || masses.back().time != value)
            masses.push_back({value, 0.0});
        masses.back().chance += 1.0 / static_cast<double>(values.size());
    }
    return masses;
}

/// The least value that 95 % of the values do not exceed.
double empiricalP95(std::vector<double> values)
{
    const double rank = std::ceil(kFraction * static_cast<double>(values.size()) - 1e-9);
    const auto place = values.begin() + static_cast<std::ptrdiff_t>(rank) - 1;
    std::nth_element(values.begin(), place, values.end());
    return *place;
}

} // namespace

std::optional<TimeSpread> timeSpread(std::string_view family, const std::vector<double> &parameters,
                                     int cells)
{
    const std::optional<TimeLaw> law = timeLaw(family, parameters);
    if (!law || !std::isfinite(law->mean))
        return std::nullopt;
    TimeSpread spread;
    spread.mean = law->mean;
    spread.squaredVariation = law->squaredVariation;
    Tail tail;
    if (law->shape == TimeLaw::Shape::Empirical) {
        spread.p95 = empiricalP95(law->values);
        spread.masses = massesOf(law->values);
    } else if (law->shape == TimeLaw::Shape::Constant || law->squaredVariation == 0.0) {
        spread.p95 = law->mean;
        spread.masses = {{law->mean, 1.0}};
    } else {
        tail = tailOf(*law, family, parameters);
        const std::optional<double> p95 = quantile(tail, kFraction);
        if (!p95 || !std::isfinite(*p95))
            return std::nullopt;
        spread.p95 = *p95;
    }
    const double shown = std::max(spread.p95, spread.mean);
    if (shown > 0.0)
        spread.end = kBeyond * shown;
    if (!std::isfinite(spread.end))
        return std::nullopt;
    if (!tail)
        return spread;
    const double width = spread.end / cells;
    double before = tail(0.0);
    for (int i = 1; i <= cells; ++i) {
        const double after = tail(spread.end * i / cells);
        const double density = (before - after) / width;
        if (!std::isfinite(density))
            return std::nullopt;
        spread.densities.push_back(std::max(0.0, density));
        before = after;
    }
    return spread;
}

} // namespace loadstar::theory::formulas
