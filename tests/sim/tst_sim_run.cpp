// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/design_text.h"

#include <QtTest>

using namespace loadstar;
using namespace loadstar::tests;

class TestSimRun : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void workedExampleOfTheContract();
    void hungNodeGoesOnAfterRecovery();
    void latencyCountsBothWays();
    void nothingIsCountedDuringTheWarmup();
    void inFlightIsWhatHasNoAnswerAtTheEnd();
    void fullQueueRejects();
    void patienceEndsWaitingAndService();
    void sharedProcessorSlowsEveryoneDown();
    void storageIsVisitedWithoutACore();
    void storageThatIsDownFailsTheRequest();
    void clientTriesItsOtherConnectionsAfterARefusal();
    void containerTakesItsContentsDown();
    void resizeTakesTheNodeDown();
    void slowDividesTheSpeed();
    void surgeMultipliesTheRate();
    void failoverBringsTheBalancerBack();
    void disconnectedNodeGetsNothing();
    void closedPopulationNeverHasMoreUnderWayThanPeople();
    void runInStepsEqualsRunAtOnce();
    void replicaTakesOverForAFailedStorage();
    void failoverBringsTheOtherSiteIntoService();
    void unsupportedThingsAreRefused_data();
    void unsupportedThingsAreRefused();
};

namespace {

const std::string kSteady = R"j({"interarrival": "constant(1)", "work" : "constant(0.25)"
})j";

DesignText workedExample()
{
    return DesignText().users(kSteady).node("n1").traffic("users", "n1");
}

} // namespace

void TestSimRun::workedExampleOfTheContract()
{
    const auto report =
        reportOf(workedExample().at(10.5, "fail", "n1").at(20.5, "recover", "n1").design(), {30.0});
    QCOMPARE(report.requests, (sim::RequestCounts{29, 19, 10, 0, 0, 0, 0}));
    QCOMPARE(*report.availability, 19.0 / 29.0);
    QVERIFY(std::abs(*componentOf(report, "n1").utilization - 19 * 0.25 / 30.0) < 1e-15);
    QCOMPARE(*report.responseTime.mean.mean, 0.25);
    QCOMPARE(*report.responseTime.p99, 0.25);
    QCOMPARE(*report.responseTime.maximum, 0.25);
    QCOMPARE(*report.waitingTime.mean.mean, 0.0);
    QCOMPARE(report.events,
             (std::vector<sim::RunEvent>{runEvent(10.5, "fail", "n1", "scenario", "crash"),
                                         runEvent(20.5, "recover", "n1", "scenario")}));
    QCOMPARE(*componentOf(report, "n1").share, 1.0);
    QCOMPARE(componentOf(report, "n1").failed, 10);
}

void TestSimRun::hungNodeGoesOnAfterRecovery()
{
    // The request of second 10 has 0.15 s of service left at 10.1; it and the ten swallowed ones
    // are served from 20.5 on.
    const auto report = reportOf(workedExample()
                                     .at(10.1, "fail", "n1", R"j({"mode": "hang"})j")
                                     .at(20.5, "recover", "n1")
                                     .design(),
                                 {30.0});
    QCOMPARE(report.requests.completed, 29);
    QCOMPARE(report.requests.failed, 0);
    QVERIFY(std::abs(*report.responseTime.maximum - 10.65) < 1e-9);
    QVERIFY(std::abs(*componentOf(report, "n1").utilization - 29 * 0.25 / 30.0) < 1e-12);
}

void TestSimRun::latencyCountsBothWays()
{
    const auto design = DesignText()
                            .users(kSteady)
                            .balancer()
                            .node("n1")
                            .traffic("users", "lb", R"j({"latency": 0.125})j")
                            .traffic("lb", "n1", R"j({"latency": 0.0625})j")
                            .design();
    const auto report = reportOf(design, {10.0});
    QCOMPARE(*report.responseTime.mean.mean, 0.25 + 2 * (0.125 + 0.0625));
    QCOMPARE(*report.waitingTime.maximum, 0.0);
    QCOMPARE(*componentOf(report, "lb").responseMean, 0.25 + 2 * 0.0625);
    QCOMPARE(*componentOf(report, "n1").responseMean, 0.25);
    QCOMPARE(*componentOf(report, "lb").share, 1.0);
}

