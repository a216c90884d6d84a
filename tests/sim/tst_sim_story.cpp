// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What a run tells beyond its report: causes, outages, series, warm-up, records.
#include "sim/design_text.h"
#include "sim/engine/random_streams.h"
#include "sim/run_record.h"
#include "sim/story/explained_run.h"
#include "sim/story/found_requests.h"
#include "sim/story/request_story.h"
#include "sim/story/user_story.h"
#include "support/counts.h"

#include <QtTest>

#include <algorithm>
#include <cmath>

using namespace loadstar;
using namespace loadstar::tests;

namespace {

/// Two nodes behind a balancer whose checks meet no chance but their phase.
model::Design twoNodes(const std::string &scenario, const std::string &users = R"j({"rate": 12})j")
{
    DesignText text;
    text.farm(2, users, R"j({"checkInterval": 1, "fall": 3, "rise": 2})j");
    for (const nlohmann::json &event : nlohmann::json::parse(scenario)) {
        nlohmann::json arguments = event;
        for (const char *key : {"at", "action", "target"})
            arguments.erase(key);
        text.at(event["at"], event["action"].get<std::string>().c_str(), event["target"],
                arguments.dump());
    }
    return text.design();
}

sim::ExplainedRun explained(const model::Design &design, const sim::RunOptions &options,
                            bool hasSeries = false)
{
    auto run = sim::explainRun(design, options, {1000, hasSeries, 1.0});
    if (!run)
        qFatal("%s", qPrintable(run.error().text()));
    return std::move(run.value());
}

} // namespace

class TestSimStory : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aFailureLeadsToItsConsequences();
    void everyFailedRequestOfAnOutageNamesIt();
    void failedRequestsAreListedUpToAMoment();
    void theSlowestAnsweredRequestsAreFound();
    void loadAloneHasNoCause();
    void theLedgerAddsUp();
    void seriesAddUpToTheReport();
    void historyAddsUpToTheReport();
    void historyIsTheSameInPiecesAndInACopy();
    void percentilesOfTheTimelineAreOrdered();
    void aUserSignsInAgainAfterTheNodeFailed();
    void withSharedStateTheSessionMovesAlong();
    void withoutStickinessTheSessionBreaks();
    void theUserWhoSufferedMostIsFound();
    void allUsersTogetherSeeTheWholeRun();
    void usersThatAreNotThereAreRefused();
    void theStoryIsThatOfTheReport();
    void warmupOfAShiftedSeriesIsFound();
    void warmupOfAStationarySeriesIsShort();
    void warmupMemoryIsBounded();
    void aRecordReplaysAndShowsADifference();
    void brokenRecordsAreRefused_data();
    void brokenRecordsAreRefused();
};

void TestSimStory::aFailureLeadsToItsConsequences()
{
    const auto run = explained(twoNodes(R"j([{"at": 10, "action": "fail", "target": "n01"},
                      {"at": 30, "action": "recover", "target": "n01"}])j"),
                               {60.0});
    const auto &events = run.story->events();
    QCOMPARE(events.size(), std::size_t{4});
    QCOMPARE(events[0].event.what, sim::EventWhat::Fail);
    QCOMPARE(events[0].cause, sim::kNoEvent);
    QCOMPARE(events[1].event.what, sim::EventWhat::MarkedDown);
    QCOMPARE(events[1].cause, 0);
    QCOMPARE(events[2].event.what, sim::EventWhat::Recover);
    QCOMPARE(events[2].cause, 0);
    QCOMPARE(events[3].event.what, sim::EventWhat::MarkedUp);
    QCOMPARE(events[3].cause, 2);
    QCOMPARE(run.story->chain(3), (std::vector<sim::EventNumber>{3, 2, 0}));
}

void TestSimStory::everyFailedRequestOfAnOutageNamesIt()
{
    const model::Design design = twoNodes(R"j([{"at": 10, "action": "fail", "target": "n01"},
                      {"at": 30, "action": "recover", "target": "n01"}])j");
    const auto run = explained(design, {60.0});
    const sim::RunReport report = reportOf(design, {60.0});
    QVERIFY(report.requests.failed > 10);
    QCOMPARE(static_cast<std::int64_t>(run.story->failedRequests().size()), report.requests.failed);
    for (const auto &failed : run.story->failedRequests()) {
        QCOMPARE(failed.cause, 0);
        QVERIFY(failed.reason == sim::FailureReason::Refused ||
                failed.reason == sim::FailureReason::NodeDown);
    }
    QCOMPARE(run.story->events()[0].failedRequests, report.requests.failed);
}

