// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/engine/batch_means.h"

#include <boost/math/distributions/students_t.hpp>
#include <cmath>

namespace loadstar::sim::engine {

namespace {

double meanOf(const std::vector<double> &values)
{
    double sum = 0.0;
    for (const double value : values)
        sum += value;
    return sum / static_cast<double>(values.size());
}

} // namespace

std::optional<double> studentHalfWidth(const std::vector<double> &values)
{
    if (values.size() < 2)
        return std::nullopt;
    const auto count = static_cast<double>(values.size());
    const double mean = meanOf(values);
    double squares = 0.0;
    for (const double value : values)
        squares += (value - mean) * (value - mean);
    const boost::math::students_t_distribution<double> student(count - 1.0);
    return boost::math::quantile(student, 0.975) * std::sqrt(squares / (count - 1.0) / count);
}

MeanInterval studentInterval(const std::vector<double> &values)
{
    MeanInterval interval;
    if (values.empty())
        return interval;
    interval.mean = meanOf(values);
    if (const std::optional<double> half = studentHalfWidth(values)) {
        interval.low = *interval.mean - *half;
        interval.high = *interval.mean + *half;
    }
    return interval;
}

void BatchMeans::closeBatch()
{
    m_batchSums.push_back(m_batchSum);
    m_batchSum = 0.0;
    m_inBatch = 0;
    if (m_batchSums.size() < 2 * kFewestBatches)
        return;
    for (std::size_t i = 0; i < kFewestBatches; ++i)
        m_batchSums[i] = m_batchSums[2 * i] + m_batchSums[2 * i + 1];
    m_batchSums.resize(kFewestBatches);
    m_batchSize *= 2;
}

MeanInterval BatchMeans::interval() const
{
    MeanInterval result;
    if (m_count == 0)
        return result;
    result.mean = m_sum / static_cast<double>(m_count);
    std::vector<double> means = m_batchSums;
    for (double &mean : means)
        mean /= static_cast<double>(m_batchSize);
    if (const std::optional<double> half = studentHalfWidth(means)) {
        result.low = *result.mean - *half;
        result.high = *result.mean + *half;
    }
    return result;
}

} // namespace loadstar::sim::engine
