// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/large_pages.h"

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace loadstar::sim {

namespace {

constexpr std::size_t kPage = std::size_t{2} << 20U;
constexpr std::size_t kLeast = kPage / 4;

std::size_t wholePages(std::size_t bytes)
{
    return (bytes + kPage - 1) / kPage * kPage;
}

} // namespace

void *takePages(std::size_t bytes, std::size_t alignment)
{
    if (bytes < kLeast)
        return ::operator new(bytes, std::align_val_t(alignment));
    void *const memory = ::operator new(wholePages(bytes), std::align_val_t(kPage));
#if defined(__linux__)
    // A wish: without large pages the memory is as good, only slower.
    static_cast<void>(madvise(memory, wholePages(bytes), MADV_HUGEPAGE));
#endif
    return memory;
}

void givePages(void *memory, std::size_t bytes, std::size_t alignment)
{
    if (bytes < kLeast)
        ::operator delete(memory, std::align_val_t(alignment));
    else
        ::operator delete(memory, std::align_val_t(kPage));
}

} // namespace loadstar::sim
