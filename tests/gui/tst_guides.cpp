// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/canvas_ruler.h"
#include "canvas/gestures/smart_guides.h"
#include "gui/table_fixture.h"

#include <QWheelEvent>

using namespace loadstar;
using model::ElementId;
using tests::Table;

namespace {

ElementId id(const char *text)
{
    return tests::elementId(text);
}

constexpr auto kCtrlAlt = Qt::ControlModifier | Qt::AltModifier;

} // namespace

class TestGuides : public QObject
{
    Q_OBJECT

private Q_SLOTS:
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
};

QTEST_MAIN(TestGuides)
#include "tst_guides.moc"
