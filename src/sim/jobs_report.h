// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/engine/percentile_sketch.h"

#include <QString>

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <vector>

namespace loadstar::sim {

/// One job of a run, for a Gantt chart.
struct JobRecord
{
    QString queue;
    std::uint64_t number = 0; ///< in its queue, from 1
    int cores = 1;
    double submittedAt = 0.0;
    std::optional<double> startedAt; ///< the last time
    std::optional<double> endedAt;
    bool isCut = false; ///< it was ended at its time limit
    int requeued = 0;
    std::vector<QString> nodes; ///< that it ran on last

    bool operator==(const JobRecord &) const = default;
};

/// What one queue's nodes did.
struct QueueFigures
{
    QString id;
    double busyArea = 0.0;     ///< core-seconds
    double capacityArea = 0.0; ///< core-seconds, down time included

    bool operator==(const QueueFigures &) const = default;
};

/// What became of the jobs that were submitted after the warm-up: submitted = completed + cut +
/// running + waiting.
struct JobsData
{
    std::int64_t submitted = 0;
    std::int64_t completed = 0;
    std::int64_t cut = 0; ///< ended at their time limit
    std::int64_t running = 0;
    std::int64_t waiting = 0;
    std::int64_t requeued = 0;      ///< times that a job lost its node and went back into the queue
    engine::PercentileSketch waits; ///< seconds from submission to the last start; of ended jobs
    engine::PercentileSketch turnarounds; ///< seconds from submission to the end
    double waitSum = 0.0;
    double turnaroundSum = 0.0;
    std::vector<QueueFigures> queues;
    /// The first kMostJobRecords jobs.
    std::vector<JobRecord> jobs;

    /// Joins another replication; the jobs stay those of the first.
    void add(const JobsData &other);

    bool operator==(const JobsData &other) const;
};

inline constexpr std::size_t kMostJobRecords = 1000;

/// The section "jobs" of the report.
nlohmann::json toJson(const JobsData &data);

} // namespace loadstar::sim
