// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/player_bench.h"
#include "player/event_log.h"
#include "player/event_table.h"
#include "player/request_words.h"
#include "player/scenario_track.h"
#include "player/traffic_layer.h"
#include "player/until_menu.h"

#include <QComboBox>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QSignalSpy>
#include <QSpinBox>
#include <QToolTip>

#include <cmath>

using namespace loadstar;
using player::PlayerPanel;
using test::Bench;
using test::elementId;
using State = player::PlaybackController::State;

namespace {

double reached(const Bench &bench)
{
    return bench.panel->controller().clock().reached();
}

/// That entry of the menu beside the step, which is filled as it opens.
QAction *stepAction(const Bench &bench, const char *text)
{
    QMenu *menu = bench.button(QStringLiteral("Step one event"))->menu();
    Q_EMIT menu->aboutToShow();
    for (QAction *action : menu->findChildren<QAction *>()) {
        if (action->text() == QString::fromUtf8(text))
            return action;
    }
    return nullptr;
}

/// What a run in one piece comes to at the present moment of the player.
sim::RunReport expectedReport(const Bench &bench)
{
    const auto alone = sim::DesignSimulation::create(bench.document.design(), bench.options());
    (*alone)->runUntil(reached(bench));
    return test::withoutWallTime((*alone)->report());
}

bool isShownAsExpected(const Bench &bench)
{
    return bench.panel->report() &&
           test::withoutWallTime(*bench.panel->report()) == expectedReport(bench);
}

/// Waits until a run stands at `seconds`, shown.
bool isAt(const Bench &bench, double seconds)
{
    return QTest::qWaitFor(
        [&] {
            return bench.panel->controller().state() == State::Paused &&
                   bench.panel->layer().snapshot().now >= seconds && isShownAsExpected(bench);
        },
        test::kPatience);
}

} // namespace

