// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "probe/probe_worker.h"

#include <QDateTime>

#include <algorithm>
#include <cmath>
#include <utility>

namespace loadstar::probe {

namespace {

constexpr std::chrono::milliseconds kPublishInterval{100};

health::CheckSettings withFloor(health::CheckSettings settings)
{
    settings.interval = std::max(settings.interval, kMinimumInterval);
    if (settings.fastInterval)
        settings.fastInterval = std::max(*settings.fastInterval, kMinimumInterval);
    if (settings.downInterval)
        settings.downInterval = std::max(*settings.downInterval, kMinimumInterval);
    return settings;
}

} // namespace

ProbeWorker::ProbeWorker(std::vector<ProbeTarget> targets)
    : m_wake(this)
    , m_publish(this)
{
    m_slots.reserve(targets.size());
    for (ProbeTarget &target : targets) {
        Slot slot;
        slot.tracker = health::HealthTracker(withFloor(target.checks), health::Verdict::Pending);
        slot.report.id = target.id;
        slot.report.url = target.url;
        slot.report.isTlsVerified = target.isTlsVerified;
        slot.target = std::move(target);
        m_slots.push_back(std::move(slot));
    }
    m_wake.setSingleShot(true);
    m_wake.setTimerType(Qt::PreciseTimer);
    connect(&m_wake, &QTimer::timeout, this, &ProbeWorker::onWake);
    m_publish.setSingleShot(true);
    m_publish.setInterval(kPublishInterval);
    connect(&m_publish, &QTimer::timeout, this, &ProbeWorker::publish);
}

double ProbeWorker::now() const
{
    return static_cast<double>(m_clock.nsecsElapsed()) * 1e-9;
}

void ProbeWorker::start()
{
    m_clock.start();
    std::vector<double> intervals;
    for (const Slot &slot : m_slots)
        intervals.push_back(slot.tracker.settings().interval);
    m_schedule.start(intervals, now());
    onWake();
}

void ProbeWorker::stop()
{
    m_isStopped = true;
    m_wake.stop();
    m_publish.stop();
    m_schedule.clear();
    m_ready.clear();
    for (Slot &slot : m_slots)
        slot.transport.reset();
}

QList<TargetReport> ProbeWorker::reports() const
{
    QList<TargetReport> all;
    for (const Slot &slot : m_slots)
        all.append(reportOf(slot));
    return all;
}

void ProbeWorker::onWake()
{
    const std::vector<size_t> due = m_schedule.takeDue(now());
    m_ready.insert(m_ready.end(), due.begin(), due.end());
    launchReady();
    wakeLater();
}

void ProbeWorker::wakeLater()
{
    const std::optional<double> next = m_schedule.next();
    if (!next || m_isStopped)
        return;
    // Waking early is harmless, and a timer counts its milliseconds in an int.
    constexpr double kLongestSleep = 3.6e6;
    const double milliseconds = std::ceil((*next - now()) * 1000.0);
    m_wake.start(static_cast<int>(std::clamp(milliseconds, 0.0, kLongestSleep)));
}

void ProbeWorker::launchReady()
{
    while (!m_ready.empty() && m_underWay < kMaximumConcurrency) {
        const size_t index = m_ready.front();
        m_ready.pop_front();
        launch(index);
    }
}

void ProbeWorker::launch(size_t index)
{
    Slot &slot = m_slots[index];
    ++m_underWay;
    slot.started = now();
    slot.transport = makeTransport(slot.target);
    connect(slot.transport.get(), &Transport::finished, this,
            [this, index](const CheckOutcome &outcome) { onFinished(index, outcome); });
    slot.transport->start();
}

void ProbeWorker::onFinished(size_t index, const CheckOutcome &outcome)
{
    Slot &slot = m_slots[index];
    --m_underWay;
    // The transport is the sender of this call, so it may not be deleted before it returns.
    slot.transport.release()->deleteLater();
    record(slot, outcome);
    const double ended = now();
    m_schedule.set(index, std::max(slot.tracker.nextStart(slot.started, ended), ended));
    slot.isChanged = true;
    if (!m_publish.isActive())
        m_publish.start();
    // From the loop, so that checks that fail at once do not recurse.
    QMetaObject::invokeMethod(this, &ProbeWorker::launchReady, Qt::QueuedConnection);
    wakeLater();
}

void ProbeWorker::record(Slot &slot, const CheckOutcome &outcome)
{
    const bool isPassed = outcome.result == health::CheckResult::Passed;
    TargetReport &report = slot.report;
    ++report.checks;
    if (isPassed) {
        slot.latencies.add(outcome.latency);
    } else {
        ++report.failures;
        report.lastError = outcome.error;
    }
    report.recent.append(isPassed ? static_cast<float>(outcome.latency) : -1.0F);
    if (report.recent.size() > kRecentChecks)
        report.recent.removeFirst();

    slot.tracker.record(outcome.result);
    ProbeState state = report.state;
    if (slot.tracker.verdict() == health::Verdict::Down)
        state = ProbeState::Down;
    else if (slot.tracker.verdict() == health::Verdict::Up &&
             (isPassed || state != ProbeState::Degraded))
        state = isPassed && outcome.isDegraded ? ProbeState::Degraded : ProbeState::Up;
    if (state == report.state)
        return;
    report.state = state;
    const QString passedText = outcome.status == 0 ? tr("the connection was accepted")
                                                   : tr("status %1").arg(outcome.status);
    report.transitions.append(
        {QDateTime::currentDateTimeUtc(), state, isPassed ? passedText : outcome.error});
    if (report.transitions.size() > kKeptTransitions)
        report.transitions.removeFirst();
}

TargetReport ProbeWorker::reportOf(const Slot &slot)
{
    TargetReport report = slot.report;
    report.latency = slot.latencies.summary();
    return report;
}

void ProbeWorker::publish()
{
    QList<TargetReport> changed;
    for (Slot &slot : m_slots) {
        if (std::exchange(slot.isChanged, false))
            changed.append(reportOf(slot));
    }
    Q_EMIT reported(changed);
}

} // namespace loadstar::probe
