// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/canvas_scene.h"
#include "canvas/canvas_view.h"
#include "canvas/tools/place_tool.h"

#include <QPainter>

#include <cmath>

// What the view paints around the diagram.

namespace loadstar::canvas {

namespace {

/// Distance of the dots in the background, a multiple of the snap grid.
constexpr double kDotStep = 24.0;
constexpr double kMinimumDotDistance = 10.0;

} // namespace

void CanvasView::paintEvent(QPaintEvent *event)
{
    m_scene->prepare(mapToScene(viewport()->rect()).boundingRect(), zoom());
    QGraphicsView::paintEvent(event);
}

void CanvasView::drawBackground(QPainter *painter, const QRectF &exposed)
{
    painter->fillRect(exposed, theme().canvas);
    double step = kDotStep;
    while (step * zoom() < kMinimumDotDistance)
        step *= 4;
    if (m_isGridVisible)
        paintDots(*painter, exposed, step);
    m_scene->paintDiagram(*painter, exposed, zoom());
}

void CanvasView::paintDots(QPainter &painter, const QRectF &exposed, double step) const
{
    QPolygonF dots;
    for (double x = std::floor(exposed.left() / step) * step; x < exposed.right(); x += step) {
        for (double y = std::floor(exposed.top() / step) * step; y < exposed.bottom(); y += step)
            dots.append({x, y});
    }
    // Thousands of dots: as plain squares they cost almost nothing.
    painter.setRenderHint(QPainter::Antialiasing, false);
    QPen pen(theme().grid, 2.0);
    pen.setCosmetic(true);
    pen.setCapStyle(Qt::FlatCap);
    painter.setPen(pen);
    painter.drawPoints(dots);
    painter.setRenderHint(QPainter::Antialiasing);
}

void CanvasView::drawForeground(QPainter *painter, const QRectF &exposed)
{
    QGraphicsView::drawForeground(painter, exposed);
    tool(m_toolId).paint(*painter, zoom());
    if (m_toolId != ToolId::Place)
        placeTool().paint(*painter, zoom());
    painter->resetTransform();
    if (m_document.design().components.empty() && !placeTool().isActive())
        paintEmptyHint(*painter);
    if (!m_pointerHint.isEmpty())
        paintPointerHint(*painter);
}

void CanvasView::paintEmptyHint(QPainter &painter) const
{
    const QRectF rect = viewport()->rect();
    painter.setPen(theme().text);
    painter.setFont(theme().font(16, QFont::DemiBold));
    painter.drawText(rect.adjusted(0, -28, 0, -28), Qt::AlignCenter, tr("This design is empty"));
    painter.setPen(theme().textMuted);
    painter.setFont(theme().font(13));
    painter.drawText(rect, Qt::AlignCenter,
                     tr("Drag a component from the palette to here,\n"
                        "or choose one there and press Enter."));
}

void CanvasView::paintPointerHint(QPainter &painter) const
{
    constexpr QPointF kBesidePointer{16.0, 18.0};
    const QPointF position = viewportTransform().map(m_pointerHintPosition) + kBesidePointer;
    m_scene->painter().paintBubble(painter, position, m_pointerHint);
}

} // namespace loadstar::canvas
