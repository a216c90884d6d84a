// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "health/nginx_passive.h"

namespace loadstar::health {

NginxPassive::NginxPassive(int fall, double interval)
    : m_fall(fall)
    , m_interval(interval)
{}

Change NginxPassive::recordFailure(double now)
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

Change NginxPassive::recordSuccess()
{
    if (!m_isOut || !m_isTrying)
        return Change::None;
    m_isOut = false;
    m_isTrying = false;
    return Change::MarkedUp;
}

bool NginxPassive::accepts(double now) const
{
    return !m_isOut || (!m_isTrying && now >= m_outUntil);
}

} // namespace loadstar::health
