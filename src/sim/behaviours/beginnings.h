// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "sim/start_state.h"

namespace loadstar::sim {

class World;

/// Puts a run that has not begun into a state. Fails with sim.bad-state, naming what the design
/// does not have or what a component cannot be; then some of it may be done already.
base::Result<void> beginFrom(World &world, const StartState &state);

/// The state that the run is in.
StartState stateOf(const World &world);

} // namespace loadstar::sim
