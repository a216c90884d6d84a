// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/node_recorder.h"
#include "support/counts.h"

#include <QtTest>

#include <map>
#include <set>

using namespace loadstar;
using namespace loadstar::tests;

class TestSimBalancing : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void roundRobinIsCyclic();
    void roundRobinFollowsWeights();
    void roundRobinSkipsANodeThatIsDown();
    void randomFollowsWeights();
    void leastConnectionsBreaksTiesUniformly_data();
    void leastConnectionsBreaksTiesUniformly();
    void leastConnectionsFollowsWeights();
    void powerOfTwoDrawsDistinctTargets();
    void leastLoadFollowsTheLastReport();
    void peakEwmaAvoidsTheSlowNode();
    void firstFillsOneNodeAfterTheOther();
    void hashingSendsAnAddressToOneNode_data();
    void hashingSendsAnAddressToOneNode();
    void consistentHashMovesOnlyTheShareOfTheLostNode();
    void zonesShareEvenlyWithoutCrossZone();
    void retriesGoToTheSameNodeAfterASecond();
    void redispatchGoesElsewhereAtOnce();
    void requestsWaitForAConnection();
    void slowStartRaisesTheShareGradually();
    void primarySpreadsSessionsOverItsGroup();
    void requestDiesAfterSixteenHops();
    void cyclesOfBalancersEnd();
};

// In a farm the components are lb (0), n01 (1), n02 (2), …, users (last).

void TestSimBalancing::roundRobinIsCyclic()
{
    Recorder recorder(1);
    simulated(DesignText().farm(3, kQuick, "{}").design(), {10.0}, &recorder);
    QCOMPARE(recorder.order, (std::vector<int>{1, 2, 3, 1, 2, 3, 1, 2, 3}));
}

void TestSimBalancing::roundRobinFollowsWeights()
{
    DesignText text;
    text.users(kQuick).balancer().traffic("users", "lb");
    for (const char *id : {"n1", "n2", "n3"})
        text.node(id, id[1] == '1' ? R"({"weight": 5})" : "{}").traffic("lb", id);
    Recorder recorder(1);
    simulated(text.design(), {15.0}, &recorder);
    QCOMPARE(recorder.order, (std::vector<int>{1, 1, 1, 2, 3, 1, 1, 1, 1, 1, 2, 3, 1, 1}));
}

void TestSimBalancing::roundRobinSkipsANodeThatIsDown()
{
    Recorder recorder(1);
    const auto simulation = simulated(DesignText()
                                          .farm(3, kQuick, R"({"checkInterval": 1})")
                                          .at(10.5, "fail", "n02")
                                          .at(60.5, "recover", "n02")
                                          .design(),
                                      {100.0}, &recorder);
    const auto report = simulation->report();
    const double down = timesOf(report, "marked-down", "n02").at(0);
    const double up = timesOf(report, "marked-up", "n02").at(0);
    QVERIFY(down >= 12.5 && down <= 13.5 && up >= 61.5 && up <= 62.5);
    for (const sim::TraceSegment &segment : recorder.sent)
        QVERIFY(segment.to != 2 || segment.departs <= down || segment.departs >= up);
    QCOMPARE(report.requests.failed, 1);
    QCOMPARE(componentOf(report, "n02").failed, 1);
}

void TestSimBalancing::randomFollowsWeights()
{
    DesignText text;
    text.users(R"j({"rate": 100, "work": "constant(0.001)"})j")
        .balancer(R"({"algorithm": "random"})")
        .traffic("users", "lb");
    text.node("n1", R"({"weight": 0.5})")
        .node("n2", R"({"weight": 1.5})")
        .node("n3", R"({"weight": 0})");
    text.traffic("lb", "n1").traffic("lb", "n2").traffic("lb", "n3");
    const auto report = reportOf(text.design(), {400.0});
    QVERIFY(std::abs(shareOf(report, "n1") - 0.25) < 5 * std::sqrt(0.25 * 0.75 / 40000.0));
    QCOMPARE(componentOf(report, "n3").completed, 0);
}

void TestSimBalancing::leastConnectionsBreaksTiesUniformly_data()
{
    QTest::addColumn<QByteArray>("balancer");
    QTest::newRow("least-connections") << QByteArray(R"({"algorithm": "least-connections"})");
    QTest::newRow("power-of-two") << QByteArray(R"({"algorithm": "power-of-two"})");
    QTest::newRow("three distinct choices")
        << QByteArray(R"({"algorithm": "power-of-two", "choices": 3})");
    QTest::newRow("with replacement")
        << QByteArray(R"({"algorithm": "power-of-two", "distinctChoices": false})");
    QTest::newRow("peak-ewma") << QByteArray(R"({"algorithm": "peak-ewma"})");
    QTest::newRow("least-load") << QByteArray(
        R"({"algorithm": "least-load", "healthCheck": false})");
    QTest::newRow("random") << QByteArray(R"({"algorithm": "random"})");
}

