// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

namespace loadstar::reliability {

/// A continuous-time Markov chain: rates[i][j] is the rate from state i to state j, per hour; the
/// diagonal is not read. Returns the long-run part of the time in each state of an irreducible
/// chain. Without subtraction (Grassmann, Taksar, Heyman, "Regenerative analysis and steady state
/// distributions for Markov chains", Operations Research 33, 1985), so small parts keep their
/// relative precision. Cubic in the number of states.
std::vector<double> steadyState(std::vector<std::vector<double>> rates);

/// Like units that fail and are repaired, of which some must work.
struct RepairablePool
{
    int units = 1;     ///< 1 or more
    int required = 1;  ///< 1..units
    double mtbf = 1.0; ///< of one unit, hours of work between failures, above 0
    double mttr = 1.0; ///< of one repair, hours, above 0
    int crews = 0;     ///< repairs at the same time; 0 = as many as units
};

struct PoolAvailability
{
    /// Part of the time with 0, 1, … failed units.
    std::vector<double> failed;
    double unavailability = 0.0;
    double failuresPerHour = 0.0;   ///< of the pool, in the long run
    double meanTimeToFailure = 0.0; ///< hours, beginning with all units up
};

/// Birth-death chain of the number of failed units; all units that work keep failing, times are
/// exponential. Source: Trivedi, Bobbio, "Reliability and Availability Engineering", 2017, section
/// 9.5 (shared repair) and 10.2 (mean time to failure).
PoolAvailability availabilityOf(const RepairablePool &pool);

/// Two like units with imperfect coverage: an uncovered failure reboots the system, a covered one
/// is a short reconfiguration; one repair crew. Times in hours.
struct CoveredPair
{
    double mttf = 1.0;
    double mttr = 1.0;
    double coverage = 1.0; ///< probability that a failure is covered
    double reconfiguration = 1.0;
    double reboot = 1.0;
};

/// Parts of the time in the states: both up, reconfiguring, rebooting, one up, none up. Source:
/// Trivedi, "Probability and Statistics with Reliability, Queuing and Computer Science
/// Applications", 2nd ed., example 8.25.
std::vector<double> statesOf(const CoveredPair &pair);

/// Unavailability of `trains` redundant trains, each of parts in series that fail with
/// probabilities `partFailures`; a part `beta` of each is common to the like parts of all trains.
/// Source: Fleming, 1975; NUREG/CR-4780, beta-factor model.
double trainsUnavailability(int trains, const std::vector<double> &partFailures, double beta);

/// Availability of `required` of `units` independent units.
double kOfNAvailability(int units, int required, double availability);

/// AWS's rule of thumb for `spares` of `units`: 1 - C(units, spares + 1) (1 - a)^(spares + 1); an
/// approximation that the exact sum should be preferred to. Source: AWS, "Availability and
/// Beyond", "Availability with redundancy".
double sparesApproximation(int units, int spares, double availability);

} // namespace loadstar::reliability
