// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/canvas_scene.h"
#include "canvas/canvas_view.h"
#include "gui/drawn_elements.h"
#include "gui/shell_fixture.h"
#include "model/design_file.h"
#include "shell/workspace.h"

#include <QApplication>
#include <QLineEdit>
#include <QMouseEvent>
#include <QPaintEvent>

#include <memory>

using namespace loadstar;
using model::ElementId;
using tests::WindowFixture;

namespace {

ElementId id(const char *text)
{
    return tests::elementId(text);
}

/// Users, a balancer and two nodes in a row, connected, at 100 %.
struct FarmFixture : WindowFixture
{
    FarmFixture()
    {
        window.files().newDesign();
        add("users", "users", {40, 80});
        add("lb", "loadBalancer", {280, 80});
        add("n1", "node", {520, 40});
        add("n2", "node", {520, 160});
        connect("c0", "users", "lb");
        connect("c1", "lb", "n1");
        connect("c2", "lb", "n2");
        document().undoStack().clear();
        QCoreApplication::processEvents();
        canvas().setZoom(1.0);
        canvas().centerOn(360, 160);
        canvas().setFocus();
    }

    void add(const char *name, const char *kind, const QPointF &position, const char *parent = "")
    {
        document().perform(
            QStringLiteral("Add"),
            {model::PutComponent{id(name), tests::drawnComponent(name, kind, position, parent)}});
    }

    void connect(const char *name, const char *from, const char *to)
    {
        document().perform(
            QStringLiteral("Add"),
            {model::PutConnection{id(name), tests::drawnConnection(name, "traffic", from, to)}});
    }

    canvas::CanvasView &canvas() const { return window.workspace()->canvas(); }
    edit::DesignDocument &document() { return window.document(); }
    const model::Design &design() { return document().design(); }
    QRectF rect(const ElementId &component)
    {
        return canvas().canvasScene().geometry().componentRect(component);
    }
    QPoint middle(const char *component)
    {
        return canvas().mapFromScene(rect(id(component)).center());
    }
    void click(const QPoint &at, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::mouseClick(canvas().viewport(), Qt::LeftButton, modifiers, at);
    }
    void drag(const QPoint &from, const QPoint &to, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::mouseMove(canvas().viewport(), from);
        QTest::mousePress(canvas().viewport(), Qt::LeftButton, modifiers, from);
        QTest::mouseMove(canvas().viewport(), from + (to - from) / 2);
        QTest::mouseMove(canvas().viewport(), to);
        QTest::mouseRelease(canvas().viewport(), Qt::LeftButton, modifiers, to);
    }
    void press(int key, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::keyClick(window.focusWidget(), Qt::Key(key), modifiers);
    }
    edit::Selection selection() { return document().selection(); }
    QLineEdit *nameEditor() const
    {
        return canvas().findChild<QLineEdit *>(QStringLiteral("nameEditor"));
    }
};

/// What of a widget was painted since.
struct Painted : QObject
{
    bool eventFilter(QObject *, QEvent *event) override
    {
        if (event->type() == QEvent::Paint)
            region += static_cast<QPaintEvent *>(event)->region();
        return false;
    }
    QRegion region;
};

constexpr Qt::KeyboardModifiers kCopyKeys = Qt::ControlModifier | Qt::AltModifier;

} // namespace

