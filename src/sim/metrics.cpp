// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/metrics.h"

#include <algorithm>
#include <cmath>

namespace loadstar::sim {

TimelineRecorder::TimelineRecorder(double duration)
    : m_step(std::max(1.0, duration / 600.0))
    , m_binEnd(m_step)
{}

void TimelineRecorder::closeBin()
{
    if (m_responses.count() > 0) {
        m_bin.p50 = m_responses.percentile(0.5).value_or(0.0);
        m_bin.p95 = m_responses.percentile(0.95).value_or(0.0);
        m_bin.p99 = m_responses.percentile(0.99).value_or(0.0);
    }
    m_bins.push_back(m_bin);
    m_bin = Bin{};
    if (m_responses.count() > 0)
        m_responses.clear();
    // Not a running sum: the end of bin k is k steps after 0 to the last digit.
    m_binEnd = static_cast<double>(m_bins.size() + 1) * m_step;
}

Timeline TimelineRecorder::timeline(double now) const
{
    TimelineRecorder copy = *this;
    while (now >= copy.m_binEnd)
        copy.closeBin();
    const double rest = now - (copy.m_binEnd - m_step);
    if (rest > 1e-9 * m_step) {
        copy.closeBin();
    }
    Timeline timeline;
    timeline.step = m_step;
    timeline.series = {{QStringLiteral("offered"), {}}, {QStringLiteral("throughput"), {}},
                       {QStringLiteral("errors"), {}},  {QStringLiteral("responseTime"), {}},
                       {QStringLiteral("p50"), {}},     {QStringLiteral("p95"), {}},
                       {QStringLiteral("p99"), {}}};
    for (std::size_t i = 0; i < copy.m_bins.size(); ++i) {
        const Bin &bin = copy.m_bins[i];
        const double width = std::min(m_step, now - static_cast<double>(i) * m_step);
        const auto rate = [width](std::uint32_t count) {
            return static_cast<double>(count) / width;
        };
        timeline.series[0].values.emplace_back(rate(bin.offered));
        timeline.series[1].values.emplace_back(rate(bin.completed));
        timeline.series[2].values.emplace_back(rate(bin.failed));
        const auto ofAnswers = [&bin](double value) {
            return bin.completed > 0 ? std::optional(value) : std::nullopt;
        };
        timeline.series[3].values.push_back(
            ofAnswers(bin.responseSum / std::max(1U, bin.completed)));
        timeline.series[4].values.push_back(ofAnswers(bin.p50));
        timeline.series[5].values.push_back(ofAnswers(bin.p95));
        timeline.series[6].values.push_back(ofAnswers(bin.p99));
    }
    return timeline;
}

Metrics::Metrics(const RunOptions &options)
    : timeline(options.duration)
    , m_warmup(options.warmup)
    , m_batchesPerSecond(static_cast<double>(kThroughputBatches) /
                         (options.duration - options.warmup))
{}

engine::MeanInterval Metrics::throughput(double now) const
{
    engine::MeanInterval interval;
    const double measured = now - m_warmup;
    if (measured <= 0.0)
        return interval;
    interval.mean = static_cast<double>(counts.completed) / measured;
    const auto full =
        std::min(kThroughputBatches,
                 static_cast<std::size_t>(std::floor(measured * m_batchesPerSecond + 1e-9)));
    std::vector<double> rates;
    for (std::size_t i = 0; i < full; ++i)
        rates.push_back(static_cast<double>(m_completedInBatch[i]) * m_batchesPerSecond);
    if (const std::optional<double> half = engine::studentHalfWidth(rates)) {
        interval.low = *interval.mean - *half;
        interval.high = *interval.mean + *half;
    }
    return interval;
}

} // namespace loadstar::sim
