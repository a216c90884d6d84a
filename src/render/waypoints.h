// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPolygonF>
#include <QRectF>

#include <functional>
#include <vector>

namespace loadstar::render {

using Waypoints = std::vector<QPointF>;

/// The two rectangles that a line joins.
struct LineEnds
{
    QRectF from;
    QRectF to;
};

/// Whether a line may run there.
using IsFree = std::function<bool(const QPolygonF &)>;

/// The line along horizontals and verticals that bends at the waypoints in turn, with corners where
/// two of them are not aligned. It leaves each rectangle on the side that faces the nearest
/// waypoint. Waypoints inside a rectangle at the ends are left out; empty when none is left.
QPolygonF routeThrough(const LineEnds &ends, const Waypoints &waypoints);

// Each of these gives the waypoints for what someone does to a drawn route; none stand for
// automatic routing. Indices count the points of the route.

/// Moves the segment that begins at that point sideways by `across` pixels, to the right or down.
Waypoints withSegmentMoved(const LineEnds &ends, const QPolygonF &route, qsizetype segment,
                           double across);
/// Moves a bend; its neighbours follow so that all pieces stay horizontal or vertical.
Waypoints withBendMoved(const QPolygonF &route, qsizetype bend, const QPointF &to);
/// Takes out a bend together with one beside it.
Waypoints withoutBend(const LineEnds &ends, const QPolygonF &route, qsizetype bend);
/// Takes out as many bends as can be without running through something.
Waypoints straightened(const LineEnds &ends, const QPolygonF &route, const IsFree &isFree);

/// Leaves out waypoints that do nothing (on a line with their neighbours, or where the line runs
/// back over itself); none are left when the line through them is not free.
Waypoints cleanedWaypoints(const LineEnds &ends, const Waypoints &waypoints, const IsFree &isFree);

} // namespace loadstar::render
