// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMetaObject>
#include <QObject>

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>

namespace loadstar::base {

/// What running work and its owner share: a wish to stop and how far the work is.
class TaskControl
{
public:
    /// Asks the work to stop soon. May be called from any thread.
    void cancel() { m_isCancelled.store(true, std::memory_order_relaxed); }
    /// Long work asks this often, at least every 10 ms.
    bool isCancelled() const { return m_isCancelled.load(std::memory_order_relaxed); }

    /// Fraction done, 0..1.
    void setProgress(double fraction) { m_progress.store(fraction, std::memory_order_relaxed); }
    double progress() const { return m_progress.load(std::memory_order_relaxed); }

    /// Calls `use` while the receiver of the result is sure to live; not at all once it is gone.
    template <typename Use>
    void withReceiver(Use use)
    {
        const std::lock_guard lock(m_mutex);
        if (m_hasReceiver)
            use();
    }
    void forgetReceiver()
    {
        const std::lock_guard lock(m_mutex);
        m_hasReceiver = false;
    }

private:
    std::atomic<bool> m_isCancelled{false};
    std::atomic<double> m_progress{0.0};
    std::mutex m_mutex;
    bool m_hasReceiver = true;
};

/// The owner's end of a running task. Destroying it cancels the work but does not wait for it.
class Task
{
public:
    Task() = default;
    explicit Task(std::shared_ptr<TaskControl> control)
        : m_control(std::move(control))
    {}
    ~Task() { cancel(); }
    Task(Task &&) noexcept = default;
    Task &operator=(Task &&other) noexcept
    {
        if (this != &other) {
            cancel();
            m_control = std::move(other.m_control);
        }
        return *this;
    }
    Task(const Task &) = delete;
    Task &operator=(const Task &) = delete;

    void cancel()
    {
        if (m_control)
            m_control->cancel();
    }
    double progress() const { return m_control ? m_control->progress() : 0.0; }

private:
    std::shared_ptr<TaskControl> m_control;
};

/// Whether somebody waits for work, or it only uses processors that have nothing else to do (where
/// the system knows such threads).
enum class Urgency { Normal, Idle };

/// Runs `job` on a pool thread. Use the typed runTask() instead.
void startJob(std::function<void()> job, Urgency urgency);

/// Runs `work(TaskControl &)` on another thread and hands its value to `done` on `context`'s
/// thread. `done` is not called after the task was cancelled or `context` was destroyed. Keep the
/// returned Task: destroying it cancels. What `work` captures must be values or own what it points
/// to.
template <typename Work, typename Done>
[[nodiscard]] Task runTask(QObject *context, Work work, Done done,
                           Urgency urgency = Urgency::Normal)
{
    auto control = std::make_shared<TaskControl>();
    const QMetaObject::Connection watch =
        QObject::connect(context, &QObject::destroyed, [control] { control->forgetReceiver(); });
    auto job = [control, context, watch, work = std::move(work), done = std::move(done)]() mutable {
        if (!control->isCancelled()) {
            auto result = std::make_shared<decltype(work(*control))>(work(*control));
            auto deliver = [control, result, done = std::move(done)]() mutable {
                if (!control->isCancelled())
                    done(std::move(*result));
            };
            control->withReceiver([&] {
                QMetaObject::invokeMethod(context, std::move(deliver), Qt::QueuedConnection);
            });
        }
        QObject::disconnect(watch);
    };
    startJob(std::move(job), urgency);
    return Task(std::move(control));
}

/// Calls `job(index)` for 0..count-1 on up to `threads` threads and returns when all are done. The
/// order of calls is not defined, so `job` writes only to what belongs to its index. Stops handing
/// out indexes once `control` is cancelled.
void forEachIndex(int count, int threads, const std::function<void(int)> &job,
                  const TaskControl *control = nullptr);

} // namespace loadstar::base
