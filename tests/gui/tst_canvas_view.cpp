// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/tools/connect_tool.h"
#include "gui/canvas_bench.h"

#include <QAccessible>
#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QNativeGestureEvent>
#include <QPointingDevice>
#include <QSignalSpy>
#include <QToolTip>
#include <QWheelEvent>

#include <array>
#include <cmath>

using namespace loadstar;
using canvas::ToolId;
using tests::CanvasBench;
using tests::elementId;

namespace {

void wheel(CanvasBench &bench, const QPoint &at, int notches)
{
    QWheelEvent event(at, bench.view.viewport()->mapToGlobal(at), {}, {0, notches * 120},
                      Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(bench.view.viewport(), &event);
}

} // namespace

class TestCanvasView : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void clickSelectsShiftAddsControlToggles()
    {
        CanvasBench bench;
        bench.add("a", "node", {100, 100});
        bench.add("b", "node", {400, 100});
        bench.click(bench.center("a"));
        QCOMPARE(bench.selection(), edit::Selection{elementId("a")});
        bench.click(bench.center("b"), Qt::ShiftModifier);
        QCOMPARE(bench.selection().size(), size_t(2));
        bench.click(bench.center("a"), Qt::ControlModifier);
        QCOMPARE(bench.selection(), edit::Selection{elementId("b")});
        bench.click({300, 450});
        QVERIFY(bench.selection().empty());
    }

    void clickOnOneOfManyLeavesThatOne()
    {
        CanvasBench bench;
        bench.add("a", "node", {100, 100});
        bench.add("b", "node", {400, 100});
        bench.key(Qt::Key_A, Qt::ControlModifier);
        QCOMPARE(bench.selection().size(), size_t(2));
        bench.click(bench.center("b"));
        QCOMPARE(bench.selection(), edit::Selection{elementId("b")});
    }

    void connectionIsSelectedByItsLine()
    {
        CanvasBench bench;
        bench.add("users", "users", {100, 100});
        bench.add("lb", "loadBalancer", {500, 100});
        bench.connect("t", "traffic", "users", "lb");
        bench.click({376, 134});
        QCOMPARE(bench.selection(), edit::Selection{elementId("t")});
    }

    void rubberBandSelectsWhatItTouchesAndContainersItEncloses()
    {
        CanvasBench bench;
        bench.add("a", "node", {100, 100});
        bench.add("b", "node", {100, 300});
        bench.add("zone", "zone", {400, 60});
        bench.add("c", "node", {40, 60}, "zone");
        bench.drag({60, 60}, {500, 190});
        QCOMPARE(bench.selection(), (edit::Selection{elementId("a"), elementId("c")}));
        bench.drag({380, 40}, {680, 280});
        QCOMPARE(bench.selection(), (edit::Selection{elementId("c"), elementId("zone")}));
        bench.drag({60, 280}, {300, 400}, Qt::ShiftModifier);
        QCOMPARE(bench.selection().size(), size_t(3));
        bench.key(Qt::Key_Escape);
        QVERIFY(bench.selection().empty());
    }

    void rubberBandWithAltTakesConnectionsAlone()
    {
        CanvasBench bench;
        bench.add("users", "users", {100, 100});
        bench.add("lb", "loadBalancer", {500, 100});
        bench.add("n", "node", {500, 400});
        bench.connect("t", "traffic", "users", "lb");
        bench.connect("u", "traffic", "lb", "n");
        const auto moveWithAlt = [&bench](const QPointF &to) {
            QMouseEvent moved(QEvent::MouseMove, bench.at(to),
                              bench.view.viewport()->mapToGlobal(bench.at(to)), Qt::NoButton,
                              Qt::LeftButton, Qt::AltModifier);
            QCoreApplication::sendEvent(bench.view.viewport(), &moved);
        };
        // Around a card and through the middle of a line that reaches beyond the band.
        bench.press({60, 60});
        moveWithAlt({200, 80});
        moveWithAlt({400, 200});
        QCOMPARE(bench.selection(), edit::Selection{elementId("t")});
        // Without the key it is the usual band again.
        bench.move({400, 201});
        QCOMPARE(bench.selection(), edit::Selection{elementId("users")});
        bench.release({400, 201});
        // Both ends outside, and what was selected stays with Shift.
        bench.press({420, 250}, Qt::ShiftModifier);
        moveWithAlt({500, 280});
        moveWithAlt({680, 300});
        bench.release({680, 300}, Qt::AltModifier);
        QCOMPARE(bench.selection(), (edit::Selection{elementId("u"), elementId("users")}));
        // Beside a line, within the rectangle that its bends span.
        bench.connect("v", "traffic", "users", "n");
        const QPolygonF route = bench.view.canvasScene().geometry().route(elementId("v"));
        const QRectF corner(route.boundingRect().topRight() + QPointF(-60, 60), QSizeF(40, 40));
        bench.press(corner.topLeft());
        moveWithAlt(corner.center());
        moveWithAlt(corner.bottomRight());
        bench.release(corner.bottomRight(), Qt::AltModifier);
        QVERIFY(bench.selection().empty());
    }

