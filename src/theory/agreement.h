// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

namespace loadstar::theory {

/// A simulated mean with the ends of its 95 % interval.
struct Simulated
{
    double mean = 0.0;
    double low = 0.0;
    double high = 0.0;
    /// Values behind the interval: replications, or batches of one run.
    int values = 2;
};

/// Half the width of the interval of 99.73 % that belongs to a simulated one of 95 %: three
/// standard errors, and more where few values are behind it (Student).
double threeErrors(const Simulated &simulated);

/// Whether theory lies within threeErrors() of what was simulated.
bool agrees(double theory, const Simulated &simulated);

} // namespace loadstar::theory