class TestEverydayEdits : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void manyConnectionsAreDrawnFromOnePort()
    {
        FarmFixture f;
        f.add("n3", "node", {520, 280});
        f.add("n4", "node", {520, 400});
        f.click(f.middle("users")); // the pointer leaves what it hovered
        const QRectF balancer = f.rect(id("lb"));
        const QPoint port =
            f.canvas().mapFromScene(QPointF(balancer.center().x(), balancer.bottom()));
        for (const char *node : {"n3", "n4"})
            f.drag(port, f.middle(node));
        QCOMPARE(f.design().connections.size(), size_t(5));
        // The beginning of the line that is selected now can still be led elsewhere.
        const ElementId line = *f.selection().begin();
        QCOMPARE(f.design().connection(line)->to, id("n4"));
        const QPolygonF route = f.canvas().canvasScene().geometry().route(line);
        QLineF first(route[0], route[1]);
        first.setLength(14.0);
        f.drag(f.canvas().mapFromScene(first.p2()), f.middle("users"));
        QCOMPARE(f.design().connection(line)->from, id("users"));
    }

    void aDragRightAfterAClickMoves()
    {
        FarmFixture f;
        const QPointF before = f.rect(id("n2")).topLeft();
        const QPoint from = f.middle("n2");
        QWidget *viewport = f.canvas().viewport();
        f.click(from);
        // The second press of a double click.
        QMouseEvent press(QEvent::MouseButtonDblClick, from, viewport->mapToGlobal(from),
                          Qt::LeftButton, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(viewport, &press);
        QTest::mouseMove(viewport, from + QPoint(0, 40));
        QTest::mouseMove(viewport, from + QPoint(0, 80));
        QTest::mouseRelease(viewport, Qt::LeftButton, {}, from + QPoint(0, 80));
        QVERIFY(!f.nameEditor());
        QCOMPARE(f.rect(id("n2")).topLeft(), before + QPointF(0, 80));
        QTest::mouseDClick(viewport, Qt::LeftButton, {}, f.middle("n2"));
        QTest::mouseRelease(viewport, Qt::LeftButton, {}, f.middle("n2"));
        QVERIFY(f.nameEditor());
    }

    void hintsGoWithWhatTheyAreAbout()
    {
        FarmFixture f;
        f.add("n3", "node", {520, 280});
        QString hint;
        QObject::connect(&f.canvas(), &canvas::CanvasView::statusHint, &f.canvas(),
                         [&hint](const QString &text) { hint = text; });
        f.click(f.middle("lb"));
        f.press(Qt::Key_C);
        QVERIFY(hint.contains(QStringLiteral("Esc")));
        f.press(Qt::Key_Escape);
        QCOMPARE(hint, QString());
        const QRectF balancer = f.rect(id("lb"));
        f.drag(f.canvas().mapFromScene(QPointF(balancer.center().x(), balancer.bottom())),
               f.middle("n3"));
        QCOMPARE(f.design().connections.size(), size_t(4));
        QCOMPARE(hint, QString());
    }

    void guidesGoWithTheDrag()
    {
        FarmFixture f;
        const QPoint from = f.middle("n2");
        const QPoint to = from + QPoint(0, 200);
        QTest::mousePress(f.canvas().viewport(), Qt::LeftButton, {}, from);
        QTest::mouseMove(f.canvas().viewport(), from + QPoint(3, 90));
        QTest::mouseMove(f.canvas().viewport(), to + QPoint(2, 0));
        QCoreApplication::processEvents();
        // Below the first node, through whose middle the guide goes.
        const QPoint onGuide = f.middle("n1") + QPoint(0, 100);
        const QImage with = f.canvas().viewport()->grab().toImage();
        Painted painted;
        f.canvas().viewport()->installEventFilter(&painted);
        QTest::mouseRelease(f.canvas().viewport(), Qt::LeftButton, {}, to);
        QTRY_VERIFY(painted.region.contains(onGuide));
        QVERIFY(with.pixel(onGuide) != f.canvas().viewport()->grab().toImage().pixel(onGuide));
    }

    void whatIsDeletedIsPaintedOver()
    {
        Painted painted;
        FarmFixture f;
        f.click(f.middle("n2"));
        QCoreApplication::processEvents();
        QCoreApplication::processEvents();
        const QRect line = f.canvas()
                               .mapFromScene(f.canvas().canvasScene().geometry().route(id("c2")))
                               .boundingRect();
        f.canvas().viewport()->installEventFilter(&painted);
        f.press(Qt::Key_Delete);
        QTRY_VERIFY((QRegion(line) - painted.region).isEmpty());
        QVERIFY(painted.region != QRegion(f.canvas().viewport()->rect()));
    }

    void everyCopyStandsBesideTheOthersUnderItsOwnName()
    {
        FarmFixture f;
        f.click(f.middle("n1"));
        f.click(f.middle("lb"), Qt::ShiftModifier);
        const QPoint place = f.middle("n1");
        f.press(Qt::Key_C, Qt::ControlModifier);
        QTest::mouseMove(f.canvas().viewport(), place);
        for (int i = 0; i < 3; ++i)
            f.press(Qt::Key_V, Qt::ControlModifier);
        f.press(Qt::Key_D, Qt::ControlModifier);
        const ElementId last =
            *std::find_if(f.selection().begin(), f.selection().end(), [&f](const ElementId &each) {
                return f.design().component(each)->name == u"n6";
            });
        QStringList names;
        std::vector<QPointF> corners;
        for (const auto &[component, value] : f.design().components) {
            names += value.name;
            for (const QPointF &other : corners)
                QVERIFY((f.rect(component).topLeft() - other).manhattanLength() >= 24.0);
            corners.push_back(f.rect(component).topLeft());
        }
        names.sort();
        QCOMPARE(names,
                 QStringLiteral("lb,lb 2,lb 3,lb 4,lb 5,n1,n2,n3,n4,n5,n6,users").split(u','));
        QCOMPARE(f.design().connections.size(), size_t(3 + 4));
        // A copy by drag too.
        f.drag(f.canvas().mapFromScene(f.rect(last).center()),
               f.canvas().mapFromScene(f.rect(last).center() + QPointF(0, 200)), kCopyKeys);
        QVERIFY(
            std::any_of(f.selection().begin(), f.selection().end(), [&f](const ElementId &each) {
                return f.design().component(each)->name == u"n7";
            }));
    }

    void theSelectionIsInverted()
    {
        FarmFixture f;
        f.click(f.middle("n1"));
        f.press(Qt::Key_I, Qt::ControlModifier);
        QCOMPARE(f.selection(),
                 (edit::Selection{id("users"), id("lb"), id("n2"), id("c0"), id("c1"), id("c2")}));
        f.press(Qt::Key_I, Qt::ControlModifier);
        QCOMPARE(f.selection(), edit::Selection{id("n1")});
    }

    void altClicksGoThroughWhatLiesBelow()
    {
        FarmFixture f;
        f.add("below", "node", f.rect(id("n1")).topLeft() + QPointF(16, 8));
        const QPoint both =
            f.canvas().mapFromScene((f.rect(id("n1")) & f.rect(id("below"))).center());
        f.click(both);
        const edit::Selection top = f.selection();
        QCOMPARE(top.size(), size_t(1));
        f.click(both, Qt::AltModifier);
        const edit::Selection lower = f.selection();
        QVERIFY(lower != top && lower.size() == 1);
        QVERIFY(lower.count(id("n1")) || lower.count(id("below")));
        f.click(both, Qt::AltModifier);
        QCOMPARE(f.selection(), top);
        // What lies below can be dragged, too.
        f.click(both, Qt::AltModifier);
        const QPointF before = f.rect(*lower.begin()).topLeft();
        f.drag(both, both + QPoint(40, 80), Qt::AltModifier);
        QCOMPARE(f.rect(*lower.begin()).topLeft(), before + QPointF(40, 80));
        QCOMPARE(f.document().undoStack().count(), 2);
    }

    void controlAndAltDragACopy()
    {
        FarmFixture f;
        const QPointF before = f.rect(id("n1")).topLeft();
        f.drag(f.middle("n1"), f.middle("n1") + QPoint(0, 240), kCopyKeys);
        QCOMPARE(f.design().components.size(), size_t(5));
        QCOMPARE(f.rect(id("n1")).topLeft(), before);
        QCOMPARE(f.selection().size(), size_t(1));
        const ElementId copy = *f.selection().begin();
        QVERIFY(copy != id("n1"));
        QCOMPARE(f.rect(copy).topLeft(), before + QPointF(0, 240));
        QCOMPARE(f.document().undoStack().count(), 1);
        f.press(Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(f.design().components.size(), size_t(4));
    }

    void copiesOfManyKeepTheirConnections()
    {
        FarmFixture f;
        f.press(Qt::Key_A, Qt::ControlModifier);
        f.drag(f.middle("lb"), f.middle("lb") + QPoint(0, 320), kCopyKeys);
        QCOMPARE(f.design().components.size(), size_t(8));
        QCOMPARE(f.design().connections.size(), size_t(6));
    }

    void aCopyThatIsNotMovedIsNone()
    {
        FarmFixture f;
        QTest::mousePress(f.canvas().viewport(), Qt::LeftButton, kCopyKeys, f.middle("n1"));
        QTest::mouseMove(f.canvas().viewport(), f.middle("n1") + QPoint(40, 0));
        QCOMPARE(f.design().components.size(), size_t(5));
        QTest::mouseMove(f.canvas().viewport(), f.middle("n1"));
        QTest::mouseRelease(f.canvas().viewport(), Qt::LeftButton, kCopyKeys, f.middle("n1"));
        QCOMPARE(f.design().components.size(), size_t(4));
        QCOMPARE(f.selection(), edit::Selection{id("n1")});
        QCOMPARE(f.document().undoStack().count(), 0);
        // Nor is one that is called off.
        QTest::mousePress(f.canvas().viewport(), Qt::LeftButton, kCopyKeys, f.middle("n1"));
        QTest::mouseMove(f.canvas().viewport(), f.middle("n1") + QPoint(80, 0));
        f.press(Qt::Key_Escape);
        QTest::mouseRelease(f.canvas().viewport(), Qt::LeftButton, {}, f.middle("n1"));
        QCOMPARE(f.design().components.size(), size_t(4));
    }

    void whatLedToADeletedComponentLeadsOn()
    {
        FarmFixture f;
        f.click(f.middle("lb"));
        f.press(Qt::Key_Delete, Qt::ControlModifier);
        QVERIFY(!f.design().component(id("lb")));
        std::set<std::pair<ElementId, ElementId>> ends;
        for (const auto &[each, connection] : f.design().connections)
            ends.emplace(connection.from, connection.to);
        QCOMPARE(ends, (std::set<std::pair<ElementId, ElementId>>{{id("users"), id("n1")},
                                                                  {id("users"), id("n2")}}));
        QCOMPARE(f.document().undoStack().count(), 1);
        f.press(Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(f.design().connections.size(), size_t(3));
    }

    void whatMayNotBeConnectedIsNot()
    {
        FarmFixture f;
        // Users may not lead to a storage.
        f.add("files", "storage", {760, 80});
        model::Connection mount;
        mount.id = id("m");
        mount.kind = QStringLiteral("mount");
        mount.from = id("n1");
        mount.to = id("files");
        f.document().perform(QStringLiteral("Add"), {model::PutConnection{mount.id, mount}});
        f.document().select({id("lb"), id("n1"), id("n2")});
        f.press(Qt::Key_Delete, Qt::ControlModifier);
        QCOMPARE(f.design().components.size(), size_t(2));
        QVERIFY(f.design().connections.empty());
    }

    void aBoxFillsTheView()
    {
        FarmFixture f;
        const QRectF wanted = f.rect(id("n1")).adjusted(-8, -8, 8, 8);
        f.press(Qt::Key_Z);
        QCOMPARE(f.canvas().currentTool(), canvas::ToolId::ZoomBox);
        f.drag(f.canvas().mapFromScene(wanted.topLeft()),
               f.canvas().mapFromScene(wanted.bottomRight()));
        QCOMPARE(f.canvas().currentTool(), canvas::ToolId::Select);
        QVERIFY(QLineF(f.canvas().viewCenter(), wanted.center()).length() < 4.0);
        const QRectF shown = f.canvas().mapToScene(f.canvas().viewport()->rect()).boundingRect();
        QVERIFY(shown.contains(wanted.adjusted(2, 2, -2, -2)));
        QVERIFY(std::min(shown.width() / wanted.width(), shown.height() / wanted.height()) < 1.1);
        f.press(Qt::Key_Left, Qt::AltModifier);
        QCOMPARE(f.canvas().zoom(), 1.0);
        // Escape and a mere click give up.
        f.press(Qt::Key_Z);
        f.press(Qt::Key_Escape);
        QCOMPARE(f.canvas().currentTool(), canvas::ToolId::Select);
        f.press(Qt::Key_Z);
        f.click(f.middle("n2"));
        QCOMPARE(f.canvas().currentTool(), canvas::ToolId::Select);
        QCOMPARE(f.canvas().zoom(), 1.0);
    }

    void tabNamesTheNextComponent()
    {
        FarmFixture f;
        f.click(f.middle("users"));
        f.press(Qt::Key_F2);
        QVERIFY(f.nameEditor());
        QTest::keyClicks(f.nameEditor(), QStringLiteral("analysts"));
        QTest::keyClick(f.nameEditor(), Qt::Key_Tab);
        QCOMPARE(f.design().component(id("users"))->name, QStringLiteral("analysts"));
        QVERIFY(f.nameEditor());
        const ElementId next = *f.selection().begin();
        QVERIFY(next != id("users"));
        QTest::keyClicks(f.nameEditor(), QStringLiteral("second"));
        QTest::keyClick(f.nameEditor(), Qt::Key_Backtab);
        QCOMPARE(f.design().component(next)->name, QStringLiteral("second"));
        QCOMPARE(f.selection(), edit::Selection{id("users")});
        QCOMPARE(f.nameEditor()->text(), QStringLiteral("analysts"));
        QTest::keyClick(f.nameEditor(), Qt::Key_Escape);
        QVERIFY(!f.nameEditor());
    }

    void theWindowMayGoWhileANameIsTyped()
    {
        auto f = std::make_unique<FarmFixture>();
        QString name;
        QObject::connect(
            &f->document(), &edit::DesignDocument::changed, qApp,
            [&name, &design = f->design()] { name = design.component(id("users"))->name; });
        f->click(f->middle("users"));
        f->press(Qt::Key_F2);
        QTest::keyClicks(f->nameEditor(), QStringLiteral("x"));
        f.reset();
        QCOMPARE(name, QStringLiteral("x"));
        QVERIFY(!QApplication::focusWidget());
    }

    void aCopyIsSavedBesideTheFile()
    {
        FarmFixture f;
        f.dialogs.saveFile = f.path("own.loadstar");
        f.press(Qt::Key_S, Qt::ControlModifier);
        f.dialogs.saveFile = f.path("copy.loadstar");
        f.action("file.saveCopy")->trigger();
        QVERIFY(f.dialogs.suggestion.endsWith(QStringLiteral("own copy.loadstar")));
        QCOMPARE(f.document().filePath(), f.path("own.loadstar"));
        const auto copied = model::loadDesign(f.path("copy.loadstar"), f.document().kinds());
        QVERIFY(copied.isOk());
        QCOMPARE(copied->design.components.size(), size_t(4));
    }
};

QTEST_MAIN(TestEverydayEdits)
#include "tst_everyday_edits.moc"
