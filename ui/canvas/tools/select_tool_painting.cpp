// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/canvas_scene.h"
#include "canvas/canvas_view.h"
#include "canvas/tools/connect_tool.h"
#include "canvas/tools/select_tool.h"

#include <QPainter>

namespace loadstar::canvas {

namespace {

using model::ElementId;

/// In screen pixels.
constexpr double kHandleRadius = 4.0;

} // namespace

std::array<QPointF, 4> SelectTool::sideCenters(const QRectF &rect)
{
    return {QPointF(rect.right(), rect.center().y()), QPointF(rect.center().x(), rect.bottom()),
            QPointF(rect.left(), rect.center().y()), QPointF(rect.center().x(), rect.top())};
}

void SelectTool::paint(QPainter &painter, double scale) const
{
    const render::Theme &theme = view().theme();
    const render::DiagramGeometry &geometry = view().canvasScene().geometry();
    if (m_band) {
        QColor fill = theme.accent;
        fill.setAlphaF(0.10F);
        QPen pen(theme.accent, 1.0);
        pen.setCosmetic(true);
        if (m_takesLines)
            pen.setStyle(Qt::DashLine);
        painter.setPen(pen);
        painter.setBrush(fill);
        painter.drawRect(*m_band);
        return;
    }
    if (m_move)
        m_move->guides().paint(painter, theme, scale);
    if (m_resize)
        m_resize->guides().paint(painter, theme, scale);
    if (m_isDragging || !view().isEditingEnabled())
        return;
    QPen pen(theme.accent, 1.5);
    pen.setCosmetic(true);
    painter.setPen(pen);
    painter.setBrush(theme.surface);
    const double radius = kHandleRadius / scale;
    if (const ElementId id = resizable(); !id.isEmpty()) {
        for (int horizontal = -1; horizontal <= 1; ++horizontal) {
            for (int vertical = -1; vertical <= 1; ++vertical) {
                const QPointF at =
                    resizeHandlePosition(geometry.componentRect(id), {horizontal, vertical});
                if (horizontal || vertical)
                    painter.drawRect(
                        QRectF(at - QPointF(radius, radius), QSizeF(2 * radius, 2 * radius)));
            }
        }
    }
    constexpr double kHandleZoom = 0.4;
    if (const QPolygonF route = geometry.route(selectedLine());
        route.size() >= 2 && scale >= kHandleZoom) {
        paintLineGrips(painter, route, theme, scale);
        painter.setPen(pen);
    }
    const ElementId hovered = view().canvasScene().hovered();
    if (scale >= kHandleZoom && hovered != resizable() && geometry.place(hovered) &&
        ConnectTool::canStart(view(), hovered)) {
        for (const QPointF &center : sideCenters(geometry.componentRect(hovered)))
            painter.drawEllipse(center, radius, radius);
    }
}

QCursor SelectTool::cursor() const
{
    const Grip &grip = m_isPressed ? m_grip : m_hoverGrip;
    switch (grip.what) {
    case Grip::What::Nothing:
    case Grip::What::Interior:
        return Qt::ArrowCursor;
    case Grip::What::Border:
        return Qt::CrossCursor;
    case Grip::What::Line:
    case Grip::What::Label:
        return Qt::SizeAllCursor;
    case Grip::What::Element:
        if (m_waypoints)
            return Qt::SizeAllCursor;
        return m_move ? Qt::ClosedHandCursor : Qt::ArrowCursor;
    case Grip::What::Handle:
        if (grip.handle.horizontal == 0)
            return Qt::SizeVerCursor;
        if (grip.handle.vertical == 0)
            return Qt::SizeHorCursor;
        return grip.handle.horizontal == grip.handle.vertical ? Qt::SizeFDiagCursor
                                                              : Qt::SizeBDiagCursor;
    }
    Q_UNREACHABLE();
}

} // namespace loadstar::canvas
