// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/policies/builtin_policies.h"
#include "sim/policies/hash_ring.h"
#include "sim/policies/maglev_table.h"

#include <algorithm>
#include <cmath>

namespace loadstar::sim {

namespace {

/// The hash modulo the number of slots decides, of which each target has as many as its weight asks
/// for. When a target comes or goes most keys move. O(log n). Source: HAProxy manual, "hash-type
/// map-based".
class SlotHash final : public PolicyOf<SlotHash>
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
            std::upper_bound(m_ends.begin(), m_ends.end(), context.hash % m_ends.back());
        return m_usable[static_cast<std::size_t>(found - m_ends.begin())];
    }

private:
    /// Slots of the heaviest target when weights differ.
    static constexpr double kFinest = 256.0;

    std::vector<std::uint32_t> m_usable;
    std::vector<std::uint64_t> m_ends;
};

/// The ring decides. O(log n).
class RingHash final : public PolicyOf<RingHash>
{
public:
    explicit RingHash(const PolicyOptions &options)
        : m_pointsPerWeight(options.ringPoints)
    {}

    void prepare(const TargetTable &table, const std::vector<std::uint32_t> &usable) override
    {
        if (m_weights != table.weight) {
            m_weights = table.weight;
            m_ring.build(table.identity, table.weight, m_pointsPerWeight);
        }
        m_ring.restrictTo(usable);
    }

    std::uint32_t pick(const TargetTable &, const PickContext &context, engine::Random &) override
    {
        return m_ring.targetAt(m_ring.positionOf(context.hash));
    }

private:
    std::uint32_t m_pointsPerWeight;
    std::vector<double> m_weights;
    HashRing m_ring;
};

/// The ring decides among targets with room: with m requests under way, the new one included, none
/// of n targets of equal weight is given more than ceil((1 + bound) m / n), and a full one passes a
/// request on along the ring. With weights, m / n is the target's share by weight. Source:
/// Mirrokni, Thorup, Zadimoghaddam, "Consistent hashing with bounded loads", SODA 2018.
class BoundedRingHash final : public PolicyOf<BoundedRingHash>
{
public:
    explicit BoundedRingHash(const PolicyOptions &options)
        : m_pointsPerWeight(options.ringPoints)
        , m_factor(1.0 + options.loadBound.value_or(0.0))
    {}

    void prepare(const TargetTable &table, const std::vector<std::uint32_t> &usable) override
    {
        if (m_weights != table.weight) {
            m_weights = table.weight;
            m_ring.build(table.identity, table.weight, m_pointsPerWeight);
        }
        m_ring.restrictTo(usable);
        m_held.assign(table.size(), kNotUsable);
        m_total = 0;
        m_weightSum = 0.0;
        for (const std::uint32_t target : usable) {
            m_held[target] = table.outstanding[target];
            m_total += table.outstanding[target];
            m_weightSum += table.weight[target];
        }
    }

    std::uint32_t pick(const TargetTable &table, const PickContext &context,
                       engine::Random &) override
    {
        const double mean = m_factor * static_cast<double>(m_total + 1) / m_weightSum;
        std::size_t position = m_ring.positionOf(context.hash);
        // Somebody has room, since the bounds sum to more than the requests; rounding of products
        // could only matter at the last step.
        for (std::size_t step = 0; step < m_ring.size(); ++step) {
            const std::uint32_t target = m_ring.targetAt(position);
            if (table.outstanding[target] + 1.0 <= std::ceil(mean * table.weight[target]))
                return target;
            position = m_ring.after(position);
        }
        return m_ring.targetAt(position);
    }

    bool watchesOutstanding() const override { return true; }

    void outstandingChanged(const TargetTable &table, std::uint32_t target) override
    {
        std::uint32_t &held = m_held[target];
        if (held == kNotUsable)
            return;
        m_total += table.outstanding[target];
        m_total -= held;
        held = table.outstanding[target];
    }

private:
    static constexpr std::uint32_t kNotUsable = 0xffffffffU;

    std::uint32_t m_pointsPerWeight;
    double m_factor;
    std::vector<double> m_weights;
    HashRing m_ring;
    std::vector<std::uint32_t> m_held; ///< requests on usable targets, as last seen
    std::uint64_t m_total = 0;
    double m_weightSum = 1.0;
};

/// The table of slots decides. O(1), once the table is filled again after a change.
class MaglevHash final : public PolicyOf<MaglevHash>
{
public:
    void prepare(const TargetTable &table, const std::vector<std::uint32_t> &usable) override
    {
        // The full ones of many targets come and go between two requests.
        m_isStale = m_isStale || usable != m_usable || table.weight != m_weights;
        m_usable = usable;
        m_weights = table.weight;
    }

    std::uint32_t pick(const TargetTable &table, const PickContext &context,
                       engine::Random &) override
    {
        if (m_isStale) {
            m_table.build(table.identity, table.weight, m_usable);
            m_isStale = false;
        }
        return m_table.ownerOf(context.hash);
    }

private:
    MaglevTable m_table;
    std::vector<std::uint32_t> m_usable;
    std::vector<double> m_weights;
    bool m_isStale = true;
};

} // namespace

std::unique_ptr<BalancingPolicy> makeConsistentHash(const PolicyOptions &options)
{
    if (options.loadBound)
        return std::make_unique<BoundedRingHash>(options);
    return std::make_unique<RingHash>(options);
}

std::unique_ptr<BalancingPolicy> makeHash(const PolicyOptions &options)
{
    switch (options.mapping) {
    case HashMapping::Slots:
        break;
    case HashMapping::Ring:
        return makeConsistentHash(options);
    case HashMapping::Maglev:
        return std::make_unique<MaglevHash>();
    }
    return std::make_unique<SlotHash>();
}

} // namespace loadstar::sim