void TestSimRun::nothingIsCountedDuringTheWarmup()
{
    const auto report = reportOf(workedExample().design(), {30.0, 10.0});
    // Seconds 10 to 29; the request of second 10 arrives exactly at the end of the warm-up.
    QCOMPARE(report.requests.offered, 20);
    QCOMPARE(report.requests.completed, 20);
    QVERIFY(std::abs(*componentOf(report, "n1").utilization - 0.25) < 1e-15);
    QCOMPARE(*report.throughput.mean, 1.0);
    QCOMPARE(report.timeline.find(QStringLiteral("throughput"))->values.at(5), std::optional(1.0));
}

void TestSimRun::inFlightIsWhatHasNoAnswerAtTheEnd()
{
    const auto design = DesignText()
                            .users(R"j({"interarrival": "constant(1)", "work": "constant(4)"})j")
                            .node("n1")
                            .traffic("users", "n1")
                            .design();
    const auto report = reportOf(design, {10.0});
    QCOMPARE(report.requests, (sim::RequestCounts{9, 2, 0, 0, 0, 7, 0}));
    QVERIFY(std::abs(*componentOf(report, "n1").utilization - 0.9) < 1e-15);
}

void TestSimRun::fullQueueRejects()
{
    const auto design = DesignText()
                            .users(R"j({"interarrival": "constant(1)", "work": "constant(3.5)"})j")
                            .balancer(R"j({"retries": 3, "redispatch": true})j")
                            .node("n1", R"j({"queueLimit": 1})j")
                            .traffic("users", "lb")
                            .traffic("lb", "n1")
                            .design();
    const auto report = reportOf(design, {8.9});
    // 1 is served to 4.5, 2 waits, 3 and 4 are rejected; 2 is served from 4.5 to 8, 5 waits, 6 and
    // 7 are rejected; 8 waits.
    QCOMPARE(report.requests, (sim::RequestCounts{8, 2, 4, 4, 0, 2, 0}));
    QCOMPARE(componentOf(report, "n1").failed, 4);
    QCOMPARE(componentOf(report, "lb").failed, 4);
}

void TestSimRun::patienceEndsWaitingAndService()
{
    const auto design =
        DesignText()
            .users(R"j({"interarrival": "constant(1)", "work": "constant(2)", "timeout": 1.5})j")
            .node("n1")
            .traffic("users", "n1")
            .design();
    const auto report = reportOf(design, {10.0});
    // The core serves 1, 3, 5, 7, 9 to their ends for nothing; 2, 4, 6, 8 leave the queue.
    QCOMPARE(report.requests, (sim::RequestCounts{9, 0, 8, 0, 8, 1, 0}));
    QVERIFY(std::abs(*componentOf(report, "n1").utilization - 0.9) < 1e-12);
    QCOMPARE(*report.availability, 0.0);
    QVERIFY(!report.responseTime.p50);
}

void TestSimRun::sharedProcessorSlowsEveryoneDown()
{
    // Two that come at 1 and 2 with 2 core-seconds each: alone to 2, then half speed: 1 is done at
    // 4, 2 at 5; and so on.
    const auto design = DesignText()
                            .users(R"j({"interarrival": "constant(1)", "work": "constant(2)"})j")
                            .node("n1", R"j({"discipline": "ps", "cores": 2, "queueLimit": 0})j")
                            .traffic("users", "n1")
                            .design();
    const auto report = reportOf(design, {100.0});
    QCOMPARE(report.requests.rejected, 0);
    QVERIFY(std::abs(*report.responseTime.p50 - 2.0) < 1e-9);
    QVERIFY(*report.waitingTime.maximum < 1e-9);
    QCOMPARE(*componentOf(report, "n1").meanQueue, 0.0);
    const auto crowded = DesignText()
                             .users(R"j({"interarrival": "constant(1)", "work": "constant(2)"
    })j")
                             .node("n1", R"j({"discipline": "ps"})j")
                             .traffic("users", "n1")
                             .design();
    // 1 has 1 left at 2, then shares with 2 until 3 joins: 0.5 left at 3, a third of the core: done
    // at 4.5.
    auto simulation = simulated(crowded, {4.4});
    QCOMPARE(simulation->report().requests.completed, 0);
    simulation = simulated(crowded, {4.7});
    // From 4 on four share: 0.5 - 1/3 left needs 2/3 s.
    QCOMPARE(simulation->report().requests.completed, 1);
    QVERIFY(std::abs(*simulation->report().responseTime.maximum - (4.0 + 2.0 / 3.0 - 1.0)) < 1e-9);
}

