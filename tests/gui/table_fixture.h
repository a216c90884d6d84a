// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "canvas/canvas_scene.h"
#include "canvas/canvas_view.h"
#include "gui/drawn_elements.h"
#include "gui/shell_fixture.h"
#include "shell/workspace.h"

#include <QMenu>
#include <QMouseEvent>

#include <initializer_list>

namespace loadstar::tests {

/// A window with a zone (two nodes inside), a storage, users and a balancer, on which keys act.
struct Table : WindowFixture
{
    Table()
    {
        window.files().newDesign();
        std::vector<model::DesignEdit> edits;
        const auto add = [&](const char *name, const char *kind, const QPointF &position,
                             const char *parent = "") {
            model::Component component = drawnComponent(name, kind, position, parent);
            if (component.kind == u"zone")
                component.size = QSizeF(480, 320);
            edits.push_back(model::PutComponent{component.id, component});
        };
        add("users", "users", {0, 8});
        add("lb", "loadBalancer", {208, 56});
        add("zone", "zone", {440, 0});
        add("n1", "node", {40, 48}, "zone");
        add("n2", "node", {100, 200}, "zone");
        add("store", "storage", {1000, 120});
        const auto link = [&](const char *name, const char *from, const char *to) {
            edits.push_back(
                model::PutConnection{elementId(name), drawnConnection(name, "traffic", from, to)});
        };
        link("t1", "users", "lb");
        link("t2", "lb", "n1");
        link("t3", "lb", "n2");
        window.document().perform(QStringLiteral("Build"), edits);
        QCoreApplication::processEvents(); // fits the diagram into the view
        canvas().setZoom(1.0);
        canvas().setFocus();
    }

    canvas::CanvasView &canvas() const { return window.workspace()->canvas(); }
    const model::Design &design() { return window.document().design(); }
    const model::Component &part(const char *name) { return *design().component(elementId(name)); }
    QRectF rect(const char *name)
    {
        return canvas().canvasScene().geometry().componentRect(elementId(name));
    }
    void select(std::initializer_list<const char *> names)
    {
        edit::Selection selection;
        for (const char *name : names)
            selection.insert(elementId(name));
        window.document().select(selection);
    }
    void key(int key, Qt::KeyboardModifiers modifiers)
    {
        QTest::keyClick(window.focusWidget(), Qt::Key(key), modifiers);
    }
    /// Chooses a row of the menu "Arrange".
    void choose(const char *action) const
    {
        QMenu *menu = window.actions().menu(QStringLiteral("arrange"));
        menu->setActiveAction(this->action(action));
        menu->popup(window.mapToGlobal(QPoint(100, 100)));
        QTest::mouseClick(menu, Qt::LeftButton, {},
                          menu->actionGeometry(this->action(action)).center());
    }
    void dragFrom(const QPointF &from, const QPointF &distance, Qt::KeyboardModifiers modifiers)
    {
        QWidget *viewport = canvas().viewport();
        canvas().centerOn(from);
        const auto at = [this](const QPointF &point) { return canvas().mapFromScene(point); };
        const auto move = [&](const QPoint &point) {
            QMouseEvent event(QEvent::MouseMove, QPointF(point),
                              viewport->mapToGlobal(QPointF(point)), Qt::NoButton, Qt::LeftButton,
                              modifiers);
            QCoreApplication::sendEvent(viewport, &event);
        };
        QTest::mousePress(viewport, Qt::LeftButton, {}, at(from));
        move(at(from + distance / 2));
        move(at(from + distance));
        QTest::mouseRelease(viewport, Qt::LeftButton, modifiers, at(from + distance));
    }
    void drag(const char *name, const QPointF &distance, Qt::KeyboardModifiers modifiers)
    {
        dragFrom(rect(name).center(), distance, modifiers);
    }
    int steps() { return window.document().undoStack().index(); }
};

} // namespace loadstar::tests
