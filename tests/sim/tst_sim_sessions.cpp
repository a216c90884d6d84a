// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What keeps requests together, what makes them wait, and what changes while a balancer runs.
#include "sim/node_recorder.h"

#include <QtTest>

#include <cmath>
#include <map>
#include <set>

using namespace loadstar;
using namespace loadstar::tests;

class TestSimSessions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void applicationCookieEndsWithItsSession();
    void cookieOfABackupIsStillServed();
    void firstBackupAloneOrAll();
    void weightZeroServesOnlyWhatIsSticky();
    void unequalAddressesShow();
    void fullQueueBreaksPersistence();
    void queueTimeoutEndsTheWait();
    void limitsReject();
    void retriesBackOff();
    void herdFollowsAStaleReport();
    void systemLoadIsDampedOverFiveMinutes();
    void sessionsSpreadEvenly();
    void hashesFollowPathCookieAndUser_data();
    void hashesFollowPathCookieAndUser();
    void popularPathsFollowZipf();
    void layerFourSeesAddressesOnly();
    void slowStartGrowsInTwentySteps();
    void switchingKeepsEveryRequest();
    void playerSwitchesLikeTheScenario();
};

namespace {

const std::string kOneClient =
    R"j({"interarrival": "constant(1)", "work": "constant(0.1)", "clients": 1})j";

} // namespace

void TestSimSessions::applicationCookieEndsWithItsSession()
{
    const std::string users =
        R"j({"rate": 20, "work": "constant(0.001)", "clients": 5, "sessionLength": 4, "sessionState": "node"})j";
    Recorder arrivals(1);
    const auto report =
        simulated(DesignText()
                      .farm(4, users, R"({"sticky": "application", "algorithm": "random"})")
                      .design(),
                  {500.0}, &arrivals)
            ->report();
    QCOMPARE(report.sessions.broken, 0);
    std::map<std::uint32_t, std::set<int>> nodes;
    for (const sim::TraceSegment &segment : arrivals.sent)
        nodes[segment.client].insert(segment.to);
    // A new session is balanced afresh, so in time everybody has been everywhere.
    for (const auto &[client, seen] : nodes)
        QCOMPARE(seen.size(), 4U);
    // Without sessions the application sets no cookie.
    Recorder plain(1);
    simulated(DesignText().farm(3, kOneClient, R"({"sticky": "application"})").design(), {7.0},
              &plain);
    QCOMPARE(plain.order, (std::vector<int>{1, 2, 3, 1, 2, 3}));
}

void TestSimSessions::cookieOfABackupIsStillServed()
{
    DesignText text;
    text.users(kOneClient)
        .balancer(R"({"sticky": "cookie", "checkInterval": 1, "fall": 1, "rise": 1})")
        .traffic("users", "lb");
    text.node("a1").node("s1", R"({"role": "standby"})").traffic("lb", "a1").traffic("lb", "s1");
    text.at(20.5, "fail", "a1").at(40.5, "recover", "a1");
    const auto report = reportOf(text.design(), {100.0});
    QCOMPARE(componentOf(report, "a1").completed, 20);
    QVERIFY(componentOf(report, "s1").completed >= 78);
}

void TestSimSessions::firstBackupAloneOrAll()
{
    const auto served = [](const char *balancer) {
        DesignText text;
        text.users(kOneClient).balancer(balancer).traffic("users", "lb");
        text.node("a1").node("s1", R"({"role": "standby"})").node("s2", R"({"role": "standby"})");
        for (const char *id : {"a1", "s1", "s2"})
            text.traffic("lb", id);
        text.at(10.5, "fail", "a1").at(60.5, "fail", "s1");
        const auto report = reportOf(text.design(), {101.0});
        return std::pair(componentOf(report, "s1").completed, componentOf(report, "s2").completed);
    };
    const auto [first, second] = served(R"({"allBackups": false, "checkInterval": 0.5})");
    QVERIFY(first >= 47 && first <= 50);
    QVERIFY(second >= 37 && second <= 40);
    const auto [both, other] = served(R"({"checkInterval": 0.5})");
    QVERIFY(std::abs(double(both) - 24.0) <= 2.0 && other >= 60);
}

