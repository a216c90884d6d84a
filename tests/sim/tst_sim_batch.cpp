// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Jobs of batch queues: how long they wait and run, on what, and what failures do to them.
#include "sim/design_simulation.h"
#include "sim/design_text.h"
#include "sim/replications.h"
#include "sim/run_data.h"

#include <QtTest>

#include <cmath>

using namespace loadstar;
using tests::DesignText;
using tests::reportOf;

namespace {

/// A queue with nodes c1, c2, … of so many cores.
DesignText partition(const std::string &queue, const std::vector<int> &cores)
{
    DesignText text;
    text.add("batchQueue", "q", queue);
    for (std::size_t i = 0; i < cores.size(); ++i)
        text.node("c" + std::to_string(i + 1), "{\"cores\": " + std::to_string(cores[i]) + "}",
                  "q");
    return text;
}

} // namespace

class TestSimBatch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void jobsRunOneAfterAnother();
    void coresAndParallelFractionShortenAJob();
    void oneNodeOfExponentialJobsIsAQueueOfTheory();
    void backfillLetsSmallJobsPast();
    void aLostNodeSendsItsJobsBack();
    void aTimeLimitEndsAJob();
    void sessionsAndJobsRunSideBySide();
    void whatIsSubmittedIsSomewhere();
    void aCopyGoesOnAsItsOriginal();
    void replicationsAreJoined();
};

void TestSimBatch::jobsRunOneAfterAnother()
{
    const sim::RunReport report = reportOf(
        partition(R"j({"rate": 0.05, "jobWork": "constant(10)"})j", {1}).design(), {2000.0});
    const sim::JobsData &jobs = *report.jobs;
    QVERIFY(jobs.submitted > 60);
    double freeAt = 0.0;
    for (const sim::JobRecord &job : jobs.jobs) {
        if (!job.startedAt)
            continue;
        QVERIFY(std::abs(*job.startedAt - std::max(freeAt, job.submittedAt)) < 1e-9);
        freeAt = *job.startedAt + 10.0;
        if (job.endedAt)
            QVERIFY(std::abs(*job.endedAt - freeAt) < 1e-9);
        QCOMPARE(job.nodes, std::vector<QString>{QStringLiteral("c1")});
    }
    QVERIFY(report.events.empty());
}

void TestSimBatch::coresAndParallelFractionShortenAJob()
{
    DesignText text = partition(
        R"j({"rate": 0.001, "jobWork": "constant(120)", "jobCores": 6, "parallelFraction": 0.75})j",
        {4});
    text.node("c2", R"({"cores": 4, "speed": 2})", "q");
    const sim::RunReport report = reportOf(text.design(), {20000.0});
    // 120 s of work, a quarter of which is done by one core; the slower node sets the pace.
    const double expected = 120.0 * (0.25 + 0.75 / 6.0);
    int ended = 0;
    for (const sim::JobRecord &job : report.jobs->jobs) {
        QCOMPARE(job.cores, 6);
        if (!job.endedAt)
            continue;
        ++ended;
        QVERIFY(std::abs(*job.endedAt - *job.startedAt - expected) < 1e-6);
        QCOMPARE(job.nodes, (std::vector<QString>{QStringLiteral("c1"), QStringLiteral("c2")}));
    }
    QVERIFY(ended > 5);
}

void TestSimBatch::oneNodeOfExponentialJobsIsAQueueOfTheory()
{
    // M/M/1 at load 0.5 with service 10 s: jobs wait 10 s in the mean, the node is busy half the
    // time.
    sim::RunOptions options;
    options.duration = 2'000'000.0;
    options.warmup = 10'000.0;
    const sim::RunReport report = reportOf(
        partition(R"j({"rate": 0.05, "jobWork": "exponential(10)"})j", {1}).design(), options);
    const sim::JobsData &jobs = *report.jobs;
    const double wait = jobs.waitSum / static_cast<double>(jobs.waits.count());
    QVERIFY2(std::abs(wait - 10.0) < 0.6, qPrintable(QString::number(wait)));
    const double busy = jobs.queues[0].busyArea / jobs.queues[0].capacityArea;
    QVERIFY2(std::abs(busy - 0.5) < 0.01, qPrintable(QString::number(busy)));
}

void TestSimBatch::backfillLetsSmallJobsPast()
{
    const auto meanWait = [](const char *policy) {
        const std::string queue = std::string(R"j({"rate": 0.013, "jobCores": "uniform(0.1,14)",
            "parallelFraction": 0, "jobWork": "exponential(100)", "timeLimit": 300, "policy": ")j") +
                                  policy + "\"}";
        const sim::RunReport report = reportOf(partition(queue, {8, 8}).design(), {200000.0});
        return report.jobs->waitSum / static_cast<double>(report.jobs->waits.count());
    };
    QVERIFY(meanWait("backfill") < 0.8 * meanWait("fifo"));
}

