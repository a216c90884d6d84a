// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/engine/random_streams.h"

#include <cstdint>

namespace loadstar::sim {

/// Finds the target with the least load of a series, ties broken uniformly at random with one draw
/// per tie (reservoir sampling), so that a series without ties draws nothing.
template <typename Load>
class LeastOf
{
public:
    explicit LeastOf(engine::Random &random)
        : m_random(random)
    {}

    void offer(std::uint32_t target, Load load)
    {
        if (m_ties == 0 || load < m_least) {
            m_least = load;
            m_best = target;
            m_ties = 1;
        } else if (load == m_least && m_random.below(++m_ties) == 0) {
            m_best = target;
        }
    }

    /// The least so far; 0 when nothing was offered.
    std::uint32_t best() const { return m_best; }

private:
    engine::Random &m_random;
    Load m_least{};
    std::uint32_t m_best = 0;
    std::uint32_t m_ties = 0;
};

} // namespace loadstar::sim
