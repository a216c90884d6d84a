// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "reliability/decision_diagram.h"

#include <cstddef>
#include <utility>
#include <vector>

namespace loadstar::reliability {

/// An undirected network whose edges fail and whose vertices 0..vertices - 1 do not.
struct Network
{
    int vertices = 0;
    std::vector<std::pair<int, int>> edges;
    /// Those that must be connected with each other; at least one.
    std::vector<int> terminals;
};

/// The failure of the network as a function of its edges' failures.
struct NetworkFunction
{
    DecisionDiagram diagram;
    /// By variable of the diagram: the edge.
    std::vector<int> edges;
};

/// States of one level of the construction, before it is given up.
inline constexpr std::size_t kMostNetworkStates = 2'000'000;

/// Builds the diagram edge by edge, in the order in which a breadth-first walk from the first
/// terminal meets them: a state is which vertices between decided and open edges are connected.
/// Cost grows with the width of the network, not with its length. Source: Hardy, Lucet, Limnios,
/// "K-terminal network reliability measures with binary decision diagrams", IEEE Trans.
/// Reliability 56, 2007. Errors: reliability.too-large.
base::Result<NetworkFunction> functionOf(const Network &network);

/// Probability that the terminals are connected when each edge works with probability
/// `edgeAvailability`, 0..1. Errors: as functionOf().
base::Result<double> networkReliability(const Network &network, double edgeAvailability);

} // namespace loadstar::reliability
