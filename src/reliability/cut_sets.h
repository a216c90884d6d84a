// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "reliability/decision_diagram.h"

#include <cstddef>
#include <vector>

namespace loadstar::reliability {

/// Smallest sets of variables that make a function true, of limited order.
struct CutSets
{
    /// Each sorted; by order, then by their variables.
    std::vector<std::vector<int>> sets;
    /// Whether there are more than were asked for.
    bool isCut = false;
};

/// Minimal sets of variables that make a monotone function true. A variable counts `orders[i]`, 1
/// or more, towards the order of a set: a component of two instances needs two failures. Sets of
/// an order above `mostOrder` are left out, and of more than `mostSets` the first are kept. The
/// diagram is searched for the paths of each order in turn; what cannot reach "true" within the
/// order, or holds a smaller set, is not entered.
CutSets minimalCutSets(const DecisionDiagram &diagram, const std::vector<int> &orders,
                       int mostOrder, std::size_t mostSets);

} // namespace loadstar::reliability
