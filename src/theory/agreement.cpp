// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "theory/agreement.h"

#include <boost/math/distributions/students_t.hpp>
#include <cmath>

namespace loadstar::theory {

double threeErrors(const Simulated &simulated)
{
    constexpr double kThreeSigma = 0.99865010196837;
    const boost::math::students_t_distribution<double> student(simulated.values - 1.0);
    return 0.5 * (simulated.high - simulated.low) * boost::math::quantile(student, kThreeSigma) /
           boost::math::quantile(student, 0.975);
}

bool agrees(double theory, const Simulated &simulated)
{
    // The last digits of a sum are nobody's disagreement.
    const double rounding = 1e-9 * std::abs(theory);
    return std::abs(theory - simulated.mean) <= threeErrors(simulated) + rounding;
}

} // namespace loadstar::theory
