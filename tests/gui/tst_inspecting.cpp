// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/canvas_scene.h"
#include "canvas/canvas_view.h"
#include "charts/plot_widget.h"
#include "gui/player_bench.h"
#include "gui/shell_fixture.h"
#include "player/component_inspector.h"
#include "player/inspector_windows.h"
#include "player/request_panel.h"
#include "player/state_words.h"
#include "player/traffic_layer.h"
#include "shell/workspace.h"

#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QPushButton>
#include <QTableView>
#include <QTest>

using namespace loadstar;
using player::ComponentInspector;
using test::elementId;
using State = player::PlaybackController::State;

namespace {

/// The window with the sample design in Simulate mode.
struct Window : tests::WindowFixture
{
    Window()
    {
        window.files().newDesign();
        window.document().reset(test::sampleDesign(), {});
        window.workspace()->setMode(shell::Mode::Simulate);
        QCoreApplication::processEvents();
        canvas().zoomToFit();
        panel().transport().setDuration(90.0);
        panel().transport().setSeed(42);
    }

    player::PlayerPanel &panel() const { return window.workspace()->player(); }
    canvas::CanvasView &canvas() const { return window.workspace()->canvas(); }
    bool runTo(double seconds) const
    {
        panel().transport().setSpeed(32.0);
        if (!panel().isPlaying())
            panel().playPause();
        const bool isThere = QTest::qWaitFor(
            [&] {
                panel().advance(0.016);
                return panel().controller().clock().reached() >= seconds;
            },
            test::kPatience);
        panel().playPause();
        return isThere &&
               QTest::qWaitFor([&] { return panel().controller().state() == State::Paused; });
    }
    QPoint place(const char *id) const
    {
        return canvas().mapFromScene(
            canvas().canvasScene().geometry().componentRect(elementId(id)).center());
    }
    void doubleClick(const char *id) const
    {
        QTest::mouseClick(canvas().viewport(), Qt::LeftButton, {}, place(id));
        QTest::mouseDClick(canvas().viewport(), Qt::LeftButton, {}, place(id));
        QTest::mouseRelease(canvas().viewport(), Qt::LeftButton, {}, place(id));
    }
    std::vector<ComponentInspector *> inspectors() const { return panel().inspectors().windows(); }
};

} // namespace

