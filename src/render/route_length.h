// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPolygonF>

namespace loadstar::render {

/// The point at `fraction` (0..1) of the way along a route; what travels along it is drawn there.
QPointF pointAlong(const QPolygonF &route, double fraction);

/// The length of a route in pixels.
double routeLength(const QPolygonF &route);

} // namespace loadstar::render
