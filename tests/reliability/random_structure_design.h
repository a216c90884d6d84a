// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/design.h"
#include "sim/engine/random_streams.h"

namespace loadstar::tests {

/// A random design of users, balancers, nodes, storages and nested containers, of which at most
/// `mostFailing` components and connections have figures of their own; balancers may form cycles.
model::Design randomStructureDesign(sim::engine::Random &random, int mostFailing);

} // namespace loadstar::tests
