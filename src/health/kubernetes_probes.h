// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "health/check_rules.h"

#include <cstdint>
#include <optional>

namespace loadstar::health {

/// Numbers of one probe of a container. Durations in seconds.
struct ProbeSettings
{
    double initialDelay = 0.0;
    double period = 0.0;  ///< above 0
    double timeout = 0.0; ///< above 0
    int failureThreshold = 1;
    int successThreshold = 1; ///< must be 1 for liveness and startup

    bool operator==(const ProbeSettings &) const = default;
};

/// The longest time a container may take to start before its startup probe has it restarted.
constexpr double startupBudget(const ProbeSettings &startup)
{
    return startup.initialDelay + startup.failureThreshold * startup.period;
}

/// Which question a probe asks.
enum class ProbeKind : std::uint8_t { Startup, Liveness, Readiness };

/// What a probe's result makes happen.
enum class ProbeEffect : std::uint8_t {
    None,
    Started,       ///< liveness and readiness probes begin
    BecameReady,   ///< the pod gets traffic
    BecameUnready, ///< the pod gets no new traffic
    Restart,       ///< the container is killed, after its grace period, and starts again
};

/// The three probes of one container. Until its startup probe has passed once, the others do not
/// run; without a readiness probe a started container is ready; readiness takes a pod out of its
/// Service, liveness and startup restart the container.
/// Source: Kubernetes, "Configure Liveness, Readiness and Startup Probes".
class ContainerProbes
{
public:
    /// Probes that are left out do not run.
    ContainerProbes(const std::optional<ProbeSettings> &startup,
                    const std::optional<ProbeSettings> &liveness,
                    const std::optional<ProbeSettings> &readiness);

    /// Whether this probe runs now.
    bool isRunning(ProbeKind kind) const;
    ProbeEffect record(ProbeKind kind, CheckResult result);
    /// The container was restarted: everything begins anew.
    void restarted();

    bool hasStarted() const { return m_hasStarted; }
    bool isReady() const { return m_isReady; }

private:
    ProbeEffect recordReadiness(bool hasPassed);

    std::optional<ProbeSettings> m_startup;
    std::optional<ProbeSettings> m_liveness;
    std::optional<ProbeSettings> m_readiness;
    bool m_hasStarted = false;
    bool m_isReady = false;
    int m_startupFailures = 0;
    int m_livenessFailures = 0;
    int m_readinessCount = 0; ///< in a row against isReady
};

} // namespace loadstar::health
