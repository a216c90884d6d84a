// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/tools/zoom_box_tool.h"

#include "canvas/canvas_view.h"

#include <QCoreApplication>
#include <QKeyEvent>
#include <QPainter>

#include <algorithm>

namespace loadstar::canvas {

namespace {

/// A smaller box, in screen pixels, is a click.
constexpr double kSmallestSide = 8.0;

} // namespace

void ZoomBoxTool::enter()
{
    Q_EMIT view().statusHint(QCoreApplication::translate(
        "ZoomBoxTool", "Draw a box around the area to zoom to; Esc cancels"));
}

void ZoomBoxTool::leave()
{
    m_start.reset();
    m_box = {};
    Q_EMIT view().statusHint({});
    view().viewport()->update();
}

bool ZoomBoxTool::mousePress(const CanvasMouse &mouse)
{
    if (mouse.button == Qt::LeftButton)
        m_start = mouse.position;
    else
        view().setTool(ToolId::Select);
    return true;
}

bool ZoomBoxTool::mouseMove(const CanvasMouse &mouse)
{
    if (m_start) {
        m_box = QRectF(*m_start, mouse.position).normalized();
        view().viewport()->update();
    }
    return true;
}

bool ZoomBoxTool::mouseRelease(const CanvasMouse &)
{
    const QRectF box = m_box;
    view().setTool(ToolId::Select);
    if (std::min(box.width(), box.height()) * view().zoom() >= kSmallestSide)
        view().showArea(box);
    return true;
}

bool ZoomBoxTool::keyPress(const QKeyEvent &event)
{
    if (event.key() != Qt::Key_Escape)
        return false;
    view().setTool(ToolId::Select);
    return true;
}

void ZoomBoxTool::paint(QPainter &painter, double) const
{
    if (!m_start)
        return;
    QPen pen(view().theme().accent, 1.5, Qt::DashLine);
    pen.setCosmetic(true);
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(m_box);
}

} // namespace loadstar::canvas
