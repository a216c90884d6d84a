// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "reliability/repairable.h"

#include <QtGlobal>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace loadstar::reliability {

std::vector<double> steadyState(std::vector<std::vector<double>> rates)
{
    const std::size_t count = rates.size();
    for (std::size_t n = count - 1; n > 0; --n) {
        double out = 0.0;
        for (std::size_t j = 0; j < n; ++j)
            out += rates[n][j];
        Q_ASSERT_X(out > 0.0, "steadyState", "the chain is not irreducible");
        for (std::size_t i = 0; i < n; ++i)
            rates[i][n] /= out;
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t j = 0; j < n; ++j) {
                if (i != j)
                    rates[i][j] += rates[i][n] * rates[n][j];
            }
        }
    }
    std::vector<double> parts(count, 0.0);
    parts[0] = 1.0;
    for (std::size_t n = 1; n < count; ++n) {
        for (std::size_t i = 0; i < n; ++i)
            parts[n] += parts[i] * rates[i][n];
    }
    const double sum = std::accumulate(parts.begin(), parts.end(), 0.0);
    for (double &part : parts)
        part /= sum;
    return parts;
}

namespace {

/// Rate at which one of the units that work fails, with `failed` down.
double failureRate(const RepairablePool &pool, int failed)
{
    return (pool.units - failed) / pool.mtbf;
}

double repairRate(const RepairablePool &pool, int failed)
{
    const int crews = pool.crews > 0 ? pool.crews : pool.units;
    return std::min(failed, crews) / pool.mttr;
}

/// Hours from all up to the first moment with too few: passage times of a birth-death chain.
double timeToFailure(const RepairablePool &pool)
{
    double step = 0.0;
    double total = 0.0;
    for (int failed = 0; failed <= pool.units - pool.required; ++failed) {
        step = (1.0 + (failed > 0 ? repairRate(pool, failed) * step : 0.0)) /
               failureRate(pool, failed);
        total += step;
    }
    return total;
}

} // namespace

PoolAvailability availabilityOf(const RepairablePool &pool)
{
    PoolAvailability result;
    std::vector<double> weights{1.0};
    for (int failed = 1; failed <= pool.units; ++failed)
        weights.push_back(weights.back() * failureRate(pool, failed - 1) /
                          repairRate(pool, failed));
    const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
    for (const double weight : weights)
        result.failed.push_back(weight / sum);
    const int mostFailed = pool.units - pool.required;
    for (int failed = pool.units; failed > mostFailed; --failed)
        result.unavailability += result.failed[static_cast<std::size_t>(failed)];
    result.failuresPerHour =
        result.failed[static_cast<std::size_t>(mostFailed)] * failureRate(pool, mostFailed);
    result.meanTimeToFailure = timeToFailure(pool);
    return result;
}

std::vector<double> statesOf(const CoveredPair &pair)
{
    enum State { Both, Reconfiguring, Rebooting, One, None, Count };
    std::vector<std::vector<double>> rates(Count, std::vector<double>(Count, 0.0));
    rates[Both][Reconfiguring] = 2.0 * pair.coverage / pair.mttf;
    rates[Both][Rebooting] = 2.0 * (1.0 - pair.coverage) / pair.mttf;
    rates[Reconfiguring][One] = 1.0 / pair.reconfiguration;
    rates[Rebooting][One] = 1.0 / pair.reboot;
    rates[One][Both] = 1.0 / pair.mttr;
    rates[One][None] = 1.0 / pair.mttf;
    rates[None][One] = 1.0 / pair.mttr;
    return steadyState(std::move(rates));
}

double trainsUnavailability(int trains, const std::vector<double> &partFailures, double beta)
{
    double commonWorks = 1.0;
    double trainWorks = 1.0;
    for (const double failure : partFailures) {
        commonWorks *= 1.0 - beta * failure;
        trainWorks *= 1.0 - (1.0 - beta) * failure;
    }
    const double independent = std::pow(1.0 - trainWorks, trains);
    return (1.0 - commonWorks) + commonWorks * independent;
}

double kOfNAvailability(int units, int required, double availability)
{
    double sum = 0.0;
    for (int up = units; up >= required; --up) {
        double term = 1.0;
        for (int i = 0; i < units - up; ++i)
            term *= static_cast<double>(units - i) / (i + 1) * (1.0 - availability);
        sum += term * std::pow(availability, up);
    }
    return sum;
}

double sparesApproximation(int units, int spares, double availability)
{
    double choose = 1.0;
    for (int i = 0; i <= spares; ++i)
        choose *= static_cast<double>(units - i) / (i + 1);
    return 1.0 - choose * std::pow(1.0 - availability, spares + 1);
}

} // namespace loadstar::reliability
