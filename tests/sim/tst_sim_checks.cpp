// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/design_text.h"
#include "support/counts.h"

#include <QtTest>

#include <algorithm>

using namespace loadstar;
using namespace loadstar::tests;

class TestSimChecks : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void detectionTimeLiesInItsBounds_data();
    void detectionTimeLiesInItsBounds();
    void recoveryTimeLiesInItsBounds_data();
    void recoveryTimeLiesInItsBounds();
    void checkBegunDuringAHangFailsAtItsTimeout();
    void emptyHeartbeatStaysDown();
    void unexpectedStatusTakesAllDown();
    void withoutChecksNothingIsMarked();
    void envoyPanicsBelowHalf();
    void failOpenUsesAllWhenNoneIsUp();
    void nginxTakesTheNodeOutAndTriesAgain();
    void aLoneNodeIsNeverOutWithNginx();
    void balancerAsTargetPassesWhileItHasATarget();
};

namespace {

struct Bounds
{
    const char *name;
    const char *properties;
    const char *mode;
    double low;
    double high;
};

/// Two nodes, quiet traffic.
DesignText pair(const std::string &balancer)
{
    return DesignText().farm(2, R"j({"rate": 0.5, "work": "constant(0.01)"})j", balancer);
}

} // namespace

void TestSimChecks::detectionTimeLiesInItsBounds_data()
{
    QTest::addColumn<QByteArray>("properties");
    QTest::addColumn<QByteArray>("mode");
    QTest::addColumn<double>("low");
    QTest::addColumn<double>("high");
    // Sources of the rules: facts 4.1; reference cases HC-002, HC-008, HC-012; README of the
    // reference cases, trap 3.
    const Bounds rows[]{
        {"haproxy crash", "{}", "crash", 4.0, 6.0},
        {"haproxy crash, other numbers", R"({"checkInterval": 0.5, "fall": 5})", "crash", 2.0, 2.5},
        {"haproxy crash, fall 1", R"({"checkInterval": 3, "fall": 1})", "crash", 0.0, 3.0},
        {"haproxy crash, fast", R"({"checkInterval": 5, "fastInterval": 1, "downInterval": 9})",
         "crash", 2.0, 7.0},
        {"haproxy hang", R"({"checkTimeout": 1.5})", "hang", 3 * 1.5 + 2 * 2.0, 3 * 1.5 + 3 * 2.0},
        {"haproxy hang, fast", R"({"checkTimeout": 1.5, "fastInterval": 0.25})", "hang",
         3 * 1.5 + 2 * 0.25, 3 * 1.5 + 2 * 0.25 + 2.0},
        {"envoy crash", R"({"checkRules": "envoy", "checkInterval": 3})", "crash", 6.0, 9.0},
        {"envoy hang", R"({"checkRules": "envoy", "checkInterval": 3, "checkTimeout": 1})", "hang",
         9.0, 12.0},
        {"alb crash",
         R"({"checkRules": "alb", "checkInterval": 30, "checkTimeout": 5, "fall": 2, "rise": 5})",
         "crash", 30.0, 60.0},
        {"alb hang",
         R"({"checkRules": "alb", "checkInterval": 30, "checkTimeout": 5, "fall": 2, "rise": 5})",
         "hang", 35.0, 65.0},
        {"alb hang, timeout = interval", R"({"checkRules": "alb"})", "hang", 6.0, 8.0},
        {"kubernetes crash",
         R"({"checkRules": "kubernetes", "checkInterval": 10, "checkTimeout": 1, "rise": 1})",
         "crash", 20.0, 30.0},
        {"kubernetes hang",
         R"({"checkRules": "kubernetes", "checkInterval": 10, "checkTimeout": 1, "rise": 1})",
         "hang", 21.0, 31.0},
    };
    for (const Bounds &row : rows)
        QTest::newRow(row.name) << QByteArray(row.properties) << QByteArray(row.mode) << row.low
                                << row.high;
}