void TestSimSessions::weightZeroServesOnlyWhatIsSticky()
{
    const std::string users = R"j({"rate": 20, "work": "constant(0.001)", "clients": 2000})j";
    Recorder arrivals(1);
    const auto report = simulated(DesignText()
                                      .farm(2, users, R"({"sticky": "cookie"})")
                                      .at(30, "reweight", "n01", R"({"weight": 0})")
                                      .at(90, "reweight", "n01", R"({"weight": 1})")
                                      .design(),
                                  {150.0}, &arrivals)
                            ->report();
    std::map<std::uint32_t, int> home;
    int kept = 0;
    int fresh = 0;
    int later = 0;
    for (const sim::TraceSegment &segment : arrivals.sent) {
        const auto [place, isNew] = home.emplace(segment.client, segment.to);
        QCOMPARE(place->second, int(segment.to));
        const bool isOut = segment.departs > 30.0 && segment.departs < 90.0;
        kept += isOut && segment.to == 1 && !isNew ? 1 : 0;
        fresh += isOut && segment.to == 1 && isNew ? 1 : 0;
        later += segment.departs > 90.0 && segment.to == 1 && isNew ? 1 : 0;
    }
    QVERIFY(kept > 50);
    QCOMPARE(fresh, 0);
    QVERIFY(later > 50);
    QCOMPARE(timesOf(report, "reweight", "n01"), (std::vector<double>{30.0, 90.0}));
}

void TestSimSessions::unequalAddressesShow()
{
    // Three offices with shares 1 : 1/4 : 1/9 behind one address each.
    const std::string users =
        R"j({"rate": 100, "work": "constant(0.0001)", "clients": 20000, "addresses": 3, "addressSkew": 2})j";
    const auto report =
        reportOf(DesignText().farm(3, users, R"({"sticky": "source"})").design(), {300.0});
    std::vector<double> shares;
    for (const char *id : {"n01", "n02", "n03"})
        shares.push_back(*componentOf(report, id).share);
    std::sort(shares.rbegin(), shares.rend());
    const double whole = 1.0 + 0.25 + 1.0 / 9.0;
    QVERIFY(std::abs(shares[0] - 1.0 / whole) < 0.015);
    QVERIFY(std::abs(shares[1] - 0.25 / whole) < 0.015);
}

void TestSimSessions::fullQueueBreaksPersistence()
{
    // One client, work 3 s, one request a second, one at a time: the second waits for its node, the
    // third finds that queue full and goes elsewhere, and the cookie follows.
    const std::string users =
        R"j({"interarrival": "constant(1)", "work": "constant(3)", "clients": 1})j";
    Recorder arrivals(1);
    simulated(
        DesignText()
            .farm(2, users, R"({"sticky": "cookie", "maxConnectionsPerNode": 1, "maxQueue": 1})")
            .design(),
        {3.5}, &arrivals);
    QCOMPARE(arrivals.order, (std::vector<int>{1, 2}));
    Recorder patient(1);
    simulated(
        DesignText().farm(2, users, R"({"sticky": "cookie", "maxConnectionsPerNode": 1})").design(),
        {3.5}, &patient);
    QCOMPARE(patient.order, (std::vector<int>{1}));
}

void TestSimSessions::queueTimeoutEndsTheWait()
{
    // Served 1 to 4 and 4 to 7; what comes meanwhile waits 1.5 s at most.
    const auto report =
        reportOf(DesignText()
                     .farm(1, R"j({"interarrival": "constant(1)", "work": "constant(3)"})j",
                           R"({"maxConnectionsPerNode": 1, "queueTimeout": 1.5})")
                     .design(),
                 {9.0});
    // 1 is served at once, 2 gives up at 3.5, 3 is served from 4, 4 and 5 give up, 6 is served from
    // 7, and 7 gives up at 8.5.
    QCOMPARE(report.requests.completed, 2);
    QCOMPARE(report.requests.failed, 4);
    QCOMPARE(report.requests.timedOut, 0);
    QCOMPARE(*report.responseTime.maximum, 4.0);
}

