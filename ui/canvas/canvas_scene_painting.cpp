// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/canvas_scene.h"

#include <QPainter>

#include <algorithm>

// How the scene paints what is in view.

namespace loadstar::canvas {

using model::ElementId;

void CanvasScene::paintComponent(QPainter &painter, const ElementId &id, double scale) const
{
    const model::Component *component = m_document.design().component(id);
    const render::ComponentPlace *place = m_geometry.place(id);
    if (!component || !place)
        return;
    render::ComponentLook look = componentLook(id);
    look.hasFarTitle = place->isGround() && scale < render::DiagramPainter::kOwnTitleScale;
    m_painter.paintComponent(painter, *component, *place, look, scale);
}

void CanvasScene::paintConnection(QPainter &painter, const ElementId &id, const QPolygonF &route,
                                  double scale) const
{
    static const std::vector<QPointF> kNone;
    if (const model::Connection *connection = m_document.design().connection(id))
        m_painter.paintConnection(painter, *connection, route, connectionLook(id), scale,
                                  m_hasLineJumps ? m_jumps.of(id) : kNone);
}

void CanvasScene::paintDiagram(QPainter &painter, const QRectF &exposed, double scale)
{
    followDocument();
    if (scale < render::DiagramOverview::kMostScale) {
        paintFromAfar(painter, exposed, scale);
        return;
    }
    std::vector<ElementId> shown = m_index.in(exposed);
    std::sort(shown.begin(), shown.end());
    if (m_hasLineJumps && scale >= render::DiagramPainter::kTextScale)
        m_jumps.find(shown, m_geometry, [this](const QRectF &area) { return m_index.in(area); });
    const render::PaintOrder order(m_geometry, shown);
    for (const ElementId &id : order.grounds)
        paintComponent(painter, id, scale);
    const QRectF near = render::DiagramPainter::connectionBounds(QPolygonF(exposed));
    for (const ElementId &id : shown) {
        const auto route = m_geometry.routes().find(id);
        // A route that only goes around what is exposed is not painted.
        if (route != m_geometry.routes().end() && render::touchesRoute(near, route->second))
            paintConnection(painter, id, route->second, scale);
    }
    for (const ElementId &id : order.cards) {
        if (m_raised.count(id) == 0)
            paintComponent(painter, id, scale);
    }
    paintFarTitles(painter, order.grounds, scale);
    paintLabels(painter, exposed);
    for (const ElementId &id : order.cards) {
        if (m_raised.count(id) > 0)
            paintComponent(painter, id, scale);
    }
}

void CanvasScene::paintFarTitles(QPainter &painter, const std::vector<ElementId> &grounds,
                                 double scale) const
{
    if (scale < render::DiagramPainter::kOwnTitleScale)
        m_painter.paintFarTitles(painter, m_document.design(), m_geometry, grounds, scale);
}

void CanvasScene::paintLabels(QPainter &painter, const QRectF &exposed) const
{
    if (painter.worldTransform().m11() < render::DiagramPainter::kTextScale)
        return;
    for (const ElementId &id : m_labels.in(exposed))
        m_painter.paintLabel(painter, m_labels.labels().at(id), connectionLook(id));
}

void CanvasScene::makeOverview()
{
    m_overview.clear();
    // Both maps are in id order, so no connection has to be looked up.
    auto route = m_geometry.routes().begin();
    for (const auto &[id, connection] : m_document.design().connections) {
        while (route != m_geometry.routes().end() && route->first < id)
            ++route;
        if (route != m_geometry.routes().end() && route->first == id)
            m_overview.addConnection(route->second,
                                     m_painter.farColor(connection, connectionLook(id)));
    }
    for (const auto &[id, place] : m_geometry.places()) {
        const model::Component *component = m_document.design().component(id);
        if (component && !place.isGround())
            m_overview.addCard(m_painter.farBox(*component, place.rect),
                               m_painter.farColor(*component, componentLook(id)));
    }
    m_isOverviewValid = true;
}

void CanvasScene::paintFromAfar(QPainter &painter, const QRectF &exposed, double scale)
{
    if (!m_isOverviewValid)
        makeOverview();
    std::vector<ElementId> grounds;
    for (const auto &[id, place] : m_geometry.places()) {
        if (place.isGround() && place.rect.intersects(exposed))
            grounds.push_back(id);
    }
    const render::PaintOrder order(m_geometry, grounds);
    for (const ElementId &id : order.grounds)
        paintComponent(painter, id, scale);
    m_overview.paint(painter);
    paintFarTitles(painter, order.grounds, scale);
    // Rings and highlights that boxes of one colour cannot show.
    for (const ElementId &id : m_shownSelection) {
        const render::ComponentPlace *place = m_geometry.place(id);
        if (place && place->rect.intersects(exposed) && !place->isGround())
            paintComponent(painter, id, scale);
    }
}

} // namespace loadstar::canvas
