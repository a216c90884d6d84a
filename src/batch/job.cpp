// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "batch/job.h"

namespace loadstar::batch {

double amdahlTime(double work, int cores, double parallelFraction, double speed)
{
    return work / amdahlSpeedup(cores, parallelFraction) / speed;
}

double amdahlSpeedup(int cores, double parallelFraction)
{
    return 1.0 / ((1.0 - parallelFraction) + parallelFraction / cores);
}

double gustafsonSpeedup(int cores, double parallelFraction)
{
    return (1.0 - parallelFraction) + parallelFraction * cores;
}

} // namespace loadstar::batch