void TestSimRun::storageIsVisitedWithoutACore()
{
    const auto design = DesignText()
                            .users(R"j({"interarrival": "constant(1)", "work": "constant(0.75)"})j")
                            .node("n1")
                            .add("storage", "db", R"j({"ioTime": "constant(0.5)", "concurrency": 1
})j")
                            .add("storage", "files", R"j({"ioTime": "constant(0.25)"
})j")
                            .traffic("users", "n1")
                            .connect("state", "n1", "files")
                            .connect("state", "n1", "db")
                            .design();
    const auto report = reportOf(design, {20.0});
    // The next request is served while this one is at the storages.
    QCOMPARE(*report.responseTime.maximum, 1.5);
    QCOMPARE(*report.waitingTime.maximum, 0.0);
    QVERIFY(std::abs(*componentOf(report, "n1").utilization - 19 * 0.75 / 20.0) < 1e-12);
    QVERIFY(std::abs(*componentOf(report, "db").utilization - (18 * 0.5 + 0.25) / 20.0) < 1e-12);
    QVERIFY(!componentOf(report, "files").utilization);
    QCOMPARE(*componentOf(report, "n1").responseMean, 1.5);
}

void TestSimRun::storageThatIsDownFailsTheRequest()
{
    const auto design = DesignText()
                            .users(kSteady)
                            .node("n1")
                            .add("storage", "db", R"j({"ioTime": "constant(0.5)"})j")
                            .traffic("users", "n1")
                            .connect("state", "n1", "db")
                            .at(5.5, "fail", "db")
                            .at(8.1, "recover", "db")
                            .design();
    const auto report = reportOf(design, {20.0});
    // 5 dies at the storage at 5.5; 6 and 7 find it down; 8 comes at 8.25.
    QCOMPARE(report.requests, (sim::RequestCounts{19, 16, 3, 0, 0, 0, 0}));
    QCOMPARE(componentOf(report, "db").failed, 3);
}

void TestSimRun::clientTriesItsOtherConnectionsAfterARefusal()
{
    const auto design = [](const char *mode) {
        return DesignText()
            .users(R"j({"interarrival": "constant(1)", "work": "constant(0.25)", "timeout": 5})j")
            .node("n1")
            .node("n2")
            .node("n3")
            .traffic("users", "n1")
            .traffic("users", "n2")
            .traffic("users", "n3")
            .at(0, "fail", "n1", mode)
            .at(0, "fail", "n2", mode)
            .design();
    };
    const auto crash = reportOf(design(R"j({"mode": "crash"})j"), {200.0});
    QCOMPARE(crash.requests.completed, 199);
    QVERIFY(crash.requests.retried > 100 && crash.requests.retried < 300);
    const auto hang = reportOf(design(R"j({"mode": "hang"})j"), {200.0});
    QCOMPARE(hang.requests.retried, 0);
    QVERIFY(hang.requests.timedOut > 90);
}

void TestSimRun::containerTakesItsContentsDown()
{
    const auto design = DesignText()
                            .users(kSteady)
                            .add("region", "r")
                            .add("zone", "z", "{}", "r")
                            .node("n1", "{}", "z")
                            .traffic("users", "n1")
                            .at(5.5, "fail", "z")
                            .at(6.5, "fail", "r")
                            .at(8.5, "recover", "z")
                            .at(10.5, "recover", "r")
                            .design();
    const auto report = reportOf(design, {20.0});
    QCOMPARE(report.requests.failed, 5);
    QCOMPARE(report.events.size(), 4U);
}

void TestSimRun::resizeTakesTheNodeDown()
{
    const auto design = DesignText()
                            .users(R"j({"interarrival": "constant(1)", "work": "constant(1.5)"})j")
                            .node("n1", R"j({"resizeTime": 3})j")
                            .traffic("users", "n1")
                            .at(10.25, "resize", "n1", R"j({"cores": 2})j")
                            .design();
    const auto report = reportOf(design, {20.0});
    QCOMPARE(timesOf(report, "resized", "n1"), std::vector<double>{13.25});
    // Until 10.25 one core: 6 done, 4 die; 11 to 13 are refused; 14 to 19 have two cores, 18 ends
    // at 19.5.
    QCOMPARE(report.requests, (sim::RequestCounts{19, 6 + 5, 4 + 3, 0, 0, 1, 0}));
    const double coreSeconds = 13.25 + 2 * 6.75;
    QVERIFY(std::abs(*componentOf(report, "n1").utilization -
                     (9.25 + 5 * 1.5 + 1.0) / coreSeconds) < 1e-12);
}

