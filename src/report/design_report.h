// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "base/task.h"
#include "model/design.h"
#include "model/kind_registry.h"
#include "report/document.h"
#include "sim/run_report.h"

namespace loadstar::report {

/// What a report looks into.
struct ReportOptions
{
    sim::RunOptions run;
    int replications = 5; ///< 2 or more, for intervals
    int threads = 1;
};

/// Everything there is to say about a design for those who decide about it: diagram, targets and
/// how they are met, availability, findings, cost, a simulation with intervals, assumptions,
/// sources, and what to ask IT. A design that cannot be simulated says so in that section. Errors:
/// those of makePicture(), sim.cancelled.
base::Result<Document> describeDesign(const model::Design &design, const model::KindRegistry &kinds,
                                      const ReportOptions &options,
                                      base::TaskControl *control = nullptr);

} // namespace loadstar::report
