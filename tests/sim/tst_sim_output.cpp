// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// How many replications are run and joined, what a long run keeps, and the story of one request.
#include "sim/design_text.h"
#include "sim/replications.h"
#include "sim/story/explained_run.h"
#include "sim/story/found_requests.h"
#include "sim/story/request_story.h"

#include <QtTest>

using namespace loadstar;
using namespace loadstar::tests;

namespace {

model::Design singleQueue()
{
    return DesignText().users(R"j({"rate": 5})j").node("n1").traffic("users", "n1").design();
}

/// One request a second that needs a quarter of one.
DesignText clockwork()
{
    DesignText text;
    text.users(R"j({"interarrival": "constant(1)", "work": "constant(0.25)"})j")
        .node("n1")
        .traffic("users", "n1");
    return text;
}

sim::RunReport replicated(const model::Design &design, const sim::RunOptions &options,
                          const sim::ReplicationPlan &plan)
{
    auto report = sim::runReplications(design, options, plan);
    if (!report)
        qFatal("%s", qPrintable(report.error().text()));
    report.value().wallSeconds = 0.0;
    return report.value();
}

double relativeHalfWidth(const sim::RunReport &report)
{
    const auto &mean = report.responseTime.mean;
    return (*mean.high - *mean.mean) / *mean.mean;
}

} // namespace

class TestSimOutput : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void precisionStopsAtTheFirstNumberThatReachesIt();
    void precisionDoesNotDependOnThreads();
    void precisionEndsAtTheCap();
    void cancelledReplicationsSaySo();
    void eventsBeyondTheLimitAreCounted();
    void aRefusedRequestTellsWhy();
    void anAnsweredRequestTellsItsWay();
    void aRequestTellsHowLongItWaitedAndHowLongItWasServed();
    void sharedCoresAndStoragesAreTold();
    void aRequestThatWasNeverSentIsRefused();
    void theDecisionToFailOverHasItsTime();
};

void TestSimOutput::precisionStopsAtTheFirstNumberThatReachesIt()
{
    const model::Design design = singleQueue();
    const sim::RunOptions options{200.0, 20.0, 3};
    constexpr double kBound = 0.05 / 1.05;
    const sim::RunReport report = replicated(design, options, {1, 2, 0.05, 1000});
    QVERIFY(report.precision && report.precision->isReached);
    QVERIFY(report.replications > 10);
    QVERIFY(relativeHalfWidth(report) <= kBound);
    QCOMPARE(*report.precision->reached, relativeHalfWidth(report));
    const sim::RunReport before =
        replicated(design, options, {report.replications - 1, 2, std::nullopt, 1000});
    QVERIFY(relativeHalfWidth(before) > kBound);
}

void TestSimOutput::precisionDoesNotDependOnThreads()
{
    const auto with = [](int threads) {
        return replicated(singleQueue(), {100.0, 0.0, 5}, {1, threads, 0.08, 1000});
    };
    const sim::RunReport one = with(1);
    QCOMPARE(with(2), one);
    QCOMPARE(with(8), one);
}

void TestSimOutput::precisionEndsAtTheCap()
{
    const sim::RunReport report = replicated(singleQueue(), {20.0, 0.0, 1}, {1, 2, 0.0001, 13});
    QCOMPARE(report.replications, 13);
    QVERIFY(!report.precision->isReached);
}

void TestSimOutput::cancelledReplicationsSaySo()
{
    base::TaskControl control;
    control.cancel();
    const auto report =
        sim::runReplications(singleQueue(), {100.0}, {4, 2, std::nullopt, 1000}, &control);
    QVERIFY(!report.isOk());
    QCOMPARE(report.error().code, QStringLiteral("sim.cancelled"));
}

void TestSimOutput::eventsBeyondTheLimitAreCounted()
{
    const model::Design design = DesignText()
                                     .users()
                                     .node("n1", R"({"mtbf": 0.002, "mttr": 0.001})")
                                     .traffic("users", "n1")
                                     .design();
    sim::RunOptions options{2000.0};
    const sim::RunReport all = reportOf(design, options);
    QVERIFY(all.events.size() > 100);
    QCOMPARE(all.eventsLeftOut, std::int64_t{0});
    QVERIFY(!sim::toJson(all).contains("eventsLeftOut"));
    options.mostEvents = 10;
    const sim::RunReport few = reportOf(design, options);
    QCOMPARE(few.events.size(), std::size_t{10});
    QCOMPARE(few.events.back(), all.events[9]);
    QCOMPARE(few.eventsLeftOut, static_cast<std::int64_t>(all.events.size()) - 10);
    QCOMPARE(sim::toJson(few)["eventsLeftOut"].get<std::int64_t>(), few.eventsLeftOut);
    QCOMPARE(few.requests, all.requests);
}

void TestSimOutput::aRefusedRequestTellsWhy()
{
    const auto story = sim::tellRequest(clockwork().at(10.5, "fail", "n1").design(), {30.0}, 12);
    QVERIFY(story.isOk());
    QCOMPARE(story->outcome, QStringLiteral("refused"));
    QCOMPARE(story->sentAt, 12.0);
    QCOMPARE(story->steps.size(), std::size_t{2});
    QCOMPARE(story->steps[1].what, QStringLiteral("refused"));
    QCOMPARE(story->causes.size(), std::size_t{1});
    QCOMPARE(story->causes[0].number, 0);
    QCOMPARE(story->causes[0].event, runEvent(10.5, "fail", "n1", "scenario", "crash"));
}

