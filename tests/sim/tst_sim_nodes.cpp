// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/design_text.h"
#include "support/counts.h"

#include <QtTest>

#include <cmath>
#include <map>

using namespace loadstar;
using namespace loadstar::tests;

class TestSimNodes : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void lifoServesTheNewestFirst();
    void lifoWaitsAsLongAsFifoOnAverage();
    void prioritiesWaitAsCobhamSays();
    void sessionBiggerThanAnyNodeIsServedNowhere();
    void swappingNodeGetsSlower();
    void nodeWithoutMemoryDiesAndBoots();
    void stressTakesSpeedAndMemory();
    void nodesCountWhatReachesTheClients();
    void nodeWiredToUsersTellsThatItIsDrained();
    void maintenanceIsCountedApart();
    void drainBeforeMaintenanceLosesNothing();
    void maintenanceComesInWindows();
    void maintenanceOfOneInstanceIsASwitch();
    void maintenanceOfAContainerTakesItsContents();
};

namespace {

const std::string kSteady = R"j({"interarrival": "constant(1)", "work": "constant(0.25)"})j";

/// One person whose session never ends.
std::string oneSession(double memory)
{
    return R"j({"interarrival": "constant(1)", "work": "constant(0.25)", "clients": 1,
                "sessionLength": 1e12, "sessionState": "node", "sessionMemory": )j" +
           std::to_string(memory) + "}";
}

/// Mean response times by users component, of requests sent after a while.
class ByUsers : public sim::TraceSink
{
public:
    void outcome(const sim::TraceOutcome &outcome) override
    {
        constexpr double kWarmup = 1000.0;
        if (outcome.fate != sim::Fate::Answered || outcome.sentAt < kWarmup)
            return;
        Sum &sum = m_sums[outcome.users];
        sum.time += outcome.at - outcome.sentAt;
        sum.count += 1.0;
    }
    /// In the order of ids.
    std::vector<double> means() const
    {
        std::vector<double> all;
        for (const auto &[users, sum] : m_sums)
            all.push_back(sum.time / sum.count);
        return all;
    }

private:
    struct Sum
    {
        double time = 0.0;
        double count = 0.0;
    };

    std::map<sim::ElementIndex, Sum> m_sums;
};

} // namespace

void TestSimNodes::lifoServesTheNewestFirst()
{
    const auto design = [](const char *node) {
        return DesignText()
            .users(R"j({"interarrival": "constant(1)", "work": "constant(2.5)"})j")
            .node("n1", node)
            .traffic("users", "n1")
            .design();
    };
    // 1 is served to 3.5; then 2 is the oldest that waits, 3 the newest.
    const auto newest = reportOf(design(R"j({"discipline": "lifo"})j"), {6.5});
    QCOMPARE(newest.requests.completed, 2);
    QCOMPARE(*newest.responseTime.maximum, 3.0);
    const auto oldest = reportOf(design("{}"), {6.5});
    QCOMPARE(oldest.requests.completed, 2);
    QCOMPARE(*oldest.responseTime.maximum, 4.0);
    // With one place to wait, what stands there leaves it first.
    const auto bounded = reportOf(design(R"j({"discipline": "lifo", "queueLimit": 1})j"), {6.5});
    QCOMPARE(bounded.requests, (sim::RequestCounts{6, 2, 2, 2, 0, 2, 0}));
}

void TestSimNodes::lifoWaitsAsLongAsFifoOnAverage()
{
    // M/M/1 at load 0.7: the mean wait is rho / (mu - lambda) whatever the order, as long as the
    // order does not look at the sizes; but lifo spreads the waits more.
    const auto design = [](const char *node) {
        return DesignText()
            .users(R"j({"rate": 0.7, "work": "exponential(1)"})j")
            .node("n1", node)
            .traffic("users", "n1")
            .design();
    };
    sim::RunOptions options;
    options.duration = roundsFor(20000, 200000);
    options.warmup = 1000.0;
    const auto newest =
        sim::simulateReplications(design(R"j({"discipline": "lifo"})j"), options, 20, 2);
    const auto oldest = sim::simulateReplications(design("{}"), options, 20, 2);
    QVERIFY(newest.isOk() && oldest.isOk());
    const sim::engine::MeanInterval &mean = newest->waitingTime.mean;
    const double error = (*mean.high - *mean.low) / 2.0 / 2.093;
    QVERIFY2(std::abs(*mean.mean - 0.7 / 0.3) < 3.0 * error,
             qPrintable(QString::number(*mean.mean)));
    QVERIFY(*newest->responseTime.p99 > 1.3 * *oldest->responseTime.p99);
    QVERIFY(*newest->responseTime.p50 < *oldest->responseTime.p50);
}

