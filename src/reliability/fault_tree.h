// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "reliability/decision_diagram.h"

#include <map>
#include <string>
#include <vector>

namespace loadstar::reliability {

/// A gate of a fault tree: true when all, any, or at least `count` of its arguments are.
struct Gate
{
    enum class Kind { All, Any, AtLeast };

    Kind kind = Kind::Any;
    int count = 1; ///< of AtLeast
    /// Names of gates and of basic events; an event that stands in several places is one event.
    std::vector<std::string> arguments;
};

struct FaultTree
{
    std::string top;
    std::map<std::string, Gate> gates;
    /// Basic events with their probabilities, 0..1.
    std::map<std::string, double> events;
};

/// A fault tree as a function of its basic events; variables are numbered as the tree meets them,
/// depth first.
struct FaultTreeFunction
{
    DecisionDiagram diagram;
    std::vector<std::string> events;
    std::vector<double> probabilities;
};

/// Errors: reliability.no-such-event (an argument that is neither gate nor event),
/// reliability.loop (a gate that leads to itself), reliability.too-large (a diagram that does not
/// fit into the table).
base::Result<FaultTreeFunction> functionOf(const FaultTree &tree);

} // namespace loadstar::reliability
