// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "health/rise_fall_machine.h"

namespace loadstar::health {

Change RiseFallMachine::record(CheckResult result)
{
    const bool hasPassed = isPass(result);
    if (m_verdict == Verdict::Pending)
        return recordWhilePending(hasPassed);
    const bool isUp = m_verdict == Verdict::Up;
    if (hasPassed == isUp) {
        m_counted = 0;
        return Change::None;
    }
    ++m_counted;
    const bool endsItAlone = isUp && isFinal(result);
    if (!endsItAlone && m_counted < (isUp ? m_settings.fall : m_settings.rise))
        return Change::None;
    return decide(hasPassed);
}

Change RiseFallMachine::recordWhilePending(bool hasPassed)
{
    m_counted = m_pendingChecks > 0 && m_pendingPassed == hasPassed ? m_counted + 1 : 1;
    m_pendingPassed = hasPassed;
    ++m_pendingChecks;
    if (m_counted < neededWhilePending(hasPassed) &&
        m_pendingChecks < m_settings.rise + m_settings.fall)
        return Change::None;
    return decide(hasPassed);
}

int RiseFallMachine::neededWhilePending(bool hasPassed) const
{
    return hasPassed ? m_settings.rise : m_settings.fall;
}

Change RiseFallMachine::decide(bool isUp)
{
    m_counted = 0;
    m_isDegraded = false;
    m_isStopping = false;
    m_verdict = isUp ? Verdict::Up : Verdict::Down;
    return isUp ? Change::MarkedUp : Change::MarkedDown;
}

double RiseFallMachine::nextStart(double started, double ended) const
{
    return (traitsOf(m_settings.rules).isStartToStart ? started : ended) + pause();
}

} // namespace loadstar::health
