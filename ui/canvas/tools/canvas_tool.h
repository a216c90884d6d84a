// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCursor>
#include <QPointF>
#include <Qt>

class QKeyEvent;
class QPainter;

namespace loadstar::canvas {

class CanvasView;

/// The mouse as a tool sees it.
struct CanvasMouse
{
    /// On the canvas.
    QPointF position;
    /// In the viewport.
    QPointF viewPosition;
    QPoint globalPosition;
    Qt::MouseButton button = Qt::NoButton;
    Qt::MouseButtons buttons;
    Qt::KeyboardModifiers modifiers;
};

/// What mouse and keys do on the canvas while this tool is the current one. Each hook returns
/// whether it used the event; what is not used goes to the view.
class CanvasTool
{
public:
    explicit CanvasTool(CanvasView &view)
        : m_view(view)
    {}
    virtual ~CanvasTool() = default;
    CanvasTool(const CanvasTool &) = delete;
    CanvasTool &operator=(const CanvasTool &) = delete;

    virtual void enter() {}
    /// Ends what is in progress without doing it.
    virtual void leave() {}

    virtual bool mousePress(const CanvasMouse &) { return false; }
    virtual bool mouseMove(const CanvasMouse &) { return false; }
    virtual bool mouseRelease(const CanvasMouse &) { return false; }
    virtual bool mouseDoubleClick(const CanvasMouse &) { return false; }
    virtual bool keyPress(const QKeyEvent &) { return false; }
    virtual bool keyRelease(const QKeyEvent &) { return false; }

    /// Whether something follows the mouse now, so that the view scrolls at its edges.
    virtual bool isDragging() const { return false; }

    /// Paints what the tool shows above the diagram, in canvas coordinates; `scale` is screen
    /// pixels per canvas pixel.
    virtual void paint(QPainter &, double) const {}
    virtual QCursor cursor() const { return Qt::ArrowCursor; }

protected:
    CanvasView &view() const { return m_view; }

private:
    CanvasView &m_view;
};

} // namespace loadstar::canvas