void TestSimNodes::prioritiesWaitAsCobhamSays()
{
    // Three classes of M/M/1 at mean work 1, without preemption: with the load s(k) of class k and
    // all before it, and s in all, class k waits s / ((1 - s(k-1)) (1 - s(k))).
    DesignText text;
    text.node("n1", R"j({"discipline": "priority"})j");
    const double loads[] = {0.2, 0.2, 0.3};
    const char *const ids[] = {"a", "b", "c"};
    for (int i = 0; i < 3; ++i) {
        const std::string people = R"j({"work": "exponential(1)", "rate": )j" +
                                   std::to_string(loads[i]) + R"j(, "priority": )j" +
                                   std::to_string(7 - 3 * i) + "}";
        text.users(people, ids[i]).traffic(ids[i], "n1");
    }
    const model::Design design = text.design();
    constexpr int kRuns = 20;
    std::vector<std::vector<double>> means(3);
    for (std::uint64_t run = 0; run < kRuns; ++run) {
        ByUsers sink;
        simulated(design, {double(roundsFor(20000, 200000)), 0.0, 1, run}, &sink);
        for (std::size_t i = 0; i < 3; ++i)
            means[i].push_back(sink.means().at(i));
    }
    double before = 0.0;
    for (std::size_t i = 0; i < 3; ++i) {
        const double upTo = before + loads[i];
        const double expected = 1.0 + 0.7 / ((1.0 - before) * (1.0 - upTo));
        before = upTo;
        double mean = 0.0;
        double squares = 0.0;
        for (const double one : means[i])
            mean += one / kRuns;
        for (const double one : means[i])
            squares += (one - mean) * (one - mean);
        const double error = std::sqrt(squares / (kRuns - 1) / kRuns);
        QVERIFY2(std::abs(mean - expected) < 3.0 * error && error < 0.1 * expected,
                 qPrintable(QStringLiteral("class %1: %2 +- %3, expected %4")
                                .arg(i)
                                .arg(mean)
                                .arg(error)
                                .arg(expected)));
    }
}

void TestSimNodes::sessionBiggerThanAnyNodeIsServedNowhere()
{
    // Chapter: one person, data larger than the memory. Another node does not help, a bigger does.
    const auto farm = [](int nodes) {
        return DesignText().farm(nodes, oneSession(6.0), "{}", R"j({"memory": 4})j");
    };
    QCOMPARE(reportOf(farm(1).design(), {30.5}).requests.completed, 0);
    const auto horizontal = reportOf(farm(2).design(), {30.5});
    QCOMPARE(horizontal.requests, (sim::RequestCounts{30, 0, 30, 30, 0, 0, 0}));
    const auto vertical =
        reportOf(farm(1).at(10.5, "resize", "n01", R"j({"memory": 8})j").design(), {30.5});
    QCOMPARE(vertical.requests, (sim::RequestCounts{30, 20, 10, 10, 0, 0, 0}));
}

void TestSimNodes::swappingNodeGetsSlower()
{
    const auto design = DesignText()
                            .users(oneSession(8.0))
                            .node("n1", R"j({"memory": 4, "memoryFull": "swap"})j")
                            .traffic("users", "n1")
                            .at(10.5, "resize", "n1", R"j({"memory": 16})j")
                            .design();
    const auto report = reportOf(design, {20.5});
    // Twice the memory there is: half the speed, until there is enough.
    QCOMPARE(report.requests, (sim::RequestCounts{20, 20, 0, 0, 0, 0, 0}));
    QVERIFY(std::abs(*report.responseTime.maximum - 0.5) < 1e-12);
    QVERIFY(std::abs(*report.responseTime.mean.mean - (10 * 0.5 + 10 * 0.25) / 20.0) < 1e-12);
}

void TestSimNodes::nodeWithoutMemoryDiesAndBoots()
{
    const auto design = [](const char *node) {
        return DesignText().users(oneSession(8.0)).node("n1", node).traffic("users", "n1").design();
    };
    const auto report =
        reportOf(design(R"j({"memory": 4, "memoryFull": "crash", "bootTime": 2.5})j"), {7.9});
    // 1 kills it until 3.5, 2 and 3 are refused, 4 kills it again until 6.5, 7 once more.
    QCOMPARE(report.events, (std::vector<sim::RunEvent>{runEvent(1, "fail", "n1", "n1", "crash"),
                                                        runEvent(3.5, "recover", "n1", "n1"),
                                                        runEvent(4, "fail", "n1", "n1", "crash"),
                                                        runEvent(6.5, "recover", "n1", "n1"),
                                                        runEvent(7, "fail", "n1", "n1", "crash")}));
    QCOMPARE(report.requests, (sim::RequestCounts{7, 0, 7, 0, 0, 0, 0}));
    const auto quick = reportOf(design(R"j({"memory": 4, "memoryFull": "crash"})j"), {3.5});
    QCOMPARE(timesOf(quick, "fail", "n1"), (std::vector<double>{1, 2, 3}));
    QCOMPARE(timesOf(quick, "recover", "n1"), (std::vector<double>{1, 2, 3}));
}

