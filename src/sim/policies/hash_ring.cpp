// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/policies/hash_ring.h"

#include "sim/engine/random_streams.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace loadstar::sim {

void HashRing::build(const std::vector<std::uint64_t> &identity, const std::vector<double> &weight,
                     std::uint32_t pointsPerWeight)
{
    constexpr double kMostOfOne = 1e5;
    const auto wanted = [&](std::size_t target, double scale) {
        return std::clamp(std::round(scale * weight[target]), 1.0, kMostOfOne);
    };
    double scale = pointsPerWeight;
    double total = 0.0;
    for (std::size_t target = 0; target < identity.size(); ++target)
        total += wanted(target, scale);
    if (total > static_cast<double>(kMostPoints))
        scale *= static_cast<double>(kMostPoints) / total;
    m_targets = identity.size();
    m_all.clear();
    for (std::uint32_t target = 0; target < identity.size(); ++target) {
        const auto points = static_cast<std::uint64_t>(wanted(target, scale));
        for (std::uint64_t i = 0; i < points; ++i)
            m_all.push_back(
                {engine::mixBits(identity[target] + (i + 1) * 0x9e3779b97f4a7c15ULL), target});
    }
    std::sort(m_all.begin(), m_all.end(), [](const Point &a, const Point &b) {
        return a.hash < b.hash || (a.hash == b.hash && a.target < b.target);
    });
    m_ring = m_all;
}

void HashRing::restrictTo(const std::vector<std::uint32_t> &targets)
{
    std::vector<bool> isWanted(m_targets, false);
    for (const std::uint32_t target : targets)
        isWanted[target] = true;
    m_ring.clear();
    std::copy_if(m_all.begin(), m_all.end(), std::back_inserter(m_ring),
                 [&](const Point &point) { return isWanted[point.target]; });
}

std::size_t HashRing::positionOf(std::uint64_t hash) const
{
    const auto found =
        std::lower_bound(m_ring.begin(), m_ring.end(), hash,
                         [](const Point &point, std::uint64_t h) { return point.hash < h; });
    return found == m_ring.end() ? 0 : static_cast<std::size_t>(found - m_ring.begin());
}

std::vector<double> HashRing::shares(std::size_t count) const
{
    std::vector<double> parts(count, 0.0);
    if (m_ring.empty())
        return parts;
    // Differences of hashes wrap around like the circle does.
    std::uint64_t before = m_ring.back().hash;
    for (const Point &point : m_ring) {
        parts[point.target] += static_cast<double>(point.hash - before) * 0x1.0p-64;
        before = point.hash;
    }
    if (m_ring.size() == 1)
        parts[m_ring.front().target] = 1.0;
    return parts;
}

} // namespace loadstar::sim
