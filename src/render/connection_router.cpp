// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/connection_router.h"

namespace loadstar::render {

class ConnectionRouter::Obstacles
{
};

ConnectionRouter::ConnectionRouter(std::vector<RouteObstacle>) {}

ConnectionRouter::~ConnectionRouter() = default;

std::map<model::ElementId, QPolygonF>
ConnectionRouter::route(std::vector<RouteRequest> requests) const
{
    std::map<model::ElementId, QPolygonF> routes;
    for (const RouteRequest &request : requests) {
        const QPointF from(request.fromRect.right(), request.fromRect.center().y());
        const QPointF to(request.toRect.left(), request.toRect.center().y());
        const double middle = (from.x() + to.x()) / 2;
        routes[request.id] = QPolygonF{from, {middle, from.y()}, {middle, to.y()}, to};
    }
    return routes;
}

} // namespace loadstar::render
