// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The batch queue: first come first served, backfill, and what must hold for any queue.
#include "batch/batch_scheduler.h"
#include "sim/engine/random_streams.h"
#include "support/counts.h"

#include <QtTest>

#include <map>

using namespace loadstar;
using namespace loadstar::batch;

namespace {

struct Ran
{
    double startedAt = 0.0;
    double endedAt = 0.0;
};

/// Plays the jobs to their ends on nodes that do not fail.
std::map<JobNumber, Ran> play(QueuePolicy policy, const std::vector<int> &nodes,
                              const std::vector<Job> &jobs)
{
    BatchScheduler scheduler(policy, nodes);
    std::map<JobNumber, Ran> ran;
    std::multimap<double, JobNumber> ends;
    std::size_t next = 0;
    const auto startAll = [&](double now) {
        for (const RunningJob &job : scheduler.start(now)) {
            ran[job.job.number] = {now, job.end()};
            ends.emplace(job.end(), job.job.number);
        }
    };
    while (next < jobs.size() || !ends.empty()) {
        const bool isArrival =
            next < jobs.size() && (ends.empty() || jobs[next].submittedAt < ends.begin()->first);
        const double now = isArrival ? jobs[next].submittedAt : ends.begin()->first;
        if (isArrival) {
            scheduler.submit(jobs[next++]);
        } else {
            scheduler.finish(ends.begin()->second);
            ends.erase(ends.begin());
        }
        // What happens at one moment is known before anybody starts.
        const bool isMore = (next < jobs.size() && jobs[next].submittedAt == now) ||
                            (!ends.empty() && ends.begin()->first == now);
        if (!isMore)
            startAll(now);
    }
    return ran;
}

std::vector<Job> randomJobs(sim::engine::Random &random, int count, int mostCores)
{
    std::vector<Job> jobs;
    double at = 0.0;
    for (int i = 1; i <= count; ++i) {
        at += random.below(20);
        Job job{static_cast<JobNumber>(i),
                at,
                1 + static_cast<int>(random.below(static_cast<std::uint32_t>(mostCores))),
                1.0 + random.below(60),
                {}};
        job.timeLimit = job.runTime + random.below(30);
        jobs.push_back(job);
    }
    return jobs;
}

/// First come, first served without the scheduler: each job starts when the one before has, as soon
/// as its cores are free.
std::map<JobNumber, double> fifoStarts(int cores, const std::vector<Job> &jobs)
{
    std::map<JobNumber, double> starts;
    std::vector<std::pair<double, int>> busy; // until when, how many
    double earliest = 0.0;
    for (const Job &job : jobs) {
        double at = std::max(earliest, job.submittedAt);
        const auto freeAt = [&](double moment) {
            int free = cores;
            for (const auto &[until, count] : busy)
                free -= until > moment ? count : 0;
            return free;
        };
        while (freeAt(at) < job.cores) {
            double next = 1e300;
            for (const auto &[until, count] : busy) {
                if (until > at)
                    next = std::min(next, until);
            }
            at = next;
        }
        starts[job.number] = at;
        busy.emplace_back(at + std::min(job.runTime, *job.timeLimit), job.cores);
        earliest = at;
    }
    return starts;
}

/// When the head would start if nobody were started past it: by the limits of what runs.
double promisedStart(const std::vector<RunningJob> &running, int cores, const Job &head, double now)
{
    std::vector<double> moments{now};
    for (const RunningJob &job : running)
        moments.push_back(std::max(now, *job.latestEnd()));
    std::sort(moments.begin(), moments.end());
    for (const double moment : moments) {
        int free = cores;
        for (const RunningJob &job : running)
            free -= *job.latestEnd() > moment ? job.job.cores : 0;
        if (free >= head.cores)
            return moment;
    }
    return 1e300;
}

} // namespace

class TestBatch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void laws();
    void backfillFillsTheHole();
    void whatHasNoLimitIsNotFilledIn();
    void fifoIsFirstComeFirstServed();
    void backfillNeverDelaysTheHead();
    void conservativeDelaysNobody();
    void coresAreNeverGivenTwice();
    void aLostNodeRequeuesItsJobs();
    void jobsBeyondTheirLimitEnd();
};