void TestSimOutput::anAnsweredRequestTellsItsWay()
{
    const auto answered = sim::tellRequest(clockwork().design(), {30.0}, 3);
    QCOMPARE(answered->outcome, QStringLiteral("answered"));
    QCOMPARE(*answered->endedAt, 3.25);
    QVERIFY(answered->causes.empty());
    const auto open = sim::tellRequest(clockwork().design(), {3.1}, 3);
    QCOMPARE(open->outcome, QStringLiteral("in-flight"));
    QVERIFY(!open->endedAt);
}

void TestSimOutput::aRequestTellsHowLongItWaitedAndHowLongItWasServed()
{
    // One each second, 1.5 s of work each: the second waits from 2 to 2.5, the third from 3 to 4.
    // From 4.75 on the node has half its speed, so that what is left takes twice as long.
    DesignText text;
    text.users(R"j({"interarrival": "constant(1)", "work": "constant(1.5)"})j")
        .node("n1")
        .traffic("users", "n1")
        .at(4.75, "slow", "n1", R"({"factor": 2})");
    const model::Design design = text.design();
    const auto second = sim::tellRequest(design, {30.0}, 2);
    QCOMPARE(second->works, (std::vector<sim::RequestWork>{
                                {QStringLiteral("n1"), 2.5, 0.5, 1.5, false, 4.0, {}}}));
    const auto third = sim::tellRequest(design, {30.0}, 3);
    QCOMPARE(third->works, (std::vector<sim::RequestWork>{
                               {QStringLiteral("n1"), 4.0, 1.0, 1.5, false, 6.25, {}}}));
    const auto waiting = sim::tellRequest(design, {4.5}, 4);
    QVERIFY(waiting->works.empty());
    const sim::FoundRequests found = sim::findRequests(design, {30.0}, 10.0, 0, 1000).value();
    QVERIFY(!found.slowest.empty());
    for (const sim::AnsweredRequest &answer : found.slowest) {
        const auto story = sim::tellRequest(design, {30.0}, answer.request);
        QCOMPARE(answer.waited, story->works.front().waited);
        QCOMPARE(answer.took(),
                 answer.waited + *story->works.front().doneAt - story->works.front().beganAt);
    }
}

void TestSimOutput::sharedCoresAndStoragesAreTold()
{
    // The first has the core for itself until 2, then both share it: 0.5 s of its work are left
    // and take 1 s. The storage takes 0.25 s more.
    DesignText text;
    text.users(R"j({"interarrival": "constant(1)", "work": "constant(1.5)"})j")
        .node("n1", R"({"discipline": "ps"})")
        .add("storage", "db", R"j({"ioTime": "constant(0.25)"})j")
        .traffic("users", "n1")
        .connect("state", "n1", "db");
    const auto story = sim::tellRequest(text.design(), {30.0}, 1);
    QCOMPARE(story->works, (std::vector<sim::RequestWork>{
                               {QStringLiteral("n1"), 1.0, 0.0, 1.5, true, 3.0, 3.25}}));
    QCOMPARE(*story->endedAt, 3.25);
    const auto json = sim::toJson(*story);
    QCOMPARE(json["works"][0]["leftAt"].get<double>(), 3.25);
    QVERIFY(json["works"][0]["isShared"].get<bool>());
}

void TestSimOutput::aRequestThatWasNeverSentIsRefused()
{
    const auto story = sim::tellRequest(clockwork().design(), {5.5}, 6);
    QVERIFY(!story.isOk());
    QCOMPARE(story.error().code, QStringLiteral("sim.no-such-request"));
    QVERIFY(story.error().message.contains(QStringLiteral("1 to 5")));
}

void TestSimOutput::theDecisionToFailOverHasItsTime()
{
    // The site fails at 10; somebody fails over at 40.
    DesignText text;
    text.users().balancer(R"j({"healthCheck": false})j").traffic("users", "lb");
    text.add("site", "east").add("site", "west");
    text.node("n1", "{}", "east").node("n2", R"({"role": "dr"})", "west");
    text.traffic("lb", "n1").traffic("lb", "n2");
    text.connect("replication", "east", "west",
                 R"j({"promote": "manual", "activationTime": 5, "dnsTtl": 15})j");
    text.at(10, "fail", "east").at(40, "failover", "east");
    auto run = sim::explainRun(text.design(), {100.0}, {10, false, 1.0});
    QVERIFY(run.isOk());
    QCOMPARE(run->ledger.outages.size(), std::size_t{1});
    const sim::Outage &outage = run->ledger.outages[0];
    QVERIFY(!outage.detect);
    QCOMPARE(*outage.decide, 30.0);
    // Activation and the life of the name in caches.
    QCOMPARE(*outage.switchOver, 20.0);
}

QTEST_GUILESS_MAIN(TestSimOutput)
#include "tst_sim_output.moc"