void TestSimSessions::limitsReject()
{
    const auto rejected = [](const char *balancer) {
        return reportOf(DesignText()
                            .farm(1,
                                  R"j({"interarrival": "constant(1)", "work": "constant(100)"})j",
                                  balancer, R"({"cores": 8})")
                            .design(),
                        {10.5})
            .requests;
    };
    QCOMPARE(rejected(R"({"maxRequests": 3})").rejected, 7);
    QCOMPARE(rejected(R"({"maxConnectionsPerNode": 2, "maxPending": 3})").rejected, 5);
    QCOMPARE(rejected(R"({"maxConnectionsPerNode": 2, "maxPending": 0})").inFlight, 2);
    QCOMPARE(rejected("{}").rejected, 0);
}

void TestSimSessions::retriesBackOff()
{
    const auto times = [](const char *balancer) {
        Recorder arrivals(1);
        simulated(
            DesignText()
                .farm(1, R"j({"interarrival": "constant(10)", "work": "constant(0.1)"})j", balancer)
                .at(5, "fail", "n01")
                .design(),
            {19.0}, &arrivals);
        std::vector<double> at;
        for (const sim::TraceSegment &segment : arrivals.sent)
            at.push_back(segment.departs);
        return at;
    };
    QCOMPARE(times(R"({"retries": 3, "retryDelay": 0.5, "retryBackoff": 2, "healthCheck": false})"),
             (std::vector<double>{10.0, 10.5, 11.5, 13.5}));
    const std::vector<double> jittered =
        times(R"({"retries": 1, "retryDelay": 2, "retryJitter": 0.5, "healthCheck": false})");
    QCOMPARE(jittered.size(), 2U);
    QVERIFY(jittered[1] > 11.0 && jittered[1] < 12.0);
}

void TestSimSessions::herdFollowsAStaleReport()
{
    // Everything follows the last report until the next check, so rare checks are worse than none.
    const auto response = [](const char *balancer) {
        return *reportOf(DesignText()
                             .farm(4, R"j({"rate": 24, "work": "exponential(0.1)"})j", balancer)
                             .design(),
                         {3000.0})
                    .responseTime.mean.mean;
    };
    const double fresh = response(R"({"algorithm": "least-load", "checkInterval": 0.05})");
    const double stale = response(R"({"algorithm": "least-load", "checkInterval": 10})");
    const double random = response(R"({"algorithm": "random"})");
    QVERIFY2(fresh < random && random < stale,
             qPrintable(QStringLiteral("%1 %2 %3").arg(fresh).arg(random).arg(stale)));
    QVERIFY(stale > 5.0 * random);
}

void TestSimSessions::systemLoadIsDampedOverFiveMinutes()
{
    // n1 gets one request of 1000 s from outside at 1; its average rises like 1 - e^(-t/300), so
    // new traffic avoids it at once, and comes back once it has done: the averages of both differ.
    DesignText text;
    text.users(R"j({"interarrival": "constant(1)", "work": "constant(0.0001)"})j")
        .users(R"j({"interarrival": "constant(2000)", "work": "constant(400)"})j", "batch")
        .balancer(R"({"algorithm": "system-load", "checkInterval": 1, "slowStart": 0})")
        .node("n1")
        .node("n2")
        .traffic("users", "lb")
        .traffic("lb", "n1")
        .traffic("lb", "n2")
        .traffic("batch", "n1");
    Recorder arrivals(0);
    const auto report = simulated(text.design(), {4000.0}, &arrivals)->report();
    std::map<int, int> during;
    std::map<int, int> after;
    for (const sim::TraceSegment &segment : arrivals.sent) {
        const bool isToNode = segment.connection >= 0 && segment.departs > 2010.0;
        if (isToNode && segment.departs < 2400.0)
            ++during[segment.to];
        if (isToNode && segment.departs > 2405.0)
            ++after[segment.to];
    }
    // Components: batch 0, lb 1, n1 2, n2 3, users 4. Long after the work is done its shadow is
    // still there.
    QCOMPARE(during[2], 0);
    QCOMPARE(during[3], 389);
    QVERIFY(after[2] * 20 < after[3]);
    QVERIFY(report.requests.failed == 0);
}

