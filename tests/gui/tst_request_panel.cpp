// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "edit/design_document.h"
#include "gui/player_sample.h"
#include "player/player_panel.h"
#include "player/request_panel.h"
#include "player/request_words.h"
#include "player/scenario_track.h"
#include "player/sequence_chart.h"
#include "player/transport_bar.h"
#include "sim/story/explained_run.h"

#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QSpinBox>
#include <QTabBar>
#include <QTabWidget>
#include <QTableView>
#include <QTest>

#include <algorithm>
#include <array>
#include <cmath>

using namespace loadstar;
using player::PlaybackController;
using player::PlayerPanel;
using test::elementId;
using State = PlaybackController::State;

namespace {

constexpr int kPatience = 60000; ///< milliseconds until a test gives up

/// The player alone, on the page of the requests.
struct Bench
{
    Bench()
        : document(model::builtinKinds())
    {
        document.reset(test::sampleDesign(), {});
        panel = new PlayerPanel(document, &window);
        window.resize(1100, 320);
        panel->setGeometry(window.rect());
        panel->transport().setDuration(90.0);
        panel->transport().setSeed(42);
        window.show();
        QTabBar *bar = panel->findChild<QTabWidget *>()->tabBar();
        QTest::mouseClick(bar, Qt::LeftButton, {}, bar->tabRect(2).center());
    }

    bool runToEnd() const
    {
        panel->runToEnd();
        return QTest::qWaitFor(
            [this] {
                panel->advance(0.016);
                return panel->controller().state() == State::Finished;
            },
            kPatience);
    }
    player::RequestPanel &requests() const { return panel->requests(); }
    QTableView &failed() const { return requests().failedView(); }
    QPushButton &button(const QString &text) const
    {
        for (QPushButton *button : requests().findChildren<QPushButton *>())
            if (button->text() == text)
                return *button;
        qFatal("no button %s", qPrintable(text));
    }
    /// In words.
    QString answeredUntil(double seconds) const
    {
        const auto found = sim::findRequests(document.design(), options(), seconds, 0, 0);
        return QLocale().toString(qlonglong(found.value().answeredCount));
    }
    QString hint() const
    {
        return requests().findChild<QLabel *>(QStringLiteral("remark"))->text();
    }
    static QString text(const QTableView &view, int row, int column)
    {
        return view.model()->index(row, column).data().toString();
    }
    static void clickRow(QTableView &view, int row)
    {
        view.scrollTo(view.model()->index(row, 0));
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {},
                          view.visualRect(view.model()->index(row, 0)).center());
    }
    sim::RunOptions options() const
    {
        sim::RunOptions options;
        options.duration = 90.0;
        options.seed = 42;
        return options;
    }

    edit::DesignDocument document;
    QWidget window;
    PlayerPanel *panel = nullptr;
};

} // namespace