    void rubberBandStartsInsideAContainer()
    {
        CanvasBench bench;
        bench.add("zone", "region", {100, 60});
        bench.add("a", "node", {40, 60}, "zone");
        bench.drag({110, 110}, {330, 200});
        QCOMPARE(bench.selection(), edit::Selection{elementId("a")});
        QCOMPARE(bench.component("zone").position, QPointF(100, 60));
        bench.click({500, 300});
        QCOMPARE(bench.selection(), edit::Selection{elementId("zone")});
    }

    void dragFromTheEdgeConnects()
    {
        CanvasBench bench;
        bench.add("users", "users", {100, 100});
        bench.add("lb", "loadBalancer", {500, 100});
        const QPointF edge(bench.rect("users").right() - 1, bench.center("users").y());
        bench.press(edge);
        bench.move(edge + QPointF(60, 0));
        bench.move(bench.center("lb"));
        QCOMPARE(bench.view.canvasScene().dropTarget(), elementId("lb"));
        QVERIFY(bench.view.pointerHint().isEmpty());
        bench.release(bench.center("lb"));
        QCOMPARE(bench.document.design().connections.size(), size_t(1));
        const model::Connection &made = bench.document.design().connections.begin()->second;
        QCOMPARE(made.kind, QStringLiteral("traffic"));
        QCOMPARE(made.from, elementId("users"));
        QCOMPARE(made.to, elementId("lb"));
        QCOMPARE(bench.selection(), edit::Selection{made.id});
        QCOMPARE(bench.component("users").position, QPointF(100, 100));
        QCOMPARE(bench.view.currentTool(), ToolId::Select);
    }

    void invalidTargetShowsTheReasonAndConnectsNothing()
    {
        CanvasBench bench;
        bench.add("users", "users", {100, 100});
        bench.add("db", "storage", {500, 100});
        bench.add("lb", "loadBalancer", {500, 300});
        QSignalSpy hints(&bench.view, &canvas::CanvasView::statusHint);
        const QPointF edge(bench.rect("users").right() - 1, bench.center("users").y());
        bench.press(edge);
        bench.move(edge + QPointF(60, 0));
        QVERIFY(bench.view.canvasScene().componentLook(elementId("db")).isFaded);
        QVERIFY(!bench.view.canvasScene().componentLook(elementId("lb")).isFaded);
        bench.move(bench.center("db"));
        QVERIFY2(bench.view.pointerHint().startsWith(
                     u"No connection goes from users to storage: traffic goes from users"),
                 qPrintable(bench.view.pointerHint()));
        QVERIFY(bench.view.canvasScene().dropTarget().isEmpty());
        QVERIFY(hints.count() >= 2);
        bench.release(bench.center("db"));
        QVERIFY(bench.document.design().connections.empty());
        QVERIFY(bench.view.pointerHint().isEmpty());
        QVERIFY(!bench.view.canvasScene().componentLook(elementId("db")).isFaded);
    }

    void connectionThatExistsIsRefused()
    {
        CanvasBench bench;
        bench.add("users", "users", {100, 100});
        bench.add("lb", "loadBalancer", {500, 100});
        bench.connect("t", "traffic", "users", "lb");
        const QPointF edge(bench.center("users").x(), bench.rect("users").bottom() - 1);
        bench.press(edge);
        bench.move(edge + QPointF(0, 60));
        bench.move(bench.center("lb"));
        QVERIFY(!bench.view.pointerHint().isEmpty());
        bench.release(bench.center("lb"));
        QCOMPARE(bench.document.design().connections.size(), size_t(1));
    }

    void keyboardConnectsToTheTargetInTheArrowsDirection()
    {
        CanvasBench bench;
        bench.add("lb", "loadBalancer", {100, 300});
        bench.add("near", "node", {400, 300});
        bench.add("above", "node", {400, 100});
        bench.add("note", "note", {400, 200});
        bench.click(bench.center("lb"));
        bench.key(Qt::Key_C);
        QCOMPARE(bench.view.currentTool(), ToolId::Connect);
        const auto &tool =
            static_cast<const canvas::ConnectTool &>(bench.view.tool(ToolId::Connect));
        QCOMPARE(tool.target(), elementId("near"));
        bench.key(Qt::Key_Up);
        QCOMPARE(tool.target(), elementId("above"));
        bench.key(Qt::Key_Return);
        QCOMPARE(bench.document.design().connections.size(), size_t(1));
        QCOMPARE(bench.document.design().connections.begin()->second.to, elementId("above"));
    }

