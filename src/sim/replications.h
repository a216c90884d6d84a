// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "base/task.h"
#include "model/design.h"
#include "sim/run_report.h"

#include <optional>

namespace loadstar::sim {

/// How many replications to run, and when to stop.
struct ReplicationPlan
{
    /// At least this many; with a precision at least kFewestForPrecision.
    int count = 1;
    int threads = 1; ///< 0 is for the caller to replace
    /// Half the width of the 95 % interval of the mean response time, relative to the mean, that is
    /// wanted; above 0, below 1.
    std::optional<double> precision;
    /// Never more than this many, whatever the precision.
    int most = 1000;

    static constexpr int kFewestForPrecision = 10;
};

/// Runs replications 0, 1, … of `options` and joins them in order. With a precision g it adds one
/// after the other until half the interval divided by the mean is at most g / (1 + g), which keeps
/// the relative error of the true mean below g; report.precision says whether that was reached. The
/// result does not depend on the number of threads. Source: Law, Kelton, "Simulation Modeling and
/// Analysis", section 9.4.1. Fails as DesignSimulation::create does, or with sim.cancelled.
base::Result<RunReport> runReplications(const model::Design &design, const RunOptions &options,
                                        const ReplicationPlan &plan,
                                        base::TaskControl *control = nullptr);

} // namespace loadstar::sim
