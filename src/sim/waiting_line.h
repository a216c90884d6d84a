// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/request_pool.h"

#include <cstdint>

namespace loadstar::sim {

/// Requests that wait for one thing, linked through the requests themselves: no memory of its own,
/// and anybody may leave from anywhere. A request stands in at most one line.
struct WaitingLine
{
    std::uint32_t head = kNone;
    std::uint32_t tail = kNone;
    std::uint32_t count = 0;

    void pushBack(RequestPool &requests, std::uint32_t index)
    {
        insertAfter(requests, tail, index);
    }

    /// `place` stands in the line, or is kNone for its front.
    void insertAfter(RequestPool &requests, std::uint32_t place, std::uint32_t index)
    {
        Request &request = requests[index];
        request.previous = place;
        // Whoever stands last is not asked: the last one may not have been looked at for long.
        if (place == tail)
            request.next = kNone;
        else
            request.next = place == kNone ? head : requests[place].next;
        if (place == kNone)
            head = index;
        else
            requests[place].next = index;
        if (request.next == kNone)
            tail = index;
        else
            requests[request.next].previous = index;
        ++count;
    }

    /// Taking the first one touches no other request: what lies in its successor's `previous` is
    /// stale from then on, which nobody asks for.
    void remove(RequestPool &requests, std::uint32_t index)
    {
        const std::uint32_t next = requests[index].next;
        const std::uint32_t previous = previousOf(requests, index);
        if (previous == kNone)
            head = next;
        else
            requests[previous].next = next;
        if (next == kNone)
            tail = previous;
        else if (previous != kNone)
            requests[next].previous = previous;
        --count;
    }

    /// The one before `index`, which stands in the line; kNone for the first.
    std::uint32_t previousOf(const RequestPool &requests, std::uint32_t index) const
    {
        return index == head ? kNone : requests[index].previous;
    }
};

} // namespace loadstar::sim
