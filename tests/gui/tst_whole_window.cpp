// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/canvas_scene.h"
#include "canvas/canvas_view.h"
#include "gui/shell_fixture.h"
#include "panels/inspector_panel.h"
#include "panels/palette_list.h"
#include "panels/property_row.h"
#include "player/player_panel.h"
#include "player/transport_bar.h"
#include "shell/pane_focus.h"
#include "shell/workspace.h"
#include "sim/design_simulation.h"

#include <QContextMenuEvent>
#include <QDockWidget>
#include <QDragEnterEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMimeData>
#include <QScrollArea>
#include <QToolButton>
#include <QWindow>

#include <cmath>

using namespace loadstar;
using model::ElementId;
using shell::Mode;
using tests::WindowFixture;

namespace {

/// Hands and eyes of someone at the window.
class Person
{
public:
    explicit Person(WindowFixture &f)
        : m_f(f)
    {}

    canvas::CanvasView &canvas() const { return m_f.window.workspace()->canvas(); }
    edit::DesignDocument &document() const { return m_f.window.document(); }

    /// Drags a kind out of the palette and drops it there; returns the id of what was made.
    ElementId dropKind(const QString &kind, const QPointF &where)
    {
        struct OpenList : panels::PaletteList
        {
            using PaletteList::mimeData;
            using PaletteList::PaletteList;
        };
        OpenList palette(model::builtinKinds());
        palette.setFilter(model::builtinKinds().component(kind)->name);
        const std::unique_ptr<QMimeData> mime(palette.mimeData({palette.currentItem()}));
        const QPoint at = canvas().mapFromScene(where);
        QWidget *viewport = canvas().viewport();
        QDragEnterEvent enter(at, Qt::CopyAction, mime.get(), Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(viewport, &enter);
        QDragMoveEvent move(at, Qt::CopyAction, mime.get(), Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(viewport, &move);
        QDropEvent drop(at, Qt::CopyAction, mime.get(), Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(viewport, &drop);
        const edit::Selection &selection = document().selection();
        return selection.size() == 1 ? *selection.begin() : ElementId();
    }

    /// Pulls a connection from the right edge of one card to the middle of another.
    void connectCards(const ElementId &from, const ElementId &to)
    {
        const QRectF source = canvas().canvasScene().geometry().componentRect(from);
        const QRectF target = canvas().canvasScene().geometry().componentRect(to);
        const QPointF start(source.right() - 1.0, source.center().y());
        QWidget *viewport = canvas().viewport();
        const auto at = [this](const QPointF &point) { return canvas().mapFromScene(point); };
        QTest::mouseMove(viewport, at(start));
        QTest::mousePress(viewport, Qt::LeftButton, {}, at(start));
        QTest::mouseMove(viewport, at(start + QPointF(20, 0)));
        QTest::mouseMove(viewport, at(target.center()));
        QTest::mouseRelease(viewport, Qt::LeftButton, {}, at(target.center()));
    }

    /// Types into a field of the inspector and presses Enter.
    void setField(const char *key, const QString &text)
    {
        panels::InspectorPanel *panel = m_f.window.findChild<panels::InspectorPanel *>();
        QLineEdit *edit = panel->findChild<QLineEdit *>(QString::fromLatin1(key));
        QVERIFY2(edit, key);
        edit->setFocus();
        edit->selectAll();
        QTest::keyClicks(edit, text);
        QTest::keyClick(edit, Qt::Key_Return);
    }

    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {})
    {
        canvas().setFocus();
        QTest::keyClick(&canvas(), key, modifiers);
    }

private:
    WindowFixture &m_f;
};

} // namespace

class TestWholeWindow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void drawnSavedReopenedAndPlayed()
    {
        WindowFixture f;
        f.window.files().newDesign();
        Person person(f);
        QCoreApplication::processEvents();
        const ElementId users = person.dropKind(QStringLiteral("users"), {-160, 0});
        person.setField("rate", QStringLiteral("5"));
        const ElementId door = person.dropKind(QStringLiteral("loadBalancer"), {20, 0});
        const ElementId node = person.dropKind(QStringLiteral("node"), {200, -60});
        person.setField("inspectorName", QStringLiteral("rstudio-1"));
        person.setField("cores", QStringLiteral("4"));
        const ElementId other = person.dropKind(QStringLiteral("node"), {200, 60});
        person.connectCards(users, door);
        person.connectCards(door, node);
        person.connectCards(door, other);
        const model::Design drawn = person.document().design();
        QCOMPARE(drawn.components.size(), size_t(4));
        QCOMPARE(drawn.connections.size(), size_t(3));
        QCOMPARE(drawn.component(node)->name, QStringLiteral("rstudio-1"));
        QCOMPARE(drawn.component(node)->properties.at(QStringLiteral("cores")),
                 model::PropertyValue(4.0));

