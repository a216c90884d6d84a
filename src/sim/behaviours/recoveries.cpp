// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/behaviours/recoveries.h"

#include "sim/world.h"

#include <algorithm>

namespace loadstar::sim {

void Recoveries::begin(FailureMode mode)
{
    // What fails while users wait already makes their outage no new one.
    if (m_isAwaiting && m_hurts)
        return;
    closeCurrent();
    m_failedAt = m_world->now;
    m_isAwaiting = true;
    m_isHang = mode == FailureMode::Hang;
    m_hurts = false;
}

void Recoveries::recovered()
{
    m_hurts = m_hurts || (m_isAwaiting && m_isHang);
}

void Recoveries::requestFailed(Fate fate, ElementIndex where)
{
    if (m_failedAt < 0.0 || m_world->failures.isPlanned(where))
        return;
    // People who lose patience do so for many reasons; it counts while nobody at all is served.
    const bool isByFailure =
        fate == Fate::Refused || fate == Fate::Failed || (fate == Fate::TimedOut && m_isAwaiting);
    if (!isByFailure)
        return;
    m_hurts = true;
    m_isAwaiting = true;
}

void Recoveries::answered(double sentAt)
{
    if (sentAt < m_failedAt)
        return;
    m_servedAt = m_world->now;
    m_isAwaiting = false;
}

void Recoveries::closeCurrent()
{
    if (m_hurts && !m_isAwaiting)
        m_longest = std::max(m_longest.value_or(0.0), m_servedAt - m_failedAt);
}

std::optional<RecoveryReport> Recoveries::report() const
{
    const std::optional<Copies::Loss> &loss = m_world->copies.loss();
    if (!m_longest && !m_hurts && !loss)
        return std::nullopt;
    RecoveryReport report;
    if (!(m_hurts && m_isAwaiting)) {
        const double current = m_hurts ? m_servedAt - m_failedAt : 0.0;
        report.rto = std::max(m_longest.value_or(0.0), current);
    }
    report.rpo = loss ? loss->rpo : 0.0;
    report.lostWrites = loss ? loss->writes : 0;
    return report;
}

} // namespace loadstar::sim
