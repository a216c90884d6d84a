// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/canvas_scene.h"
#include "canvas/canvas_view.h"
#include "gui/shell_fixture.h"
#include "player/event_meaning.h"
#include "player/player_panel.h"
#include "player/scenario_offers.h"
#include "player/sign_key.h"
#include "player/transport_bar.h"
#include "shell/presenter_mode.h"
#include "shell/presenter_overlay.h"
#include "shell/workspace.h"

#include <QDockWidget>
#include <QMenuBar>
#include <QStatusBar>
#include <QToolBar>

#include <set>

using namespace loadstar;
using model::ElementId;
using tests::WindowFixture;

namespace {

/// The tour: Analysts, Front door, rstudio-1 to rstudio-3 in two zones, shared state.
struct Tour : WindowFixture
{
    Tour()
    {
        window.openTour();
        QCoreApplication::processEvents();
    }

    shell::PresenterMode &presenter() const
    {
        return *window.workspace()->findChild<shell::PresenterMode *>();
    }
    const shell::PresenterOverlay::Content &shown() const
    {
        return presenter().overlay().content();
    }
    canvas::CanvasView &canvas() const { return window.workspace()->canvas(); }
    player::PlayerPanel &player() const { return window.workspace()->player(); }

    void press(int key) const { QTest::keyClick(&window.workspace()->canvas(), Qt::Key(key)); }
    /// Shift+F5, until the run can be acted on.
    void present()
    {
        QTest::keyClick(&canvas(), Qt::Key_F5, Qt::ShiftModifier);
        QTRY_VERIFY(player().controller().state() == player::PlaybackController::State::Paused);
        QTRY_VERIFY(!player().liveOffers(node(1)).empty());
    }
    static ElementId node(int number)
    {
        return ElementId(QStringLiteral("rstudio-%1").arg(number));
    }
    /// What was added to the scenario by the last key.
    model::ScenarioEvent lastAdded(const model::Scenario &before)
    {
        for (const model::ScenarioEvent &event : window.document().design().scenario) {
            if (std::find(before.begin(), before.end(), event) == before.end())
                return event;
        }
        return {};
    }
    std::vector<bool> docks() const
    {
        std::vector<bool> visible;
        for (const QDockWidget *dock : window.findChildren<QDockWidget *>())
            visible.push_back(dock->isVisible());
        return visible;
    }
};

} // namespace