    void escapeEndsAConnectionWithoutMakingIt()
    {
        CanvasBench bench;
        bench.add("lb", "loadBalancer", {100, 300});
        bench.add("node", "node", {400, 300});
        bench.click(bench.center("lb"));
        bench.key(Qt::Key_C);
        bench.key(Qt::Key_Escape);
        QCOMPARE(bench.view.currentTool(), ToolId::Select);
        QVERIFY(bench.document.design().connections.empty());
    }

    void tabWalksInReadingOrder()
    {
        CanvasBench bench;
        bench.add("c", "node", {100, 300});
        bench.add("b", "node", {400, 108});
        bench.add("a", "node", {100, 100});
        QStringList walked;
        for (int i = 0; i < 3; ++i) {
            bench.key(Qt::Key_Tab);
            QCOMPARE(bench.selection().size(), size_t(1));
            walked << bench.selection().begin()->text();
        }
        QCOMPARE(walked.join(u' '), QStringLiteral("a b c"));
        bench.key(Qt::Key_Backtab, Qt::ShiftModifier);
        QCOMPARE(bench.selection(), edit::Selection{elementId("b")});
    }

    void wheelZoomsAndKeepsThePointUnderThePointer()
    {
        CanvasBench bench;
        bench.add("a", "node", {100, 100});
        QSignalSpy zoomed(&bench.view, &canvas::CanvasView::zoomChanged);
        const QPoint pointer(650, 120);
        const QPointF before = bench.view.mapToScene(pointer);
        wheel(bench, pointer, 3);
        QVERIFY(bench.view.zoom() > 1.5);
        QVERIFY((bench.view.mapToScene(pointer) - before).manhattanLength() < 2.0);
        wheel(bench, pointer, -7);
        QVERIFY(bench.view.zoom() < 0.7);
        QVERIFY((bench.view.mapToScene(pointer) - before).manhattanLength() < 4.0);
        QCOMPARE(zoomed.count(), 2);
    }

    void pinchZoomsAtThePointer()
    {
        CanvasBench bench;
        bench.add("a", "node", {100, 100});
        const QPointingDevice touchpad(
            QStringLiteral("touchpad"), 1, QInputDevice::DeviceType::TouchPad,
            QPointingDevice::PointerType::Finger,
            QInputDevice::Capability::Position | QInputDevice::Capability::PixelScroll, 2, 0);
        const QPoint pointer(650, 120);
        const auto pinch = [&](Qt::NativeGestureType type, double value) {
            QNativeGestureEvent event(type, &touchpad, 2, pointer, pointer,
                                      bench.view.viewport()->mapToGlobal(pointer), value, {});
            QCoreApplication::sendEvent(bench.view.viewport(), &event);
        };
        const QPointF before = bench.view.mapToScene(pointer);
        pinch(Qt::BeginNativeGesture, 0.0);
        for (int step = 0; step < 8; ++step)
            pinch(Qt::ZoomNativeGesture, 0.1);
        pinch(Qt::EndNativeGesture, 0.0);
        QVERIFY(std::abs(bench.view.zoom() - std::pow(1.1, 8)) < 1e-6);
        QVERIFY((bench.view.mapToScene(pointer) - before).manhattanLength() < 4.0);
        for (int step = 0; step < 12; ++step)
            pinch(Qt::ZoomNativeGesture, -0.1);
        QVERIFY(bench.view.zoom() < 0.7);
        QVERIFY((bench.view.mapToScene(pointer) - before).manhattanLength() < 8.0);
        // Turning two fingers does nothing, and no pinch turns the diagram over.
        const double zoom = bench.view.zoom();
        pinch(Qt::RotateNativeGesture, 15.0);
        QCOMPARE(bench.view.zoom(), zoom);
        pinch(Qt::ZoomNativeGesture, -1.5);
        QCOMPARE(bench.view.zoom(), 0.05);
    }

    void zoomHasLimits()
    {
        CanvasBench bench;
        bench.view.setZoom(1e6);
        QCOMPARE(bench.view.zoom(), 8.0);
        bench.view.setZoom(1e-6);
        QCOMPARE(bench.view.zoom(), 0.05);
    }