void TestSimStory::failedRequestsAreListedUpToAMoment()
{
    const model::Design design = twoNodes(R"j([{"at": 10, "action": "fail", "target": "n01"}])j");
    const sim::RunOptions options{60.0};
    const auto run = explained(design, options);
    const auto &all = run.story->failedRequests();
    QVERIFY(all.size() > 2);
    QVERIFY(all.front().outcome.at < 10.5);
    QVERIFY(sim::findRequests(design, options, 10.0, 1000, 0).value().failed.empty());
    const sim::FoundRequests found = sim::findRequests(design, options, 60.0, 2, 0).value();
    QCOMPARE(found.failedCount, std::int64_t(all.size()));
    QCOMPARE(found.failed.size(), std::size_t{2});
    for (std::size_t i = 0; i < found.failed.size(); ++i) {
        QCOMPARE(found.failed[i].request, all[i].outcome.request);
        QCOMPARE(found.failed[i].endedAt, all[i].outcome.at);
        QCOMPARE(found.failed[i].where, run.story->idOf(all[i].outcome.where));
        QCOMPARE(found.failed[i].reason,
                 QString::fromLatin1(sim::failureReasonName(all[i].reason)));
    }
    QVERIFY(found.slowest.empty());
    base::TaskControl control;
    control.cancel();
    QCOMPARE(sim::findRequests(design, options, 60.0, 2, 0, &control).error().code,
             QStringLiteral("sim.cancelled"));
}

void TestSimStory::theSlowestAnsweredRequestsAreFound()
{
    const model::Design design = twoNodes(R"j([{"at": 10, "action": "fail", "target": "n01"}])j");
    const sim::RunOptions options{20.0};
    const sim::FoundRequests all = sim::findRequests(design, options, 20.0, 1000, 1000).value();
    QVERIFY(all.failedCount > 0 && all.answeredCount > 100);
    QCOMPARE(std::int64_t(all.slowest.size()), all.answeredCount);
    QCOMPARE(all.answeredCount, reportOf(design, options).requests.completed);
    QVERIFY(std::is_sorted(all.slowest.begin(), all.slowest.end(),
                           [](const auto &a, const auto &b) { return a.took() > b.took(); }));
    QVERIFY(all.slowest.front().took() > all.slowest.back().took());
    const sim::FoundRequests few = sim::findRequests(design, options, 20.0, 0, 5).value();
    QCOMPARE(few.answeredCount, all.answeredCount);
    QCOMPARE(few.slowest, std::vector(all.slowest.begin(), all.slowest.begin() + 5));
    for (const sim::AnsweredRequest &slow : few.slowest) {
        const sim::RequestStory story = sim::tellRequest(design, options, slow.request).value();
        QCOMPARE(story.outcome, QStringLiteral("answered"));
        QCOMPARE(slow.sentAt, story.sentAt);
        QCOMPARE(slow.endedAt, *story.endedAt);
        QCOMPARE(slow.users, story.users);
        const auto answer =
            std::find_if(story.steps.begin(), story.steps.end(),
                         [](const auto &step) { return step.what == QLatin1String("answered"); });
        QVERIFY(answer != story.steps.end());
        QCOMPARE(slow.servedBy, answer->from);
    }
}

void TestSimStory::loadAloneHasNoCause()
{
    DesignText text;
    text.users(R"j({"rate": 30})j").node("n1", R"j({"queueLimit": 2})j").traffic("users", "n1");
    const auto run = explained(text.design(), {60.0});
    QVERIFY(run.story->count(sim::FailureReason::Rejected) > 100);
    for (const auto &failed : run.story->failedRequests()) {
        QCOMPARE(failed.reason, sim::FailureReason::Rejected);
        QCOMPARE(failed.cause, sim::kNoEvent);
    }
    QVERIFY(run.ledger.outages.empty());
}

