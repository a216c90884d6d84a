// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace loadstar::sim::engine {

/// Percentiles of non-negative values: exact up to kExactCount values, then from buckets that grow
/// with the value, such that the answer is within 0.4 %. Memory is bounded by the range of the
/// values (about 1 KiB an octave); sketches can be merged. Same idea as Masson, Rim, Lee,
/// "DDSketch", PVLDB 12 (2019), with buckets that are equal within an octave, so that the bucket is
/// the top bits of the number itself.
class PercentileSketch
{
public:
    static constexpr std::size_t kExactCount = 1024;

    void add(double value)
    {
        ++m_count;
        if (value > m_maximum)
            m_maximum = value;
        if (value < m_minimum)
            m_minimum = value;
        if (m_isExact) {
            m_values.push_back(value);
            if (m_values.size() > kExactCount)
                spill();
            return;
        }
        addToBucket(value, 1);
    }

    void merge(const PercentileSketch &other);
    void clear();

    std::uint64_t count() const { return m_count; }
    /// The largest value, exactly; nothing when there is none.
    std::optional<double> maximum() const;
    /// The value of rank ceil(fraction * count), 0 < fraction <= 1; nothing when there is none.
    std::optional<double> percentile(double fraction) const;

private:
    static constexpr unsigned kShift = 45; ///< keeps 7 bits of the mantissa: 128 buckets an octave

    static std::uint32_t keyOf(double value)
    {
        return static_cast<std::uint32_t>(std::bit_cast<std::uint64_t>(value) >> kShift);
    }
    static double middleOf(std::uint32_t key);

    void addToBucket(double value, std::uint64_t count)
    {
        if (value <= 0.0) {
            m_zeros += count;
            return;
        }
        // Below the first bucket the difference wraps and is found too large as well.
        const std::uint32_t offset = keyOf(value) - m_firstKey;
        if (offset < m_buckets.size()) [[likely]]
            m_buckets[offset] += count;
        else
            growFor(keyOf(value), count);
    }

    void growFor(std::uint32_t key, std::uint64_t count);
    void spill();

    std::uint64_t m_count = 0;
    double m_minimum = 1e308;
    double m_maximum = -1.0;
    std::uint64_t m_zeros = 0;
    std::uint32_t m_firstKey = 0;
    bool m_isExact = true;
    std::vector<std::uint64_t> m_buckets;
    std::vector<double> m_values;
};

} // namespace loadstar::sim::engine