void TestSimSessions::sessionsSpreadEvenly()
{
    const std::string users =
        R"j({"rate": 30, "work": "constant(0.001)", "clients": 90, "sessionLength": 1e9, "sessionState": "node"})j";
    auto simulation = simulated(
        DesignText().farm(3, users, R"({"algorithm": "sessions", "sticky": "cookie"})").design(),
        {300.0});
    const sim::Snapshot snapshot = simulation->snapshot();
    for (std::size_t i = 1; i <= 3; ++i)
        QCOMPARE(snapshot.components[i].openSessions, 30);
}

void TestSimSessions::hashesFollowPathCookieAndUser_data()
{
    QTest::addColumn<QByteArray>("balancer");
    QTest::addColumn<bool>("staysWithUser");
    QTest::addColumn<bool>("staysInSession");
    for (const char *type : {"map-based", "consistent", "maglev"}) {
        const auto row = [type](const char *algorithm) {
            return QByteArray(R"({"algorithm": ")") + algorithm + R"(", "hashType": ")" + type +
                   "\"}";
        };
        QTest::addRow("user %s", type) << row("user-hash") << true << true;
        QTest::addRow("cookie %s", type) << row("cookie-hash") << false << true;
        QTest::addRow("uri %s", type) << row("uri-hash") << false << false;
    }
}

void TestSimSessions::hashesFollowPathCookieAndUser()
{
    QFETCH(QByteArray, balancer);
    QFETCH(bool, staysWithUser);
    QFETCH(bool, staysInSession);
    const std::string users =
        R"j({"rate": 50, "work": "constant(0.001)", "clients": 40, "sessionLength": 5, "sessionState": "node", "paths": 200})j";
    Recorder arrivals(1);
    const auto report =
        simulated(DesignText().farm(4, users, balancer.toStdString()).design(), {200.0}, &arrivals)
            ->report();
    std::map<std::uint32_t, std::set<int>> nodes;
    std::set<int> all;
    for (const sim::TraceSegment &segment : arrivals.sent) {
        nodes[segment.client].insert(segment.to);
        all.insert(segment.to);
    }
    QCOMPARE(all.size(), 4U);
    bool hasStayed = true;
    for (const auto &[client, seen] : nodes)
        hasStayed = hasStayed && seen.size() == 1;
    QCOMPARE(hasStayed, staysWithUser);
    QCOMPARE(report.sessions.broken == 0, staysInSession);
}

void TestSimSessions::popularPathsFollowZipf()
{
    // Two paths at skew 1 have 2/3 and 1/3 of the requests; each is on one node.
    const std::string users =
        R"j({"rate": 100, "work": "constant(0.0001)", "paths": 2, "pathSkew": 1})j";
    const auto report =
        reportOf(DesignText().farm(2, users, R"({"algorithm": "uri-hash"})").design(), {300.0});
    const double share = *componentOf(report, "n01").share;
    const double nearest = std::min({std::abs(share - 2.0 / 3.0), std::abs(share - 1.0 / 3.0),
                                     std::abs(share - 1.0), std::abs(share)});
    QVERIFY2(nearest < 0.015, qPrintable(QString::number(share)));
}

void TestSimSessions::layerFourSeesAddressesOnly()
{
    const auto simulation =
        simulated(DesignText()
                      .farm(2, kOneClient,
                            R"({"layer": "tcp", "algorithm": "uri-hash", "sticky": "application"})")
                      .design(),
                  {5.0});
    QCOMPARE(simulation->warnings().size(), 2U);
    QCOMPARE(simulation->policy(QStringLiteral("lb")), QStringLiteral("source-hash"));
}

