// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/policies/maglev_table.h"

#include "sim/engine/random_streams.h"

#include <algorithm>

namespace loadstar::sim {

namespace {

constexpr std::uint32_t kEmpty = 0xffffffffU;

/// The turns of one target.
struct Filler
{
    std::uint32_t target;
    std::uint64_t slot;
    std::uint64_t step;
    double weight; ///< 1 for the heaviest
    double taken;  ///< slots so far, in units of the weight
};

} // namespace

void MaglevTable::build(const std::vector<std::uint64_t> &identity,
                        const std::vector<double> &weight,
                        const std::vector<std::uint32_t> &targets, std::uint32_t size)
{
    double heaviest = 0.0;
    for (const std::uint32_t target : targets)
        heaviest = std::max(heaviest, weight[target]);
    std::vector<Filler> fillers;
    for (const std::uint32_t target : targets) {
        const std::uint64_t first = engine::mixBits(identity[target]);
        const std::uint64_t second = engine::mixBits(identity[target] ^ 0x9e3779b97f4a7c15ULL);
        fillers.push_back(
            {target, first % size, second % (size - 1) + 1, weight[target] / heaviest, 0.0});
    }
    m_slots.assign(size, kEmpty);
    std::uint32_t filled = 0;
    for (double round = 1.0; filled < size; ++round) {
        for (Filler &filler : fillers) {
            if (filled == size)
                break;
            // A target of a third of the largest weight takes a slot every third round.
            if (round * filler.weight < filler.taken + 1.0 - 1e-9)
                continue;
            filler.taken += 1.0;
            while (m_slots[filler.slot] != kEmpty)
                filler.slot = (filler.slot + filler.step) % size;
            m_slots[filler.slot] = filler.target;
            ++filled;
        }
    }
}

} // namespace loadstar::sim
