// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "model/design.h"
#include "sim/plan.h"

namespace loadstar::sim {

/// Flattens a design. Errors: sim.not-simulated (component, property and value of something that
/// this version cannot simulate), sim.bad-value (a value that makes no run), sim.bad-scenario, and
/// those of loadReplayTrace().
base::Result<Plan> buildPlan(const model::Design &design, const RunInputs &inputs);

} // namespace loadstar::sim
