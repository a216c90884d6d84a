// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/engine/batch_means.h"
#include "sim/jobs_report.h"
#include "sim/run_history.h"
#include "sim/run_inputs.h"
#include "sim/start_state.h"

#include <QString>

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <vector>

namespace loadstar::sim {

/// What a run is asked to do.
struct RunOptions
{
    /// Simulated seconds, above 0, warm-up included.
    double duration = 600.0;
    /// Seconds at the start whose requests are not counted, 0 <= warmup < duration.
    double warmup = 0.0;
    std::uint64_t seed = 1;
    /// Number of this run among several with the same seed, from 0.
    std::uint64_t replication = 0;
    /// More requests under way than this end a run with sim.overload: without a limit to its queues
    /// it would only end when the memory does (at this default, 1 GiB).
    std::uint32_t mostUnderWay = 4000000;
    /// Events that are listed; those beyond are only counted, so that a long run needs no more
    /// memory than a short one.
    std::size_t mostEvents = 100'000;
    /// Whether the report of the run has its history.
    bool wantsHistory = false;
    /// Files that the design names.
    RunInputs inputs = {};
    /// What the run finds at time 0.
    StartState start = {};

    bool operator==(const RunOptions &) const = default;
};

/// Requests that arrived after the warm-up; offered = completed + failed + inFlight.
struct RequestCounts
{
    std::int64_t offered = 0;
    std::int64_t completed = 0;
    /// All failures, `rejected` and `timedOut` included.
    std::int64_t failed = 0;
    std::int64_t rejected = 0;
    std::int64_t timedOut = 0;
    std::int64_t inFlight = 0;
    /// Extra attempts, `hedged` included.
    std::int64_t retried = 0;
    /// Second attempts sent because the first took long.
    std::int64_t hedged = 0;
    /// Of `timedOut`: left before their service began, because their patience was over.
    std::int64_t reneged = 0;
    /// Of `failed`: never sent, because the circuit breaker of their users was open.
    std::int64_t blocked = 0;

    bool operator==(const RequestCounts &) const = default;
};

struct SessionCounts
{
    std::int64_t started = 0;
    std::int64_t lost = 0;
    std::int64_t broken = 0;
    std::int64_t moved = 0;

    bool operator==(const SessionCounts &) const = default;
};

/// Mean with interval and percentiles of a time, in seconds. What has no value is empty.
struct TimeSummary
{
    engine::MeanInterval mean;
    std::optional<double> p50;
    std::optional<double> p90;
    std::optional<double> p95;
    std::optional<double> p99;
    std::optional<double> maximum;

    bool operator==(const TimeSummary &) const = default;
};

/// What a failure cost, over the failures that hurt and the copies that took over.
struct RecoveryReport
{
    /// Seconds from a failure until users are served again, the longest; empty while they are not.
    std::optional<double> rto;
    /// Age of the newest state that survived at the failure, in seconds, the largest.
    double rpo = 0.0;
    /// Writes that were answered and that the copy that took over does not know.
    std::int64_t lostWrites = 0;

    bool operator==(const RecoveryReport &) const = default;
};

/// What planned maintenance cost.
struct MaintenanceReport
{
    /// Requests that failed for maintenance alone.
    std::int64_t failed = 0;
    /// completed / (completed + failed) without them.
    std::optional<double> availabilityOutside;

    bool operator==(const MaintenanceReport &) const = default;
};

/// What one balancer, node or storage did.
struct ComponentReport
{
    QString id;
    std::optional<double> utilization;
    std::optional<double> meanQueue;
    std::int64_t completed = 0;
    std::int64_t failed = 0;
    std::optional<double> share;
    std::optional<double> responseMean;
    /// Seconds out of service, summed over the replications.
    double plannedDowntime = 0.0;
    double unplannedDowntime = 0.0;

    bool operator==(const ComponentReport &) const = default;
};

/// Values per bin of `step` seconds from time 0; a bin without a value is empty.
struct TimelineSeries
{
    /// offered, throughput, errors (per second), responseTime, p50, p95, p99 (seconds).
    QString name;
    std::vector<std::optional<double>> values;

    bool operator==(const TimelineSeries &) const = default;
};

struct Timeline
{
    double step = 1.0;
    std::vector<TimelineSeries> series;

    bool operator==(const Timeline &) const = default;

    /// The series of that name, or null.
    const TimelineSeries *find(const QString &name) const;
};

struct RunEvent
{
    double at = 0.0;
    QString what;
    QString target;
    /// "scenario", "random", or the id of the element that did it.
    QString by;
    /// "crash" or "hang" for a failure, else empty.
    QString mode;

    bool operator==(const RunEvent &) const = default;
};

/// How exact the mean response time was to be, and is: half its 95 % interval relative to it.
struct PrecisionReport
{
    double wanted = 0.0;
    std::optional<double> reached;
    bool isReached = false;

    bool operator==(const PrecisionReport &) const = default;
};

/// The result of one run or of several replications, as `loadstarctl simulate` prints it.
struct RunReport
{
    std::uint64_t seed = 1;
    int replications = 1;
    double duration = 0.0;
    double warmup = 0.0;
    RequestCounts requests;
    TimeSummary responseTime;
    TimeSummary waitingTime;
    engine::MeanInterval throughput;
    /// completed / (completed + failed); empty when nothing ended.
    std::optional<double> availability;
    SessionCounts sessions;
    /// In id order.
    std::vector<ComponentReport> components;
    Timeline timeline;
    std::vector<RunEvent> events;
    /// Events beyond those listed.
    std::int64_t eventsLeftOut = 0;
    std::optional<PrecisionReport> precision;
    std::optional<RecoveryReport> recovery;
    /// Of designs with batch queues.
    std::optional<JobsData> jobs;
    std::optional<MaintenanceReport> maintenance;
    /// Of one run that was asked for it; not part of the JSON.
    std::optional<RunHistory> history;
    /// Events the engine handled, over all replications.
    std::uint64_t engineEvents = 0;
    /// Wall-clock seconds; the only part that differs between equal runs.
    double wallSeconds = 0.0;

    bool operator==(const RunReport &) const = default;
};

/// The report as the JSON of contract section 4.
nlohmann::json toJson(const RunReport &report);

} // namespace loadstar::sim