void TestSimChecks::detectionTimeLiesInItsBounds()
{
    QFETCH(QByteArray, properties);
    QFETCH(QByteArray, mode);
    QFETCH(double, low);
    QFETCH(double, high);
    const auto design = pair(properties.toStdString())
                            .at(100.0, "fail", "n01", "{\"mode\": \"" + mode.toStdString() + "\"}")
                            .design();
    std::vector<double> times;
    for (int seed = 0; seed < roundsFor(100, 2000); ++seed) {
        const auto report = reportOf(design, {300.0, 0.0, static_cast<std::uint64_t>(seed)});
        const auto downs = timesOf(report, "marked-down", "n01");
        QCOMPARE(downs.size(), 1U);
        QCOMPARE(timesOf(report, "marked-down", "n02").size(), 0U);
        QVERIFY2(downs.front() - 100.0 >= low - 1e-9 && downs.front() - 100.0 <= high + 1e-9,
                 qPrintable(QString::number(downs.front() - 100.0)));
        times.push_back(downs.front() - 100.0);
    }
    // Uniform between the bounds: both ends are reached, the mean lies in the middle.
    const auto [first, last] = std::minmax_element(times.begin(), times.end());
    QVERIFY(*first < low + 0.1 * (high - low) && *last > high - 0.1 * (high - low));
    double sum = 0.0;
    for (const double time : times)
        sum += time;
    const double error = (high - low) / std::sqrt(12.0 * static_cast<double>(times.size()));
    QVERIFY(std::abs(sum / static_cast<double>(times.size()) - (low + high) / 2.0) < 4.0 * error);
}

void TestSimChecks::recoveryTimeLiesInItsBounds_data()
{
    QTest::addColumn<QByteArray>("properties");
    QTest::addColumn<double>("low");
    QTest::addColumn<double>("high");
    QTest::newRow("haproxy") << QByteArray("{}") << 2.0 << 4.0;
    QTest::newRow("haproxy down interval")
        << QByteArray(R"({"downInterval": 8, "fastInterval": 1})") << 1.0 << 9.0;
    QTest::newRow("alb")
        << QByteArray(
               R"({"checkRules": "alb", "checkInterval": 30, "checkTimeout": 5, "fall": 2, "rise": 5})")
        << 120.0 << 150.0;
    QTest::newRow("kubernetes")
        << QByteArray(
               R"({"checkRules": "kubernetes", "checkInterval": 10, "checkTimeout": 1, "rise": 1})")
        << 0.0 << 10.0;
}

void TestSimChecks::recoveryTimeLiesInItsBounds()
{
    QFETCH(QByteArray, properties);
    QFETCH(double, low);
    QFETCH(double, high);
    const auto design =
        pair(properties.toStdString()).at(50.0, "fail", "n01").at(200.0, "recover", "n01").design();
    for (int seed = 0; seed < roundsFor(50, 1000); ++seed) {
        const auto report = reportOf(design, {400.0, 0.0, static_cast<std::uint64_t>(seed)});
        const auto ups = timesOf(report, "marked-up", "n01");
        QCOMPARE(ups.size(), 1U);
        QVERIFY(ups.front() - 200.0 >= low - 1e-9 && ups.front() - 200.0 <= high + 1e-9);
    }
}

void TestSimChecks::checkBegunDuringAHangFailsAtItsTimeout()
{
    // The hang is over long before the time-out of a check that began in it; fall 1 makes that one
    // check the verdict.
    const auto design = pair(R"({"checkInterval": 2, "checkTimeout": 10, "fall": 1, "rise": 1})")
                            .at(100.0, "fail", "n01", R"({"mode": "hang"})")
                            .at(102.5, "recover", "n01")
                            .design();
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        const auto report = reportOf(design, {150.0, 0.0, seed});
        const auto downs = timesOf(report, "marked-down", "n01");
        QCOMPARE(downs.size(), 1U);
        QVERIFY(downs.front() >= 110.0 && downs.front() < 112.5);
        const auto ups = timesOf(report, "marked-up", "n01");
        QCOMPARE(ups.size(), 1U);
        QVERIFY(std::abs(ups.front() - downs.front() - 2.0) < 1e-9);
    }
}

void TestSimChecks::emptyHeartbeatStaysDown()
{
    const auto design = [](const char *balancer) {
        return DesignText()
            .users()
            .balancer(balancer)
            .node("n1")
            .node("n2", R"({"heartbeat": ""})")
            .traffic("users", "lb")
            .traffic("lb", "n1")
            .traffic("lb", "n2")
            .design();
    };
    const auto checked = reportOf(design("{}"), {500.0});
    QCOMPARE(componentOf(checked, "n2").completed, 0);
    QCOMPARE(checked.requests.failed, 0);
    QVERIFY(checked.events.empty());
    const auto unchecked = reportOf(design(R"({"healthCheck": false})"), {500.0});
    QVERIFY(componentOf(unchecked, "n2").completed > 200);
}

void TestSimChecks::unexpectedStatusTakesAllDown()
{
    const auto http = reportOf(pair(R"({"expectStatus": "204"})").design(), {100.0});
    QCOMPARE(timesOf(http, "marked-down", "n01").size(), 1U);
    QVERIFY(*http.availability < 0.2);
    const auto tcp = reportOf(pair(R"({"expectStatus": "204", "layer": "tcp"})").design(), {100.0});
    QCOMPARE(*tcp.availability, 1.0);
}

