// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace loadstar::sim {

/// A circle of 64-bit hashes on which each target owns points in proportion to its weight; a hash
/// belongs to the first point at or after it. When a target goes, only its own hashes move.
/// Sources: Karger et al., "Consistent hashing and random trees", STOC 1997; libketama for 160
/// points a target; Envoy, RingHashLbConfig, for the largest ring.
class HashRing
{
public:
    /// A ring larger than this gets fewer points per target.
    static constexpr std::uint64_t kMostPoints = 8388608;

    struct Point
    {
        std::uint64_t hash;
        std::uint32_t target;
    };

    /// Places all targets; a weight of 1 gets `pointsPerWeight` points, none gets fewer than one
    /// nor more than 100,000. The points of a target follow from its identity alone.
    void build(const std::vector<std::uint64_t> &identity, const std::vector<double> &weight,
               std::uint32_t pointsPerWeight);
    /// Leaves the points of these targets.
    void restrictTo(const std::vector<std::uint32_t> &targets);

    /// Where the hash falls: a number below size().
    std::size_t positionOf(std::uint64_t hash) const;
    std::uint32_t targetAt(std::size_t position) const { return m_ring[position].target; }
    std::size_t after(std::size_t position) const
    {
        return position + 1 == m_ring.size() ? 0 : position + 1;
    }
    std::size_t size() const { return m_ring.size(); }

    /// The part of all hashes that each of `count` targets owns; the parts of those on the ring sum
    /// to 1.
    std::vector<double> shares(std::size_t count) const;

private:
    std::vector<Point> m_all;
    std::vector<Point> m_ring;
    std::size_t m_targets = 0;
};

} // namespace loadstar::sim