void TestSimStory::theLedgerAddsUp()
{
    const auto run = explained(twoNodes(R"j([{"at": 10, "action": "fail", "target": "n01"},
                      {"at": 30, "action": "recover", "target": "n01"},
                      {"at": 40, "action": "fail", "target": "n02"}])j"),
                               {60.0});
    QCOMPARE(run.ledger.outages.size(), std::size_t{2});
    const sim::Outage &first = run.ledger.outages[0];
    QCOMPARE(first.from, 10.0);
    QCOMPARE(*first.until, 30.0);
    // fall 3 and interval 1: two to three seconds; rise 2: one to two.
    QVERIFY(*first.detect >= 2.0 && *first.detect <= 3.0);
    QCOMPARE(*first.detect + *first.repair, 20.0);
    QVERIFY(*first.warmUp >= 1.0 && *first.warmUp <= 2.0);
    const sim::Outage &second = run.ledger.outages[1];
    QVERIFY(!second.until && !second.repair && !second.warmUp);
    QCOMPARE(*run.ledger.total.detect, *first.detect + *second.detect);
    QCOMPARE(run.ledger.total.failedRequests,
             run.story->events()[0].failedRequests + second.failedRequests);
}

void TestSimStory::seriesAddUpToTheReport()
{
    const model::Design design = twoNodes(R"j([{"at": 10, "action": "fail", "target": "n01"}])j");
    const auto run = explained(design, {60.0}, true);
    const sim::RunReport report = reportOf(design, {60.0});
    const auto sum = [](const auto &values) {
        std::int64_t total = 0;
        for (const auto value : values)
            total += value;
        return total;
    };
    for (const sim::ComponentReport &component : report.components) {
        for (const sim::ComponentSeries &series : run.series.components) {
            if (series.id != component.id)
                continue;
            QCOMPARE(series.answers.size(), std::size_t{60});
            QCOMPARE(sum(series.answers), component.completed);
        }
    }
    std::int64_t failures = 0;
    for (const sim::ComponentSeries &series : run.series.components)
        failures += sum(series.failures);
    QCOMPARE(failures, report.requests.failed);
    for (const sim::ConnectionSeries &series : run.series.connections)
        QVERIFY(sum(series.requests) >= sum(series.answers) + sum(series.refused));
}

void TestSimStory::historyAddsUpToTheReport()
{
    const model::Design design = twoNodes(R"j([{"at": 10, "action": "fail", "target": "n01"}])j",
                                          R"j({"rate": 30, "timeout": 2})j");
    sim::RunOptions options{60.0};
    QVERIFY(!reportOf(design, options).history);
    options.wantsHistory = true;
    auto simulation = sim::DesignSimulation::create(design, options);
    QVERIFY(simulation.value()->runUntil(60.0));
    const sim::RunReport report = simulation.value()->report();
    QVERIFY(report.history);
    QCOMPARE(report.history->step, report.timeline.step);
    QCOMPARE(report.history->bins.size(), std::size_t{60});
    for (const sim::ComponentReport &component : report.components) {
        const auto &ids = report.history->ids;
        const auto found = std::find(ids.begin(), ids.end(), component.id);
        QVERIFY2(found != ids.end(), qPrintable(component.id));
        const auto part = static_cast<std::size_t>(found - ids.begin());
        double answered = 0.0;
        double queue = 0.0;
        for (const auto &bin : report.history->bins) {
            answered += bin->parts[part].answered;
            queue += bin->parts[part].queue;
            QVERIFY(bin->parts[part].utilization.value_or(0.0F) <= 1.0F);
            QCOMPARE(bin->parts[part].responseTime.has_value(), bin->parts[part].answered > 0.0F);
        }
        QCOMPARE(qRound64(answered), component.completed);
        QVERIFY(std::abs(queue / 60.0 - component.meanQueue.value_or(0.0)) < 0.01);
    }
    std::int64_t failed = 0;
    for (const auto &bin : report.history->bins)
        for (const std::int64_t count : bin->failures)
            failed += count;
    QVERIFY(failed > 0);
    QCOMPARE(failed, report.requests.failed);
    QCOMPARE(report.history->bins.back()->sessionsLost, report.sessions.lost);
}