class TestRequestPanel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void failedRequestsAreListed()
    {
        Bench bench;
        QCOMPARE(bench.failed().model()->rowCount(), 0);
        QVERIFY(bench.hint().contains(QStringLiteral("Run the scenario")));
        QVERIFY(bench.runToEnd());
        const auto run = sim::explainRun(bench.document.design(), bench.options(), {1000});
        const auto &failed = run.value().story->failedRequests();
        QVERIFY(!failed.empty());
        QTRY_COMPARE(bench.failed().model()->rowCount(), static_cast<int>(failed.size()));
        for (size_t i = 0; i < failed.size(); ++i) {
            const int row = static_cast<int>(i);
            QCOMPARE(Bench::text(bench.failed(), row, 0),
                     QString::number(failed[i].outcome.request));
            QCOMPARE(Bench::text(bench.failed(), row, 1), player::momentText(failed[i].outcome.at));
        }
        QCOMPARE(bench.hint(), QStringLiteral("%1 failed until 1:30.").arg(failed.size()));
    }

    void aFailedRequestTellsItsStory()
    {
        Bench bench;
        QVERIFY(bench.runToEnd());
        QTRY_VERIFY(bench.failed().model()->rowCount() > 0);
        Bench::clickRow(bench.failed(), 0);
        QTRY_VERIFY(bench.requests().story());
        const sim::RequestStory &story = *bench.requests().story();
        const auto expected =
            sim::tellRequest(bench.document.design(), bench.options(), story.request);
        QCOMPARE(story.steps, expected.value().steps);
        QCOMPARE(QString::number(story.request), Bench::text(bench.failed(), 0, 0));
        QVERIFY(!story.causes.empty());
        // The steps and what nodes did, the end, then what led to it.
        QTableView &lines = bench.requests().storyView();
        const int steps = static_cast<int>(
            player::storyLines(story, bench.document.design()).size() - story.causes.size() - 1);
        QVERIFY(steps >= static_cast<int>(story.steps.size()));
        const int causes = static_cast<int>(story.causes.size());
        QCOMPARE(lines.model()->rowCount(), steps + 1 + causes);
        QCOMPARE(Bench::text(lines, 0, 1), QStringLiteral("Sent: Analysts to Front door"));
        QCOMPARE(Bench::text(lines, steps + causes, 0), QStringLiteral("0:20.000"));
        QCOMPARE(Bench::text(lines, steps + causes, 1),
                 QStringLiteral("Because of rstudio-2: Failed (crashed), by Scenario"));
        // A line leads to its moment and its component.
        Bench::clickRow(lines, steps + causes);
        QCOMPARE(bench.document.selection(), edit::Selection{elementId("n2")});
        QTRY_COMPARE(bench.panel->controller().state(), State::Paused);
        const double reached = bench.panel->controller().clock().reached();
        QVERIFY(reached > 20.0 && reached < 20.01);
        QTest::keyClick(&lines, Qt::Key_Home, Qt::ControlModifier);
        QTest::keyClick(&lines, Qt::Key_Return);
        QTRY_COMPARE(bench.panel->controller().state(), State::Paused);
        QVERIFY(std::abs(bench.panel->controller().clock().reached() - story.sentAt) < 0.01);
        // The run only went back: list and story are the same.
        QVERIFY(bench.requests().story());
        QVERIFY(bench.failed().model()->rowCount() > 0);
    }

    void theSlowestAnsweredRequestsAreAClickAway()
    {
        Bench bench;
        QVERIFY(bench.runToEnd());
        QTRY_VERIFY(bench.failed().model()->rowCount() > 0);
        QTableView &slowest = bench.requests().slowestView();
        QVERIFY(bench.failed().isVisible() && !slowest.isVisible());
        QTest::mouseClick(&bench.button(QStringLiteral("Slowest")), Qt::LeftButton);
        QVERIFY(slowest.isVisible() && !bench.failed().isVisible());
        QCOMPARE(slowest.model()->rowCount(), 50);
        QCOMPARE(bench.hint(), QStringLiteral("The slowest 50 of %1 answered until 1:30.")
                                   .arg(bench.answeredUntil(90.0)));
        Bench::clickRow(slowest, 0);
        QTRY_VERIFY(bench.requests().story());
        const sim::RequestStory &story = *bench.requests().story();
        QCOMPARE(QString::number(story.request), Bench::text(slowest, 0, 0));
        QCOMPARE(story.outcome, QStringLiteral("answered"));
        const QString took = QLocale().toString(*story.endedAt - story.sentAt, 'f', 3);
        QCOMPARE(Bench::text(slowest, 0, 1), QStringLiteral("%1 s").arg(took));
        QTest::mouseClick(&bench.button(QStringLiteral("Failed")), Qt::LeftButton);
        QVERIFY(bench.failed().isVisible() && !slowest.isVisible());
    }

    void whereNoneFailedTheSlowestAreShownAtOnce()
    {
        Bench bench;
        bench.document.perform(QStringLiteral("Clear"), {model::PutScenario{{}}});
        QVERIFY(bench.runToEnd());
        QTRY_COMPARE(bench.requests().slowestView().model()->rowCount(), 50);
        QVERIFY(bench.requests().slowestView().isVisible());
        QVERIFY(bench.button(QStringLiteral("Slowest")).isChecked());
        QCOMPARE(bench.hint(),
                 QStringLiteral("None failed until 1:30; these are the slowest of %1.")
                     .arg(bench.answeredUntil(90.0)));
    }

    void anyRequestIsToldByItsNumber()
    {
        Bench bench;
        QVERIFY(bench.runToEnd());
        auto *number = bench.requests().findChild<QSpinBox *>();
        number->setFocus();
        number->selectAll();
        QTest::keyClicks(number, QStringLiteral("7"));
        QTest::keyClick(number, Qt::Key_Return);
        QTRY_VERIFY(bench.requests().story());
        QCOMPARE(bench.requests().story()->request, std::uint64_t(7));
        QCOMPARE(bench.requests().story()->outcome, QStringLiteral("answered"));
        number->selectAll();
        QTest::keyClicks(number, QStringLiteral("999999"));
        QTest::mouseClick(bench.requests().findChild<QPushButton *>(), Qt::LeftButton);
        QTRY_VERIFY(!bench.requests().story());
        const auto labels = bench.requests().findChildren<QLabel *>();
        QVERIFY(std::any_of(labels.begin(), labels.end(), [](const QLabel *label) {
            return label->text().contains(QStringLiteral("there is no request 999999"));
        }));
    }

    void theChartHasALaneForEachAndSaysSoInWords()
    {
        Bench bench;
        QVERIFY(bench.runToEnd());
        bench.requests().tell(7);
        QTRY_VERIFY(bench.requests().story());
        const player::SequenceChart &chart = bench.requests().chart();
        const sim::RequestStory &story = *bench.requests().story();
        QCOMPARE(chart.lanes().at(0), QStringLiteral("users"));
        QCOMPARE(chart.lanes().at(1), QStringLiteral("lb"));
        QCOMPARE(chart.lanes().size(), size_t(3));
        QVERIFY(chart.accessibleDescription().startsWith(QStringLiteral("Request 7: Answered\n")));
        QCOMPARE(chart.accessibleDescription().count(u'\n'),
                 qsizetype(player::storyLines(story, bench.document.design()).size()));
        QVERIFY(chart.accessibleDescription().contains(QStringLiteral("worked on it for")));
        const std::array<render::Theme, 2> themes{render::Theme::light(), render::Theme::dark()};
        for (const render::Theme &theme : themes) {
            bench.panel->setTheme(theme);
            QImage picture(chart.size(), QImage::Format_ARGB32);
            picture.fill(theme.surface);
            bench.requests().chart().render(&picture, {}, {}, QWidget::DrawChildren);
            // The first passage is a line from the first lane to the second.
            const double quarter = 0.75 * chart.laneX(0) + 0.25 * chart.laneX(1);
            QCOMPARE(picture.pixelColor(int(quarter), int(chart.passageY(0))), theme.request);
        }
    }

    void anotherScenarioForgetsTheStory()
    {
        Bench bench;
        QVERIFY(bench.runToEnd());
        QTRY_VERIFY(bench.failed().model()->rowCount() > 0);
        Bench::clickRow(bench.failed(), 0);
        QTRY_VERIFY(bench.requests().story());
        bench.document.perform(QStringLiteral("Clear"), {model::PutScenario{{}}});
        QTRY_VERIFY(!bench.requests().story());
        QTRY_VERIFY(bench.hint().startsWith(QStringLiteral("None failed")));
        QCOMPARE(bench.failed().model()->rowCount(), 0);
    }

    void anotherScenarioListsAnewWhereTheRunStands()
    {
        Bench bench;
        QVERIFY(bench.runToEnd());
        QTRY_VERIFY(bench.failed().model()->rowCount() > 0);
        QTabBar *bar = bench.panel->findChild<QTabWidget *>()->tabBar();
        QTest::mouseClick(bar, Qt::LeftButton, {}, bar->tabRect(0).center());
        player::ScenarioTrack &track = bench.panel->track();
        QTest::mouseClick(&track, Qt::LeftButton, {},
                          QPoint(qRound(track.xOf(50.5)), track.height() / 2));
        QTest::mouseClick(bar, Qt::LeftButton, {}, bar->tabRect(2).center());
        QTRY_COMPARE(bench.panel->controller().state(), State::Paused);
        bench.document.perform(QStringLiteral("Clear"), {model::PutScenario{{}}});
        QTRY_COMPARE(bench.hint(),
                     QStringLiteral("None failed until 0:50; these are the slowest of %1.")
                         .arg(bench.answeredUntil(bench.panel->controller().clock().reached())));
        QCOMPARE(bench.failed().model()->rowCount(), 0);
    }

    void anotherSeedForgetsTheList()
    {
        Bench bench;
        QVERIFY(bench.runToEnd());
        QTRY_VERIFY(bench.failed().model()->rowCount() > 0);
        QVERIFY(bench.hint().endsWith(QStringLiteral("until 1:30.")));
        bench.panel->transport().setSeed(43);
        bench.panel->restart();
        QTRY_COMPARE(bench.failed().model()->rowCount(), 0);
        QTRY_VERIFY(bench.hint().contains(QStringLiteral("Pause the run")));
    }
};

QTEST_MAIN(TestRequestPanel)
#include "tst_request_panel.moc"