        const int steps = person.document().undoStack().count();
        QCOMPARE(steps, 4 + 3 + 3);
        for (int i = 0; i < steps; ++i)
            person.key(Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(person.document().design(), model::Design());
        for (int i = 0; i < steps; ++i)
            person.key(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(person.document().design(), drawn);

        f.dialogs.saveFile = f.path("drawn.loadstar");
        person.key(Qt::Key_S, Qt::ControlModifier);
        f.window.files().newDesign();
        QVERIFY(f.window.files().openFile(f.path("drawn.loadstar")));
        QCOMPARE(person.document().design(), drawn);
        QCOMPARE(f.dialogs.errors, QStringList());

        player::PlayerPanel &player = f.window.workspace()->player();
        person.key(Qt::Key_F5);
        QCOMPARE(f.window.mode(), Mode::Simulate);
        QTRY_VERIFY(player.controller().clock().reached() > 0.0);
        f.action("simulate.end")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(player.report() && player.controller().clock().isAtEnd(), 30000);
        const auto alone = sim::DesignSimulation::create(drawn, player.controller().options());
        QVERIFY(alone.isOk());
        (*alone)->runUntil(player.controller().options().duration);
        const sim::RunReport expected = (*alone)->report();
        QVERIFY(expected.requests.completed > 1000);
        QTRY_COMPARE(player.report()->requests.completed, expected.requests.completed);
        QCOMPARE(player.report()->responseTime.p95, expected.responseTime.p95);
        QCOMPARE(person.document().design(), drawn);
    }

    void keysStepOneEventAndToTheSelection()
    {
        WindowFixture f;
        f.window.openTour();
        Person person(f);
        player::PlayerPanel &player = f.window.workspace()->player();
        person.key(Qt::Key_2);
        double before = 0.0;
        for (int i = 0; i < 3; ++i) {
            person.key(Qt::Key_Period);
            QTRY_VERIFY(player.controller().clock().reached() > before);
            QCOMPARE(player.controller().state(), player::PlaybackController::State::Paused);
            before = player.controller().clock().reached();
        }
        const auto alone = sim::DesignSimulation::create(player.controller().design(),
                                                         player.controller().options());
        (*alone)->runUntil(before);
        QTRY_COMPARE(player.report()->requests.offered, (*alone)->report().requests.offered);
        QCOMPARE(player.report()->engineEvents, (*alone)->report().engineEvents);
        const model::Design &design = f.window.document().design();
        f.window.document().select({design.components.begin()->first});
        person.key(Qt::Key_N);
        QTRY_VERIFY(player.controller().clock().reached() > before);
        QTRY_COMPARE(player.controller().state(), player::PlaybackController::State::Paused);
    }

    void theTourPlaysAndSpaceHoldsIt()
    {
        WindowFixture f;
        f.window.openTour();
        Person person(f);
        player::PlayerPanel &player = f.window.workspace()->player();
        person.key(Qt::Key_2);
        QVERIFY(!player.isPlaying());
        person.key(Qt::Key_Space);
        QTRY_VERIFY(player.isPlaying());
        QTRY_VERIFY(player.controller().clock().reached() > 0.0);
        person.key(Qt::Key_Space);
        QTRY_VERIFY(!player.isPlaying());
    }

    void whoPlaysADesignWithoutUsersIsOfferedThem()
    {
        WindowFixture f;
        f.newDesignWithNode();
        Person person(f);
        person.key(Qt::Key_2);
        auto *notice = f.window.findChild<QToolButton *>(QStringLiteral("notice"));
        QVERIFY(notice && notice->isVisible());
        QTest::mouseClick(notice, Qt::LeftButton);
        const auto &components = person.document().design().components;
        QVERIFY(std::any_of(components.begin(), components.end(), [](const auto &entry) {
            return entry.second.kind == QStringLiteral("users");
        }));
        QCOMPARE(f.window.mode(), Mode::Design);
        person.key(Qt::Key_2);
        QTRY_COMPARE(f.window.workspace()->player().transport().notice(),
                     QStringLiteral("Users are connected to nothing"));
    }

    void leavingSimulateModeHoldsTheRun()
    {
        WindowFixture f;
        f.window.openTour();
        Person person(f);
        person.key(Qt::Key_F5);
        player::PlayerPanel &player = f.window.workspace()->player();
        QTRY_VERIFY(player.isPlaying());
        person.key(Qt::Key_1);
        QTRY_VERIFY(!player.isPlaying());
        QVERIFY(!player.isActive());
    }

    void theBottomDockBelongsToItsModes()
    {
        WindowFixture f;
        f.window.openTour();
        Person person(f);
        const QDockWidget *bottom = f.window.findChild<QDockWidget *>(QStringLiteral("bottomDock"));
        QVERIFY(!bottom->isVisible());
        person.key(Qt::Key_2);
        QVERIFY(bottom->isVisible());
        person.key(Qt::Key_3);
        QVERIFY(bottom->isVisible());
        f.action("view.bottom")->trigger();
        QVERIFY(!bottom->isVisible());
        person.key(Qt::Key_2);
        QVERIFY(bottom->isVisible());
        person.key(Qt::Key_1);
        QVERIFY(!bottom->isVisible());
    }

    void thePanelsGetTheirWidthBack()
    {
        WindowFixture f;
        f.window.resize(1500, 900);
        f.newDesignWithNode();
        QCoreApplication::processEvents();
        const QWidget *dock = f.window.findChild<QWidget *>(QStringLiteral("inspectorDock"));
        QTRY_COMPARE(dock->width(), 324);
        f.window.resize(880, 600);
        QCoreApplication::processEvents();
        f.window.resize(1500, 900);
        QTRY_COMPARE(dock->width(), 324);
        // A width that the person chose is kept the same way.
        const QPoint border(dock->mapTo(&f.window, QPoint(0, 0)).x() - 1, 400);
        QWindow *screen = f.window.windowHandle();
        QTest::mousePress(screen, Qt::LeftButton, {}, border);
        for (const int away : {20, 40})
            QTest::mouseMove(screen, border - QPoint(away, 0));
        QTRY_COMPARE(dock->width(), 364);
        QTest::mouseRelease(screen, Qt::LeftButton, {}, border - QPoint(40, 0));
        QTRY_COMPARE(dock->width(), 364);
        f.window.resize(880, 600);
        QCoreApplication::processEvents();
        QTRY_VERIFY(dock->width() < 364);
        f.window.resize(1500, 900);
        QTRY_COMPARE(dock->width(), 364);
    }

    void theWholeDiagramStaysInViewAndComesBack()
    {
        WindowFixture f;
        f.window.openTour();
        Person person(f);
        QCoreApplication::processEvents();
        const auto isWhole = [&] {
            const QRectF shown =
                person.canvas().mapToScene(person.canvas().viewport()->rect()).boundingRect();
            return shown.contains(person.canvas().canvasScene().geometry().bounds());
        };
        QTRY_VERIFY(isWhole());
        const double zoom = person.canvas().zoom();
        const QPointF center = person.canvas().viewCenter();
        const int height = person.canvas().viewport()->height();
        person.key(Qt::Key_2);
        QTRY_VERIFY(person.canvas().viewport()->height() < height && isWhole());
        person.key(Qt::Key_1);
        QTRY_VERIFY(std::abs(person.canvas().zoom() - zoom) < 1e-9);
        QTRY_VERIFY(QLineF(person.canvas().viewCenter(), center).length() < 2.0);
    }

    void theDiagramStaysWhereItIsBetweenModes_data()
    {
        QTest::addColumn<double>("y");
        QTest::addColumn<bool>("moves");
        QTest::newRow("out of the way") << 60.0 << false;
        QTest::newRow("in the way of the bottom") << 480.0 << true;
    }

    void theDiagramStaysWhereItIsBetweenModes()
    {
        QFETCH(double, y);
        QFETCH(bool, moves);
        WindowFixture f;
        f.newDesignWithNode();
        Person person(f);
        QCoreApplication::processEvents();
        canvas::CanvasView &canvas = person.canvas();
        canvas.zoomTo100();
        const ElementId node(QStringLiteral("n1"));
        const QPointF place = canvas.mapToScene(QPoint(200, int(y)));
        person.document().perform(QStringLiteral("Move"),
                                  {model::PutPlace{node, place, std::nullopt, {}}});
        const auto onScreen = [&] {
            const QRectF rect = canvas.canvasScene().geometry().componentRect(node);
            return canvas.viewport()->mapToGlobal(canvas.mapFromScene(rect.topLeft()));
        };
        const auto isInView = [&] {
            const QRectF rect = canvas.canvasScene().geometry().componentRect(node);
            return canvas.viewport()->rect().contains(canvas.mapFromScene(rect).boundingRect());
        };
        const QPoint before = onScreen();
        QVERIFY(isInView());
        for (const Qt::Key mode : {Qt::Key_2, Qt::Key_3, Qt::Key_2}) {
            person.key(mode);
            QTRY_VERIFY(isInView());
            QCOMPARE(canvas.zoom(), 1.0);
            QCOMPARE(onScreen().x(), before.x());
            QCOMPARE(onScreen() != before, moves);
        }
        person.key(Qt::Key_1);
        QTRY_COMPARE(onScreen(), before);
    }

    void everyFieldIsWholeInTheNarrowestWindow()
    {
        WindowFixture f;
        f.newDesignWithNode();
        Person person(f);
        f.window.resize(f.window.minimumSize());
        auto *panel = f.window.findChild<panels::InspectorPanel *>();
        const auto *scroll = panel->findChild<QScrollArea *>();
        for (const model::ComponentKind &kind : model::builtinKinds().components()) {
            model::Component component;
            component.id = ElementId(QStringLiteral("c"));
            component.kind = kind.id;
            component.name = kind.name;
            person.document().perform(QStringLiteral("Put"),
                                      {model::PutComponent{component.id, component}});
            person.document().select({component.id});
            QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
            QCoreApplication::processEvents();
            for (const panels::PropertyRow *row : panel->findChildren<panels::PropertyRow *>()) {
                for (const QWidget *part : row->findChildren<QWidget *>()) {
                    const QPoint corner = part->mapTo(scroll->viewport(), QPoint());
                    QVERIFY2(!part->isVisible() ||
                                 (corner.x() >= 0 &&
                                  corner.x() + part->width() <= scroll->viewport()->width()),
                             qPrintable(kind.id + u' ' + row->spec().key + u' ' +
                                        QString::fromLatin1(part->metaObject()->className())));
                }
            }
        }
    }

    void escapeAndEnterLeadBackToTheCanvas_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<Qt::Key>("key");
        QTest::newRow("name, Escape") << "inspectorName" << Qt::Key_Escape;
        QTest::newRow("name, Enter") << "inspectorName" << Qt::Key_Return;
        QTest::newRow("property, Escape") << "cores" << Qt::Key_Escape;
        QTest::newRow("property, Enter") << "cores" << Qt::Key_Return;
        QTest::newRow("choice, Escape") << "discipline" << Qt::Key_Escape;
        QTest::newRow("palette search, Escape") << "paletteSearch" << Qt::Key_Escape;
        QTest::newRow("outline's filter, Escape") << "outlineFilter" << Qt::Key_Escape;
        QTest::newRow("outline, Escape") << "outlineTree" << Qt::Key_Escape;
        QTest::newRow("history, Escape") << "historyList" << Qt::Key_Escape;
        QTest::newRow("layers, Enter") << "layerList" << Qt::Key_Enter;
    }

