// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "render/connection_router.h"

#include <QPolygonF>
#include <QRectF>

#include <array>
#include <cstdint>
#include <unordered_map>
#include <vector>

namespace loadstar::render {

/// The side of a rectangle where a route leaves or arrives.
enum class Side { Right, Bottom, Left, Top };

inline constexpr std::array kAllSides{Side::Right, Side::Bottom, Side::Left, Side::Top};

/// One pixel away from the rectangle on that side.
QPointF outward(Side side);
inline bool isHorizontal(Side side)
{
    return side == Side::Right || side == Side::Left;
}
/// Whether routes between the two sides may be straight: right to left, bottom to top.
bool areFacing(Side from, Side to);

/// A point on the border where a route begins or ends.
struct Port
{
    QPointF position;
    Side side = Side::Right;
};

/// The middle of a side.
Port centerPort(const QRectF &rect, Side side);

/// Distance that a route keeps straight before its first bend, in pixels.
constexpr double kStubLength = 12.0;
/// Pixels of detour that one bend less is worth.
constexpr double kBendCost = 60.0;

/// The two ends of one route: their rectangles and, where they are obstacles, their indices.
struct RouteEnds
{
    QRectF fromRect;
    QRectF toRect;
    int fromObstacle = -1;
    int toObstacle = -1;
};

/// The obstacles, with an index by place.
class RouteSpace
{
public:
    /// Adds an obstacle or moves it; a null rectangle takes it out.
    void put(const RouteObstacle &obstacle);
    /// The same for an area that routes rather do not run through.
    void avoid(const model::ElementId &id, const QRectF &area);

    /// The index of the obstacle with that id, or -1.
    int obstacle(const model::ElementId &id) const;

    /// Whether the horizontal or vertical segment keeps `clearance` pixels from all obstacles and
    /// does not cross the ends themselves.
    bool isFree(const QPointF &a, const QPointF &b, const RouteEnds &ends, double clearance) const;
    bool isFree(const QPolygonF &route, const RouteEnds &ends, double clearance) const;

    /// The avoided areas that touch `within`.
    std::vector<QRectF> avoidedIn(const QRectF &within) const;

    /// A shortest way (bends count kBendCost) along the lines beside the obstacles, from one of the
    /// ports to one of the others; empty when there is none. Searches near the ends first.
    QPolygonF search(const std::vector<Port> &from, const std::vector<Port> &to,
                     const RouteEnds &ends, double clearance) const;

private:
    std::vector<int> obstaclesIn(const QRectF &area) const;
    QPolygonF searchIn(const QRectF &area, const std::vector<Port> &from,
                       const std::vector<Port> &to, const RouteEnds &ends, double clearance) const;

    void enter(int index, bool isIn);

    /// Places of what was taken out have a null rectangle.
    std::vector<RouteObstacle> m_obstacles;
    std::map<model::ElementId, QRectF> m_avoided;
    std::unordered_map<std::int64_t, std::vector<int>> m_cells;
    std::map<model::ElementId, int> m_indices;
    QRectF m_bounds; ///< around all that ever were
};

/// How often the route runs through one of the areas.
int crossingsOf(const QPolygonF &route, const std::vector<QRectF> &areas);

/// Takes out points that do nothing; empty when the route runs back over itself.
QPolygonF simplifiedRoute(const QPolygonF &points);

} // namespace loadstar::render