void TestSimBalancing::leastConnectionsBreaksTiesUniformly()
{
    QFETCH(QByteArray, balancer);
    // One request at a time: every pick is a tie of all five.
    const auto report =
        reportOf(DesignText()
                     .farm(5, R"j({"interarrival": "constant(1)", "work": "constant(0.5)"})j",
                           balancer.toStdString())
                     .design(),
                 {20001.0});
    double chiSquare = 0.0;
    for (const char *id : {"n01", "n02", "n03", "n04", "n05"})
        chiSquare += std::pow(double(componentOf(report, id).completed) - 4000.0, 2) / 4000.0;
    QVERIFY2(chiSquare < 18.5, qPrintable(QString::number(chiSquare)));
}

void TestSimBalancing::leastConnectionsFollowsWeights()
{
    DesignText text;
    text.users(R"j({"rate": 5, "work": "exponential(1)"})j")
        .balancer(R"({"algorithm": "least-connections"})")
        .traffic("users", "lb");
    text.node("n1", R"({"weight": 3, "cores": 30})")
        .node("n2", R"({"cores": 30})")
        .traffic("lb", "n1")
        .traffic("lb", "n2");
    const auto report = reportOf(text.design(), {3000.0});
    QVERIFY2(shareOf(report, "n1") > 0.68 && shareOf(report, "n1") < 0.78,
             qPrintable(QString::number(shareOf(report, "n1"))));
}

void TestSimBalancing::powerOfTwoDrawsDistinctTargets()
{
    // With two nodes, two distinct choices see both: the same as least connections. With
    // replacement they sometimes do not.
    const auto overlaps = [](const char *balancer) {
        const auto report = reportOf(
            DesignText()
                .farm(2, R"j({"interarrival": "constant(1)", "work": "constant(1.5)"})j", balancer)
                .design(),
            {5000.0});
        return *report.waitingTime.mean.mean;
    };
    QCOMPARE(overlaps(R"({"algorithm": "power-of-two"})"), 0.0);
    QVERIFY(overlaps(R"({"algorithm": "power-of-two", "distinctChoices": false})") > 0.01);
}

void TestSimBalancing::leastLoadFollowsTheLastReport()
{
    // n2 is ten times slower, so its load is higher at most checks; with checks once an hour nobody
    // knows.
    const auto slowShare = [](const char *balancer) {
        DesignText text;
        text.users(R"j({"rate": 8, "work": "exponential(0.1)"})j")
            .balancer(balancer)
            .traffic("users", "lb");
        text.node("n1", R"({"cores": 2})")
            .node("n2", R"({"cores": 2, "speed": 0.25})")
            .traffic("lb", "n1")
            .traffic("lb", "n2");
        return shareOf(reportOf(text.design(), {2000.0}), "n2");
    };
    const double informed = slowShare(R"({"algorithm": "least-load", "checkInterval": 0.1})");
    const double blind = slowShare(R"({"algorithm": "least-load", "checkInterval": 100000})");
    QVERIFY2(informed < 0.35, qPrintable(QString::number(informed)));
    QVERIFY(std::abs(blind - 0.5) < 0.03);
}

void TestSimBalancing::peakEwmaAvoidsTheSlowNode()
{
    DesignText text;
    text.users(R"j({"rate": 10, "work": "exponential(0.02)"})j")
        .balancer(R"({"algorithm": "peak-ewma"})")
        .traffic("users", "lb");
    text.node("n1").node("n2", R"({"speed": 0.1})").traffic("lb", "n1").traffic("lb", "n2");
    const auto report = reportOf(text.design(), {1000.0});
    QVERIFY2(shareOf(report, "n2") < 0.2, qPrintable(QString::number(shareOf(report, "n2"))));
    QVERIFY(shareOf(report, "n2") > 0.0);
}

void TestSimBalancing::firstFillsOneNodeAfterTheOther()
{
    Recorder recorder(1);
    simulated(DesignText()
                  .farm(3, R"j({"interarrival": "constant(1)", "work": "constant(2.5)"})j",
                        R"({"algorithm": "first", "maxConnectionsPerNode": 1})")
                  .design(),
              {10.0}, &recorder);
    QCOMPARE(recorder.order, (std::vector<int>{1, 2, 3, 1, 2, 3, 1, 2, 3}));
    Recorder idle(1);
    simulated(DesignText().farm(3, kQuick, R"({"algorithm": "first"})").design(), {10.0}, &idle);
    QCOMPARE(idle.order, std::vector<int>(9, 1));
}

