// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/playback_watch.h"

#include <QSignalSpy>
#include <QThreadPool>

#include <cmath>

using namespace loadstar;
using player::PlaybackClock;
using player::PlaybackController;
using player::PlaybackFrame;
using test::elementId;
using test::kPatience;
using test::options;
using test::playUntil;
using test::Watcher;
using State = PlaybackController::State;

class TestPlayback : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void becomesReadyAtTimeZero()
    {
        PlaybackController controller;
        Watcher watcher(controller);
        QSignalSpy started(&controller, &PlaybackController::runStarted);
        QCOMPARE(controller.state(), State::Empty);
        controller.load(test::sampleDesign(), options());
        QCOMPARE(controller.state(), State::Preparing);
        QTRY_COMPARE(controller.state(), State::Paused);
        QCOMPARE(started.size(), 1);
        QCOMPARE(started[0][0].toBool(), false);
        QCOMPARE(watcher.frames, 1);
        QVERIFY(watcher.report);
        QCOMPARE(watcher.last.now, 0.0);
        QCOMPARE(watcher.last.components.size(), 7U);
    }

    void manySmallStepsAndPausesGiveTheSameFigures_data()
    {
        QTest::addColumn<double>("speed");
        QTest::newRow("sixty-four times") << 64.0;
        QTest::newRow("changing speeds") << 0.0;
        QTest::newRow("fastest") << PlaybackClock::kUnlimited;
    }

    void manySmallStepsAndPausesGiveTheSameFigures()
    {
        QFETCH(double, speed);
        PlaybackController controller;
        Watcher watcher(controller);
        controller.load(test::sampleDesign(), options());
        controller.setSpeed(speed > 0.0 ? speed : 1.0);
        controller.play();
        for (const double pauseAt : {5.0, 21.0, 22.5, 41.0}) {
            QVERIFY(playUntil(controller, pauseAt));
            controller.pause();
            if (speed == 0.0)
                controller.setSpeed(pauseAt > 20.0 ? 32.0 : 8.0);
            controller.tick(0.1);
            controller.play();
        }
        QVERIFY(playUntil(controller, State::Finished));
        QVERIFY(watcher.frames > (std::isinf(speed) ? 1 : 10));
        QVERIFY(watcher.report);
        const sim::RunReport expected = test::runInOnePiece(test::sampleDesign(), options());
        QVERIFY(expected.requests.completed > 500);
        QVERIFY(test::withoutWallTime(*watcher.report) == expected);
        QCOMPARE(watcher.events.size(), expected.events.size());
        for (size_t i = 0; i < expected.events.size(); ++i) {
            QCOMPARE(watcher.events[i].at, expected.events[i].at);
            QCOMPARE(QString::fromLatin1(sim::eventName(watcher.events[i].what)),
                     expected.events[i].what);
            QCOMPARE(controller.elements().idOf(watcher.events[i].target).text(),
                     expected.events[i].target);
        }
    }

    void pauseHoldsTimeAndShowsTheFiguresOfThatMoment()
    {
        PlaybackController controller;
        Watcher watcher(controller);
        controller.load(test::sampleDesign(), options());
        controller.setSpeed(64.0);
        controller.play();
        QVERIFY(playUntil(controller, 30.0));
        controller.pause();
        QCOMPARE(controller.state(), State::Paused);
        // The piece that was under way may still come in, and then the figures.
        QVERIFY(QTest::qWaitFor([] { return QThreadPool::globalInstance()->waitForDone(0); }));
        QTRY_VERIFY(watcher.report && watcher.report->requests.offered > 0);
        QCoreApplication::processEvents();
        const double held = controller.clock().reached();
        for (int i = 0; i < 20; ++i)
            controller.tick(0.1);
        QCoreApplication::processEvents();
        QCOMPARE(controller.clock().reached(), held);
        auto simulation = sim::DesignSimulation::create(test::sampleDesign(), options());
        simulation.value()->runUntil(held);
        QTRY_VERIFY(test::withoutWallTime(*watcher.report) ==
                    test::withoutWallTime(simulation.value()->report()));
    }

    void anyMomentIsReachedAsIfTheRunHadGoneThere()
    {
        PlaybackController controller;
        Watcher watcher(controller);
        controller.load(test::sampleDesign(), options());
        QTRY_COMPARE(controller.state(), State::Paused);
        for (const double to : {30.0, 5.0, 61.0, 60.0, 0.0, 22.25, 90.0, 45.0}) {
            controller.seek(to);
            QTRY_VERIFY(!controller.isBusy() && controller.clock().reached() == to);
            QCOMPARE(controller.state(), to == 90.0 ? State::Finished : State::Paused);
            auto simulation = sim::DesignSimulation::create(test::sampleDesign(), options());
            simulation.value()->runUntil(to);
            QVERIFY(test::withoutWallTime(*watcher.report) ==
                    test::withoutWallTime(simulation.value()->report()));
            QVERIFY(watcher.last.targets == simulation.value()->snapshot().targets);
            QCOMPARE(watcher.events.size(), simulation.value()->traceEvents().size());
        }
        controller.setSpeed(64.0);
        controller.play();
        QVERIFY(playUntil(controller, State::Finished));
        QVERIFY(test::withoutWallTime(*watcher.report) ==
                test::runInOnePiece(test::sampleDesign(), options()));
    }

    void loadsDependOnTheMomentAlone()
    {
        sim::RunOptions wanted = options();
        wanted.wantsHistory = true;
        auto alone = sim::DesignSimulation::create(test::sampleDesign(), wanted);
        alone.value()->runUntil(70.0);
        const sim::Snapshot expected = alone.value()->snapshot();
        QVERIFY(std::any_of(expected.components.begin(), expected.components.end(),
                            [](const auto &state) { return state.utilization > 0.3; }));
        PlaybackController controller;
        Watcher watcher(controller);
        controller.load(test::sampleDesign(), wanted);
        controller.setSpeed(64.0);
        controller.play();
        QVERIFY(playUntil(controller, 80.0));
        controller.pause();
        for (const double from : {20.0, 85.0}) {
            controller.seek(from);
            controller.seek(70.0);
            QTRY_COMPARE(watcher.last.now, 70.0);
            QVERIFY(watcher.last.components == expected.components);
        }
    }

    void ofManySeeksTheLastIsReachedAndPlayGoesOn()
    {
        PlaybackController controller;
        Watcher watcher(controller);
        controller.load(test::sampleDesign(), options());
        controller.setSpeed(64.0);
        controller.play();
        QVERIFY(playUntil(controller, 10.0));
        for (int i = 0; i < 40; ++i)
            controller.seek(80.0 - i);
        QVERIFY(controller.isMeantToPlay());
        QTRY_VERIFY(controller.isPlaying());
        QCOMPARE(watcher.last.now, 41.0);
        QVERIFY(playUntil(controller, State::Finished));
        QVERIFY(test::withoutWallTime(*watcher.report) ==
                test::runInOnePiece(test::sampleDesign(), options()));
    }

    void aSeekShowsWhatIsOnItsWayThere()
    {
        PlaybackController controller;
        film::TrafficChunk traffic;
        connect(&controller, &PlaybackController::frameReady, &controller,
                [&](const player::PlaybackFrame &frame) { traffic = frame.traffic; });
        controller.load(test::sampleDesign(), options());
        controller.setSpeed(1.0);
        QTRY_COMPARE(controller.state(), State::Paused);
        QVERIFY(traffic.segments.empty());
        controller.seek(50.0);
        QTRY_COMPARE(controller.clock().reached(), 50.0);
        QTRY_COMPARE(traffic.to, 50.0);
        QVERIFY(traffic.from > 48.0);
        QVERIFY(!traffic.segments.empty());
        for (const film::WeightedSegment &each : traffic.segments)
            QVERIFY(each.segment.departs >= traffic.from && each.segment.departs < 50.0);
    }

    void aCopyRunsAheadOfThePictureToTheEnd()
    {
        PlaybackController controller;
        QSignalSpy told(&controller, &PlaybackController::reachableChanged);
        controller.load(test::sampleDesign(), options());
        QTRY_COMPARE(controller.state(), State::Paused);
        QTRY_COMPARE(controller.reachable(), 90.0);
        QTRY_VERIFY(told.size() > 1);
        QCOMPARE(controller.clock().reached(), 0.0);
        controller.changeScenario({});
        QCOMPARE(controller.reachable(), 0.0);
        QTRY_COMPARE(controller.reachable(), 90.0);
        controller.stop();
        QCOMPARE(controller.reachable(), 0.0);
    }

    void restartGivesTheSameRunAgain()
    {
        PlaybackController controller;
        Watcher watcher(controller);
        controller.load(test::sampleDesign(), options());
        controller.setSpeed(64.0);
        controller.play();
        QVERIFY(playUntil(controller, 25.0));
        controller.load(test::sampleDesign(), options());
        QCOMPARE(controller.clock().reached(), 0.0);
        controller.play();
        QVERIFY(playUntil(controller, State::Finished));
        QVERIFY(test::withoutWallTime(*watcher.report) ==
                test::runInOnePiece(test::sampleDesign(), options()));
    }

    void anotherSeedGivesAnotherRun()
    {
        QVERIFY(test::runInOnePiece(test::sampleDesign(), options(90.0, 42)) !=
                test::runInOnePiece(test::sampleDesign(), options(90.0, 43)));
    }

    void runToEndSkipsThePictures()
    {
        PlaybackController controller;
        Watcher watcher(controller);
        controller.load(test::sampleDesign(), options());
        controller.setSpeed(1.0 / 16.0);
        controller.runToEnd();
        QVERIFY(playUntil(controller, State::Finished));
        QVERIFY(test::withoutWallTime(*watcher.report) ==
                test::runInOnePiece(test::sampleDesign(), options()));
        // At 1/16 the clocks could not have come so far.
        QVERIFY(controller.clock().animation() < 90.0 * 16.0);
    }

    void stopIsAtOnceAndNothingComesAfter()
    {
        PlaybackController controller;
        Watcher watcher(controller);
        // Long enough that it is surely under way.
        controller.load(test::sampleDesign(), options(1.0e6));
        controller.setSpeed(PlaybackClock::kUnlimited);
        controller.play();
        QVERIFY(playUntil(controller, 100.0));
        controller.tick(0.1);
        controller.stop();
        QCOMPARE(controller.state(), State::Empty);
        QVERIFY(!controller.hasRun());
        QCOMPARE(controller.clock().reached(), 0.0);
        const int frames = watcher.frames;
        QVERIFY(QThreadPool::globalInstance()->waitForDone(kPatience));
        QCoreApplication::processEvents();
        controller.tick(0.1);
        QCoreApplication::processEvents();
        QCOMPARE(watcher.frames, frames);
    }

    void mayBeDestroyedWhileItRuns()
    {
        {
            PlaybackController controller;
            controller.load(test::sampleDesign(), options(1.0e6));
            controller.setSpeed(PlaybackClock::kUnlimited);
            controller.play();
            QVERIFY(playUntil(controller, 50.0));
            controller.tick(0.1);
        }
        QVERIFY(QThreadPool::globalInstance()->waitForDone(kPatience));
        QCoreApplication::processEvents();
    }

    void scenarioChangedOnTheWayCountsFromTheStart_data()
    {
        QTest::addColumn<double>("at");
        QTest::newRow("ahead") << 70.0;
        QTest::newRow("in the past") << 3.0;
    }

    void scenarioChangedOnTheWayCountsFromTheStart()
    {
        QFETCH(double, at);
        model::Design changed = test::sampleDesign();
        model::ScenarioEvent event;
        event.at = at;
        event.action = QStringLiteral("fail");
        event.target = elementId("n1");
        changed.scenario.push_back(event);
        model::sortScenario(changed.scenario);

        PlaybackController controller;
        Watcher watcher(controller);
        QSignalSpy started(&controller, &PlaybackController::runStarted);
        controller.load(test::sampleDesign(), options());
        controller.setSpeed(64.0);
        controller.play();
        QVERIFY(playUntil(controller, 30.0));
        const double reached = controller.clock().reached();
        controller.changeScenario(changed.scenario);
        QTRY_COMPARE(controller.state(), State::Playing);
        QCOMPARE(started.size(), 2);
        QCOMPARE(started[1][0].toBool(), true);
        QVERIFY(controller.clock().reached() >= reached);
        QVERIFY(playUntil(controller, State::Finished));
        const sim::RunReport expected = test::runInOnePiece(changed, options());
        QVERIFY(expected != test::runInOnePiece(test::sampleDesign(), options()));
        QVERIFY(test::withoutWallTime(*watcher.report) == expected);
        QCOMPARE(watcher.events.size(), expected.events.size());
    }

    void scenarioMayChangeAgainWhileItIsRepeated()
    {
        PlaybackController controller;
        Watcher watcher(controller);
        controller.load(test::sampleDesign(), options());
        controller.setSpeed(64.0);
        controller.play();
        QVERIFY(playUntil(controller, 30.0));
        model::Design changed = test::sampleDesign();
        for (const double at : {45.0, 50.0, 55.0}) {
            changed.scenario[1].at = at;
            controller.changeScenario(changed.scenario);
        }
        QVERIFY(playUntil(controller, State::Finished));
        QVERIFY(test::withoutWallTime(*watcher.report) == test::runInOnePiece(changed, options()));
    }

    void designThatCannotRunSaysWhy()
    {
        model::Design design = test::sampleDesign();
        model::PropertyMap &balancer = design.components[elementId("lb")].properties;
        balancer[QStringLiteral("checkRules")] = QStringLiteral("alb");
        balancer[QStringLiteral("checkTimeout")] = 5.0;
        PlaybackController controller;
        controller.load(design, options());
        controller.play();
        QTRY_COMPARE(controller.state(), State::Failed);
        QCOMPARE(controller.error().code, QStringLiteral("sim.bad-value"));
        controller.tick(0.1);
        QCOMPARE(controller.state(), State::Failed);
        controller.load(test::sampleDesign(), options());
        QTRY_COMPARE(controller.state(), State::Paused);
    }

    void trafficHasTheRequestsOfTheRun()
    {
        PlaybackController controller;
        qint64 sent = 0;
        bool hasSegments = false;
        const int entry = 0; // t0 is the fourth connection by id: s1 s2 s3 t0
        connect(&controller, &PlaybackController::frameReady, this,
                [&](const PlaybackFrame &frame) {
                    hasSegments = hasSegments || !frame.traffic.segments.empty();
                    if (frame.traffic.flows.size() > 3)
                        sent += frame.traffic.flows[3 + entry].sent;
                });
        controller.load(test::sampleDesign(), options());
        controller.setSpeed(64.0);
        controller.play();
        QVERIFY(playUntil(controller, State::Finished));
        QVERIFY(hasSegments);
        QCOMPARE(sent, test::runInOnePiece(test::sampleDesign(), options()).requests.offered);
    }
};

QTEST_GUILESS_MAIN(TestPlayback)
#include "tst_playback.moc"
