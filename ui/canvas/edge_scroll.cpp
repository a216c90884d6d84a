// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/edge_scroll.h"

#include "canvas/canvas_view.h"

#include <QScrollBar>

#include <algorithm>
#include <cmath>

namespace loadstar::canvas {

namespace {

constexpr int kStepMilliseconds = 16;
/// In a small view the border leaves this part of it calm.
constexpr double kMostBorderPart = 0.25;

/// How fast it goes that far beyond the calm part, in pixels a step.
double speedAt(double beyond)
{
    return std::clamp(beyond / EdgeScroll::kBorder, -1.0, 1.0) * EdgeScroll::kFastest;
}

/// Moves the bar by the whole pixels of `distance`, as far as it goes; returns the rest.
double scrollBy(QScrollBar &bar, double distance)
{
    const int pixels = int(std::trunc(distance));
    bar.setValue(bar.value() + pixels);
    return distance - pixels;
}

} // namespace

EdgeScroll::EdgeScroll(CanvasView &view)
    : QObject(&view)
    , m_view(view)
{}

void EdgeScroll::begin(const QPointF &pointer)
{
    stop();
    m_calm = m_view.viewport()->rect();
    shrinkCalm(pointer);
}

void EdgeScroll::shrinkCalm(const QPointF &pointer)
{
    const QRectF view = m_view.viewport()->rect();
    const double across = std::min(kBorder, view.width() * kMostBorderPart);
    const double down = std::min(kBorder, view.height() * kMostBorderPart);
    const QRectF inner = view.adjusted(across, down, -across, -down);
    m_calm.setLeft(std::min(inner.left(), std::max(m_calm.left(), pointer.x())));
    m_calm.setRight(std::max(inner.right(), std::min(m_calm.right(), pointer.x())));
    m_calm.setTop(std::min(inner.top(), std::max(m_calm.top(), pointer.y())));
    m_calm.setBottom(std::max(inner.bottom(), std::min(m_calm.bottom(), pointer.y())));
}

void EdgeScroll::follow(CanvasTool &tool, const CanvasMouse &mouse)
{
    if (!tool.isDragging()) {
        stop();
        return;
    }
    m_tool = &tool;
    m_mouse = mouse;
    shrinkCalm(mouse.viewPosition);
    if (speed().isNull())
        stop();
    else if (!isScrolling())
        m_timer.start(kStepMilliseconds, this);
}

void EdgeScroll::stop()
{
    m_timer.stop();
    m_rest = {};
}

QPointF EdgeScroll::speed() const
{
    const QPointF at = m_mouse.viewPosition;
    const double x = at.x() - std::clamp(at.x(), m_calm.left(), m_calm.right());
    const double y = at.y() - std::clamp(at.y(), m_calm.top(), m_calm.bottom());
    return {speedAt(x), speedAt(y)};
}

void EdgeScroll::timerEvent(QTimerEvent *)
{
    // Escape may have ended the drag.
    if (!m_tool || !m_tool->isDragging()) {
        stop();
        return;
    }
    const QPointF before = m_view.mapToScene(QPoint());
    m_rest += speed();
    m_rest = {scrollBy(*m_view.horizontalScrollBar(), m_rest.x()),
              scrollBy(*m_view.verticalScrollBar(), m_rest.y())};
    if (m_view.mapToScene(QPoint()) == before)
        return;
    m_mouse.position = m_view.viewportTransform().inverted().map(m_mouse.viewPosition);
    m_tool->mouseMove(m_mouse);
}

} // namespace loadstar::canvas
