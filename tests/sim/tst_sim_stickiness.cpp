// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Who stays on its node, and what happens to sessions when nodes leave.
#include "sim/node_recorder.h"
#include "support/counts.h"

#include <QtTest>

using namespace loadstar;
using namespace loadstar::tests;

class TestSimStickiness : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cookieKeepsAClientOnItsNode();
    void sourceKeepsAnAddressOnItsNode();
    void cookieExpires();
    void cookieFollowsAfterRedispatch();
    void standbyServesOnlyWhileNoActiveIsUp();
    void drainLetsOldSessionsEnd();
    void drainTimeoutLosesTheRest();
    void cutoverMovesTrafficBetweenGroups();
    void crashMovesSessionsOfSharedState();
    void withoutStickinessASessionBreaksOnce();
    void sharedStateSurvivesAMoveToANodeWithTheSameStorages();
    void sessionsNeedMemory();
};

void TestSimStickiness::cookieKeepsAClientOnItsNode()
{
    const std::string users =
        R"j({"rate": 50, "work": "exponential(0.02)", "clients": 30, "sessionLength": 10, "sessionState": "node"})j";
    Recorder sticky(1);
    const auto kept =
        simulated(
            DesignText().farm(3, users, R"({"sticky": "cookie", "algorithm": "random"})").design(),
            {200.0}, &sticky)
            ->report();
    for (const auto &[client, nodes] : sticky.nodesOfClient)
        QCOMPARE(nodes.size(), 1U);
    QCOMPARE(kept.sessions.broken, 0);
    QVERIFY(kept.sessions.started > 800);
    const auto loose =
        reportOf(DesignText().farm(3, users, R"({"algorithm": "random"})").design(), {200.0});
    QVERIFY(double(loose.sessions.broken) > 0.7 * double(loose.sessions.started));
    QVERIFY(loose.sessions.broken <= loose.sessions.started);
}

void TestSimStickiness::sourceKeepsAnAddressOnItsNode()
{
    // Everybody behind one address: one node gets it all.
    const auto report =
        reportOf(DesignText()
                     .farm(4, R"j({"rate": 20, "work": "constant(0.001)", "addresses": 1})j",
                           R"({"sticky": "source"})")
                     .design(),
                 {100.0});
    QCOMPARE(shareOf(report, "n01"), 1.0);
}

void TestSimStickiness::cookieExpires()
{
    Recorder recorder(1);
    simulated(
        DesignText()
            .farm(2, R"j({"interarrival": "constant(1)", "work": "constant(0.1)", "clients": 1})j",
                  R"({"sticky": "cookie", "cookieDuration": 3})")
            .design(),
        {10.0}, &recorder);
    // Set at 1, expired at 4; set at 4, expired at 7.
    QCOMPARE(recorder.order, (std::vector<int>{1, 1, 1, 2, 2, 2, 1, 1, 1}));
}

void TestSimStickiness::cookieFollowsAfterRedispatch()
{
    Recorder recorder(1);
    const auto report =
        simulated(
            DesignText()
                .farm(
                    2,
                    R"j({"interarrival": "constant(1)", "work": "constant(0.1)", "clients": 1})j",
                    R"({"sticky": "cookie", "retries": 1, "redispatch": true, "healthCheck": false})")
                .at(2.5, "fail", "n01")
                .at(5.5, "recover", "n01")
                .design(),
            {10.0}, &recorder)
            ->report();
    // At 3 refused by n01, sent to n02 at once, and n02 it stays.
    QCOMPARE(recorder.order, (std::vector<int>{1, 1, 1, 2, 2, 2, 2, 2, 2, 2}));
    QCOMPARE(report.requests.retried, 1);
    QCOMPARE(report.requests.failed, 0);
}

void TestSimStickiness::standbyServesOnlyWhileNoActiveIsUp()
{
    DesignText text;
    text.users(kQuick)
        .balancer(R"({"checkInterval": 1, "fall": 1, "rise": 1})")
        .traffic("users", "lb");
    text.node("a1")
        .node("s1", R"({"role": "standby"})")
        .node("s2", R"({"role": "standby"})")
        .node("x1", R"({"role": "dr"})");
    for (const char *id : {"a1", "s1", "s2", "x1"})
        text.traffic("lb", id);
    text.at(20.5, "fail", "a1").at(60.5, "recover", "a1");
    Recorder recorder(0);
    const auto report = simulated(text.design(), {100.0}, &recorder)->report();
    QVERIFY(componentOf(report, "s1").completed >= 18 && componentOf(report, "s2").completed >= 18);
    QCOMPARE(componentOf(report, "x1").completed, 0);
    QCOMPARE(timesOf(report, "promoted", "s1"), timesOf(report, "marked-down", "a1"));
    QVERIFY(componentOf(report, "a1").completed >= 58);
}