void TestSimNodes::stressTakesSpeedAndMemory()
{
    const auto slow =
        DesignText()
            .users(R"j({"interarrival": "constant(2)", "work": "constant(1)"})j")
            .node("n1")
            .traffic("users", "n1")
            .at(2.5, "fault", "n1", R"j({"kind": "cpu", "intensity": 0.5, "for": 2.5})j")
            .design();
    const auto report = reportOf(slow, {8.0});
    // As "slow" by 2 from 2.5 to 5 does.
    QVERIFY(std::abs(*report.responseTime.mean.mean - (1.5 + 1.5 + 1.0) / 3.0) < 1e-12);
    QCOMPARE(report.events,
             (std::vector<sim::RunEvent>{runEvent(2.5, "fault", "n1", "scenario", "cpu"),
                                         runEvent(5, "healed", "n1", "scenario", "cpu")}));
    // A session holds 3 of 4 GiB; half of them are taken away from 10.5 on.
    const auto tight = DesignText()
                           .users(oneSession(3.0))
                           .node("n1", R"j({"memory": 4, "memoryFull": "swap"})j")
                           .traffic("users", "n1")
                           .at(10.5, "fault", "n1", R"j({"kind": "memory", "intensity": 0.5})j")
                           .at(15.5, "recover", "n1")
                           .design();
    const auto swapped = reportOf(tight, {20.5});
    QVERIFY(std::abs(*swapped.responseTime.maximum - 0.375) < 1e-12);
    QVERIFY(std::abs(*swapped.responseTime.mean.mean - (15 * 0.25 + 5 * 0.375) / 20.0) < 1e-12);
}

void TestSimNodes::nodesCountWhatReachesTheClients()
{
    const auto design = DesignText()
                            .users(R"j({"rate": 20, "work": "exponential(0.1)", "timeout": 0.5})j")
                            .balancer()
                            .node("n1")
                            .node("n2", R"j({"cores": 2})j")
                            .traffic("users", "lb", R"j({"latency": 0.1})j")
                            .traffic("lb", "n1", R"j({"latency": 0.05})j")
                            .traffic("lb", "n2")
                            .at(100, "fail", "lb", R"j({"mode": "hang"})j")
                            .at(110, "recover", "lb")
                            .design();
    const auto report = reportOf(design, {200.0});
    const auto &first = componentOf(report, "n1");
    const auto &second = componentOf(report, "n2");
    QVERIFY(report.requests.timedOut > 200);
    QCOMPARE(first.completed + second.completed, report.requests.completed);
    QCOMPARE(componentOf(report, "lb").completed, report.requests.completed);
}

void TestSimNodes::nodeWiredToUsersTellsThatItIsDrained()
{
    const auto design = [](double at) {
        return DesignText()
            .users(kSteady)
            .node("n1")
            .traffic("users", "n1")
            .at(at, "drain", "n1")
            .at(20.1, "undrain", "n1")
            .at(22.5, "drain", "n1")
            .design();
    };
    // One is in service until 10.25.
    const auto busy = reportOf(design(10.1), {30.0});
    QCOMPARE(timesOf(busy, "drained", "n1"), (std::vector<double>{10.25, 22.5}));
    const auto idle = reportOf(design(10.5), {30.0});
    QCOMPARE(timesOf(idle, "drained", "n1"), (std::vector<double>{10.5, 22.5}));
}

