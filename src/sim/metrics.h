// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/engine/batch_means.h"
#include "sim/engine/percentile_sketch.h"
#include "sim/run_report.h"

#include <array>
#include <cstdint>
#include <vector>

namespace loadstar::sim {

/// Figures per bin of time, from time 0 on.
class TimelineRecorder
{
public:
    explicit TimelineRecorder(double duration);

    void offered(double now)
    {
        advance(now);
        ++m_bin.offered;
    }
    void completed(double now, double response)
    {
        advance(now);
        ++m_bin.completed;
        m_bin.responseSum += response;
        m_responses.add(response);
    }
    void failed(double now)
    {
        advance(now);
        ++m_bin.failed;
    }

    double step() const { return m_step; }
    /// The series up to `now`; the last bin may be cut short.
    Timeline timeline(double now) const;

private:
    struct Bin
    {
        std::uint32_t offered = 0;
        std::uint32_t completed = 0;
        std::uint32_t failed = 0;
        double responseSum = 0.0;
        double p50 = 0.0;
        double p95 = 0.0;
        double p99 = 0.0;
    };

    void advance(double now)
    {
        while (now >= m_binEnd)
            closeBin();
    }
    void closeBin();

    double m_step;
    double m_binEnd;
    Bin m_bin;
    engine::PercentileSketch m_responses;
    std::vector<Bin> m_bins;
};

/// The figures of one run that are about requests as a whole.
class Metrics
{
public:
    explicit Metrics(const RunOptions &options);

    void offered(double now, bool isMeasured)
    {
        timeline.offered(now);
        counts.offered += isMeasured ? 1 : 0;
    }
    void completed(double now, bool isMeasured, double response, double waiting)
    {
        timeline.completed(now, response);
        if (!isMeasured)
            return;
        ++counts.completed;
        responses.add(response);
        waits.add(waiting);
        responseMeans.add(response);
        waitMeans.add(waiting);
        const auto batch = static_cast<std::size_t>((now - m_warmup) * m_batchesPerSecond);
        ++m_completedInBatch[batch < kThroughputBatches ? batch : kThroughputBatches - 1];
    }

    /// Completed requests per measured second at `now`, with an interval over batches of equal
    /// time.
    engine::MeanInterval throughput(double now) const;

    RequestCounts counts;
    std::int64_t failedPlanned = 0; ///< part of counts.failed: for maintenance alone
    SessionCounts sessions;
    engine::PercentileSketch responses;
    engine::PercentileSketch waits;
    engine::BatchMeans responseMeans;
    engine::BatchMeans waitMeans;
    TimelineRecorder timeline;

private:
    static constexpr std::size_t kThroughputBatches = 20;

    double m_warmup;
    double m_batchesPerSecond;
    std::array<std::uint64_t, kThroughputBatches> m_completedInBatch{};
};

} // namespace loadstar::sim
