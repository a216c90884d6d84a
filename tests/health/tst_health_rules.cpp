// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The published numbers of each product's rules.
#include "health/agent_check.h"
#include "health/answer_rules.h"
#include "health/error_observer.h"
#include "health/health_tracker.h"
#include "health/kubernetes_probes.h"
#include "health/outlier_detector.h"
#include "health/priority_loads.h"
#include "health/replay.h"

#include <QtTest>

using namespace loadstar;
using namespace loadstar::health;

class TestHealthRules : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aNewAlbTargetIsHealthyAfterOneCheck();
    void envoyNeedsOneSuccessAtTheStartOnly();
    void envoyCountsRetriableStatuses();
    void envoyMarksDegradedHosts();
    void haproxyStopsOn404UntilItPasses();
    void answersMeanWhatTheRulesSay();
    void envoySpreadsOverPriorities_data();
    void envoySpreadsOverPriorities();
    void nobodyServesSoTheFirstLevelPanics();
    void degradedHostsGetWhatHealthyOnesCannotCarry();
    void agentRepliesAreRead_data();
    void agentRepliesAreRead();
    void anAgentsReplyEndsWithItsLine();
    void onlyTheAgentUndoesItsDown();
    void errorsInARowStandForFailedChecks();
    void startupBudgetIsThresholdTimesPeriod();
    void otherProbesWaitForTheStartupProbe();
    void livenessRestartsAndReadinessDoesNot();
    void fiveErrorsInARowEject();
    void ejectionsGetLongerUpToACap();
    void atMostATenthIsEjectedButAtLeastOne();
    void successRateThresholdIsMeanMinusDeviations();
    void tooFewHostsOrRequestsAreNotJudged();
    void oneRecordManyVerdicts();
    void nginxLosesOnlyWhatItTakesToNotice();
};

namespace {

/// The numbers of config.cluster.v3.OutlierDetection.
const OutlierSettings kEnvoy{5, 10.0, 30.0, 300.0, 0.1, 5, 100, 1.9};
const PriorityRules kPriorities{1.4, 0.5};

HealthTracker tracker(CheckRules rules, Verdict initial)
{
    return HealthTracker({rules, 2.0, 1.0, {}, {}, 3, 2}, initial);
}

base::StatusSet statuses(const char *text)
{
    return *base::StatusSet::parse(QString::fromLatin1(text));
}

} // namespace

void TestHealthRules::aNewAlbTargetIsHealthyAfterOneCheck()
{
    HealthTracker alb = tracker(CheckRules::Alb, Verdict::Pending);
    QCOMPARE(alb.record(CheckResult::Refused), Change::None);
    QCOMPARE(alb.record(CheckResult::Passed), Change::MarkedUp);
    for (int i = 0; i < 3; ++i)
        alb.record(CheckResult::TimedOut);
    QVERIFY(!alb.isUp());
    // Later `rise` checks are needed.
    QCOMPARE(alb.record(CheckResult::Passed), Change::None);
    QCOMPARE(alb.record(CheckResult::Passed), Change::MarkedUp);
}

void TestHealthRules::envoyNeedsOneSuccessAtTheStartOnly()
{
    HealthTracker good = tracker(CheckRules::Envoy, Verdict::Pending);
    QCOMPARE(good.record(CheckResult::Passed), Change::MarkedUp);
    HealthTracker bad = tracker(CheckRules::Envoy, Verdict::Pending);
    QCOMPARE(bad.record(CheckResult::Refused), Change::MarkedDown);
    QCOMPARE(bad.record(CheckResult::Passed), Change::None);
    QCOMPARE(bad.record(CheckResult::Passed), Change::MarkedUp);
}

void TestHealthRules::envoyCountsRetriableStatuses()
{
    HealthTracker envoy = tracker(CheckRules::Envoy, Verdict::Up);
    QCOMPARE(envoy.record(CheckResult::RetriableStatus), Change::None);
    QCOMPARE(envoy.record(CheckResult::TimedOut), Change::None);
    QCOMPARE(envoy.record(CheckResult::RetriableStatus), Change::MarkedDown);
    for (const CheckResult result : {CheckResult::BadStatus, CheckResult::ImmediateFailure}) {
        HealthTracker atOnce = tracker(CheckRules::Envoy, Verdict::Up);
        QCOMPARE(atOnce.record(result), Change::MarkedDown);
        HealthTracker counted = tracker(CheckRules::Kubernetes, Verdict::Up);
        QCOMPARE(counted.record(result), Change::None);
    }
}

