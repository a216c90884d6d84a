// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/design.h"

#include <QRandomGenerator>
#include <QRectF>

#include <algorithm>
#include <vector>

namespace loadstar::tests {

/// A design of nodes and storages at random places, cards at least `gap` pixels apart, with one and
/// a half connections a card. The same seed gives the same design.
inline model::Design randomDiagram(quint32 seed, int cards, double gap = 24.0)
{
    using model::ElementId;
    QRandomGenerator random(seed);
    model::Design design;
    std::vector<QRectF> taken;
    const double side = 320.0 * std::max(2.0, std::sqrt(double(cards)));
    std::vector<ElementId> ids;
    while (int(ids.size()) < cards) {
        const QPointF corner(random.bounded(int(side)), random.bounded(int(side / 1.5)));
        const QRectF rect(corner, model::kCardSize);
        const QRectF room = rect.adjusted(-gap, -gap, gap, gap);
        if (std::any_of(taken.begin(), taken.end(),
                        [&](const QRectF &other) { return other.intersects(room); }))
            continue;
        taken.push_back(rect);
        model::Component component;
        component.id = ElementId(QStringLiteral("c%1").arg(ids.size()));
        component.kind = ids.size() % 3 ? QStringLiteral("node") : QStringLiteral("storage");
        component.name = QStringLiteral("Card %1").arg(ids.size());
        component.position = corner;
        ids.push_back(component.id);
        design.components.emplace(component.id, component);
    }
    for (int i = 0; i < cards * 3 / 2; ++i) {
        model::Connection connection;
        connection.id = ElementId(QStringLiteral("w%1").arg(i));
        connection.kind = QStringLiteral("state");
        connection.from = ids[random.bounded(cards)];
        connection.to = ids[random.bounded(cards)];
        if (!(connection.from == connection.to))
            design.connections.emplace(connection.id, connection);
    }
    return design;
}

} // namespace loadstar::tests
