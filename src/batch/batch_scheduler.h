// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "batch/job.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <vector>

namespace loadstar::batch {

/// Who may start before whom.
enum class QueuePolicy {
    Fifo,         ///< nobody before the job at the head of the queue
    Backfill,     ///< EASY: who does not delay the job at the head
    Conservative, ///< who does not delay any job that came before; as Slurm's sched/backfill
};

/// Cores that a job has at one of the nodes.
struct Piece
{
    std::size_t node = 0;
    int cores = 0;

    bool operator==(const Piece &) const = default;
};

struct RunningJob
{
    Job job;
    double startedAt = 0.0;
    std::vector<Piece> pieces;

    /// When its cores are free at the latest; none where it has no limit.
    std::optional<double> latestEnd() const
    {
        return job.timeLimit ? std::optional(startedAt + *job.timeLimit) : std::nullopt;
    }
    /// When it ends, by itself or at its limit.
    double end() const
    {
        return startedAt + (job.timeLimit ? std::min(job.runTime, *job.timeLimit) : job.runTime);
    }
};

/// The queue of one partition: decides which job starts when, and on which nodes. Knows no clock;
/// the caller says what time it is, never backwards. A job takes cores of as many nodes as it
/// needs, from the first that has any.
class BatchScheduler
{
public:
    /// Cores of each node, which is up.
    BatchScheduler(QueuePolicy policy, std::vector<int> nodeCores);

    void submit(const Job &job);
    /// The job has ended; its cores are free.
    void finish(JobNumber job);
    /// What ran on the node goes back to its place in the queue, and is returned.
    std::vector<JobNumber> nodeDown(std::size_t node);
    void nodeUp(std::size_t node);

    /// Starts what may start now, in the order of starting.
    std::vector<RunningJob> start(double now);

    const std::vector<Job> &waiting() const { return m_waiting; }
    const std::vector<RunningJob> &running() const { return m_running; }
    int freeCores() const;
    int cores() const; ///< of nodes that are up

private:
    struct Node
    {
        int cores = 0;
        int free = 0;
        bool isUp = true;
    };
    /// Free cores from a moment on.
    struct Step
    {
        double at = 0.0;
        int free = 0;
    };
    using Outlook = std::vector<Step>;

    RunningJob place(const Job &job, double now);
    void release(const RunningJob &job);
    /// Free cores from now on, if all that runs ends at its limit.
    Outlook outlook(double now) const;
    static std::optional<double> earliestStart(const Outlook &outlook, const Job &job, double now);
    static void reserve(Outlook &outlook, const Job &job, double from);

    QueuePolicy m_policy;
    std::vector<Node> m_nodes;
    std::vector<Job> m_waiting; ///< in the order of submission
    std::vector<RunningJob> m_running;
};

} // namespace loadstar::batch