void TestHealthRules::envoyMarksDegradedHosts()
{
    HealthTracker envoy = tracker(CheckRules::Envoy, Verdict::Up);
    QCOMPARE(envoy.record(CheckResult::Degraded), Change::None);
    QVERIFY(envoy.isUp() && envoy.isDegraded());
    envoy.record(CheckResult::Passed);
    QVERIFY(!envoy.isDegraded());
    envoy.record(CheckResult::Degraded);
    QCOMPARE(envoy.record(CheckResult::BadStatus), Change::MarkedDown);
    QVERIFY(!envoy.isDegraded());
}

void TestHealthRules::haproxyStopsOn404UntilItPasses()
{
    HealthTracker haproxy = tracker(CheckRules::Haproxy, Verdict::Up);
    haproxy.record(CheckResult::Refused);
    QCOMPARE(haproxy.record(CheckResult::Stopping), Change::None);
    QVERIFY(haproxy.isUp() && haproxy.isStopping());
    QCOMPARE(haproxy.counted(), 0);
    haproxy.record(CheckResult::Passed);
    QVERIFY(!haproxy.isStopping());
    haproxy.record(CheckResult::Stopping);
    for (int i = 0; i < 3; ++i)
        haproxy.record(CheckResult::Refused);
    QVERIFY(!haproxy.isUp() && !haproxy.isStopping());
    // A stopped server stays stopped even if it replies 404.
    for (int i = 0; i < 5; ++i)
        QCOMPARE(haproxy.record(CheckResult::Stopping), Change::None);
    QVERIFY(!haproxy.isUp());
}

void TestHealthRules::answersMeanWhatTheRulesSay()
{
    AnswerRules rules{CheckRules::Haproxy, statuses("200-299,404"), statuses("503"), true};
    QCOMPARE(judge({200, false, false}, rules), CheckResult::Passed);
    QCOMPARE(judge({404, false, false}, rules), CheckResult::Stopping); // before what is expected
    QCOMPARE(judge({503, false, false}, rules), CheckResult::BadStatus);
    QCOMPARE(judge({200, true, true}, rules), CheckResult::Passed);
    rules.rules = CheckRules::Envoy;
    QCOMPARE(judge({404, false, false}, rules), CheckResult::Passed);
    QCOMPARE(judge({503, false, false}, rules), CheckResult::RetriableStatus);
    QCOMPARE(judge({500, false, false}, rules), CheckResult::BadStatus);
    QCOMPARE(judge({200, true, false}, rules), CheckResult::Degraded);
    QCOMPARE(judge({200, false, true}, rules), CheckResult::ImmediateFailure);
}

void TestHealthRules::envoySpreadsOverPriorities_data()
{
    QTest::addColumn<QList<int>>("healthy");
    QTest::addColumn<QList<int>>("loads");
    QTest::addColumn<QList<bool>>("panics");
    QTest::addColumn<int>("total");
    // Envoy, "Panic threshold": the second level whole, then hurt as well.
    const auto row = [](QList<int> healthy, QList<int> loads, QList<bool> panics, int total) {
        QTest::addRow("%d/%d/%d", healthy[0], healthy.value(1), healthy.value(2))
            << healthy << loads << panics << total;
    };
    row({72, 100}, {100, 0}, {false, false}, 100);
    row({71, 100}, {99, 1}, {false, false}, 100);
    row({50, 100}, {70, 30}, {false, false}, 100);
    row({25, 100}, {35, 65}, {false, false}, 100);
    row({0, 100}, {0, 100}, {false, false}, 100);
    row({72, 72}, {100, 0}, {false, false}, 100);
    row({71, 71}, {99, 1}, {false, false}, 100);
    row({50, 50}, {70, 30}, {false, false}, 100);
    row({25, 25}, {50, 50}, {true, true}, 70);
    row({5, 65}, {7, 93}, {true, false}, 98);
    // Envoy, "Priority levels": three levels.
    row({71, 71, 100}, {99, 1, 0}, {false, false, false}, 100);
    row({25, 25, 100}, {35, 35, 30}, {false, false, false}, 100);
    row({25, 25, 20}, {36, 36, 28}, {true, true, true}, 98);
}