    void escapeAndEnterLeadBackToTheCanvas()
    {
        QFETCH(QString, field);
        QFETCH(Qt::Key, key);
        WindowFixture f;
        f.newDesignWithNode();
        f.window.document().select({ElementId(QStringLiteral("n1"))});
        for (const char *page : {"outline", "history", "layers"}) {
            if (field.startsWith(QString::fromLatin1(page).left(5)))
                f.action((QByteArray("view.") + page).constData())->trigger();
        }
        QCoreApplication::processEvents();
        QWidget *widget = f.window.findChild<QWidget *>(field);
        QVERIFY(widget && widget->isVisible());
        widget->setFocus();
        QVERIFY(widget->hasFocus());
        QTest::keyClick(widget, key);
        canvas::CanvasView &canvas = f.window.workspace()->canvas();
        QVERIFY(canvas.hasFocus());
        QCOMPARE(f.window.workspace()->panes().marked(), &canvas);
        // So a mode key is one, and nothing is typed into a name.
        QTest::keyClick(f.window.focusWidget(), Qt::Key_2);
        QCOMPARE(f.window.mode(), Mode::Simulate);
        QCOMPARE(f.window.document().design().components.begin()->second.name,
                 QStringLiteral("rstudio-1"));
    }

    void whatWasTypedIsTakenBackByEscapeAndTakenByEnter()
    {
        WindowFixture f;
        f.newDesignWithNode();
        f.window.document().select({ElementId(QStringLiteral("n1"))});
        QWidget *name = f.window.findChild<QWidget *>(QStringLiteral("inspectorName"));
        const auto nameOfNode = [&f] {
            return f.window.document().design().components.begin()->second.name;
        };
        name->setFocus();
        QTest::keyClicks(name, QStringLiteral("x"));
        QTest::keyClick(name, Qt::Key_Escape);
        QVERIFY(f.window.workspace()->canvas().hasFocus());
        QCOMPARE(nameOfNode(), QStringLiteral("rstudio-1"));
        name->setFocus();
        QTest::keyClick(name, Qt::Key_End);
        QTest::keyClicks(name, QStringLiteral("x"));
        QTest::keyClick(name, Qt::Key_Return);
        QVERIFY(f.window.workspace()->canvas().hasFocus());
        QCOMPARE(nameOfNode(), QStringLiteral("rstudio-1x"));
        // What is not understood stays to be mended.
        QLineEdit *cores = f.window.findChild<QLineEdit *>(QStringLiteral("cores"));
        cores->setFocus();
        cores->selectAll();
        QTest::keyClicks(cores, QStringLiteral("many"));
        QTest::keyClick(cores, Qt::Key_Return);
        QVERIFY(cores->hasFocus());
    }

