// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "reliability/structure.h"

#include <vector>

namespace loadstar::reliability {

/// How the graph is walked when variables are put in order.
enum class WalkKind {
    DepthFirst,   ///< what lies behind one balancer stays together
    BreadthFirst, ///< suits meshes of balancers
};

/// The variables that matter, from the root of a decision diagram on: what a walk from the users
/// meets, each with its containers before it, storages where they are first needed, and the
/// targets of a balancer by container.
std::vector<int> variableOrder(const Structure &structure, WalkKind kind);

} // namespace loadstar::reliability