void TestHealthRules::envoySpreadsOverPriorities()
{
    QFETCH(QList<int>, healthy);
    QFETCH(QList<int>, loads);
    QFETCH(QList<bool>, panics);
    QFETCH(int, total);
    std::vector<PriorityLevel> levels;
    for (const int part : healthy)
        levels.push_back({100, static_cast<std::uint32_t>(part), 0});
    const PriorityLoads spread = priorityLoads(levels, kPriorities);
    QCOMPARE(spread.totalHealthPercent, total);
    for (int i = 0; i < loads.size(); ++i) {
        const LevelLoad &level = spread.levels[static_cast<std::size_t>(i)];
        QCOMPARE(level.percent(), loads[i]);
        QCOMPARE(level.isInPanic, panics[i]);
    }
}

void TestHealthRules::nobodyServesSoTheFirstLevelPanics()
{
    const std::vector<PriorityLevel> dead{{4, 0, 0}, {4, 0, 0}};
    const PriorityLoads panic = priorityLoads(dead, kPriorities);
    QCOMPARE(panic.levels[0].percent(), 100);
    QCOMPARE(panic.levels[1].percent(), 0);
    QCOMPARE(panic.totalHealthPercent, 0);
    // With a threshold of 0 there is no panic and nobody gets anything.
    QCOMPARE(priorityLoads(dead, {1.4, 0.0}).levels[0].percent(), 0);
    QVERIFY(priorityLoads({}, kPriorities).levels.empty());
}

void TestHealthRules::degradedHostsGetWhatHealthyOnesCannotCarry()
{
    const PriorityLoads spread = priorityLoads({{100, 50, 50}}, kPriorities);
    QCOMPARE(spread.levels[0].healthyPercent, 70);
    QCOMPARE(spread.levels[0].degradedPercent, 30);
    // Shares that rounding leaves over go to the first level.
    const PriorityLoads thirds =
        priorityLoads({{100, 10, 0}, {100, 10, 0}, {100, 10, 0}}, {1.0, 0.0});
    QCOMPARE(thirds.levels[0].percent() + thirds.levels[1].percent() + thirds.levels[2].percent(),
             100);
    QCOMPARE(thirds.levels[0].percent(), 34);
}

void TestHealthRules::agentRepliesAreRead_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("isUp"); // -1 = not said
    QTest::addColumn<int>("mode");
    QTest::addColumn<double>("share");
    QTest::addColumn<int>("weight");
    QTest::addColumn<int>("limit");
    const auto row = [](const char *text, int isUp, int mode, double share, int weight, int limit) {
        QTest::newRow(text) << QByteArray(text) << isUp << mode << share << weight << limit;
    };
    row("\n", -1, -1, -1.0, -1, -1);
    row("75%\n", -1, -1, 0.75, -1, -1);
    row("up 50%\r\n", 1, -1, 0.5, -1, -1);
    row("drain\n", -1, int(AgentMode::Drain), -1.0, -1, -1);
    row("maint,maxconn:30\n", -1, int(AgentMode::Maint), -1.0, -1, 30);
    row("READY\tUP\r", 1, int(AgentMode::Ready), -1.0, -1, -1);
    row("down # disk is full, not up\n", 0, -1, -1.0, -1, -1);
    row("fail#up\n", 0, -1, -1.0, -1, -1);
    row("stopped\n", 0, -1, -1.0, -1, -1);
    row("up down\n", 0, -1, -1.0, -1, -1);
    row("weight:20\n", -1, -1, -1.0, 20, -1);
    row("weight:40%\n", -1, -1, 0.4, -1, -1);
    row("weight:257 -5% x% maxconn: maxconn:x upwards\n", -1, -1, -1.0, -1, -1);
    row("0%\nup\n", -1, -1, 0.0, -1, -1);
}

