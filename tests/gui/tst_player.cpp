// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/canvas_scene.h"
#include "canvas/canvas_view.h"
#include "charts/plot_widget.h"
#include "edit/connection_operations.h"
#include "gui/player_bench.h"
#include "gui/player_sample.h"
#include "player/event_log.h"
#include "player/event_table.h"
#include "player/run_plots.h"
#include "player/run_words.h"
#include "player/scenario_track.h"
#include "player/traffic_layer.h"

#include <QFile>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QProcess>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

#include <nlohmann/json.hpp>
#include <set>

using namespace loadstar;
using film::DotKind;
using player::PlaybackController;
using player::PlayerPanel;
using render::Health;
using test::Bench;
using test::elementId;
using State = PlaybackController::State;

namespace {

QAction *actionNamed(const QMenu &menu, const char *text)
{
    for (QAction *action : menu.actions()) {
        if (action->text() == QString::fromLatin1(text))
            return action;
    }
    return nullptr;
}

/// What the command line prints, without what depends on the wall clock, and without the answers of
/// theory, which it alone adds.
nlohmann::json comparable(nlohmann::json report)
{
    report["engine"].erase("wallSeconds");
    report["engine"].erase("eventsPerSecond");
    report.erase("theory");
    return report;
}

} // namespace

class TestPlayer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void failedNodeIsDownAndComesBackAfterItsChecks()
    {
        Bench bench;
        bench.click("Play");
        QVERIFY(bench.playUntil(10.0));
        QCOMPARE(bench.health("n2"), Health::Up);
        QVERIFY(!bench.view->canvasScene().connectionLook(elementId("t2")).isRefused);

        std::set<DotKind> seen;
        std::vector<Health> states;
        QVERIFY(bench.playUntil([&] {
            const player::TrafficLayer &layer = bench.panel->layer();
            const double animation = bench.panel->controller().clock().animation();
            for (const film::PlacedDot &dot : layer.traffic().dotsAt(animation))
                seen.insert(dot.kind);
            const Health health = bench.health("n2");
            if (states.empty() || states.back() != health)
                states.push_back(health);
            return bench.panel->controller().clock().reached() >= 60.0;
        }));
        QCOMPARE(states, (std::vector{Health::Up, Health::Down, Health::Pending, Health::Up}));
        QVERIFY(seen.count(DotKind::Request) && seen.count(DotKind::Sticky));
        QVERIFY(seen.count(DotKind::Answer) && seen.count(DotKind::Refused));
        QVERIFY(seen.count(DotKind::Falling) && seen.count(DotKind::Heartbeat));
        QVERIFY(seen.count(DotKind::Missed));
    }

    void downNodeLooksDownOnTheCanvas()
    {
        Bench bench;
        bench.click("Play");
        QVERIFY(bench.playUntil(26.0));
        bench.click("Pause");
        QTRY_COMPARE(bench.health("n2"), Health::Down);
        canvas::CanvasScene &scene = bench.view->canvasScene();
        QVERIFY(scene.connectionLook(elementId("t2")).isRefused);
        QVERIFY(!scene.connectionLook(elementId("t1")).isRefused);
        QVERIFY(scene.componentLook(elementId("n2")).detail.startsWith(QStringLiteral("down for")));
        QVERIFY(scene.componentLook(elementId("n1")).utilisation.value_or(0.0) > 0.0);

        // The card's badge has the colour of a failure, where that of n1 has the colour of health.
        bench.view->zoomToFit();
        const QImage picture = bench.view->grab().toImage();
        const render::Theme &theme = render::Theme::light();
        const auto badge = [&](const char *id) {
            const QRectF rect = scene.geometry().componentRect(elementId(id));
            int down = 0;
            int up = 0;
            const QPoint corner = bench.view->mapFromScene(rect.topRight());
            for (int y = -12; y <= 12; ++y) {
                for (int x = -12; x <= 12; ++x) {
                    const QPoint at = corner + QPoint(x, y);
                    if (!picture.rect().contains(at))
                        continue;
                    down += picture.pixelColor(at) == theme.down ? 1 : 0;
                    up += picture.pixelColor(at) == theme.up ? 1 : 0;
                }
            }
            return std::pair(down, up);
        };
        QVERIFY(badge("n2").first > 20);
        QVERIFY(badge("n1").second > 20 && badge("n1").first == 0);
    }

    void captionTellsWhyANodeWasMarkedDown()
    {
        Bench bench;
        bench.click("Play");
        QVERIFY(bench.playUntil([&] {
            const auto captions = bench.panel->layer().captions();
            return !captions.empty() && captions.back().anchor == elementId("lb");
        }));
        const film::RunCaption caption = bench.panel->layer().captions().back();
        QCOMPARE(caption.title, QStringLiteral("Heartbeat missed 3 of 3"));
        QVERIFY(caption.text.startsWith(QStringLiteral("rstudio-2 marked down\n")));
        QVERIFY(caption.text.endsWith(QStringLiteral(" s after it failed")));
    }

    void whatAnUndoneFailureBroughtAboutIsToldNoMore()
    {
        Bench bench;
        model::Scenario scenario = bench.document.design().scenario;
        const model::Scenario without(scenario.begin() + 2, scenario.end());
        bench.click("Play");
        QVERIFY(bench.playUntil([&] {
            const auto captions = bench.panel->layer().captions();
            return !captions.empty() && captions.back().anchor == elementId("lb");
        }));
        bench.click("Pause");
        bench.document.perform(QStringLiteral("Calm"), {model::PutScenario{without}});
        QTRY_COMPARE(bench.panel->controller().design().scenario, without);
        QTRY_COMPARE(bench.panel->controller().state(), State::Paused);
        QTRY_COMPARE(bench.health("n2"), Health::Up);
        QVERIFY(bench.panel->layer().captions().empty());
    }

    void whatStillHappensIsToldOnAfterAChange()
    {
        Bench bench;
        model::Scenario scenario = bench.document.design().scenario;
        scenario.pop_back();
        bench.click("Play");
        QVERIFY(bench.playUntil([&] { return !bench.panel->layer().captions().empty(); }));
        bench.click("Pause");
        const auto told = bench.panel->layer().captions();
        bench.document.perform(QStringLiteral("Calm"), {model::PutScenario{scenario}});
        QTRY_COMPARE(bench.panel->controller().design().scenario, scenario);
        QTRY_COMPARE(bench.panel->controller().state(), State::Paused);
        QVERIFY(bench.panel->layer().captions() == told);
    }

    void aClickOnTheTrackGoesThereAndBack()
    {
        Bench bench;
        player::ScenarioTrack &track = bench.panel->track();
        const auto clickAt = [&](double seconds) {
            QTest::mouseClick(&track, Qt::LeftButton, {},
                              QPoint(qRound(track.xOf(seconds)), track.height() / 2));
        };
        const auto reached = [&] { return bench.panel->controller().clock().reached(); };
        clickAt(52.0);
        QTRY_COMPARE(bench.panel->controller().state(), State::Paused);
        QVERIFY(std::abs(reached() - 52.0) < 1.0);
        QTRY_VERIFY(bench.panel->report());
        clickAt(15.0);
        QTRY_COMPARE(bench.panel->controller().state(), State::Paused);
        const double there = reached();
        QVERIFY(std::abs(there - 15.0) < 1.0);
        // The figures are those of a run that only came this far.
        sim::RunOptions options = bench.options();
        auto alone = sim::DesignSimulation::create(bench.document.design(), options);
        alone.value()->runUntil(there);
        const auto expected = alone.value()->report().requests.completed;
        QTRY_COMPARE(bench.panel->report()->requests.completed, expected);
        bench.click("Play");
        QVERIFY(bench.playUntil(State::Finished));
        QCOMPARE(test::withoutWallTime(*bench.panel->report()).requests.completed,
                 test::runInOnePiece(bench.document.design(), options).requests.completed);
    }

    void usersWithoutAConnectionAreNamed()
    {
        Bench bench;
        QCOMPARE(bench.panel->transport().notice(), QString());
        bench.document.perform(QStringLiteral("Cut"), {model::PutConnection{elementId("t0"), {}}});
        QCOMPARE(bench.panel->transport().notice(),
                 QStringLiteral("Analysts are connected to nothing"));
        bench.click("Play");
        QVERIFY(bench.playUntil(5.0));
        QCOMPARE(bench.panel->transport().notice(),
                 QStringLiteral("Analysts are connected to nothing"));
        QTest::mouseClick(
            bench.panel->transport().findChild<QToolButton *>(QStringLiteral("notice")),
            Qt::LeftButton);
        QCOMPARE(bench.document.selection(), edit::Selection{elementId("users")});
    }

    void dotsGoBelowTheTextsAtConnections()
    {
        Bench bench;
        const model::ElementId line = elementId("t0");
        bench.document.perform(
            QStringLiteral("Name"),
            edit::nameConnection(bench.document.design(), line, QStringLiteral("in")));
        QCoreApplication::processEvents();
        const auto &labels = bench.view->canvasScene().labels().labels();
        QVERIFY(labels.count(line));
        const QRect text = bench.view->mapFromScene(labels.at(line).rect).boundingRect();
        const auto shown = [&] {
            return bench.view->viewport()->grab(text.adjusted(3, 3, -3, -3)).toImage();
        };
        const QImage before = shown();
        bench.click("Play");
        int frames = 0;
        int hidden = 0;
        QVERIFY(bench.playUntil([&] {
            hidden += shown() != before;
            constexpr int kFrames = 100;
            return ++frames == kFrames;
        }));
        QCOMPARE(hidden, 0);
    }

    void captionsLeaveTheTitlesOfContainersFree()
    {
        Bench bench;
        bench.view->zoomToFit();
        film::CaptionBoard board;
        board.add({elementId("n1"), elementId("n1"), QStringLiteral("rstudio-1 failed"),
                   QStringLiteral("refuses from now on")},
                  0.0);
        const render::DiagramGeometry &geometry = bench.view->canvasScene().geometry();
        const render::DiagramPainter &painter = bench.view->canvasScene().painter();
        QImage picture(2000, 1000, QImage::Format_ARGB32_Premultiplied);
        picture.fill(Qt::white);
        QPainter canvas(&picture);
        const QPoint offset(300, 300);
        canvas.translate(offset);
        board.paint(canvas, painter, geometry, QRectF(-300, -300, 1600, 900), 0.1);
        canvas.end();
        const QRect zone = geometry.componentRect(elementId("zone")).toRect().translated(offset);
        for (int y = zone.top(); y < zone.top() + 26; ++y) {
            for (int x = zone.left(); x < zone.left() + 190; ++x) {
                if (picture.pixelColor(x, y) == painter.theme().bubble)
                    QFAIL(qPrintable(QStringLiteral("%1, %2").arg(x).arg(y)));
            }
        }
    }

    void captionGivesWayToNewsOfTheSameSubject()
    {
        film::CaptionBoard board;
        const auto caption = [](const char *anchor, const char *subject, const char *title) {
            return film::RunCaption{elementId(anchor), elementId(subject),
                                    QString::fromLatin1(title), QString()};
        };
        board.add(caption("n2", "n2", "failed"), 0.0);
        board.add(caption("n1", "n1", "failed"), 0.5);
        board.add(caption("lb", "n2", "marked down"), 1.0);
        QCOMPARE(board.captions().size(), 2U);
        QCOMPARE(board.captions()[1].title, QStringLiteral("marked down"));
        QVERIFY(board.expire(0.5 + film::CaptionBoard::kShownFor + 0.1));
        QCOMPARE(board.captions().size(), 1U);
        QVERIFY(!board.expire(1.0 + film::CaptionBoard::kShownFor + 0.1));
    }

    void boxAndTextOfACaptionFadeTogether()
    {
        Bench bench;
        film::CaptionBoard board;
        const auto paintedAt = [&](double animation) {
            board.clear();
            board.add({elementId("n1"), elementId("n1"), QStringLiteral("rstudio-1 failed"), {}},
                      0.0);
            QImage picture(1600, 900, QImage::Format_ARGB32_Premultiplied);
            picture.fill(Qt::transparent);
            QPainter painter(&picture);
            painter.translate(200, 200);
            board.paint(painter, bench.view->canvasScene().painter(),
                        bench.view->canvasScene().geometry(), QRectF(-200, -200, 1600, 900),
                        animation);
            painter.end();
            int most = 0;
            for (int y = 0; y < picture.height(); ++y) {
                for (int x = 0; x < picture.width(); ++x)
                    most = std::max(most, picture.pixelColor(x, y).alpha());
            }
            return most;
        };
        QCOMPARE(paintedAt(0.1), 255);
        // A text over its box is nowhere less transparent than the box.
        const int half = paintedAt(film::CaptionBoard::kShownFor - 0.3);
        QVERIFY2(std::abs(half - 128) <= 3, qPrintable(QString::number(half)));
    }

    void captionsOfLongAgoAndHalfGoneOnesDoNotStay()
    {
        film::CaptionBoard board;
        film::RunCaption old{elementId("n1"), elementId("n1"), QStringLiteral("old"), {}, 240.0};
        film::RunCaption news{elementId("n2"), elementId("n2"), QStringLiteral("new"), {}, 590.0};
        board.add(old, 0.0);
        board.add(news, 0.5);
        board.dropBefore(540.0);
        QCOMPARE(board.captions(), std::vector<film::RunCaption>{news});
        board.dropFading(film::CaptionBoard::kShownFor - 0.2);
        QCOMPARE(board.captions().size(), 1U);
        board.dropFading(film::CaptionBoard::kShownFor);
        QVERIFY(board.captions().empty());
    }

    void atTheEndNothingIsToldAnyMore()
    {
        Bench bench;
        bench.click("Run to the end");
        QVERIFY(bench.playUntil(State::Finished));
        QVERIFY(bench.playUntil([&] { return bench.panel->layer().captions().empty(); }));
    }

    void captionStandsWhereItCoversLeast()
    {
        const QRectF anchor(100, 100, 140, 60);
        const QSizeF size(150, 60);
        const QRectF view(-400, -400, 1200, 1200);
        const QRectF free = film::CaptionBoard::placeBeside(anchor, size, {}, view);
        QVERIFY(free.bottom() < anchor.top());
        QCOMPARE(free.center().x(), anchor.center().x());
        const std::vector<film::CaptionBoard::Obstacle> above{{QRectF(-400, -400, 1200, 490), 1.0}};
        const QRectF below = film::CaptionBoard::placeBeside(anchor, size, above, view);
        QVERIFY(below.top() >= 90.0 && !below.intersects(anchor));
        // What is not in view is no place either.
        const QRectF inView =
            film::CaptionBoard::placeBeside(anchor, size, {}, QRectF(60, 90, 800, 600));
        QVERIFY(QRectF(60, 90, 800, 600).contains(inView) && !inView.intersects(anchor));
    }

    void figuresAreThoseOfTheSimulation()
    {
        Bench bench;
        bench.click("Play");
        QVERIFY(bench.playUntil(24.0));
        bench.click("Pause");
        bench.panel->transport().setSpeed(64.0);
        bench.click("Play");
        QVERIFY(bench.playUntil(State::Finished));
        const sim::RunReport expected = test::runInOnePiece(test::sampleDesign(), bench.options());
        QVERIFY(bench.panel->report());
        QVERIFY(test::withoutWallTime(*bench.panel->report()) == expected);
        QCOMPARE(bench.panel->transport().headline(), player::headlineWords(expected));
        QVERIFY(bench.panel->transport().headline().contains(QStringLiteral("% answered")));
    }

    void figuresAreThoseOfTheCommandLine()
    {
        const QString program = QStringLiteral(LOADSTAR_BINARY_DIR "/bin/loadstarctl");
        QVERIFY2(QFile::exists(program), "loadstarctl is built with the tests");
        Bench bench;
        bench.click("Play");
        QVERIFY(bench.playUntil(State::Finished));

        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("sample.loadstar"));
        QVERIFY(model::saveDesign(test::sampleDesign(), path).isOk());
        QProcess process;
        process.start(program,
                      {QStringLiteral("simulate"), path, QStringLiteral("--seed"),
                       QStringLiteral("42"), QStringLiteral("--duration"), QStringLiteral("90"),
                       QStringLiteral("--json"), QStringLiteral("-")});
        QVERIFY(process.waitForFinished(test::kPatience));
        const nlohmann::json printed =
            nlohmann::json::parse(process.readAllStandardOutput().toStdString(), nullptr, false);
        QVERIFY(!printed.is_discarded());
        const nlohmann::json shown = sim::toJson(*bench.panel->report());
        QVERIFY(shown["requests"]["completed"].get<int>() > 500);
        // As values: the command line writes 0 where a dump of the same report writes 0.0.
        QVERIFY(comparable(shown) == comparable(printed));
    }

    void plotsShowTheTimeline()
    {
        Bench bench;
        // Wide enough that no bins are drawn together.
        bench.panel->plots().setChosen({QStringLiteral("throughput"), QStringLiteral("errors")});
        bench.click("Run to the end");
        QVERIFY(bench.playUntil(State::Finished));
        const auto &plots = bench.panel->plots().plots();
        const sim::Timeline &timeline = bench.panel->report()->timeline;
        const auto throughput = plots[0]->stretches();
        QVERIFY(!throughput.empty());
        const auto *series = timeline.find(QStringLiteral("throughput"));
        QVERIFY(series);
        for (const auto &stretch : throughput) {
            for (const QPointF &point : stretch) {
                const auto bin = static_cast<size_t>(point.x() / timeline.step);
                QCOMPARE(point.y(), *series->values[bin]);
            }
        }
        double worst = 0.0;
        for (const auto &stretch : plots[2]->stretches()) {
            for (const QPointF &point : stretch) {
                QVERIFY(point.y() >= 0.0 && point.y() <= 100.0);
                if (point.x() > 20.0 && point.x() < 26.0)
                    worst = std::max(worst, point.y());
            }
        }
        QVERIFY(worst > 5.0);
        QCOMPARE(plots[0]->timeRange(), QPointF(0.0, 90.0));
    }

    void plotsAreLinked()
    {
        Bench bench;
        bench.click("Run to the end");
        QVERIFY(bench.playUntil(State::Finished));
        const auto &plots = bench.panel->plots().plots();
        plots[0]->setTimeRange(10.0, 30.0);
        Q_EMIT plots[0]->timeRangeChanged(10.0, 30.0);
        QCOMPARE(plots[2]->timeRange(), QPointF(10.0, 30.0));
        Q_EMIT plots[1]->pointedAt(22.5);
        QVERIFY(!plots[0]->readoutText().isEmpty());
        Q_EMIT plots[2]->followRequested();
        QCOMPARE(plots[0]->timeRange(), QPointF(0.0, 90.0));
    }

    void eventsAreListedAndSelectTheirTarget()
    {
        Bench bench;
        bench.click("Run to the end");
        QVERIFY(bench.playUntil(State::Finished));
        const player::EventTable &events = bench.panel->eventLog().table();
        QCOMPARE(events.rowCount(), static_cast<int>(bench.panel->report()->events.size()));
        const auto text = [&](int row, int column) {
            return events.data(events.index(row, column), Qt::DisplayRole).toString();
        };
        QCOMPARE(text(0, player::EventTable::Time), QStringLiteral("0:20.0"));
        QCOMPARE(text(0, player::EventTable::What), QStringLiteral("Failed (crashed)"));
        QCOMPARE(text(0, player::EventTable::Target), QStringLiteral("rstudio-2"));
        QCOMPARE(text(0, player::EventTable::By), QStringLiteral("Scenario"));
        QCOMPARE(text(1, player::EventTable::What), QStringLiteral("Marked down"));
        QCOMPARE(text(1, player::EventTable::By), QStringLiteral("Front door"));
        QTableView &view = bench.panel->eventLog().view();
        view.setCurrentIndex(view.model()->index(1, 0));
        QCOMPARE(bench.document.selection(), edit::Selection{elementId("n2")});
    }

    void editingGoesOnAndWaitsForARestart()
    {
        Bench bench;
        bench.click("Play");
        QVERIFY(bench.playUntil(5.0));
        QVERIFY(bench.panel->transport().notice().isEmpty());
        bench.document.perform(QStringLiteral("Cores"),
                               {model::PutProperty{elementId("n1"), QStringLiteral("cores"), 8.0}});
        QVERIFY(!bench.panel->transport().notice().isEmpty());
        bench.document.undoStack().undo();
        QVERIFY(bench.panel->transport().notice().isEmpty());
        bench.document.undoStack().redo();
        // Moving something changes the picture, not the run.
        const model::Design changed = bench.document.design();
        QVERIFY(bench.playUntil(10.0));
        QVERIFY(bench.panel->controller().design() != changed);
        bench.click("Restart");
        QVERIFY(bench.panel->transport().notice().isEmpty());
        QVERIFY(bench.playUntil(State::Finished));
        QVERIFY(test::withoutWallTime(*bench.panel->report()) ==
                test::runInOnePiece(changed, bench.options()));
    }

    void whatWaitsForARestartLeavesTheFiguresInView()
    {
        Bench bench;
        bench.panel->resize(880, 320);
        bench.click("Play");
        QVERIFY(bench.playUntil(30.0));
        bench.click("Pause");
        QVERIFY(bench.playUntil(State::Paused));
        auto *headline = bench.panel->findChild<QLabel *>(QStringLiteral("headline"));
        auto *notice = bench.panel->findChild<QToolButton *>(QStringLiteral("notice"));
        QVERIFY(headline && notice && !notice->isVisible());
        QCoreApplication::processEvents();
        const QRect before = headline->geometry();
        QVERIFY(headline->text().contains(u'%'));
        bench.document.perform(QStringLiteral("Cores"),
                               {model::PutProperty{elementId("n1"), QStringLiteral("cores"), 8.0}});
        QCoreApplication::processEvents();
        QVERIFY(notice->isVisible());
        QCOMPARE(headline->pos(), before.topLeft());
        QCOMPARE(headline->width(), before.width());
        QVERIFY(headline->fontMetrics().horizontalAdvance(headline->text()) <= headline->width());
        const auto place = [&](const QWidget *widget) {
            return QRect(widget->mapTo(bench.panel, QPoint()), widget->size());
        };
        QVERIFY(bench.panel->rect().contains(place(headline)));
        QVERIFY(bench.panel->rect().contains(place(notice)));
        QVERIFY(!place(headline).intersects(place(notice)));
        // The remark is a button: it does what it says.
        QTest::mouseClick(notice, Qt::LeftButton);
        QVERIFY(bench.panel->transport().notice().isEmpty());
        QCOMPARE(bench.panel->controller().design(), bench.document.design());
    }

    void allOfThePlayerIsInAPanelOfAnyWidth_data()
    {
        QTest::addColumn<int>("width");
        for (const int width : {420, 600, 791, 793, 1000})
            QTest::addRow("%d", width) << width;
    }

    void allOfThePlayerIsInAPanelOfAnyWidth()
    {
        QFETCH(int, width);
        Bench bench;
        bench.panel->resize(1000, 320);
        bench.panel->resize(width, 320);
        bench.click("Play");
        QVERIFY(bench.playUntil(5.0));
        bench.panel->transport().setAchievedSpeed(1234.0);
        QCoreApplication::processEvents();
        const auto &plots = bench.panel->plots().plots();
        QRegion plotted;
        for (const charts::PlotWidget *plot : plots) {
            if (!plot->isVisible())
                continue;
            QVERIFY(!plotted.intersects(plot->geometry()));
            QVERIFY(plot->width() >= plot->minimumSizeHint().width());
            plotted += plot->geometry();
        }
        QVERIFY(!plotted.isEmpty());
        const QRect room = bench.panel->transport().rect();
        QVERIFY(room.width() <= width);
        QRegion taken;
        for (const QWidget *part : bench.panel->transport().findChildren<QWidget *>(
                 QString(), Qt::FindDirectChildrenOnly)) {
            if (!part->isVisible())
                continue;
            const QRect place = part->geometry();
            QVERIFY2(room.contains(place), qPrintable(part->objectName()));
            QVERIFY2(!taken.intersects(place), qPrintable(part->objectName()));
            QVERIFY2(place.width() >= part->minimumSizeHint().width() ||
                         part->objectName() == QStringLiteral("headline"),
                     qPrintable(part->objectName()));
            taken += place;
        }
    }

    void figuresWithoutRoomAreInTheToolTip()
    {
        Bench bench;
        bench.panel->resize(420, 320);
        bench.click("Run to the end");
        QVERIFY(bench.playUntil(State::Finished));
        QCoreApplication::processEvents();
        const auto *headline = bench.panel->findChild<QLabel *>(QStringLiteral("headline"));
        QVERIFY(headline->text() != bench.panel->transport().headline());
        QCOMPARE(headline->toolTip(), bench.panel->transport().headline());
        QCOMPARE(headline->accessibleDescription(), bench.panel->transport().headline());
    }

    void aDesignWithoutUsersSaysSoAndOffersThem()
    {
        Bench bench;
        QVERIFY(bench.panel->transport().notice().isEmpty());
        bench.document.perform(QStringLiteral("Remove"),
                               {model::PutScenario{},
                                model::PutConnection{elementId("t0"), std::nullopt},
                                model::PutComponent{elementId("users"), std::nullopt}});
        QVERIFY(bench.panel->transport().notice().contains(QStringLiteral("add users")));
        bench.click("Play");
        QVERIFY(bench.playUntil(5.0));
        QVERIFY(bench.panel->transport().notice().contains(QStringLiteral("add users")));
        QSignalSpy wanted(bench.panel, &PlayerPanel::kindWanted);
        QTest::mouseClick(bench.panel->findChild<QToolButton *>(QStringLiteral("notice")),
                          Qt::LeftButton);
        QCOMPARE(wanted.count(), 1);
        QCOMPARE(wanted[0][0].toString(), QStringLiteral("users"));
        bench.document.undoStack().undo();
        QVERIFY(!bench.panel->transport().notice().contains(QStringLiteral("add users")));
    }

    void theEventsFollowTheRunUnlessOneScrolledBack()
    {
        Bench bench;
        bench.panel->resize(1000, 130);
        bench.showPage(1);
        QVERIFY(bench.panel->eventLog().view().isVisible());
        bench.panel->playPause();
        QVERIFY(bench.playUntil([&] { return bench.hasEvent(QStringLiteral("marked-up")); }));
        QCoreApplication::processEvents();
        QScrollBar *bar = bench.panel->eventLog().view().verticalScrollBar();
        QVERIFY(bar->maximum() > 0);
        QCOMPARE(bar->value(), bar->maximum());
        bar->triggerAction(QAbstractSlider::SliderToMinimum);
        const int rows = bench.panel->eventLog().table().rowCount();
        QVERIFY(bench.playUntil([&] { return bench.panel->eventLog().table().rowCount() > rows; }));
        QCoreApplication::processEvents();
        QCOMPARE(bar->value(), 0);
        bar->triggerAction(QAbstractSlider::SliderToMaximum);
        QVERIFY(bench.playUntil(State::Finished));
        QCOMPARE(bar->value(), bar->maximum());
    }

    void nothingIsToldAnyMoreAfterTheEnd_data()
    {
        QTest::addColumn<bool>("leavesMode");
        QTest::newRow("back from another mode") << true;
        QTest::newRow("the scenario changed") << false;
    }

    void nothingIsToldAnyMoreAfterTheEnd()
    {
        QFETCH(bool, leavesMode);
        Bench bench(41.0); // a node recovers just before the end
        bench.click("Play");
        QVERIFY(bench.playUntil(State::Finished));
        QVERIFY(!bench.panel->layer().captions().empty());
        if (leavesMode) {
            bench.panel->setActive(false);
            bench.panel->setActive(true);
        } else {
            model::Scenario scenario = bench.document.design().scenario;
            scenario.pop_back();
            bench.document.perform(QStringLiteral("Shorten"), {model::PutScenario{scenario}});
            QTRY_COMPARE(bench.panel->controller().design().scenario, scenario);
            QVERIFY(bench.playUntil(State::Finished));
        }
        QVERIFY(!bench.panel->controller().clock().isPlaying());
        QVERIFY(bench.panel->layer().captions().empty());
        QCOMPARE(bench.health("n1"), Health::Up);
    }

    void componentMayBeRemovedWhileItRuns()
    {
        Bench bench;
        bench.click("Play");
        QVERIFY(bench.playUntil(22.0));
        bench.document.perform(QStringLiteral("Remove"),
                               {model::PutScenario{},
                                model::PutConnection{elementId("t2"), std::nullopt},
                                model::PutConnection{elementId("s2"), std::nullopt},
                                model::PutComponent{elementId("n2"), std::nullopt}});
        QVERIFY(bench.playUntil(State::Finished));
        bench.window.grab();
        QVERIFY(!bench.panel->transport().notice().isEmpty());
    }

    void movingAComponentIsNoReasonToRestart()
    {
        Bench bench;
        bench.click("Play");
        QVERIFY(bench.playUntil(5.0));
        bench.document.perform(
            QStringLiteral("Move"),
            {model::PutPlace{elementId("db"), QPointF(800, 300), std::nullopt, {}}});
        QVERIFY(bench.panel->transport().notice().isEmpty());
    }

    void draggedMarkerJoinsTheRun()
    {
        Bench bench;
        bench.click("Play");
        QVERIFY(bench.playUntil(10.0));
        player::ScenarioTrack &track = bench.panel->track();
        const auto pointAt = [&](double seconds) {
            return QPoint(qRound(track.xOf(seconds)), track.height() / 2);
        };
        QTest::mousePress(&track, Qt::LeftButton, {}, pointAt(20.0));
        QTest::mouseMove(&track, pointAt(25.0));
        QTest::mouseMove(&track, pointAt(30.0));
        QTest::mouseRelease(&track, Qt::LeftButton, {}, pointAt(30.0));
        QCOMPARE(bench.document.design().scenario[0].at, 30.0);
        QTRY_COMPARE(bench.panel->controller().design().scenario[0].at, 30.0);
        QVERIFY(bench.playUntil(State::Finished));
        QCOMPARE(bench.panel->report()->events.front().at, 30.0);
        QVERIFY(test::withoutWallTime(*bench.panel->report()) ==
                test::runInOnePiece(bench.document.design(), bench.options()));
    }

    void liveMenuFailsAComponentNow()
    {
        Bench bench;
        QVERIFY(!bench.panel->makeLiveMenu(elementId("n1")));
        bench.click("Play");
        QVERIFY(bench.playUntil(10.0));
        const model::Scenario before = bench.document.design().scenario;
        std::unique_ptr<QMenu> menu(bench.panel->makeLiveMenu(elementId("n1")));
        QVERIFY(menu);
        QVERIFY(!actionNamed(*menu, "Recover"));
        QAction *fail = actionNamed(*menu, "Fail");
        QVERIFY(fail && actionNamed(*menu, "Hang") && actionNamed(*menu, "Drain"));
        QVERIFY(actionNamed(*menu, "Slow down to half"));
        QVERIFY(!actionNamed(*menu, "Back to full speed") && !actionNamed(*menu, "End drain"));
        const double now = bench.panel->controller().clock().reached();
        QSignalSpy told(bench.panel, &PlayerPanel::statusMessage);
        fail->trigger();
        QVERIFY(std::any_of(told.begin(), told.end(), [](const QList<QVariant> &message) {
            const QString words = message.first().toString();
            return words.startsWith(QStringLiteral("Fail rstudio-1: added to the scenario at ")) &&
                   words.endsWith(QStringLiteral("; Undo takes it back"));
        }));
        QCOMPARE(bench.document.design().scenario.size(), before.size() + 1);
        const model::ScenarioEvent added = bench.document.design().scenario[0];
        QCOMPARE(added.target, elementId("n1"));
        QVERIFY(added.at >= now && added.at < now + 0.11);
        QVERIFY(bench.playUntil([&] { return bench.health("n1") == Health::Down; }));
        QVERIFY(bench.playUntil([&] { return bench.hasEvent(QStringLiteral("fail")); }));
        const player::EventTable &events = bench.panel->eventLog().table();
        const auto by = [&](int row) {
            return events.data(events.index(row, player::EventTable::By), Qt::DisplayRole)
                .toString();
        };
        QCOMPARE(by(0), QStringLiteral("By hand"));
        menu.reset(bench.panel->makeLiveMenu(elementId("n1")));
        QVERIFY(menu && actionNamed(*menu, "Recover") && !actionNamed(*menu, "Fail"));
        const model::Design changed = bench.document.design();
        QVERIFY(bench.playUntil(State::Finished));
        QVERIFY(test::withoutWallTime(*bench.panel->report()) ==
                test::runInOnePiece(changed, bench.options()));
        // What was planned is told as such, and so is all of it the next time.
        QCOMPARE(events.eventAt(0).target, QStringLiteral("n1"));
        int ofScenario = 0;
        for (int row = 1; row < events.rowCount(); ++row)
            ofScenario += by(row) == QStringLiteral("Scenario");
        QVERIFY(ofScenario >= 3);
        bench.click("Run to the end");
        QVERIFY(bench.playUntil(State::Finished));
        QCOMPARE(by(0), QStringLiteral("Scenario"));
        bench.document.undoStack().undo();
        QCOMPARE(bench.document.design().scenario, before);
    }

    void aDesignThatNobodyUsesAnyMorePlaysNoLonger()
    {
        Bench bench;
        bench.click("Play");
        QVERIFY(bench.playUntil(10.0));
        std::vector<model::DesignEdit> edits;
        for (const auto &[id, connection] : bench.document.design().connections) {
            if (connection.from == elementId("users"))
                edits.push_back(model::PutConnection{id, std::nullopt});
        }
        model::Scenario rest = bench.document.design().scenario;
        std::erase_if(rest, [](const auto &event) { return event.target == elementId("users"); });
        edits.push_back(model::PutScenario{rest});
        edits.push_back(model::PutComponent{elementId("users"), std::nullopt});
        bench.document.perform(QStringLiteral("Delete"), edits);
        QVERIFY(bench.playUntil(State::Paused));
        QVERIFY(bench.panel->transport().notice().startsWith(
            QStringLiteral("Nobody is left to send requests")));
        bench.document.undoStack().undo();
        QVERIFY(bench.panel->report());
    }

    void aContainerOffersWhatCanBeDoneToAllInside()
    {
        Bench bench;
        bench.click("Play");
        QVERIFY(bench.playUntil(10.0));
        const model::Scenario before = bench.document.design().scenario;
        const int steps = bench.document.undoStack().index();
        std::unique_ptr<QMenu> menu(bench.panel->makeLiveMenu(elementId("zone")));
        QVERIFY(menu);
        QVERIFY(actionNamed(*menu, "Drain: all 3 inside"));
        QVERIFY(!actionNamed(*menu, "Recover: all 3 inside"));
        QAction *fail = actionNamed(*menu, "Fail: all 3 inside");
        QVERIFY(fail);
        menu->popup(QPoint());
        QTest::mouseClick(menu.get(), Qt::LeftButton, {}, menu->actionGeometry(fail).center());
        QCOMPARE(bench.document.design().scenario.size(), before.size() + 3);
        QCOMPARE(bench.document.undoStack().index(), steps + 1);
        for (const char *node : {"n1", "n2", "n3"})
            QVERIFY(bench.playUntil([&] { return bench.health(node) == Health::Down; }));
        menu.reset(bench.panel->makeLiveMenu(elementId("zone")));
        QVERIFY(menu && actionNamed(*menu, "Recover: all 3 inside"));
        QVERIFY(!actionNamed(*menu, "Fail: all 3 inside"));
        bench.document.undoStack().undo();
        QCOMPARE(bench.document.design().scenario, before);
        // A node holds nothing.
        menu.reset(bench.panel->makeLiveMenu(elementId("n1")));
        for (const QAction *action : menu->actions())
            QVERIFY(!action->text().contains(u"inside"));
    }

    void leavingSimulateModeGivesTheDiagramBack()
    {
        Bench bench;
        bench.click("Play");
        QVERIFY(bench.playUntil(26.0));
        bench.panel->setActive(false);
        QVERIFY(!bench.panel->isPlaying());
        QCOMPARE(bench.health("n2"), Health::None);
        QVERIFY(!bench.view->canvasScene().connectionLook(elementId("t2")).isRefused);
        QVERIFY(!bench.panel->makeLiveMenu(elementId("n1")));
        bench.panel->setActive(true);
        QCOMPARE(bench.health("n2"), Health::Down);
    }

    void looksOfOthersStayWhileThePlayerIsAway()
    {
        Bench bench;
        bench.click("Play");
        QVERIFY(bench.playUntil(5.0));
        bench.panel->setActive(false);
        render::ComponentLook probed;
        probed.health = Health::Degraded;
        bench.view->canvasScene().setComponentLooks({{elementId("n1"), probed}});
        bench.panel->stop();
        QCOMPARE(bench.health("n1"), Health::Degraded);
    }

    void stopGivesTheDiagramBack()
    {
        Bench bench;
        QSignalSpy changed(bench.panel, &PlayerPanel::playbackChanged);
        bench.click("Play");
        QVERIFY(bench.playUntil(26.0));
        bench.click("Stop");
        QCOMPARE(bench.panel->controller().state(), State::Empty);
        QCOMPARE(bench.health("n2"), Health::None);
        QCOMPARE(bench.panel->eventLog().table().rowCount(), 0);
        QVERIFY(bench.panel->plots().plots()[0]->stretches().empty());
        QVERIFY(changed.size() >= 2);
        QVERIFY(!bench.button(QStringLiteral("Stop"))->isEnabled());
    }

    void animationGoesOnAfterTheEndUntilAllHasArrived()
    {
        Bench bench(30.0);
        bench.click("Play");
        QVERIFY(bench.playUntil(State::Finished));
        QVERIFY(bench.panel->controller().clock().isPlaying());
        QVERIFY(bench.playUntil([&] { return !bench.panel->controller().clock().isPlaying(); }));
        const double animation = bench.panel->controller().clock().animation();
        QVERIFY(bench.panel->layer().traffic().dotsAt(animation).empty());
        QCOMPARE(bench.panel->controller().clock().reached(), 30.0);
    }

    void anotherDocumentStopsTheRun()
    {
        Bench bench;
        bench.click("Play");
        QVERIFY(bench.playUntil(5.0));
        bench.document.reset({}, {});
        QCOMPARE(bench.panel->controller().state(), State::Empty);
        bench.window.grab();
    }

    void designThatCannotRunSaysWhy()
    {
        Bench bench;
        bench.document.perform(
            QStringLiteral("Break"),
            {model::PutProperty{elementId("lb"), QStringLiteral("checkRules"),
                                QStringLiteral("alb")},
             model::PutProperty{elementId("lb"), QStringLiteral("checkTimeout"), 5.0}});
        QSignalSpy message(bench.panel, &PlayerPanel::statusMessage);
        bench.click("Play");
        QTRY_COMPARE(bench.panel->controller().state(), State::Failed);
        QVERIFY(!message.last()[0].toString().isEmpty());
        QVERIFY(!bench.panel->transport().notice().isEmpty());
    }

    void speedsAndTimesAreReadable()
    {
        QCOMPARE(player::speedText(1.0 / 16.0), QStringLiteral("1/16 ×"));
        QCOMPARE(player::speedText(8.0), QStringLiteral("8 ×"));
        QCOMPARE(player::timeWords(0.0042), QStringLiteral("4.2 ms"));
        QCOMPARE(player::timeWords(0.84), QStringLiteral("840 ms"));
        QCOMPARE(player::timeWords(1.094), QStringLiteral("1.09 s"));
        QCOMPARE(player::timeWords(12.34), QStringLiteral("12.3 s"));
        sim::RunReport report;
        QCOMPARE(player::headlineWords(report), QStringLiteral("No request has ended yet"));
        report.availability = 0.999999;
        QVERIFY(player::headlineWords(report).startsWith(QStringLiteral("99.99 %")));
        report.availability = 1.0;
        QVERIFY(player::headlineWords(report).startsWith(QStringLiteral("100.00 %")));
        report.responseTime.p95 = 0.84;
        report.sessions.started = 9;
        report.sessions.lost = 1;
        QCOMPARE(player::headlineWords(report),
                 QStringLiteral("100.00 % answered  ·  p95 840 ms  ·  1 session lost"));
        report.sessions.broken = 1825;
        QVERIFY(player::headlineWords(report).endsWith(
            QStringLiteral("  ·  1 session lost  ·  1,825 broken")));
    }
};

QTEST_MAIN(TestPlayer)
#include "tst_player.moc"
