// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/engine/percentile_sketch.h"
#include "sim/run_report.h"

#include <optional>
#include <vector>

namespace loadstar::sim {

/// Sums about one component, from which its figures are made once all replications are there.
struct ComponentSums
{
    QString id;
    /// Busy and available core-seconds; nothing where utilisation has no meaning.
    std::optional<double> busyArea;
    double capacityArea = 0.0;
    double waitArea = 0.0;
    std::int64_t completed = 0;
    std::int64_t failed = 0;
    double responseSum = 0.0;
    double plannedDowntime = 0.0;
    double unplannedDowntime = 0.0;
    bool isNode = false;
    bool hasShare = false;
};

/// The figures of one replication in a form that can be joined with others.
struct RunData
{
    RunOptions options;
    /// Measured seconds so far.
    double measured = 0.0;
    RequestCounts requests;
    SessionCounts sessions;
    engine::PercentileSketch responses;
    engine::PercentileSketch waits;
    engine::MeanInterval responseMean;
    engine::MeanInterval waitMean;
    engine::MeanInterval throughput;
    std::vector<ComponentSums> components;
    Timeline timeline;
    std::vector<RunEvent> events;
    /// Events beyond those listed.
    std::int64_t eventsLeftOut = 0;
    std::optional<RecoveryReport> recovery;
    std::optional<JobsData> jobs;
    /// Requests that failed for maintenance alone; nothing when there was none.
    std::optional<std::int64_t> failedPlanned;
    std::uint64_t engineEvents = 0;
};

/// Joins replications in the order in which they are added: counts are summed, means get Student's
/// interval over the replications (with one, its own from batch means), percentiles are pooled;
/// timeline and events are the first's. Memory grows by a few numbers per replication only.
class RunJoin
{
public:
    void add(RunData run);

    int count() const { return m_count; }
    /// Mean response time over the replications so far.
    engine::MeanInterval responseMean() const { return interval(m_responseMeans); }
    /// At least one run must have been added.
    RunReport report() const;

private:
    struct Means
    {
        engine::MeanInterval first;
        std::vector<double> values;

        void add(const engine::MeanInterval &mean);
    };

    engine::MeanInterval interval(const Means &means) const;
    TimeSummary summary(const Means &means, const engine::PercentileSketch &pooled) const;

    int m_count = 0;
    RunData m_sum; ///< sums; of what is not summed, the first's
    Means m_responseMeans;
    Means m_waitMeans;
    Means m_throughputs;
};

/// The report of these replications.
RunReport joinRuns(const std::vector<RunData> &runs);

} // namespace loadstar::sim
