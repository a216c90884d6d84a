// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/story/run_story.h"

#include "model/kind_registry.h"
#include "model/kinds/builtin_kinds.h"

#include <algorithm>

namespace loadstar::sim {

namespace {

/// Events that are the beginning of a trouble, and the one that ends each.
bool beginsTrouble(EventWhat what)
{
    switch (what) {
    case EventWhat::Fail:
    case EventWhat::Fault:
    case EventWhat::Slow:
    case EventWhat::Resize:
    case EventWhat::Maintain:
    case EventWhat::Drain:
    case EventWhat::Disconnect:
    case EventWhat::Surge:
    case EventWhat::Failover:
    case EventWhat::Agent:
    case EventWhat::Respond:
        return true;
    default:
        return false;
    }
}

bool ends(const TraceEvent &end, const TraceEvent &trouble)
{
    switch (end.what) {
    case EventWhat::Recover:
        return trouble.what == EventWhat::Fail || trouble.what == EventWhat::Slow;
    case EventWhat::Healed:
        return trouble.what == EventWhat::Fault && trouble.mode == end.mode;
    case EventWhat::Resized:
        return trouble.what == EventWhat::Resize;
    case EventWhat::Maintained:
        return trouble.what == EventWhat::Maintain;
    case EventWhat::Undrain:
        return trouble.what == EventWhat::Drain;
    case EventWhat::Reconnect:
        return trouble.what == EventWhat::Disconnect;
    case EventWhat::Failback:
        return trouble.what == EventWhat::Failover;
    default:
        return false;
    }
}

} // namespace

const char *failureReasonName(FailureReason reason)
{
    static constexpr std::array<const char *, kFailureReasons> kNames{
        "rejected",      "timed-out", "refused",      "no-target",
        "balancer-down", "node-down", "storage-down", "lost"};
    return kNames[static_cast<std::size_t>(reason)];
}

RunStory::RunStory(const model::Design &design, std::size_t mostRequests)
    : m_mostRequests(mostRequests)
{
    const model::KindRegistry &kinds = model::builtinKinds();
    std::map<model::ElementId, ElementIndex> numbers;
    for (const auto &[id, component] : design.components) {
        numbers.emplace(id, static_cast<ElementIndex>(numbers.size()));
        const model::ComponentRole role = kinds.roleOf(component);
        m_isNode.push_back(role == model::ComponentRole::Node);
        m_isStorage.push_back(role == model::ComponentRole::Storage);
        m_isBalancer.push_back(role == model::ComponentRole::Balancer);
    }
    for (const auto &[id, connection] : design.connections)
        numbers.emplace(id, static_cast<ElementIndex>(numbers.size()));
    m_elements.resize(numbers.size());
    m_isNode.resize(numbers.size());
    m_isStorage.resize(numbers.size());
    m_isBalancer.resize(numbers.size());
    for (const auto &[id, index] : numbers)
        m_elements[static_cast<std::size_t>(index)].id = id.text();
    for (const auto &[id, component] : design.components) {
        Element &own = *element(numbers.at(id));
        for (const model::Component *at = &component; at; at = design.component(at->parent))
            own.scope.push_back(numbers.at(at->id));
    }
    for (const auto &[id, connection] : design.connections) {
        const ElementIndex index = numbers.at(id);
        const ElementIndex from = numbers.at(connection.from);
        const ElementIndex to = numbers.at(connection.to);
        element(index)->scope.push_back(index);
        const model::ConnectionRole role = kinds.roleOf(connection);
        Element &source = *element(from);
        if (role == model::ConnectionRole::Traffic) {
            source.targets.push_back(to);
            source.connectionTo.emplace(to, index);
        } else if (role == model::ConnectionRole::State) {
            const std::vector<ElementIndex> &storage = element(to)->scope;
            source.needs.insert(source.needs.end(), storage.begin(), storage.end());
            source.needs.push_back(index);
        } else if (role == model::ConnectionRole::Replication) {
            // Who takes over along it does so for what is wrong with its source.
            element(index)->needs = source.scope;
        }
    }
}

RunStory::Element *RunStory::element(ElementIndex index)
{
    return index < 0 || static_cast<std::size_t>(index) >= m_elements.size()
               ? nullptr
               : &m_elements[static_cast<std::size_t>(index)];
}

QString RunStory::idOf(ElementIndex index) const
{
    return index < 0 ? QString::fromLatin1(causeName(index))
                     : m_elements[static_cast<std::size_t>(index)].id;
}

EventNumber RunStory::troubleOn(const std::vector<ElementIndex> &elements)
{
    EventNumber latest = kNoEvent;
    for (const ElementIndex index : elements) {
        const Element *one = element(index);
        if (one && !one->troubles.empty())
            latest = std::max(latest, one->troubles.back());
    }
    return latest;
}

EventNumber RunStory::troubleAround(ElementIndex index)
{
    const Element *one = element(index);
    if (!one)
        return kNoEvent;
    const EventNumber own = troubleOn(one->scope);
    return own != kNoEvent ? own : troubleOn(one->needs);
}

EventNumber RunStory::troubleOfTargets(ElementIndex index)
{
    const Element *one = element(index);
    EventNumber latest = kNoEvent;
    if (!one)
        return latest;
    for (const auto &[target, connection] : one->connectionTo)
        latest = std::max({latest, troubleAround(target), troubleOn({connection})});
    return latest;
}

EventNumber RunStory::reliefOf(ElementIndex index)
{
    EventNumber latest = kNoEvent;
    if (const Element *one = element(index)) {
        for (const auto *elements : {&one->scope, &one->needs}) {
            for (const ElementIndex near : *elements)
                latest = std::max(latest, element(near)->relief);
        }
    }
    return latest;
}

EventNumber RunStory::endTrouble(const TraceEvent &event)
{
    Element *one = element(event.target);
    EventNumber ended = kNoEvent;
    if (!one)
        return ended;
    const auto isEnded = [&](EventNumber number) {
        const bool isOver = ends(event, m_events[static_cast<std::size_t>(number)].event);
        if (isOver)
            ended = std::max(ended, number);
        return isOver;
    };
    one->troubles.erase(std::remove_if(one->troubles.begin(), one->troubles.end(), isEnded),
                        one->troubles.end());
    if (ended != kNoEvent)
        one->relief = static_cast<EventNumber>(m_events.size());
    return ended;
}

EventNumber RunStory::causeOf(const TraceEvent &event)
{
    Element *target = element(event.target);
    switch (event.what) {
    case EventWhat::MarkedDown: {
        EventNumber cause = troubleAround(event.target);
        if (const Element *balancer = element(event.by)) {
            const auto link = balancer->connectionTo.find(event.target);
            if (link != balancer->connectionTo.end())
                cause = std::max(cause, troubleOn({link->second}));
        }
        if (target)
            target->markedDown = static_cast<EventNumber>(m_events.size());
        return cause;
    }
    case EventWhat::MarkedUp:
        return std::max(reliefOf(event.target), target ? target->markedDown : kNoEvent);
    case EventWhat::Drained:
    // A failover answers what is wrong with its site.
    case EventWhat::Failover:
        return troubleAround(event.target);
    case EventWhat::Promoted: {
        const EventNumber byElement = std::max(troubleAround(event.by), troubleOfTargets(event.by));
        return byElement != kNoEvent ? byElement : troubleAround(event.target);
    }
    default:
        return event.by >= 0 && event.by != event.target ? troubleAround(event.by) : kNoEvent;
    }
}

void RunStory::event(const TraceEvent &event)
{
    if (m_events.size() >= kMostEvents)
        return;
    const EventNumber ended = endTrouble(event);
    const EventNumber cause = ended != kNoEvent ? ended : causeOf(event);
    if (Element *target = element(event.target); target && beginsTrouble(event.what)) {
        // A second slowing, surge or answer takes the place of the first.
        const bool replaces = event.what == EventWhat::Slow || event.what == EventWhat::Surge ||
                              event.what == EventWhat::Agent || event.what == EventWhat::Respond;
        const auto isSame = [&](EventNumber number) {
            return replaces && m_events[static_cast<std::size_t>(number)].event.what == event.what;
        };
        target->troubles.erase(
            std::remove_if(target->troubles.begin(), target->troubles.end(), isSame),
            target->troubles.end());
        target->troubles.push_back(static_cast<EventNumber>(m_events.size()));
    }
    m_events.push_back({event, cause, 0, 0});
}

bool RunStory::isDown(ElementIndex index)
{
    const Element *one = element(index);
    if (!one)
        return false;
    for (const ElementIndex near : one->scope) {
        for (const EventNumber number : element(near)->troubles) {
            const EventWhat what = m_events[static_cast<std::size_t>(number)].event.what;
            if (what == EventWhat::Fail || what == EventWhat::Resize || what == EventWhat::Maintain)
                return true;
        }
    }
    return false;
}

FailureReason RunStory::reasonOf(const TraceOutcome &outcome)
{
    switch (outcome.fate) {
    case Fate::Rejected:
        return FailureReason::Rejected;
    case Fate::TimedOut:
        return FailureReason::TimedOut;
    case Fate::Refused:
        return FailureReason::Refused;
    default:
        break;
    }
    const auto where = static_cast<std::size_t>(outcome.where);
    if (outcome.where < 0 || where >= m_elements.size())
        return FailureReason::Lost;
    if (m_isStorage[where])
        return FailureReason::StorageDown;
    if (m_isBalancer[where])
        return isDown(outcome.where) ? FailureReason::BalancerDown : FailureReason::NoTarget;
    if (m_isNode[where]) {
        if (isDown(outcome.where))
            return FailureReason::NodeDown;
        return troubleOn(m_elements[where].needs) != kNoEvent ? FailureReason::StorageDown
                                                              : FailureReason::Lost;
    }
    return FailureReason::NoTarget;
}

EventNumber RunStory::causeOf(const TraceOutcome &outcome)
{
    EventNumber cause = troubleAround(outcome.where);
    if (cause == kNoEvent)
        cause = troubleOfTargets(outcome.where);
    // What is late or turned away for no other reason is so for the load.
    if (cause == kNoEvent)
        cause = troubleAround(outcome.users);
    return cause;
}

void RunStory::outcome(const TraceOutcome &outcome)
{
    if (outcome.fate == Fate::Answered)
        return;
    const FailureReason reason = reasonOf(outcome);
    const EventNumber cause = causeOf(outcome);
    ++m_reasons[static_cast<std::size_t>(reason)];
    if (cause != kNoEvent)
        ++m_events[static_cast<std::size_t>(cause)].failedRequests;
    if (m_failed.size() < m_mostRequests)
        m_failed.push_back({outcome, reason, cause});
}

void RunStory::sessionLost(const TraceSessionLoss &loss)
{
    const EventNumber cause = troubleAround(loss.node);
    if (cause != kNoEvent)
        ++m_events[static_cast<std::size_t>(cause)].lostSessions;
}

std::vector<EventNumber> RunStory::chain(EventNumber event) const
{
    std::vector<EventNumber> links;
    for (EventNumber at = event; at != kNoEvent; at = m_events[static_cast<std::size_t>(at)].cause)
        links.push_back(at);
    return links;
}

} // namespace loadstar::sim
