// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What people do about failures and slowness: retries, hedging, circuit breaker, patience.
// Hedging against its closed form is case TL-005 of tst_reference_queues.
#include "sim/behaviours/circuit_breaker.h"
#include "sim/design_text.h"
#include "sim/engine/random_streams.h"
#include "support/counts.h"

#include <QtTest>

#include <cmath>
#include <map>
#include <set>

using namespace loadstar;
using namespace loadstar::tests;

namespace {

std::string with(const std::string &properties, const std::string &more)
{
    return properties.substr(0, properties.rfind('}')) + ", " + more + "}";
}

/// One request a second with a quarter of a second of work.
const std::string kSteady = R"j({"interarrival": "constant(1)", "work": "constant(0.25)"})j";

/// users -> n1 with a crash from 10.5 to `recovery`.
DesignText failing(const std::string &users, double recovery)
{
    return DesignText()
        .users(users)
        .node("n1")
        .traffic("users", "n1")
        .at(10.5, "fail", "n1")
        .at(recovery, "recover", "n1");
}

/// The times at which each request is sent and how it ends.
class Attempts : public sim::TraceSink
{
public:
    void segment(const sim::TraceSegment &segment) override
    {
        const bool isFirst = segment.fate == sim::Fate::Travelling;
        if (!isFirst && segment.fate != sim::Fate::Retry)
            return;
        if (isFirst != (sent[segment.request].empty()))
            ++misnamed;
        if (ends.count(segment.request))
            ++late;
        sent[segment.request].push_back(segment.departs);
    }
    void outcome(const sim::TraceOutcome &outcome) override
    {
        if (!ends.emplace(outcome.request, outcome).second)
            ++twice;
    }

    std::map<std::uint64_t, std::vector<double>> sent;
    std::map<std::uint64_t, sim::TraceOutcome> ends;
    int misnamed = 0; ///< first attempts shown as retries, or the other way round
    int late = 0;     ///< attempts after the end
    int twice = 0;    ///< second ends
};

} // namespace

class TestSimClients : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void backoffDoublesUpToItsCap();
    void fullJitterIsUniform();
    void retriesAmplifyTheLoad();
    void attemptsThatTakeTooLongAreSentAgain();
    void timeoutEndsAllAttempts();
    void retriesKeepAnOverloadedNodeDown();
    void closedPeopleThinkAfterTheirLastAttempt();
    void hedgeGoesToTheOtherNode();
    void hedgeThatFailsWaitsForTheFirst();
    void breakerOpensTriesAndCloses();
    void breakerWindowSlides();
    void breakerNeedsAllTrials();
    void calledOffTrialGivesItsPlaceBack();
    void patienceEndsOnlyBeforeService();
    void renegingAgreesWithErlangA();
    void sessionsSurviveRetries();
    void requestsAreConserved();
};

void TestSimClients::backoffDoublesUpToItsCap()
{
    // Sent at 11; again after 1, 2 and 4 seconds; the last one finds the node up.
    const std::string users =
        with(R"j({"interarrival": "constant(11)", "work": "constant(0.25)"})j",
             R"j("retries": 3, "backoff": 1, "backoffJitter": "none")j");
    Attempts attempts;
    auto report = simulated(failing(users, 17.5).design(), {20.0}, &attempts)->report();
    QCOMPARE(attempts.sent[1], (std::vector<double>{11.0, 12.0, 14.0, 18.0}));
    QCOMPARE(attempts.misnamed, 0);
    QCOMPARE(report.requests, (sim::RequestCounts{1, 1, 0, 0, 0, 0, 3}));
    QCOMPARE(*report.responseTime.mean.mean, 7.25);
    QCOMPARE(*report.waitingTime.mean.mean, 7.0);
    QCOMPARE(componentOf(report, "n1").failed, 3);
    Attempts capped;
    report =
        simulated(failing(with(users, R"j("backoffCap": 1.5)j"), 17.5).design(), {20.0}, &capped)
            ->report();
    QCOMPARE(capped.sent[1], (std::vector<double>{11.0, 12.0, 13.5, 15.0}));
    QCOMPARE(report.requests, (sim::RequestCounts{1, 0, 1, 0, 0, 0, 3}));
    QCOMPARE(capped.ends[1].at, 15.0);
    QCOMPARE(capped.ends[1].sentAt, 11.0);
    // Still between two attempts at the end: in flight.
    report = reportOf(failing(users, 17.5).design(), {13.0});
    QCOMPARE(report.requests, (sim::RequestCounts{1, 0, 0, 0, 0, 1, 1}));
}

