// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "theory/formulas/station.h"

namespace loadstar::theory::formulas {

/// Mean response over mean service of Poisson arrivals that join the least busy of `choices` drawn
/// servers, exponential service, load below 1 per server, with infinitely many servers:
/// sum over i >= 1 of load^((d^i - d)/(d - 1)) (Mitzenmacher, IEEE TPDS 12, 2001).
double supermarketResponse(int choices, double load);

/// Mean response over mean service of exponential servers of which each Poisson arrival joins the
/// one with the fewest requests, ties at random, 2 <= servers <= 4, 0 < load < 1: the Markov chain
/// of sorted queue lengths, cut off where less than 1e-12 lies beyond, solved by Gauss and Seidel.
struct ShortestQueueAnswer
{
    double meanResponse = 0.0;
    double allBusy = 0.0;
};
ShortestQueueAnswer joinShortestQueue(int servers, double load);

/// Chance that at least one of `leaves` independent calls is slow, each with `chance`.
double slowShare(double chance, int leaves);

/// The largest of `count` independent exponential times: its mean and its quantile.
double meanOfLargestExponential(int count, double mean);
double quantileOfLargestExponential(int count, double mean, double fraction);

/// P(T > t) of an exponential answer time when a second, independent request goes out after `delay`
/// and the first answer counts; nothing queues (Dean, Barroso, "The tail at scale", 2013).
Tail hedgedExponential(double mean, double delay);
double hedgedExponentialMean(double mean, double delay);

} // namespace loadstar::theory::formulas
