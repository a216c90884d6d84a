// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "canvas/tools/canvas_tool.h"

#include <QBasicTimer>
#include <QObject>
#include <QRectF>

namespace loadstar::canvas {

/// Scrolls the canvas while something is dragged near an edge of the view, so that what is out of
/// sight can be reached: the nearer to the edge, the faster, and never faster than at the edge. The
/// tool that drags sees the mouse go on over the canvas.
class EdgeScroll : public QObject
{
    Q_OBJECT

public:
    /// Within this distance from an edge, in pixels of the viewport, it scrolls.
    static constexpr double kBorder = 48.0;
    /// Pixels that one step scrolls by at the edge and beyond.
    static constexpr double kFastest = 14.0;

    explicit EdgeScroll(CanvasView &view);

    /// A drag may begin there, in pixels of the viewport. If that is near an edge, only moving on
    /// towards it scrolls, until the pointer was farther away.
    void begin(const QPointF &pointer);
    /// The mouse moved; scrolls from now on where that is called for.
    void follow(CanvasTool &tool, const CanvasMouse &mouse);
    void stop();

    bool isScrolling() const { return m_timer.isActive(); }
    /// What the next step scrolls by, in pixels of the viewport.
    QPointF speed() const;

protected:
    /// One step.
    void timerEvent(QTimerEvent *event) override;

private:
    void shrinkCalm(const QPointF &pointer);

    CanvasView &m_view;
    CanvasTool *m_tool = nullptr;
    CanvasMouse m_mouse;
    /// Where the pointer scrolls nothing.
    QRectF m_calm;
    /// What was too little for a whole pixel.
    QPointF m_rest;
    QBasicTimer m_timer;
};

} // namespace loadstar::canvas
