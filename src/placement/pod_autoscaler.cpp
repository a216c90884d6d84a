// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "placement/pod_autoscaler.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace loadstar::placement {

namespace {

/// Rounds up, but not for what the last digit of a division adds.
int roundUp(double value)
{
    return static_cast<int>(std::ceil(value - 1e-9));
}

} // namespace

int wishedReplicas(int current, const PodMetrics &metrics, const AutoscalerSettings &settings)
{
    if (metrics.values.empty())
        return current;
    const double sum = std::accumulate(metrics.values.begin(), metrics.values.end(), 0.0);
    const auto known = static_cast<double>(metrics.values.size());
    const double ratio = sum / known / settings.target;
    const bool isNear = std::abs(ratio - 1.0) <= settings.tolerance + 1e-12;
    if (metrics.missing == 0 && metrics.notReady == 0)
        return isNear ? current : roundUp(ratio * known);
    // What is not known is taken to hold against the change.
    const bool goesUp = ratio > 1.0;
    const double counted = known + metrics.missing + (goesUp ? metrics.notReady : 0);
    const double filled = sum + (goesUp ? 0.0 : metrics.missing * settings.target);
    const double careful = filled / counted / settings.target;
    const bool changesSides = goesUp ? careful < 1.0 : careful > 1.0;
    if (changesSides || std::abs(careful - 1.0) <= settings.tolerance + 1e-12)
        return current;
    const int wish = roundUp(careful * counted);
    return (goesUp && wish < current) || (!goesUp && wish > current) ? current : wish;
}

int PodAutoscaler::decide(double now, int current, const PodMetrics &metrics)
{
    m_wishes.emplace_back(now, wishedReplicas(current, metrics, m_settings));
    const double oldest = now - std::max(m_settings.downWindow, m_settings.upWindow);
    while (m_wishes.front().first < oldest)
        m_wishes.pop_front();
    int highest = m_wishes.back().second;
    int lowest = highest;
    for (const auto &[at, wish] : m_wishes) {
        if (at >= now - m_settings.downWindow)
            highest = std::max(highest, wish);
        if (at >= now - m_settings.upWindow)
            lowest = std::min(lowest, wish);
    }
    const int settled = lowest > current ? lowest : highest < current ? highest : current;
    return std::clamp(settled, m_settings.least, std::max(m_settings.least, m_settings.most));
}

} // namespace loadstar::placement
