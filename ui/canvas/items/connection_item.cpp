// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/items/connection_item.h"

#include "canvas/canvas_scene.h"

#include <QPainter>
#include <QStyleOptionGraphicsItem>

namespace loadstar::canvas {

namespace {

constexpr double kConnectionLevel = 5'000.0;

} // namespace

ConnectionItem::ConnectionItem(CanvasScene &scene, model::ElementId id)
    : m_canvas(scene)
    , m_id(std::move(id))
{
    setAcceptedMouseButtons(Qt::NoButton);
    setZValue(kConnectionLevel);
}

void ConnectionItem::setRoute(const QPolygonF &route)
{
    if (route != m_route) {
        prepareGeometryChange();
        m_route = route;
    }
    update();
}

QRectF ConnectionItem::boundingRect() const
{
    return render::DiagramPainter::connectionBounds(m_route);
}

void ConnectionItem::paint(QPainter *painter, const QStyleOptionGraphicsItem *option, QWidget *)
{
    const model::Connection *connection = m_canvas.document().design().connection(m_id);
    if (!connection)
        return;
    const double scale = option->levelOfDetailFromTransform(painter->worldTransform());
    m_canvas.painter().paintConnection(*painter, *connection, m_route,
                                       m_canvas.connectionLook(m_id), scale);
}

} // namespace loadstar::canvas
