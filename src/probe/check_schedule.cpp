// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "probe/check_schedule.h"

#include <algorithm>

namespace loadstar::probe {

double CheckSchedule::offset(size_t target) const
{
    const double fraction = static_cast<double>(target) / static_cast<double>(m_intervals.size());
    return fraction * std::min(m_intervals[target], kMaximumSpread);
}

void CheckSchedule::start(const std::vector<double> &intervals, double now)
{
    m_intervals = intervals;
    m_due.clear();
    for (size_t target = 0; target < m_intervals.size(); ++target)
        set(target, now + offset(target));
}

void CheckSchedule::set(size_t target, double due)
{
    m_due.emplace(due, target);
}

std::optional<double> CheckSchedule::next() const
{
    return m_due.empty() ? std::nullopt : std::optional<double>(m_due.begin()->first);
}

std::vector<size_t> CheckSchedule::takeDue(double now)
{
    const bool hasStalled = !m_due.empty() && now - m_due.begin()->first > kStall;
    std::vector<size_t> taken;
    while (!m_due.empty() && m_due.begin()->first <= now) {
        taken.push_back(m_due.begin()->second);
        m_due.erase(m_due.begin());
    }
    if (!hasStalled)
        return taken;
    for (const size_t target : taken)
        set(target, now + offset(target));
    return {};
}

} // namespace loadstar::probe