void TestHealthRules::agentRepliesAreRead()
{
    QFETCH(QByteArray, text);
    QFETCH(int, isUp);
    QFETCH(int, mode);
    QFETCH(double, share);
    QFETCH(int, weight);
    QFETCH(int, limit);
    const auto reply = parseAgentReply(text.toStdString());
    QVERIFY(reply);
    QCOMPARE(reply->isUp ? int(*reply->isUp) : -1, isUp);
    QCOMPARE(reply->mode ? int(*reply->mode) : -1, mode);
    QCOMPARE(reply->share.value_or(-1.0), share);
    QCOMPARE(reply->weight.value_or(-1), weight);
    QCOMPARE(reply->maxConnections.value_or(-1), limit);
}

void TestHealthRules::anAgentsReplyEndsWithItsLine()
{
    QVERIFY(!parseAgentReply("down"));
    QVERIFY(!parseAgentReply(""));
    QCOMPARE(parseAgentReply("up\rdown\n")->isUp, std::optional<bool>(true));
}

void TestHealthRules::onlyTheAgentUndoesItsDown()
{
    AgentState state;
    state.apply(*parseAgentReply("down\n"));
    state.apply(*parseAgentReply("50%\n"));
    QVERIFY(!state.isUp());
    QCOMPARE(state.weightOf(8.0), 4.0);
    state.apply(*parseAgentReply("drain\n"));
    QCOMPARE(state.weightOf(8.0), 0.0);
    state.apply(*parseAgentReply("up\n"));
    QVERIFY(state.isUp());
    QCOMPARE(state.mode(), AgentMode::Drain);
    state.apply(*parseAgentReply("ready\n"));
    QCOMPARE(state.weightOf(8.0), 4.0);
    state.apply(*parseAgentReply("weight:20\n"));
    QCOMPARE(state.weightOf(8.0), 20.0);
    state.apply(*parseAgentReply("100%\n"));
    QCOMPARE(state.weightOf(8.0), 8.0);
}

void TestHealthRules::errorsInARowStandForFailedChecks()
{
    ErrorObserver observer;
    for (int i = 0; i < 9; ++i)
        QVERIFY(!observer.recordError(10));
    observer.recordSuccess();
    for (int i = 0; i < 9; ++i)
        QVERIFY(!observer.recordError(10));
    QVERIFY(observer.recordError(10));
    QVERIFY(!observer.recordError(10));
    QCOMPARE(failedChecksFor(OnError::FailCheck, 0, 3), 1);
    QCOMPARE(failedChecksFor(OnError::FastInterval, 2, 3), 0);
    QCOMPARE(failedChecksFor(OnError::SuddenDeath, 0, 3), 2);
    QCOMPARE(failedChecksFor(OnError::SuddenDeath, 2, 3), 1);
    QCOMPARE(failedChecksFor(OnError::MarkDown, 1, 3), 2);
}

void TestHealthRules::startupBudgetIsThresholdTimesPeriod()
{
    // Reference case HC-013.
    const ProbeSettings startup{0.0, 10.0, 1.0, 30, 1};
    QCOMPARE(startupBudget(startup), 300.0);
    ContainerProbes probes(startup, {}, {});
    double now = 0.0;
    ProbeEffect effect = ProbeEffect::None;
    while (effect == ProbeEffect::None && now < 1000.0) {
        now += startup.period;
        effect = probes.record(ProbeKind::Startup, CheckResult::Refused);
    }
    QCOMPARE(effect, ProbeEffect::Restart);
    QCOMPARE(now, 300.0);
}

void TestHealthRules::otherProbesWaitForTheStartupProbe()
{
    const ProbeSettings probe{0.0, 10.0, 1.0, 3, 1};
    ContainerProbes probes(probe, probe, probe);
    QVERIFY(!probes.isRunning(ProbeKind::Liveness) && !probes.isRunning(ProbeKind::Readiness));
    for (int i = 0; i < 9; ++i)
        QCOMPARE(probes.record(ProbeKind::Liveness, CheckResult::Refused), ProbeEffect::None);
    QCOMPARE(probes.record(ProbeKind::Startup, CheckResult::Passed), ProbeEffect::Started);
    QVERIFY(!probes.isRunning(ProbeKind::Startup) && !probes.isReady());
    QCOMPARE(probes.record(ProbeKind::Readiness, CheckResult::Passed), ProbeEffect::BecameReady);
    ContainerProbes bare({}, {}, {});
    QVERIFY(bare.isReady());
}