    void aSearchIsClearedFirstAndLeftThen()
    {
        WindowFixture f;
        f.newDesignWithNode();
        Person person(f);
        person.key(Qt::Key_F, Qt::ControlModifier | Qt::ShiftModifier);
        QLineEdit *search = f.window.findChild<QLineEdit *>(QStringLiteral("paletteSearch"));
        QTest::keyClicks(search, QStringLiteral("storage"));
        QTest::keyClick(search, Qt::Key_Escape);
        QVERIFY(search->hasFocus() && search->text().isEmpty());
        QTest::keyClick(search, Qt::Key_Escape);
        QVERIFY(person.canvas().hasFocus());
    }

    void placingAndFindingPutTheKeyboardOnTheCanvas()
    {
        WindowFixture f;
        f.newDesignWithNode();
        Person person(f);
        person.key(Qt::Key_F, Qt::ControlModifier | Qt::ShiftModifier);
        QTest::keyClicks(f.window.focusWidget(), QStringLiteral("storage"));
        QTest::keyClick(f.window.focusWidget(), Qt::Key_Return);
        QVERIFY(person.canvas().hasFocus());
        QCOMPARE(person.document().design().components.size(), size_t(2));
        QWidget *name = f.window.findChild<QWidget *>(QStringLiteral("inspectorName"));
        name->setFocus();
        QTest::keyClick(name, Qt::Key_F, Qt::ControlModifier);
        QTest::keyClick(f.window.focusWidget(), Qt::Key_Escape);
        QVERIFY(person.canvas().hasFocus());
        name->setFocus();
        QTest::keyClick(name, Qt::Key_F, Qt::ControlModifier);
        QTest::keyClicks(f.window.focusWidget(), QStringLiteral("rstudio"));
        QTest::keyClick(f.window.focusWidget(), Qt::Key_Return);
        QVERIFY(person.canvas().hasFocus());
        QTest::keyClick(f.window.focusWidget(), Qt::Key_Delete);
        QVERIFY(!person.document().design().component(ElementId(QStringLiteral("n1"))));
    }

