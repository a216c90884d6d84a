// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "health/health_tracker.h"
#include "probe/check_schedule.h"
#include "probe/probe_report.h"
#include "probe/probe_target.h"
#include "probe/transport.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <deque>
#include <memory>
#include <vector>

namespace loadstar::probe {

/// Checks targets from the event loop of its thread. Prober owns one and moves it to a thread of
/// its own.
class ProbeWorker : public QObject
{
    Q_OBJECT

public:
    /// Checks that may be under way at once; more wait in the order in which they were due.
    static constexpr int kMaximumConcurrency = 256;

    /// Ids in `targets` are unique.
    explicit ProbeWorker(std::vector<ProbeTarget> targets);

    void start();
    /// Cuts all checks under way. Nothing is reported afterwards.
    void stop();

    /// All reports as they are now, in the order of the targets.
    QList<TargetReport> reports() const;

Q_SIGNALS:
    /// What changed since the last time, at most every 100 ms.
    void reported(const QList<loadstar::probe::TargetReport> &changed);

private:
    struct Slot
    {
        ProbeTarget target;
        health::HealthTracker tracker;
        TargetReport report;
        LatencyWindow latencies;
        std::unique_ptr<Transport> transport;
        double started = 0.0;
        bool isChanged = false;
    };

    double now() const;
    void onWake();
    void launchReady();
    void launch(size_t index);
    void onFinished(size_t index, const CheckOutcome &outcome);
    void record(Slot &slot, const CheckOutcome &outcome);
    void publish();
    void wakeLater();
    static TargetReport reportOf(const Slot &slot);

    std::vector<Slot> m_slots;
    CheckSchedule m_schedule;
    std::deque<size_t> m_ready;
    int m_underWay = 0;
    bool m_isStopped = false;
    QElapsedTimer m_clock;
    QTimer m_wake;
    QTimer m_publish;
};

} // namespace loadstar::probe
