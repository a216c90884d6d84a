// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace loadstar::reliability {

/// One node of a decision diagram; `low` and `high` are indices of nodes that stand before it.
struct DiagramNode
{
    std::uint32_t variable = 0;
    std::uint32_t low = 0;  ///< where the function goes when the variable is false
    std::uint32_t high = 0; ///< and when it is true

    bool operator==(const DiagramNode &) const = default;
};

/// A Boolean function as a reduced ordered binary decision diagram, as a plain value. Source:
/// Bryant, "Graph-based algorithms for Boolean function manipulation", IEEE Trans. Computers, 1986.
struct DecisionDiagram
{
    static constexpr std::uint32_t kFalse = 0;
    static constexpr std::uint32_t kTrue = 1;

    /// The first two are the constants; their fields have no meaning.
    std::vector<DiagramNode> nodes = {{}, {}};
    std::uint32_t root = kFalse;

    bool operator==(const DecisionDiagram &) const = default;
};

} // namespace loadstar::reliability
