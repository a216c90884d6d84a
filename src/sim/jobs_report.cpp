// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/jobs_report.h"

#include <nlohmann/json.hpp>

namespace loadstar::sim {

void JobsData::add(const JobsData &other)
{
    submitted += other.submitted;
    completed += other.completed;
    cut += other.cut;
    running += other.running;
    waiting += other.waiting;
    requeued += other.requeued;
    waits.merge(other.waits);
    turnarounds.merge(other.turnarounds);
    waitSum += other.waitSum;
    turnaroundSum += other.turnaroundSum;
    for (std::size_t i = 0; i < queues.size(); ++i) {
        queues[i].busyArea += other.queues[i].busyArea;
        queues[i].capacityArea += other.queues[i].capacityArea;
    }
}

namespace {

nlohmann::json orNull(const std::optional<double> &value)
{
    return value ? nlohmann::json(*value) : nlohmann::json(nullptr);
}

nlohmann::json timeJson(double sum, const engine::PercentileSketch &pooled)
{
    const auto count = static_cast<double>(pooled.count());
    return {{"mean", count > 0.0 ? nlohmann::json(sum / count) : nlohmann::json(nullptr)},
            {"p50", orNull(pooled.percentile(0.5))},
            {"p95", orNull(pooled.percentile(0.95))},
            {"max", orNull(pooled.maximum())}};
}

} // namespace

bool JobsData::operator==(const JobsData &other) const
{
    return toJson(*this) == toJson(other);
}

nlohmann::json toJson(const JobsData &data)
{
    using nlohmann::json;
    json queues = json::object();
    for (const QueueFigures &queue : data.queues)
        queues[queue.id.toStdString()] = {
            {"utilization",
             queue.capacityArea > 0.0 ? json(queue.busyArea / queue.capacityArea) : json(nullptr)}};
    json jobs = json::array();
    for (const JobRecord &job : data.jobs) {
        json nodes = json::array();
        for (const QString &node : job.nodes)
            nodes.push_back(node.toStdString());
        jobs.push_back({{"queue", job.queue.toStdString()},
                        {"number", job.number},
                        {"cores", job.cores},
                        {"submittedAt", job.submittedAt},
                        {"startedAt", orNull(job.startedAt)},
                        {"endedAt", orNull(job.endedAt)},
                        {"isCut", job.isCut},
                        {"requeued", job.requeued},
                        {"nodes", std::move(nodes)}});
    }
    return {{"submitted", data.submitted},
            {"completed", data.completed},
            {"cut", data.cut},
            {"running", data.running},
            {"waiting", data.waiting},
            {"requeued", data.requeued},
            {"waitingTime", timeJson(data.waitSum, data.waits)},
            {"turnaround", timeJson(data.turnaroundSum, data.turnarounds)},
            {"queues", std::move(queues)},
            {"list", std::move(jobs)}};
}

} // namespace loadstar::sim
