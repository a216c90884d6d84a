// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "batch/batch_scheduler.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace loadstar::batch {

namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();

double limitOf(const Job &job)
{
    return job.timeLimit.value_or(kNever);
}

} // namespace

BatchScheduler::BatchScheduler(QueuePolicy policy, std::vector<int> nodeCores)
    : m_policy(policy)
{
    for (const int cores : nodeCores)
        m_nodes.push_back({cores, cores, true});
}

void BatchScheduler::submit(const Job &job)
{
    const auto place =
        std::upper_bound(m_waiting.begin(), m_waiting.end(), job,
                         [](const Job &a, const Job &b) { return a.number < b.number; });
    m_waiting.insert(place, job);
}

void BatchScheduler::finish(JobNumber number)
{
    const auto found =
        std::find_if(m_running.begin(), m_running.end(),
                     [number](const RunningJob &each) { return each.job.number == number; });
    if (found == m_running.end())
        return;
    release(*found);
    m_running.erase(found);
}

std::vector<JobNumber> BatchScheduler::nodeDown(std::size_t node)
{
    std::vector<JobNumber> requeued;
    for (std::size_t i = 0; i < m_running.size();) {
        const RunningJob job = m_running[i];
        const bool isHere = std::any_of(job.pieces.begin(), job.pieces.end(),
                                        [node](const Piece &piece) { return piece.node == node; });
        if (!isHere) {
            ++i;
            continue;
        }
        release(job);
        m_running.erase(m_running.begin() + static_cast<std::ptrdiff_t>(i));
        submit(job.job);
        requeued.push_back(job.job.number);
    }
    m_nodes[node].isUp = false;
    return requeued;
}

void BatchScheduler::nodeUp(std::size_t node)
{
    m_nodes[node].isUp = true;
}

std::vector<RunningJob> BatchScheduler::start(double now)
{
    std::vector<RunningJob> started;
    Outlook plan = outlook(now);
    bool isBlocked = false; // somebody before waits
    for (std::size_t i = 0; i < m_waiting.size();) {
        const Job job = m_waiting[i];
        if (isBlocked && m_policy == QueuePolicy::Fifo)
            break;
        const std::optional<double> at = earliestStart(plan, job, now);
        if (at == now) {
            started.push_back(place(job, now));
            m_running.push_back(started.back());
            m_waiting.erase(m_waiting.begin() + static_cast<std::ptrdiff_t>(i));
            reserve(plan, job, now);
            continue;
        }
        const bool isProtected = !isBlocked || m_policy == QueuePolicy::Conservative;
        if (isProtected && at)
            reserve(plan, job, *at);
        // A head without a foreseeable start is protected by nobody's starting.
        if (isProtected && !at && job.cores <= cores())
            break;
        isBlocked = true;
        ++i;
    }
    return started;
}

int BatchScheduler::freeCores() const
{
    int free = 0;
    for (const Node &node : m_nodes)
        free += node.isUp ? node.free : 0;
    return free;
}

int BatchScheduler::cores() const
{
    int all = 0;
    for (const Node &node : m_nodes)
        all += node.isUp ? node.cores : 0;
    return all;
}

RunningJob BatchScheduler::place(const Job &job, double now)
{
    RunningJob running{job, now, {}};
    int missing = job.cores;
    for (std::size_t i = 0; i < m_nodes.size() && missing > 0; ++i) {
        Node &node = m_nodes[i];
        const int taken = node.isUp ? std::min(node.free, missing) : 0;
        if (taken == 0)
            continue;
        node.free -= taken;
        missing -= taken;
        running.pieces.push_back({i, taken});
    }
    return running;
}

void BatchScheduler::release(const RunningJob &job)
{
    for (const Piece &piece : job.pieces)
        m_nodes[piece.node].free += piece.cores;
}

BatchScheduler::Outlook BatchScheduler::outlook(double now) const
{
    std::map<double, int> freed;
    for (const RunningJob &job : m_running) {
        // One that is beyond its limit ends at any moment now.
        const std::optional<double> end = job.latestEnd();
        if (end)
            freed[std::max(*end, std::nextafter(now, kNever))] += job.job.cores;
    }
    Outlook steps{{now, freeCores()}};
    for (const auto &[at, cores] : freed)
        steps.push_back({at, steps.back().free + cores});
    return steps;
}

std::optional<double> BatchScheduler::earliestStart(const Outlook &outlook, const Job &job,
                                                    double now)
{
    for (std::size_t i = 0; i < outlook.size(); ++i) {
        const double begin = std::max(outlook[i].at, now);
        const double end = begin + limitOf(job);
        bool fits = true;
        for (std::size_t k = i; k < outlook.size() && outlook[k].at < end; ++k)
            fits = fits && outlook[k].free >= job.cores;
        if (fits)
            return begin;
    }
    return std::nullopt;
}

void BatchScheduler::reserve(Outlook &outlook, const Job &job, double from)
{
    const double end = from + limitOf(job);
    const auto split = [&outlook](double at) {
        const auto place =
            std::lower_bound(outlook.begin(), outlook.end(), at,
                             [](const Step &step, double moment) { return step.at < moment; });
        if (at == kNever || (place != outlook.end() && place->at == at))
            return;
        const int free = place == outlook.begin() ? place->free : std::prev(place)->free;
        outlook.insert(place, {at, free});
    };
    split(from);
    split(end);
    for (Step &step : outlook) {
        if (step.at >= from && step.at < end)
            step.free -= job.cores;
    }
}

} // namespace loadstar::batch
