// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

namespace loadstar::theory::formulas {

/// A place in a closed network.
struct ClosedStation
{
    /// Mean seconds of work there per passage through the network: visits times service.
    double demand = 0.0;
    /// Servers; 0 = everybody is served at once (a delay).
    int servers = 1;
};

/// What a closed network of product form does.
struct ClosedAnswer
{
    double throughput = 0.0;
    /// Mean seconds per passage spent at each station.
    std::vector<double> responses;
    /// Mean number at each station.
    std::vector<double> numbers;
};

/// Exact mean value analysis of `population` people, each of whom goes through all stations over
/// and over: Reiser, Lavenberg, J. ACM 27 (1980). With stations of several servers by Buzen's
/// convolution (CACM 16, 1973), whose terms are all positive, in O(population^2).
ClosedAnswer closedNetwork(int population, const std::vector<ClosedStation> &stations);

/// The same by convolution whatever the stations are; a check on the other.
ClosedAnswer closedNetworkByConvolution(int population, const std::vector<ClosedStation> &stations);

} // namespace loadstar::theory::formulas
