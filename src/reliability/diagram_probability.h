// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "reliability/decision_diagram.h"

#include <vector>

namespace loadstar::reliability {

/// Probability that the function is true when variable i is true with probability
/// `probabilities[i]`, all independent. Sums of products of positive numbers only, so small
/// results keep their relative precision. Linear in the size of the diagram.
double probabilityOf(const DecisionDiagram &diagram, const std::vector<double> &probabilities);

/// Birnbaum's importance of every variable: how much the probability of the function grows with
/// the variable's, P(function | variable) - P(function | not variable). Linear in the size of the
/// diagram. Source: Birnbaum, "On the importance of different components in a multicomponent
/// system", 1969.
std::vector<double> birnbaumImportance(const DecisionDiagram &diagram,
                                       const std::vector<double> &probabilities);

} // namespace loadstar::reliability
