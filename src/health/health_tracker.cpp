// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "health/health_tracker.h"

#include <array>

namespace loadstar::health {

const RuleTraits &traitsOf(CheckRules rules)
{
    static constexpr std::array kTraits{
        //         start to start, extra intervals, bad status final, passive, panic below
        RuleTraits{false, true, false, false, 0.0}, // HAProxy
        RuleTraits{true, false, false, false, 0.0}, // ALB
        RuleTraits{false, false, true, false, 0.5}, // Envoy
        RuleTraits{true, false, false, false, 0.0}, // Kubernetes
        RuleTraits{false, false, false, true, 0.0}, // nginx
    };
    return kTraits[static_cast<std::size_t>(rules)];
}

Change HealthTracker::record(CheckResult result)
{
    const bool hasPassed = result == CheckResult::Passed;
    if (m_verdict == Verdict::Pending)
        return recordWhilePending(hasPassed);
    if (hasPassed == isUp()) {
        m_counted = 0;
        return Change::None;
    }
    ++m_counted;
    const bool isFinal =
        isUp() && result == CheckResult::BadStatus && traitsOf(m_settings.rules).isBadStatusFinal;
    if (!isFinal && m_counted < (isUp() ? m_settings.fall : m_settings.rise))
        return Change::None;
    m_counted = 0;
    m_verdict = hasPassed ? Verdict::Up : Verdict::Down;
    return hasPassed ? Change::MarkedUp : Change::MarkedDown;
}

Change HealthTracker::recordWhilePending(bool hasPassed)
{
    m_counted = m_pendingChecks > 0 && m_pendingPassed == hasPassed ? m_counted + 1 : 1;
    m_pendingPassed = hasPassed;
    ++m_pendingChecks;
    const int needed = hasPassed ? m_settings.rise : m_settings.fall;
    if (m_counted < needed && m_pendingChecks < m_settings.rise + m_settings.fall)
        return Change::None;
    m_counted = 0;
    m_verdict = hasPassed ? Verdict::Up : Verdict::Down;
    return hasPassed ? Change::MarkedUp : Change::MarkedDown;
}

double HealthTracker::delay() const
{
    if (!traitsOf(m_settings.rules).hasExtraIntervals)
        return m_settings.interval;
    if (m_counted > 0)
        return m_settings.fastInterval.value_or(m_settings.interval);
    if (m_verdict == Verdict::Down)
        return m_settings.downInterval.value_or(m_settings.interval);
    return m_settings.interval;
}

double HealthTracker::nextStart(double started, double ended) const
{
    return (traitsOf(m_settings.rules).isStartToStart ? started : ended) + delay();
}

PassiveTracker::PassiveTracker(int fall, double interval)
    : m_fall(fall)
    , m_interval(interval)
{}

Change PassiveTracker::recordFailure(double now)
{
    if (m_isOut) {
        if (!m_isTrying)
            return Change::None; // sent before it was taken out
        m_isTrying = false;
        m_outUntil = now + m_interval;
        return Change::None;
    }
    if (m_failures.size() == static_cast<std::size_t>(m_fall))
        m_failures.erase(m_failures.begin());
    m_failures.push_back(now);
    if (m_failures.size() < static_cast<std::size_t>(m_fall) ||
        now - m_failures.front() > m_interval)
        return Change::None;
    m_failures.clear();
    m_isOut = true;
    m_outUntil = now + m_interval;
    return Change::MarkedDown;
}

Change PassiveTracker::recordSuccess()
{
    if (!m_isOut || !m_isTrying)
        return Change::None;
    m_isOut = false;
    m_isTrying = false;
    return Change::MarkedUp;
}

bool PassiveTracker::accepts(double now) const
{
    return !m_isOut || (!m_isTrying && now >= m_outUntil);
}

} // namespace loadstar::health
