// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QPointF>
#include <QSizeF>

#include <utility>
#include <vector>

namespace loadstar::layout {

/// How boxes are put in order.
enum class LayoutStyle {
    Layered,  ///< in columns from left to right, along the connections
    Tree,     ///< from top to bottom, each below what leads to it first
    Circular, ///< on circles
    Organic,  ///< near to what they are connected with
};

/// Boxes, and which of them are connected, by number.
struct BoxGraph
{
    std::vector<QSizeF> boxes; ///< in pixels
    std::vector<std::pair<int, int>> lines;
};

/// Where the middles of the boxes go, in pixels, y downwards, so that none overlap; the same graph
/// gives the same places. Done by Graphviz, one graph at a time in the whole process. Errors:
/// layout.failed when Graphviz refuses or its layout plug-ins are not installed.
base::Result<std::vector<QPointF>> placeBoxes(const BoxGraph &graph, LayoutStyle style);

} // namespace loadstar::layout
