// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/policies/builtin_policies.h"

#include <algorithm>
#include <cmath>

namespace loadstar::sim {

namespace {

/// The source address decides: its hash modulo the number of slots, of which each target has as
/// many as its weight asks for. When a target comes or goes most addresses move. O(log n). Source:
/// HAProxy manual, "hash-type map-based".
class SourceHash final : public BalancingPolicy
{
public:
    void prepare(const TargetTable &table, const std::vector<std::uint32_t> &usable) override
    {
        m_usable = usable;
        m_ends.clear();
        double heaviest = 0.0;
        for (const std::uint32_t target : usable)
            heaviest = std::max(heaviest, table.weight[target]);
        const double scale = haveEqualWeights(table, usable) ? 1.0 : kFinest;
        std::uint64_t end = 0;
        for (const std::uint32_t target : usable) {
            const double slots = std::max(1.0, std::round(scale * table.weight[target] / heaviest));
            m_ends.push_back(end += static_cast<std::uint64_t>(slots));
        }
    }

    std::uint32_t pick(const TargetTable &, const PickContext &context, engine::Random &) override
    {
        const auto found =
            std::upper_bound(m_ends.begin(), m_ends.end(), context.sourceHash % m_ends.back());
        return m_usable[static_cast<std::size_t>(found - m_ends.begin())];
    }

private:
    /// Slots of the heaviest target when weights differ.
    static constexpr double kFinest = 256.0;

    std::vector<std::uint32_t> m_usable;
    std::vector<std::uint64_t> m_ends;
};

/// Targets own points on a ring, in proportion to their weight; the first point at or after the
/// address's hash decides. When a target goes only its own addresses move. Source: Karger et al.,
/// STOC 1997; 160 points a target as in libketama.
class ConsistentHash final : public BalancingPolicy
{
public:
    void prepare(const TargetTable &table, const std::vector<std::uint32_t> &usable) override
    {
        if (m_weights != table.weight)
            build(table);
        std::vector<bool> isUsable(table.size(), false);
        for (const std::uint32_t target : usable)
            isUsable[target] = true;
        m_ring.clear();
        std::copy_if(m_all.begin(), m_all.end(), std::back_inserter(m_ring),
                     [&](const Point &point) { return isUsable[point.target]; });
    }

    std::uint32_t pick(const TargetTable &, const PickContext &context, engine::Random &) override
    {
        const auto found = std::lower_bound(
            m_ring.begin(), m_ring.end(), context.sourceHash,
            [](const Point &point, std::uint64_t hash) { return point.hash < hash; });
        return found == m_ring.end() ? m_ring.front().target : found->target;
    }

private:
    static constexpr double kPointsPerWeight = 160.0;

    struct Point
    {
        std::uint64_t hash;
        std::uint32_t target;
    };

    void build(const TargetTable &table)
    {
        m_weights = table.weight;
        m_all.clear();
        for (std::uint32_t target = 0; target < table.size(); ++target) {
            const double wanted =
                std::clamp(std::round(kPointsPerWeight * table.weight[target]), 1.0, 1e5);
            for (std::uint64_t i = 0; i < static_cast<std::uint64_t>(wanted); ++i)
                m_all.push_back(
                    {engine::mixBits(table.identity[target] + (i + 1) * 0x9e3779b97f4a7c15ULL),
                     target});
        }
        std::sort(m_all.begin(), m_all.end(), [](const Point &a, const Point &b) {
            return a.hash < b.hash || (a.hash == b.hash && a.target < b.target);
        });
    }

    std::vector<double> m_weights;
    std::vector<Point> m_all;
    std::vector<Point> m_ring;
};

} // namespace

std::unique_ptr<BalancingPolicy> makeSourceHash(const PolicyOptions &)
{
    return std::make_unique<SourceHash>();
}

std::unique_ptr<BalancingPolicy> makeConsistentHash(const PolicyOptions &)
{
    return std::make_unique<ConsistentHash>();
}

} // namespace loadstar::sim