void TestSimBatch::aLostNodeSendsItsJobsBack()
{
    DesignText text = partition(R"j({"rate": 0.01, "jobWork": "constant(1000)"})j", {1});
    text.at(700.0, "fail", "c1").at(900.0, "recover", "c1");
    const sim::RunReport report = reportOf(text.design(), {3000.0});
    const sim::JobsData &jobs = *report.jobs;
    const sim::JobRecord &first = jobs.jobs.front();
    QVERIFY(first.submittedAt < 700.0);
    QCOMPARE(jobs.requeued, 1);
    QCOMPARE(first.requeued, 1);
    // It keeps its place and begins anew.
    QCOMPARE(*first.startedAt, 900.0);
    QCOMPARE(*first.endedAt, 1900.0);
}

void TestSimBatch::aTimeLimitEndsAJob()
{
    const sim::RunReport report =
        reportOf(partition(R"j({"rate": 0.001, "jobWork": "constant(500)", "timeLimit": 60})j", {4})
                     .design(),
                 {20000.0});
    const sim::JobsData &jobs = *report.jobs;
    QVERIFY(jobs.cut > 5);
    QCOMPARE(jobs.completed, 0);
    for (const sim::JobRecord &job : jobs.jobs) {
        if (job.endedAt) {
            QVERIFY(job.isCut);
            QVERIFY(std::abs(*job.endedAt - *job.startedAt - 60.0) < 1e-9);
        }
    }
}

void TestSimBatch::sessionsAndJobsRunSideBySide()
{
    // The requests are those of the design without the queue.
    DesignText plain;
    plain.farm(2, R"j({"rate": 5, "work": "exponential(0.1)"})j", "{}");
    DesignText both;
    both.farm(2, R"j({"rate": 5, "work": "exponential(0.1)"})j", "{}");
    both.add("batchQueue", "q", R"j({"rate": 0.1})j").node("c1", R"({"cores": 8})", "q");
    const sim::RunReport alone = reportOf(plain.design(), {300.0});
    const sim::RunReport beside = reportOf(both.design(), {300.0});
    QCOMPARE(beside.requests, alone.requests);
    QCOMPARE(beside.responseTime, alone.responseTime);
    QVERIFY(!alone.jobs && beside.jobs->submitted > 10);
    QVERIFY(sim::toJson(beside).contains("jobs") && !sim::toJson(alone).contains("jobs"));
}

void TestSimBatch::whatIsSubmittedIsSomewhere()
{
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        DesignText text =
            partition(R"j({"rate": 0.05, "jobCores": "uniform(0.1,6)", "policy": "backfill",
            "jobWork": "exponential(100)", "timeLimit": 200})j",
                      {3, 4});
        text.add("zone", "z").node("c9", R"({"cores": 2, "mtbf": 0.3, "mttr": 0.02})", "q");
        sim::RunOptions options;
        options.duration = 5000.0;
        options.warmup = 500.0;
        options.seed = seed;
        const sim::RunReport report = reportOf(text.design(), options);
        const sim::JobsData &jobs = *report.jobs;
        QCOMPARE(jobs.completed + jobs.cut + jobs.running + jobs.waiting, jobs.submitted);
        QVERIFY(jobs.queues[0].busyArea <= jobs.queues[0].capacityArea + 1e-6);
        QCOMPARE(reportOf(text.design(), options).jobs, report.jobs);
    }
}

void TestSimBatch::aCopyGoesOnAsItsOriginal()
{
    const model::Design design =
        partition(R"j({"rate": 0.05, "jobWork": "exponential(50)", "jobCores": 2})j", {2, 2})
            .design();
    auto simulation = sim::DesignSimulation::create(design, {4000.0});
    QVERIFY(simulation);
    QVERIFY((*simulation)->runUntil(1500.0));
    const auto copy = (*simulation)->clone();
    QVERIFY((*simulation)->runUntil(4000.0));
    QVERIFY(copy->runUntil(4000.0));
    QCOMPARE(copy->data().jobs, (*simulation)->data().jobs);
    QCOMPARE((*simulation)->data().jobs, reportOf(design, {4000.0}).jobs);
}

void TestSimBatch::replicationsAreJoined()
{
    const model::Design design =
        partition(R"j({"rate": 0.05, "jobWork": "exponential(50)"})j", {4}).design();
    const sim::RunReport one = reportOf(design, {1000.0});
    sim::ReplicationPlan plan;
    plan.count = 3;
    const auto three = sim::runReplications(design, {1000.0}, plan);
    QVERIFY(three);
    QVERIFY(three->jobs->submitted > 2 * one.jobs->submitted);
    QCOMPARE(three->jobs->jobs, one.jobs->jobs);
    QCOMPARE(three->jobs->queues[0].capacityArea, 3.0 * one.jobs->queues[0].capacityArea);
}

QTEST_GUILESS_MAIN(TestSimBatch)
#include "tst_sim_batch.moc"