    void f6WalksThePanesAndTheRingFollows()
    {
        WindowFixture f;
        f.newDesignWithNode();
        Person person(f);
        person.key(Qt::Key_2);
        shell::PaneFocus &panes = f.window.workspace()->panes();
        const auto dock = [&f](const char *name) {
            return f.window.findChild<QWidget *>(QString::fromLatin1(name));
        };
        const std::vector<QWidget *> order{dock("paletteDock"), dock("inspectorDock"),
                                           dock("bottomDock"), &person.canvas()};
        for (QWidget *pane : order) {
            QTest::keyClick(f.window.focusWidget(), Qt::Key_F6);
            QCOMPARE(panes.marked(), pane);
            QVERIFY(pane == f.window.focusWidget() || pane->isAncestorOf(f.window.focusWidget()));
        }
        QCOMPARE(f.window.mode(), Mode::Simulate);
        QTest::keyClick(f.window.focusWidget(), Qt::Key_F6, Qt::ShiftModifier);
        QCOMPARE(panes.marked(), dock("bottomDock"));
        const QWidget *ring = dock("focusRing");
        QVERIFY(ring->isVisible());
        QCOMPARE(ring->mapToGlobal(QPoint()), dock("bottomDock")->mapToGlobal(QPoint()));
        QTest::keyClick(f.window.focusWidget(), Qt::Key_Escape);
        QCOMPARE(panes.marked(), &person.canvas());
        // Whoever uses the mouse knows where they are.
        QTest::mouseClick(person.canvas().viewport(), Qt::LeftButton, {}, QPoint(5, 5));
        QVERIFY(!ring->isVisible());
    }