void TestSimRun::slowDividesTheSpeed()
{
    const auto design = DesignText()
                            .users(R"j({"interarrival": "constant(2)", "work": "constant(1)"})j")
                            .node("n1")
                            .traffic("users", "n1")
                            .at(2.5, "slow", "n1", R"j({"factor": 2})j")
                            .at(5.0, "slow", "n1", R"j({"factor": 1})j")
                            .design();
    const auto report = reportOf(design, {8.0});
    // 2: half a second at full, half a core-second at half speed: 1.5 s. 4: 1 s at half speed, then
    // half a second: 1.5 s.
    QVERIFY(std::abs(*report.responseTime.maximum - 1.5) < 1e-12);
    QVERIFY(std::abs(*report.responseTime.mean.mean - (1.5 + 1.5 + 1.0) / 3.0) < 1e-12);
    QVERIFY(*report.waitingTime.maximum < 1e-12);
}

void TestSimRun::surgeMultipliesTheRate()
{
    const auto design =
        workedExample().at(10.5, "surge", "users", R"j({"factor": 4, "for": 5})j").design();
    const auto report = reportOf(design, {30.0});
    // Half an interval is left at 10.5; at factor 4 the next comes at 10.625, then every 0.25 s
    // until 15.5, where half of one is left again.
    QCOMPARE(report.requests.offered, 29 + 15);
    QCOMPARE(timesOf(report, "surge", "users"), std::vector<double>{10.5});
    const auto silent =
        workedExample().at(10.5, "surge", "users", R"j({"factor": 0, "for": 5})j").design();
    QCOMPARE(reportOf(silent, {30.0}).requests.offered, 24);
}

void TestSimRun::failoverBringsTheBalancerBack()
{
    const auto design = DesignText()
                            .farm(1, kSteady, R"j({"instances": 2, "failoverTime": 3})j")
                            .at(5.5, "fail", "lb")
                            .at(15.5, "fail", "lb")
                            .at(20.5, "recover", "lb")
                            .design();
    const auto report = reportOf(design, {30.0});
    QCOMPARE(timesOf(report, "promoted", "lb"), std::vector<double>{8.5});
    // 6 to 8, and 16 to 20.
    QCOMPARE(report.requests.failed, 8);
}

void TestSimRun::disconnectedNodeGetsNothing()
{
    const auto design = DesignText()
                            .farm(2, kSteady, R"j({"checkInterval": 1, "fall": 1, "rise": 1})j")
                            .at(10.1, "disconnect", "lb.n01")
                            .at(20.1, "reconnect", "lb.n01")
                            .design();
    const auto report = reportOf(design, {60.0});
    QCOMPARE(timesOf(report, "marked-down", "n01").size(), 1U);
    QCOMPARE(timesOf(report, "marked-up", "n01").size(), 1U);
    QCOMPARE(timesOf(report, "marked-down", "n02").size(), 0U);
    QVERIFY(report.requests.failed <= 1);
}

void TestSimRun::closedPopulationNeverHasMoreUnderWayThanPeople()
{
    const auto design =
        DesignText()
            .users(
                R"j({"arrivals": "closed", "population": 3, "thinkTime": "constant(1)", "work": "constant(1)"})j")
            .node("n1")
            .traffic("users", "n1")
            .at(50, "surge", "users", R"j({"factor": 2, "for": 25})j")
            .design();
    const auto report = reportOf(design, {100.0});
    // Three people: each thinks 1 s and waits for three services but one; one core is always busy
    // from 1 s on.
    QVERIFY(std::abs(*componentOf(report, "n1").utilization - 0.99) < 1e-9);
    QVERIFY(report.requests.inFlight <= 3);
    QVERIFY(std::abs(*report.responseTime.maximum - 5.0) < 1e-9);
}