void TestSimSessions::slowStartGrowsInTwentySteps()
{
    // HAProxy: linear, in twentieths, and only after a failure. Step k has weight k/20 against 1.
    Recorder arrivals(1);
    const auto simulation = simulated(DesignText()
                                          .farm(2, R"j({"rate": 400, "work": "constant(0.0001)"})j",
                                                R"({"slowStart": 200, "algorithm": "random"})")
                                          .at(20, "fail", "n01")
                                          .at(40, "recover", "n01")
                                          .design(),
                                      {300.0}, &arrivals);
    const double up = timesOf(simulation->report(), "marked-up", "n01").at(0);
    for (int step = 1; step <= 20; ++step) {
        int all = 0;
        int first = 0;
        for (const sim::TraceSegment &segment : arrivals.sent) {
            const double since = segment.departs - up;
            if (since < (step - 1) * 10.0 || since >= step * 10.0)
                continue;
            ++all;
            first += segment.to == 1 ? 1 : 0;
        }
        const double share = step / 20.0 / (1.0 + step / 20.0);
        QVERIFY2(std::abs(double(first) / all - share) < 4.5 * std::sqrt(share / all),
                 qPrintable(QString::number(step)));
    }
}

void TestSimSessions::switchingKeepsEveryRequest()
{
    const std::string users =
        R"j({"rate": 20, "work": "exponential(0.15)", "clients": 60, "sessionLength": 5, "sessionState": "shared", "timeout": 2})j";
    DesignText text;
    text.farm(4, users, R"({"maxConnectionsPerNode": 3, "retries": 1})");
    double at = 5.0;
    const char *stickies[] = {"cookie", "source", "application", "none"};
    int turn = 0;
    for (const char *algorithm :
         {"peak-ewma", "consistent-hash", "least-load", "power-of-two", "system-load", "uri-hash",
          "sessions", "least-connections", "first", "cookie-hash", "random", "round-robin"}) {
        text.at(at, "configure", "lb",
                std::string(R"({"algorithm": ")") + algorithm + R"(", "sticky": ")" +
                    stickies[turn++ % 4] + R"(", "loadBound": 0.25, "hashType": "consistent"})");
        at += 5.0;
    }
    text.at(22, "fail", "n02").at(41, "recover", "n02");
    const auto report = reportOf(text.design(), {80.0});
    QCOMPARE(report.requests.offered,
             report.requests.completed + report.requests.failed + report.requests.inFlight);
    QCOMPARE(timesOf(report, "configure", "lb").size(), 12U);
    QVERIFY(report.requests.completed > 800);
}

void TestSimSessions::playerSwitchesLikeTheScenario()
{
    const std::string users = R"j({"interarrival": "constant(1)", "work": "constant(0.1)"})j";
    Recorder planned(1);
    simulated(DesignText()
                  .farm(3, users, "{}")
                  .at(4.5, "configure", "lb", R"({"algorithm": "first"})")
                  .design(),
              {9.5}, &planned);
    QCOMPARE(planned.order, (std::vector<int>{1, 2, 3, 1, 1, 1, 1, 1, 1}));
    Recorder played(1);
    auto created = sim::DesignSimulation::create(DesignText().farm(3, users, "{}").design(), {9.5});
    QVERIFY(created.isOk());
    sim::DesignSimulation &run = *created.value();
    run.setTraceSink(&played);
    run.runUntil(4.5);
    QCOMPARE(run.policy(QStringLiteral("lb")), QStringLiteral("round-robin"));
    QVERIFY(run.setPolicy(QStringLiteral("lb"), QStringLiteral("first")).isOk());
    run.runUntil(9.5);
    QCOMPARE(played.order, planned.order);
    QCOMPARE(run.report().events,
             std::vector<sim::RunEvent>{runEvent(4.5, "configure", "lb", "player")});
    QCOMPARE(run.setPolicy(QStringLiteral("lb"), QStringLiteral("best")).error().code,
             QStringLiteral("sim.bad-scenario"));
    QVERIFY(!run.setPolicy(QStringLiteral("n01"), QStringLiteral("first")).isOk());
}

QTEST_GUILESS_MAIN(TestSimSessions)
#include "tst_sim_sessions.moc"
