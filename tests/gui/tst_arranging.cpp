// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/canvas_ruler.h"
#include "canvas/canvas_scene.h"
#include "canvas/canvas_view.h"
#include "canvas/gestures/smart_guides.h"
#include "gui/shell_fixture.h"
#include "model/design_file.h"
#include "shell/layout_run.h"
#include "shell/workspace.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QHelpEvent>
#include <QMenu>
#include <QMimeData>
#include <QMouseEvent>
#include <QToolTip>
#include <QWheelEvent>

using namespace loadstar;
using model::ElementId;
using tests::WindowFixture;

namespace {

ElementId id(const char *text)
{
    return ElementId(QString::fromLatin1(text));
}

/// A window with a zone (two nodes inside), a storage, users and a balancer, on which keys act.
struct Table : WindowFixture
{
    Table()
    {
        window.files().newDesign();
        std::vector<model::DesignEdit> edits;
        const auto add = [&](const char *name, const char *kind, const QPointF &position,
                             const char *parent = "") {
            model::Component component;
            component.id = id(name);
            component.name = QString::fromLatin1(name);
            component.kind = QString::fromLatin1(kind);
            component.position = position;
            component.parent = id(parent);
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
            model::Connection connection;
            connection.id = id(name);
            connection.kind = QStringLiteral("traffic");
            connection.from = id(from);
            connection.to = id(to);
            edits.push_back(model::PutConnection{connection.id, connection});
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
    const model::Component &part(const char *name) { return *design().component(id(name)); }
    QRectF rect(const char *name)
    {
        return canvas().canvasScene().geometry().componentRect(id(name));
    }
    void select(std::initializer_list<const char *> names)
    {
        edit::Selection selection;
        for (const char *name : names)
            selection.insert(id(name));
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

constexpr auto kCtrlAlt = Qt::ControlModifier | Qt::AltModifier;
constexpr auto kCtrlShift = Qt::ControlModifier | Qt::ShiftModifier;

} // namespace

class TestArranging : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void edgesAndMiddlesAreAligned()
    {
        Table f;
        f.select({"users", "lb", "store"});
        const int before = f.steps();
        f.key(Qt::Key_Up, kCtrlShift);
        QCOMPARE(f.rect("lb").top(), f.rect("users").top());
        QCOMPARE(f.rect("store").top(), f.rect("users").top());
        QCOMPARE(f.steps(), before + 1);
        f.key(Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(f.rect("store").top(), 120.0);
        f.key(Qt::Key_Down, kCtrlShift);
        QCOMPARE(f.rect("users").bottom(), f.rect("store").bottom());
        f.key(Qt::Key_M, kCtrlAlt);
        QCOMPARE(f.rect("users").center().y(), f.rect("store").center().y());
        f.key(Qt::Key_Left, kCtrlShift);
        QCOMPARE(f.rect("store").left(), f.rect("users").left());
        f.key(Qt::Key_Z, Qt::ControlModifier);
        f.key(Qt::Key_Right, kCtrlShift);
        QCOMPARE(f.rect("users").right(), f.rect("store").right());
        f.key(Qt::Key_Z, Qt::ControlModifier);
        f.key(Qt::Key_C, kCtrlAlt);
        QCOMPARE(f.rect("users").center().x(), f.rect("lb").center().x());
        // A second time there is nothing to do, and no step.
        const int after = f.steps();
        QSignalSpy hints(&f.canvas(), &canvas::CanvasView::statusHint);
        f.key(Qt::Key_C, kCtrlAlt);
        QCOMPARE(f.steps(), after);
        QCOMPARE(hints.last().first().toString(), QStringLiteral("They are in line already"));
        f.select({"users"});
        f.key(Qt::Key_C, kCtrlAlt);
        QCOMPARE(hints.last().first().toString(),
                 QStringLiteral("Select several components first"));
    }

    void gapsAreMadeEqual()
    {
        Table f;
        f.select({"users", "lb", "zone", "store"});
        f.key(Qt::Key_H, kCtrlAlt);
        const double first = f.rect("lb").left() - f.rect("users").right();
        const double second = f.rect("zone").left() - f.rect("lb").right();
        const double third = f.rect("store").left() - f.rect("zone").right();
        QVERIFY(std::abs(first - second) <= 1.0 && std::abs(second - third) <= 1.0);
        QCOMPARE(f.rect("users").left(), 0.0);
        QCOMPARE(f.rect("store").left(), 1000.0);
        f.select({"users", "lb"});
        const int before = f.steps();
        f.key(Qt::Key_H, kCtrlAlt);
        QCOMPARE(f.steps(), before);
    }

    void sizesAreMadeEqual()
    {
        Table f;
        f.select({"zone"});
        f.key(Qt::Key_D, Qt::ControlModifier);
        const ElementId copy = *f.window.document().selection().begin();
        model::Component smaller = *f.design().component(copy);
        smaller.size = QSizeF(520, 200);
        f.window.document().perform(QStringLiteral("Size"), {model::PutComponent{copy, smaller}});
        f.window.document().select({copy, id("zone"), id("lb")});
        f.choose("arrange.sameSize");
        QCOMPARE(*f.design().component(copy)->size, QSizeF(520, 320));
        QCOMPARE(*f.part("zone").size, QSizeF(520, 320));
        QVERIFY(!f.part("lb").size);
        f.key(Qt::Key_Z, Qt::ControlModifier);
        f.window.document().select({copy, id("zone")});
        f.choose("arrange.sameWidth");
        QCOMPARE(f.design().component(copy)->size->height(), 200.0);
        QCOMPARE(f.part("zone").size->width(), 520.0);
        f.key(Qt::Key_Z, Qt::ControlModifier);
        f.choose("arrange.sameHeight");
        QCOMPARE(*f.design().component(copy)->size, QSizeF(520, 320));
    }

    void whatLiesOnTopIsHit()
    {
        Table f;
        model::Component over = f.part("users");
        over.position = f.part("lb").position + QPointF(8, 8);
        f.window.document().perform(QStringLiteral("Move"), {model::PutComponent{over.id, over}});
        const QPointF point = f.rect("lb").center();
        canvas::CanvasScene &scene = f.canvas().canvasScene();
        QCOMPARE(scene.componentAt(point), id("users")); // the later id
        f.select({"lb"});
        f.key(Qt::Key_BracketRight, Qt::ControlModifier);
        QCOMPARE(scene.componentAt(point), id("lb"));
        f.key(Qt::Key_BracketLeft, Qt::ControlModifier);
        QCOMPARE(scene.componentAt(point), id("users"));
        f.choose("arrange.toFront");
        QCOMPARE(scene.componentAt(point), id("lb"));
        f.choose("arrange.toBack");
        QCOMPARE(scene.componentAt(point), id("users"));
        QVERIFY(f.part("lb").appearance.order < 0);
    }

    void lockedComponentsStay()
    {
        Table f;
        f.select({"lb"});
        f.key(Qt::Key_L, Qt::ControlModifier);
        const QPointF place = f.part("lb").position;
        f.key(Qt::Key_Right, {});
        QCOMPARE(f.part("lb").position, place);
        f.key(Qt::Key_Delete, {});
        QVERIFY(f.design().component(id("lb")));
        f.key(Qt::Key_C, {});
        QCOMPARE(f.canvas().currentTool(), canvas::ToolId::Select);
        QWidget *viewport = f.canvas().viewport();
        f.canvas().centerOn(f.rect("lb").center());
        const QPoint from = f.canvas().mapFromScene(f.rect("lb").center());
        QTest::mousePress(viewport, Qt::LeftButton, {}, from);
        QTest::mouseMove(viewport, from + QPoint(30, 0));
        QTest::mouseMove(viewport, from + QPoint(60, 40));
        QTest::mouseRelease(viewport, Qt::LeftButton, {}, from + QPoint(60, 40));
        QCOMPARE(f.part("lb").position, place);
        f.select({"lb"});
        f.key(Qt::Key_U, kCtrlAlt);
        QVERIFY(!f.part("lb").appearance.isLocked);
        f.key(Qt::Key_Right, {});
        QVERIFY(f.part("lb").position != place);
    }

    void whatHoldsSomethingLockedIsNotRemoved()
    {
        Table f;
        f.select({"n1"});
        f.key(Qt::Key_L, Qt::ControlModifier);
        f.select({"zone", "store"});
        f.key(Qt::Key_Delete, {});
        QVERIFY(f.design().component(id("zone")) && f.design().component(id("n1")));
        QVERIFY(!f.design().component(id("store")));
        f.select({"n1"});
        f.key(Qt::Key_U, kCtrlAlt);
        f.select({"zone"});
        f.key(Qt::Key_Delete, {});
        QVERIFY(!f.design().component(id("n1")));
    }

    void theContextMenuArranges()
    {
        Table f;
        f.select({"users", "lb"});
        f.canvas().centerOn(f.rect("lb").center());
        const QPoint at = f.canvas().mapFromScene(f.rect("lb").center());
        QContextMenuEvent event(QContextMenuEvent::Mouse, at,
                                f.canvas().viewport()->mapToGlobal(at));
        QCoreApplication::sendEvent(f.canvas().viewport(), &event);
        auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
        QVERIFY(menu);
        // The last row opens it.
        QTest::keyClick(menu, Qt::Key_Up);
        QTest::keyClick(menu, Qt::Key_Return);
        auto *arrange = qobject_cast<QMenu *>(QApplication::activePopupWidget());
        QCOMPARE(arrange, f.window.actions().menu(QStringLiteral("arrange")));
        QTest::mouseClick(arrange, Qt::LeftButton, {},
                          arrange->actionGeometry(f.action("arrange.alignTop")).center());
        QCOMPARE(f.rect("lb").top(), f.rect("users").top());
    }

    void whatIsLockedShowsAndSaysSo()
    {
        Table f;
        QWidget *viewport = f.canvas().viewport();
        f.canvas().centerOn(f.rect("lb").center());
        const QRect corner(f.canvas().mapFromScene(f.rect("lb").topLeft()) - QPoint(4, 4),
                           QSize(14, 14));
        const auto look = [&] { return viewport->grab(corner).toImage(); };
        const auto tooltip = [&] {
            const QPoint at = f.canvas().mapFromScene(f.rect("lb").center());
            QHelpEvent event(QEvent::ToolTip, at, viewport->mapToGlobal(at));
            QCoreApplication::sendEvent(viewport, &event);
            return QToolTip::text();
        };
        f.select({"lb"});
        const QImage plain = look();
        QVERIFY(!tooltip().contains(u"locked"));
        f.key(Qt::Key_L, Qt::ControlModifier);
        QVERIFY(look() != plain);
        QVERIFY2(tooltip().contains(u"locked"), qPrintable(tooltip()));
        // A locked layer locks what is on it.
        f.key(Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(look(), plain);
        model::DesignHeader header = f.design().header;
        header.layers.push_back({QStringLiteral("Fixed"), false, true, {}});
        model::Component onLayer = f.part("lb");
        onLayer.appearance.layer = QStringLiteral("Fixed");
        f.window.document().perform(
            QStringLiteral("Layer"),
            {model::PutHeader{header}, model::PutComponent{onLayer.id, onLayer}});
        QVERIFY(look() != plain);
        QVERIFY(tooltip().contains(u"locked"));
    }

    void hiddenComponentsGoWithTheirConnections()
    {
        Table f;
        f.select({"lb"});
        f.key(Qt::Key_H, Qt::ControlModifier);
        QVERIFY(f.rect("lb").isNull());
        const auto &routes = f.canvas().canvasScene().geometry().routes();
        QVERIFY(routes.empty());
        QCOMPARE(f.canvas().canvasScene().componentAt({250, 90}), ElementId());
        f.choose("arrange.showAll");
        QVERIFY(!f.rect("lb").isNull());
        QCOMPARE(routes.size(), size_t(3));
    }

    void whatIsHiddenIsNotSelected()
    {
        Table f;
        f.select({"lb", "users"});
        f.key(Qt::Key_H, Qt::ControlModifier);
        f.key(Qt::Key_Delete, {});
        QVERIFY(f.design().component(id("lb")) && f.design().component(id("users")));
        f.key(Qt::Key_A, Qt::ControlModifier);
        QCOMPARE(f.window.document().selection(),
                 (edit::Selection{id("zone"), id("n1"), id("n2"), id("store")}));
        f.select({"n1", "zone"});
        f.key(Qt::Key_X, kCtrlAlt);
        QCoreApplication::processEvents();
        QCOMPARE(f.window.document().selection(), edit::Selection{id("zone")});
        // Where to look for it is shown and said.
        f.select({});
        f.canvas().reveal(id("n1"));
        QCOMPARE(f.window.document().selection(), edit::Selection{id("zone")});
        QSignalSpy hints(&f.canvas(), &canvas::CanvasView::statusHint);
        f.canvas().reveal(id("lb"));
        QVERIFY(hints.back().front().toString().contains(u"hidden"));
        QCOMPARE(f.window.document().selection(), edit::Selection{id("zone")});
    }

    void aCollapsedContainerKeepsItsConnections()
    {
        Table f;
        f.select({"zone"});
        f.key(Qt::Key_X, kCtrlAlt);
        QCOMPARE(f.rect("zone").size(), QSizeF(model::kCardSize));
        QVERIFY(f.rect("n1").isNull());
        const QPolygonF route = f.canvas().canvasScene().geometry().route(id("t2"));
        QVERIFY(!route.isEmpty());
        QVERIFY(f.rect("zone").adjusted(-1, -1, 1, 1).contains(route.back()));
        // The file keeps it, and expanding gives everything back.
        const auto read =
            model::parseDesign(model::serializeDesign(f.design()), f.window.document().kinds());
        QVERIFY(read.isOk() && read->design == f.design());
        f.key(Qt::Key_X, kCtrlAlt);
        QCOMPARE(f.rect("zone").size(), QSizeF(480, 320));
        QVERIFY(!f.rect("n1").isNull());
    }

    void collapsingLeavesTheColoursOfOtherContainers()
    {
        Table f;
        model::Component second = f.part("zone");
        second.id = id("zone-2");
        second.position = {440, 400};
        f.window.document().perform(QStringLiteral("Add"),
                                    {model::PutComponent{second.id, second}});
        const auto tint = [&f] {
            return f.canvas().canvasScene().geometry().place(id("zone-2"))->tint;
        };
        QCOMPARE(tint(), 1);
        f.select({"zone"});
        f.key(Qt::Key_X, kCtrlAlt);
        QVERIFY(f.part("zone").appearance.isCollapsed);
        QCOMPARE(tint(), 1);
        f.key(Qt::Key_X, kCtrlAlt);
        f.key(Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(tint(), 1);
    }

    void containersFitTheirContent()
    {
        Table f;
        f.select({"zone"});
        const QPointF node = f.design().absolutePosition(id("n1"));
        f.key(Qt::Key_F, kCtrlAlt);
        QVERIFY(f.rect("zone").contains(f.rect("n1")) && f.rect("zone").contains(f.rect("n2")));
        QVERIFY(f.rect("zone").width() < 300.0);
        QCOMPARE(f.design().absolutePosition(id("n1")), node);
        f.key(Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(*f.part("zone").size, QSizeF(480, 320));
    }

    void aContainerGrowsWithWhatIsDraggedToItsBorder()
    {
        Table f;
        const model::Design before = f.design();
        const int steps = f.steps();
        const QPointF other = f.design().absolutePosition(id("n2"));
        f.drag("n1", QPointF(-60, 0), Qt::AltModifier);
        QCOMPARE(f.part("n1").parent, id("zone"));
        QCOMPARE(f.design().absolutePosition(id("n1")), QPointF(420, 48));
        QCOMPARE(f.rect("zone").left(), 420.0 - 16.0);
        QCOMPARE(f.rect("zone").right(), 920.0);
        QCOMPARE(f.design().absolutePosition(id("n2")), other);
        QCOMPARE(f.steps(), steps + 1);
        f.key(Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(f.design() == before);
        // What is around it grows along.
        f.select({"zone"});
        f.key(Qt::Key_G, Qt::ControlModifier);
        const ElementId frame = f.part("zone").parent;
        f.drag("n2", QPointF(280, 80), Qt::AltModifier);
        const QRectF node = f.rect("n2");
        QCOMPARE(node.topLeft(), other + QPointF(280, 80));
        QCOMPARE(f.rect("zone").bottomRight(), node.bottomRight() + QPointF(16, 16));
        const QRectF around = f.canvas().canvasScene().geometry().componentRect(frame);
        QVERIFY(around.contains(f.rect("zone")));
        QVERIFY(around.left() <= f.rect("zone").left() - 16);
        // A locked one stays.
        f.key(Qt::Key_Z, Qt::ControlModifier);
        f.select({"zone"});
        f.key(Qt::Key_L, Qt::ControlModifier);
        f.drag("n2", QPointF(280, 80), Qt::AltModifier);
        QCOMPARE(f.rect("zone").size(), QSizeF(480, 320));
    }

    void growthEndsBesideTheNextContainer()
    {
        Table f;
        model::Component second = f.part("zone");
        second.id = id("above");
        second.position = {440, -360}; // 40 pixels above the zone
        f.window.document().perform(QStringLiteral("Add"),
                                    {model::PutComponent{second.id, second}});
        f.drag("n1", QPointF(0, -78), Qt::AltModifier);
        QCOMPARE(f.part("n1").parent, id("zone"));
        QCOMPARE(f.rect("zone").top(), -40.0 + 16.0);
        QCOMPARE(f.rect("zone").bottom(), 320.0);
        QVERIFY(f.rect("zone").contains(f.rect("n1")));
        // By keys as well.
        f.select({"n1"});
        for (int i = 0; i < 4; ++i)
            f.key(Qt::Key_Up, {});
        QCOMPARE(f.rect("zone").top(), -40.0 + 16.0);
        QVERIFY(f.rect("zone").contains(f.rect("n1")));
        // And where a container around both would have to grow.
        f.select({"zone", "above"});
        f.key(Qt::Key_G, Qt::ControlModifier);
        f.drag("n1", QPointF(-60, 0), Qt::AltModifier);
        QVERIFY(f.rect("zone").left() < 440.0);
        QVERIFY(f.canvas()
                    .canvasScene()
                    .geometry()
                    .componentRect(f.part("zone").parent)
                    .contains(f.rect("zone")));
    }

    void aContainerGrowsWithWhatIsPutResizedOrMovedByKeys()
    {
        Table f;
        f.select({"n1"});
        const int steps = f.steps();
        for (int i = 0; i < 4; ++i)
            f.key(Qt::Key_Left, {});
        QCOMPARE(f.part("n1").parent, id("zone"));
        QCOMPARE(f.rect("zone").left(), f.rect("n1").left() - 16);
        QVERIFY(f.rect("zone").left() < 440.0);
        QCOMPARE(f.steps(), steps + 1);
        f.key(Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(f.rect("zone"), QRectF(440, 0, 480, 320));
        // A zone that is resized widens the frame around it.
        f.select({"zone"});
        f.key(Qt::Key_G, Qt::ControlModifier);
        const ElementId frame = f.part("zone").parent;
        const auto around = [&] {
            return f.canvas().canvasScene().geometry().componentRect(frame);
        };
        const QRectF before = around();
        f.select({"zone"});
        f.dragFrom(f.rect("zone").bottomRight(), QPointF(64, 40), Qt::AltModifier);
        QCOMPARE(f.rect("zone").size(), QSizeF(544, 360));
        QCOMPARE(around().bottomRight(), f.rect("zone").bottomRight() + QPointF(16, 16));
        f.key(Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(around(), before);
        // So does what comes from the palette.
        f.canvas().centerOn(f.rect("zone").center());
        QMimeData mime;
        mime.setData(QString::fromLatin1(canvas::kKindMimeType), "node");
        const QPoint at = f.canvas().mapFromScene(f.rect("zone").bottomRight() - QPointF(20, 20));
        QWidget *viewport = f.canvas().viewport();
        QDragEnterEvent enter(at, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(viewport, &enter);
        QDragMoveEvent moved(at, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(viewport, &moved);
        QDropEvent dropped(at, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(viewport, &dropped);
        const ElementId added = *f.window.document().selection().begin();
        QCOMPARE(f.design().component(added)->parent, id("zone"));
        const QRectF card = f.canvas().canvasScene().geometry().componentRect(added);
        QCOMPARE(f.rect("zone").bottomRight(), card.bottomRight() + QPointF(16, 16));
        QVERIFY(around().contains(f.rect("zone")));
    }

    void controlDragsOutWithoutLeavingTheContainer()
    {
        Table f;
        const int steps = f.steps();
        f.drag("n1", QPointF(0, 400), Qt::ControlModifier);
        QCOMPARE(f.part("n1").parent, id("zone"));
        QCOMPARE(f.part("n1").position.y(), 448.0);
        QCOMPARE(f.rect("zone").size(), QSizeF(480, 320));
        QCOMPARE(f.steps(), steps + 1);
        f.key(Qt::Key_Z, Qt::ControlModifier);
        f.drag("n1", QPointF(0, 400), {});
        QCOMPARE(f.part("n1").parent, ElementId());
    }

    void componentsAreGroupedAndUngrouped()
    {
        Table f;
        f.select({"users", "lb"});
        const model::Design before = f.design();
        const QPointF place = f.design().absolutePosition(id("lb"));
        f.key(Qt::Key_G, Qt::ControlModifier);
        const edit::Selection frame = f.window.document().selection();
        QCOMPARE(frame.size(), size_t(1));
        QCOMPARE(f.part("lb").parent, *frame.begin());
        QCOMPARE(f.design().absolutePosition(id("lb")), place);
        QVERIFY(f.canvas()
                    .canvasScene()
                    .geometry()
                    .componentRect(*frame.begin())
                    .contains(f.rect("users")));
        f.key(Qt::Key_G, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(f.design() == before);
        // Those of different containers do not go into one frame.
        f.select({"users", "n1"});
        const int steps = f.steps();
        f.key(Qt::Key_G, Qt::ControlModifier);
        QCOMPARE(f.steps(), steps);
    }

    void zonesAreLaidOutInColumns()
    {
        Table f;
        f.select({"zone"});
        f.key(Qt::Key_D, Qt::ControlModifier);
        const ElementId copy = *f.window.document().selection().begin();
        f.window.document().select({id("zone"), copy});
        f.key(Qt::Key_G, Qt::ControlModifier);
        f.choose("arrange.columns");
        const model::Component &first = f.part("zone");
        const model::Component &second = *f.design().component(copy);
        QCOMPARE(*first.size, *second.size);
        QCOMPARE(first.position.y(), second.position.y());
        QVERIFY(second.position.x() >= first.position.x() + first.size->width());
    }

    void aDraggedCardLiesOverTheOthers()
    {
        Table f;
        QWidget *viewport = f.canvas().viewport();
        f.canvas().centerOn(f.rect("lb").center());
        // "lb" comes before "users", and so below it.
        const QPoint from = f.canvas().mapFromScene(f.rect("lb").center());
        const QPoint to = f.canvas().mapFromScene(f.rect("users").center() + QPointF(40, 0));
        QTest::mousePress(viewport, Qt::LeftButton, {}, from);
        QTest::mouseMove(viewport, from + QPoint(10, 0));
        QTest::mouseMove(viewport, to);
        const QImage during = viewport->grab().toImage();
        const QPoint inside = f.canvas().mapFromScene(f.rect("lb").topLeft() + QPointF(40, 10));
        QTest::keyClick(&f.canvas(), Qt::Key_Escape);
        QTest::mouseRelease(viewport, Qt::LeftButton, {}, to);
        // Its own ground, not the letters of the card below.
        QCOMPARE(during.pixelColor(inside * during.devicePixelRatio()), f.canvas().theme().surface);
    }

    void aDraggedCardFallsInLine()
    {
        Table f;
        model::Component users = f.part("users");
        users.position = {0, 11}; // off the grid
        f.window.document().perform(QStringLiteral("Move"), {model::PutComponent{users.id, users}});
        f.drag("lb", QPointF(0, -43), {});
        QCOMPARE(f.rect("lb").top(), 11.0);
        QCOMPARE(f.rect("lb").left(), 208.0);
        f.key(Qt::Key_Z, Qt::ControlModifier);
        f.drag("lb", QPointF(0, -43), Qt::AltModifier);
        QCOMPARE(f.rect("lb").top(), 13.0);
    }

    void aDraggedCardKeepsEqualGaps()
    {
        // 30 wide gaps on both sides of the one in the middle.
        const std::vector<QRectF> row{{0, 0, 100, 50}, {260, 0, 100, 50}};
        canvas::SmartGuides guides(row);
        const canvas::SmartGuides::Snap snap = guides.forMove({127, 200, 100, 50}, 5.0);
        QVERIFY(!snap.y && !snap.x); // another row
        const canvas::SmartGuides::Snap beside = guides.forMove({127, 3, 100, 50}, 5.0);
        QCOMPARE(*beside.x, 3.0);
        QCOMPARE(*beside.y, -3.0);
        guides.show({130, 0, 100, 50}, true, true);
        QCOMPARE(guides.gaps().size(), size_t(2));
        QCOMPARE(guides.gaps().front().length(), guides.gaps().back().length());
        QVERIFY(!guides.lines().empty());
        // The gap of a row goes on.
        const std::vector<QRectF> pair{{0, 0, 100, 50}, {140, 0, 100, 50}};
        QCOMPARE(*canvas::SmartGuides(pair).forMove({277, 0, 100, 50}, 5.0).x, 3.0);
        QVERIFY(!canvas::SmartGuides(pair).forMove({290, 0, 100, 50}, 5.0).x);
    }

    void anEdgeFallsInLine()
    {
        Table f;
        model::Component store = f.part("store");
        store.position = {1003, 120};
        f.window.document().perform(QStringLiteral("Move"), {model::PutComponent{store.id, store}});
        f.select({"zone"});
        const QPointF corner = f.rect("zone").bottomRight();
        f.dragFrom(corner, QPointF(81, 0), {});
        QCOMPARE(f.rect("zone").right(), 1003.0);
    }

    void keysHeldKeepProportionsAndTheMiddle()
    {
        Table f;
        f.select({"zone"});
        const QRectF before = f.rect("zone");
        const QPointF node = f.design().absolutePosition(id("n1"));
        const int steps = f.steps();
        f.dragFrom(before.bottomRight(), QPointF(120, 10), Qt::ShiftModifier | Qt::AltModifier);
        QCOMPARE(f.rect("zone"), QRectF(before.topLeft(), QSizeF(600, 400)));
        f.key(Qt::Key_Z, Qt::ControlModifier);
        f.dragFrom(before.bottomRight(), QPointF(30, 20), kCtrlAlt);
        QCOMPARE(f.rect("zone"), before.adjusted(-30, -20, 30, 20));
        QCOMPARE(f.design().absolutePosition(id("n1")), node);
        QCOMPARE(f.steps(), steps + 1);
        f.key(Qt::Key_Z, Qt::ControlModifier);
        f.dragFrom(before.topLeft(), QPointF(-48, 0),
                   Qt::ShiftModifier | Qt::ControlModifier | Qt::AltModifier);
        QCOMPARE(f.rect("zone"), before.adjusted(-48, -32, 48, 32));
        // What lies inside is not cut off, on neither side.
        f.key(Qt::Key_Z, Qt::ControlModifier);
        f.dragFrom(before.bottomRight(), QPointF(-470, -310), kCtrlAlt);
        QVERIFY(f.rect("zone").contains(f.rect("n1")) && f.rect("zone").contains(f.rect("n2")));
        QCOMPARE(f.rect("zone").center(), before.center());
    }

    void rulersFollowThePointer()
    {
        Table f;
        canvas::CanvasView &view = f.canvas();
        const QList<canvas::CanvasRuler *> rulers = view.findChildren<canvas::CanvasRuler *>();
        QCOMPARE(rulers.size(), 2);
        QVERIFY(!rulers[0]->isVisible() && !rulers[1]->isVisible());
        const QPoint before = view.mapTo(&f.window, view.viewport()->pos() +
                                                        view.mapFromScene(f.rect("lb").topLeft()));
        f.key(Qt::Key_M, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(rulers[0]->isVisible() && rulers[1]->isVisible());
        QCOMPARE(rulers[0]->geometry().bottom() + 1, view.viewport()->geometry().top());
        QCOMPARE(rulers[1]->geometry().right() + 1, view.viewport()->geometry().left());
        // The diagram does not jump.
        QCOMPARE(view.mapTo(&f.window,
                            view.viewport()->pos() + view.mapFromScene(f.rect("lb").topLeft())),
                 before);
        view.centerOn(f.rect("lb").center());
        const QPoint at = view.mapFromScene(f.rect("lb").center());
        const QPointF exact = view.mapToScene(at);
        const QImage unmarked = rulers[0]->grab().toImage();
        QTest::mouseMove(view.viewport(), at);
        QCOMPARE(*rulers[0]->mark(), exact.x());
        QCOMPARE(*rulers[1]->mark(), exact.y());
        const QImage marked = rulers[0]->grab().toImage();
        QVERIFY(marked != unmarked);
        QCOMPARE(marked.pixelColor(at.x(), 1), view.theme().accent);
        // Turning the wheel moves the canvas below it.
        QWheelEvent wheel(at, view.viewport()->mapToGlobal(QPointF(at)), {}, {0, 120}, Qt::NoButton,
                          Qt::ShiftModifier, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(view.viewport(), &wheel);
        QVERIFY(view.mapToScene(at) != exact);
        QCOMPARE(*rulers[0]->mark(), view.mapToScene(at).x());
        QEvent leave(QEvent::Leave);
        QCoreApplication::sendEvent(&view, &leave);
        QVERIFY(!rulers[0]->mark());
        QCOMPARE(canvas::CanvasRuler::stepAt(1.0), 100.0);
        QCOMPARE(canvas::CanvasRuler::stepAt(0.1), 1000.0);
        QCOMPARE(canvas::CanvasRuler::stepAt(4.0), 20.0);
        f.key(Qt::Key_M, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(!rulers[0]->isVisible());
        QCOMPARE(view.viewport()->geometry(), view.rect());
    }

    void everythingIsLaidOutAsOneStep()
    {
        Table f;
        const model::Design before = f.design();
        const int steps = f.steps();
        const auto shown = [&f] {
            return f.canvas().mapToScene(f.canvas().viewport()->rect()).boundingRect();
        };
        f.canvas().setZoom(3.0);
        const QRectF view = shown();
        f.key(Qt::Key_2, kCtrlAlt);
        QTRY_VERIFY(f.rect("lb").top() > f.rect("users").bottom());
        QTRY_COMPARE(f.steps(), steps + 1);
        // All of it is in view; one step leads back to the view before.
        QVERIFY(shown().contains(f.canvas().canvasScene().geometry().bounds()));
        f.key(Qt::Key_Left, Qt::AltModifier);
        QVERIFY(QLineF(shown().center(), view.center()).length() < 2.0);
        QVERIFY(std::abs(shown().width() - view.width()) < 2.0);
        QVERIFY(f.rect("zone").contains(f.rect("n1")) && f.rect("zone").contains(f.rect("n2")));
        QVERIFY(f.rect("zone").top() > f.rect("lb").bottom());
        f.key(Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(f.design() == before);
    }

    void aLayoutIsCalledOff()
    {
        Table f;
        const model::Design before = f.design();
        f.key(Qt::Key_1, kCtrlAlt);
        f.key(Qt::Key_Escape, {});
        const auto *run = f.canvas().findChild<shell::LayoutRun *>();
        QVERIFY(!run->isRunning());
        f.key(Qt::Key_1, kCtrlAlt);
        f.select({"users"});
        f.key(Qt::Key_Right, {});
        QVERIFY(!run->isRunning());
        f.key(Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(f.design() == before);
    }

    void whatIsPinnedStays()
    {
        Table f;
        f.select({"lb"});
        f.choose("arrange.pin");
        const QPointF place = f.part("lb").position;
        f.select({});
        const int steps = f.steps();
        f.key(Qt::Key_3, kCtrlAlt);
        QTRY_COMPARE(f.steps(), steps + 1);
        QCOMPARE(f.part("lb").position, place);
        f.select({"lb"});
        f.choose("arrange.unpin");
        QVERIFY(!f.part("lb").appearance.isPinned);
    }
};

QTEST_MAIN(TestArranging)
#include "tst_arranging.moc"
