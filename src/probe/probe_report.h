// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QList>
#include <QString>
#include <QUrl>

#include <optional>
#include <vector>

namespace loadstar::probe {

/// What the prober says about a target.
enum class ProbeState {
    Pending,     ///< no verdict yet
    Up,          ///< `rise` checks in a row passed
    Degraded,    ///< up, and its answer says that it serves less than it should
    Down,        ///< `fall` checks in a row failed
    Drain,       ///< serves what it has and takes nothing new
    Maintenance, ///< taken out on purpose
};

/// The name of a state in files and on the command line: "pending", "up", …
QString stateName(ProbeState state);

/// One change of state.
struct ProbeTransition
{
    /// UTC.
    QDateTime at;
    ProbeState to = ProbeState::Pending;
    /// In words, with the check that tipped it.
    QString why;
};

/// Latencies of passed checks, in seconds.
struct LatencySummary
{
    double p50 = 0.0;
    double p95 = 0.0;
    double max = 0.0;
};

/// Everything known about one target. A value, safe to hand to other threads.
struct TargetReport
{
    QString id;
    QUrl url;
    ProbeState state = ProbeState::Pending;
    qint64 checks = 0;
    qint64 failures = 0;
    /// None before a check has passed.
    std::optional<LatencySummary> latency;
    /// Latencies of the last checks, oldest first, at most kRecentChecks; negative where the check
    /// failed.
    QList<float> recent;
    /// Why the last failed check failed; empty when none has.
    QString lastError;
    /// The last kKeptTransitions changes, oldest first.
    QList<ProbeTransition> transitions;
    /// False when the target's certificate is not checked.
    bool isTlsVerified = true;
};

/// Length of TargetReport::recent.
constexpr int kRecentChecks = 60;
/// Length of TargetReport::transitions.
constexpr int kKeptTransitions = 1000;

/// Collects latencies in bounded memory: percentiles over the last 1024, the maximum over all.
class LatencyWindow
{
public:
    void add(double seconds);
    /// None before the first add(). Percentiles are nearest-rank.
    std::optional<LatencySummary> summary() const;

private:
    std::vector<float> m_latencies;
    size_t m_next = 0;
    double m_max = 0.0;
};

} // namespace loadstar::probe
