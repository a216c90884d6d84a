// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "batch/batch_scheduler.h"
#include "sim/engine/random_streams.h"
#include "sim/host_ref.h"
#include "sim/jobs_report.h"
#include "sim/plan.h"

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace loadstar::sim {

class World;

/// Jobs that are submitted to batch queues, wait, run on compute nodes and end. What runs on a node
/// that fails goes back to its place in the queue. Jobs that come at one instant are all there
/// before any of them starts.
class BatchQueues
{
public:
    explicit BatchQueues(World &world);

    void start();
    void jobArrives(std::uint32_t queue);
    /// An attempt is over, unless it was lost before.
    void jobEnds(std::uint32_t attempt);
    /// Starts what may start.
    void schedule(std::uint32_t queue);
    /// A node went down or came back.
    void stateChanged(ElementIndex part, bool isUp);
    void forgetFigures();

    /// Nothing where the design has no queue.
    std::optional<JobsData> data() const;

private:
    struct Queue
    {
        batch::BatchScheduler scheduler;
        engine::Random arrivals;
        engine::Random sizes;
        engine::Random works;
        std::uint64_t submitted = 0;
        bool isScheduling = false; ///< an event that starts jobs is due at this instant
        double busyArea = 0.0;
        double settledAt = 0.0;
    };
    /// What is known about a job until it has ended.
    struct Life
    {
        JobRecord record;
        std::size_t place = 0; ///< among the records that are kept, or beyond them
        bool isMeasured = false;
        std::uint32_t attempt = 0;
    };
    struct Attempt
    {
        std::uint32_t queue = 0;
        std::uint64_t job = 0;
        bool isLive = true;
        bool isCut = false;
    };
    using LifeKey = std::pair<std::uint32_t, std::uint64_t>;

    void scheduleArrival(std::uint32_t queue);
    void askForStart(std::uint32_t queue);
    void settle(std::uint32_t queue);
    void keep(const Life &life);
    double capacityOf(std::uint32_t queue) const;

    HostRef<World> m_world;
    std::vector<Queue> m_queues;
    std::map<LifeKey, Life> m_lives;
    std::vector<Attempt> m_attempts;
    /// By node of the plan: its queue and its number there, or kNone.
    std::vector<std::pair<std::uint32_t, std::uint32_t>> m_placeOfNode;
    JobsData m_figures;
    double m_measuredSince = 0.0;
};

} // namespace loadstar::sim
