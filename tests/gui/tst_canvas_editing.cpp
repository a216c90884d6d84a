// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/edge_scroll.h"
#include "gui/canvas_bench.h"

#include <QLineEdit>
#include <QMenu>
#include <QPainter>
#include <QSet>
#include <QSignalSpy>
#include <QTimerEvent>

using namespace loadstar;
using model::ElementId;
using tests::CanvasBench;
using tests::elementId;

class TestCanvasEditing : public QObject
{
    Q_OBJECT

    /// Users at the left, a node at the lower right, and the traffic between them, selected.
    static void layLine(CanvasBench &bench)
    {
        bench.add("users", "users", {100, 100});
        bench.add("node", "node", {500, 300});
        bench.connect("line", "traffic", "users", "node");
        bench.document.select({elementId("line")});
    }
    static QPolygonF route(CanvasBench &bench, const char *id = "line")
    {
        return bench.view.canvasScene().geometry().route(elementId(id));
    }
    static std::vector<QPointF> waypoints(CanvasBench &bench)
    {
        return bench.document.design().connection(elementId("line"))->waypoints;
    }
    static const model::Connection &connection(CanvasBench &bench)
    {
        return *bench.document.design().connection(elementId("line"));
    }
    static QString name(CanvasBench &bench) { return connection(bench).name; }
    /// Without history.
    static void nameLine(CanvasBench &bench, const char *name)
    {
        model::Design design = bench.document.design();
        design.connections.at(elementId("line")).name = QString::fromLatin1(name);
        bench.document.reset(design, {});
        bench.view.setZoom(1.0);
        bench.view.centerOn(450, 300);
    }
    static render::ConnectionLabel label(CanvasBench &bench)
    {
        return bench.view.canvasScene().labels().labels().at(elementId("line"));
    }
    static QImage paintedScene(canvas::CanvasScene &scene, double scale)
    {
        QImage image((QSizeF(900, 700) * scale).toSize(), QImage::Format_ARGB32_Premultiplied);
        image.fill(Qt::white);
        QPainter painter(&image);
        painter.scale(scale, scale);
        scene.paintDiagram(painter, QRectF(0, 0, 2000, 2000), scale);
        return image;
    }
    static canvas::EdgeScroll &edgeScroll(CanvasBench &bench)
    {
        return *bench.view.findChild<canvas::EdgeScroll *>();
    }
    /// Steps of scrolling as its timer makes them; returns how far the canvas went by.
    static QPointF scroll(CanvasBench &bench, int steps)
    {
        const QPointF before = bench.view.viewCenter();
        for (int i = 0; i < steps; ++i) {
            QTimerEvent step(0);
            QCoreApplication::sendEvent(&edgeScroll(bench), &step);
        }
        return bench.view.viewCenter() - before;
    }
    static void moveInView(CanvasBench &bench, const QPoint &at)
    {
        QMouseEvent moved(QEvent::MouseMove, at, bench.view.viewport()->mapToGlobal(at),
                          Qt::NoButton, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(bench.view.viewport(), &moved);
    }
    /// Selects what has to be selected before, and gives the point where a drag of that kind
    /// begins.
    static QPointF beginningOf(CanvasBench &bench, const QString &what)
    {
        bench.document.select({});
        if (what == u"move")
            return bench.center("node");
        if (what == u"rubber band")
            return {650, 200};
        if (what == u"connection")
            return {bench.center("users").x(), bench.rect("users").bottom() - 1};
        if (what == u"resize") {
            bench.document.select({elementId("zone")});
            return bench.rect("zone").bottomRight();
        }
        if (what == u"label")
            return label(bench).rect.center();
        bench.document.select({elementId("line")});
        if (what == u"segment")
            return middle(route(bench), 1) + QPointF(0, 20);
        return route(bench).last(); // an end of the connection
    }
    static QPointF middle(const QPolygonF &route, qsizetype segment)
    {
        return (route[segment] + route[segment + 1]) / 2;
    }

private Q_SLOTS:
    void aDraggedSegmentStaysWhereItIsPut()
    {
        CanvasBench bench;
        layLine(bench);
        const QPolygonF before = route(bench);
        QCOMPARE(before.size(), 4);
        const QPointF grip = middle(before, 1) + QPointF(0, 20);
        bench.drag(grip, grip + QPointF(56, 0));
        QVERIFY(!waypoints(bench).empty());
        QCOMPARE(bench.document.undoStack().count(), 1);
        const QPolygonF after = route(bench);
        QCOMPARE(after.size(), 4);
        QVERIFY(after[1].x() > before[1].x() + 48);
        // Both ends together take the bends along; one alone leaves the segment where it is.
        bench.key(Qt::Key_A, Qt::ControlModifier);
        bench.key(Qt::Key_Right);
        QCOMPARE(route(bench), after.translated(8, 0));
        bench.document.undoStack().undo();
        bench.document.select({});
        bench.drag(bench.center("node"), bench.center("node") + QPointF(80, 40));
        QCOMPARE(route(bench)[1].x(), after[1].x());
        bench.document.undoStack().undo();
        bench.document.undoStack().undo();
        QVERIFY(waypoints(bench).empty());
        QCOMPARE(route(bench), before);
    }

    void aBendIsMovedAndTakenOut()
    {
        CanvasBench bench;
        layLine(bench);
        const QPolygonF before = route(bench);
        bench.drag(before[1], before[1] + QPointF(40, 8));
        QCOMPARE(waypoints(bench).size(), size_t(2));
        QVERIFY(route(bench)[1].x() > before[1].x());
        const QPointF bend = route(bench)[1];
        QTest::mouseDClick(bench.view.viewport(), Qt::LeftButton, Qt::NoModifier, bench.at(bend));
        QTest::mouseRelease(bench.view.viewport(), Qt::LeftButton, Qt::NoModifier, bench.at(bend));
        QVERIFY(waypoints(bench).empty() || route(bench).size() < 4);
        bench.document.undoStack().undo();
        QCOMPARE(waypoints(bench).size(), size_t(2));
    }

    void aLineIsStraightenedAndRoutedAutomatically()
    {
        CanvasBench bench;
        layLine(bench);
        const QPolygonF before = route(bench);
        const QPointF first = middle(before, 0) + QPointF(-16, 0);
        bench.drag(first, first + QPointF(0, 80));
        const qsizetype bent = route(bench).size();
        QVERIFY(bent > 4);
        bench.view.straightenLines();
        QVERIFY(route(bench).size() < bent);
        bench.document.undoStack().undo();
        QCOMPARE(route(bench).size(), bent);
        bench.view.routeLinesAutomatically();
        QVERIFY(waypoints(bench).empty());
        QCOMPARE(route(bench), before);
    }

    void aCardPutOnALinesWayCleansItsBends()
    {
        CanvasBench bench;
        layLine(bench);
        bench.add("other", "node", {120, 420});
        bench.document.select({elementId("line")});
        const QPointF grip = middle(route(bench), 1) + QPointF(0, 20);
        bench.drag(grip, grip + QPointF(40, 0));
        QVERIFY(!waypoints(bench).empty());
        bench.document.select({});
        // Brushed with its edge, so that it is in the way but not put into the line.
        const QPointF on = middle(route(bench), 1);
        bench.drag(bench.center("other"), on + QPointF(64, 0));
        QVERIFY(waypoints(bench).empty());
        QCOMPARE(bench.document.design().connections.size(), size_t(1));
        bench.document.undoStack().undo();
        QVERIFY(!waypoints(bench).empty());
    }

    void escapeTakesADraggedSegmentBack()
    {
        CanvasBench bench;
        layLine(bench);
        const QPolygonF before = route(bench);
        const QPointF grip = middle(before, 1) + QPointF(0, 20);
        bench.press(grip);
        bench.move(grip + QPointF(30, 0));
        bench.move(grip + QPointF(56, 0));
        QVERIFY(route(bench) != before);
        bench.key(Qt::Key_Escape);
        QCOMPARE(route(bench), before);
        QCOMPARE(bench.document.undoStack().count(), 0);
        bench.release(grip + QPointF(56, 0));
    }

    void anEndIsDraggedToAnotherComponent()
    {
        CanvasBench bench;
        layLine(bench);
        bench.add("second", "node", {500, 60});
        bench.add("store", "storage", {100, 420});
        bench.document.select({elementId("line")});
        bench.drag(route(bench).back(), bench.center("second"));
        QCOMPARE(bench.document.design().connection(elementId("line"))->to, elementId("second"));
        bench.document.select({elementId("line")});
        bench.drag(route(bench).back(), bench.center("store"));
        QCOMPARE(bench.document.design().connection(elementId("line"))->to, elementId("second"));
        bench.document.undoStack().undo();
        QCOMPARE(bench.document.design().connection(elementId("line"))->to, elementId("node"));
    }

    void aConnectionIsNamedByKeysAndByDoubleClick()
    {
        CanvasBench bench;
        layLine(bench);
        bench.key(Qt::Key_F2);
        auto *editor = bench.view.findChild<QLineEdit *>(QStringLiteral("nameEditor"));
        QVERIFY(editor);
        QTest::keyClicks(editor, QStringLiteral("https"));
        QTest::keyClick(editor, Qt::Key_Return);
        QCOMPARE(name(bench), QStringLiteral("https"));
        QCOMPARE(label(bench).text, QStringLiteral("https"));
        QCOMPARE(bench.document.undoStack().count(), 1);

        QCoreApplication::sendPostedEvents(editor, QEvent::DeferredDelete);
        QTest::mouseDClick(bench.view.viewport(), Qt::LeftButton, Qt::NoModifier,
                           bench.at(label(bench).rect.center()));
        QTest::mouseRelease(bench.view.viewport(), Qt::LeftButton, Qt::NoModifier,
                            bench.at(label(bench).rect.center()));
        editor = bench.view.findChild<QLineEdit *>(QStringLiteral("nameEditor"));
        QVERIFY(editor);
        QCOMPARE(editor->text(), QStringLiteral("https"));
        QTest::keyClick(editor, Qt::Key_Delete);
        QTest::keyClick(editor, Qt::Key_Return);
        QCOMPARE(name(bench), QString());
        QVERIFY(bench.view.canvasScene().labels().labels().empty());
        QCOMPARE(bench.document.undoStack().count(), 2);
    }

    void aLabelIsDraggedAlongItsLineAndOffIt()
    {
        CanvasBench bench;
        layLine(bench);
        nameLine(bench, "https");
        bench.document.select({});
        const QPointF before = label(bench).rect.center();
        bench.drag(before, before + QPointF(30, 70));
        QCOMPARE(bench.document.undoStack().count(), 1);
        QVERIFY(QLineF(label(bench).rect.center(), before + QPointF(30, 70)).length() < 2.0);
        QCOMPARE(bench.selection(), edit::Selection{elementId("line")});
        // It goes along with its line.
        const model::LabelPlace place = *connection(bench).label;
        bench.document.select({});
        bench.drag(bench.center("node"), bench.center("node") + QPointF(96, 40));
        const QPointF wanted = render::pointAlong(route(bench), place.at) + place.offset;
        QVERIFY(QLineF(label(bench).rect.center(), wanted).length() < 0.01);
        bench.document.undoStack().undo();
        bench.document.undoStack().undo();
        QCOMPARE(label(bench).rect.center(), before);
    }

    void aLabelNearItsLineStandsOnIt()
    {
        CanvasBench bench;
        layLine(bench);
        nameLine(bench, "https");
        const QPointF from = label(bench).rect.center();
        const QPointF on = render::pointAlong(route(bench), 0.2);
        bench.drag(from, on + QPointF(0, 3));
        QVERIFY(connection(bench).label);
        QCOMPARE(connection(bench).label->offset, QPointF());
        QVERIFY(QLineF(label(bench).rect.center(), on).length() < 2.0);
    }

    void escapeTakesADraggedLabelBack()
    {
        CanvasBench bench;
        layLine(bench);
        nameLine(bench, "https");
        const QPointF from = label(bench).rect.center();
        bench.press(from);
        bench.move(from + QPointF(0, 40));
        bench.move(from + QPointF(0, 80));
        QVERIFY(connection(bench).label);
        bench.key(Qt::Key_Escape);
        bench.release(from + QPointF(0, 80));
        QVERIFY(!connection(bench).label);
        QCOMPARE(bench.document.undoStack().count(), 0);
    }

    void farAwayLabelsAreNeitherDrawnNorTakenHoldOf()
    {
        CanvasBench bench;
        layLine(bench);
        nameLine(bench, "https");
        bench.document.select({});
        const auto painted = [&bench](double scale) {
            return paintedScene(bench.view.canvasScene(), scale);
        };
        const QImage far = painted(0.3);
        const QImage near = painted(0.6);
        nameLine(bench, "");
        QCOMPARE(painted(0.3), far);
        QVERIFY(painted(0.6) != near);

        nameLine(bench, "https");
        const QPointF from = label(bench).rect.center();
        bench.view.setZoom(0.3);
        bench.view.centerOn(from);
        bench.drag(from, from + QPointF(0, 90));
        QVERIFY(!connection(bench).label);
    }

    void linesJumpWhereTheyCrossNow()
    {
        CanvasBench bench;
        bench.add("users", "users", {40, 300});
        bench.add("lb", "loadBalancer", {700, 300});
        bench.connect("level", "traffic", "users", "lb");
        bench.add("node", "node", {400, 60});
        bench.add("store", "storage", {400, 500});
        bench.connect("upright", "state", "node", "store");
        canvas::CanvasScene &scene = bench.view.canvasScene();
        QCOMPARE(route(bench, "level").size(), 2);
        QCOMPARE(route(bench, "upright").size(), 2);
        const QRect crossing = QRectF(470, 326, 12, 5).toRect();
        const auto isBlank = [&](const QRect &area) {
            const QImage part = paintedScene(scene, 1.0).copy(area);
            QImage blank(part.size(), part.format());
            blank.fill(Qt::white);
            return part == blank;
        };
        // Beside the upright line only the arc paints above the level one.
        const QRect besideIt(crossing.right() - 4, crossing.top(), 4, crossing.height());
        QVERIFY(!isBlank(besideIt));
        bench.view.setLineJumpsVisible(false);
        QVERIFY(isBlank(besideIt));
        bench.view.setLineJumpsVisible(true);

        // What is kept of crossings follows a card that takes its line away, and back.
        for (const QPointF &move : {QPointF(0, -350), QPointF(120, 350)}) {
            bench.drag(bench.center("store"), bench.center("store") + move);
            bench.document.select({});
            scene.setHovered({});
            canvas::CanvasScene fresh(bench.document);
            QCOMPARE(paintedScene(scene, 1.0), paintedScene(fresh, 1.0));
        }
    }

    void aBalancerDroppedOnALineIsPutIntoIt()
    {
        CanvasBench bench;
        layLine(bench);
        const QPointF on = middle(route(bench), 1);
        QVERIFY(bench.dragIn(QStringLiteral("loadBalancer"), on));
        QCOMPARE(bench.view.canvasScene().hovered(), elementId("line"));
        bench.drop(on);
        QCOMPARE(bench.document.design().connections.size(), size_t(2));
        QCOMPARE(bench.document.undoStack().count(), 1);
        bench.document.undoStack().undo();
        QCOMPARE(bench.document.design().connections.size(), size_t(1));

        bench.add("lb", "loadBalancer", {100, 420});
        const QPointF again = middle(route(bench), 1);
        bench.drag(bench.center("lb"), again);
        QCOMPARE(bench.document.design().connections.size(), size_t(2));
        QCOMPARE(bench.document.design().connection(elementId("line"))->to, elementId("lb"));
        bench.document.undoStack().undo();
        QCOMPARE(bench.document.design().connections.size(), size_t(1));
        QCOMPARE(bench.component("lb").position, QPointF(100, 420));
    }

    void aLineDroppedIntoSpaceOffersWhatMayFollow()
    {
        CanvasBench bench;
        bench.add("lb", "loadBalancer", {100, 200});
        const QRectF card = bench.rect("lb");
        bench.drag({card.right(), card.center().y()}, {500, 240});
        auto *menu = bench.view.findChild<QMenu *>(QStringLiteral("followers"));
        QVERIFY(menu && menu->isVisible());
        QStringList offered;
        QAction *node = nullptr;
        for (QAction *action : menu->actions()) {
            if (action->data().isNull())
                continue;
            offered << action->data().toString();
            if (offered.back() == u"node")
                node = action;
        }
        QCOMPARE(QSet<QString>(offered.begin(), offered.end()),
                 (QSet<QString>{QStringLiteral("loadBalancer"), QStringLiteral("node"),
                                QStringLiteral("workload")}));
        QTest::mouseClick(menu, Qt::LeftButton, Qt::NoModifier,
                          menu->actionGeometry(node).center());
        QCOMPARE(bench.document.design().components.size(), size_t(2));
        QCOMPARE(bench.document.design().connections.size(), size_t(1));
        QCOMPARE(bench.document.undoStack().count(), 1);
        const ElementId added = *bench.selection().begin();
        QCOMPARE(bench.document.design().connections.begin()->second.to, added);
        QCOMPARE(bench.rect(added.text().toLatin1().constData()).center(), QPointF(500, 240));
    }

    void droppedKindBecomesAComponent()
    {
        CanvasBench bench;
        QVERIFY(bench.dragIn(QStringLiteral("node"), {400, 300}));
        bench.drop({400, 300});
        QCOMPARE(bench.document.design().components.size(), size_t(1));
        const model::Component &node = bench.document.design().components.begin()->second;
        QCOMPARE(node.kind, QStringLiteral("node"));
        // Its centre goes to the pointer, its corner to the grid.
        QCOMPARE(node.position, QPointF(328, 272));
        QCOMPARE(bench.selection(), edit::Selection{node.id});
        bench.document.undoStack().undo();
        QVERIFY(bench.document.design().components.empty());
    }

    void unknownKindIsNotLetIn()
    {
        CanvasBench bench;
        QVERIFY(!bench.dragIn(QStringLiteral("teapot"), {400, 300}));
    }

    void dragLeavingTheCanvasLeavesNothing()
    {
        CanvasBench bench;
        bench.add("zone", "zone", {300, 200});
        QVERIFY(bench.dragIn(QStringLiteral("node"), {420, 290}));
        QCOMPARE(bench.view.canvasScene().dropTarget(), elementId("zone"));
        QDragLeaveEvent leave;
        QCoreApplication::sendEvent(bench.view.viewport(), &leave);
        QVERIFY(bench.view.canvasScene().dropTarget().isEmpty());
        QCOMPARE(bench.document.design().components.size(), size_t(1));
    }

    void kindDroppedOnAZoneLiesInIt()
    {
        CanvasBench bench;
        bench.add("zone", "zone", {300, 200});
        QVERIFY(bench.dragIn(QStringLiteral("node"), {420, 290}));
        bench.drop({420, 290});
        const edit::Selection selection = bench.selection();
        QCOMPARE(selection.size(), size_t(1));
        const model::Component &node = *bench.document.design().component(*selection.begin());
        QCOMPARE(node.parent, elementId("zone"));
        QCOMPARE(node.position, QPointF(44, 56));
        QVERIFY(bench.view.canvasScene().dropTarget().isEmpty());
    }

    void keyboardPlacesBesideWhatIsThere()
    {
        CanvasBench bench;
        for (int i = 0; i < 5; ++i)
            bench.view.placeAtCenter(QStringLiteral("node"));
        QCOMPARE(bench.document.design().components.size(), size_t(5));
        std::vector<QRectF> rects;
        for (const auto &[id, place] : bench.view.canvasScene().geometry().places()) {
            for (const QRectF &other : rects)
                QVERIFY(!other.intersects(place.rect));
            rects.push_back(place.rect);
        }
    }

    void dragMovesByGridStepsAsOneUndoStep()
    {
        CanvasBench bench;
        bench.add("a", "node", {200, 200});
        bench.drag(bench.center("a"), bench.center("a") + QPointF(101, 43));
        QCOMPARE(bench.component("a").position, QPointF(304, 240));
        QCOMPARE(bench.document.undoStack().count(), 1);
        bench.key(Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(bench.component("a").position, QPointF(200, 200));
        bench.key(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(bench.component("a").position, QPointF(304, 240));
    }

    void altMovesBySinglePixels()
    {
        CanvasBench bench;
        bench.add("a", "node", {200, 200});
        bench.press(bench.center("a"));
        const QPointF to = bench.center("a") + QPointF(13, 21);
        QMouseEvent moved(QEvent::MouseMove, bench.at(to),
                          bench.view.viewport()->mapToGlobal(bench.at(to)), Qt::NoButton,
                          Qt::LeftButton, Qt::AltModifier);
        QCoreApplication::sendEvent(bench.view.viewport(), &moved);
        bench.release(to, Qt::AltModifier);
        QCOMPARE(bench.component("a").position, QPointF(213, 221));
    }

    void escapeTakesAMoveBack()
    {
        CanvasBench bench;
        bench.add("a", "node", {200, 200});
        const QPointF from = bench.center("a");
        bench.press(from);
        bench.move(from + QPointF(60, 0));
        bench.move(from + QPointF(120, 0));
        QCOMPARE(bench.component("a").position, QPointF(320, 200));
        bench.key(Qt::Key_Escape);
        QCOMPARE(bench.component("a").position, QPointF(200, 200));
        bench.release(from + QPointF(120, 0));
        QCOMPARE(bench.component("a").position, QPointF(200, 200));
        QCOMPARE(bench.document.undoStack().count(), 0);
    }

    void connectionsFollowWhileACardIsDragged()
    {
        CanvasBench bench;
        bench.add("users", "users", {100, 104});
        bench.add("lb", "loadBalancer", {400, 104});
        bench.connect("t", "traffic", "users", "lb");
        const QPointF from = bench.center("lb");
        bench.press(from);
        bench.move(from + QPointF(0, 80));
        bench.move(from + QPointF(0, 160));
        const QPolygonF route = bench.view.canvasScene().geometry().route(elementId("t"));
        QCOMPARE(route.back(), QPointF(400, 104 + 160 + 32));
        bench.release(from + QPointF(0, 160));
    }

    void cardDroppedInAZoneBelongsToItAndLeavesWithIt()
    {
        CanvasBench bench;
        bench.add("zone", "zone", {400, 200});
        bench.add("a", "node", {100, 240});
        const QPointF from = bench.center("a");
        bench.press(from);
        bench.move(from + QPointF(200, 0));
        bench.move(QPointF(520, 290));
        QCOMPARE(bench.view.canvasScene().dropTarget(), elementId("zone"));
        bench.release({520, 290});
        QCOMPARE(bench.component("a").parent, elementId("zone"));
        const QPointF inside = bench.rect("a").topLeft();
        bench.drag({420, 212}, {420, 252});
        QCOMPARE(bench.rect("a").topLeft(), inside + QPointF(0, 40));
        bench.drag(bench.center("a"), {150, 500});
        QVERIFY(bench.component("a").parent.isEmpty());
    }

    void arrowsMoveByTheGridAndWithShiftByAPixel()
    {
        CanvasBench bench;
        bench.add("a", "node", {200, 200});
        bench.click(bench.center("a"));
        bench.key(Qt::Key_Right);
        bench.key(Qt::Key_Down);
        QCOMPARE(bench.component("a").position, QPointF(208, 208));
        bench.key(Qt::Key_Left, Qt::ShiftModifier);
        QCOMPARE(bench.component("a").position, QPointF(207, 208));
    }

    void handleResizesAContainerButNotIntoItsContents()
    {
        CanvasBench bench;
        bench.add("zone", "zone", {200, 152});
        bench.add("a", "node", {40, 60}, "zone");
        bench.click({230, 162});
        bench.drag(bench.rect("zone").bottomRight(),
                   bench.rect("zone").bottomRight() + QPointF(80, 44));
        QCOMPARE(bench.rect("zone"), QRectF(200, 152, 320, 224));
        const QRectF card = bench.rect("a");
        bench.drag(bench.rect("zone").topLeft(), QPointF(700, 500));
        QCOMPARE(bench.rect("a"), card);
        QVERIFY(bench.rect("zone").contains(card));
        bench.document.undoStack().undo();
        QCOMPARE(bench.rect("zone"), QRectF(200, 152, 320, 224));
    }

    void deleteRemovesWithConnections()
    {
        CanvasBench bench;
        bench.add("users", "users", {100, 100});
        bench.add("lb", "loadBalancer", {400, 100});
        bench.connect("t", "traffic", "users", "lb");
        bench.click(bench.center("lb"));
        bench.key(Qt::Key_Delete);
        QVERIFY(!bench.document.design().component(elementId("lb")));
        QVERIFY(bench.document.design().connections.empty());
        bench.document.undoStack().undo();
        QCOMPARE(bench.document.design().connections.size(), size_t(1));
    }

    void renameInPlaceKeepsOnEnterAndDropsOnEscape()
    {
        CanvasBench bench;
        bench.add("a", "node", {200, 200});
        bench.click(bench.center("a"));
        bench.key(Qt::Key_F2);
        auto *editor = bench.view.viewport()->findChild<QLineEdit *>(QStringLiteral("nameEditor"));
        QVERIFY(editor);
        QTest::keyClicks(editor, QStringLiteral("rstudio-1"));
        QTest::keyClick(editor, Qt::Key_Return);
        QCOMPARE(bench.component("a").name, QStringLiteral("rstudio-1"));
        QTRY_VERIFY(!bench.view.viewport()->findChild<QLineEdit *>(QStringLiteral("nameEditor")));

        QTest::mouseDClick(bench.view.viewport(), Qt::LeftButton, {}, bench.at(bench.center("a")));
        QTest::mouseRelease(bench.view.viewport(), Qt::LeftButton, {}, bench.at(bench.center("a")));
        editor = bench.view.viewport()->findChild<QLineEdit *>(QStringLiteral("nameEditor"));
        QVERIFY(editor);
        QTest::keyClicks(editor, QStringLiteral("other"));
        QTest::keyClick(editor, Qt::Key_Escape);
        QCOMPARE(bench.component("a").name, QStringLiteral("rstudio-1"));
        QCOMPARE(bench.document.undoStack().count(), 1);
    }

    void copiesHaveTheirOwnIdsAndInnerConnections()
    {
        CanvasBench bench;
        bench.add("users", "users", {100, 100});
        bench.add("lb", "loadBalancer", {400, 100});
        bench.connect("t", "traffic", "users", "lb");
        bench.key(Qt::Key_A, Qt::ControlModifier);
        bench.key(Qt::Key_C, Qt::ControlModifier);
        bench.key(Qt::Key_V, Qt::ControlModifier);
        QCOMPARE(bench.document.design().components.size(), size_t(4));
        QCOMPARE(bench.document.design().connections.size(), size_t(2));
        bench.key(Qt::Key_D, Qt::ControlModifier);
        QCOMPARE(bench.document.design().components.size(), size_t(6));
        bench.key(Qt::Key_X, Qt::ControlModifier);
        QCOMPARE(bench.document.design().components.size(), size_t(4));
    }

    void withoutEditingNothingChanges()
    {
        CanvasBench bench;
        bench.add("a", "node", {200, 200});
        bench.add("b", "storage", {500, 200});
        bench.view.setEditingEnabled(false);
        QSignalSpy clicked(&bench.view, &canvas::CanvasView::componentClicked);
        QSignalSpy activated(&bench.view, &canvas::CanvasView::componentActivated);
        const model::Design before = bench.document.design();
        bench.drag(bench.center("a"), bench.center("a") + QPointF(80, 80));
        bench.drag({bench.rect("a").right() - 1, bench.center("a").y()}, bench.center("b"));
        bench.click(bench.center("a"));
        bench.key(Qt::Key_Delete);
        bench.key(Qt::Key_Right);
        bench.key(Qt::Key_F2);
        QVERIFY(!bench.dragIn(QStringLiteral("node"), {400, 300}));
        QTest::mouseDClick(bench.view.viewport(), Qt::LeftButton, {}, bench.at(bench.center("a")));
        QTest::mouseRelease(bench.view.viewport(), Qt::LeftButton, {}, bench.at(bench.center("a")));
        QCOMPARE(bench.document.design(), before);
        QVERIFY(clicked.count() >= 1);
        QCOMPARE(activated.count(), 1);
    }

    void theViewScrollsWhileSomethingIsDraggedAtItsEdge_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<bool>("edits");
        for (const char *what : {"move", "resize", "label", "segment"})
            QTest::newRow(what) << QString::fromLatin1(what) << true;
        for (const char *what : {"rubber band", "connection", "end"})
            QTest::newRow(what) << QString::fromLatin1(what) << false;
    }
    void theViewScrollsWhileSomethingIsDraggedAtItsEdge()
    {
        QFETCH(QString, what);
        QFETCH(bool, edits);
        CanvasBench bench;
        layLine(bench);
        nameLine(bench, "https");
        bench.add("zone", "zone", {100, 300});
        const model::Design before = bench.document.design();
        const QPoint middleOfView = bench.view.viewport()->rect().center();
        const QPoint corner = bench.view.viewport()->rect().bottomRight() - QPoint(10, 10);
        const auto beginDrag = [&] {
            bench.view.centerOn(450, 300);
            bench.press(beginningOf(bench, what));
            moveInView(bench, middleOfView);
            QVERIFY(!edgeScroll(bench).isScrolling());
            moveInView(bench, corner);
            QVERIFY(edgeScroll(bench).isScrolling());
        };
        beginDrag();
        const model::Design held = bench.document.design();
        const QPointF went = scroll(bench, 5);
        QVERIFY(went.x() >= 40 && went.y() >= 40);
        QVERIFY(went.x() <= 6 * canvas::EdgeScroll::kFastest);
        // What is dragged keeps under the pointer.
        QCOMPARE(held != before, edits);
        QCOMPARE(bench.document.design() != held, edits);
        // In the middle it rests, and goes on at the other side.
        moveInView(bench, middleOfView);
        QVERIFY(!edgeScroll(bench).isScrolling());
        moveInView(bench, {8, middleOfView.y()});
        QVERIFY(scroll(bench, 3).x() < -20);
        moveInView(bench, corner);
        QTest::keyClick(&bench.view, Qt::Key_Escape);
        QCOMPARE(scroll(bench, 3), QPointF());
        QVERIFY(!edgeScroll(bench).isScrolling());
        QCOMPARE(bench.document.design(), before);
        QTest::mouseRelease(bench.view.viewport(), Qt::LeftButton, {}, corner);
        // The same once more, let go at the edge.
        beginDrag();
        scroll(bench, 2);
        QTest::mouseRelease(bench.view.viewport(), Qt::LeftButton, {}, corner);
        QVERIFY(!edgeScroll(bench).isScrolling());
        QCOMPARE(scroll(bench, 3), QPointF());
    }

    void whatIsOutOfSightIsReachedByDragging()
    {
        CanvasBench bench;
        bench.add("a", "node", {400, 200});
        bench.add("far", "node", {1300, 200});
        bench.view.centerOn(450, 300);
        // The timer does it by itself.
        const QPoint edge(bench.view.viewport()->width() - 2, 300);
        bench.press({300, 150});
        moveInView(bench, {450, 160});
        moveInView(bench, edge);
        QTRY_VERIFY(bench.selection().count(elementId("far")));
        bench.release(bench.view.mapToScene(edge));
        QVERIFY(bench.selection().count(elementId("a")));
        // A card goes along and is dropped where the pointer is.
        bench.view.centerOn(450, 300);
        bench.document.select({});
        const QPoint target(bench.view.viewport()->width() - 2, 300);
        bench.press(bench.center("a"));
        moveInView(bench, {450, 300});
        moveInView(bench, target);
        scroll(bench, 30);
        const QPointF there = bench.view.mapToScene(target);
        QVERIFY(there.x() > 1200);
        QTest::mouseRelease(bench.view.viewport(), Qt::LeftButton, {}, target);
        QVERIFY(QLineF(bench.center("a"), there).length() < 16.0);
        QCOMPARE(bench.document.undoStack().count(), 1);
    }

    void theNearerToTheEdgeTheFasterItScrolls()
    {
        CanvasBench bench;
        bench.add("a", "node", {100, 100});
        bench.view.centerOn(450, 300);
        bench.press({450, 300});
        const auto speedAt = [&bench](int fromRight) {
            moveInView(bench, {bench.view.viewport()->width() - fromRight, 300});
            return edgeScroll(bench).speed().x();
        };
        QCOMPARE(speedAt(80), 0.0);
        const double slow = speedAt(40);
        const double fast = speedAt(10);
        QVERIFY(slow > 0.0 && slow < fast && fast < canvas::EdgeScroll::kFastest);
        QCOMPARE(speedAt(-500), canvas::EdgeScroll::kFastest);
        // Slower than a pixel a step still goes on.
        speedAt(46);
        QVERIFY(edgeScroll(bench).speed().x() < 1.0);
        QVERIFY(scroll(bench, 8).x() > 1.0);
    }

    void aDragThatBeginsAtTheEdgeScrollsOnlyTowardsIt()
    {
        CanvasBench bench;
        const double y = 300;
        const double edge = bench.view.viewport()->width() - 20;
        bench.press(bench.view.mapToScene(int(edge), int(y)));
        const auto moveTo = [&](double x) { moveInView(bench, QPointF(x, y).toPoint()); };
        moveTo(edge - 10);
        QVERIFY(!edgeScroll(bench).isScrolling());
        moveTo(edge + 5);
        QVERIFY(edgeScroll(bench).isScrolling());
        moveTo(edge - 200);
        QVERIFY(!edgeScroll(bench).isScrolling());
        moveTo(edge - 10);
        QVERIFY(edgeScroll(bench).isScrolling());
    }

    void theViewScrollsWhileSomethingIsDraggedInFromThePalette()
    {
        CanvasBench bench;
        bench.add("a", "node", {100, 100});
        bench.view.centerOn(450, 300);
        const QPoint edge(450, bench.view.viewport()->height() - 3);
        QVERIFY(bench.dragIn(QStringLiteral("node"), {450, 300}));
        QVERIFY(!edgeScroll(bench).isScrolling());
        bench.dragOn(edge);
        QVERIFY(edgeScroll(bench).isScrolling());
        QVERIFY(scroll(bench, 10).y() > 100);
        const QPointF there = bench.view.mapToScene(edge);
        bench.drop(there);
        QVERIFY(!edgeScroll(bench).isScrolling());
        QCOMPARE(bench.document.design().components.size(), size_t(2));
        const QRectF placed = bench.rect(qPrintable(bench.selection().begin()->text()));
        QVERIFY(QLineF(placed.center(), there).length() < 8.0);
        // Leaving ends it.
        QVERIFY(bench.dragIn(QStringLiteral("node"), bench.view.viewCenter()));
        bench.dragOn(edge);
        QVERIFY(edgeScroll(bench).isScrolling());
        QDragLeaveEvent left;
        QCoreApplication::sendEvent(bench.view.viewport(), &left);
        QVERIFY(!edgeScroll(bench).isScrolling());
        QCOMPARE(scroll(bench, 3), QPointF());
    }
};

QTEST_MAIN(TestCanvasEditing)
#include "tst_canvas_editing.moc"