void TestSimRun::runInStepsEqualsRunAtOnce()
{
    const auto design = DesignText()
                            .farm(3, R"j({"rate": 20, "sessionLength": 4, "timeout": 3})j",
                                  R"j({"algorithm": "least-connections"})j")
                            .at(20, "fail", "n02")
                            .at(60, "recover", "n02")
                            .design();
    const auto whole = reportOf(design, {100.0});
    auto created = sim::DesignSimulation::create(design, {100.0});
    QVERIFY(created.isOk());
    sim::DesignSimulation &steps = *created.value();
    for (double time = 0.0; time < 100.0; time += 0.37) {
        QVERIFY(steps.runUntil(time));
        QCOMPARE(steps.now(), time);
        steps.snapshot();
        steps.report();
    }
    steps.runUntil(100.0);
    QCOMPARE(steps.report(), whole);
}

void TestSimRun::replicaTakesOverForAFailedStorage()
{
    const auto design = [](const char *promote) {
        return DesignText()
            .users(kSteady)
            .node("n1")
            .add("storage", "a")
            .add("storage", "b")
            .traffic("users", "n1")
            .connect("state", "n1", "a")
            .connect("replication", "a", "b", promote)
            .at(5.5, "fail", "a")
            .at(15.5, "recover", "a")
            .design();
    };
    const auto automatic = reportOf(design(R"j({"activationTime": 3})j"), {30.0});
    // 6, 7 and 8 find nothing at a quarter past; from 8.5 on b serves, from 15.5 on a again.
    QCOMPARE(automatic.requests.failed, 3);
    QCOMPARE(timesOf(automatic, "promoted", "b"), std::vector<double>{8.5});
    QCOMPARE(componentOf(automatic, "b").completed, 7);
    QCOMPARE(reportOf(design(R"j({"promote": "manual"})j"), {30.0}).requests.failed, 10);
}

void TestSimRun::failoverBringsTheOtherSiteIntoService()
{
    const auto design = DesignText()
                            .users(kSteady)
                            .balancer(R"j({"checkInterval": 1, "fall": 1, "rise": 1})j")
                            .add("site", "east")
                            .add("site", "west")
                            .node("e1", "{}", "east")
                            .node("w1", R"j({"role": "dr"})j", "west")
                            .traffic("users", "lb")
                            .traffic("lb", "e1")
                            .traffic("lb", "w1")
                            .connect("replication", "east", "west",
                                     R"j({"promote": "manual", "activationTime": 4, "dnsTtl": 2})j")
                            .at(10.5, "fail", "east")
                            .at(14.5, "failover", "east")
                            .at(40.5, "recover", "east")
                            .at(50.5, "failback", "east")
                            .design();
    const auto report = reportOf(design, {60.0});
    // 11 to 20; the other site is in service from 20.5 on, shares from 41.5 at the latest, and is
    // idle again from 50.5 on.
    QCOMPARE(report.requests.failed, 10);
    QCOMPARE(timesOf(report, "promoted", "w1"), std::vector<double>{20.5});
    QVERIFY(componentOf(report, "w1").completed >= 24 && componentOf(report, "w1").completed <= 26);
    QCOMPARE(timesOf(report, "failback", "east").size(), 1U);
}

void TestSimRun::unsupportedThingsAreRefused_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("needle");
    QTest::newRow("workload") << workedExample().add("workload", "w").bytes()
                              << QStringLiteral("sim.not-simulated") << QStringLiteral("workload");
    QTest::newRow("no time between requests")
        << DesignText().users(R"j({"interarrival": 0})j").bytes() << QStringLiteral("sim.bad-value")
        << QStringLiteral("constant(0)");
    QTest::newRow("check outlasts the interval")
        << DesignText()
               .balancer(R"j({"checkRules": "alb", "checkInterval": 2, "checkTimeout": 3})j")
               .bytes()
        << QStringLiteral("sim.bad-value") << QStringLiteral("checkInterval");
}

void TestSimRun::unsupportedThingsAreRefused()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, code);
    QFETCH(QString, needle);
    const auto loaded = model::parseDesign(bytes, model::builtinKinds());
    QVERIFY2(loaded.isOk(), loaded ? "" : qPrintable(loaded.error().text()));
    const auto created = sim::DesignSimulation::create(loaded->design, {10.0});
    QVERIFY(!created.isOk());
    QCOMPARE(created.error().code, code);
    QVERIFY2(created.error().text().contains(needle), qPrintable(created.error().text()));
}

QTEST_GUILESS_MAIN(TestSimRun)
#include "tst_sim_run.moc"
