// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "canvas/canvas_scene.h"
#include "canvas/canvas_view.h"
#include "edit/design_document.h"
#include "gui/drawn_elements.h"
#include "model/kinds/builtin_kinds.h"

#include <QDragEnterEvent>
#include <QDropEvent>
#include <QMimeData>
#include <QTest>

namespace loadstar::tests {

/// A canvas of 900 × 600 pixels at 100 %, shown off screen, with real events to work it.
class CanvasBench
{
public:
    CanvasBench()
        : document(model::builtinKinds())
        , view(document)
    {
        view.resize(900, 600);
        view.show();
        view.setFocus();
        view.setMinimapVisible(false);
        // A few containers so wide that the scene never ends near the view.
        view.centerOn(450, 300);
    }

    /// Adds without history: part of what the test starts from.
    void add(const char *id, const char *kind, const QPointF &position, const char *parent = "")
    {
        model::Design design = document.design();
        design.components.emplace(elementId(id), drawnComponent(id, kind, position, parent));
        restart(design);
    }

    void connect(const char *id, const char *kind, const char *from, const char *to)
    {
        model::Design design = document.design();
        design.connections.emplace(elementId(id), drawnConnection(id, kind, from, to));
        restart(design);
    }

    const model::Component &component(const char *id) const
    {
        return *document.design().component(elementId(id));
    }
    QRectF rect(const char *id)
    {
        return view.canvasScene().geometry().componentRect(elementId(id));
    }
    QPointF center(const char *id) { return rect(id).center(); }
    edit::Selection selection() const { return document.selection(); }

    /// Where a canvas point is in the viewport.
    QPoint at(const QPointF &canvas) const { return view.mapFromScene(canvas); }

    void click(const QPointF &canvas, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        QTest::mouseClick(view.viewport(), Qt::LeftButton, modifiers, at(canvas));
    }
    void press(const QPointF &canvas, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        QTest::mouseMove(view.viewport(), at(canvas));
        QTest::mousePress(view.viewport(), Qt::LeftButton, modifiers, at(canvas));
    }
    void move(const QPointF &canvas) { QTest::mouseMove(view.viewport(), at(canvas)); }
    void release(const QPointF &canvas, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        QTest::mouseRelease(view.viewport(), Qt::LeftButton, modifiers, at(canvas));
    }
    /// Press, three moves, release.
    void drag(const QPointF &from, const QPointF &to,
              Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        press(from, modifiers);
        move(from + (to - from) / 3);
        move(from + (to - from) * 2 / 3);
        move(to);
        release(to, modifiers);
    }

    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        QTest::keyClick(view.focusWidget() ? view.focusWidget() : &view, key, modifiers);
    }

    /// A kind dragged in from the palette; returns whether it was let in.
    bool dragIn(const QString &kind, const QPointF &canvas)
    {
        m_mime.setData(QString::fromLatin1(canvas::kKindMimeType), kind.toUtf8());
        QDragEnterEvent enter(at(canvas), Qt::CopyAction, &m_mime, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(view.viewport(), &enter);
        if (!enter.isAccepted())
            return false;
        dragOn(at(canvas));
        return true;
    }
    /// What is dragged in goes on to that point of the viewport.
    void dragOn(const QPoint &point)
    {
        QDragMoveEvent moved(point, Qt::CopyAction, &m_mime, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(view.viewport(), &moved);
    }
    void drop(const QPointF &canvas)
    {
        QDropEvent dropped(at(canvas), Qt::CopyAction, &m_mime, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(view.viewport(), &dropped);
    }

    edit::DesignDocument document;
    canvas::CanvasView view;

private:
    void restart(const model::Design &design)
    {
        const QPointF center = view.viewCenter();
        document.reset(design, document.filePath());
        view.canvasScene().geometry();
        view.setZoom(1.0);
        view.centerOn(center);
    }

    QMimeData m_mime;
};

} // namespace loadstar::tests