class TestTransport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aStepShowsTheNextMoment()
    {
        Bench bench;
        QSignalSpy told(bench.panel, &PlayerPanel::statusMessage);
        double before = 0.0;
        bool hasSeenRequest = false;
        bool isPointedOut = false; // a connection and its ends
        for (int i = 0; i < 30; ++i) {
            told.clear();
            bench.click("Step one event");
            QVERIFY(QTest::qWaitFor(
                [&] {
                    return reached(bench) > before && bench.panel->report() &&
                           bench.panel->controller().state() == State::Paused;
                },
                test::kPatience));
            before = reached(bench);
            QVERIFY(isAt(bench, before));
            const QString words = told.last().first().toString();
            QVERIFY2(words.startsWith(player::momentText(before) + QStringLiteral(": ")),
                     qPrintable(words));
            // It stands on the canvas, too, at what it is about.
            const player::SteppedMoment &pointedOut = bench.panel->layer().pointedOut();
            QCOMPARE(pointedOut.title + QStringLiteral(": ") + pointedOut.text, words);
            QVERIFY(pointedOut.elements.empty() ||
                    bench.document.design().hasElement(pointedOut.elements.front()));
            isPointedOut = isPointedOut || pointedOut.elements.size() == 3;
            hasSeenRequest =
                hasSeenRequest || words.endsWith(QStringLiteral(
                                      "A request goes from Analysts over Front door to rstudio-1"));
        }
        QVERIFY(hasSeenRequest);
        QVERIFY(isPointedOut);
        // Some are under way on the picture.
        const double now = bench.panel->controller().clock().animation();
        QVERIFY(!bench.panel->layer().traffic().dotsAt(now).empty());
    }

    void aStepOverAFailureIsSeenInPictureAndEvents()
    {
        Bench bench;
        player::ScenarioTrack &track = bench.panel->track();
        QTest::mouseClick(&track, Qt::LeftButton, {},
                          QPoint(qRound(track.xOf(18.5)), track.height() / 2));
        QVERIFY(isAt(bench, 18.0));
        QVERIFY(reached(bench) < 20.0);
        for (double before = reached(bench); reached(bench) < 20.0; before = reached(bench)) {
            QVERIFY(bench.health("n2") != render::Health::Down);
            bench.click("Step one event");
            QVERIFY(QTest::qWaitFor([&] { return reached(bench) > before; }, test::kPatience));
        }
        QVERIFY(reached(bench) == std::nextafter(20.0, 21.0));
        QVERIFY(isAt(bench, 20.0));
        QCOMPARE(bench.health("n2"), render::Health::Down);
        QCOMPARE(bench.panel->eventLog().table().rowCount(), 1);
        // The caption says what happened; the step only lights up where.
        QCOMPARE(bench.panel->layer().pointedOut().elements,
                 std::vector<model::ElementId>{elementId("n2")});
        QVERIFY(bench.panel->layer().pointedOut().text.isEmpty());
        QVERIFY(!bench.panel->layer().captions().empty());
        bench.panel->transport().setSpeed(64.0);
        bench.click("Play");
        QVERIFY(bench.playUntil(State::Finished));
        QVERIFY(test::withoutWallTime(*bench.panel->report()) ==
                test::runInOnePiece(bench.document.design(), bench.options()));
    }

    void aStepToWhatIsSelectedStopsThere()
    {
        Bench bench;
        QSignalSpy told(bench.panel, &PlayerPanel::statusMessage);
        QVERIFY(!stepAction(bench, "Step to the next event of the selection")->isEnabled());
        bench.document.select({elementId("n3")});
        stepAction(bench, "Step to the next event of the selection")->trigger();
        QVERIFY(bench.playUntil([&] {
            return reached(bench) > 0.0 && bench.panel->controller().state() == State::Paused;
        }));
        QVERIFY(isAt(bench, reached(bench)));
        QVERIFY2(told.last().first().toString().endsWith(QStringLiteral("next event of rstudio-3")),
                 qPrintable(told.last().first().toString()));
        QCOMPARE(bench.panel->layer().pointedOut().elements,
                 std::vector<model::ElementId>{elementId("n3")});
        // Nothing is lit up once the run goes on.
        bench.click("Play");
        QVERIFY(bench.playUntil([&] { return bench.panel->layer().pointedOut().title.isEmpty(); }));
        bench.click("Pause");
        QVERIFY(bench.playUntil(State::Paused));
        // A container stands for what is inside.
        const double before = reached(bench);
        bench.document.select({elementId("zone")});
        stepAction(bench, "Step to the next event of the selection")->trigger();
        QVERIFY(bench.playUntil([&] {
            return reached(bench) > before && bench.panel->controller().state() == State::Paused;
        }));
        QVERIFY(isAt(bench, reached(bench)));
    }

    void aRunUntilASessionIsLostStopsThereAndSaysSo()
    {
        Bench bench;
        QSignalSpy told(bench.panel, &PlayerPanel::statusMessage);
        stepAction(bench, "Until a session is lost")->trigger();
        QVERIFY(bench.playUntil([&] {
            return reached(bench) > 0.0 && bench.panel->controller().state() == State::Paused;
        }));
        QVERIFY(isAt(bench, 20.0));
        QVERIFY(bench.panel->report()->sessions.lost > 0);
        QVERIFY(
            !bench.panel->transport().findChild<QLabel *>(QStringLiteral("muted"))->isVisible());
        QCOMPARE(told.last().first().toString(), QStringLiteral("0:20.000: a session is lost"));
        QCOMPARE(bench.health("n2"), render::Health::Down);
    }

    void whatDoesNotHappenIsSaid()
    {
        Bench bench;
        QSignalSpy told(bench.panel, &PlayerPanel::statusMessage);
        stepAction(bench, "Promoted")->trigger();
        QVERIFY(bench.playUntil(State::Finished));
        QCOMPARE(told.last().first().toString(),
                 QStringLiteral("Not before the end of the run: next event \"Promoted\""));
        QVERIFY(isShownAsExpected(bench));
    }

    void aTimeToRunUntilIsTyped()
    {
        Bench bench;
        const auto type = [&](const char *time) {
            stepAction(bench, "Until a time…")->trigger();
            auto *dialog = bench.panel->findChild<QInputDialog *>();
            auto *field = dialog->findChild<QLineEdit *>();
            field->selectAll();
            QTest::keyClicks(field, QString::fromLatin1(time));
            QTest::keyClick(field, Qt::Key_Return);
            QTRY_VERIFY(!bench.panel->findChild<QInputDialog *>());
        };
        type("0:25");
        QVERIFY(bench.playUntil([&] { return reached(bench) >= 25.0; }));
        QVERIFY(isAt(bench, 25.0));
        QVERIFY(reached(bench) == 25.0);
        type("12.5");
        QTRY_VERIFY(reached(bench) == 12.5);
        QVERIFY(isAt(bench, 12.5));
        QSignalSpy told(bench.panel, &PlayerPanel::statusMessage);
        type("soon");
        QCOMPARE(told.last().first().toString(), QStringLiteral("\"soon\" is not a time"));
    }

    void clocksAreRead()
    {
        using player::secondsFromClock;
        QCOMPARE(secondsFromClock(QStringLiteral("90")), 90.0);
        QCOMPARE(secondsFromClock(QStringLiteral(" 1:30.5 ")), 90.5);
        QCOMPARE(secondsFromClock(QStringLiteral("1:02:03")), 3723.0);
        for (const char *wrong : {"", "1:", ":30", "1:60", "-5", "1:2:3:4", "1e3"})
            QVERIFY2(!secondsFromClock(QString::fromLatin1(wrong)), wrong);
    }

    void theDurationIsTypedInUnitsAndClocks_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<double>("seconds");
        QTest::newRow("seconds") << QStringLiteral("600") << 600.0;
        QTest::newRow("clock") << QStringLiteral("10:30") << 630.0;
        QTest::newRow("minutes") << QStringLiteral("5 min") << 300.0;
        QTest::newRow("hours") << QStringLiteral("12 h") << 43200.0;
        QTest::newRow("days") << QStringLiteral("30 d") << 2592000.0;
        QTest::newRow("many hours") << QStringLiteral("720:00:00") << 2592000.0;
        QTest::newRow("too long") << QStringLiteral("900 d") << 365.0 * 86400.0;
    }

    void theDurationIsTypedInUnitsAndClocks()
    {
        QFETCH(QString, typed);
        QFETCH(double, seconds);
        Bench bench;
        QSpinBox *box = nullptr;
        for (QSpinBox *each : bench.panel->transport().findChildren<QSpinBox *>()) {
            if (each->accessibleName() == u"Duration")
                box = each;
        }
        QVERIFY(box);
        QToolTip::hideText();
        box->setFocus();
        box->selectAll();
        QTest::keyClicks(box, typed);
        QTest::keyClick(box, Qt::Key_Return);
        QCOMPARE(bench.panel->transport().duration(), seconds);
        QCOMPARE(QToolTip::text() == u"The longest run is 365 days", typed == u"900 d");
    }

    void theSpeedThatIsReachedStandsBesideTheChosenOne_data()
    {
        QTest::addColumn<double>("speed");
        QTest::addColumn<QString>("chosen");
        QTest::newRow("slowest") << 1.0 / 16.0 << QStringLiteral("1/16 ×");
        QTest::newRow("as in reality") << 1.0 << QStringLiteral("1 ×");
        QTest::newRow("faster") << 16.0 << QStringLiteral("16 ×");
        QTest::newRow("fastest") << player::PlaybackClock::kUnlimited << QStringLiteral("Fastest");
    }

    void theSpeedThatIsReachedStandsBesideTheChosenOne()
    {
        QFETCH(double, speed);
        QFETCH(QString, chosen);
        Bench bench(1.0e5);
        auto *box = bench.panel->transport().findChild<QComboBox *>(QStringLiteral("speed"));
        const auto *label = bench.panel->transport().findChild<QLabel *>(QStringLiteral("muted"));
        QVERIFY(!label->isVisible());
        QTest::keyClick(box, Qt::Key_Home);
        while (box->currentText() != chosen && box->currentIndex() + 1 < box->count())
            QTest::keyClick(box, Qt::Key_Down);
        QCOMPARE(bench.panel->transport().speed(), speed);
        bench.click("Play");
        QVERIFY(bench.playUntil([&] { return label->isVisible(); }));
        const double found = QLocale().toDouble(label->text().section(QLatin1Char(' '), 1, 1));
        if (std::isinf(speed))
            QVERIFY2(found > 64.0, qPrintable(label->text()));
        else
            QVERIFY2(std::abs(found - speed) < 0.3 * speed, qPrintable(label->text()));
        QVERIFY(label->x() >= box->geometry().right());
        QVERIFY(label->x() - box->geometry().right() < 20);
        bench.click("Pause");
        QTRY_VERIFY(!label->isVisible());
    }

    void aStepAfterTheEndBeginsAnew()
    {
        Bench bench;
        bench.click("Run to the end");
        QVERIFY(bench.playUntil(State::Finished));
        bench.click("Step one event");
        QTRY_COMPARE(bench.panel->controller().state(), State::Paused);
        QTRY_VERIFY(reached(bench) > 0.0);
        QVERIFY(reached(bench) < 5.0);
    }
};

QTEST_MAIN(TestTransport)
#include "tst_transport.moc"