void TestBatch::laws()
{
    // Speed-ups of Amdahl's law to three digits.
    const auto near = [](double found, double expected) {
        return std::abs(found - expected) < 0.005;
    };
    QVERIFY(near(amdahlSpeedup(8, 0.5), 1.78));
    QVERIFY(near(amdahlSpeedup(8, 0.9), 4.71));
    QVERIFY(near(amdahlSpeedup(8, 0.95), 5.93));
    QVERIFY(std::abs(amdahlSpeedup(64, 0.95) - 15.4) < 0.05);
    QVERIFY(std::abs(amdahlSpeedup(64, 0.99) - 39.3) < 0.05);
    QCOMPARE(amdahlTime(600.0, 1, 0.9), 600.0);
    QCOMPARE(amdahlTime(600.0, 4, 1.0, 2.0), 75.0);
    QCOMPARE(gustafsonSpeedup(8, 0.5), 4.5);
}

void TestBatch::backfillFillsTheHole()
{
    // Job 1 holds 3 of 4 cores until 100; job 2 wants all four; job 3 fits beside job 1 and ends
    // before 100; job 4 would not.
    const std::vector<Job> jobs{{1, 0.0, 3, 100.0, 100.0},
                                {2, 1.0, 4, 10.0, 10.0},
                                {3, 2.0, 1, 50.0, 90.0},
                                {4, 3.0, 1, 60.0, 120.0}};
    auto fifo = play(QueuePolicy::Fifo, {4}, jobs);
    QCOMPARE(fifo[3].startedAt, 110.0);
    auto easy = play(QueuePolicy::Backfill, {4}, jobs);
    QCOMPARE(easy[3].startedAt, 2.0);
    QCOMPARE(easy[2].startedAt, 100.0);
    QCOMPARE(easy[4].startedAt, 110.0);
}

void TestBatch::whatHasNoLimitIsNotFilledIn()
{
    std::vector<Job> jobs{{1, 0.0, 3, 100.0, 100.0}, {2, 1.0, 4, 10.0, 10.0}, {3, 2.0, 1, 5.0, {}}};
    QCOMPARE(play(QueuePolicy::Backfill, {4}, jobs)[3].startedAt, 110.0);
    // Nor is anything started past a head whose start nobody can foresee.
    jobs = {{1, 0.0, 3, 100.0, {}}, {2, 1.0, 4, 10.0, 10.0}, {3, 2.0, 1, 5.0, 5.0}};
    QCOMPARE(play(QueuePolicy::Backfill, {4}, jobs)[3].startedAt, 110.0);
}

void TestBatch::fifoIsFirstComeFirstServed()
{
    sim::engine::Random random(3);
    for (int round = 0; round < tests::roundsFor(200, 3000); ++round) {
        const std::vector<Job> jobs = randomJobs(random, 12, 8);
        const auto ran = play(QueuePolicy::Fifo, {4, 4}, jobs);
        for (const auto &[number, start] : fifoStarts(8, jobs))
            QCOMPARE(ran.at(number).startedAt, start);
    }
}

void TestBatch::backfillNeverDelaysTheHead()
{
    sim::engine::Random random(4);
    int filled = 0;
    for (int round = 0; round < tests::roundsFor(300, 5000); ++round) {
        BatchScheduler scheduler(QueuePolicy::Backfill, {4, 4});
        const std::vector<Job> jobs = randomJobs(random, 10, 8);
        double now = 0.0;
        for (const Job &job : jobs) {
            now = job.submittedAt;
            for (const RunningJob &running : std::vector(scheduler.running())) {
                if (running.end() <= now)
                    scheduler.finish(running.job.number);
            }
            scheduler.submit(job);
            // What the head is promised before anybody starts past it still holds after.
            BatchScheduler before = scheduler;
            BatchScheduler strict(QueuePolicy::Fifo, {4, 4});
            const auto started = scheduler.start(now);
            if (scheduler.waiting().empty())
                continue;
            const Job head = scheduler.waiting().front();
            std::vector<RunningJob> ahead;
            for (const RunningJob &running : scheduler.running()) {
                if (running.job.number < head.number)
                    ahead.push_back(running);
            }
            for (const RunningJob &running : before.running()) {
                if (running.job.number > head.number)
                    ahead.push_back(running);
            }
            const double promised = promisedStart(ahead, 8, head, now);
            QCOMPARE(promisedStart(scheduler.running(), 8, head, now), promised);
            filled += std::any_of(started.begin(), started.end(), [&head](const RunningJob &each) {
                return each.job.number > head.number;
            });
        }
    }
    QVERIFY(filled > 50);
}

