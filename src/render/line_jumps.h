// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "render/connection_labels.h"
#include "render/diagram_geometry.h"

#include <QPointF>
#include <QPolygonF>

#include <map>
#include <vector>

namespace loadstar::render {

/// Height of a jump, and half its width, in canvas pixels.
inline constexpr double kJumpRadius = 5.0;

/// The upright pieces of many routes, to find those that a level line crosses.
class UprightPieces
{
public:
    void add(const QPolygonF &route);
    /// Where the level pieces of the route cross upright ones, far enough from bends and ends for
    /// an arc; in any order.
    std::vector<QPointF> crossedBy(const QPolygonF &route);

private:
    struct Piece
    {
        double x = 0.0;
        double low = 0.0;
        double high = 0.0;
        /// Of the route.
        QPointF start = {};
        QPointF end = {};
    };

    std::vector<Piece> m_pieces;
    bool m_isSorted = false;
};

/// Where connections jump over others. One rule: the level line jumps over the upright one. What
/// was found is kept until something near it changes.
class LineJumps
{
public:
    /// Finds the jumps of those of the connections for which they are not known.
    void find(const std::vector<model::ElementId> &connections, const DiagramGeometry &geometry,
              const Nearby &nearby);
    /// The places where the connection jumps, in any order; none before find().
    const std::vector<QPointF> &of(const model::ElementId &connection) const;
    /// These may jump elsewhere now.
    void forget(const std::vector<model::ElementId> &connections);
    void clear() { m_jumps.clear(); }

private:
    std::map<model::ElementId, std::vector<QPointF>> m_jumps;
};

} // namespace loadstar::render
