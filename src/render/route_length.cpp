// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/route_length.h"

#include <QLineF>

#include <algorithm>

namespace loadstar::render {

double routeLength(const QPolygonF &route)
{
    double length = 0.0;
    for (qsizetype i = 1; i < route.size(); ++i)
        length += QLineF(route[i - 1], route[i]).length();
    return length;
}

QPointF pointAlong(const QPolygonF &route, double fraction)
{
    if (route.isEmpty())
        return {};
    double rest = std::clamp(fraction, 0.0, 1.0) * routeLength(route);
    for (qsizetype i = 1; i < route.size(); ++i) {
        const QLineF segment(route[i - 1], route[i]);
        const double length = segment.length();
        if (rest <= length && length > 0.0)
            return segment.pointAt(rest / length);
        rest -= length;
    }
    return route.back();
}

} // namespace loadstar::render
