// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <new>
#include <vector>

namespace loadstar::sim {

/// Memory for arrays that are read here and there: where the system has large pages, arrays of half
/// a MiB and more are put on them, so that few addresses have to be looked up. Throws as operator
/// new does.
void *takePages(std::size_t bytes, std::size_t alignment);
void givePages(void *memory, std::size_t bytes, std::size_t alignment);

template <typename T>
struct LargePageAllocator
{
    using value_type = T;

    LargePageAllocator() = default;
    template <typename Other>
    LargePageAllocator(const LargePageAllocator<Other> &)
    {}

    T *allocate(std::size_t count)
    {
        if (count > static_cast<std::size_t>(-1) / sizeof(T) / 2)
            throw std::bad_array_new_length();
        return static_cast<T *>(takePages(count * sizeof(T), alignof(T)));
    }
    void deallocate(T *memory, std::size_t count)
    {
        givePages(memory, count * sizeof(T), alignof(T));
    }

    bool operator==(const LargePageAllocator &) const = default;
};

/// A vector on large pages.
template <typename T>
using LargeVector = std::vector<T, LargePageAllocator<T>>;

} // namespace loadstar::sim
