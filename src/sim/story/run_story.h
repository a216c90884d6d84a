// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/design.h"
#include "sim/story/failure_reason.h"
#include "sim/trace.h"

#include <QString>

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace loadstar::sim {

/// Number of an event in a story, from 0.
using EventNumber = int;
constexpr EventNumber kNoEvent = -1;

/// Makes sense of a run while it happens: each event gets a number and the number of the event
/// that led to it, and so does each failed request. An event is led to by the latest trouble that
/// is in force on its element, on what that lies in, on the connection, or on the storages that it
/// needs; the end of a trouble by the trouble itself.
class RunStory : public TraceSink
{
public:
    struct Entry
    {
        TraceEvent event;
        EventNumber cause = kNoEvent;
        /// Requests and sessions that this event cost, those of its consequences not included.
        std::int64_t failedRequests = 0;
        std::int64_t lostSessions = 0;
    };
    struct FailedRequest
    {
        TraceOutcome outcome;
        FailureReason reason = FailureReason::Rejected;
        EventNumber cause = kNoEvent; ///< none: too much load, and nothing else
    };

    /// For a run of `design`. The first `mostRequests` failed requests are kept, the others are
    /// counted; of the events the first kMostEvents.
    RunStory(const model::Design &design, std::size_t mostRequests);

    void event(const TraceEvent &event) override;
    void outcome(const TraceOutcome &outcome) override;
    void sessionLost(const TraceSessionLoss &loss) override;

    const std::vector<Entry> &events() const { return m_events; }
    const std::vector<FailedRequest> &failedRequests() const { return m_failed; }
    std::int64_t count(FailureReason reason) const
    {
        return m_reasons[static_cast<std::size_t>(reason)];
    }
    /// The event and what led to it, up to the one that nothing led to.
    std::vector<EventNumber> chain(EventNumber event) const;
    QString idOf(ElementIndex element) const;

    static constexpr std::size_t kMostEvents = 1000000;

private:
    struct Element
    {
        QString id;
        std::vector<ElementIndex> scope;   ///< itself and what it lies in
        std::vector<ElementIndex> needs;   ///< storages and the connections to them
        std::vector<ElementIndex> targets; ///< ends of its traffic connections
        std::map<ElementIndex, ElementIndex> connectionTo;
        std::vector<EventNumber> troubles; ///< in force, oldest first
        EventNumber relief = kNoEvent;     ///< the latest end of a trouble
        EventNumber markedDown = kNoEvent; ///< the latest, by whatever balancer
    };

    Element *element(ElementIndex index);
    EventNumber troubleOn(const std::vector<ElementIndex> &elements);
    EventNumber troubleAround(ElementIndex index);
    EventNumber troubleOfTargets(ElementIndex index);
    EventNumber reliefOf(ElementIndex index);
    EventNumber endTrouble(const TraceEvent &event);
    EventNumber causeOf(const TraceEvent &event);
    bool isDown(ElementIndex index);
    FailureReason reasonOf(const TraceOutcome &outcome);
    EventNumber causeOf(const TraceOutcome &outcome);

    std::vector<Element> m_elements;
    std::vector<bool> m_isNode;
    std::vector<bool> m_isStorage;
    std::vector<bool> m_isBalancer;
    std::vector<Entry> m_events;
    std::vector<FailedRequest> m_failed;
    std::size_t m_mostRequests;
    std::array<std::int64_t, kFailureReasons> m_reasons{};
};

} // namespace loadstar::sim
