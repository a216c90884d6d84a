// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace loadstar::sim {

/// A table of slots that targets fill in turns, each along its own permutation, as often as its
/// weight allows; a hash belongs to the target of its slot. More even than a ring, and when a
/// target goes few hashes of others move. Sources: Eisenbud et al., "Maglev: A fast and reliable
/// software network load balancer", NSDI 2016; Envoy, maglev.proto, for the sizes.
class MaglevTable
{
public:
    /// A prime, so that every step visits all slots.
    static constexpr std::uint32_t kSize = 65537;
    /// The largest table that Envoy takes.
    static constexpr std::uint32_t kLargestSize = 5000011;

    /// Fills the table with `targets`, of which there is at least one. `size` is a prime from 3 to
    /// kLargestSize. About size x ln(size) steps.
    void build(const std::vector<std::uint64_t> &identity, const std::vector<double> &weight,
               const std::vector<std::uint32_t> &targets, std::uint32_t size = kSize);

    std::uint32_t ownerOf(std::uint64_t hash) const { return m_slots[hash % m_slots.size()]; }
    const std::vector<std::uint32_t> &filled() const { return m_slots; }

private:
    std::vector<std::uint32_t> m_slots;
};

} // namespace loadstar::sim
