// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/player_sample.h"
#include "player/playback_controller.h"

#include <QSignalSpy>
#include <QTest>
#include <QThreadPool>

#include <cmath>
#include <functional>
#include <optional>
#include <set>

using namespace loadstar;
using player::PlaybackClock;
using player::PlaybackController;
using player::PlaybackFrame;
using test::elementId;
using State = PlaybackController::State;

namespace {

constexpr int kPatience = 60000; ///< milliseconds until a test gives up

sim::RunOptions options(double duration = 90.0, std::uint64_t seed = 42)
{
    sim::RunOptions options;
    options.duration = duration;
    options.seed = seed;
    return options;
}

/// Keeps what the controller hands out.
struct Watcher
{
    explicit Watcher(PlaybackController &controller)
    {
        QObject::connect(&controller, &PlaybackController::frameReady, &controller,
                         [this](const PlaybackFrame &frame) {
                             ++frames;
                             last = frame.snapshot;
                             if (frame.report)
                                 report = frame.report;
                             if (frame.isPrepared)
                                 events.clear();
                             for (const sim::TraceEvent &event : frame.traffic.events)
                                 events.push_back(event);
                         });
    }

    int frames = 0;
    sim::Snapshot last;
    std::shared_ptr<const sim::RunReport> report;
    std::vector<sim::TraceEvent> events;
};

/// Ticks until `isDone`; irregular ticks, as frames are.
bool playUntil(PlaybackController &controller, const std::function<bool()> &isDone)
{
    int count = 0;
    return QTest::qWaitFor(
        [&] {
            controller.tick(++count % 3 == 0 ? 0.09 : 0.017);
            return isDone();
        },
        kPatience);
}

/// When anything happens to one component, in a run in one piece.
struct Touches : sim::TraceSink
{
    explicit Touches(sim::ElementIndex wanted)
        : component(wanted)
    {}

    void touch(bool isIt, double at)
    {
        if (isIt)
            times.insert(at);
    }
    void segment(const sim::TraceSegment &one) override
    {
        touch(one.from == component, one.departs);
        touch(one.to == component, one.arrives);
    }
    void check(const sim::TraceCheck &one) override
    {
        touch(one.balancer == component || one.target == component, one.at);
    }
    void event(const sim::TraceEvent &one) override
    {
        touch(one.target == component || one.by == component, one.at);
    }
    void outcome(const sim::TraceOutcome &one) override
    {
        touch(one.where == component || one.users == component, one.at);
    }

    const sim::ElementIndex component;
    std::set<double> times;
};

/// When a goal is met first, in a run in one piece.
struct Firsts : sim::TraceSink
{
    using Kind = player::PlaybackGoal::Kind;

    explicit Firsts(const player::PlaybackGoal &wanted)
        : goal(wanted)
    {}

    void meet(double when)
    {
        if (!at)
            at = when;
    }
    void event(const sim::TraceEvent &one) override
    {
        const bool isDown = goal.kind == Kind::ComponentDown && one.what == sim::EventWhat::Fail;
        if (isDown || (goal.kind == Kind::Event && one.what == goal.what))
            meet(one.at);
    }
    void outcome(const sim::TraceOutcome &one) override
    {
        const bool isGood = one.fate == sim::Fate::Answered;
        (isGood ? answered : failed) += 1.0;
        if (goal.kind == Kind::FailedRequest && !isGood)
            meet(one.at);
        if (goal.kind == Kind::AvailabilityBelow && answered / (answered + failed) < goal.value)
            meet(one.at);
    }
    void sessionLost(const sim::TraceSessionLoss &one) override
    {
        if (goal.kind == Kind::LostSession)
            meet(one.at);
    }

