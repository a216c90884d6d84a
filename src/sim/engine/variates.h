// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/engine/random_streams.h"

#include <array>
#include <cstdint>

namespace loadstar::sim::engine {

/// Natural logarithm of a positive finite number, within one unit in the last place. Built from + -
/// * / only, so it gives the same bits on every IEEE 754 machine. Source: Sun fdlibm 5.3, e_log.c.
double portableLog(double x);

/// e to the x for |x| < 700, within one unit in the last place; portable like portableLog. Source:
/// fdlibm 5.3, e_exp.c.
double portableExp(double x);

/// The gamma function for 0 < x < 100, relative error below 1e-13. Source: Lanczos approximation, g
/// = 7, n = 9.
double portableGamma(double x);

/// Tables of the ziggurat for exp(-x) with 256 layers.
/// Source: Marsaglia, Tsang, "The ziggurat method for generating random variables", J. Stat. Softw.
/// 5 (2000).
struct ExponentialZiggurat
{
    std::array<double, 257> x;
    std::array<double, 257> f;

    ExponentialZiggurat();
};

extern const ExponentialZiggurat kExponentialZiggurat;

/// The rare part of standardExponential: the tail and the wedges.
double exponentialTail(Random &random, unsigned layer, double x);

/// Exponential with mean 1.
inline double standardExponential(Random &random)
{
    const std::uint64_t bits = random.next();
    const auto layer = static_cast<unsigned>(bits & 0xffU);
    const double x = static_cast<double>(bits >> 11U) * 0x1.0p-53 * kExponentialZiggurat.x[layer];
    if (x < kExponentialZiggurat.x[layer + 1]) [[likely]]
        return x;
    return exponentialTail(random, layer, x);
}

/// Normal with mean 0 and standard deviation 1 (polar method of Marsaglia and Bray).
double standardNormal(Random &random);

/// Gamma with the given shape > 0 and scale 1.
/// Source: Marsaglia, Tsang, "A simple method for generating gamma variables", ACM TOMS 26 (2000).
double standardGamma(Random &random, double shape);

} // namespace loadstar::sim::engine