void TestHealthRules::livenessRestartsAndReadinessDoesNot()
{
    const ProbeSettings probe{0.0, 10.0, 1.0, 3, 1};
    ContainerProbes probes({}, probe, probe);
    probes.record(ProbeKind::Readiness, CheckResult::Passed);
    for (int i = 0; i < 2; ++i)
        QCOMPARE(probes.record(ProbeKind::Readiness, CheckResult::TimedOut), ProbeEffect::None);
    QCOMPARE(probes.record(ProbeKind::Readiness, CheckResult::TimedOut),
             ProbeEffect::BecameUnready);
    QVERIFY(probes.hasStarted());
    probes.record(ProbeKind::Readiness, CheckResult::Passed);
    for (int i = 0; i < 2; ++i)
        QCOMPARE(probes.record(ProbeKind::Liveness, CheckResult::TimedOut), ProbeEffect::None);
    QCOMPARE(probes.record(ProbeKind::Liveness, CheckResult::TimedOut), ProbeEffect::Restart);
    QVERIFY(!probes.isReady());
}

void TestHealthRules::fiveErrorsInARowEject()
{
    OutlierDetector detector(kEnvoy, 10);
    for (int i = 0; i < 4; ++i)
        QVERIFY(!detector.recordError(3, i));
    detector.recordSuccess(3);
    for (int i = 0; i < 4; ++i)
        QVERIFY(!detector.recordError(3, 10.0 + i));
    QVERIFY(detector.recordError(3, 14.0));
    QVERIFY(detector.isEjected(3));
    QCOMPARE(detector.ejectedUntil(3), 44.0);
    QVERIFY(detector.sweep(40.0).returned.empty());
    QCOMPARE(detector.sweep(50.0).returned, std::vector<std::uint32_t>{3});
    for (int i = 0; i < 5; ++i)
        detector.recordError(3, 51.0);
    QVERIFY(detector.recordPassedCheck(3));
    QVERIFY(!detector.isEjected(3));
}

void TestHealthRules::ejectionsGetLongerUpToACap()
{
    OutlierDetector detector(kEnvoy, 10);
    double now = 0.0;
    std::vector<double> lengths;
    for (int round = 0; round < 12; ++round) {
        for (int i = 0; i < 5; ++i)
            detector.recordError(0, now);
        lengths.push_back(detector.ejectedUntil(0) - now);
        now = detector.ejectedUntil(0);
        QCOMPARE(detector.sweep(now).returned.size(), 1U);
    }
    QCOMPARE(lengths,
             (std::vector<double>{30, 60, 90, 120, 150, 180, 210, 240, 270, 300, 300, 300}));
    // Sweeps that find it in service take the count down again.
    for (int i = 0; i < 9; ++i)
        detector.sweep(now += 10.0);
    for (int i = 0; i < 5; ++i)
        detector.recordError(0, now);
    QCOMPARE(detector.ejectedUntil(0) - now, 60.0);
}

void TestHealthRules::atMostATenthIsEjectedButAtLeastOne()
{
    for (const auto &[hosts, most] :
         {std::pair{2U, 1U}, {10U, 1U}, {19U, 1U}, {20U, 2U}, {30U, 3U}}) {
        OutlierDetector detector(kEnvoy, hosts);
        for (std::uint32_t host = 0; host < hosts; ++host) {
            for (int i = 0; i < 5; ++i)
                detector.recordError(host, 1.0);
        }
        QCOMPARE(detector.ejectedCount(), most);
    }
}

void TestHealthRules::successRateThresholdIsMeanMinusDeviations()
{
    // Mean 0.9, deviation of the population 0.2.
    QVERIFY(std::abs(*successRateThreshold({1, 1, 1, 1, 0.5}, 1.9) - 0.52) < 1e-12);
    QVERIFY(!successRateThreshold({}, 1.9));
    OutlierDetector detector(kEnvoy, 5);
    for (std::uint32_t host = 0; host < 5; ++host) {
        for (int i = 0; i < 100; ++i) {
            if (host == 4 && i % 2 == 0)
                detector.recordError(host, 1.0);
            else
                detector.recordSuccess(host);
        }
    }
    QCOMPARE(detector.sweep(10.0).ejected, std::vector<std::uint32_t>{4});
    // All alike: nobody is below the threshold.
    OutlierDetector alike(kEnvoy, 5);
    for (std::uint32_t host = 0; host < 5; ++host) {
        for (int i = 0; i < 150; ++i) {
            if (i % 3 == 0)
                alike.recordError(host, 1.0);
            else
                alike.recordSuccess(host);
        }
    }
    QVERIFY(alike.sweep(10.0).ejected.empty());
}

