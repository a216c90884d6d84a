// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/design_text.h"
#include "support/counts.h"

#include <QtTest>

#include <cmath>

using namespace loadstar;
using namespace loadstar::tests;

class TestSimStorages : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void recoveryOfTheWorkedExample();
    void runWithoutFailureHasNoRecovery();
    void asynchronousCopyLosesTheWritesSinceItsLastState();
    void copyThatTakesTimeHoldsAnOlderState();
    void synchronousCopyLosesNothingWhileConnected();
    void synchronousWriteWaitsForTheCopy();
    void writeShareDecidesWhatIsLost();
    void siteTakeoverLosesWhatItsStorageWrote();
    void plannedSiteFailoverLosesTheRestOfTheInterval();
    void restoreFromBackup();
    void readsGoOnDuringAFailover();
    void withoutMajorityOnlyReads();
    void withoutItsCopyOnlyReads();
    void cutConnectionIsNoFailureOfTheStorage();
    void slowDiskStretchesVisits();
    void fullDiskFailsWritesAndPassesChecks();
    void deepCheckSeesFullDisksAndLostStorages();
    void objectivesOfRecoveryAreJudged();
    void visitsAreInTheTrace();
};

namespace {

const std::string kSteady = R"j({"interarrival": "constant(1)", "work": "constant(0.25)"})j";

/// users -> n1 with storage a, and b as its copy.
DesignText copied(const char *replication, const char *storage = "{}")
{
    return DesignText()
        .users(kSteady)
        .node("n1")
        .add("storage", "a", storage)
        .add("storage", "b", storage)
        .traffic("users", "n1")
        .connect("state", "n1", "a")
        .connect("replication", "a", "b", replication);
}

DesignText stored(const char *storage)
{
    return DesignText()
        .users(kSteady)
        .node("n1")
        .add("storage", "db", storage)
        .traffic("users", "n1")
        .connect("state", "n1", "db");
}

} // namespace

void TestSimStorages::visitsAreInTheTrace()
{
    struct Visits : sim::TraceSink
    {
        void visit(const sim::TraceVisit &visit) override { all.push_back(visit); }
        std::vector<sim::TraceVisit> all;
    } seen;
    // One a second, a quarter of a second of work and then half a second at the storage, which is
    // gone from 10.6 on: the visit of 10.25 ends with it, later ones do not begin.
    const auto design = stored(R"j({"ioTime": "constant(0.5)"})j").at(10.6, "fail", "db").design();
    const auto run = simulated(design, {20.0}, &seen);
    int begun = 0;
    int done = 0;
    for (const sim::TraceVisit &visit : seen.all) {
        QCOMPARE(run->elementId(visit.node), QStringLiteral("n1"));
        QCOMPARE(run->elementId(visit.storage), QStringLiteral("db"));
        QVERIFY(!run->elementId(visit.connection).isEmpty());
        QCOMPARE(std::fmod(visit.at, 1.0), visit.isDone ? 0.75 : 0.25);
        (visit.isDone ? done : begun) += 1;
    }
    QCOMPARE(begun, 10);
    QCOMPARE(done, 9);
}

void TestSimStorages::recoveryOfTheWorkedExample()
{
    const auto design = DesignText()
                            .users(kSteady)
                            .node("n1")
                            .traffic("users", "n1")
                            .at(10.5, "fail", "n1")
                            .at(20.5, "recover", "n1")
                            .design();
    const auto report = reportOf(design, {30.0});
    // 21 is the first to be served again, at 21.25.
    QCOMPARE(*report.recovery, (sim::RecoveryReport{10.75, 0.0, 0}));
    // Not over yet: no figure rather than a guess.
    QCOMPARE(*reportOf(design, {20.0}).recovery, (sim::RecoveryReport{std::nullopt, 0.0, 0}));
    const auto hung = DesignText()
                          .users(kSteady)
                          .node("n1")
                          .traffic("users", "n1")
                          .at(10.5, "fail", "n1", R"j({"mode": "hang"})j")
                          .at(20.5, "recover", "n1")
                          .design();
    QCOMPARE(*reportOf(hung, {30.0}).recovery, (sim::RecoveryReport{10.25, 0.0, 0}));
}

void TestSimStorages::runWithoutFailureHasNoRecovery()
{
    QVERIFY(!reportOf(stored("{}").design(), {30.0}).recovery);
    // A failure that nobody feels is none.
    const auto spare = stored("{}").node("n2").at(10.5, "fail", "n2").design();
    QVERIFY(!reportOf(spare, {30.0}).recovery);
}

