// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "theory/formulas/time_law.h"

#include <functional>
#include <optional>

namespace loadstar::theory::formulas {

/// P(X > t) of a time X >= 0.
using Tail = std::function<double(double)>;

/// The figures of one station in steady state. Times in seconds, of requests that were accepted.
struct Station
{
    /// Part of its servers that is busy.
    double utilization = 0.0;
    double meanWait = 0.0;
    double meanResponse = 0.0;
    /// Those waiting, in the mean over time.
    double meanQueue = 0.0;
    /// Accepted requests per second.
    double throughput = 0.0;
    /// Part of the requests that finds no place.
    double loss = 0.0;
    /// Chance that an accepted request waits.
    std::optional<double> waitProbability;
    /// Chance that nobody is there.
    std::optional<double> emptyProbability;
    /// Empty where there is no closed form.
    Tail waitTail;
    Tail responseTail;

    double meanInSystem() const { return throughput * meanResponse; }
};

/// Smallest t with P(X <= t) >= fraction, 0 < fraction < 1; nothing without a tail.
std::optional<double> quantile(const Tail &tail, double fraction);

/// Chance that `servers` servers without a queue are all busy, at `erlangs` offered load. The
/// recursion of Erlang's first formula (Cooper, "Introduction to queueing theory", 3.3).
double erlangB(int servers, double erlangs);
/// Chance to wait before `servers` servers, erlangs < servers (Erlang's second formula).
double erlangC(int servers, double erlangs);
/// The offered load at which erlangB() reaches `blocking`, 0 < blocking < 1.
double erlangsAtBlocking(int servers, double blocking);

/// M/M/c, first come first served, rate * meanService < servers (Kleinrock 1, 3.5).
Station mmc(double rate, double meanService, int servers);
/// M/M/c/K with `places` places to wait; any load.
Station mmcFinite(double rate, double meanService, int servers, int places);
/// M/G/1, first come first served, load below 1: Pollaczek and Khinchine's mean; the distribution
/// for exponential and hyperexponential service (inverse transform) and for constant service
/// (Franx, "A simple solution for the M/D/c waiting time distribution", Oper. Res. Lett. 29, 2001).
Station mg1(double rate, const TimeLaw &service);
/// M/G/c processor sharing, n requests advancing at min(1, c/n) each: the mean depends on the
/// service by its mean alone (Kelly, "Reversibility and stochastic networks", 3.3), so it is that
/// of M/M/c. Nobody waits; meanWait is what sharing adds.
Station processorSharing(double rate, double meanService, int servers);
/// GI/M/1, first come first served: sigma is the root in (0, 1) of sigma = A(mu (1 - sigma))
/// (Kleinrock 1, 6.4). `transform` is A of the time between arrivals, `meanInterarrival` its mean.
Station gm1(const std::function<double(double)> &transform, double meanInterarrival,
            double meanService);

} // namespace loadstar::theory::formulas