void TestSimClients::fullJitterIsUniform()
{
    const auto pauses = [](const char *jitter) {
        const std::string users = std::string(R"j({"rate": 10, "retries": 4, "backoff": 0.5,
            "backoffCap": 2, "backoffJitter": ")j") +
                                  jitter + "\"}";
        Attempts attempts;
        simulated(DesignText()
                      .users(users)
                      .node("n1")
                      .traffic("users", "n1")
                      .at(0.0, "fail", "n1")
                      .design(),
                  {roundsFor(200, 2000) * 1.0}, &attempts);
        std::vector<std::vector<double>> found(4);
        for (const auto &[number, times] : attempts.sent) {
            for (std::size_t i = 1; i < times.size(); ++i)
                found[i - 1].push_back(times[i] - times[i - 1]);
        }
        return found;
    };
    // Pauses in [lowest, 1] times 0.5, 1, 2, 2 s.
    for (const auto &[jitter, lowest] :
         std::vector<std::pair<const char *, double>>{{"full", 0.0}, {"equal", 0.5}}) {
        const auto found = pauses(jitter);
        for (std::size_t round = 0; round < 4; ++round) {
            const double most = std::min(2.0, 0.5 * std::pow(2.0, static_cast<double>(round)));
            double sum = 0.0;
            for (const double pause : found[round]) {
                QVERIFY(pause >= lowest * most - 1e-9 && pause <= most + 1e-9);
                sum += pause;
            }
            const auto count = static_cast<double>(found[round].size());
            QVERIFY(count > 1000);
            const double error = most * (1.0 - lowest) / std::sqrt(12.0 * count);
            QVERIFY2(std::abs(sum / count - most * (1.0 + lowest) / 2) < 4 * error,
                     qPrintable(QStringLiteral("round %1: %2").arg(round).arg(sum / count)));
        }
    }
}

void TestSimClients::retriesAmplifyTheLoad()
{
    // One of four nodes refuses everything, and nobody notices: each attempt fails with f = 1/4.
    constexpr double kFails = 0.25;
    for (const int retries : {1, 3, 10}) {
        const std::string users =
            R"j({"rate": 50, "work": "constant(0)", "retries": )j" + std::to_string(retries) + "}";
        const auto report =
            reportOf(DesignText()
                         .farm(4, users, R"j({"algorithm": "random", "healthCheck": false})j")
                         .at(0.0, "fail", "n01")
                         .design(),
                     {roundsFor(600, 6000) * 1.0});
        const double amplification = (1.0 - std::pow(kFails, retries + 1)) / (1.0 - kFails);
        // Attempts of one request: geometric, cut off.
        double squares = 0.0;
        for (int n = 1; n <= retries + 1; ++n) {
            const double chance =
                n <= retries ? std::pow(kFails, n - 1) * (1.0 - kFails) : std::pow(kFails, retries);
            squares += n * n * chance;
        }
        const auto ended = static_cast<double>(report.requests.completed + report.requests.failed);
        const double deviation = std::sqrt((squares - amplification * amplification) / ended);
        const double found = 1.0 + static_cast<double>(report.requests.retried) / ended;
        QVERIFY2(std::abs(found - amplification) < 4 * deviation + 1e-3,
                 qPrintable(QStringLiteral("%1 instead of %2").arg(found).arg(amplification)));
        const double share = std::pow(kFails, retries + 1);
        QVERIFY(std::abs(static_cast<double>(report.requests.failed) / ended - share) <
                4 * std::sqrt(share / ended) + 1e-6);
    }
}

