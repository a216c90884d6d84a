// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/canvas_bench.h"

#include <QLineEdit>
#include <QSignalSpy>

using namespace loadstar;
using tests::CanvasBench;
using tests::elementId;

class TestCanvasEditing : public QObject
{
    Q_OBJECT

private Q_SLOTS:
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
        QCOMPARE(bench.document.design(), before);
        QVERIFY(clicked.count() >= 1);
        QCOMPARE(activated.count(), 1);
    }
};

QTEST_MAIN(TestCanvasEditing)
#include "tst_canvas_editing.moc"