void TestSimBalancing::hashingSendsAnAddressToOneNode_data()
{
    QTest::addColumn<QByteArray>("balancer");
    QTest::newRow("source-hash") << QByteArray(R"({"algorithm": "source-hash"})");
    QTest::newRow("consistent-hash") << QByteArray(R"({"algorithm": "consistent-hash"})");
    QTest::newRow("sticky source") << QByteArray(R"({"algorithm": "random", "sticky": "source"})");
}

void TestSimBalancing::hashingSendsAnAddressToOneNode()
{
    QFETCH(QByteArray, balancer);
    Recorder recorder(1);
    simulated(
        DesignText()
            .farm(5,
                  R"j({"rate": 100, "work": "constant(0.001)", "clients": 400, "addresses": 40})j",
                  balancer.toStdString())
            .design(),
        {60.0}, &recorder);
    std::map<std::uint32_t, std::set<int>> nodesOfAddress;
    for (const auto &[client, nodes] : recorder.nodesOfClient)
        nodesOfAddress[client % 40].insert(nodes.begin(), nodes.end());
    QCOMPARE(nodesOfAddress.size(), 40U);
    std::set<int> used;
    for (const auto &[address, nodes] : nodesOfAddress) {
        QCOMPARE(nodes.size(), 1U);
        used.insert(*nodes.begin());
    }
    QCOMPARE(used.size(), 5U);
}

void TestSimBalancing::consistentHashMovesOnlyTheShareOfTheLostNode()
{
    const auto moved = [](const char *balancer) {
        Recorder recorder(1);
        simulated(DesignText()
                      .farm(10, R"j({"rate": 500, "work": "constant(0.0001)", "clients": 5000})j",
                            balancer)
                      .at(100, "fail", "n04")
                      .design(),
                  {250.0}, &recorder);
        std::map<std::uint32_t, int> before;
        std::map<std::uint32_t, int> after;
        for (const sim::TraceSegment &segment : recorder.sent)
            (segment.departs < 100.0 ? before : after)[segment.client] = segment.to;
        int count = 0;
        int others = 0;
        for (const auto &[client, node] : before) {
            const auto now = after.find(client);
            if (now == after.end())
                continue;
            count += now->second != node ? 1 : 0;
            others += now->second != node && node != 4 ? 1 : 0;
        }
        return std::pair(count / double(before.size()), others);
    };
    const auto [consistent, consistentOthers] = moved(R"({"algorithm": "consistent-hash"})");
    QCOMPARE(consistentOthers, 0);
    QVERIFY2(consistent > 0.07 && consistent < 0.13, qPrintable(QString::number(consistent)));
    QVERIFY(moved(R"({"algorithm": "source-hash"})").second > 1000);
}

void TestSimBalancing::zonesShareEvenlyWithoutCrossZone()
{
    const auto design = [](const char *balancer) {
        DesignText text;
        text.users(R"j({"rate": 100, "work": "constant(0.001)"})j")
            .balancer(balancer)
            .traffic("users", "lb");
        text.add("zone", "za").add("zone", "zb").node("a1", "{}", "za");
        text.traffic("lb", "a1");
        for (const char *id : {"b1", "b2", "b3"})
            text.node(id, "{}", "zb").traffic("lb", id);
        return text.design();
    };
    const auto split =
        reportOf(design(R"({"crossZone": false, "algorithm": "least-connections"})"), {400.0});
    QVERIFY(std::abs(shareOf(split, "a1") - 0.5) < 0.015);
    QVERIFY(std::abs(shareOf(split, "b2") - 1.0 / 6.0) < 0.015);
    const auto joined = reportOf(design("{}"), {400.0});
    QVERIFY(std::abs(shareOf(joined, "a1") - 0.25) < 0.01);
}

void TestSimBalancing::retriesGoToTheSameNodeAfterASecond()
{
    const auto report =
        reportOf(DesignText()
                     .farm(2, R"j({"interarrival": "constant(10)", "work": "constant(0.25)"})j",
                           R"({"retries": 2, "healthCheck": false})")
                     .at(9, "fail", "n01")
                     .at(11.5, "recover", "n01")
                     .design(),
                 {19.0});
    // Refused at 10 and at 11, served from 12 on.
    QCOMPARE(report.requests.completed, 1);
    QCOMPARE(report.requests.retried, 2);
    QCOMPARE(*report.responseTime.maximum, 2.25);
    QCOMPARE(*report.waitingTime.maximum, 2.0);
    QCOMPARE(componentOf(report, "n01").failed, 2);
}

