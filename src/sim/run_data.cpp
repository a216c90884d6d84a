// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/run_data.h"

#include <algorithm>

namespace loadstar::sim {

namespace {

using engine::MeanInterval;
using engine::PercentileSketch;

MeanInterval joinMeans(const std::vector<RunData> &runs, MeanInterval RunData::*member)
{
    if (runs.size() == 1)
        return runs.front().*member;
    std::vector<double> means;
    for (const RunData &run : runs) {
        if (const std::optional<double> mean = (run.*member).mean)
            means.push_back(*mean);
    }
    return engine::studentInterval(means);
}

TimeSummary joinTimes(const std::vector<RunData> &runs, MeanInterval RunData::*mean,
                      PercentileSketch RunData::*sketch)
{
    PercentileSketch pooled = runs.front().*sketch;
    for (std::size_t i = 1; i < runs.size(); ++i)
        pooled.merge(runs[i].*sketch);
    return {joinMeans(runs, mean),   pooled.percentile(0.5),  pooled.percentile(0.9),
            pooled.percentile(0.95), pooled.percentile(0.99), pooled.maximum()};
}

std::vector<ComponentReport> joinComponents(const std::vector<RunData> &runs,
                                            std::int64_t allCompleted)
{
    std::vector<ComponentSums> sums = runs.front().components;
    double measured = runs.front().measured;
    for (std::size_t i = 1; i < runs.size(); ++i) {
        measured += runs[i].measured;
        for (std::size_t c = 0; c < sums.size(); ++c) {
            const ComponentSums &other = runs[i].components[c];
            if (sums[c].busyArea)
                *sums[c].busyArea += other.busyArea.value_or(0.0);
            sums[c].capacityArea += other.capacityArea;
            sums[c].waitArea += other.waitArea;
            sums[c].completed += other.completed;
            sums[c].failed += other.failed;
            sums[c].responseSum += other.responseSum;
            sums[c].plannedDowntime += other.plannedDowntime;
            sums[c].unplannedDowntime += other.unplannedDowntime;
        }
    }
    std::int64_t onNodes = 0;
    for (const ComponentSums &component : sums)
        onNodes += component.isNode ? component.completed : 0;
    std::vector<ComponentReport> reports;
    for (const ComponentSums &component : sums) {
        ComponentReport report;
        report.id = component.id;
        if (component.busyArea && component.capacityArea > 0.0)
            report.utilization = std::min(1.0, *component.busyArea / component.capacityArea);
        if (measured > 0.0)
            report.meanQueue = component.waitArea / measured;
        report.completed = component.completed;
        report.failed = component.failed;
        const std::int64_t whole = component.isNode ? onNodes : allCompleted;
        if (component.hasShare && whole > 0)
            report.share = static_cast<double>(component.completed) / static_cast<double>(whole);
        if (component.completed > 0)
            report.responseMean = component.responseSum / static_cast<double>(component.completed);
        report.plannedDowntime = component.plannedDowntime;
        report.unplannedDowntime = component.unplannedDowntime;
        reports.push_back(report);
    }
    return reports;
}

/// The worst times, and all lost writes.
void joinRecoveries(const std::vector<RunData> &runs, RunReport &report)
{
    for (const RunData &run : runs) {
        if (!run.recovery)
            continue;
        if (!report.recovery) {
            report.recovery = run.recovery;
            continue;
        }
        RecoveryReport &all = *report.recovery;
        const bool areOver = all.rto && run.recovery->rto;
        all.rto = areOver ? std::optional(std::max(*all.rto, *run.recovery->rto)) : std::nullopt;
        all.rpo = std::max(all.rpo, run.recovery->rpo);
        all.lostWrites += run.recovery->lostWrites;
    }
}

void joinMaintenance(const std::vector<RunData> &runs, RunReport &report)
{
    for (const RunData &run : runs) {
        if (!run.failedPlanned)
            continue;
        if (!report.maintenance)
            report.maintenance.emplace();
        report.maintenance->failed += *run.failedPlanned;
    }
    if (!report.maintenance)
        return;
    const std::int64_t ended =
        report.requests.completed + report.requests.failed - report.maintenance->failed;
    if (ended > 0)
        report.maintenance->availabilityOutside =
            static_cast<double>(report.requests.completed) / static_cast<double>(ended);
}

} // namespace

RunReport joinRuns(const std::vector<RunData> &runs)
{
    RunReport report;
    const RunData &first = runs.front();
    report.seed = first.options.seed;
    report.replications = static_cast<int>(runs.size());
    report.duration = first.options.duration;
    report.warmup = first.options.warmup;
    for (const RunData &run : runs) {
        report.requests.offered += run.requests.offered;
        report.requests.completed += run.requests.completed;
        report.requests.failed += run.requests.failed;
        report.requests.rejected += run.requests.rejected;
        report.requests.timedOut += run.requests.timedOut;
        report.requests.inFlight += run.requests.inFlight;
        report.requests.retried += run.requests.retried;
        report.requests.hedged += run.requests.hedged;
        report.requests.reneged += run.requests.reneged;
        report.requests.blocked += run.requests.blocked;
        report.sessions.started += run.sessions.started;
        report.sessions.lost += run.sessions.lost;
        report.sessions.broken += run.sessions.broken;
        report.sessions.moved += run.sessions.moved;
        report.engineEvents += run.engineEvents;
    }
    report.responseTime = joinTimes(runs, &RunData::responseMean, &RunData::responses);
    report.waitingTime = joinTimes(runs, &RunData::waitMean, &RunData::waits);
    report.throughput = joinMeans(runs, &RunData::throughput);
    const std::int64_t ended = report.requests.completed + report.requests.failed;
    if (ended > 0)
        report.availability =
            static_cast<double>(report.requests.completed) / static_cast<double>(ended);
    report.components = joinComponents(runs, report.requests.completed);
    joinRecoveries(runs, report);
    joinMaintenance(runs, report);
    report.timeline = first.timeline;
    report.events = first.events;
    return report;
}

} // namespace loadstar::sim
