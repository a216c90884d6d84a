// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "probe/probe_report.h"

#include <algorithm>
#include <cmath>

namespace loadstar::probe {

namespace {

constexpr size_t kWindowSize = 1024;

} // namespace

QString stateName(ProbeState state)
{
    switch (state) {
    case ProbeState::Pending:
        return QStringLiteral("pending");
    case ProbeState::Up:
        return QStringLiteral("up");
    case ProbeState::Degraded:
        return QStringLiteral("degraded");
    case ProbeState::Down:
        return QStringLiteral("down");
    case ProbeState::Drain:
        return QStringLiteral("drain");
    case ProbeState::Maintenance:
        return QStringLiteral("maintenance");
    }
    Q_UNREACHABLE();
}

void LatencyWindow::add(double seconds)
{
    m_max = std::max(m_max, seconds);
    if (m_latencies.size() < kWindowSize) {
        m_latencies.push_back(static_cast<float>(seconds));
        return;
    }
    m_latencies[m_next] = static_cast<float>(seconds);
    m_next = (m_next + 1) % kWindowSize;
}

std::optional<LatencySummary> LatencyWindow::summary() const
{
    if (m_latencies.empty())
        return std::nullopt;
    std::vector<float> sorted = m_latencies;
    std::sort(sorted.begin(), sorted.end());
    const auto rank = [&sorted](double fraction) {
        const auto index =
            static_cast<size_t>(std::ceil(fraction * static_cast<double>(sorted.size())));
        return static_cast<double>(sorted[index - 1]);
    };
    // Below a microsecond there is only noise, and the window's rounding.
    const auto microseconds = [](double seconds) { return std::round(seconds * 1e6) / 1e6; };
    return LatencySummary{microseconds(rank(0.5)), microseconds(rank(0.95)), microseconds(m_max)};
}

} // namespace loadstar::probe