    void fitShowsTheWholeDiagram()
    {
        CanvasBench bench;
        bench.add("a", "node", {-3000, -500});
        bench.add("b", "node", {2500, 1800});
        bench.view.zoomToFit();
        const QRectF shown = bench.view.mapToScene(bench.view.viewport()->rect()).boundingRect();
        QVERIFY(shown.contains(bench.view.canvasScene().geometry().bounds()));
        bench.view.zoomTo100();
        QCOMPARE(bench.view.zoom(), 1.0);
    }

    void titlesAreReadFromAfarWhereThereIsRoom()
    {
        // In pixels of the screen: how high what the name adds is.
        const auto nameHeight = [](double zoom, const QSizeF &size) {
            std::array<QImage, 2> shots;
            for (const bool isNamed : {false, true}) {
                CanvasBench bench;
                bench.add("zone", "zone", {0, 0});
                model::Design design = bench.document.design();
                model::Component &zone = design.components.at(elementId("zone"));
                zone.name = isNamed ? QStringLiteral("us-east-1a") : QString();
                zone.size = size;
                bench.document.reset(design, {});
                bench.view.setZoom(zoom);
                bench.view.centerOn(size.width() / 5, size.height() / 5);
                shots[isNamed ? 1 : 0] = bench.view.viewport()->grab().toImage();
            }
            QRect different;
            for (int y = 0; y < shots[0].height(); ++y) {
                for (int x = 0; x < shots[0].width(); ++x) {
                    if (shots[0].pixel(x, y) != shots[1].pixel(x, y))
                        different |= QRect(x, y, 1, 1);
                }
            }
            return different.height();
        };
        const QSizeF large(2000, 1200);
        for (const double zoom : {0.1, 0.25, 0.5, 0.8}) {
            QVERIFY(nameHeight(zoom, large) >= 6);
            QVERIFY(nameHeight(zoom, large) <= 16);
        }
        // In a small one nothing could be read.
        QCOMPARE(nameHeight(0.1, QSizeF(300, 150)), 0);
    }

    void fitShowsTheTextsAtConnectionsToo()
    {
        CanvasBench bench;
        bench.add("a", "users", {0, 0});
        bench.add("b", "loadBalancer", {400, 0});
        bench.connect("line", "traffic", "a", "b");
        model::Design design = bench.document.design();
        model::Connection &line = design.connections.at(elementId("line"));
        line.name = QStringLiteral("far away");
        line.label = model::LabelPlace{0.5, {0, 900}};
        bench.document.reset(design, {});
        bench.view.setZoom(4.0);
        bench.view.zoomToFit();
        const QRectF shown = bench.view.mapToScene(bench.view.viewport()->rect()).boundingRect();
        const QRectF label = bench.view.canvasScene().labels().labels().at(elementId("line")).rect;
        QVERIFY(label.top() > 800.0);
        QVERIFY(shown.contains(label));
    }

    void middleButtonAndSpacePan()
    {
        CanvasBench bench;
        bench.add("a", "node", {100, 100});
        const QPoint from = bench.at(bench.center("a"));
        QTest::mousePress(bench.view.viewport(), Qt::MiddleButton, {}, from);
        QTest::mouseMove(bench.view.viewport(), from + QPoint(50, 30));
        QTest::mouseRelease(bench.view.viewport(), Qt::MiddleButton, {}, from + QPoint(50, 30));
        QCOMPARE(bench.at(bench.center("a")), from + QPoint(50, 30));
        QCOMPARE(bench.view.currentTool(), ToolId::Select);

        QTest::keyPress(&bench.view, Qt::Key_Space);
        QCOMPARE(bench.view.currentTool(), ToolId::Pan);
        const QPoint next = bench.at(bench.center("a"));
        QTest::mousePress(bench.view.viewport(), Qt::LeftButton, {}, next);
        QTest::mouseMove(bench.view.viewport(), next + QPoint(-40, 20));
        QTest::mouseRelease(bench.view.viewport(), Qt::LeftButton, {}, next + QPoint(-40, 20));
        QTest::keyRelease(&bench.view, Qt::Key_Space);
        QCOMPARE(bench.view.currentTool(), ToolId::Select);
        QCOMPARE(bench.at(bench.center("a")), next + QPoint(-40, 20));
        QCOMPARE(bench.component("a").position, QPointF(100, 100));
    }

