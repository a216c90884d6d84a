// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "health/kubernetes_probes.h"

namespace loadstar::health {

ContainerProbes::ContainerProbes(const std::optional<ProbeSettings> &startup,
                                 const std::optional<ProbeSettings> &liveness,
                                 const std::optional<ProbeSettings> &readiness)
    : m_startup(startup)
    , m_liveness(liveness)
    , m_readiness(readiness)
{
    restarted();
}

void ContainerProbes::restarted()
{
    m_hasStarted = !m_startup;
    m_isReady = m_hasStarted && !m_readiness;
    m_startupFailures = m_livenessFailures = m_readinessCount = 0;
}

bool ContainerProbes::isRunning(ProbeKind kind) const
{
    switch (kind) {
    case ProbeKind::Startup:
        return m_startup && !m_hasStarted;
    case ProbeKind::Liveness:
        return m_liveness && m_hasStarted;
    case ProbeKind::Readiness:
        return m_readiness && m_hasStarted;
    }
    return false;
}

ProbeEffect ContainerProbes::record(ProbeKind kind, CheckResult result)
{
    if (!isRunning(kind))
        return ProbeEffect::None;
    const bool hasPassed = isPass(result);
    if (kind == ProbeKind::Readiness)
        return recordReadiness(hasPassed);
    if (kind == ProbeKind::Startup && hasPassed) {
        m_hasStarted = true;
        m_isReady = !m_readiness;
        return ProbeEffect::Started;
    }
    int &failures = kind == ProbeKind::Startup ? m_startupFailures : m_livenessFailures;
    failures = hasPassed ? 0 : failures + 1;
    const ProbeSettings &settings = kind == ProbeKind::Startup ? *m_startup : *m_liveness;
    if (failures < settings.failureThreshold)
        return ProbeEffect::None;
    restarted();
    return ProbeEffect::Restart;
}

ProbeEffect ContainerProbes::recordReadiness(bool hasPassed)
{
    if (hasPassed == m_isReady) {
        m_readinessCount = 0;
        return ProbeEffect::None;
    }
    const int needed = hasPassed ? m_readiness->successThreshold : m_readiness->failureThreshold;
    if (++m_readinessCount < needed)
        return ProbeEffect::None;
    m_readinessCount = 0;
    m_isReady = hasPassed;
    return hasPassed ? ProbeEffect::BecameReady : ProbeEffect::BecameUnready;
}

} // namespace loadstar::health
