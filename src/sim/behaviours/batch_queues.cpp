// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/behaviours/batch_queues.h"

#include "sim/world.h"

#include <algorithm>
#include <cmath>

namespace loadstar::sim {

namespace {

std::vector<int> coresOf(const Plan &plan, const BatchQueueSpec &spec)
{
    std::vector<int> cores;
    for (const std::uint32_t node : spec.nodes)
        cores.push_back(static_cast<int>(plan.nodes[node].cores));
    return cores;
}

} // namespace

BatchQueues::BatchQueues(World &world)
    : m_world(world)
    , m_placeOfNode(world.plan.nodes.size(), {kNone, kNone})
{
    const Plan &plan = world.plan;
    for (std::uint32_t i = 0; i < plan.batchQueues.size(); ++i) {
        const BatchQueueSpec &spec = plan.batchQueues[i];
        const std::string id = plan.part(spec.part).id.toStdString();
        m_queues.push_back({batch::BatchScheduler(spec.policy, coresOf(plan, spec)),
                            world.streams.stream("jobs/" + id),
                            world.streams.stream("jobCores/" + id),
                            world.streams.stream("jobWork/" + id)});
        for (std::uint32_t number = 0; number < spec.nodes.size(); ++number)
            m_placeOfNode[spec.nodes[number]] = {i, number};
        m_figures.queues.push_back({plan.part(spec.part).id, 0.0, 0.0});
    }
}

void BatchQueues::start()
{
    for (std::uint32_t queue = 0; queue < m_queues.size(); ++queue)
        scheduleArrival(queue);
}

void BatchQueues::scheduleArrival(std::uint32_t queue)
{
    const std::optional<engine::Distribution> &interval = m_world->plan.batchQueues[queue].interval;
    if (interval)
        m_world->schedule(m_world->now + interval->sample(m_queues[queue].arrivals),
                          engine::Priority::Arrival, EventKind::JobArrives, queue, 0);
}

void BatchQueues::jobArrives(std::uint32_t index)
{
    Queue &queue = m_queues[index];
    const BatchQueueSpec &spec = m_world->plan.batchQueues[index];
    batch::Job job;
    job.number = ++queue.submitted;
    job.submittedAt = m_world->now;
    job.cores =
        std::max(1, static_cast<int>(std::min(1e6, std::ceil(spec.cores.sample(queue.sizes)))));
    job.runTime =
        batch::amdahlTime(spec.work.sample(queue.works), job.cores, spec.parallelFraction);
    job.timeLimit = spec.timeLimit;
    queue.scheduler.submit(job);
    Life life;
    life.record.queue = m_world->plan.part(spec.part).id;
    life.record.number = job.number;
    life.record.cores = job.cores;
    life.record.submittedAt = job.submittedAt;
    life.isMeasured = m_world->isMeasuring();
    life.place = m_figures.jobs.size();
    if (life.place < kMostJobRecords)
        m_figures.jobs.push_back(life.record);
    m_figures.submitted += life.isMeasured ? 1 : 0;
    m_lives.emplace(LifeKey(index, job.number), std::move(life));
    scheduleArrival(index);
    askForStart(index);
}

void BatchQueues::askForStart(std::uint32_t index)
{
    if (m_queues[index].isScheduling)
        return;
    m_queues[index].isScheduling = true;
    m_world->schedule(m_world->now, engine::Priority::Arrival, EventKind::JobsStart, index, 0);
}

void BatchQueues::settle(std::uint32_t index)
{
    Queue &queue = m_queues[index];
    int busy = 0;
    for (const batch::RunningJob &job : queue.scheduler.running())
        busy += job.job.cores;
    queue.busyArea += busy * (m_world->now - queue.settledAt);
    queue.settledAt = m_world->now;
}

void BatchQueues::schedule(std::uint32_t index)
{
    Queue &queue = m_queues[index];
    const BatchQueueSpec &spec = m_world->plan.batchQueues[index];
    queue.isScheduling = false;
    settle(index);
    for (const batch::RunningJob &job : queue.scheduler.start(m_world->now)) {
        // All parts of a job end together: it is as fast as the slowest of its nodes.
        double speed = m_world->plan.nodes[spec.nodes[job.pieces.front().node]].speed;
        Life &life = m_lives.at({index, job.job.number});
        life.record.nodes.clear();
        for (const batch::Piece &piece : job.pieces) {
            const NodeSpec &node = m_world->plan.nodes[spec.nodes[piece.node]];
            speed = std::min(speed, node.speed);
            life.record.nodes.push_back(m_world->plan.part(node.part).id);
        }
        const double needed = job.job.runTime / speed;
        const bool isCut = job.job.timeLimit && needed > *job.job.timeLimit;
        life.record.startedAt = m_world->now;
        life.attempt = static_cast<std::uint32_t>(m_attempts.size());
        m_attempts.push_back({index, job.job.number, true, isCut});
        keep(life);
        m_world->schedule(m_world->now + (isCut ? *job.job.timeLimit : needed),
                          engine::Priority::Completion, EventKind::JobEnds, life.attempt, 0);
    }
}

void BatchQueues::jobEnds(std::uint32_t number)
{
    const Attempt attempt = m_attempts[number];
    if (!attempt.isLive)
        return;
    settle(attempt.queue);
    m_attempts[number].isLive = false;
    m_queues[attempt.queue].scheduler.finish(attempt.job);
    const auto found = m_lives.find({attempt.queue, attempt.job});
    Life &life = found->second;
    life.record.endedAt = m_world->now;
    life.record.isCut = attempt.isCut;
    keep(life);
    if (life.isMeasured) {
        const double wait = *life.record.startedAt - life.record.submittedAt;
        const double turnaround = m_world->now - life.record.submittedAt;
        (attempt.isCut ? m_figures.cut : m_figures.completed) += 1;
        m_figures.waits.add(wait);
        m_figures.waitSum += wait;
        m_figures.turnarounds.add(turnaround);
        m_figures.turnaroundSum += turnaround;
    }
    m_lives.erase(found);
    askForStart(attempt.queue);
}

void BatchQueues::stateChanged(ElementIndex part, bool isUp)
{
    const PartSpec &spec = m_world->plan.part(part);
    if (spec.kind != PartKind::Node)
        return;
    const auto [queue, node] = m_placeOfNode[spec.index];
    if (queue == kNone)
        return;
    settle(queue);
    if (isUp) {
        m_queues[queue].scheduler.nodeUp(node);
    } else {
        for (const batch::JobNumber job : m_queues[queue].scheduler.nodeDown(node)) {
            Life &life = m_lives.at({queue, job});
            m_attempts[life.attempt].isLive = false;
            life.record.startedAt.reset();
            life.record.nodes.clear();
            ++life.record.requeued;
            m_figures.requeued += life.isMeasured ? 1 : 0;
            keep(life);
        }
    }
    askForStart(queue);
}

void BatchQueues::keep(const Life &life)
{
    if (life.place < m_figures.jobs.size())
        m_figures.jobs[life.place] = life.record;
}

void BatchQueues::forgetFigures()
{
    for (std::uint32_t queue = 0; queue < m_queues.size(); ++queue) {
        settle(queue);
        m_queues[queue].busyArea = 0.0;
    }
    m_measuredSince = m_world->now;
}

double BatchQueues::capacityOf(std::uint32_t queue) const
{
    double cores = 0.0;
    for (const std::uint32_t node : m_world->plan.batchQueues[queue].nodes)
        cores += m_world->plan.nodes[node].cores;
    return cores;
}

std::optional<JobsData> BatchQueues::data() const
{
    if (m_queues.empty())
        return std::nullopt;
    JobsData data = m_figures;
    for (std::uint32_t i = 0; i < m_queues.size(); ++i) {
        const Queue &queue = m_queues[i];
        int busy = 0;
        for (const batch::RunningJob &job : queue.scheduler.running())
            busy += job.job.cores;
        data.queues[i].busyArea = queue.busyArea + busy * (m_world->now - queue.settledAt);
        data.queues[i].capacityArea = capacityOf(i) * std::max(0.0, m_world->now - m_measuredSince);
    }
    for (const auto &[key, life] : m_lives) {
        if (life.isMeasured)
            (life.record.startedAt ? data.running : data.waiting) += 1;
    }
    return data;
}

} // namespace loadstar::sim
