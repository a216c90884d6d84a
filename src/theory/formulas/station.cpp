// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "theory/formulas/station.h"

#include <algorithm>
#include <boost/math/special_functions/gamma.hpp>
#include <boost/math/tools/roots.hpp>
#include <cmath>
#include <cstdint>
#include <memory>

namespace loadstar::theory::formulas {

namespace {

constexpr int kRootBits = 50;
constexpr int kMostPlacesWithTail = 2000;
/// What is searched for quantiles, in seconds.
constexpr double kShortestTime = 1e-12;
constexpr double kLongestTime = 1e12;

/// Where the function is 0; where it has one sign all over, the end that is nearer to that.
template <typename Function>
double rootBetween(Function function, double low, double high)
{
    const double atLow = function(low);
    const double atHigh = function(high);
    const bool isBracket = (atLow <= 0.0 && atHigh >= 0.0) || (atLow >= 0.0 && atHigh <= 0.0);
    if (!isBracket)
        return std::abs(atLow) < std::abs(atHigh) ? low : high;
    std::uintmax_t steps = 200;
    const auto bracket = boost::math::tools::toms748_solve(
        function, low, high, boost::math::tools::eps_tolerance<double>(kRootBits), steps);
    return 0.5 * (bracket.first + bracket.second);
}

/// Integral of exp(-a s) exp(-b (t - s)) over 0..t, without cancellation near a = b.
double convolvedExponentials(double a, double b, double t)
{
    const double difference = a - b;
    if (std::abs(difference) * t < 1e-12)
        return t * std::exp(-a * t);
    return std::exp(-a * t) * std::expm1(difference * t) / difference;
}

/// P(W > t) = sum of weight exp(-rate t).
Tail mixtureTail(std::vector<Phase> phases)
{
    return [phases = std::move(phases)](double t) {
        double sum = 0.0;
        for (const Phase &phase : phases)
            sum += phase.weight * std::exp(-phase.rate * t);
        return sum;
    };
}

/// P(W + S > t) for independent W and S that are mixtures of exponentials (W with an atom at 0).
Tail sumTail(std::vector<Phase> wait, std::vector<Phase> service)
{
    return [wait = std::move(wait), service = std::move(service)](double t) {
        double sum = 0.0;
        for (const Phase &s : service) {
            sum += s.weight * std::exp(-s.rate * t);
            for (const Phase &w : wait)
                sum += s.weight * s.rate * w.weight * convolvedExponentials(s.rate, w.rate, t);
        }
        return sum;
    };
}

/// The waiting time of M/H2/1: the transform's two poles besides 0.
std::vector<Phase> hyperexponentialWait(double rate, double load, const std::vector<Phase> &phases)
{
    const auto [p1, m1] = phases[0];
    const auto [p2, m2] = phases[1];
    const double half = 0.5 * (m1 + m2 - rate);
    const double product = m1 * m2 - rate * (p2 * m1 + p1 * m2);
    const double spread = std::sqrt(half * half - product);
    const double far = half + spread;
    const double near = product / far;
    const auto weight = [&](double pole, double other) {
        return (1.0 - load) * (m1 - pole) * (m2 - pole) / (other - pole) / pole;
    };
    return {{weight(near, far), near}, {weight(far, near), far}};
}

/// P(W <= t) of M/D/1 from the distribution of the number in system; every term is positive.
class DeterministicWait
{
public:
    DeterministicWait(double rate, double service)
        : m_rate(rate)
        , m_service(service)
    {
        const double load = rate * service;
        // Ramaswami's recursion for the number left behind, with arrivals per service Poisson.
        std::vector<double> atLeast{1.0}; // P(arrivals >= k)
        double point = std::exp(-load);
        for (int k = 1; k < static_cast<int>(kMostInSystem) + 2; ++k) {
            atLeast.push_back(point < 1e-300 && k > load ? 0.0
                                                         : boost::math::gamma_p(double(k), load));
            point *= load / k;
        }
        m_upTo = {1.0 - load};
        std::vector<double> pi = m_upTo;
        for (std::size_t n = 1; n < kMostInSystem; ++n) {
            double sum = pi[0] * atLeast[n];
            for (std::size_t j = n > 60 ? n - 60 : 1; j < n; ++j)
                sum += pi[j] * atLeast[n + 1 - j];
            pi.push_back(sum / (1.0 - atLeast[1]));
            m_upTo.push_back(m_upTo.back() + pi.back());
            if (pi.back() < 1e-18 * (1.0 - load))
                break;
        }
    }

