// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What a node says of itself: the orders of its agent, and the status of its heartbeat.
#include "sim/node_recorder.h"

#include <algorithm>
#include <cmath>

using namespace loadstar;
using namespace loadstar::tests;

class TestSimAgents : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aNodeThatWantsNoNewWorkKeepsItsUsers_data();
    void aNodeThatWantsNoNewWorkKeepsItsUsers();
    void anAgentSetsTheWeight_data();
    void anAgentSetsTheWeight();
    void anAgentLimitsConnections();
    void maintenanceByTheAgentStopsAllAndTheChecksToo();
    void onlyTheAgentUndoesItsOwnDown();
    void anAgentThatCannotBeReachedIsNoError();
    void aBadStatusFailsTheChecksByTheirRules_data();
    void aBadStatusFailsTheChecksByTheirRules();
    void aNodeThatIsDownStaysDownWithA404();
    void stepsThatNobodyHearsAreToldAsWarnings();
};

namespace {

std::string say(const char *text)
{
    return std::string(R"({"text": ")").append(text).append("\"}");
}

/// Sees the checks of one target.
class CheckCounter : public sim::TraceSink
{
public:
    void check(const sim::TraceCheck &check) override
    {
        if (check.phase == sim::TraceCheck::Phase::Sent)
            sent[check.target].push_back(check.at);
    }
    void segment(const sim::TraceSegment &segment) override
    {
        if (segment.fate == sim::Fate::Travelling)
            requests[segment.to].push_back(segment.departs);
    }

    static bool hasBetween(const std::vector<double> &times, double from, double to)
    {
        return std::any_of(times.begin(), times.end(),
                           [&](double time) { return time > from && time < to; });
    }

    std::map<int, std::vector<double>> sent;
    std::map<int, std::vector<double>> requests;
};

/// lb -> n01, n02 and nothing else before them in the order of elements.
constexpr int kFirst = 1;

} // namespace

void TestSimAgents::aNodeThatWantsNoNewWorkKeepsItsUsers_data()
{
    QTest::addColumn<QByteArray>("balancer");
    QTest::addColumn<QByteArray>("action");
    QTest::addColumn<QByteArray>("begin");
    QTest::addColumn<QByteArray>("end");
    const QByteArray agent = R"({"sticky": "cookie", "agentCheck": true})";
    QTest::newRow("drain") << agent << QByteArray("agent") << QByteArray(R"({"text": "drain"})")
                           << QByteArray(R"({"text": "ready"})");
    QTest::newRow("nothing of its weight")
        << agent << QByteArray("agent") << QByteArray(R"({"text": "0%"})")
        << QByteArray(R"({"text": "100%"})");
    QTest::newRow("404") << QByteArray(R"({"sticky": "cookie", "disableOn404": true})")
                         << QByteArray("respond") << QByteArray(R"({"status": 404})")
                         << QByteArray(R"({"status": 200})");
}

void TestSimAgents::aNodeThatWantsNoNewWorkKeepsItsUsers()
{
    QFETCH(QByteArray, balancer);
    QFETCH(QByteArray, action);
    QFETCH(QByteArray, begin);
    QFETCH(QByteArray, end);
    const std::string users = R"j({"rate": 20, "work": "constant(0.001)", "clients": 2000})j";
    Recorder arrivals(kFirst);
    const auto report = simulated(DesignText()
                                      .farm(2, users, balancer.toStdString())
                                      .at(30, action.constData(), "n01", begin.toStdString())
                                      .at(90, action.constData(), "n01", end.toStdString())
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
        // It takes an interval of 2 s until the balancer knows.
        const bool isOut = segment.departs > 32.0 && segment.departs < 90.0;
        kept += isOut && segment.to == kFirst && !isNew ? 1 : 0;
        fresh += isOut && segment.to == kFirst && isNew ? 1 : 0;
        later += segment.departs > 92.0 && segment.to == kFirst && isNew ? 1 : 0;
    }
    QVERIFY(kept > 50);
    QCOMPARE(fresh, 0);
    QVERIFY(later > 50);
    QVERIFY(timesOf(report, "marked-down", "n01").empty());
    if (begin.contains("0%"))
        return;
    const auto begun = timesOf(report, "drain", "n01");
    const auto ended = timesOf(report, "undrain", "n01");
    QVERIFY(begun.size() == 1 && begun[0] >= 30.0 && begun[0] <= 32.0);
    QVERIFY(ended.size() == 1 && ended[0] >= 90.0 && ended[0] <= 92.0);
}

void TestSimAgents::anAgentSetsTheWeight_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<double>("share");
    // Both nodes are configured with a weight of 2.
    QTest::newRow("50%") << QByteArray("50%") << 1.0 / 3.0;
    QTest::newRow("200%") << QByteArray("up 200%") << 2.0 / 3.0;
    QTest::newRow("weight:6") << QByteArray("weight:6") << 0.75;
    QTest::newRow("nothing") << QByteArray("unknown # 50%") << 0.5;
}