void TestSimChecks::withoutChecksNothingIsMarked()
{
    const auto report = reportOf(
        pair(R"({"healthCheck": false, "algorithm": "round-robin"})").at(0, "fail", "n01").design(),
        {1000.0});
    QCOMPARE(report.events.size(), 1U);
    QVERIFY(std::abs(*report.availability - 0.5) < 0.01);
}

void TestSimChecks::envoyPanicsBelowHalf()
{
    DesignText text;
    text.farm(4, R"j({"rate": 20, "work": "constant(0.001)"})j",
              R"({"checkRules": "envoy", "algorithm": "random"})");
    text.at(0, "fail", "n01").at(0, "fail", "n02");
    // Two of four up is not below half.
    const auto half = reportOf(text.design(), {120.0, 20.0});
    QCOMPARE(*half.availability, 1.0);
    text.at(0, "fail", "n03");
    const auto panic = reportOf(text.design(), {220.0, 20.0});
    QVERIFY2(std::abs(*panic.availability - 0.25) < 0.05,
             qPrintable(QString::number(*panic.availability)));
}

void TestSimChecks::failOpenUsesAllWhenNoneIsUp()
{
    const auto design = [](const char *balancer) {
        return pair(balancer)
            .at(0, "fail", "n01")
            .at(0, "fail", "n02", R"({"mode": "hang"})")
            .at(60, "recover", "n02")
            .design();
    };
    // Swallowed by the hung node until it recovers, and refused by the other.
    const auto open =
        reportOf(design(R"({"failOpen": true, "algorithm": "round-robin"})"), {200.0, 10.0});
    const auto closed = reportOf(design("{}"), {200.0, 10.0});
    QVERIFY(open.requests.completed > closed.requests.completed + 5);
}

void TestSimChecks::nginxTakesTheNodeOutAndTriesAgain()
{
    DesignText text;
    text.farm(2, R"j({"interarrival": "constant(1)", "work": "constant(0.01)"})j",
              R"({"checkRules": "nginx", "fall": 2, "checkInterval": 10})");
    text.at(10.5, "fail", "n01").at(40.5, "recover", "n01");
    const auto report = reportOf(text.design(), {100.0});
    // Round robin sends every other request to n01, the odd ones: refused at 11 and 13. Out until
    // 23, then one request tries: refused; again at 33; and at 43 it is answered.
    QCOMPARE(timesOf(report, "marked-down", "n01"), std::vector<double>{13.0});
    const auto ups = timesOf(report, "marked-up", "n01");
    QCOMPARE(ups.size(), 1U);
    QVERIFY(ups.front() > 43.0 && ups.front() < 46.1);
    QVERIFY(report.requests.failed == 4 || report.requests.failed == 5);
}

void TestSimChecks::aLoneNodeIsNeverOutWithNginx()
{
    DesignText text;
    text.farm(1, R"j({"interarrival": "constant(1)", "work": "constant(0.01)"})j",
              R"({"checkRules": "nginx", "fall": 1})");
    text.at(10.5, "fail", "n01").at(12.5, "recover", "n01");
    const auto report = reportOf(text.design(), {30.0});
    QCOMPARE(report.requests.failed, 2);
    QCOMPARE(report.events.size(), 2U);
}

void TestSimChecks::balancerAsTargetPassesWhileItHasATarget()
{
    const auto design = DesignText()
                            .users(R"j({"rate": 10, "work": "constant(0.01)"})j")
                            .balancer("{}", "front")
                            .balancer("{}", "east")
                            .balancer("{}", "west")
                            .node("e1")
                            .node("w1")
                            .traffic("users", "front")
                            .traffic("front", "east")
                            .traffic("front", "west")
                            .traffic("east", "e1")
                            .traffic("west", "w1")
                            .at(50, "fail", "e1")
                            .at(100, "recover", "e1")
                            .at(150, "fail", "west")
                            .design();
    const auto report = reportOf(design, {200.0});
    const auto eastDown = timesOf(report, "marked-down", "east");
    QCOMPARE(eastDown.size(), 1U);
    QVERIFY(eastDown.front() > 54.0 && eastDown.front() < 56.0 + 6.0);
    QCOMPARE(timesOf(report, "marked-up", "east").size(), 1U);
    QCOMPARE(timesOf(report, "marked-down", "west").size(), 1U);
    QVERIFY(std::abs(*componentOf(report, "front").share - 1.0) < 1e-12);
    QVERIFY(std::abs(*componentOf(report, "e1").share + *componentOf(report, "w1").share - 1.0) <
            1e-12);
}

QTEST_GUILESS_MAIN(TestSimChecks)
#include "tst_sim_checks.moc"