void TestSimClients::attemptsThatTakeTooLongAreSentAgain()
{
    // The node hangs from 10.5 to 14: the attempt of 11 is given up at 13, the next goes at 14.
    const std::string users = with(kSteady, R"j("retries": 1, "backoff": 1, "attemptTimeout": 2,
        "backoffJitter": "none")j");
    const auto report = reportOf(DesignText()
                                     .users(users)
                                     .node("n1", R"j({"cores": 9})j")
                                     .traffic("users", "n1")
                                     .at(10.5, "fail", "n1", R"j({"mode": "hang"})j")
                                     .at(14.0, "recover", "n1")
                                     .design(),
                                 {15.9});
    // The one of 12 is begun at 14, but its time is over at that instant, so it goes again at 15.
    // Those of 13 to 15 are answered at once or at 14.25.
    QCOMPARE(report.requests.offered, 15);
    QCOMPARE(report.requests.completed, 15);
    QCOMPARE(report.requests.failed, 0);
    QCOMPARE(report.requests.timedOut, 0);
    QCOMPARE(report.requests.retried, 2);
    QCOMPARE(*report.responseTime.maximum, 3.25);
}

void TestSimClients::timeoutEndsAllAttempts()
{
    const std::string users =
        with(R"j({"interarrival": "constant(11)", "work": "constant(0.25)"})j",
             R"j("retries": 9, "backoff": 1, "backoffJitter": "none", "timeout": 2.5)j");
    Attempts attempts;
    const auto report = simulated(failing(users, 99.0).design(), {20.0}, &attempts)->report();
    QCOMPARE(attempts.sent[1], (std::vector<double>{11.0, 12.0}));
    QCOMPARE(attempts.ends[1].at, 13.5);
    QCOMPARE(report.requests, (sim::RequestCounts{1, 0, 1, 0, 1, 0, 1}));
}

void TestSimClients::retriesKeepAnOverloadedNodeDown()
{
    // Load 0.8; a surge fills the queue. Impatient people who never try again let it recover; with
    // many quick attempts the node goes on serving what nobody waits for.
    const auto answeredLate = [](const std::string &more) {
        const std::string users =
            R"j({"rate": 8, "work": "exponential(0.1)", "attemptTimeout": 2)j" + more + "}";
        const auto report =
            reportOf(DesignText()
                         .users(users)
                         .node("n1", R"j({"queueLimit": 100})j")
                         .traffic("users", "n1")
                         .at(100.0, "surge", "users", R"j({"factor": 4, "for": 20})j")
                         .design(),
                     {600.0, 300.0});
        return *report.availability;
    };
    QVERIFY(answeredLate("") > 0.9);
    QVERIFY(answeredLate(R"j(, "retries": 5, "backoff": 0.1, "backoffCap": 0.5)j") < 0.5);
}

void TestSimClients::closedPeopleThinkAfterTheirLastAttempt()
{
    const auto report =
        reportOf(DesignText()
                     .users(R"j({"arrivals": "closed", "population": 1, "thinkTime": "constant(1)",
                "work": "constant(1)", "retries": 1, "backoff": 2, "backoffJitter": "none"})j")
                     .node("n1")
                     .traffic("users", "n1")
                     .at(0.5, "fail", "n1")
                     .at(2.5, "recover", "n1")
                     .design(),
                 {9.5});
    // Sent at 1, again at 3, answered at 4; sent at 5, 7 and 9.
    QCOMPARE(report.requests, (sim::RequestCounts{4, 3, 0, 0, 0, 1, 1}));
    QCOMPARE(*report.responseTime.maximum, 3.0);
}

void TestSimClients::hedgeGoesToTheOtherNode()
{
    const std::string users = with(kSteady, R"j("hedgeDelay": 0.5)j");
    DesignText text;
    text.users(users).node("fast").node("slow").traffic("users", "fast").traffic("users", "slow");
    const auto report =
        reportOf(text.at(0.0, "slow", "slow", R"j({"factor": 3})j").design(), {200.5});
    // On the slow node a request takes 0.75 s, so after 0.5 s the other one is asked, too, and both
    // answer at once; the first that was sent ends first.
    QCOMPARE(report.requests.completed, 200);
    QVERIFY(report.requests.hedged > 60 && report.requests.hedged < 140);
    QCOMPARE(report.requests.retried, report.requests.hedged);
    QCOMPARE(*report.responseTime.maximum, 0.75);
    DesignText slower;
    slower.users(users).node("fast").node("slow").traffic("users", "fast").traffic("users", "slow");
    const auto rescued =
        reportOf(slower.at(0.0, "slow", "slow", R"j({"factor": 3.9})j").design(), {200.5});
    QCOMPARE(*rescued.responseTime.maximum, 0.75);
    QCOMPARE(rescued.requests.completed, 200);
    // The loser is served to its end for nothing: the slow node works 0.975 s for each request.
    const double busy = 0.975 * static_cast<double>(rescued.requests.hedged) / 200.5;
    QVERIFY(std::abs(*componentOf(rescued, "slow").utilization - busy) < 0.01);
    QCOMPARE(componentOf(rescued, "slow").failed, 0);
    QCOMPARE(componentOf(rescued, "slow").completed, 0);
    QCOMPARE(componentOf(rescued, "fast").completed, 200);
}

