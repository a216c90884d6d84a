// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/world.h"

#include <algorithm>

// The way of one request: over links, into nodes, back, and its end.

namespace loadstar::sim {

void World::sendOver(std::uint32_t index, std::uint32_t link)
{
    Request &request = requests[index];
    request.link = link;
    request.stage = Stage::Travelling;
    const double latency = latencyOf(link);
    if (trace) [[unlikely]]
        traceSegment(index,
                     request.attempts > 0 || request.has(Request::HasUntried) ||
                             (calls.owns(request) && calls.isExtra(index))
                         ? Fate::Retry
                         : Fate::Travelling,
                     latency);
    if (latency > 0.0)
        schedule(now + latency, engine::Priority::Arrival, EventKind::RequestArrives, index,
                 ++request.token);
    else
        arriveAt(index);
}

void World::arriveAt(std::uint32_t index)
{
    const Link &link = links[requests[index].link];
    if (link.isCut)
        refuse(index);
    else if (link.toKind == PartKind::Node)
        nodes.accept(index, link.toIndex);
    else
        balancers.accept(index, link.toIndex);
}

void World::refuse(std::uint32_t index)
{
    Request &request = requests[index];
    request.stage = Stage::Refused;
    const double latency = latencyOf(request.link);
    if (trace) [[unlikely]]
        traceSegment(index, Fate::Refused, latency);
    if (latency > 0.0)
        schedule(now + latency, engine::Priority::Completion, EventKind::RefusalArrives, index,
                 ++request.token);
    else
        refusalArrives(index);
}

void World::refusalArrives(std::uint32_t index)
{
    if (links[requests[index].link].fromKind == PartKind::Users)
        users.refused(index);
    else
        balancers.refused(index);
}

void World::land(std::uint32_t index, std::uint32_t node)
{
    const Request &request = requests[index];
    balancers.remember(request);
    sessions.land(request, node);
}

void World::answer(std::uint32_t index)
{
    passBack(index);
}

void World::passBack(std::uint32_t index)
{
    Request &request = requests[index];
    request.stage = Stage::Answering;
    for (;;) {
        const double latency = latencyOf(request.link);
        if (trace) [[unlikely]]
            traceSegment(index, Fate::Answered, latency);
        const Link &link = links[request.link];
        if (latency > 0.0) {
            schedule(now + latency, engine::Priority::Completion, EventKind::AnswerPasses, index,
                     ++request.token);
            return;
        }
        if (link.fromKind == PartKind::Users)
            break;
        if (!balancers.passAnswer(index))
            return;
    }
    complete(index);
}

void World::complete(std::uint32_t index)
{
    Request &request = requests[index];
    const Link &link = links[request.link];
    if (link.latency > 0.0)
        request.bare += 2.0 * link.latency;
    if (link.fromKind != PartKind::Users) {
        if (balancers.passAnswer(index))
            passBack(index);
        return;
    }
    nodes.countAnswer(request);
    if (calls.owns(request)) [[unlikely]] {
        const std::uint32_t entry = request.entry;
        if (request.passed != kNone)
            balancers.settled(request, true);
        calls.answered(index);
        if (link.isDraining)
            checkDrained(entry);
        return;
    }
    countAnswer(request.has(Request::Measured), request.sentAt, request.bare);
    if (request.passed != kNone)
        balancers.settled(request, true);
    if (trace) [[unlikely]]
        traceOutcome(request, Fate::Answered, plan.links[request.entry].from);
    if (request.session != 0)
        sessions.settled(request);
    users.settled(index);
    const std::uint32_t entry = request.entry;
    requests.give(index);
    if (link.isDraining) [[unlikely]]
        checkDrained(entry);
}

void World::countAnswer(bool isMeasured, double sentAt, double bare)
{
    const double response = now - sentAt;
    double waiting = response - bare;
    // What is left of sums and differences that should cancel.
    if (waiting < 1e-12 * (now + 1.0))
        waiting = 0.0;
    metrics.completed(now, isMeasured, response, waiting);
    if (recoveries.isAwaitingAnswer()) [[unlikely]]
        recoveries.answered(sentAt);
}

void World::countFailure(bool isMeasured, Fate fate, ElementIndex where)
{
    metrics.timeline.failed(now);
    recoveries.requestFailed(fate, where);
    if (!isMeasured)
        return;
    RequestCounts &counts = metrics.counts;
    metrics.failedPlanned += failures.isPlanned(where) ? 1 : 0;
    ++counts.failed;
    counts.rejected += fate == Fate::Rejected ? 1 : 0;
    counts.timedOut += fate == Fate::TimedOut ? 1 : 0;
}

bool World::leavePlace(std::uint32_t index)
{
    Request &request = requests[index];
    if (request.node != kNone)
        nodes.countFailure(request, request.node);
    bool staysBehind = false;
    switch (request.stage) {
    case Stage::Queued:
        nodes.leaveQueue(index);
        break;
    case Stage::IoQueued:
        storages.leaveQueue(index);
        break;
    case Stage::InService:
    case Stage::Shared:
    case Stage::InIo:
        staysBehind = true;
        break;
    default:
        ++request.token;
        break;
    }
    if (staysBehind)
        request.set(Request::Ghost);
    return staysBehind;
}

void World::fail(std::uint32_t index, Fate fate, ElementIndex where)
{
    Request &request = requests[index];
    if (calls.owns(request)) [[unlikely]] {
        calls.failed(index, fate, where);
        return;
    }
    if (trace) [[unlikely]]
        traceOutcome(request, fate, where);
    const bool staysBehind = leavePlace(index);
    countFailure(request.has(Request::Measured), fate, where);
    balancers.releaseAll(index, fate);
    if (request.passed != kNone)
        balancers.settled(request, false);
    if (request.session != 0)
        sessions.settled(request);
    users.settled(index);
    const std::uint32_t entry = request.entry;
    if (!staysBehind)
        requests.give(index);
    if (entry != kNone && links[entry].isDraining) [[unlikely]]
        checkDrained(entry);
}

void World::withdraw(std::uint32_t index, Fate fate)
{
    Request &request = requests[index];
    const bool staysBehind = leavePlace(index);
    balancers.releaseAll(index, fate);
    if (request.passed != kNone)
        balancers.settled(request, fate == Fate::Answered);
    users.forgetUntried(index);
    const std::uint32_t entry = request.entry;
    if (!staysBehind)
        requests.give(index);
    if (entry != kNone && links[entry].isDraining)
        checkDrained(entry);
}

void World::concludeCall(const CallOutcome &outcome)
{
    Request request;
    request.sentAt = outcome.sentAt;
    request.number = outcome.number;
    request.users = outcome.users;
    request.client = outcome.client;
    request.session = outcome.session;
    request.flags = outcome.flags;
    const bool isMeasured = request.has(Request::Measured);
    if (outcome.fate == Fate::Answered)
        countAnswer(isMeasured, outcome.sentAt, outcome.bare);
    else
        countFailure(isMeasured, outcome.fate, outcome.where);
    if (trace) [[unlikely]]
        traceOutcome(request, outcome.fate, outcome.where);
    if (request.session != 0)
        sessions.settled(request);
    users.concluded(outcome.users, outcome.client, now > outcome.sentAt);
}

bool World::hasPassed(const Request &request, ElementIndex balancer) const
{
    if (request.stage == Stage::Free)
        return false;
    const bool isBeforeEntry =
        request.link == request.entry &&
        (request.stage == Stage::Travelling || request.stage == Stage::Refused);
    if (request.entry != kNone && !isBeforeEntry && plan.links[request.entry].to == balancer)
        return !(request.stage == Stage::Answering && request.link == request.entry);
    for (std::uint32_t at = request.chain; at != kNone; at = chains[at].below) {
        if (plan.links[chains[at].link].to == balancer)
            return true;
    }
    return false;
}

ElementIndex World::whereIs(const Request &request) const
{
    if (request.isOnNode())
        return plan.nodes[request.node].part;
    if (request.link == kNone)
        return plan.users[request.users].part;
    const LinkSpec &link = plan.links[request.link];
    const bool isAtStart = request.stage == Stage::RetryWait || request.stage == Stage::Waiting;
    return isAtStart || request.stage == Stage::Answering ? link.from : link.to;
}

void World::log(EventWhat what, ElementIndex target, ElementIndex by, FailureMode mode)
{
    if (what == EventWhat::Fail || what == EventWhat::Fault || what == EventWhat::Disconnect ||
        what == EventWhat::Failover)
        recoveries.begin(mode);
    if (what == EventWhat::Recover)
        recoveries.recovered();
    const TraceEvent event{now, what, target, by, mode};
    hadMaintenance = hadMaintenance || what == EventWhat::Maintain;
    if (events.size() < options.mostEvents)
        events.push_back(event);
    else
        ++eventsLeftOut;
    if (trace)
        trace->event(event);
}

void World::traceCheck(std::uint32_t link, TraceCheck::Phase phase)
{
    if (trace)
        trace->check(
            {now, plan.links[link].from, plan.links[link].to, plan.links[link].connection, phase});
}

void World::traceVisit(std::uint32_t node, const StateLink &link, bool isDone)
{
    if (trace)
        trace->visit({now, plan.nodes[node].part, plan.storages[link.storage].part, link.connection,
                      isDone});
}

void World::traceWorkBegun(std::uint32_t index, double work)
{
    const Request &request = requests[index];
    const NodeSpec &node = plan.nodes[request.node];
    trace->work({now, numberOf(index), node.part, false, node.discipline == Discipline::Ps,
                 now - request.atNode, work / node.speed});
}

void World::traceWorkDone(std::uint32_t index)
{
    const NodeSpec &node = plan.nodes[requests[index].node];
    trace->work({now, numberOf(index), node.part, true, node.discipline == Discipline::Ps});
}

std::uint64_t World::numberOf(std::uint32_t index) const
{
    const Request &request = requests[index];
    return calls.owns(request) ? calls.numberOf(index) : request.number;
}

void World::traceSegment(std::uint32_t index, Fate fate, double latency)
{
    const Request &request = requests[index];
    const LinkSpec &link = plan.links[request.link];
    const bool isOutward = fate == Fate::Travelling || fate == Fate::Retry;
    trace->segment({now, now + latency, numberOf(index), request.client,
                    isOutward ? link.from : link.to, isOutward ? link.to : link.from,
                    link.connection, fate, request.has(Request::HasCookie)});
}

void World::traceOutcome(const Request &request, Fate fate, ElementIndex where)
{
    trace->outcome({now, request.sentAt, request.number, request.client,
                    plan.users[request.users].part, where, fate});
}

} // namespace loadstar::sim
