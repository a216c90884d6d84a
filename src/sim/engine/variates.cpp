// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/engine/variates.h"

#include <bit>
#include <cmath>
#include <limits>

namespace loadstar::sim::engine {

namespace {

constexpr double kLn2High = 6.93147180369123816490e-01;
constexpr double kLn2Low = 1.90821492927058770002e-10;
constexpr double kZigguratR = 7.69711747013104972;
constexpr double kZigguratV = 3.949659822581572e-3;

double powerOfTwo(int exponent)
{
    return std::bit_cast<double>(static_cast<std::uint64_t>(exponent + 1023) << 52U);
}

} // namespace

const ExponentialZiggurat kExponentialZiggurat;

double portableLog(double x)
{
    int exponent = 0;
    double fraction = std::frexp(x, &exponent); // exact; [0.5, 1)
    if (fraction < 0.70710678118654752440) {
        fraction *= 2.0;
        --exponent;
    }
    const double f = fraction - 1.0;
    const double s = f / (2.0 + f);
    const double z = s * s;
    const double w = z * z;
    const double even = w * (3.999999999940941908e-01 +
                             w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01));
    const double odd = z * (6.666666666666735130e-01 +
                            w * (2.857142874366239149e-01 +
                                 w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)));
    const double remainder = odd + even;
    const double halfSquare = 0.5 * f * f;
    const double k = exponent;
    return k * kLn2High - ((halfSquare - (s * (halfSquare + remainder) + k * kLn2Low)) - f);
}

double portableExp(double x)
{
    // Beyond these the result is 0 or too large for a double.
    if (x < -745.2)
        return 0.0;
    if (x > 709.7)
        return std::numeric_limits<double>::infinity();
    const double scaled = x * 1.44269504088896338700;
    const int k = static_cast<int>(scaled + (x < 0.0 ? -0.5 : 0.5));
    const double high = x - k * kLn2High;
    const double low = k * kLn2Low;
    const double r = high - low;
    const double z = r * r;
    const double c =
        r - z * (1.66666666666666019037e-01 +
                 z * (-2.77777777770155933842e-03 +
                      z * (6.61375632143793436117e-05 +
                           z * (-1.65339022054652515390e-06 + z * 4.13813679705723846039e-08))));
    const double y = 1.0 + (r * c / (2.0 - c) - low + high);
    if (k < -1000)
        return y * powerOfTwo(k + 1000) * powerOfTwo(-1000);
    return y * powerOfTwo(k);
}

double portableGamma(double x)
{
    constexpr std::array kLanczos{
        0.99999999999980993,  676.5203681218851,     -1259.1392167224028,
        771.32342877765313,   -176.61502916214059,   12.507343278686905,
        -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7};
    double shift = 1.0;
    while (x < 1.0) {
        shift /= x;
        x += 1.0;
    }
    x -= 1.0;
    double sum = kLanczos[0];
    for (std::size_t i = 1; i < kLanczos.size(); ++i)
        sum += kLanczos[i] / (x + static_cast<double>(i));
    const double t = x + 7.5;
    return shift * 2.50662827463100050242 * portableExp((x + 0.5) * portableLog(t) - t) * sum;
}

ExponentialZiggurat::ExponentialZiggurat()
{
    // Layer 0 is the base strip with the tail: its width makes all layers equal in area.
    x[0] = kZigguratV / portableExp(-kZigguratR);
    x[1] = kZigguratR;
    for (std::size_t i = 2; i < 256; ++i)
        x[i] = -portableLog(kZigguratV / x[i - 1] + portableExp(-x[i - 1]));
    x[256] = 0.0;
    for (std::size_t i = 0; i < f.size(); ++i)
        f[i] = portableExp(-x[i]);
}

double exponentialTail(Random &random, unsigned layer, double x)
{
    double base = 0.0;
    for (;;) {
        if (layer == 0) {
            // Without memory: beyond r the variate is r plus a fresh one.
            base += kZigguratR;
        } else {
            const double low = kExponentialZiggurat.f[layer];
            const double high = kExponentialZiggurat.f[layer + 1];
            if (low + random.uniform() * (high - low) < portableExp(-x))
                return base + x;
        }
        const std::uint64_t bits = random.next();
        layer = static_cast<unsigned>(bits & 0xffU);
        x = static_cast<double>(bits >> 11U) * 0x1.0p-53 * kExponentialZiggurat.x[layer];
        if (x < kExponentialZiggurat.x[layer + 1])
            return base + x;
    }
}

double standardNormal(Random &random)
{
    for (;;) {
        const double u = 2.0 * random.uniform() - 1.0;
        const double v = 2.0 * random.uniform() - 1.0;
        const double s = u * u + v * v;
        if (s > 0.0 && s < 1.0)
            return u * std::sqrt(-2.0 * portableLog(s) / s);
    }
}

double standardGamma(Random &random, double shape)
{
    if (shape < 1.0) {
        const double u = random.openUniform();
        return standardGamma(random, shape + 1.0) * portableExp(portableLog(u) / shape);
    }
    const double d = shape - 1.0 / 3.0;
    const double c = 1.0 / std::sqrt(9.0 * d);
    for (;;) {
        const double normal = standardNormal(random);
        const double root = 1.0 + c * normal;
        if (root <= 0.0)
            continue;
        const double v = root * root * root;
        const double u = random.openUniform();
        if (portableLog(u) < 0.5 * normal * normal + d * (1.0 - v + portableLog(v)))
            return d * v;
    }
}

} // namespace loadstar::sim::engine
