// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/line_jumps.h"

#include <algorithm>
#include <cmath>

namespace loadstar::render {

namespace {

/// Room for a round corner or an arrow and the arc, in pixels.
constexpr double kJumpRoom = 16.0;
/// So far the upright line goes on beyond the crossing at least, in pixels.
constexpr double kPassesBy = 2.0;

} // namespace

void addCrossings(const QPolygonF &route, const QPolygonF &other, std::vector<QPointF> &crossings)
{
    for (qsizetype i = 1; i < route.size(); ++i) {
        const double y = route[i].y();
        const double left = std::min(route[i - 1].x(), route[i].x()) + kJumpRoom;
        const double right = std::max(route[i - 1].x(), route[i].x()) - kJumpRoom;
        if (left > right || std::abs(route[i - 1].y() - y) > 0.01)
            continue;
        for (qsizetype j = 1; j < other.size(); ++j) {
            const double x = other[j].x();
            if (x < left || x > right || std::abs(other[j - 1].x() - x) > 0.01)
                continue;
            if (std::min(other[j - 1].y(), other[j].y()) + kPassesBy < y &&
                std::max(other[j - 1].y(), other[j].y()) - kPassesBy > y)
                crossings.emplace_back(x, y);
        }
    }
}

const std::vector<QPointF> &LineJumps::of(const model::ElementId &connection,
                                          const DiagramGeometry &geometry, const Nearby &nearby)
{
    const auto [found, isNew] = m_jumps.try_emplace(connection);
    const auto route = geometry.routes().find(connection);
    if (!isNew || route == geometry.routes().end())
        return found->second;
    constexpr double kLeast = 1.0;
    const QRectF area = route->second.boundingRect().adjusted(-kLeast, -kLeast, kLeast, kLeast);
    for (const model::ElementId &id : nearby(area)) {
        const auto other = geometry.routes().find(id);
        if (other != geometry.routes().end() && id != connection)
            addCrossings(route->second, other->second, found->second);
    }
    return found->second;
}

void LineJumps::forget(const std::vector<model::ElementId> &connections)
{
    for (const model::ElementId &id : connections)
        m_jumps.erase(id);
}

} // namespace loadstar::render