void TestSimAgents::anAgentSetsTheWeight()
{
    QFETCH(QByteArray, text);
    QFETCH(double, share);
    const auto design =
        DesignText()
            .farm(2, R"j({"interarrival": "constant(0.1)", "work": "constant(0.01)"})j",
                  R"({"algorithm": "round-robin", "agentCheck": true, "agentInterval": 1})",
                  R"({"weight": 2})")
            .at(0, "agent", "n01", say(text))
            .design();
    const auto report = reportOf(design, {1002.0, 2.0});
    QVERIFY(std::abs(shareOf(report, "n01") - share) < 2e-3);
    // A new configured weight is what percentages are of.
    model::Design again = design;
    model::ScenarioEvent reweight;
    reweight.at = 1.0;
    reweight.action = QStringLiteral("reweight");
    reweight.target = model::ElementId(QStringLiteral("n01"));
    reweight.arguments[QStringLiteral("weight")] = 4.0;
    again.scenario.push_back(reweight);
    const double weight = text.contains("weight:") ? 6.0 : 4.0 * share / (1.0 - share);
    QVERIFY(std::abs(shareOf(reportOf(again, {1002.0, 2.0}), "n01") - weight / (weight + 2.0)) <
            2e-3);
}

void TestSimAgents::anAgentLimitsConnections()
{
    // Four people without pauses: 16 requests a second on four cores, 4 one after the other.
    const auto rate = [](const char *order, const char *balancer) {
        const auto design =
            DesignText()
                .farm(1,
                      R"j({"arrivals": "closed", "population": 4, "thinkTime": "constant(0)",
                           "work": "constant(0.25)"})j",
                      balancer, R"({"cores": 4})")
                .at(0, "agent", "n01", say(order))
                .design();
        return *reportOf(design, {110.0, 10.0}).throughput.mean;
    };
    const char *const asking = R"({"agentCheck": true})";
    const char *const limited = R"({"agentCheck": true, "maxConnectionsPerNode": 2})";
    QCOMPARE(std::round(rate("maxconn:1", asking)), 4.0);
    QCOMPARE(std::round(rate("maxconn:3", asking)), 12.0);
    QCOMPARE(std::round(rate("maxconn:0", limited)), 16.0);
    QCOMPARE(std::round(rate("ready", limited)), 8.0);
}

void TestSimAgents::maintenanceByTheAgentStopsAllAndTheChecksToo()
{
    const std::string users = R"j({"rate": 20, "work": "constant(0.001)", "clients": 2000})j";
    CheckCounter seen;
    const auto report = simulated(DesignText()
                                      .farm(2, users, R"({"sticky": "cookie", "agentCheck": true})")
                                      .at(30, "agent", "n01", say("maint"))
                                      .at(90, "agent", "n01", say("ready"))
                                      .design(),
                                  {150.0}, &seen)
                            ->report();
    const auto downs = timesOf(report, "marked-down", "n01");
    const auto ups = timesOf(report, "marked-up", "n01");
    QVERIFY(downs.size() == 1 && downs[0] >= 30.0 && downs[0] <= 32.0);
    QVERIFY(ups.size() == 1 && ups[0] >= 90.0 && ups[0] <= 92.0);
    QVERIFY(!CheckCounter::hasBetween(seen.sent[kFirst], downs[0], ups[0]));
    QVERIFY(!CheckCounter::hasBetween(seen.requests[kFirst], downs[0], ups[0]));
    QVERIFY(CheckCounter::hasBetween(seen.sent[kFirst], ups[0], 150.0));
    QVERIFY(CheckCounter::hasBetween(seen.requests[kFirst], ups[0], 150.0));
    QVERIFY(CheckCounter::hasBetween(seen.sent[kFirst + 1], downs[0], ups[0]));
}

void TestSimAgents::onlyTheAgentUndoesItsOwnDown()
{
    const auto report = reportOf(DesignText()
                                     .farm(2, kQuick, R"({"agentCheck": true})")
                                     .at(30, "agent", "n01", say("down"))
                                     .at(60, "fail", "n01")
                                     .at(80, "recover", "n01")
                                     .at(100, "agent", "n01", say("ready 100%"))
                                     .at(120, "agent", "n01", say("up"))
                                     .design(),
                                 {150.0});
    const auto downs = timesOf(report, "marked-down", "n01");
    const auto ups = timesOf(report, "marked-up", "n01");
    QVERIFY(downs.size() == 1 && downs[0] >= 30.0 && downs[0] <= 32.0);
    QVERIFY(ups.size() == 1 && ups[0] >= 120.0 && ups[0] <= 122.0);
    // And its "up" does not undo what the checks found out.
    const auto checked = reportOf(DesignText()
                                      .farm(2, kQuick, R"({"agentCheck": true})")
                                      .at(30, "respond", "n01", R"({"status": 500})")
                                      .at(60, "agent", "n01", say("up"))
                                      .design(),
                                  {150.0});
    QCOMPARE(timesOf(checked, "marked-down", "n01").size(), 1U);
    QVERIFY(timesOf(checked, "marked-up", "n01").empty());
}