    void contextMenuFitsTheMode()
    {
        WindowFixture f;
        f.newDesignWithNode();
        Person person(f);
        QCoreApplication::processEvents();
        const auto openMenu = [&] {
            const QPointF at = person.canvas()
                                   .canvasScene()
                                   .geometry()
                                   .componentRect(ElementId(QStringLiteral("n1")))
                                   .center();
            Q_EMIT person.canvas().contextMenuRequested(ElementId(QStringLiteral("n1")),
                                                        person.canvas().mapToGlobal(at.toPoint()));
            return person.canvas().findChild<QMenu *>();
        };
        QMenu *menu = openMenu();
        QVERIFY(menu);
        QVERIFY(menu->actions().contains(f.action("edit.rename")));
        QVERIFY(menu->actions().contains(f.action("edit.delete")));
        menu->close();
        QTRY_VERIFY(!person.canvas().findChild<QMenu *>());
        f.action("mode.live")->trigger();
        menu = openMenu();
        QVERIFY(menu);
        QVERIFY(!menu->actions().contains(f.action("edit.delete")));
    }

    void theMenuOnEmptyGroundMeansNothingElsewhere()
    {
        WindowFixture f;
        f.newDesignWithNode();
        Person person(f);
        person.key(Qt::Key_0, Qt::ControlModifier);
        f.window.document().select({ElementId(QStringLiteral("n1"))});
        const QPoint at(6, 6);
        QContextMenuEvent event(QContextMenuEvent::Mouse, at,
                                person.canvas().viewport()->mapToGlobal(at));
        QCoreApplication::sendEvent(person.canvas().viewport(), &event);
        QMenu *menu = person.canvas().findChild<QMenu *>();
        QVERIFY(menu);
        QVERIFY(f.window.document().selection().empty());
        QVERIFY(!menu->actions().contains(f.action("edit.delete")));
        QVERIFY(menu->actions().contains(f.action("edit.paste")));
        menu->close();
    }

    void actionsThatEditAreOffOutsideDesignMode()
    {
        WindowFixture f;
        f.newDesignWithNode();
        Person person(f);
        f.window.document().select({ElementId(QStringLiteral("n1"))});
        QVERIFY(f.action("edit.delete")->isEnabled());
        QVERIFY(!f.action("simulate.playPause")->isEnabled());
        person.key(Qt::Key_2);
        QVERIFY(!f.action("edit.delete")->isEnabled());
        QVERIFY(f.action("simulate.playPause")->isEnabled());
        person.key(Qt::Key_Delete);
        QCOMPARE(f.window.document().design().components.size(), size_t(1));
    }
};

QTEST_MAIN(TestWholeWindow)
#include "tst_whole_window.moc"
