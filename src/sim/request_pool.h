// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/engine/prefetch.h"
#include "sim/large_pages.h"
#include "sim/plan.h"

#include <cstdint>
#include <vector>

namespace loadstar::sim {

/// Where a request is.
enum class Stage : std::uint8_t {
    Free,
    Travelling,   ///< on a connection, on its way out
    Refused,      ///< its refusal is on the way back
    RetryWait,    ///< at a balancer, until the next attempt
    Waiting,      ///< at a balancer, until a target may take one more
    Parked,       ///< at a balancer that hangs
    Queued,       ///< at a node, waiting for a core
    InService,    ///< on a core of a fifo node
    Shared,       ///< on a ps node
    IoQueued,     ///< at a storage, waiting
    InIo,         ///< served by a storage
    Answering,    ///< its answer is on the way back
    AnswerParked, ///< its answer is at a balancer that hangs
};

/// Further attempts that a balancer can count.
constexpr std::uint32_t kMostAttempts = 0xffffU;

/// One request under way: two lines of the cache, aligned, so that it never touches a third.
struct alignas(64) Request
{
    enum Flag : std::uint8_t {
        Measured = 1,    ///< arrived after the warm-up
        Ghost = 2,       ///< its client has its outcome; what is left is served for nothing
        HoldsTarget = 4, ///< counted as outstanding at its last link
        FirstOfSession = 8,
        LastOfSession = 16,
        HasCookie = 32,  ///< was routed by stickiness
        HasUntried = 64, ///< has an entry in the list of connections not yet tried
        Writes = 128,    ///< its visit to a storage writes, where that matters
    };

    double sentAt = 0.0;
    /// Core-seconds needed; once served, when the service ends (while frozen: the seconds it still
    /// needs); once answered, when its node was done with it.
    double due = 0.0;
    /// Seconds of service, i/o and latency of this attempt.
    double bare = 0.0;
    double atBalancer = 0.0; ///< when it came to its last balancer
    double atNode = 0.0;
    double atStorage = 0.0;
    std::uint64_t number = 0; ///< from 1, in the order of sending
    std::uint32_t client = 0;
    std::uint32_t session = 0;
    std::uint32_t token = 0;      ///< of its pending event; others are stale
    std::uint32_t entry = kNone;  ///< link from the users component
    std::uint32_t link = kNone;   ///< last link
    std::uint32_t chain = kNone;  ///< top of the links between entry and link
    std::uint32_t passed = kNone; ///< top of the links that its answer has come back over
    std::uint32_t node = kNone;
    std::uint32_t next = kNone;
    std::uint32_t previous = kNone;
    std::uint32_t users = 0;
    std::uint16_t attempts = 0;    ///< further attempts at its last balancer, up to kMostAttempts
    std::uint8_t priority = 0;     ///< class at nodes of discipline priority; a higher one is first
    std::uint32_t storage = kNone; ///< the one that serves its visit
    std::uint16_t storageStep = 0;
    Stage stage = Stage::Free;
    std::uint8_t flags = 0;

    bool has(Flag flag) const { return (flags & flag) != 0; }
    void set(Flag flag) { flags = static_cast<std::uint8_t>(flags | flag); }
    void unset(Flag flag) { flags = static_cast<std::uint8_t>(flags & ~flag); }
    /// Whether it is on a node: in its queue, on a core or at one of its storages.
    bool isOnNode() const { return stage >= Stage::Queued && stage <= Stage::InIo; }
};

static_assert(sizeof(Request) == 128, "a third line for every request would be slow");

/// All requests under way, in one array with a free list. References are valid until the next
/// take().
class RequestPool
{
public:
    std::uint32_t take()
    {
        ++m_taken;
        if (m_free == kNone) {
            m_requests.emplace_back().number = m_taken;
            return static_cast<std::uint32_t>(m_requests.size() - 1);
        }
        const std::uint32_t index = m_free;
        Request &request = m_requests[index];
        m_free = request.next;
        const std::uint32_t token = request.token + 1;
        request = Request{};
        request.token = token;
        request.number = m_taken;
        return index;
    }

    /// The next running number, for something that is no request itself.
    std::uint64_t takeNumber() { return ++m_taken; }

    void give(std::uint32_t index)
    {
        Request &request = m_requests[index];
        request.stage = Stage::Free;
        ++request.token;
        request.next = m_free;
        m_free = index;
    }

    Request &operator[](std::uint32_t index) { return m_requests[index]; }
    const Request &operator[](std::uint32_t index) const { return m_requests[index]; }
    /// Of the array: the most requests that were ever under way at the same time.
    std::uint32_t size() const { return static_cast<std::uint32_t>(m_requests.size()); }

    /// Asks the processor for a request that is needed soon; kNone is allowed.
    void fetch(std::uint32_t index) const
    {
        if (index < m_requests.size())
            engine::prefetch(&m_requests[index], sizeof(Request));
    }

    /// Calls `visit(index)` for every request under way for which `isWanted(request)` holds at the
    /// time of the call.
    template <typename Wanted, typename Visit>
    void forEach(Wanted isWanted, Visit visit)
    {
        for (std::uint32_t index = 0; index < size(); ++index) {
            if (m_requests[index].stage != Stage::Free && isWanted(m_requests[index]))
                visit(index);
        }
    }

private:
    LargeVector<Request> m_requests;
    std::uint32_t m_free = kNone;
    std::uint64_t m_taken = 0;
};

/// Stacks of links, one per request that passes more than one balancer, in one array.
class LinkChains
{
public:
    struct Entry
    {
        std::uint32_t link = kNone;
        std::uint32_t below = kNone;
        double atBalancer = 0.0;
    };

    std::uint32_t push(std::uint32_t top, std::uint32_t link, double atBalancer)
    {
        std::uint32_t index = m_free;
        if (index == kNone) {
            index = static_cast<std::uint32_t>(m_entries.size());
            m_entries.emplace_back();
        } else {
            m_free = m_entries[index].below;
        }
        m_entries[index] = {link, top, atBalancer};
        return index;
    }

    /// Removes the top entry and returns it; its `below` is the new top.
    Entry pop(std::uint32_t top)
    {
        const Entry entry = m_entries[top];
        m_entries[top].below = m_free;
        m_free = top;
        return entry;
    }

    const Entry &operator[](std::uint32_t index) const { return m_entries[index]; }

private:
    std::vector<Entry> m_entries;
    std::uint32_t m_free = kNone;
};

} // namespace loadstar::sim
