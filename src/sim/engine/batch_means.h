// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace loadstar::sim::engine {

/// A mean with the ends of its 95 % confidence interval.
struct MeanInterval
{
    std::optional<double> mean;
    std::optional<double> low;
    std::optional<double> high;

    bool operator==(const MeanInterval &) const = default;
};

/// The mean of `values` with Student's 95 % interval; without an interval below two values.
MeanInterval studentInterval(const std::vector<double> &values);

/// Half the width of Student's 95 % interval over `values`; nothing below two values.
std::optional<double> studentHalfWidth(const std::vector<double> &values);

/// The mean of a correlated series with an interval from non-overlapping batch means. Between 20
/// and 39 full batches are kept; when the 40th fills up, neighbours are joined and the batch size
/// doubles, so memory does not grow. Source: Law, Kelton, "Simulation Modeling and Analysis",
/// section 9.5.3; Schmeiser, Oper. Res. 30 (1982) on their number.
class BatchMeans
{
public:
    void add(double value)
    {
        m_sum += value;
        ++m_count;
        m_batchSum += value;
        if (++m_inBatch == m_batchSize)
            closeBatch();
    }

    std::uint64_t count() const { return m_count; }
    double sum() const { return m_sum; }

    /// Mean of all values; interval from the full batches, nothing while there are fewer than two.
    MeanInterval interval() const;

private:
    static constexpr std::size_t kFewestBatches = 20;

    void closeBatch();

    double m_sum = 0.0;
    std::uint64_t m_count = 0;
    double m_batchSum = 0.0;
    std::uint64_t m_inBatch = 0;
    std::uint64_t m_batchSize = 1;
    std::vector<double> m_batchSums;
};

} // namespace loadstar::sim::engine
