// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/engine/random_streams.h"

namespace loadstar::sim::engine {

std::uint64_t mixBits(std::uint64_t value)
{
    value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    value = (value ^ (value >> 27U)) * 0x94d049bb133111ebULL;
    return value ^ (value >> 31U);
}

Random::Random(std::uint64_t seed)
{
    for (std::uint64_t &word : m_state) {
        seed += 0x9e3779b97f4a7c15ULL;
        word = mixBits(seed);
    }
}

std::uint64_t stableHash(std::string_view text)
{
    std::uint64_t hash = 0xcbf29ce484222325ULL;
    for (const char letter : text) {
        hash ^= static_cast<unsigned char>(letter);
        hash *= 0x100000001b3ULL;
    }
    return mixBits(hash);
}

Random RandomStreams::stream(std::string_view name) const
{
    const std::uint64_t run =
        mixBits(mixBits(m_seed + 0x9e3779b97f4a7c15ULL) ^ (m_replication + 1));
    return Random(mixBits(run ^ stableHash(name)));
}

} // namespace loadstar::sim::engine