void TestSimStorages::asynchronousCopyLosesTheWritesSinceItsLastState()
{
    const auto report =
        reportOf(copied(R"j({"mode": "asynchronous", "interval": 4, "activationTime": 3})j")
                     .at(10.5, "fail", "a")
                     .design(),
                 {30.0});
    // The state of 8 survives; 8, 9 and 10 wrote since. 11, 12 and 13 find no storage, 14 does.
    QCOMPARE(report.requests.failed, 3);
    QCOMPARE(*report.recovery, (sim::RecoveryReport{14.25 - 10.5, 2.5, 3}));
    // A cut connection stops the copies.
    const auto cut =
        reportOf(copied(R"j({"mode": "asynchronous", "interval": 4, "activationTime": 3})j")
                     .at(5.5, "disconnect", "a.b")
                     .at(8.5, "reconnect", "a.b")
                     .at(10.5, "fail", "a")
                     .design(),
                 {30.0});
    QCOMPARE(cut.recovery->rpo, 6.5);
    QCOMPARE(cut.recovery->lostWrites, 7);
}

void TestSimStorages::copyThatTakesTimeHoldsAnOlderState()
{
    const auto report =
        reportOf(copied(R"j({"mode": "asynchronous", "interval": 4, "copyTime": 3})j")
                     .at(10.5, "fail", "a")
                     .design(),
                 {30.0});
    // The copy of 8 would be complete at 11.
    QCOMPARE(report.recovery->rpo, 6.5);
    QCOMPARE(report.recovery->lostWrites, 7);
    // Copied all the time, 3 s behind.
    const auto stream = reportOf(
        copied(R"j({"mode": "asynchronous", "copyTime": 3})j").at(10.5, "fail", "a").design(),
        {30.0});
    QCOMPARE(stream.recovery->rpo, 3.0);
    QCOMPARE(stream.recovery->lostWrites, 3);
}

void TestSimStorages::synchronousCopyLosesNothingWhileConnected()
{
    const auto report =
        reportOf(copied(R"j({"activationTime": 3})j").at(10.5, "fail", "a").design(), {30.0});
    QCOMPARE(*report.recovery, (sim::RecoveryReport{14.25 - 10.5, 0.0, 0}));
    const auto cut = reportOf(copied(R"j({"activationTime": 3})j")
                                  .at(8.5, "disconnect", "a.b")
                                  .at(10.5, "fail", "a")
                                  .design(),
                              {30.0});
    QCOMPARE(*cut.recovery, (sim::RecoveryReport{14.25 - 10.5, 2.0, 2}));
}

void TestSimStorages::synchronousWriteWaitsForTheCopy()
{
    const auto report =
        reportOf(copied(R"j({"latency": 0.125})j").at(10.5, "disconnect", "a.b").design(), {20.5});
    // Ten wait for the way there and back; without the copy nobody does.
    QVERIFY(std::abs(*report.responseTime.mean.mean - (10 * 0.5 + 10 * 0.25) / 20.0) < 1e-12);
    QCOMPARE(*report.waitingTime.maximum, 0.0);
    const auto later =
        reportOf(copied(R"j({"mode": "asynchronous", "latency": 0.125})j").design(), {20.5});
    QCOMPARE(*later.responseTime.maximum, 0.25);
}

void TestSimStorages::writeShareDecidesWhatIsLost()
{
    const auto lost = [](const char *storage) {
        return reportOf(copied(R"j({"mode": "asynchronous", "interval": 1e6})j", storage)
                            .at(10000.5, "fail", "a")
                            .design(),
                        {10001.0})
            .recovery->lostWrites;
    };
    QCOMPARE(lost("{}"), 10000);
    QCOMPARE(lost(R"j({"writeShare": 0})j"), 0);
    const double some = static_cast<double>(lost(R"j({"writeShare": 0.3})j"));
    QVERIFY(std::abs(some - 3000.0) < 4.0 * std::sqrt(10000 * 0.3 * 0.7));
}

void TestSimStorages::siteTakeoverLosesWhatItsStorageWrote()
{
    const auto design = [](bool hasStorage) {
        DesignText text;
        text.users(kSteady)
            .balancer(R"j({"checkInterval": 0.125, "fall": 1, "rise": 1})j")
            .add("site", "east")
            .add("site", "west")
            .node("e1", "{}", "east")
            .node("w1", R"j({"role": "dr"})j", "west")
            .traffic("users", "lb")
            .traffic("lb", "e1")
            .traffic("lb", "w1")
            .connect("replication", "east", "west",
                     R"j({"mode": "asynchronous", "interval": 4, "activationTime": 2,
                          "dnsTtl": 3})j")
            .at(10.5, "fail", "east");
        if (hasStorage)
            text.add("storage", "db", "{}", "east").connect("state", "e1", "db");
        return text.design();
    };
    for (const bool hasStorage : {false, true}) {
        const auto report = reportOf(design(hasStorage), {30.0});
        QCOMPARE(timesOf(report, "promoted", "w1"), std::vector<double>{15.5});
        QCOMPARE(*report.recovery, (sim::RecoveryReport{16.25 - 10.5, 2.5, 3}));
    }
}

