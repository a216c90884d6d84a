// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "sim/story/downtime_ledger.h"
#include "sim/story/run_series.h"
#include "sim/story/run_story.h"
#include "sim/story/warmup_detector.h"

#include <memory>
#include <nlohmann/json_fwd.hpp>

namespace loadstar::sim {

/// What to tell of a run beyond its report.
struct ExplainOptions
{
    std::size_t mostFailedRequests = 20;
    bool hasSeries = false;
    /// Seconds of a bin of the series, above 0.
    double step = 1.0;
};

/// The first replication of a run once more, with all that it tells. The same options give the
/// same run, so this agrees with its report.
struct ExplainedRun
{
    std::unique_ptr<RunStory> story;
    DowntimeLedger ledger;
    RunSeries series; ///< empty unless asked for
};

/// Fails as DesignSimulation::create does.
base::Result<ExplainedRun> explainRun(const model::Design &design, const RunOptions &options,
                                      const ExplainOptions &explain);

/// The warm-up that the first replication shows over its whole duration, by MSER-5. Fails as
/// DesignSimulation::create does, or with sim.no-warmup when too few requests are answered.
base::Result<WarmupDetector::Cut> detectWarmup(const model::Design &design,
                                               const RunOptions &options);

/// Adds `id` and `cause` to the events of a report's JSON, and the keys `failures` (counts by
/// reason), `failedRequests`, `ledger` and, when there is one, `series`.
void addTo(nlohmann::json &report, const ExplainedRun &run);

} // namespace loadstar::sim
