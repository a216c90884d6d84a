// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/run_data.h"

#include <algorithm>

namespace loadstar::sim {

namespace {

void addRequests(RequestCounts &sum, const RequestCounts &run)
{
    sum.offered += run.offered;
    sum.completed += run.completed;
    sum.failed += run.failed;
    sum.rejected += run.rejected;
    sum.timedOut += run.timedOut;
    sum.inFlight += run.inFlight;
    sum.retried += run.retried;
    sum.hedged += run.hedged;
    sum.reneged += run.reneged;
    sum.blocked += run.blocked;
}

void addSessions(SessionCounts &sum, const SessionCounts &run)
{
    sum.started += run.started;
    sum.lost += run.lost;
    sum.broken += run.broken;
    sum.moved += run.moved;
}

void addComponent(ComponentSums &sum, const ComponentSums &run)
{
    if (sum.busyArea)
        *sum.busyArea += run.busyArea.value_or(0.0);
    sum.capacityArea += run.capacityArea;
    sum.waitArea += run.waitArea;
    sum.completed += run.completed;
    sum.failed += run.failed;
    sum.responseSum += run.responseSum;
    sum.plannedDowntime += run.plannedDowntime;
    sum.unplannedDowntime += run.unplannedDowntime;
}

void addRecovery(std::optional<RecoveryReport> &sum, const std::optional<RecoveryReport> &run)
{
    if (!run)
        return;
    if (!sum) {
        sum = run;
        return;
    }
    const bool areOver = sum->rto && run->rto;
    sum->rto = areOver ? std::optional(std::max(*sum->rto, *run->rto)) : std::nullopt;
    sum->rpo = std::max(sum->rpo, run->rpo);
    sum->lostWrites += run->lostWrites;
}

std::vector<ComponentReport> componentReports(const std::vector<ComponentSums> &sums,
                                              double measured, std::int64_t allCompleted)
{
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

std::optional<double> partOf(std::int64_t completed, std::int64_t ended)
{
    if (ended <= 0)
        return std::nullopt;
    return static_cast<double>(completed) / static_cast<double>(ended);
}

} // namespace

void RunJoin::Means::add(const engine::MeanInterval &mean)
{
    if (mean.mean)
        values.push_back(*mean.mean);
}

void RunJoin::add(RunData run)
{
    m_responseMeans.add(run.responseMean);
    m_waitMeans.add(run.waitMean);
    m_throughputs.add(run.throughput);
    if (++m_count == 1) {
        m_responseMeans.first = run.responseMean;
        m_waitMeans.first = run.waitMean;
        m_throughputs.first = run.throughput;
        m_sum = std::move(run);
        return;
    }
    m_sum.measured += run.measured;
    addRequests(m_sum.requests, run.requests);
    addSessions(m_sum.sessions, run.sessions);
    m_sum.responses.merge(run.responses);
    m_sum.waits.merge(run.waits);
    for (std::size_t i = 0; i < m_sum.components.size(); ++i)
        addComponent(m_sum.components[i], run.components[i]);
    addRecovery(m_sum.recovery, run.recovery);
    if (m_sum.jobs && run.jobs)
        m_sum.jobs->add(*run.jobs);
    if (run.failedPlanned)
        m_sum.failedPlanned = m_sum.failedPlanned.value_or(0) + *run.failedPlanned;
    m_sum.engineEvents += run.engineEvents;
}

engine::MeanInterval RunJoin::interval(const Means &means) const
{
    return m_count == 1 ? means.first : engine::studentInterval(means.values);
}

TimeSummary RunJoin::summary(const Means &means, const engine::PercentileSketch &pooled) const
{
    return {interval(means),         pooled.percentile(0.5),  pooled.percentile(0.9),
            pooled.percentile(0.95), pooled.percentile(0.99), pooled.maximum()};
}

RunReport RunJoin::report() const
{
    RunReport report;
    report.seed = m_sum.options.seed;
    report.replications = m_count;
    report.duration = m_sum.options.duration;
    report.warmup = m_sum.options.warmup;
    report.requests = m_sum.requests;
    report.sessions = m_sum.sessions;
    report.engineEvents = m_sum.engineEvents;
    report.responseTime = summary(m_responseMeans, m_sum.responses);
    report.waitingTime = summary(m_waitMeans, m_sum.waits);
    report.throughput = interval(m_throughputs);
    const std::int64_t ended = report.requests.completed + report.requests.failed;
    report.availability = partOf(report.requests.completed, ended);
    report.components =
        componentReports(m_sum.components, m_sum.measured, report.requests.completed);
    report.recovery = m_sum.recovery;
    report.jobs = m_sum.jobs;
    if (m_sum.failedPlanned) {
        report.maintenance.emplace();
        report.maintenance->failed = *m_sum.failedPlanned;
        report.maintenance->availabilityOutside =
            partOf(report.requests.completed, ended - *m_sum.failedPlanned);
    }
    report.timeline = m_sum.timeline;
    report.events = m_sum.events;
    report.eventsLeftOut = m_sum.eventsLeftOut;
    return report;
}

RunReport joinRuns(const std::vector<RunData> &runs)
{
    RunJoin join;
    for (const RunData &run : runs)
        join.add(run);
    return join.report();
}

} // namespace loadstar::sim
