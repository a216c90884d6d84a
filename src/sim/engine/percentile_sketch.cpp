// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/engine/percentile_sketch.h"

#include <algorithm>
#include <cmath>

namespace loadstar::sim::engine {

double PercentileSketch::middleOf(std::uint32_t key)
{
    const std::uint64_t bits =
        (static_cast<std::uint64_t>(key) << kShift) | (std::uint64_t{1} << (kShift - 1));
    return std::bit_cast<double>(bits);
}

void PercentileSketch::growFor(std::uint32_t key, std::uint64_t count)
{
    constexpr std::uint32_t kMargin = 256;
    if (m_buckets.empty()) {
        m_firstKey = key - std::min(key, kMargin);
        m_buckets.resize(2 * kMargin);
    } else if (key < m_firstKey) {
        const std::uint32_t first = key - std::min(key, kMargin);
        m_buckets.insert(m_buckets.begin(), m_firstKey - first, 0);
        m_firstKey = first;
    } else {
        m_buckets.resize(key - m_firstKey + kMargin);
    }
    m_buckets[key - m_firstKey] += count;
}

void PercentileSketch::spill()
{
    m_isExact = false;
    for (const double value : m_values)
        addToBucket(value, 1);
    m_values = {};
}

void PercentileSketch::merge(const PercentileSketch &other)
{
    m_count += other.m_count;
    m_minimum = std::min(m_minimum, other.m_minimum);
    m_maximum = std::max(m_maximum, other.m_maximum);
    if (m_isExact && other.m_isExact) {
        m_values.insert(m_values.end(), other.m_values.begin(), other.m_values.end());
        if (m_values.size() > kExactCount)
            spill();
        return;
    }
    if (m_isExact)
        spill();
    for (const double value : other.m_values)
        addToBucket(value, 1);
    m_zeros += other.m_zeros;
    for (std::size_t i = 0; i < other.m_buckets.size(); ++i) {
        if (other.m_buckets[i] != 0)
            addToBucket(middleOf(other.m_firstKey + static_cast<std::uint32_t>(i)),
                        other.m_buckets[i]);
    }
}

void PercentileSketch::clear()
{
    m_count = 0;
    m_zeros = 0;
    m_minimum = 1e308;
    m_maximum = -1.0;
    m_isExact = true;
    m_values.clear();
    std::fill(m_buckets.begin(), m_buckets.end(), 0);
}

std::optional<double> PercentileSketch::maximum() const
{
    if (m_count == 0)
        return std::nullopt;
    return m_maximum;
}

std::optional<double> PercentileSketch::percentile(double fraction) const
{
    if (m_count == 0)
        return std::nullopt;
    const double wanted = std::ceil(fraction * static_cast<double>(m_count) - 1e-9);
    const auto rank =
        std::clamp<std::uint64_t>(static_cast<std::uint64_t>(std::max(wanted, 1.0)), 1, m_count);
    if (m_isExact) {
        std::vector<double> values = m_values;
        const auto nth = values.begin() + static_cast<std::ptrdiff_t>(rank - 1);
        std::nth_element(values.begin(), nth, values.end());
        return *nth;
    }
    std::uint64_t passed = m_zeros;
    if (passed >= rank)
        return std::max(m_minimum, 0.0);
    for (std::size_t i = 0; i < m_buckets.size(); ++i) {
        passed += m_buckets[i];
        if (passed >= rank)
            return std::clamp(middleOf(m_firstKey + static_cast<std::uint32_t>(i)), m_minimum,
                              m_maximum);
    }
    return m_maximum;
}

} // namespace loadstar::sim::engine