void TestSimBalancing::redispatchGoesElsewhereAtOnce()
{
    const auto report =
        reportOf(DesignText()
                     .farm(2, R"j({"interarrival": "constant(10)", "work": "constant(0.25)"})j",
                           R"({"retries": 2, "redispatch": true, "healthCheck": false})")
                     .at(9, "fail", "n01")
                     .design(),
                 {19.0});
    // Refused at 10, again at 11, then at once to n02.
    QCOMPARE(report.requests.completed, 1);
    QCOMPARE(*report.responseTime.maximum, 1.25);
    const auto alone =
        reportOf(DesignText()
                     .farm(1, R"j({"interarrival": "constant(10)", "work": "constant(0.25)"})j",
                           R"({"retries": 1, "redispatch": true, "healthCheck": false})")
                     .at(9, "fail", "n01")
                     .design(),
                 {19.0});
    QCOMPARE(alone.requests.failed, 1);
}

void TestSimBalancing::requestsWaitForAConnection()
{
    const auto report =
        reportOf(DesignText()
                     .farm(2, R"j({"interarrival": "constant(1)", "work": "constant(3)"})j",
                           R"({"maxConnectionsPerNode": 1})", R"({"cores": 8})")
                     .design(),
                 {13.9});
    // Two at a time: begun at 1, 2, 4, 5, 7, 8, 10 and 11; the last one ends at 14.
    QCOMPARE(report.requests.completed, 7);
    QCOMPARE(*report.waitingTime.maximum, 3.0);
    QVERIFY(*componentOf(report, "lb").meanQueue > 0.5);
    QCOMPARE(*componentOf(report, "n01").meanQueue, 0.0);
}

void TestSimBalancing::slowStartRaisesTheShareGradually()
{
    Recorder recorder(1);
    const auto simulation = simulated(DesignText()
                                          .farm(2, R"j({"rate": 200, "work": "constant(0.0001)"})j",
                                                R"({"slowStart": 100, "algorithm": "random"})")
                                          .at(20, "fail", "n01")
                                          .at(40, "recover", "n01")
                                          .design(),
                                      {300.0}, &recorder);
    const double up = timesOf(simulation->report(), "marked-up", "n01").at(0);
    const auto shareBetween = [&](double from, double to) {
        int all = 0;
        int first = 0;
        for (const sim::TraceSegment &segment : recorder.sent) {
            if (segment.departs < from || segment.departs >= to)
                continue;
            ++all;
            first += segment.to == 1 ? 1 : 0;
        }
        return double(first) / all;
    };
    QVERIFY(std::abs(shareBetween(0, 20) - 0.5) < 0.04); // never at the start of the run
    QVERIFY(shareBetween(up, up + 10) < 0.12);
    QVERIFY(std::abs(shareBetween(up + 45, up + 55) - 1.0 / 3.0) < 0.06);
    QVERIFY(std::abs(shareBetween(up + 100, up + 150) - 0.5) < 0.04);
}

void TestSimBalancing::primarySpreadsSessionsOverItsGroup()
{
    DesignText text;
    text.users(
        R"j({"rate": 20, "work": "constant(0.001)", "clients": 90, "sessionLength": 1e9, "sessionState": "node"})j");
    text.node("w1", R"({"group": "w", "primary": true})")
        .node("w2", R"({"group": "w"})")
        .node("w3", R"({"group": "w"})");
    text.traffic("users", "w1");
    auto simulation = simulated(text.design(), {300.0});
    const sim::Snapshot snapshot = simulation->snapshot();
    for (std::size_t i = 1; i <= 3; ++i)
        QCOMPARE(snapshot.components[i].openSessions, 30);
    QCOMPARE(simulation->report().sessions.broken, 0);
}

void TestSimBalancing::requestDiesAfterSixteenHops()
{
    const auto chain = [](int balancers) {
        DesignText text;
        text.users(kQuick).node("n1");
        std::string last = "users";
        for (int i = 1; i <= balancers; ++i) {
            const std::string id = (i < 10 ? "b0" : "b") + std::to_string(i);
            text.balancer("{}", id).traffic(last, id);
            last = id;
        }
        text.traffic(last, "n1");
        return reportOf(text.design(), {10.0}).requests;
    };
    QCOMPARE(chain(15).completed, 9);
    QCOMPARE(chain(16).failed, 9);
}

void TestSimBalancing::cyclesOfBalancersEnd()
{
    DesignText text;
    text.users(R"j({"rate": 20, "work": "constant(0.001)"})j")
        .balancer(R"({"algorithm": "random"})", "a")
        .balancer(R"({"algorithm": "random"})", "b")
        .node("n1");
    text.traffic("users", "a")
        .traffic("a", "b")
        .traffic("b", "a")
        .traffic("b", "n1")
        .traffic("a", "n1");
    const auto report = reportOf(text.design(), {100.0});
    QCOMPARE(report.requests.failed, 0);
    QCOMPARE(*componentOf(report, "a").share, 1.0);
    QVERIFY(std::abs(*componentOf(report, "b").share - 0.5) < 0.05);
}

QTEST_GUILESS_MAIN(TestSimBalancing)
#include "tst_sim_balancing.moc"
