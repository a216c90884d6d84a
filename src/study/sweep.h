// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/diagnostic.h"
#include "base/result.h"
#include "base/task.h"
#include "model/design.h"
#include "sim/run_report.h"
#include "study/variation.h"

#include <optional>
#include <vector>

namespace loadstar::study {

/// More points than this are refused.
constexpr std::size_t kMostPoints = 10000;
/// Points times replications.
constexpr std::size_t kMostRuns = 10000000;

/// What a point has more than the first point, as the mean over pairs of replications that share
/// their random numbers. The interval is Student's; nothing with one replication.
struct PairedDifference
{
    sim::engine::MeanInterval responseMean; ///< seconds
    sim::engine::MeanInterval responseP95;  ///< seconds
    sim::engine::MeanInterval throughput;   ///< completed requests per second
    sim::engine::MeanInterval availability;

    bool operator==(const PairedDifference &) const = default;
};

/// One combination of values and what came of it.
struct SweepPoint
{
    /// In the order of the variations.
    std::vector<model::PropertyValue> settings;
    /// Without timeline and events.
    sim::RunReport report;
    /// Nothing for the first point.
    std::optional<PairedDifference> difference;
    /// Whether every objective that can be judged is met; nothing when none is set.
    std::optional<bool> meetsObjective;
};

struct SweepOptions
{
    sim::RunOptions run;
    int replications = 1;
    int threads = 1;
};

struct Sweep
{
    SweepOptions options;
    std::vector<Variation> variations;
    std::vector<SweepPoint> points;
    /// Remarks about the designs of all points, each once.
    std::vector<base::Diagnostic> warnings;
};

/// Runs every combination of the variations' values. All points use the same seed and streams, so
/// that what differs between them is the design and not chance. The result does not depend on
/// `threads`. Errors: sweep.too-many-points, sweep.varied-twice, those of sim::buildPlan with the
/// point's settings in `where`, sim.overload
/// likewise, sim.cancelled.
base::Result<Sweep> runSweep(const model::Design &design, const std::vector<Variation> &variations,
                             const SweepOptions &options, base::TaskControl *control = nullptr);

} // namespace loadstar::study