void TestSimStory::historyIsTheSameInPiecesAndInACopy()
{
    const model::Design design = twoNodes(R"j([{"at": 10, "action": "fail", "target": "n01"}])j");
    sim::RunOptions options{30.0};
    options.wantsHistory = true;
    auto whole = sim::DesignSimulation::create(design, options);
    whole.value()->runUntil(30.0);
    auto pieces = sim::DesignSimulation::create(design, options);
    for (double until = 0.3; until < 17.0; until += 0.7)
        pieces.value()->runUntil(until);
    const auto copy = pieces.value()->clone();
    QCOMPARE(pieces.value()->report().history->bins.size(), std::size_t{16});
    pieces.value()->runUntil(30.0);
    copy->runUntil(30.0);
    QCOMPARE(*pieces.value()->report().history, *whole.value()->report().history);
    QCOMPARE(*copy->report().history, *whole.value()->report().history);
}

void TestSimStory::percentilesOfTheTimelineAreOrdered()
{
    const sim::RunReport report = reportOf(twoNodes("[]"), {60.0});
    const auto values = [&](const char *name) {
        return report.timeline.find(QString::fromLatin1(name))->values;
    };
    int spread = 0;
    for (std::size_t i = 0; i < 60; ++i) {
        const auto p95 = values("p95")[i];
        QCOMPARE(values("p50")[i].has_value(), p95.has_value());
        if (!p95)
            continue;
        QVERIFY(*values("p50")[i] <= *p95 && *p95 <= *values("p99")[i]);
        spread += *values("p50")[i] < *values("p99")[i] ? 1 : 0;
    }
    QVERIFY(spread > 30);
}

namespace {

/// Two nodes with a database, a few people whose sessions are long, and n01 that fails at 20 s.
model::Design office(const char *sticky, const char *state)
{
    DesignText text;
    text.farm(
        2,
        QStringLiteral(R"j({"rate": 4, "clients": 5, "sessionLength": 500, "sessionState": "%1",
                                  "timeout": 3})j")
            .arg(QString::fromLatin1(state))
            .toStdString(),
        QStringLiteral(R"j({"checkInterval": 1, "fall": 2, "rise": 2, "sticky": "%1",
                                  "algorithm": "round-robin"})j")
            .arg(QString::fromLatin1(sticky))
            .toStdString());
    text.add("storage", "db");
    for (const char *node : {"n01", "n02"})
        text.connect("state", node, "db");
    text.at(20.0, "fail", "n01", "{}");
    return text.design();
}

sim::UserStory told(const model::Design &design, std::optional<std::uint32_t> client = {})
{
    auto story = sim::tellUser(design, {60.0}, QStringLiteral("users"), client, 60.0);
    if (!story)
        qFatal("%s", qPrintable(story.error().text()));
    return story.value();
}

std::vector<sim::UserMoment> momentsOf(const sim::UserStory &story, sim::UserMoment::Kind kind)
{
    std::vector<sim::UserMoment> found;
    for (const sim::UserMoment &moment : story.moments) {
        if (moment.kind == kind)
            found.push_back(moment);
    }
    return found;
}

using UserKind = sim::UserMoment::Kind;

} // namespace

void TestSimStory::aUserSignsInAgainAfterTheNodeFailed()
{
    const sim::UserStory story = told(office("cookie", "node"));
    QCOMPARE(story.clients, 5U);
    const auto lost = momentsOf(story, UserKind::SessionLost);
    QCOMPARE(lost.size(), std::size_t{1});
    QCOMPARE(lost[0].at, 20.0);
    QCOMPARE(lost[0].place, QStringLiteral("n01"));
    QCOMPARE(lost[0].because, QStringLiteral("n01"));
    const auto first = momentsOf(story, UserKind::SignedIn);
    QCOMPARE(first.size(), std::size_t{1});
    QCOMPARE(lost[0].workLost, 20.0 - first[0].at);
    const auto again = momentsOf(story, UserKind::SignedInAgain);
    QCOMPARE(again.size(), std::size_t{1});
    QVERIFY(again[0].at > 20.0);
    QCOMPARE(again[0].place, QStringLiteral("n02"));
    QCOMPARE(again[0].before, QStringLiteral("n01"));
    QVERIFY(first[0].before.isEmpty());
    QCOMPARE(again[0].because, QStringLiteral("n01"));
    QCOMPARE(story.workLost, lost[0].workLost);
    QCOMPARE(momentsOf(story, UserKind::FrontDoor).size(), std::size_t{1});
    QCOMPARE(momentsOf(story, UserKind::FrontDoor)[0].place, QStringLiteral("lb"));
    for (std::size_t i = 1; i < story.moments.size(); ++i)
        QVERIFY(story.moments[i - 1].at <= story.moments[i].at);
    for (const sim::UserMoment &served : momentsOf(story, UserKind::Served))
        QCOMPARE(served.place, QString::fromLatin1(served.at < 20.0 ? "n01" : "n02"));
}