void TestHealthRules::tooFewHostsOrRequestsAreNotJudged()
{
    for (const auto &[hosts, requests] : {std::pair{4U, 100}, {5U, 99}}) {
        OutlierDetector detector(kEnvoy, hosts);
        for (std::uint32_t host = 0; host < hosts; ++host) {
            for (int i = 0; i < requests; ++i) {
                if (host == 0 && i % 2 == 0)
                    detector.recordError(host, 1.0);
                else
                    detector.recordSuccess(host);
            }
        }
        QVERIFY(detector.sweep(10.0).ejected.empty());
    }
}

void TestHealthRules::oneRecordManyVerdicts()
{
    // It refuses from 100 s to 220 s; one answer of 500 at 40 s, gone by 41 s.
    const std::vector<RecordedCheck> record{{0, CheckResult::Passed},
                                            {40, CheckResult::BadStatus},
                                            {41, CheckResult::Passed},
                                            {100, CheckResult::Refused},
                                            {220, CheckResult::Passed}};
    const auto setup = [](CheckRules rules, double interval, int fall, int rise) {
        return ReplaySetup{{rules, interval, 1.0, {}, {}, fall, rise}, 0.5, 1.0};
    };
    const auto outcomes =
        replay(record,
               {setup(CheckRules::Haproxy, 2, 3, 2), setup(CheckRules::Alb, 30, 2, 5),
                setup(CheckRules::Envoy, 1, 3, 2), setup(CheckRules::Kubernetes, 10, 3, 1),
                setup(CheckRules::Nginx, 10, 1, 1)},
               600.0);
    using Step = ReplayOutcome::Step;
    const auto steps = [](std::initializer_list<Step> list) { return std::vector<Step>(list); };
    QCOMPARE(outcomes[0].steps, steps({{104.5, false}, {222.5, true}}));
    QCOMPARE(outcomes[1].steps, steps({{150.5, false}, {360.5, true}}));
    QCOMPARE(outcomes[2].steps,
             steps({{40.5, false}, {42.5, true}, {102.5, false}, {221.5, true}}));
    QCOMPARE(outcomes[3].steps, steps({{120.5, false}, {220.5, true}}));
    QCOMPARE(outcomes[4].steps.front(), (Step{40, false}));
    // One request a second, sent until the target is cut.
    QCOMPARE(outcomes[0].requestsLost, 1 + 5);
    QCOMPARE(outcomes[1].requestsLost, 1 + 51);
    QCOMPARE(outcomes[3].requestsLost, 1 + 21);
    QVERIFY(outcomes[0].checks > outcomes[1].checks);
    // A check that the record times out ends a time-out later.
    const auto hung = replay({{0, CheckResult::TimedOut}}, setup(CheckRules::Alb, 30, 2, 5), 60.0);
    QCOMPARE(hung.steps, steps({{31.5, false}}));
    QVERIFY(replay({}, setup(CheckRules::Alb, 30, 2, 5), 10.0).steps.empty());
}

void TestHealthRules::nginxLosesOnlyWhatItTakesToNotice()
{
    const std::vector<RecordedCheck> record{
        {0, CheckResult::Passed}, {100.5, CheckResult::TimedOut}, {135.5, CheckResult::Passed}};
    const ReplayOutcome outcome =
        replay(record, {{CheckRules::Nginx, 10.0, 1.0, {}, {}, 2, 1}, 0.0, 1.0}, 200.0);
    // Fails at 101 and 102, out until 112, tries at 112, 122 and 132; at 142 it is answered.
    QCOMPARE(outcome.requestsLost, 5);
    QCOMPARE(outcome.steps, (std::vector<ReplayOutcome::Step>{{102.0, false}, {142.0, true}}));
}

QTEST_APPLESS_MAIN(TestHealthRules)
#include "tst_health_rules.moc"
