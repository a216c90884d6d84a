// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/design.h"
#include "sim/design_simulation.h"
#include "sim/story/explained_run.h"
#include "sim/story/request_story.h"

#include <vector>

namespace loadstar::cli {

/// Prints a report as tables for people.
void printReport(const model::Design &design, const sim::RunReport &report,
                 const std::vector<sim::ObjectiveResult> &objectives);

/// Prints why requests failed, and where the time of each outage went.
void printExplanation(const sim::ExplainedRun &run);

/// Prints what became of one request.
void printStory(const sim::RequestStory &story);

/// One line on standard error for each objective that is missed, and one for those that are set
/// and that a simulation does not judge.
void remarkObjectives(const model::Design &design,
                      const std::vector<sim::ObjectiveResult> &objectives);

} // namespace loadstar::cli