void TestSimNodes::maintenanceIsCountedApart()
{
    const auto design = DesignText()
                            .users(kSteady)
                            .node("n1")
                            .traffic("users", "n1")
                            .at(5.5, "fail", "n1")
                            .at(7.5, "recover", "n1")
                            .at(10.5, "maintain", "n1", R"j({"for": 5})j")
                            .design();
    const auto report = reportOf(design, {30.0});
    QCOMPARE(report.requests, (sim::RequestCounts{29, 22, 7, 0, 0, 0, 0}));
    QVERIFY(report.maintenance.has_value());
    QCOMPARE(report.maintenance->failed, 5);
    QCOMPARE(*report.maintenance->availabilityOutside, 22.0 / 24.0);
    QCOMPARE(componentOf(report, "n1").plannedDowntime, 5.0);
    QCOMPARE(componentOf(report, "n1").unplannedDowntime, 2.0);
    QCOMPARE(timesOf(report, "maintained", "n1"), std::vector<double>{15.5});
    // What fails meanwhile stays down, and not on purpose.
    const auto both = DesignText()
                          .users(kSteady)
                          .node("n1")
                          .traffic("users", "n1")
                          .at(10.5, "maintain", "n1", R"j({"for": 5})j")
                          .at(12.5, "fail", "n1")
                          .at(18.5, "recover", "n1")
                          .design();
    const auto joined = reportOf(both, {30.0});
    QCOMPARE(joined.requests.failed, 8);
    QCOMPARE(joined.maintenance->failed, 2);
    QCOMPARE(componentOf(joined, "n1").plannedDowntime, 2.0);
    QCOMPARE(componentOf(joined, "n1").unplannedDowntime, 6.0);
}

void TestSimNodes::drainBeforeMaintenanceLosesNothing()
{
    const auto design = [](const char *arguments) {
        return DesignText()
            .farm(2, R"j({"rate": 5, "work": "exponential(0.1)"})j",
                  R"j({"checkInterval": 1, "fall": 1, "rise": 1})j")
            .at(50, "maintain", "n01", arguments)
            .design();
    };
    const auto careful = reportOf(design(R"j({"for": 20, "drain": 10})j"), {200.0});
    QCOMPARE(careful.requests.failed, 0);
    QCOMPARE(timesOf(careful, "drain", "n01"), std::vector<double>{50});
    QCOMPARE(timesOf(careful, "maintain", "n01"), std::vector<double>{60});
    QCOMPARE(timesOf(careful, "undrain", "n01"), std::vector<double>{80});
    QVERIFY(reportOf(design(R"j({"for": 20})j"), {200.0}).requests.failed > 0);
}

void TestSimNodes::maintenanceComesInWindows()
{
    const auto design = [](const char *node) {
        return DesignText().users(kSteady).node("n1", node).traffic("users", "n1").design();
    };
    const auto often = reportOf(
        design(R"j({"maintenanceFirst": 10.5, "maintenanceEvery": 20, "maintenanceTime": 2})j"),
        {60.0});
    QCOMPARE(timesOf(often, "maintain", "n1"), (std::vector<double>{10.5, 30.5, 50.5}));
    QCOMPARE(timesOf(often, "maintained", "n1"), (std::vector<double>{12.5, 32.5, 52.5}));
    QCOMPARE(often.requests.failed, 6);
    QCOMPARE(often.maintenance->failed, 6);
    const auto once =
        reportOf(design(R"j({"maintenanceFirst": 10.5, "maintenanceTime": 2})j"), {60.0});
    QCOMPARE(once.requests.failed, 2);
}

void TestSimNodes::maintenanceOfOneInstanceIsASwitch()
{
    const auto design = DesignText()
                            .farm(1, kSteady, R"j({"instances": 2, "failoverTime": 1})j")
                            .at(5.5, "maintain", "lb", R"j({"for": 10})j")
                            .at(10.5, "fail", "lb")
                            .design();
    const auto report = reportOf(design, {30.0});
    // 6 meets the switch; the other instance fails while the first is out, so all is down until
    // that is back.
    QCOMPARE(timesOf(report, "promoted", "lb"), std::vector<double>{6.5});
    QCOMPARE(report.requests.failed, 1 + 5);
}

void TestSimNodes::maintenanceOfAContainerTakesItsContents()
{
    const auto design = DesignText()
                            .users(kSteady)
                            .add("zone", "z")
                            .node("n1", "{}", "z")
                            .traffic("users", "n1")
                            .at(5.5, "maintain", "z", R"j({"for": 3})j")
                            .at(7.5, "maintain", "z", R"j({"for": 3})j")
                            .design();
    const auto report = reportOf(design, {20.0});
    // The second lasts longer than the first.
    QCOMPARE(report.requests.failed, 5);
    QCOMPARE(report.maintenance->failed, 5);
    QCOMPARE(timesOf(report, "maintained", "z"), std::vector<double>{10.5});
    QCOMPARE(componentOf(report, "n1").plannedDowntime, 5.0);
}

QTEST_GUILESS_MAIN(TestSimNodes)
#include "tst_sim_nodes.moc"