class TestInspecting : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aDoubleClickOpensAWindowThatFollowsTheRun()
    {
        Window window;
        QVERIFY(window.runTo(15.0));
        window.doubleClick("n2");
        QCOMPARE(window.inspectors().size(), size_t{1});
        ComponentInspector &inspector = *window.inspectors().front();
        QVERIFY(inspector.isVisible());
        QVERIFY(!inspector.isModal());
        QCOMPARE(inspector.windowTitle(), QStringLiteral("rstudio-2"));
        // Once it stands still, the last figures come.
        QTRY_COMPARE(inspector.plots()[2]->lines().front().values.size(),
                     static_cast<size_t>(window.panel().controller().clock().reached()));
        QVERIFY(inspector.conditionText().endsWith(QStringLiteral("Up")));
        const int answered = inspector.figure(QStringLiteral("Answered")).toInt();
        QVERIFY(answered > 10);
        QVERIFY(inspector.figure(QStringLiteral("Busy")).contains(QStringLiteral("of 2")));
        QVERIFY(!inspector.figure(QStringLiteral("Response time")).isEmpty());

        QVERIFY(window.runTo(30.0));
        QTRY_VERIFY(inspector.conditionText().endsWith(QStringLiteral("Down")));
        QVERIFY(!inspector.figure(QStringLiteral("Out of service")).isEmpty());
        QCOMPARE(inspector.beliefs().count(), 1);
        // The last figures come once it stands still.
        QTRY_VERIFY(inspector.beliefs().item(0)->text().startsWith(
            QStringLiteral("Front door holds rstudio-2 down")));
        // What it answered is what the report says.
        for (const sim::ComponentReport &component : window.panel().report()->components) {
            if (component.id == u"n2")
                QCOMPARE(inspector.figure(QStringLiteral("Answered")).toLongLong(),
                         component.completed);
        }
    }

    void plotsThatSayNothingAreNotThere()
    {
        Window window;
        QVERIFY(window.runTo(30.0));
        window.doubleClick("users");
        ComponentInspector &users = *window.inspectors().front();
        const auto visible = [](const ComponentInspector &inspector) {
            std::vector<charts::PlotWidget *> plots;
            for (charts::PlotWidget *plot : inspector.plots()) {
                if (plot->isVisible())
                    plots.push_back(plot);
            }
            return plots;
        };
        QTRY_COMPARE(visible(users).size(), size_t{4});
        for (const charts::PlotWidget *plot : visible(users))
            QTRY_VERIFY(!plot->stretches().empty());
        const std::vector<charts::PlotLine> &sessions = users.plots().back()->lines();
        QCOMPARE(sessions.size(), size_t{2});
        QTRY_COMPARE(*users.plots().back()->lines()[0].values.back(),
                     static_cast<double>(window.panel().report()->sessions.lost));
        window.doubleClick("lb");
        ComponentInspector &balancer = *window.inspectors().back();
        QTRY_COMPARE(visible(balancer).size(), size_t{3}); // it has no cores to be busy
        for (const charts::PlotWidget *plot : visible(balancer))
            QTRY_VERIFY(!plot->stretches().empty());
    }

    void severalAreOpenAndNoComponentTwice()
    {
        Window window;
        QVERIFY(window.runTo(5.0));
        window.doubleClick("n1");
        window.doubleClick("lb");
        window.doubleClick("n1");
        QCOMPARE(window.inspectors().size(), size_t{2});
        window.inspectors().front()->close();
        QTRY_COMPARE(window.inspectors().size(), size_t{1});
        window.window.workspace()->setMode(shell::Mode::Design);
        QTRY_VERIFY(window.inspectors().empty());
    }

    void beliefsLeadToTheOtherComponentAndBack()
    {
        Window window;
        QVERIFY(window.runTo(5.0));
        window.doubleClick("lb");
        ComponentInspector &inspector = *window.inspectors().front();
        QListWidget &beliefs = inspector.beliefs();
        QCOMPARE(beliefs.count(), 3);
        QTest::mouseClick(beliefs.viewport(), Qt::LeftButton, {},
                          beliefs.visualItemRect(beliefs.item(2)).center());
        QCOMPARE(inspector.component(), elementId("n3"));
        QCOMPARE(inspector.windowTitle(), QStringLiteral("rstudio-3"));
        const auto arrows = inspector.findChildren<QToolButton *>();
        QCOMPARE(arrows.size(), 2);
        QVERIFY(arrows[0]->isEnabled() && !arrows[1]->isEnabled());
        QTest::mouseClick(arrows[0], Qt::LeftButton);
        QCOMPARE(inspector.component(), elementId("lb"));
        QCOMPARE(beliefs.count(), 3);
        QTest::mouseClick(arrows[1], Qt::LeftButton);
        QCOMPARE(inspector.component(), elementId("n3"));
    }

    void failedRequestsOfTheComponentAreALinkAway()
    {
        Window window;
        QVERIFY(window.runTo(30.0));
        window.doubleClick("n2");
        auto *link = window.inspectors().front()->findChild<QPushButton *>();
        QVERIFY(link);
        QTest::mouseClick(link, Qt::LeftButton);
        player::RequestPanel &requests = window.panel().requests();
        QVERIFY(requests.isVisible());
        QTableView &view = requests.failedView();
        QTRY_VERIFY(view.model()->rowCount() > 0);
        int shown = 0;
        for (int row = 0; row < view.model()->rowCount(); ++row) {
            const QString why = view.model()->index(row, 2).data().toString();
            QCOMPARE(!view.isRowHidden(row), why.contains(QStringLiteral("(rstudio-2)")));
            shown += view.isRowHidden(row) ? 0 : 1;
        }
        QVERIFY(shown < view.model()->rowCount() || shown > 0);
        auto *all = requests.findChild<QPushButton *>(QStringLiteral("everywhere"));
        QVERIFY(all && all->isVisible());
        QTest::mouseClick(all, Qt::LeftButton);
        QVERIFY(!all->isVisible());
        for (int row = 0; row < view.model()->rowCount(); ++row)
            QVERIFY(!view.isRowHidden(row));
    }

    void inDesignModeADoubleClickRenames()
    {
        Window window;
        window.window.workspace()->setMode(shell::Mode::Design);
        window.doubleClick("n1");
        QVERIFY(window.inspectors().empty());
        bool isEdited = false;
        for (const QLineEdit *edit : window.canvas().findChildren<QLineEdit *>())
            isEdited = isEdited || (edit->isVisible() && edit->text() == u"rstudio-1");
        QVERIFY(isEdited);
    }

    void aSingleClickStillOffersWhatCanBeDone()
    {
        Window window;
        QVERIFY(window.runTo(5.0));
        QTest::mouseClick(window.canvas().viewport(), Qt::LeftButton, {}, window.place("n1"));
        QMenu *menu = nullptr;
        QTRY_VERIFY((menu = qobject_cast<QMenu *>(QApplication::activePopupWidget())) != nullptr);
        QVERIFY(window.inspectors().empty());
        QCOMPARE(menu->actions().at(1)->text(), QStringLiteral("Inspect"));
        QTest::mouseClick(menu, Qt::LeftButton, {},
                          menu->actionGeometry(menu->actions().at(1)).center());
        QCOMPARE(window.inspectors().size(), size_t{1});
    }

    void whatIsPointedAtTellsItsStateInWords()
    {
        Window window;
        QVERIFY(window.runTo(30.0));
        canvas::CanvasScene &scene = window.canvas().canvasScene();
        const auto at = [&](const char *id) {
            return scene.describeAt(scene.geometry().componentRect(elementId(id)).center(), 1.0);
        };
        QVERIFY(at("n2").startsWith(QStringLiteral("rstudio-2: Down")));
        QVERIFY(at("n1").contains(QStringLiteral("of 2 core")));
        // A run that stands still at a moment shows its dots.
        const auto dots = window.panel().layer().traffic().dotsAt(
            window.panel().controller().clock().animation());
        QVERIFY(!dots.empty());
        const QString dot = scene.describeAt(dots.back().position, 4.0);
        QVERIFY2(dot.contains(QStringLiteral("request")) || dot.contains(QStringLiteral("check")) ||
                     dot.contains(QStringLiteral("answer"), Qt::CaseInsensitive) ||
                     dot.contains(QStringLiteral("connection")),
                 qPrintable(dot));
        // In the middle of a line's longest stretch lies nothing else but its dots.
        const QPolygonF route = scene.geometry().route(elementId("t2"));
        QVERIFY(route.size() >= 2);
        QVERIFY(!scene.describeAt((route[0] + route[1]) / 2.0, 4.0).isEmpty());
        const QString words = player::connectionWords(
            {window.panel().controller().design(), model::builtinKinds(),
             window.panel().controller().elements(), window.panel().layer().snapshot()},
            window.panel().controller().elements().indexOf(elementId("t2")), 0.0);
        QCOMPARE(words,
                 QStringLiteral("Front door → rstudio-2: 0.0 requests/s; what comes is refused"));
    }

    void aClickOnADotTellsThatRequest()
    {
        Window window;
        QVERIFY(window.runTo(30.0));
        const auto &traffic = window.panel().layer().traffic();
        const double now = window.panel().controller().clock().animation();
        canvas::CanvasScene &scene = window.canvas().canvasScene();
        std::optional<film::PlacedDot> onLine;
        const canvas::CanvasView &view = window.canvas();
        for (const film::PlacedDot &dot : traffic.dotsAt(now)) {
            const QPointF clicked = view.mapToScene(view.mapFromScene(dot.position));
            if (dot.request != 0 && !scene.isCard(scene.componentAt(clicked)))
                onLine = dot; // the last is the uppermost
        }
        QVERIFY(onLine);
        const QPoint at = window.canvas().mapFromScene(onLine->position);
        // Of several that the pointer reaches it is the uppermost.
        constexpr double kReach = 7.0; // screen pixels
        for (const film::PlacedDot &dot : traffic.dotsAt(now)) {
            const double away = QLineF(dot.position, view.mapToScene(at)).length();
            if (away <= std::max(dot.radius, kReach / view.zoom()))
                onLine = dot;
        }
        QTest::mouseClick(window.canvas().viewport(), Qt::LeftButton, {}, at);
        player::RequestPanel &requests = window.panel().requests();
        QVERIFY(requests.isVisible());
        QTRY_VERIFY(requests.story());
        QCOMPARE(quint64(requests.story()->request), onLine->request);
        // The click was for the dot alone.
        QVERIFY(window.window.document().selection().empty());
    }

    void conditionsAreWords()
    {
        sim::ComponentState state;
        QCOMPARE(player::conditionWords(state), QStringLiteral("Up"));
        state.isDraining = true;
        state.slowFactor = 4.0;
        QCOMPARE(player::conditionWords(state), QStringLiteral("Up, draining, slowed 4×"));
        state.isHung = true;
        state.isDraining = false;
        state.slowFactor = 1.0;
        QCOMPARE(player::conditionWords(state), QStringLiteral("Hangs"));
    }
};

QTEST_MAIN(TestInspecting)
#include "tst_inspecting.moc"
