// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/table_fixture.h"
#include "shell/layout_run.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QToolTip>

using namespace loadstar;
using model::ElementId;
using tests::Table;

namespace {

ElementId id(const char *text)
{
    return tests::elementId(text);
}

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
