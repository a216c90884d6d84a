// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/tools/pan_tool.h"

#include "canvas/canvas_view.h"

#include <QScrollBar>

namespace loadstar::canvas {

void PanTool::leave()
{
    m_isDragging = false;
}

bool PanTool::mousePress(const CanvasMouse &mouse)
{
    m_isDragging = true;
    m_last = mouse.viewPosition;
    return true;
}

bool PanTool::mouseMove(const CanvasMouse &mouse)
{
    if (!m_isDragging)
        return false;
    const QPoint delta = mouse.viewPosition.toPoint() - m_last.toPoint();
    m_last = mouse.viewPosition;
    QScrollBar *horizontal = view().horizontalScrollBar();
    QScrollBar *vertical = view().verticalScrollBar();
    horizontal->setValue(horizontal->value() - delta.x());
    vertical->setValue(vertical->value() - delta.y());
    return true;
}

bool PanTool::mouseRelease(const CanvasMouse &)
{
    m_isDragging = false;
    return true;
}

QCursor PanTool::cursor() const
{
    return m_isDragging ? Qt::ClosedHandCursor : Qt::OpenHandCursor;
}

} // namespace loadstar::canvas
