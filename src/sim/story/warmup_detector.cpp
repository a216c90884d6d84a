// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/story/warmup_detector.h"

#include <limits>

namespace loadstar::sim {

void WarmupDetector::add(double at, double response)
{
    m_sum += response;
    if (++m_count < m_batchSize)
        return;
    m_batches.push_back({at, m_sum / static_cast<double>(m_batchSize)});
    m_sum = 0.0;
    m_count = 0;
    if (m_batches.size() < kMostBatches)
        return;
    for (std::size_t i = 0; i < m_batches.size() / 2; ++i) {
        const Batch &first = m_batches[2 * i];
        const Batch &second = m_batches[2 * i + 1];
        m_batches[i] = {second.endsAt, (first.mean + second.mean) / 2.0};
    }
    m_batches.resize(m_batches.size() / 2);
    m_batchSize *= 2;
}

std::optional<WarmupDetector::Cut> WarmupDetector::cut() const
{
    constexpr std::size_t kFewestBatches = 10;
    // The last few batches always look alike by chance.
    constexpr std::size_t kLastIgnored = 5;
    if (m_batches.size() < kFewestBatches)
        return std::nullopt;
    double sum = 0.0;
    double squares = 0.0; // of deviations from the mean of those seen, from the end on
    double least = std::numeric_limits<double>::infinity();
    std::size_t best = 0;
    for (std::size_t left = 1; left <= m_batches.size(); ++left) {
        const std::size_t first = m_batches.size() - left;
        const double value = m_batches[first].mean;
        const auto count = static_cast<double>(left);
        if (left > 1) {
            const double deviation = value - sum / (count - 1.0);
            squares += deviation * deviation * (count - 1.0) / count;
        }
        sum += value;
        const double statistic = squares / (count * count);
        // Of equal cuts the earliest: less is thrown away.
        if (left > kLastIgnored && statistic <= least) {
            least = statistic;
            best = first;
        }
    }
    if (best > m_batches.size() / 2)
        return Cut{m_batches[m_batches.size() / 2].endsAt, false};
    return Cut{best == 0 ? 0.0 : m_batches[best - 1].endsAt, true};
}

} // namespace loadstar::sim
