// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/engine/event_ladder.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace loadstar::sim::engine {

namespace {

/// Lets go of memory of which a peak in the past left far too much.
template <typename Vector>
void trim(Vector &values)
{
    constexpr std::size_t kAlwaysKept = 4096;
    if (values.capacity() > kAlwaysKept && values.capacity() / 8 > values.size())
        values.shrink_to_fit();
}

} // namespace

void EventLadder::spreadFar()
{
    m_moving.swap(m_far);
    m_far.clear();
    spread(m_moving);
}

void EventLadder::rebuild()
{
    m_moving.clear();
    m_moving.reserve(size());
    m_near.takeAll(m_moving);
    for (std::uint32_t &head : m_heads) {
        for (; head != kEnd; head = m_entries[head].next)
            m_moving.push_back(m_entries[head].event);
    }
    m_moving.insert(m_moving.end(), m_far.begin(), m_far.end());
    m_far.clear();
    spread(m_moving);
}

void EventLadder::spread(std::vector<Event> &events)
{
    m_inBuckets = 0;
    m_free = kEnd;
    m_entries.clear();
    m_next = 0;
    if (events.size() <= kMostInHeap / 2) {
        useHeapOnly(events);
        return;
    }
    // The earlier three quarters give the width: a few events far off must not.
    m_times.clear();
    for (const Event &event : events)
        m_times.push_back(event.time);
    const std::size_t rank = m_times.size() - m_times.size() / 4;
    const auto nth = m_times.begin() + static_cast<std::ptrdiff_t>(rank - 1);
    std::nth_element(m_times.begin(), nth, m_times.end());
    const double first = *std::min_element(m_times.begin(), nth + 1);
    const double span = *nth - first;
    constexpr double kInBucket = 2.0; // events, on average
    const double perSecond = static_cast<double>(rank) / span / kInBucket;
    if (!(span > 0.0) || !std::isfinite(span) || !std::isfinite(perSecond)) {
        useHeapOnly(events);
        return;
    }
    m_start = first;
    m_bucketsPerSecond = perSecond;
    m_poured = 0.0;
    m_mostNear = std::max(kMostInHeap, events.size() / 4);
    m_mostInBuckets = 4 * events.size();
    // As far again as the earlier three quarters reach.
    m_heads.assign(static_cast<std::size_t>(2.0 * static_cast<double>(rank) / kInBucket) + 1, kEnd);
    for (const Event &event : events)
        pushLater(event, (event.time - m_start) * m_bucketsPerSecond);
    events.clear();
    trim(events);
    trim(m_heads);
    trim(m_entries);
    trim(m_times);
}

void EventLadder::useHeapOnly(std::vector<Event> &events)
{
    m_heads.clear();
    m_bucketsPerSecond = 0.0;
    m_start = 0.0;
    m_poured = 1.0;
    m_mostNear = std::max(kMostInHeap, 2 * events.size());
    for (const Event &event : events)
        m_near.push(event);
    events.clear();
}

} // namespace loadstar::sim::engine
