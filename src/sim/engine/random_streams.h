// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string_view>

namespace loadstar::sim::engine {

/// xoshiro256++ 1.0, a generator with 256 bits of state.
/// Source: Blackman, Vigna, "Scrambled linear pseudorandom number generators", ACM TOMS 47 (2021);
/// prng.di.unimi.it.
class Random
{
public:
    /// Fills the state from `seed` with splitmix64, as the authors advise.
    explicit Random(std::uint64_t seed = 0);

    std::uint64_t next()
    {
        const std::uint64_t result = rotate(m_state[0] + m_state[3], 23) + m_state[0];
        const std::uint64_t shifted = m_state[1] << 17U;
        m_state[2] ^= m_state[0];
        m_state[3] ^= m_state[1];
        m_state[1] ^= m_state[2];
        m_state[0] ^= m_state[3];
        m_state[2] ^= shifted;
        m_state[3] = rotate(m_state[3], 45);
        return result;
    }

    /// Uniform on [0, 1), a multiple of 2^-53.
    double uniform() { return static_cast<double>(next() >> 11U) * 0x1.0p-53; }

    /// Uniform on (0, 1), never an end.
    double openUniform() { return (static_cast<double>(next() >> 12U) + 0.5) * 0x1.0p-52; }

    /// Uniform on 0..count-1, without bias; count must be above 0.
    /// Source: Lemire, "Fast random integer generation in an interval", ACM TOMACS 29 (2019).
    std::uint32_t below(std::uint32_t count)
    {
        std::uint64_t product = (next() >> 32U) * count;
        auto low = static_cast<std::uint32_t>(product);
        if (low < count) {
            const std::uint32_t threshold = (0U - count) % count;
            while (low < threshold) {
                product = (next() >> 32U) * count;
                low = static_cast<std::uint32_t>(product);
            }
        }
        return static_cast<std::uint32_t>(product >> 32U);
    }

private:
    static std::uint64_t rotate(std::uint64_t x, unsigned k) { return (x << k) | (x >> (64U - k)); }

    std::uint64_t m_state[4] = {};
};

/// A 64-bit hash that is the same on every platform (FNV-1a, then the splitmix64 finaliser).
std::uint64_t stableHash(std::string_view text);

/// The splitmix64 finaliser: a bijection that spreads every input bit over the output.
std::uint64_t mixBits(std::uint64_t value);

/// Gives each consumer of random numbers a stream of its own, so that adding one does not shift
/// another's draws.
class RandomStreams
{
public:
    RandomStreams(std::uint64_t seed, std::uint64_t replication)
        : m_seed(seed)
        , m_replication(replication)
    {}

    /// The stream of that name, for example "work/users"; the same name gives the same numbers.
    Random stream(std::string_view name) const;

private:
    std::uint64_t m_seed;
    std::uint64_t m_replication;
};

} // namespace loadstar::sim::engine
