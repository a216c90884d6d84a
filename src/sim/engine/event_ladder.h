// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/engine/event_queue.h"
#include "sim/engine/prefetch.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace loadstar::sim::engine {

/// Events in exactly the order of EventQueue, at a cost that does not grow with their number. The
/// next few lie in a heap, those of the near future unsorted in buckets of equal time, and the rest
/// unsorted behind them. When the heap runs empty the next bucket is poured into it; when the
/// buckets run out, new ones are made for what lies behind, as wide as the events' times ask for.
/// Below some hundred events all lie in the heap. push, pop: O(1) amortised, and never worse than
/// the heap. Idea: Tang, Goh, Thng, "Ladder queue", ACM TOMACS 15 (2005).
///
/// Since the next buckets are known ahead, what their events need can be fetched into the cache:
/// top() calls `look(event, distance)` of the events that it can see coming: with distance
/// kFarthest, some buckets later one less, down to 1.
class EventLadder
{
public:
    static constexpr std::size_t kFarthest = 3;

    bool isEmpty() const { return m_near.isEmpty() && m_inBuckets == 0 && m_far.empty(); }
    std::size_t size() const { return m_near.size() + m_inBuckets + m_far.size(); }

    /// The first event; the queue must not be empty.
    template <typename Look>
    const Event &top(Look look)
    {
        if (m_near.isEmpty()) [[unlikely]]
            pour(look);
        return m_near.top();
    }
    const Event &top()
    {
        return top([](const Event &, std::size_t) {});
    }

    /// Removes the event that top() gave last; the queue must not be empty.
    void pop() { m_near.pop(); }

    /// Made part of its caller, so that the event stays in registers; see put().
    [[gnu::always_inline]] void push(const Event &event)
    {
        const double place = (event.time - m_start) * m_bucketsPerSecond;
        if (place >= m_poured) {
            pushLater(event, place);
            return;
        }
        m_near.push(event);
        if (m_near.size() > m_mostNear) [[unlikely]]
            rebuild();
    }

private:
    static constexpr std::uint32_t kEnd = 0xffffffffU;
    /// From this many events on there are buckets.
    static constexpr std::size_t kMostInHeap = 256;
    /// Buckets from one distance of look to the next. Some are empty and passed in one go.
    static constexpr std::size_t kStep = 2;

    /// An event in a bucket: each bucket is a list.
    struct Entry
    {
        Event event;
        std::uint32_t next = kEnd;
    };

    [[gnu::always_inline]] void pushLater(const Event &event, double place)
    {
        if (place >= static_cast<double>(m_heads.size())) {
            put(m_far.emplace_back(), event);
            return;
        }
        pushIntoBucket(event, static_cast<std::size_t>(place));
        if (m_inBuckets > m_mostInBuckets) [[unlikely]]
            rebuild();
    }

    [[gnu::always_inline]] void pushIntoBucket(const Event &event, std::size_t bucket)
    {
        std::uint32_t entry = m_free;
        if (entry == kEnd) {
            entry = static_cast<std::uint32_t>(m_entries.size());
            m_entries.emplace_back();
        } else {
            m_free = m_entries[entry].next;
        }
        put(m_entries[entry].event, event);
        m_entries[entry].next = m_heads[bucket];
        m_heads[bucket] = entry;
        ++m_inBuckets;
    }

    template <typename Look>
    void pour(Look look)
    {
        if (m_inBuckets == 0) {
            spreadFar();
            if (!m_near.isEmpty())
                return;
        }
        const std::size_t before = m_next;
        while (m_heads[m_next] == kEnd)
            ++m_next;
        std::uint32_t last = kEnd;
        for (std::uint32_t entry = m_heads[m_next]; entry != kEnd; entry = m_entries[entry].next) {
            m_near.push(m_entries[entry].event);
            last = entry;
            --m_inBuckets;
        }
        m_entries[last].next = m_free;
        m_free = m_heads[m_next];
        m_heads[m_next] = kEnd;
        m_poured = static_cast<double>(++m_next);
        if (m_mostNear < 2 * m_near.size())
            m_mostNear = 2 * m_near.size();
        lookAhead(before, look);
    }

    /// Shows the buckets that have come into view since `before` was the next one.
    template <typename Look>
    void lookAhead(std::size_t before, Look look) const
    {
        const auto newAt = [&](std::size_t distance, auto visit) {
            const std::size_t ahead = distance * kStep;
            std::size_t bucket = before + ahead > m_next ? before + ahead : m_next;
            for (; bucket < m_next + ahead && bucket < m_heads.size(); ++bucket)
                visit(m_heads[bucket]);
        };
        const auto fetch = [&](std::uint32_t entry) {
            if (entry != kEnd)
                prefetch(&m_entries[entry], sizeof(Entry));
        };
        newAt(kFarthest + 2, fetch);
        newAt(kFarthest + 1, [&](std::uint32_t entry) {
            if (entry != kEnd)
                fetch(m_entries[entry].next);
        });
        for (std::size_t distance = kFarthest; distance >= 1; --distance) {
            newAt(distance, [&](std::uint32_t entry) {
                for (; entry != kEnd; entry = m_entries[entry].next)
                    look(m_entries[entry].event, distance);
            });
        }
    }

    void spreadFar();
    void rebuild();
    void spread(std::vector<Event> &events);
    void useHeapOnly(std::vector<Event> &events);

    EventQueue m_near;
    /// The bucket of time t is (t - m_start) * m_bucketsPerSecond, rounded down: a function that
    /// never falls, also in floating point. What lies before m_poured belongs into the heap.
    /// Without buckets that is everything.
    double m_start = 0.0;
    double m_bucketsPerSecond = 0.0;
    double m_poured = 1.0;
    std::size_t m_mostNear = kMostInHeap;
    std::size_t m_next = 0; ///< the first bucket that is not poured
    std::size_t m_inBuckets = 0;
    std::size_t m_mostInBuckets = 0;
    std::vector<std::uint32_t> m_heads; ///< by bucket
    std::vector<Entry> m_entries;
    std::uint32_t m_free = kEnd;
    std::vector<Event> m_far;
    std::vector<Event> m_moving; ///< kept for its memory
    std::vector<double> m_times; ///< kept for its memory
};

} // namespace loadstar::sim::engine
