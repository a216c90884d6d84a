// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "render/route_space.h"

#include <QPolygonF>
#include <QRectF>

#include <vector>

namespace loadstar::render {

/// Where the lines of a grid run.
struct GridLines
{
    std::vector<double> xs;
    std::vector<double> ys;
};

/// A grid of horizontal and vertical lines, some pieces of which are blocked.
class RouteGrid
{
public:
    /// Of too many wanted lines some are left out, of the needed ones none.
    RouteGrid(GridLines wanted, const GridLines &needed);

    int columns() const { return int(m_xs.size()); }
    size_t crossings() const { return m_xs.size() * m_ys.size(); }
    QPointF point(size_t crossing) const;
    /// The crossing at the point, which must lie on lines of the grid.
    size_t crossing(const QPointF &point) const;

    /// Blocks all pieces that run through the inside of the rectangle.
    void block(const QRectF &rect);
    /// Whether the next crossing in that direction can be reached.
    bool isOpen(size_t crossing, Side direction) const;
    /// The next crossing in a direction that is open.
    size_t next(size_t crossing, Side direction) const;

private:
    size_t at(size_t column, size_t row) const { return row * m_xs.size() + column; }

    std::vector<double> m_xs;
    std::vector<double> m_ys;
    /// The piece right of a crossing, and the one below it.
    std::vector<bool> m_blockedRight;
    std::vector<bool> m_blockedDown;
};

/// A place to start or end a search: a crossing of the grid in front of a port.
struct SearchEnd
{
    Port port;
    size_t crossing = 0;
};

/// The cheapest way from one of the starts to one of the ends, lengths in pixels and bends at
/// kBendCost; ports included. Empty when there is none. Among equals always the same one is found.
QPolygonF cheapestRoute(const RouteGrid &grid, const std::vector<SearchEnd> &starts,
                        const std::vector<SearchEnd> &ends);

} // namespace loadstar::render
