// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>

namespace loadstar::batch {

/// Running number of a job in the order of submission, from 1.
using JobNumber = std::uint64_t;

/// What somebody submits. Times in seconds.
struct Job
{
    JobNumber number = 0;
    double submittedAt = 0.0;
    int cores = 1;
    double runTime = 0.0; ///< on its cores, if nothing stops it
    /// It is ended after this time; none: never, so nothing is started on the strength of its end.
    std::optional<double> timeLimit;

    bool operator==(const Job &) const = default;
};

/// Time that `work` core-seconds take on `cores` of which a part `parallelFraction`, 0..1, can be
/// shared out: work * ((1 - p) + p / cores) / speed. Source: Amdahl, "Validity of the single
/// processor approach to achieving large scale computing capabilities", AFIPS 1967.
double amdahlTime(double work, int cores, double parallelFraction, double speed = 1.0);

/// How much faster than one core: 1 / ((1 - p) + p / cores).
double amdahlSpeedup(int cores, double parallelFraction);

/// How much more is done in the time of one core when the work grows with the cores:
/// (1 - p) + p * cores. Source: Gustafson, "Reevaluating Amdahl's law", CACM 31, 1988.
double gustafsonSpeedup(int cores, double parallelFraction);

} // namespace loadstar::batch