    double tail(double t) const
    {
        const double k = std::floor(t / m_service) + 1.0;
        const double rest = m_rate * (k * m_service - t);
        double term = std::exp(-rest);
        double sum = 0.0;
        for (double j = 0.0; j < k && term > 0.0; j += 1.0) {
            sum += waitingUpTo(k - 1.0 - j) * term;
            term *= rest / (j + 1.0);
        }
        return std::max(0.0, 1.0 - sum);
    }

private:
    static constexpr std::size_t kMostInSystem = 20000;

    /// P(at most n wait) = P(at most n + 1 are there).
    double waitingUpTo(double n) const
    {
        const auto place = static_cast<std::size_t>(n) + 1;
        return place < m_upTo.size() ? m_upTo[place] : 1.0;
    }

    double m_rate;
    double m_service;
    std::vector<double> m_upTo;
};

} // namespace

std::optional<double> quantile(const Tail &tail, double fraction)
{
    if (!tail)
        return std::nullopt;
    const double wanted = 1.0 - fraction;
    if (tail(0.0) <= wanted)
        return 0.0;
    double high = 1.0;
    while (tail(high) > wanted && high < kLongestTime)
        high *= 2.0;
    if (!(tail(high) <= wanted))
        return std::nullopt;
    double low = high / 2.0;
    while (tail(low) <= wanted && low > kShortestTime)
        low /= 2.0;
    // So short that it is none.
    if (tail(low) <= wanted)
        return 0.0;
    return rootBetween([&](double t) { return std::log(std::max(tail(t), 1e-300) / wanted); }, low,
                       high);
}

double erlangB(int servers, double erlangs)
{
    double blocking = 1.0;
    for (int k = 1; k <= servers; ++k)
        blocking = erlangs * blocking / (k + erlangs * blocking);
    return blocking;
}

double erlangC(int servers, double erlangs)
{
    const double blocking = erlangB(servers, erlangs);
    return blocking / (1.0 - erlangs / servers * (1.0 - blocking));
}

double erlangsAtBlocking(int servers, double blocking)
{
    double high = servers;
    while (erlangB(servers, high) < blocking)
        high *= 2.0;
    return rootBetween([&](double a) { return erlangB(servers, a) - blocking; }, 1e-12, high);
}

Station mmc(double rate, double meanService, int servers)
{
    const double erlangs = rate * meanService;
    Station station;
    station.utilization = erlangs / servers;
    const double waits = erlangC(servers, erlangs);
    const double drain = servers / meanService - rate;
    station.waitProbability = waits;
    station.meanWait = waits / drain;
    station.meanResponse = station.meanWait + meanService;
    station.meanQueue = rate * station.meanWait;
    station.throughput = rate;
    station.waitTail = mixtureTail({{waits, drain}});
    station.responseTail = sumTail({{waits, drain}}, {{1.0, 1.0 / meanService}});
    return station;
}

Station mmcFinite(double rate, double meanService, int servers, int places)
{
    const double erlangs = rate * meanService;
    const double load = erlangs / servers;
    const double blocking = erlangB(servers, erlangs);
    // States servers, servers + 1, … relative to the sum of the states up to `servers`.
    std::vector<double> full{blocking};
    double sum = 1.0;
    for (int j = 1; j <= places; ++j) {
        full.push_back(full.back() * load);
        sum += full.back();
        if (sum > 1e100) {
            for (double &state : full)
                state /= 1e100;
            sum /= 1e100;
        }
    }
    const double scale = full[0] / blocking; // of the state sums, after what was divided out
    Station station;
    station.loss = full.back() / sum;
    double waiting = 0.0;
    double later = 0.0;
    for (std::size_t j = 0; j < full.size(); ++j) {
        waiting += static_cast<double>(j) * full[j] / sum;
        later += j + 1 < full.size() ? full[j] / sum : 0.0;
    }
    const double accepted = 1.0 - station.loss;
    station.throughput = rate * accepted;
    station.utilization = erlangs * accepted / servers;
    station.meanQueue = waiting;
    station.meanWait = waiting / station.throughput;
    station.meanResponse = station.meanWait + meanService;
    station.waitProbability = later / accepted;
    station.emptyProbability =
        scale / sum *
        std::exp(std::log(blocking) - servers * std::log(erlangs) + std::lgamma(servers + 1.0));
    if (places <= kMostPlacesWithTail) {
        for (double &state : full)
            state /= sum * accepted;
        full.pop_back();
        const double drain = servers / meanService;
        station.waitTail = [full, drain](double t) {
            double tail = 0.0;
            for (std::size_t j = 0; j < full.size(); ++j)
                tail += full[j] * boost::math::gamma_q(static_cast<double>(j) + 1.0, drain * t);
            return tail;
        };
    }
    return station;
}

Station mg1(double rate, const TimeLaw &service)
{
    Station station;
    const double load = rate * service.mean;
    station.utilization = load;
    station.waitProbability = load;
    station.emptyProbability = 1.0 - load;
    station.meanWait = load * service.mean * (1.0 + service.squaredVariation) / 2.0 / (1.0 - load);
    station.meanResponse = station.meanWait + service.mean;
    station.meanQueue = rate * station.meanWait;
    station.throughput = rate;
    if (service.shape == TimeLaw::Shape::Exponential ||
        service.shape == TimeLaw::Shape::Hyperexponential) {
        const std::vector<Phase> wait = service.phases.size() == 1
                                            ? std::vector<Phase>{{load, 1.0 / service.mean - rate}}
                                            : hyperexponentialWait(rate, load, service.phases);
        station.waitTail = mixtureTail(wait);
        station.responseTail = sumTail(wait, service.phases);
    } else if (service.shape == TimeLaw::Shape::Constant && load < 0.999) {
        const auto wait = std::make_shared<DeterministicWait>(rate, service.mean);
        station.waitTail = [wait](double t) { return wait->tail(t); };
        station.responseTail = [wait, mean = service.mean](double t) {
            return t < mean ? 1.0 : wait->tail(t - mean);
        };
    }
    return station;
}

Station processorSharing(double rate, double meanService, int servers)
{
    Station station = mmc(rate, meanService, servers);
    station.meanQueue = 0.0;
    station.waitProbability.reset();
    station.waitTail = {};
    station.responseTail = {};
    return station;
}

Station gm1(const std::function<double(double)> &transform, double meanInterarrival,
            double meanService)
{
    const double rate = 1.0 / meanService;
    // With x = 1 - sigma: A(mu x) - 1 + x is negative right of 0 and positive at 1.
    const auto balance = [&](double x) { return transform(rate * x) - 1.0 + x; };
    double low = 0.5;
    while (balance(low) >= 0.0 && low > 1e-12)
        low /= 2.0;
    const double idle = rootBetween(balance, low, 1.0);
    Station station;
    station.throughput = 1.0 / meanInterarrival;
    station.utilization = meanService / meanInterarrival;
    station.waitProbability = 1.0 - idle;
    station.meanResponse = meanService / idle;
    station.meanWait = station.meanResponse - meanService;
    station.meanQueue = station.meanWait / meanInterarrival;
    station.waitTail = mixtureTail({{1.0 - idle, rate * idle}});
    station.responseTail = mixtureTail({{1.0, rate * idle}});
    return station;
}

} // namespace loadstar::theory::formulas