void TestSimClients::hedgeThatFailsWaitsForTheFirst()
{
    // The hedge of 11 goes out at 11.5 and is refused at once; the first attempt is answered at
    // 12, so nothing has failed and nothing is sent again.
    const auto report = reportOf(DesignText()
                                     .users(R"j({"interarrival": "constant(11)",
                "work": "constant(1)", "hedgeDelay": 0.5, "retries": 5})j")
                                     .balancer(R"j({"algorithm": "first", "healthCheck": false})j")
                                     .node("n1", R"j({"queueLimit": 0})j")
                                     .traffic("users", "lb")
                                     .traffic("lb", "n1")
                                     .design(),
                                 {20.0});
    QCOMPARE(report.requests.completed, 1);
    QCOMPARE(report.requests.retried, 1);
    QCOMPARE(report.requests.hedged, 1);
    QCOMPARE(*report.responseTime.maximum, 1.0);
    QCOMPARE(componentOf(report, "n1").failed, 1);
}

void TestSimClients::breakerOpensTriesAndCloses()
{
    const std::string users = with(kSteady, R"j("breakerShare": 0.5, "breakerWindow": 4,
        "breakerMinimum": 4, "breakerOpenTime": 5)j");
    const auto report = reportOf(failing(users, 20.5).design(), {30.0});
    // Ends in the last 4 s at 12: 8.25, 9.25, 10.25 and two failures; at 13 three of five failed.
    // The trial at 18 fails, the one at 23 succeeds.
    const std::vector<sim::RunEvent> expected{
        runEvent(10.5, "fail", "n1", "scenario", "crash"),
        runEvent(13.0, "breaker-opened", "users", "users"),
        runEvent(18.0, "breaker-half-opened", "users", "users"),
        runEvent(18.0, "breaker-opened", "users", "users"),
        runEvent(20.5, "recover", "n1", "scenario"),
        runEvent(23.0, "breaker-half-opened", "users", "users"),
        runEvent(23.25, "breaker-closed", "users", "users"),
    };
    QCOMPARE(report.events, expected);
    QCOMPARE(report.requests.offered, 29);
    QCOMPARE(report.requests.failed, 12);
    QCOMPARE(report.requests.blocked, 8);
    QCOMPARE(report.requests.completed, 17);
    QCOMPARE(componentOf(report, "n1").failed, 4);
}

void TestSimClients::breakerWindowSlides()
{
    sim::BreakerRules rules{0.5, 4.0, 2, 5.0, 1};
    sim::CircuitBreaker breaker(rules);
    QVERIFY(!breaker.ended(0.0, true, 0));
    QVERIFY(!breaker.ended(4.0, true, 0)); // the first one is 4 s old, so no more in the window
    QVERIFY(breaker.admit());
    QVERIFY(breaker.ended(7.5, true, 0));
    QCOMPARE(breaker.state(), sim::CircuitBreaker::State::Open);
    QVERIFY(!breaker.admit());
    // What was sent before tells nothing now.
    QVERIFY(!breaker.ended(8.0, false, 0));
    QVERIFY(!breaker.openTimeOver(0));
    QVERIFY(breaker.openTimeOver(breaker.epoch()));
    QCOMPARE(breaker.state(), sim::CircuitBreaker::State::HalfOpen);
}