class TestPresenting : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void onlyTheCanvasIsShown()
    {
        Tour f;
        f.present();
        QVERIFY(f.presenter().isOn());
        QVERIFY(f.window.isFullScreen());
        QVERIFY(!f.window.menuBar()->isVisible());
        QVERIFY(!f.window.statusBar()->isVisible());
        QVERIFY(!f.window.findChild<QToolBar *>(QStringLiteral("modeBar"))->isVisible());
        for (const QDockWidget *dock : f.window.findChildren<QDockWidget *>())
            QVERIFY(!dock->isVisible());
        QVERIFY(f.presenter().overlay().isVisible());
        QTRY_COMPARE(f.presenter().overlay().size(), f.canvas().size());
        // The whole diagram lies between what is above and below.
        const auto drawn = [&] {
            return QRectF(f.canvas()
                              .mapFromScene(f.canvas().canvasScene().geometry().bounds())
                              .boundingRect());
        };
        QTRY_VERIFY(f.presenter().overlay().freeArea().adjusted(-2, -2, 2, 2).contains(drawn()));
        QCOMPARE(f.window.mode(), shell::Mode::Simulate);
    }

    void escapePutsEverythingBack()
    {
        Tour f;
        f.window.document().select({Tour::node(2)});
        f.canvas().setZoom(0.75);
        f.canvas().centerOn(QPointF(420, 130));
        f.action("view.palette")->trigger();
        QCoreApplication::processEvents();
        const auto docks = f.docks();
        const double zoom = f.canvas().zoom();
        const QPointF center = f.canvas().viewCenter();
        const bool hasMinimap = f.action("view.minimap")->isChecked();
        f.present();
        QVERIFY(f.docks() != docks);
        f.press(Qt::Key_1);
        QTRY_VERIFY(f.canvas().zoom() != zoom);
        f.press(Qt::Key_Escape);
        QVERIFY(!f.presenter().isOn());
        QVERIFY(!f.presenter().overlay().isVisible());
        QCOMPARE(f.window.mode(), shell::Mode::Design);
        QCOMPARE(f.docks(), docks);
        QVERIFY(!f.window.isFullScreen());
        QVERIFY(f.window.menuBar()->isVisible() && f.window.statusBar()->isVisible());
        QCOMPARE(f.action("view.minimap")->isChecked(), hasMinimap);
        QCOMPARE(f.window.document().selection(), edit::Selection{Tour::node(2)});
        QTRY_COMPARE(f.canvas().zoom(), zoom);
        QTRY_VERIFY(QLineF(f.canvas().viewCenter(), center).length() < 3.0);
        // The keys mean what they meant.
        f.press(Qt::Key_2);
        QCOMPARE(f.window.mode(), shell::Mode::Simulate);
    }

    void aKeyTellsWhatTheSignsMean()
    {
        Tour f;
        player::SignKey &key = f.window.workspace()->signKey();
        QVERIFY(!key.isVisible());
        f.press(Qt::Key_K); // means nothing beside a design that does not run
        QVERIFY(!key.isVisible());
        f.press(Qt::Key_2);
        QCOMPARE(f.window.mode(), shell::Mode::Simulate);
        f.press(Qt::Key_K);
        QVERIFY(key.isVisible());
        QVERIFY(f.canvas().rect().contains(key.geometry()));
        QVERIFY(key.texts().contains(QStringLiteral("Sent once more")));
        // Every line has a sign: left of the texts there is more than ground.
        const QImage picture = key.grab().toImage();
        const int rows = static_cast<int>(key.texts().size());
        for (int row = 0; row < rows; ++row) {
            const int top = 10 + 20 * row;
            std::set<QRgb> colors;
            for (int y = top; y < top + 20; ++y) {
                for (int x = 10; x < 50; ++x)
                    colors.insert(picture.pixel(x, y));
            }
            QVERIFY2(colors.size() > 1, qPrintable(key.texts().at(row)));
        }
        f.press(Qt::Key_1);
        QVERIFY(!key.isVisible());
        f.present();
        QVERIFY(key.isVisible());
        QTRY_VERIFY(f.presenter().overlay().freeArea().contains(QRectF(key.geometry()).center()));
        f.press(Qt::Key_K);
        QVERIFY(!key.isVisible());
    }

    void numbersChooseNodes()
    {
        Tour f;
        f.present();
        QCOMPARE(f.shown().marks.size(), size_t(3));
        for (const int number : {1, 2, 3}) {
            f.press(Qt::Key_0 + number);
            QCOMPARE(f.window.document().selection(), edit::Selection{Tour::node(number)});
            for (size_t i = 0; i < 3; ++i)
                QCOMPARE(f.shown().marks[i].isChosen, int(i) == number - 1);
        }
        QCOMPARE(f.window.mode(), shell::Mode::Simulate);
        f.press(Qt::Key_9);
        QCOMPARE(f.window.document().selection(), edit::Selection{Tour::node(3)});
        // The number stands at the card.
        const QRectF card =
            f.canvas()
                .mapFromScene(f.canvas().canvasScene().geometry().componentRect(Tour::node(2)))
                .boundingRect();
        QCOMPARE(f.shown().marks[1].rect, card);
    }

    void keysMakeFaults_data()
    {
        QTest::addColumn<int>("key");
        QTest::addColumn<QString>("action");
        QTest::addColumn<QString>("target");
        QTest::newRow("fail") << int(Qt::Key_F) << "fail"
                              << "rstudio-2";
        QTest::newRow("hang") << int(Qt::Key_H) << "fail"
                              << "rstudio-2";
        QTest::newRow("drain") << int(Qt::Key_D) << "drain"
                               << "rstudio-2";
        QTest::newRow("slow") << int(Qt::Key_S) << "slow"
                              << "rstudio-2";
        QTest::newRow("load") << int(Qt::Key_L) << "surge"
                              << "analysts";
    }

    void keysMakeFaults()
    {
        QFETCH(const int, key);
        QFETCH(const QString, action);
        QFETCH(const QString, target);
        Tour f;
        f.present();
        const model::Scenario before = f.window.document().design().scenario;
        f.press(Qt::Key_2);
        f.press(key);
        const model::ScenarioEvent added = f.lastAdded(before);
        QCOMPARE(added.action, action);
        QCOMPARE(added.target, ElementId(target));
        QCOMPARE(added.arguments.count(QStringLiteral("mode")), size_t(key == Qt::Key_H ? 1 : 0));
        QVERIFY(
            f.shown().title.contains(f.window.document().design().component(added.target)->name));
        f.window.document().undoStack().undo();
        QCOMPARE(f.window.document().design().scenario, before);
    }

    void whatCannotBeDoneIsSaid()
    {
        Tour f;
        f.present();
        const model::Scenario before = f.window.document().design().scenario;
        f.press(Qt::Key_2);
        f.press(Qt::Key_R);
        QCOMPARE(f.window.document().design().scenario, before);
        QCOMPARE(f.shown().title, QStringLiteral("rstudio-2: recovering is not possible now"));
        QVERIFY(f.shown().lit.empty());
    }

    void whatHappensIsPointedOut()
    {
        Tour f;
        f.present();
        f.press(Qt::Key_3);
        f.press(Qt::Key_Space);
        QTRY_VERIFY(f.player().controller().clock().reached() > 0.5);
        QVERIFY(f.player().isPlaying());
        QCOMPARE(f.shown().pace, player::speedText(f.player().transport().speed()));
        f.press(Qt::Key_F);
        QTRY_COMPARE(f.shown().title, QStringLiteral("rstudio-3 failed – refuses from now on"));
        f.press(Qt::Key_Space);
        QVERIFY2(f.shown().meaning.contains(QStringLiteral("sessions in its memory are lost")),
                 qPrintable(f.shown().meaning));
        QCOMPARE(f.shown().lit.size(), size_t(1));
        QCOMPARE(f.shown().lit.front(), f.shown().marks[2].rect);
        QTRY_COMPARE(f.shown().darkness, 1.0);
        // What is lit stays as it is, the rest steps back.
        const QImage dark = f.presenter().overlay().grab().toImage();
        const QPoint lit = f.shown().lit.front().center().toPoint();
        QCOMPARE(dark.pixelColor(f.shown().marks[0].rect.center().toPoint()) ==
                     dark.pixelColor(lit),
                 false);
        QTRY_COMPARE_WITH_TIMEOUT(f.shown().darkness, 0.0, 8000);
        QCOMPARE(f.shown().title, QStringLiteral("rstudio-3 failed – refuses from now on"));
    }

    void arrowsChangeTheSpeed()
    {
        Tour f;
        f.present();
        const double speed = f.player().transport().speed();
        f.press(Qt::Key_Right);
        QCOMPARE(f.player().transport().speed(), speed * 2.0);
        f.press(Qt::Key_Left);
        f.press(Qt::Key_Left);
        QCOMPARE(f.player().transport().speed(), speed / 2.0);
        for (int i = 0; i < 20; ++i)
            f.press(Qt::Key_Left);
        QCOMPARE(f.player().transport().speed(), 1.0 / 16.0);
    }

    void theKeysAreHiddenAndShown()
    {
        Tour f;
        f.present();
        QVERIFY(f.shown().hasKeys);
        const double room = f.presenter().overlay().freeArea().height();
        QTest::keyClick(&f.canvas(), Qt::Key_Question, Qt::ShiftModifier);
        QVERIFY(!f.shown().hasKeys);
        QVERIFY(f.presenter().overlay().freeArea().height() > room + 20.0);
        QTest::keyClick(&f.canvas(), Qt::Key_Question, Qt::ShiftModifier);
        QCOMPARE(f.presenter().overlay().freeArea().height(), room);
    }

    void theMouseReachesTheCanvas()
    {
        Tour f;
        f.present();
        QTRY_VERIFY(!f.shown().marks.empty() && f.shown().marks[0].rect.width() > 0);
        QCoreApplication::processEvents();
        const QPoint at = f.shown().marks[0].rect.center().toPoint();
        QWidget *hit = f.window.childAt(f.canvas().mapTo(&f.window, at));
        QCOMPARE(hit, f.canvas().viewport());
    }

    void anotherModeOrTheStartPageEndsIt()
    {
        Tour f;
        f.present();
        f.action("mode.live")->trigger();
        QVERIFY(!f.presenter().isOn());
        QCOMPARE(f.window.mode(), shell::Mode::Live);
        QVERIFY(f.window.menuBar()->isVisible());
        f.action("mode.design")->trigger();
        f.present();
        f.window.showStartPage();
        QVERIFY(!f.presenter().isOn());
        QVERIFY(f.window.menuBar()->isVisible());
        QVERIFY(!f.window.statusBar()->isVisible());
        for (const QDockWidget *dock : f.window.findChildren<QDockWidget *>())
            QVERIFY(!dock->isVisible());
    }

    void aNewDesignEndsIt()
    {
        Tour f;
        f.present();
        f.window.files().newDesign();
        QVERIFY(!f.presenter().isOn());
        QVERIFY(f.window.menuBar()->isVisible() && f.window.statusBar()->isVisible());
    }

    void everyEventHasItsSentence()
    {
        Tour f;
        const film::ElementTable elements(f.window.document().design());
        const auto words = [&](sim::EventWhat what, const char *id) {
            sim::TraceEvent event;
            event.what = what;
            event.target = elements.indexOf(ElementId(QString::fromLatin1(id)));
            return player::meaningWords(event, f.window.document().design(), model::builtinKinds(),
                                        elements);
        };
        std::set<QString> failures;
        for (const char *id : {"rstudio-1", "front-door", "postgres", "zone-a"})
            failures.insert(words(sim::EventWhat::Fail, id));
        QCOMPARE(failures.size(), size_t(4));
        for (int what = 0; what <= int(sim::EventWhat::BreakerClosed); ++what)
            QVERIFY(words(sim::EventWhat(what), "rstudio-1").endsWith(u'.'));
    }
};

QTEST_MAIN(TestPresenting)
#include "tst_presenting.moc"
