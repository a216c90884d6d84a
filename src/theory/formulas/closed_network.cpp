// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "theory/formulas/closed_network.h"

#include <algorithm>
#include <cmath>

namespace loadstar::theory::formulas {

namespace {

using Terms = std::vector<long double>;

ClosedAnswer meanValueAnalysis(int population, const std::vector<ClosedStation> &stations)
{
    ClosedAnswer answer;
    answer.numbers.assign(stations.size(), 0.0);
    answer.responses.assign(stations.size(), 0.0);
    for (int n = 1; n <= population; ++n) {
        double cycle = 0.0;
        for (std::size_t i = 0; i < stations.size(); ++i) {
            const double others = stations[i].servers == 0 ? 0.0 : answer.numbers[i];
            answer.responses[i] = stations[i].demand * (1.0 + others);
            cycle += answer.responses[i];
        }
        answer.throughput = n / cycle;
        for (std::size_t i = 0; i < stations.size(); ++i)
            answer.numbers[i] = answer.throughput * answer.responses[i];
    }
    return answer;
}

/// The station's weight of 0..population people, demands measured in units of 1 / scale.
Terms weights(const ClosedStation &station, int population, double scale)
{
    Terms terms{1.0L};
    for (int n = 1; n <= population; ++n) {
        const int working = station.servers == 0 ? n : std::min(n, station.servers);
        terms.push_back(terms.back() * static_cast<long double>(station.demand * scale / working));
    }
    return terms;
}

Terms convolved(const Terms &a, const Terms &b)
{
    Terms sum(a.size(), 0.0L);
    for (std::size_t n = 0; n < a.size(); ++n) {
        for (std::size_t j = 0; j <= n; ++j)
            sum[n] += a[j] * b[n - j];
    }
    return sum;
}

} // namespace

ClosedAnswer closedNetwork(int population, const std::vector<ClosedStation> &stations)
{
    const bool isSimple = std::all_of(stations.begin(), stations.end(),
                                      [](const ClosedStation &s) { return s.servers <= 1; });
    return isSimple ? meanValueAnalysis(population, stations)
                    : closedNetworkByConvolution(population, stations);
}

ClosedAnswer closedNetworkByConvolution(int population, const std::vector<ClosedStation> &stations)
{
    // Measured by the largest throughput that there can be, the constants stay in range.
    double demands = 0.0;
    double scale = 1e300;
    for (const ClosedStation &station : stations) {
        demands += station.demand;
        if (station.servers > 0 && station.demand > 0.0)
            scale = std::min(scale, station.servers / station.demand);
    }
    scale = std::min(scale, population / demands);
    const auto count = static_cast<std::size_t>(population);
    const auto withoutStation = [&](std::size_t left) {
        Terms product(count + 1, 0.0L);
        product[0] = 1.0L;
        for (std::size_t i = 0; i < stations.size(); ++i) {
            if (i != left)
                product = convolved(product, weights(stations[i], population, scale));
        }
        return product;
    };
    const Terms all = withoutStation(stations.size());
    ClosedAnswer answer;
    answer.throughput = static_cast<double>(all[count - 1] / all[count]) * scale;
    for (std::size_t i = 0; i < stations.size(); ++i) {
        const Terms own = weights(stations[i], population, scale);
        const Terms others = withoutStation(i);
        long double number = 0.0L;
        for (std::size_t n = 1; n <= count; ++n)
            number += static_cast<long double>(n) * own[n] * others[count - n] / all[count];
        answer.numbers.push_back(static_cast<double>(number));
        answer.responses.push_back(static_cast<double>(number) / answer.throughput);
    }
    return answer;
}

} // namespace loadstar::theory::formulas
