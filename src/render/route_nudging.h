// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "render/route_ports.h"
#include "render/route_space.h"

#include <QPolygonF>

#include <vector>

namespace loadstar::render {

/// A route together with what it runs between.
struct NudgedRoute
{
    QPolygonF points;
    RouteEnds ends;
    TrunkEnds trunks = {};
};

/// Lays pieces of one trunk that run side by side on one line, as far as obstacles leave room.
void joinTrunks(std::vector<NudgedRoute> &routes, const RouteSpace &space);

/// Moves segments of different routes that lie on top of each other apart, in the order in which
/// they cross each other least, as far as obstacles leave room. First and last segments stay, and
/// what lies on each other within a trunk stays together.
void separateRoutes(std::vector<NudgedRoute> &routes, const RouteSpace &space);

} // namespace loadstar::render