    const player::PlaybackGoal goal;
    double answered = 0.0;
    double failed = 0.0;
    std::optional<double> at;
};

/// Goes on until the goal is met, or the run is over.
bool playTo(PlaybackController &controller, const player::PlaybackGoal &goal)
{
    QSignalSpy ended(&controller, &PlaybackController::goalEnded);
    controller.runUntil(goal);
    playUntil(controller, [&] { return ended.size() > 0; });
    return ended.size() == 1 && ended[0][0].toBool();
}

bool playUntil(PlaybackController &controller, State state)
{
    return playUntil(controller, [&] { return controller.state() == state; });
}

bool playUntil(PlaybackController &controller, double simulatedSeconds)
{
    return playUntil(controller, [&] { return controller.clock().reached() >= simulatedSeconds; });
}

} // namespace

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

    void aStepGoesToTheNextMomentOfTheSimulation()
    {
        PlaybackController controller;
        Watcher watcher(controller);
        controller.load(test::sampleDesign(), options());
        auto alone = sim::DesignSimulation::create(test::sampleDesign(), options());
        sim::DesignSimulation &expected = *alone.value();
        for (int i = 0; i < 40; ++i) {
            const double at = expected.comingEvent().at;
            expected.runUntil(std::nextafter(at, 1.0e9));
            const int frames = watcher.frames;
            controller.step();
            QVERIFY(QTest::qWaitFor(
                [&] {
                    return controller.state() == State::Paused && watcher.frames > frames &&
                           controller.clock().reached() >= at;
                },
                kPatience));
            QCOMPARE(watcher.last.now, expected.now());
            QCOMPARE(watcher.last.targets, expected.snapshot().targets);
            QVERIFY(test::withoutWallTime(*watcher.report) ==
                    test::withoutWallTime(expected.report()));
        }
        QVERIFY(watcher.report->requests.offered > 0);
        controller.runToEnd();
        QVERIFY(playUntil(controller, State::Finished));
        QVERIFY(test::withoutWallTime(*watcher.report) ==
                test::runInOnePiece(test::sampleDesign(), options()));
        controller.step();
        QCOMPARE(controller.state(), State::Finished);
    }

    void aStepPausesWhatPlays()
    {
        PlaybackController controller;
        Watcher watcher(controller);
        controller.load(test::sampleDesign(), options());
        controller.setSpeed(64.0);
        controller.play();
        QVERIFY(playUntil(controller, 10.0));
        controller.tick(0.1);
        controller.step();
        QCOMPARE(controller.state(), State::Paused);
        bool hasStepped = false;
        connect(&controller, &PlaybackController::frameReady, this,
                [&](const PlaybackFrame &frame) { hasStepped = hasStepped || frame.isStep; });
        QTRY_VERIFY(hasStepped);
        const double there = controller.clock().reached();
        QTRY_VERIFY(watcher.report && watcher.last.now == there);
        auto alone = sim::DesignSimulation::create(test::sampleDesign(), options());
        alone.value()->runUntil(there);
        QVERIFY(test::withoutWallTime(*watcher.report) ==
                test::withoutWallTime(alone.value()->report()));
        // The last event is at that moment itself.
        auto before = sim::DesignSimulation::create(test::sampleDesign(), options());
        before.value()->runUntil(std::nextafter(there, 0.0));
        QCOMPARE(before.value()->report().engineEvents + 1, alone.value()->report().engineEvents);
    }

    void aStepToAComponentMissesNothingOfIt_data()
    {
        QTest::addColumn<QString>("id");
        for (const char *id : {"users", "lb", "n2", "n3"})
            QTest::addRow("%s", id) << QString::fromLatin1(id);
    }

    void aStepToAComponentMissesNothingOfIt()
    {
        QFETCH(QString, id);
        model::Design design = test::sampleDesign();
        design.connections[elementId("t2")].properties[QStringLiteral("latency")] = 0.05;
        PlaybackController controller;
        Watcher watcher(controller);
        controller.load(design, options());
        Touches touches(controller.elements().indexOf(model::ElementId(id)));
        auto alone = sim::DesignSimulation::create(design, options());
        alone.value()->setTraceSink(&touches);
        alone.value()->runUntil(options().duration);
        player::PlaybackGoal goal;
        goal.kind = player::PlaybackGoal::Kind::EventOf;
        goal.elements = {touches.component};
        int stops = 0;
        for (const double at : touches.times) {
            QVERIFY(playTo(controller, goal));
            QCOMPARE(controller.state(), State::Paused);
            QVERIFY2(controller.clock().reached() == std::nextafter(at, 1.0e9),
                     qPrintable(QStringLiteral("%1 instead of %2")
                                    .arg(controller.clock().reached(), 0, 'f', 9)
                                    .arg(at, 0, 'f', 9)));
            QCOMPARE(watcher.last.now, controller.clock().reached());
            if (++stops == 25)
                break;
        }
        QCOMPARE(stops, 25);
        auto there = sim::DesignSimulation::create(design, options());
        there.value()->runUntil(controller.clock().reached());
        QVERIFY(test::withoutWallTime(*watcher.report) ==
                test::withoutWallTime(there.value()->report()));
    }

    void aRunUntilSomethingHoldsStopsAtThatMoment_data()
    {
        using Kind = player::PlaybackGoal::Kind;
        QTest::addColumn<int>("kind");
        QTest::addColumn<double>("value");
        QTest::newRow("a failed request") << int(Kind::FailedRequest) << 0.0;
        QTest::newRow("a lost session") << int(Kind::LostSession) << 0.0;
        QTest::newRow("a component down") << int(Kind::ComponentDown) << 0.0;
        QTest::newRow("an event") << int(Kind::Event) << 0.0;
        QTest::newRow("availability") << int(Kind::AvailabilityBelow) << 0.995;
    }

    void aRunUntilSomethingHoldsStopsAtThatMoment()
    {
        QFETCH(int, kind);
        QFETCH(double, value);
        player::PlaybackGoal goal;
        goal.kind = static_cast<player::PlaybackGoal::Kind>(kind);
        goal.value = value;
        goal.what = sim::EventWhat::MarkedDown;
        const model::Design design = test::sampleDesign();
        Firsts firsts(goal);
        auto alone = sim::DesignSimulation::create(design, options());
        alone.value()->setTraceSink(&firsts);
        alone.value()->runUntil(options().duration);
        QVERIFY(firsts.at);

        PlaybackController controller;
        Watcher watcher(controller);
        controller.load(design, options());
        QVERIFY(playTo(controller, goal));
        QCOMPARE(controller.state(), State::Paused);
        QVERIFY(controller.clock().reached() == std::nextafter(*firsts.at, 1.0e9));
        auto there = sim::DesignSimulation::create(design, options());
        there.value()->runUntil(controller.clock().reached());
        QVERIFY(test::withoutWallTime(*watcher.report) ==
                test::withoutWallTime(there.value()->report()));
        controller.runToEnd();
        QVERIFY(playUntil(controller, State::Finished));
        QVERIFY(test::withoutWallTime(*watcher.report) == test::runInOnePiece(design, options()));
    }

    void aRunUntilATimeStopsThere()
    {
        PlaybackController controller;
        Watcher watcher(controller);
        controller.load(test::sampleDesign(), options());
        player::PlaybackGoal goal;
        goal.kind = player::PlaybackGoal::Kind::Time;
        for (const double time : {12.25, 33.3}) {
            goal.value = time;
            QVERIFY(playTo(controller, goal));
            QVERIFY(controller.clock().reached() == time);
            auto there = sim::DesignSimulation::create(test::sampleDesign(), options());
            there.value()->runUntil(time);
            QVERIFY(test::withoutWallTime(*watcher.report) ==
                    test::withoutWallTime(there.value()->report()));
        }
        // What lies behind is there already.
        QVERIFY(playTo(controller, goal));
        QVERIFY(controller.clock().reached() == goal.value);
        goal.value = 1000.0;
        QVERIFY(!playTo(controller, goal));
        QCOMPARE(controller.state(), State::Finished);
    }

    void aGoalThatIsNotMetEndsWithTheRun()
    {
        PlaybackController controller;
        Watcher watcher(controller);
        controller.load(test::sampleDesign(), options());
        player::PlaybackGoal goal;
        goal.kind = player::PlaybackGoal::Kind::Event;
        goal.what = sim::EventWhat::Promoted;
        QVERIFY(!playTo(controller, goal));
        QCOMPARE(controller.state(), State::Finished);
        QVERIFY(test::withoutWallTime(*watcher.report) ==
                test::runInOnePiece(test::sampleDesign(), options()));
    }

    void pausingGivesAGoalUp()
    {
        PlaybackController controller;
        QSignalSpy ended(&controller, &PlaybackController::goalEnded);
        controller.load(test::sampleDesign(), options(1.0e6));
        player::PlaybackGoal goal;
        goal.kind = player::PlaybackGoal::Kind::Event;
        goal.what = sim::EventWhat::Promoted;
        controller.runUntil(goal);
        QVERIFY(playUntil(controller, 60.0));
        controller.pause();
        QCOMPARE(controller.state(), State::Paused);
        // The piece that was under way may still come in.
        QVERIFY(QTest::qWaitFor([] { return QThreadPool::globalInstance()->waitForDone(0); }));
        QCoreApplication::processEvents();
        controller.setSpeed(1.0);
        const double before = controller.clock().reached();
        controller.play();
        QVERIFY(playUntil(controller, before + 1.0));
        controller.pause();
        QVERIFY(controller.clock().reached() < before + 1000.0);
        QCOMPARE(ended.size(), 0);
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