void TestSimStorages::plannedSiteFailoverLosesTheRestOfTheInterval()
{
    const auto design =
        DesignText()
            .users(kSteady)
            .balancer()
            .add("site", "east")
            .add("site", "west")
            .node("e1", "{}", "east")
            .node("w1", R"j({"role": "dr"})j", "west")
            .traffic("users", "lb")
            .traffic("lb", "e1")
            .traffic("lb", "w1")
            .connect("replication", "east", "west", R"j({"mode": "asynchronous", "interval": 4})j")
            .at(10.5, "failover", "west")
            .design();
    const auto report = reportOf(design, {30.0});
    QCOMPARE(report.requests.failed, 0);
    QCOMPARE(*report.recovery, (sim::RecoveryReport{0.0, 2.5, 3}));
}

void TestSimStorages::restoreFromBackup()
{
    // Reference case DR-004: 500 GB at 200 MB/s, 5 min to detect, 15 to decide, 6 to boot, a DNS
    // time to live of a minute; a backup every 4 h that takes 20 min.
    constexpr double kMinute = 60.0;
    const double restore = 500000.0 / 200.0;
    const double activation = restore + (5.0 + 15.0 + 6.0) * kMinute;
    const std::string replication = R"j({"mode": "asynchronous", "interval": 14400,
        "copyTime": 1200, "dnsTtl": 60, "activationTime": )j" +
                                    std::to_string(activation) + "}";
    double worst = 0.0;
    double sum = 0.0;
    constexpr int kPhases = 48;
    for (int phase = 0; phase < kPhases; ++phase) {
        const double failsAt = 3 * 14400.0 + (phase + 0.5) * 300.0;
        const auto design =
            DesignText()
                .users(R"j({"interarrival": "constant(1)", "work": "constant(0)"})j")
                .node("n1")
                .add("storage", "a")
                .add("storage", "b")
                .traffic("users", "n1")
                .connect("state", "n1", "a")
                .connect("replication", "a", "b", replication.c_str())
                .at(failsAt, "fail", "a")
                .design();
        const auto report = reportOf(design, {failsAt + 5000.0});
        QVERIFY(std::abs(*report.recovery->rto - 68.66666666667 * kMinute) <= 1.0);
        worst = std::max(worst, report.recovery->rpo);
        sum += report.recovery->rpo;
    }
    QVERIFY(std::abs(worst - (260.0 * kMinute - 150.0)) < 1e-6);
    QVERIFY(std::abs(sum / kPhases - 140.0 * kMinute) < 1e-6);
}

void TestSimStorages::readsGoOnDuringAFailover()
{
    const auto failed = [](const char *storage) {
        return reportOf(stored(storage).at(10.5, "fail", "db").design(), {30.5}).requests.failed;
    };
    // 11 to 15 come during the failover.
    QCOMPARE(failed(R"j({"replicas": 3, "failoverTime": 5, "writeShare": 0})j"), 5);
    QCOMPARE(failed(R"j({"replicas": 3, "failoverTime": 5, "writeShare": 0,
                         "whenDegraded": "read-only"})j"),
             0);
    QCOMPARE(failed(R"j({"replicas": 3, "failoverTime": 5, "whenDegraded": "read-only"})j"), 5);
}

void TestSimStorages::withoutMajorityOnlyReads()
{
    const auto design = [](const char *storage) {
        return stored(storage)
            .at(5.5, "fail", "db")
            .at(10.5, "fail", "db")
            .at(15.5, "recover", "db")
            .design();
    };
    // Two of three serve, one of three only reads.
    QCOMPARE(reportOf(design(R"j({"replicas": 3, "whenDegraded": "read-only"})j"), {30.5})
                 .requests.failed,
             5);
    QCOMPARE(reportOf(design(R"j({"replicas": 3})j"), {30.5}).requests.failed, 0);
    QCOMPARE(reportOf(design(R"j({"replicas": 3, "whenDegraded": "read-only", "writeShare": 0})j"),
                      {30.5})
                 .requests.failed,
             0);
}

void TestSimStorages::withoutItsCopyOnlyReads()
{
    const auto failed = [](const char *replication, const char *action, const char *target) {
        return reportOf(copied(replication, R"j({"whenDegraded": "read-only"})j")
                            .at(10.5, action, target)
                            .design(),
                        {20.5})
            .requests.failed;
    };
    QCOMPARE(failed("{}", "disconnect", "a.b"), 10);
    QCOMPARE(failed("{}", "fail", "b"), 10);
    QCOMPARE(failed(R"j({"mode": "asynchronous"})j", "disconnect", "a.b"), 0);
}