void TestSimClients::breakerNeedsAllTrials()
{
    sim::CircuitBreaker breaker({1.0, 10.0, 1, 5.0, 2});
    QVERIFY(breaker.ended(1.0, true, breaker.epoch()));
    QVERIFY(breaker.openTimeOver(breaker.epoch()));
    QVERIFY(breaker.admit());
    QVERIFY(breaker.admit());
    QVERIFY(!breaker.admit());
    QVERIFY(!breaker.ended(7.0, false, breaker.epoch()));
    QVERIFY(breaker.ended(7.5, false, breaker.epoch()));
    QCOMPARE(breaker.state(), sim::CircuitBreaker::State::Closed);
    // A success later does not open it, whatever the share in the window.
    QVERIFY(!breaker.ended(8.0, false, breaker.epoch()));
}

void TestSimClients::calledOffTrialGivesItsPlaceBack()
{
    sim::CircuitBreaker breaker({1.0, 10.0, 1, 5.0, 1});
    QVERIFY(breaker.ended(1.0, true, breaker.epoch()));
    QVERIFY(breaker.openTimeOver(breaker.epoch()));
    QVERIFY(breaker.admit());
    QVERIFY(!breaker.admit());
    breaker.calledOff(breaker.epoch() - 1);
    QVERIFY(!breaker.admit());
    breaker.calledOff(breaker.epoch());
    QVERIFY(breaker.admit());
}

void TestSimClients::patienceEndsOnlyBeforeService()
{
    const auto report =
        reportOf(DesignText()
                     .users(R"j({"interarrival": "constant(1)", "work": "constant(2)",
                "patience": "constant(1.5)"})j")
                     .node("n1")
                     .traffic("users", "n1")
                     .design(),
                 {10.0});
    // 1, 2, 4 and 6 are served from 1, 3, 5 and 7 on; 3, 5 and 7 leave after 1.5 s; 8 is served
    // from 9 on and 9 still waits.
    QCOMPARE(report.requests, (sim::RequestCounts{9, 4, 3, 0, 3, 2, 0, 0, 3, 0}));
    QVERIFY(std::abs(*componentOf(report, "n1").utilization - 0.9) < 1e-12);
}

void TestSimClients::renegingAgreesWithErlangA()
{
    // M/M/c + M: a birth-death chain with death rate min(n, c) mu + (n - c)+ theta.
    constexpr double kArrivals = 12.0;
    constexpr double kService = 5.0;
    constexpr double kLeaving = 2.0;
    constexpr int kCores = 2;
    double weight = 1.0;
    double total = 1.0;
    double waiting = 0.0;
    for (int n = 1; n < 400; ++n) {
        weight *= kArrivals / (std::min(n, kCores) * kService + std::max(0, n - kCores) * kLeaving);
        total += weight;
        waiting += weight * std::max(0, n - kCores);
    }
    const double meanQueue = waiting / total;
    const double share = kLeaving * meanQueue / kArrivals;
    const auto design = DesignText()
                            .users(R"j({"rate": 12, "work": "exponential(0.2)",
                "patience": "exponential(0.5)"})j")
                            .node("n1", R"j({"cores": 2})j")
                            .traffic("users", "n1")
                            .design();
    const int rounds = roundsFor(20, 100);
    std::vector<double> shares;
    std::vector<double> queues;
    for (int round = 0; round < rounds; ++round) {
        sim::RunOptions options{400.0, 20.0};
        options.replication = static_cast<std::uint64_t>(round);
        const auto report = reportOf(design, options);
        shares.push_back(static_cast<double>(report.requests.reneged) /
                         static_cast<double>(report.requests.offered));
        queues.push_back(*componentOf(report, "n1").meanQueue);
    }
    const auto agrees = [rounds](const std::vector<double> &values, double expected) {
        double sum = 0.0;
        double squares = 0.0;
        for (const double value : values) {
            sum += value;
            squares += value * value;
        }
        const double mean = sum / rounds;
        const double error = std::sqrt((squares / rounds - mean * mean) / (rounds - 1));
        return std::abs(mean - expected) < 4 * error && error < 0.05 * expected;
    };
    QVERIFY(agrees(shares, share));
    QVERIFY(agrees(queues, meanQueue));
}