void TestSimAgents::anAgentThatCannotBeReachedIsNoError()
{
    // Nothing but the agents would notice that the node hangs.
    const auto report = reportOf(DesignText()
                                     .farm(2, kQuick, R"({"agentCheck": true,
                                                          "healthCheck": false})")
                                     .at(30, "fail", "n01", R"({"mode": "hang"})")
                                     .at(31, "agent", "n01", say("down"))
                                     .at(60, "recover", "n01")
                                     .design(),
                                 {100.0});
    const auto downs = timesOf(report, "marked-down", "n01");
    QVERIFY(downs.size() == 1 && downs[0] >= 60.0 && downs[0] <= 62.0);
}

void TestSimAgents::aBadStatusFailsTheChecksByTheirRules_data()
{
    QTest::addColumn<QByteArray>("balancer");
    QTest::addColumn<int>("status");
    QTest::addColumn<double>("least"); // seconds to marked-down; below 0: never
    QTest::addColumn<double>("most");
    QTest::newRow("haproxy") << QByteArray("{}") << 503 << 4.0 << 6.0;
    QTest::newRow("a plain 404") << QByteArray("{}") << 404 << 4.0 << 6.0;
    QTest::newRow("expected") << QByteArray(R"({"expectStatus": "200,404"})") << 404 << -1.0
                              << -1.0;
    QTest::newRow("tcp") << QByteArray(R"({"layer": "tcp"})") << 503 << -1.0 << -1.0;
    QTest::newRow("envoy") << QByteArray(R"({"checkRules": "envoy"})") << 503 << 0.0 << 2.0;
    QTest::newRow("envoy, retriable")
        << QByteArray(R"({"checkRules": "envoy", "retriableStatus": "503"})") << 503 << 4.0 << 6.0;
    QTest::newRow("404 means nothing to envoy")
        << QByteArray(R"({"checkRules": "envoy", "disableOn404": true})") << 404 << 0.0 << 2.0;
}

void TestSimAgents::aBadStatusFailsTheChecksByTheirRules()
{
    QFETCH(QByteArray, balancer);
    QFETCH(int, status);
    QFETCH(double, least);
    QFETCH(double, most);
    const std::string answer =
        std::string(R"({"status": )").append(std::to_string(status)).append("}");
    const auto report = reportOf(DesignText()
                                     .farm(2, kQuick, balancer.toStdString())
                                     .at(50, "respond", "n01", answer)
                                     .design(),
                                 {100.0});
    const auto downs = timesOf(report, "marked-down", "n01");
    QCOMPARE(downs.size(), least < 0.0 ? 0U : 1U);
    if (least >= 0.0)
        QVERIFY(downs[0] >= 50.0 + least && downs[0] <= 50.0 + most);
    // The node serves as before, so no request fails.
    QCOMPARE(report.requests.failed, 0);
}

void TestSimAgents::aNodeThatIsDownStaysDownWithA404()
{
    const auto report = reportOf(DesignText()
                                     .farm(2, kQuick, R"({"disableOn404": true})")
                                     .at(30, "respond", "n01", R"({"status": 503})")
                                     .at(60, "respond", "n01", R"({"status": 404})")
                                     .at(90, "respond", "n01", R"({"status": 200})")
                                     .design(),
                                 {120.0});
    const auto ups = timesOf(report, "marked-up", "n01");
    QVERIFY(ups.size() == 1 && ups[0] >= 92.0 && ups[0] <= 94.0);
    QVERIFY(timesOf(report, "drain", "n01").empty());
}

void TestSimAgents::stepsThatNobodyHearsAreToldAsWarnings()
{
    const auto warnings = [](const char *balancer, const char *action,
                             const std::string &arguments) {
        const auto simulation = simulated(
            DesignText().farm(2, kQuick, balancer).at(1, action, "n01", arguments).design(), {2.0});
        QStringList codes;
        for (const base::Diagnostic &warning : simulation->warnings())
            codes += warning.code;
        return codes;
    };
    const QStringList useless{QStringLiteral("sim.no-effect")};
    QCOMPARE(warnings("{}", "agent", say("drain")), useless);
    QCOMPARE(warnings(R"({"agentCheck": true})", "agent", say("drain")), QStringList());
    QCOMPARE(warnings(R"({"agentCheck": true})", "agent", say("sleep")), useless);
    QCOMPARE(warnings("{}", "respond", R"({"status": 404})"), QStringList());
    QCOMPARE(warnings(R"({"healthCheck": false})", "respond", R"({"status": 404})"), useless);
    QCOMPARE(warnings(R"({"agentCheck": true, "checkRules": "alb"})", "agent", say("drain")),
             QStringList({QStringLiteral("sim.no-agent"), QStringLiteral("sim.no-effect")}));
    QCOMPARE(
        warnings(R"({"disableOn404": true, "checkRules": "alb"})", "respond", R"({"status": 404})"),
        QStringList({QStringLiteral("sim.no-404")}));
}

QTEST_GUILESS_MAIN(TestSimAgents)
#include "tst_sim_agents.moc"
