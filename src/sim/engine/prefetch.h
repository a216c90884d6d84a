// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

namespace loadstar::sim::engine {

/// Asks the processor for the first `bytes` of something that is read or written soon. A hint: it
/// never faults and changes no result.
inline void prefetch(const void *address, std::size_t bytes)
{
#if defined(__GNUC__)
    // A function that does nothing but prefetch counts as one without effect, and gcc leaves its
    // calls out; this statement of nothing, which may not be left out, keeps them.
    asm volatile("" : : "r"(address));
    constexpr std::size_t kLine = 64;
    const char *const first = static_cast<const char *>(address);
    for (std::size_t offset = 0; offset < bytes; offset += kLine)
        __builtin_prefetch(first + offset, 1);
#endif
}

} // namespace loadstar::sim::engine
