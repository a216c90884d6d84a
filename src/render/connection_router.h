// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/element_id.h"

#include <QPolygonF>
#include <QRectF>

#include <map>
#include <memory>
#include <vector>

namespace loadstar::render {

class RouteSpace;

/// A connection to be routed, with the rectangles of its ends.
struct RouteRequest
{
    model::ElementId id;
    model::ElementId from;
    model::ElementId to;
    QRectF fromRect;
    QRectF toRect;
    /// Bends that it takes as long as the way through them is free.
    std::vector<QPointF> waypoints = {};
    /// Traffic is read from side to side: its route keeps to one direction where it can. Others
    /// only have few bends.
    bool isFlow = false;
};

/// Something that connections go around.
struct RouteObstacle
{
    model::ElementId id;
    QRectF rect;
};

/// Routes connections along horizontal and vertical lines: few bends, around obstacles wherever a
/// free way exists, lines that share a way kept apart. The same input gives the same routes,
/// whatever its order. Routes begin and end on the border of their ends and have no two points
/// alike in a row.
///
/// Simple shapes (straight, one to four bends) are tried cheapest first; where none is free, a
/// shortest way is searched in the grid of lines beside the obstacles, as in Wybrow, Marriott and
/// Stuckey, "Orthogonal connector routing" (Graph Drawing 2009), whose nudging of shared segments
/// is followed too.
class ConnectionRouter
{
public:
    ConnectionRouter();
    /// Routes run through the `avoided` areas, such as titles, only where it saves a detour.
    explicit ConnectionRouter(const std::vector<RouteObstacle> &obstacles,
                              const std::vector<QRectF> &avoided = {});
    ~ConnectionRouter();
    ConnectionRouter(const ConnectionRouter &other);
    ConnectionRouter &operator=(const ConnectionRouter &other);

    /// Adds an obstacle or moves it; a null rectangle takes it out.
    void put(const RouteObstacle &obstacle);
    /// The same for an area to be avoided.
    void avoid(const model::ElementId &id, const QRectF &area);

    std::map<model::ElementId, QPolygonF> route(std::vector<RouteRequest> requests) const;

private:
    std::unique_ptr<RouteSpace> m_space;
};

} // namespace loadstar::render
