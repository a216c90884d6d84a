// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/playback_watch.h"

#include <QSignalSpy>
#include <QThreadPool>

#include <cmath>
#include <optional>
#include <set>

using namespace loadstar;
using player::PlaybackController;
using player::PlaybackFrame;
using test::elementId;
using test::kPatience;
using test::options;
using test::playUntil;
using test::Watcher;
using State = PlaybackController::State;

namespace {

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

} // namespace

class TestGoals : public QObject
{
    Q_OBJECT

private Q_SLOTS:
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
};

QTEST_GUILESS_MAIN(TestGoals)
#include "tst_goals.moc"
