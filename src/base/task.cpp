// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/task.h"

#include <QThread>
#include <QThreadPool>

#include <algorithm>
#include <thread>
#include <vector>

namespace loadstar::base {

namespace {

/// Threads that run when no other wants to.
class IdlePool : public QThreadPool
{
public:
    IdlePool() { setThreadPriority(QThread::IdlePriority); }
};

Q_GLOBAL_STATIC(IdlePool, idlePool)

} // namespace

void startJob(std::function<void()> job, Urgency urgency)
{
    QThreadPool *pool = urgency == Urgency::Idle ? idlePool() : QThreadPool::globalInstance();
    if (pool)
        pool->start(std::move(job));
}

void forEachIndex(int count, int threads, const std::function<void(int)> &job,
                  const TaskControl *control)
{
    std::atomic<int> next{0};
    const auto work = [&] {
        for (int index = next.fetch_add(1); index < count; index = next.fetch_add(1)) {
            if (control && control->isCancelled())
                return;
            job(index);
        }
    };
    std::vector<std::jthread> others;
    for (int i = 1; i < std::min(threads, count); ++i)
        others.emplace_back(work);
    work();
}

} // namespace loadstar::base