    void contextMenuIsAskedForWhatLiesThere()
    {
        CanvasBench bench;
        bench.add("a", "node", {100, 100});
        QSignalSpy asked(&bench.view, &canvas::CanvasView::contextMenuRequested);
        const QPoint at = bench.at(bench.center("a"));
        QContextMenuEvent event(QContextMenuEvent::Mouse, at,
                                bench.view.viewport()->mapToGlobal(at));
        QCoreApplication::sendEvent(bench.view.viewport(), &event);
        QCOMPARE(asked.count(), 1);
        QCOMPARE(asked[0][0].value<model::ElementId>(), elementId("a"));
        QCOMPARE(bench.selection(), edit::Selection{elementId("a")});
    }

    void looksOfOthersAreShownWithTheSelection()
    {
        CanvasBench bench;
        bench.add("a", "node", {100, 100});
        bench.click(bench.center("a"));
        const QImage before = bench.view.grab().toImage();
        render::ComponentLook down;
        down.health = render::Health::Down;
        down.detail = QStringLiteral("down for 14 s");
        bench.view.canvasScene().setComponentLooks({{elementId("a"), down}});
        const render::ComponentLook shown = bench.view.canvasScene().componentLook(elementId("a"));
        QCOMPARE(shown.health, render::Health::Down);
        QVERIFY(shown.isSelected);
        QVERIFY(bench.view.grab().toImage() != before);
        QVERIFY(bench.view.canvasScene().describe(elementId("a")).contains(u"down for 14 s"));
        bench.view.canvasScene().setComponentLooks({});
        QCOMPARE(bench.view.canvasScene().componentLook(elementId("a")).health,
                 render::Health::None);
    }

    void overlayIsPaintedAboveTheDiagram()
    {
        CanvasBench bench;
        bench.add("a", "node", {100, 100});
        const QPointF at = bench.center("a") - QPointF(70, 26);
        bench.view.canvasScene().setOverlay(
            [at](QPainter &painter, const render::DiagramGeometry &geometry, const QRectF &) {
                QCOMPARE(geometry.places().size(), size_t(1));
                painter.fillRect(QRectF(at, QSizeF(10, 10)), Qt::magenta);
            });
        const QImage image = bench.view.grab().toImage();
        QCOMPARE(image.pixelColor(bench.at(at + QPointF(5, 5))), QColor(Qt::magenta));
        bench.view.canvasScene().setOverlay({});
        QVERIFY(bench.view.grab().toImage().pixelColor(bench.at(at + QPointF(5, 5))) !=
                QColor(Qt::magenta));
    }

    void screenReadersSeeTheComponents()
    {
        CanvasBench bench;
        bench.add("b", "node", {100, 300});
        bench.add("a", "loadBalancer", {100, 100});
        render::ComponentLook down;
        down.health = render::Health::Down;
        bench.view.canvasScene().setComponentLooks({{elementId("b"), down}});
        QAccessibleInterface *canvas = QAccessible::queryAccessibleInterface(&bench.view);
        QVERIFY(canvas);
        QCOMPARE(canvas->childCount(), 2);
        QAccessibleInterface *first = canvas->child(0);
        QAccessibleInterface *second = canvas->child(1);
        QCOMPARE(first->text(QAccessible::Name), QStringLiteral("a"));
        QVERIFY(second->text(QAccessible::Description).startsWith(u"b, Node"));
        QVERIFY(second->text(QAccessible::Description).endsWith(u"down"));
        QCOMPARE(canvas->indexOfChild(second), 1);
        QVERIFY(!second->state().selected);
        bench.click(bench.center("b"));
        QVERIFY(second->state().selected);
        const QPoint at = second->rect().center();
        QCOMPARE(canvas->childAt(at.x(), at.y()), second);
        bench.key(Qt::Key_Delete);
        QCOMPARE(canvas->childCount(), 1);
        QVERIFY(!second->isValid());
    }

    void themeIsThatOfTheCanvas()
    {
        CanvasBench bench;
        bench.add("a", "node", {100, 100});
        bench.view.setTheme(render::Theme::dark());
        const QImage image = bench.view.grab().toImage();
        QCOMPARE(image.pixelColor(bench.at(bench.rect("a").topLeft() + QPointF(76, 60))),
                 render::Theme::dark().card);
    }

    void emptyCanvasTellsWhatToDo()
    {
        CanvasBench bench;
        bench.view.setGridVisible(false);
        const QImage empty = bench.view.grab().toImage();
        bool hasText = false;
        for (int x = 0; x < empty.width() && !hasText; ++x) {
            for (int y = empty.height() / 2 - 60; y < empty.height() / 2 + 40; ++y)
                hasText = hasText || empty.pixelColor(x, y) != render::Theme::light().canvas;
        }
        QVERIFY(hasText);
    }
};

QTEST_MAIN(TestCanvasView)
#include "tst_canvas_view.moc"