void TestSimClients::sessionsSurviveRetries()
{
    // One person, one endless session: failed requests are sent again within it.
    const std::string users =
        with(kSteady, R"j("retries": 5, "backoff": 1, "backoffJitter": "none", "clients": 1,
        "sessionLength": 1e9, "sessionState": "shared")j");
    auto report = reportOf(failing(users, 13.5).design(), {30.0});
    QCOMPARE(report.sessions, (sim::SessionCounts{1, 0, 0, 0}));
    QCOMPARE(report.requests.failed, 0);
    QCOMPARE(report.requests.completed, 29);
    // Of length two on average: each that ends is followed by another.
    report = reportOf(failing(with(kSteady, R"j("retries": 2, "clients": 1,
        "sessionLength": 2)j"),
                              13.5)
                          .design(),
                      {2000.0});
    QVERIFY(report.sessions.started > 900 && report.sessions.started < 1100);
}

void TestSimClients::requestsAreConserved()
{
    sim::engine::Random random(20);
    const auto chance = [&random](double share) { return random.uniform() < share; };
    for (int round = 0; round < roundsFor(60, 400); ++round) {
        std::string users = R"j({"rate": 8, "work": "exponential(0.2)", "clients": 20)j";
        const auto maybe = [&](const char *text) {
            if (chance(0.5))
                users += std::string(", ") + text;
        };
        maybe(R"j("retries": 3, "backoff": 0.2)j");
        maybe(R"j("attemptTimeout": 0.7)j");
        maybe(R"j("timeout": 1.5)j");
        maybe(R"j("hedgeDelay": 0.3)j");
        maybe(R"j("breakerShare": 0.4, "breakerMinimum": 5, "breakerTrials": 2)j");
        maybe(R"j("patience": "exponential(1)")j");
        maybe(R"j("sessionLength": 4, "sessionState": "node")j");
        maybe(R"j("profile": "bursts(on=5 s, off=5 s, factor=4) * ramp(1,2,30 s)")j");
        maybe(R"j("highPriorityShare": 0.3)j");
        if (chance(0.25))
            users += R"j(, "arrivals": "closed", "population": 12, "thinkTime": 0.5)j";
        std::string balancer = R"j({"retries": 1, "redispatch": true)j";
        if (chance(0.5))
            balancer += R"j(, "maxConnectionsPerNode": 2)j";
        if (chance(0.5))
            balancer += R"j(, "sticky": "cookie")j";
        if (chance(0.3))
            balancer += R"j(, "checkRules": "nginx")j";
        DesignText text;
        text.farm(3, users + "}", balancer + "}",
                  chance(0.5) ? R"j({"queueLimit": 3, "mtbf": 0.005, "mttr": 0.001})j"
                              : R"j({"discipline": "ps", "mtbf": 0.005, "mttr": 0.001})j");
        text.node("direct").traffic("users", "direct", R"j({"latency": 0.02})j");
        text.add("storage", "db", R"j({"ioTime": "exponential(0.05)", "concurrency": 1})j")
            .connect("state", "n01", "db");
        text.at(10.0, "fail", "n02", R"j({"mode": "hang"})j").at(14.0, "recover", "n02");
        text.at(18.0, "fail", "db").at(20.0, "recover", "db");
        text.at(22.0, "fail", "lb", R"j({"mode": "hang"})j").at(25.0, "recover", "lb");
        text.at(27.0, "disconnect", "users.lb").at(29.0, "reconnect", "users.lb");
        text.at(31.0, "drain", "n03").at(33.0, "fail", "lb").at(34.0, "recover", "lb");
        Attempts attempts;
        sim::RunOptions options{40.0};
        options.seed = static_cast<std::uint64_t>(round);
        const auto report = simulated(text.design(), options, &attempts)->report();
        const sim::RequestCounts &counts = report.requests;
        QCOMPARE(counts.offered, counts.completed + counts.failed + counts.inFlight);
        QCOMPARE(static_cast<std::int64_t>(attempts.ends.size()), counts.completed + counts.failed);
        QCOMPARE(attempts.late, 0);
        QCOMPARE(attempts.twice, 0);
        QVERIFY(counts.offered > 0);
        QVERIFY(counts.hedged <= counts.retried);
        QVERIFY(counts.reneged <= counts.timedOut);
        QVERIFY(counts.timedOut + counts.blocked + counts.rejected <= counts.failed);
        for (const sim::ComponentReport &component : report.components) {
            if (component.utilization)
                QVERIFY(*component.utilization <= 1.0 + 1e-9);
        }
    }
}

QTEST_APPLESS_MAIN(TestSimClients)
#include "tst_sim_clients.moc"