void TestSimStorages::cutConnectionIsNoFailureOfTheStorage()
{
    const auto report = reportOf(stored(R"j({"ioTime": "constant(0.5)"})j")
                                     .at(5.5, "disconnect", "n1.db")
                                     .at(8.1, "reconnect", "n1.db")
                                     .design(),
                                 {20.0});
    // 5 is cut off at 5.5, 6 and 7 cannot get there.
    QCOMPARE(report.requests, (sim::RequestCounts{19, 16, 3, 0, 0, 0, 0}));
    QCOMPARE(componentOf(report, "db").failed, 0);
    QCOMPARE(componentOf(report, "n1").failed, 3);
}

void TestSimStorages::slowDiskStretchesVisits()
{
    const auto report = reportOf(
        stored(R"j({"ioTime": "constant(0.125)"})j")
            .at(10.5, "fault", "db", R"j({"kind": "slow-io", "intensity": 0.75, "for": 5})j")
            .design(),
        {20.5});
    QVERIFY(std::abs(*report.responseTime.maximum - 0.75) < 1e-12);
    QVERIFY(std::abs(*report.responseTime.mean.mean - (15 * 0.375 + 5 * 0.75) / 20.0) < 1e-12);
}

void TestSimStorages::fullDiskFailsWritesAndPassesChecks()
{
    const auto failed = [](const char *storage) {
        return reportOf(stored(storage)
                            .at(10.5, "fault", "db", R"j({"kind": "disk-full", "for": 5})j")
                            .design(),
                        {20.5})
            .requests.failed;
    };
    QCOMPARE(failed("{}"), 5);
    QCOMPARE(failed(R"j({"writeShare": 0})j"), 0);
    const auto farm = DesignText()
                          .farm(2, kSteady, R"j({"checkInterval": 0.5})j")
                          .at(10.5, "fault", "n01", R"j({"kind": "disk-full"})j")
                          .design();
    const auto report = reportOf(farm, {30.5});
    // The shallow check sees nothing, so every second request goes on failing.
    QVERIFY(timesOf(report, "marked-down", "n01").empty());
    QCOMPARE(report.requests.failed, 10);
    QCOMPARE(componentOf(report, "n01").failed, 10);
}

void TestSimStorages::deepCheckSeesFullDisksAndLostStorages()
{
    const auto downOf = [](const char *depth, const char *action, const char *target,
                           const char *arguments) {
        const std::string balancer =
            std::string(R"j({"checkInterval": 0.5, "checkTimeout": 0.25, "fall": 1, "rise": 1,
                             "checkDepth": ")j") +
            depth + "\"}";
        const auto design = DesignText()
                                .farm(2, kSteady, balancer)
                                .add("storage", "db")
                                .connect("state", "n01", "db")
                                .at(10.5, action, target, arguments)
                                .at(20.5, "recover", target)
                                .design();
        const auto report = reportOf(design, {30.5});
        const auto down = timesOf(report, "marked-down", "n01");
        const auto up = timesOf(report, "marked-up", "n01");
        const bool isSeen = down.size() == 1 && down[0] >= 10.5 && down[0] <= 11.25 &&
                            up.size() == 1 && up[0] >= 20.5 && up[0] <= 21.25;
        return isSeen && timesOf(report, "marked-down", "n02").empty();
    };
    const char *const full = R"j({"kind": "disk-full"})j";
    const char *const hang = R"j({"mode": "hang"})j";
    QVERIFY(downOf("deep", "fault", "n01", full));
    QVERIFY(downOf("deep", "fault", "db", full));
    QVERIFY(downOf("deep", "fail", "db", "{}"));
    QVERIFY(downOf("deep", "fail", "db", hang));
    QVERIFY(!downOf("shallow", "fault", "n01", full));
    QVERIFY(!downOf("shallow", "fail", "db", "{}"));
    QVERIFY(!downOf("shallow", "fail", "db", hang));
}

void TestSimStorages::objectivesOfRecoveryAreJudged()
{
    const auto judged = [](const char *objective, bool fails) {
        DesignText text =
            copied(R"j({"mode": "asynchronous", "interval": 4, "activationTime": 3})j");
        text.objective(objective);
        if (fails)
            text.at(10.5, "fail", "a");
        return sim::judgeObjectives(text.design(), reportOf(text.design(), {30.0}));
    };
    const auto met = judged(R"j({"rto": 3.75, "rpo": 2.5})j", true);
    QCOMPARE(met.size(), 2U);
    QVERIFY(met[0].isMet && met[1].isMet);
    const auto missed = judged(R"j({"rto": 3.5, "rpo": 2.25})j", true);
    QVERIFY(!missed[0].isMet && !missed[1].isMet);
    QVERIFY(judged(R"j({"rto": 3.5, "rpo": 2.25})j", false).empty());
}

QTEST_GUILESS_MAIN(TestSimStorages)
#include "tst_sim_storages.moc"