void TestSimStory::withSharedStateTheSessionMovesAlong()
{
    const sim::UserStory story = told(office("cookie", "shared"));
    QCOMPARE(story.lostSessions, 0);
    QCOMPARE(story.workLost, 0.0);
    for (std::uint32_t client = 1; client <= 5; ++client) {
        const sim::UserStory one = told(office("cookie", "shared"), client);
        const bool wasOnFirst = one.moments.size() > 1 && one.moments[1].place == u"n01";
        QCOMPARE(momentsOf(one, UserKind::Moved).size(), std::size_t{wasOnFirst ? 1U : 0U});
        QVERIFY(momentsOf(one, UserKind::SignedInAgain).empty());
        for (const sim::UserMoment &moved : momentsOf(one, UserKind::Moved))
            QCOMPARE(moved.before, QStringLiteral("n01"));
    }
}

void TestSimStory::withoutStickinessTheSessionBreaks()
{
    const sim::UserStory story = told(office("none", "node"));
    QVERIFY(story.brokenSessions > 0);
    QVERIFY(momentsOf(story, UserKind::Served).size() > 3);
}

void TestSimStory::theUserWhoSufferedMostIsFound()
{
    const model::Design design = office("cookie", "node");
    const sim::UserStory worst = told(design);
    const auto pain = [](const sim::UserStory &story) {
        return std::pair(story.lostSessions + story.brokenSessions, story.failed);
    };
    for (std::uint32_t client = 1; client <= 5; ++client) {
        const sim::UserStory one = told(design, client);
        QVERIFY(pain(one) <= pain(worst));
        if (client == worst.client)
            QCOMPARE(one.moments, worst.moments);
    }
}

void TestSimStory::allUsersTogetherSeeTheWholeRun()
{
    const model::Design design = office("cookie", "node");
    const sim::RunReport report = reportOf(design, {60.0});
    std::int64_t answered = 0;
    std::int64_t failed = 0;
    std::int64_t lost = 0;
    for (std::uint32_t client = 1; client <= 5; ++client) {
        const sim::UserStory one = told(design, client);
        std::int64_t served = 0;
        for (const sim::UserMoment &moment : momentsOf(one, UserKind::Served))
            served += moment.count;
        QCOMPARE(served, one.answered);
        answered += one.answered;
        failed += one.failed;
        lost += one.lostSessions;
    }
    QCOMPARE(answered, report.requests.completed);
    QCOMPARE(failed, report.requests.failed);
    QCOMPARE(lost, report.sessions.lost);
    QVERIFY(failed > 0 && lost > 0);
}

void TestSimStory::usersThatAreNotThereAreRefused()
{
    const model::Design design = office("cookie", "node");
    const auto tell = [&](const char *users, std::uint32_t client) {
        return sim::tellUser(design, {60.0}, QString::fromLatin1(users), client, 60.0);
    };
    QCOMPARE(tell("users", 6).error().code, QStringLiteral("sim.no-such-user"));
    QCOMPARE(tell("users", 0).error().code, QStringLiteral("sim.no-such-user"));
    QCOMPARE(tell("lb", 1).error().code, QStringLiteral("sim.no-such-user"));
}

