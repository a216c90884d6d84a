// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/gestures/line_splitting.h"

#include "edit/connection_operations.h"

#include <algorithm>

namespace loadstar::canvas {

namespace {

/// Of width and height: a line through the outer parts is only brushed.
constexpr double kMiddlePart = 0.4;

bool crosses(const QPolygonF &route, const QRectF &area)
{
    for (qsizetype i = 1; i < route.size(); ++i) {
        const QRectF segment = QRectF(route[i - 1], route[i]).normalized().adjusted(-1, -1, 1, 1);
        if (segment.intersects(area))
            return true;
    }
    return false;
}

} // namespace

model::ElementId lineToSplit(const edit::DesignDocument &document,
                             const std::map<model::ElementId, QPolygonF> &routes,
                             const QRectF &rect, const model::Component &card)
{
    const double x = rect.width() * (1 - kMiddlePart) / 2;
    const double y = rect.height() * (1 - kMiddlePart) / 2;
    const QRectF middle = rect.adjusted(x, y, -x, -y);
    const model::Design &design = document.design();
    const auto isAttached = [&](const auto &entry) {
        return entry.second.from == card.id || entry.second.to == card.id;
    };
    // What is connected already is only passing by.
    if (std::any_of(design.connections.begin(), design.connections.end(), isAttached))
        return {};
    for (const auto &[id, route] : routes) {
        if (design.connection(id) && crosses(route, middle) &&
            edit::splitConnection(design, document.kinds(), id, card))
            return id;
    }
    return {};
}

} // namespace loadstar::canvas
