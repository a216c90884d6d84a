// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace loadstar::sim::engine {

/// What comes first when several events fall on one instant.
enum class Priority : std::uint8_t {
    Scenario = 0,   ///< scenario actions, failures, repairs
    Check = 1,      ///< health checks and their time-outs
    Completion = 2, ///< ends of service and request time-outs
    Arrival = 3,    ///< requests that reach a component
};

/// One thing that is to happen. 24 bytes; `subject` and `token` mean what the kind says.
struct Event
{
    double time = 0.0;
    /// Priority (4 bits), sequence number (52 bits) and kind (8 bits), so that one comparison
    /// settles a tie.
    std::uint64_t order = 0;
    std::uint32_t subject = 0;
    std::uint32_t token = 0;

    std::uint8_t kind() const { return static_cast<std::uint8_t>(order & 0xffU); }

    /// The total order of events: time, then priority, then insertion.
    bool isBefore(const Event &other) const
    {
        return time < other.time || (time == other.time && order < other.order);
    }
};

/// Copies word by word, so that an event just made stays in registers: written to memory in words
/// and read in larger pieces, it would stall the processor.
inline void put(Event &to, const Event &event)
{
    to.time = event.time;
    to.order = event.order;
    to.subject = event.subject;
    to.token = event.token;
}

/// Hands out the sequence numbers that settle ties. Shared by all queues and lanes of one run.
class EventSequence
{
public:
    Event event(double time, Priority priority, std::uint8_t kind, std::uint32_t subject,
                std::uint32_t token)
    {
        const std::uint64_t order =
            (static_cast<std::uint64_t>(priority) << 60U) | (m_next++ << 8U) | kind;
        return Event{time, order, subject, token};
    }

private:
    std::uint64_t m_next = 0;
};

/// A 4-ary heap of events. pop() leaves a hole at the root that a following push() fills, which is
/// the usual course of a server that ends one service and starts the next. push, pop: O(log n);
/// top: O(1) amortised.
class EventQueue
{
public:
    bool isEmpty() const { return size() == 0; }
    std::size_t size() const { return m_events.size() - (m_hasHole ? 1U : 0U); }

    /// The first event; the queue must not be empty.
    const Event &top()
    {
        if (m_hasHole)
            closeHole();
        return m_events.front();
    }

    /// Removes the event that top() gave last; the queue must not be empty.
    void pop()
    {
        if (m_hasHole)
            closeHole();
        m_hasHole = true;
    }

    [[gnu::always_inline]] void push(const Event &event)
    {
        if (m_hasHole) {
            m_hasHole = false;
            siftDown(event);
            return;
        }
        m_events.emplace_back();
        siftUp(m_events.size() - 1, event);
    }

    void reserve(std::size_t count) { m_events.reserve(count); }

    /// Moves all events to the end of `events`, in no order.
    void takeAll(std::vector<Event> &events)
    {
        events.insert(events.end(), m_events.begin() + (m_hasHole ? 1 : 0), m_events.end());
        m_events.clear();
        m_hasHole = false;
    }

private:
    void closeHole();
    [[gnu::always_inline]] void siftDown(const Event &event);

    [[gnu::always_inline]] void siftUp(std::size_t index, const Event &event)
    {
        while (index > 0) {
            const std::size_t parent = (index - 1) / 4;
            if (!event.isBefore(m_events[parent]))
                break;
            m_events[index] = m_events[parent];
            index = parent;
        }
        put(m_events[index], event);
    }

    std::vector<Event> m_events;
    bool m_hasHole = false;
};

inline void EventQueue::siftDown(const Event &event)
{
    const std::size_t count = m_events.size();
    Event *const events = m_events.data();
    std::size_t index = 0;
    for (;;) {
        const std::size_t first = 4 * index + 1;
        if (first >= count)
            break;
        std::size_t least = first;
        const std::size_t end = first + 4 < count ? first + 4 : count;
        for (std::size_t child = first + 1; child < end; ++child) {
            if (events[child].isBefore(events[least]))
                least = child;
        }
        if (!events[least].isBefore(event))
            break;
        events[index] = events[least];
        index = least;
    }
    put(events[index], event);
}

inline void EventQueue::closeHole()
{
    m_hasHole = false;
    const Event last = m_events.back();
    m_events.pop_back();
    if (!m_events.empty())
        siftDown(last);
}

} // namespace loadstar::sim::engine