void TestBatch::conservativeDelaysNobody()
{
    // With exact limits the plan of first come, first served is a promise for every job.
    sim::engine::Random random(5);
    double saved = 0.0;
    for (int round = 0; round < tests::roundsFor(200, 3000); ++round) {
        std::vector<Job> jobs = randomJobs(random, 12, 8);
        for (Job &job : jobs)
            job.timeLimit = job.runTime;
        const auto fifo = play(QueuePolicy::Fifo, {8}, jobs);
        const auto backfilled = play(QueuePolicy::Conservative, {8}, jobs);
        for (const auto &[number, ran] : fifo) {
            QVERIFY(backfilled.at(number).startedAt <= ran.startedAt);
            saved += ran.startedAt - backfilled.at(number).startedAt;
        }
    }
    QVERIFY(saved > 0.0);
}

void TestBatch::coresAreNeverGivenTwice()
{
    sim::engine::Random random(6);
    for (int round = 0; round < tests::roundsFor(100, 2000); ++round) {
        const std::vector<int> nodes{3, 1, 4};
        BatchScheduler scheduler(round % 2 == 0 ? QueuePolicy::Backfill : QueuePolicy::Conservative,
                                 nodes);
        double now = 0.0;
        for (const Job &job : randomJobs(random, 20, 8)) {
            now = job.submittedAt;
            scheduler.submit(job);
            for (const RunningJob &running : std::vector(scheduler.running())) {
                if (running.end() <= now)
                    scheduler.finish(running.job.number);
            }
            scheduler.start(now);
            std::vector<int> used(nodes.size(), 0);
            for (const RunningJob &running : scheduler.running()) {
                int cores = 0;
                for (const Piece &piece : running.pieces) {
                    used[piece.node] += piece.cores;
                    cores += piece.cores;
                }
                QCOMPARE(cores, running.job.cores);
            }
            int free = 0;
            for (std::size_t i = 0; i < nodes.size(); ++i) {
                QVERIFY(used[i] <= nodes[i]);
                free += nodes[i] - used[i];
            }
            QCOMPARE(scheduler.freeCores(), free);
        }
    }
}

void TestBatch::aLostNodeRequeuesItsJobs()
{
    BatchScheduler scheduler(QueuePolicy::Fifo, {2, 2});
    scheduler.submit({1, 0.0, 2, 10.0, {}});
    scheduler.submit({2, 0.0, 2, 10.0, {}});
    scheduler.submit({3, 0.0, 1, 10.0, {}});
    QCOMPARE(scheduler.start(0.0).size(), std::size_t(2));
    QCOMPARE(scheduler.nodeDown(0), std::vector<JobNumber>{1});
    QCOMPARE(scheduler.waiting().front().number, JobNumber(1)); // before job 3 again
    QVERIFY(scheduler.start(1.0).empty());
    QCOMPARE(scheduler.cores(), 2);
    scheduler.nodeUp(0);
    const auto again = scheduler.start(2.0);
    QCOMPARE(again.size(), std::size_t(1));
    QCOMPARE(again.front().job.number, JobNumber(1));
    QCOMPARE(again.front().startedAt, 2.0);
}

void TestBatch::jobsBeyondTheirLimitEnd()
{
    const std::vector<Job> jobs{{1, 0.0, 1, 100.0, 30.0}, {2, 0.0, 1, 5.0, 5.0}};
    auto ran = play(QueuePolicy::Fifo, {1}, jobs);
    QCOMPARE(ran[1].endedAt, 30.0);
    QCOMPARE(ran[2].startedAt, 30.0);
}

QTEST_GUILESS_MAIN(TestBatch)
#include "tst_batch.moc"