void TestSimStory::theStoryIsThatOfTheReport()
{
    const model::Design design =
        twoNodes(R"j([{"at": 10, "action": "fail", "target": "n01", "mode": "hang"},
                      {"at": 30, "action": "recover", "target": "n01"}])j",
                 R"j({"rate": 15, "timeout": 2})j");
    const auto run = explained(design, {60.0}, true);
    const sim::RunReport report = reportOf(design, {60.0});
    QCOMPARE(run.story->events().size(), report.events.size());
    for (std::size_t i = 0; i < report.events.size(); ++i)
        QCOMPARE(run.story->events()[i].event.at, report.events[i].at);
    QCOMPARE(run.story->count(sim::FailureReason::TimedOut), report.requests.timedOut);
    nlohmann::json json = sim::toJson(report);
    sim::addTo(json, run);
    QCOMPARE(json["events"][1]["cause"], nlohmann::json(0));
    QVERIFY(json["events"][0]["cause"].is_null());
    QCOMPARE(json["failures"]["timed-out"], nlohmann::json(report.requests.timedOut));
}

void TestSimStory::warmupOfAShiftedSeriesIsFound()
{
    // The first 300 values lie ten deviations higher: the cut is at the batch where that ends.
    sim::WarmupDetector detector;
    sim::engine::Random stream = sim::engine::RandomStreams(5, 0).stream("test");
    for (int i = 0; i < 3000; ++i)
        detector.add(i, stream.uniform() + (i < 300 ? 10.0 : 0.0));
    const auto cut = detector.cut();
    QVERIFY(cut && cut->isCertain);
    QVERIFY2(std::abs(cut->at - 299.0) <= 15.0, qPrintable(QString::number(cut->at)));
}

void TestSimStory::warmupOfAStationarySeriesIsShort()
{
    sim::WarmupDetector detector;
    for (int i = 0; i < 40; ++i)
        detector.add(i, 1.0);
    QVERIFY(!detector.cut());
    for (int i = 40; i < 3000; ++i)
        detector.add(i, 1.0);
    QCOMPARE(detector.cut()->at, 0.0);
}

void TestSimStory::warmupMemoryIsBounded()
{
    // More than the batches that are kept: joined in pairs, the cut stays where it was.
    sim::WarmupDetector detector;
    const int count = roundsFor(6000000, 24000000);
    for (int i = 0; i < count; ++i)
        detector.add(i, i < count / 10 ? 2.0 : 1.0);
    QVERIFY(std::abs(detector.cut()->at - count / 10.0) <= 40.0);
}

void TestSimStory::aRecordReplaysAndShowsADifference()
{
    const model::Design design = twoNodes("[]");
    const sim::RunOptions options{20.0, 5.0, 7};
    const nlohmann::json report = sim::toJson(reportOf(design, options));
    const auto record = sim::readRecord(sim::writeRecord({design, options, 1, report}));
    QVERIFY(record.isOk());
    QVERIFY(record->design == design);
    QVERIFY(record->options == options);
    QCOMPARE(sim::firstDifference(record->report,
                                  sim::toJson(reportOf(record->design, record->options))),
             QString());
    sim::RunOptions other = options;
    other.seed = 8;
    const QString difference =
        sim::firstDifference(record->report, sim::toJson(reportOf(design, other)));
    QVERIFY2(difference.contains(QStringLiteral("recorded")), qPrintable(difference));
}

void TestSimStory::brokenRecordsAreRefused_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("design file") << QByteArray(R"j({"loadstar": 1})j");
    QTest::newRow("later version") << QByteArray(R"j({"loadstarRun": 2})j");
    QTest::newRow("no design") << QByteArray(R"j({"loadstarRun": 1, "version": "1"})j");
    QTest::newRow("bad options") << QByteArray(
        R"j({"loadstarRun": 1, "version": "1", "design": {"loadstar": 1, "components": [], "connections": []},
             "options": {"duration": -1, "warmup": 0, "seed": 1, "replications": 1}, "report": {}})j");
}

void TestSimStory::brokenRecordsAreRefused()
{
    QFETCH(QByteArray, bytes);
    const auto record = sim::readRecord(bytes);
    QVERIFY(!record.isOk());
    QVERIFY(!record.error().message.isEmpty());
}

QTEST_GUILESS_MAIN(TestSimStory)
#include "tst_sim_story.moc"
