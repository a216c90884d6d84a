// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/design.h"
#include "model/kind_registry.h"
#include "render/diagram_geometry.h"
#include "render/place_index.h"

#include <QFont>
#include <QPointF>
#include <QRectF>
#include <QString>

#include <functional>
#include <map>
#include <set>
#include <vector>

namespace loadstar::render {

/// The elements of a diagram whose bounds touch an area; in any order.
using Nearby = std::function<std::vector<model::ElementId>(const QRectF &)>;

/// An index of all components and routes, for a diagram that does not change.
PlaceIndex indexOf(const DiagramGeometry &geometry);

/// What stands at a connection: its name, and what its kind tells of its properties. May be empty.
QString connectionText(const model::Connection &connection, const model::KindRegistry &kinds);

/// A text at a connection.
struct ConnectionLabel
{
    QString text;
    /// On the canvas, in pixels.
    QRectF rect;
    /// Which of the theme's tints lies below it, or -1 for the canvas.
    int tint = -1;

    bool operator==(const ConnectionLabel &) const = default;
};

/// The texts at the connections of a diagram and where they stand. One that was put somewhere by
/// hand stays at its part of the way; the others stand on their line, or just beside it, where they
/// hide no card, no other text and no bend, and as few other lines and borders as there is room
/// for. Where there is no such place the text is left out.
class ConnectionLabels
{
public:
    /// `kinds` must outlive it.
    ConnectionLabels(const model::KindRegistry &kinds, const QFont &font);

    /// Places all texts, in id order: the same diagram has the same labels.
    void place(const model::Design &design, const DiagramGeometry &geometry, const Nearby &nearby);
    /// Follows a change of these elements; of many labels only those near it move. Returns what
    /// must be painted again.
    std::vector<QRectF> follow(const model::Design &design, const DiagramGeometry &geometry,
                               const Nearby &nearby, const DiagramGeometry::Update &change);

    const std::map<model::ElementId, ConnectionLabel> &labels() const { return m_labels; }
    /// The label at the point, or an empty id.
    model::ElementId at(const QPointF &point) const;
    /// Those that touch the area, in id order.
    std::vector<model::ElementId> in(const QRectF &area) const;
    /// Around all of them; null when there are none.
    QRectF bounds() const;

private:
    void setText(const model::Design &design, const DiagramGeometry &geometry,
                 const model::ElementId &id);
    void placeOne(const model::Design &design, const DiagramGeometry &geometry,
                  const Nearby &nearby, const model::ElementId &id);
    void placeThese(const model::Design &design, const DiagramGeometry &geometry,
                    const Nearby &nearby, const std::vector<model::ElementId> &ids);
    /// The other connections of a trunk that lie on this one there.
    std::vector<model::ElementId> trunkAt(const DiagramGeometry &geometry, const Nearby &nearby,
                                          const model::ElementId &id, const QPointF &point) const;
    /// Whether the text may stand there for all of them: they say the same, and this is the first.
    bool isClear(const std::vector<model::ElementId> &trunk, const model::ElementId &id) const;
    static int countTouched(const DiagramGeometry &geometry,
                            const std::vector<model::ElementId> &connections, const QRectF &rect);
    static int tintBelow(const DiagramGeometry &geometry, const Nearby &nearby, const QRectF &rect);
    QSizeF sizeOf(const QString &text) const;
    double hindrance(const DiagramGeometry &geometry, const Nearby &nearby,
                     const model::ElementId &id, const QRectF &rect) const;

    const model::KindRegistry *m_kinds;
    QFont m_font;
    /// What is to be placed.
    std::map<model::ElementId, QString> m_texts;
    std::map<model::ElementId, ConnectionLabel> m_labels;
    PlaceIndex m_index; ///< of m_labels
};

/// Whether a piece of the route runs through the inside of the rectangle.
bool touchesRoute(const QRectF &rect, const QPolygonF &route);

/// The place on a route that is nearest to the point, as a part of the way, 0..1.
double nearestPart(const QPolygonF &route, const QPointF &point);

} // namespace loadstar::render
