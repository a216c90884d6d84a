// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/behaviours/circuit_breaker.h"

namespace loadstar::sim {

void CircuitBreaker::enter(State state)
{
    m_state = state;
    ++m_epoch;
    m_window.clear();
    m_failures = m_sent = m_succeeded = 0;
}

bool CircuitBreaker::admit()
{
    if (m_state == State::Open || (m_state == State::HalfOpen && m_sent >= m_rules.trials))
        return false;
    ++m_sent;
    return true;
}

bool CircuitBreaker::ended(double now, bool hasFailed, std::uint32_t epoch)
{
    if (epoch != m_epoch || m_state == State::Open)
        return false;
    if (m_state == State::HalfOpen) {
        if (!hasFailed && ++m_succeeded < m_rules.trials)
            return false;
        enter(hasFailed ? State::Open : State::Closed);
        return true;
    }
    while (!m_window.empty() && m_window.front().at <= now - m_rules.window) {
        m_failures -= m_window.front().hasFailed ? 1 : 0;
        m_window.pop_front();
    }
    m_window.push_back({now, hasFailed});
    m_failures += hasFailed ? 1 : 0;
    const auto count = static_cast<double>(m_window.size());
    if (!hasFailed || count < m_rules.minimum || m_failures < m_rules.share * count)
        return false;
    enter(State::Open);
    return true;
}

void CircuitBreaker::calledOff(std::uint32_t epoch)
{
    if (epoch == m_epoch && m_state == State::HalfOpen)
        --m_sent;
}

bool CircuitBreaker::openTimeOver(std::uint32_t epoch)
{
    if (epoch != m_epoch || m_state != State::Open)
        return false;
    enter(State::HalfOpen);
    return true;
}

} // namespace loadstar::sim