void TestSimStickiness::drainLetsOldSessionsEnd()
{
    const std::string users =
        R"j({"rate": 20, "work": "constant(0.01)", "clients": 40, "sessionLength": 20, "sessionState": "node"})j";
    Recorder recorder(1);
    const auto report =
        simulated(
            DesignText().farm(2, users, R"({"sticky": "cookie"})").at(50, "drain", "n01").design(),
            {400.0}, &recorder)
            ->report();
    QCOMPARE(report.sessions.lost, 0);
    QCOMPARE(report.sessions.broken, 0);
    const auto drained = timesOf(report, "drained", "n01");
    QCOMPARE(drained.size(), 1U);
    QVERIFY(drained.front() > 60.0 && drained.front() < 390.0);
    int afterDrain = 0;
    for (const sim::TraceSegment &segment : recorder.sent) {
        afterDrain += segment.to == 1 && segment.departs > 50.0 ? 1 : 0;
        QVERIFY(segment.to != 1 || segment.departs <= drained.front());
    }
    QVERIFY(afterDrain > 100);
    // Without sessions there are no new requests at once.
    Recorder plain(1);
    simulated(DesignText()
                  .farm(2, kQuick, R"({"sticky": "cookie"})")
                  .at(50, "drain", "n01")
                  .at(80, "undrain", "n01")
                  .design(),
              {100.0}, &plain);
    int during = 0;
    int later = 0;
    for (const sim::TraceSegment &segment : plain.sent) {
        during += segment.to == 1 && segment.departs > 50.0 && segment.departs < 80.0 ? 1 : 0;
        later += segment.to == 1 && segment.departs >= 80.0 ? 1 : 0;
    }
    QCOMPARE(during, 0);
    QVERIFY(later > 5);
}

void TestSimStickiness::drainTimeoutLosesTheRest()
{
    const std::string users =
        R"j({"rate": 20, "work": "constant(0.01)", "clients": 40, "sessionLength": 1000, "sessionState": "node"})j";
    const auto report = reportOf(DesignText()
                                     .farm(2, users, R"({"sticky": "cookie", "drainTimeout": 30})")
                                     .at(50, "drain", "n01")
                                     .design(),
                                 {200.0});
    QCOMPARE(timesOf(report, "drained", "n01"), std::vector<double>{80.0});
    QVERIFY(report.sessions.lost >= 15 && report.sessions.lost <= 25);
    QCOMPARE(report.requests.failed, 0);
}

void TestSimStickiness::cutoverMovesTrafficBetweenGroups()
{
    DesignText text;
    text.users(kQuick).balancer().traffic("users", "lb");
    text.node("b1", R"({"group": "blue"})").node("b2", R"({"group": "blue"})");
    text.node("g1", R"({"group": "green", "role": "standby"})")
        .node("g2", R"({"group": "green", "role": "standby"})");
    for (const char *id : {"b1", "b2", "g1", "g2"})
        text.traffic("lb", id);
    text.at(50.5, "cutover", "", R"({"from": "blue", "to": "green"})");
    const auto report = reportOf(text.design(), {101.0});
    QCOMPARE(componentOf(report, "b1").completed + componentOf(report, "b2").completed, 50);
    QCOMPARE(componentOf(report, "g1").completed, 25);
    QCOMPARE(componentOf(report, "g2").completed, 25);
    QCOMPARE(timesOf(report, "cutover", "lb"), std::vector<double>{50.5});
}

void TestSimStickiness::crashMovesSessionsOfSharedState()
{
    // How many sessions a crash loses is case SH-008 of tst_reference_rules.
    const auto shared = reportOf(
        DesignText()
            .farm(
                8,
                R"j({"rate": 200, "work": "constant(0.0001)", "clients": 2000, "sessionLength": 1e9, "sessionState": "shared"})j",
                R"({"sticky": "cookie", "algorithm": "random"})")
            .at(150, "fail", "n03")
            .design(),
        {300.0});
    QCOMPARE(shared.sessions.lost, 0);
    QVERIFY(shared.sessions.moved > 200);
}

void TestSimStickiness::withoutStickinessASessionBreaksOnce()
{
    // Round robin over two nodes, one client: every request lands on the other node.
    const auto report = reportOf(
        DesignText()
            .farm(
                2,
                R"j({"interarrival": "constant(1)", "work": "constant(0.1)", "clients": 1, "sessionLength": 1e9, "sessionState": "node"})j",
                "{}")
            .design(),
        {50.0});
    QCOMPARE(report.sessions, (sim::SessionCounts{1, 0, 1, 0}));
}

void TestSimStickiness::sharedStateSurvivesAMoveToANodeWithTheSameStorages()
{
    const auto design = [](bool isSymmetric) {
        DesignText text;
        text.farm(
            2,
            R"j({"interarrival": "constant(1)", "work": "constant(0.1)", "clients": 1, "sessionLength": 1e9, "sessionState": "shared"})j",
            "{}");
        text.add("storage", "db").connect("state", "n01", "db");
        if (isSymmetric)
            text.connect("state", "n02", "db");
        return text.design();
    };
    QCOMPARE(reportOf(design(true), {10.0}).sessions, (sim::SessionCounts{1, 0, 0, 8}));
    // From n01 to n02 the session is lost; the next request, on n01, starts another.
    QCOMPARE(reportOf(design(false), {10.0}).sessions, (sim::SessionCounts{5, 4, 0, 0}));
}

void TestSimStickiness::sessionsNeedMemory()
{
    const auto report = reportOf(
        DesignText()
            .farm(
                1,
                R"j({"rate": 10, "work": "constant(0.001)", "clients": 100, "sessionLength": 1e9, "sessionMemory": 0.5})j",
                "{}", R"({"memory": 8})")
            .design(),
        {200.0});
    // Room for 16 of 100 people.
    QVERIFY(std::abs(*report.availability - 0.16) < 0.03);
    QCOMPARE(report.requests.rejected, report.requests.failed);
}

QTEST_GUILESS_MAIN(TestSimStickiness)
#include "tst_sim_stickiness.moc"
