// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/behaviours/nodes.h"

#include "sim/world.h"

#include <algorithm>
#include <map>

namespace loadstar::sim {

Nodes::Nodes(World &world)
    : m_world(world)
    , m_ties(world.streams.stream("primaries"))
    , m_errors(world.streams.stream("errors"))
{
    std::map<QString, std::uint32_t> groups;
    for (const NodeSpec &spec : world.plan.nodes) {
        const auto group =
            groups.emplace(spec.group, static_cast<std::uint32_t>(groups.size())).first->second;
        m_groups.resize(groups.size());
        m_groups[group].push_back(static_cast<std::uint32_t>(m_nodes.size()));
        m_groupOf.push_back(group);
        Node node;
        node.rate = spec.speed;
        node.cores = spec.cores;
        node.queueLimit = spec.queueLimit.value_or(kNone);
        node.discipline = spec.discipline;
        node.isShared = spec.discipline == Discipline::Ps;
        node.hasStorages = !spec.storages.empty() || spec.holdsState;
        node.routes = spec.isPrimary && !spec.group.isEmpty();
        node.memory = spec.memory;
        m_nodes.push_back(std::move(node));
    }
}

void Nodes::settle(Node &node) const
{
    const double span = m_world->now - node.areaAt;
    node.areaAt = m_world->now;
    node.busyArea += span * node.busyCores();
    node.waitArea += span * node.line.count;
}

Nodes::Figures Nodes::figures(std::uint32_t index) const
{
    const Node &node = m_nodes[index];
    const double span = m_world->now - node.areaAt;
    Figures figures;
    figures.busyArea = node.busyArea + span * node.busyCores();
    figures.waitArea = node.waitArea + span * node.line.count;
    figures.coreArea = node.coreArea + (m_world->now - node.coresAt) * node.cores;
    figures.completed = node.completed;
    figures.failed = node.failed;
    figures.responseSum = node.responseSum;
    return figures;
}

double Nodes::busySince0(std::uint32_t index) const
{
    return m_nodes[index].busyBefore + figures(index).busyArea;
}

void Nodes::forgetFigures()
{
    for (Node &node : m_nodes) {
        settle(node);
        node.busyBefore += node.busyArea;
        node.busyArea = node.waitArea = node.coreArea = node.responseSum = 0.0;
        node.completed = node.failed = 0;
        node.coresAt = m_world->now;
    }
}

double Nodes::loadOf(std::uint32_t index) const
{
    const Node &node = m_nodes[index];
    return static_cast<double>(node.line.count + node.busy) / static_cast<double>(node.cores);
}

void Nodes::accept(std::uint32_t index, std::uint32_t nodeIndex)
{
    Request &request = m_world->requests[index];
    if (!m_nodes[nodeIndex].isUp) {
        countFailure(request, nodeIndex);
        m_world->refuse(index);
        return;
    }
    if (m_nodes[nodeIndex].routes)
        nodeIndex = routeFromPrimary(request, nodeIndex);
    Node &node = m_nodes[nodeIndex];
    request.node = nodeIndex;
    request.atNode = m_world->now;
    const bool isFull = !node.isShared && !node.isHung && node.busy >= node.cores &&
                        node.line.count >= node.queueLimit;
    if (isFull || node.isFaulty || !m_world->sessions.hasRoom(request, nodeIndex)) {
        if (isTurnedAway(index, nodeIndex, isFull))
            return;
    }
    m_world->land(index, nodeIndex);
    settle(node);
    if (node.isShared)
        beginShared(nodeIndex, index);
    else if (node.busy < node.cores && !node.isHung)
        begin(node, index);
    else
        enqueue(node, index);
}

void Nodes::takeOver(std::uint32_t nodeIndex, double work)
{
    Node &node = m_nodes[nodeIndex];
    const std::uint32_t index = m_world->requests.take();
    Request &request = m_world->requests[index];
    request.set(Request::Ghost);
    request.due = work;
    request.node = nodeIndex;
    settle(node);
    if (node.isShared)
        beginShared(nodeIndex, index);
    else if (node.busy < node.cores)
        begin(node, index);
    else
        enqueue(node, index);
}

bool Nodes::isTurnedAway(std::uint32_t index, std::uint32_t nodeIndex, bool isFull)
{
    const ElementIndex part = m_world->plan.nodes[nodeIndex].part;
    if (isFull) {
        m_world->fail(index, Fate::Rejected, part);
        return true;
    }
    const MemoryFull memoryFull = m_world->plan.nodes[nodeIndex].memoryFull;
    if (memoryFull != MemoryFull::Swap &&
        !m_world->sessions.hasRoom(m_world->requests[index], nodeIndex)) {
        const bool isFatal = memoryFull == MemoryFull::Crash;
        if (isFatal)
            m_world->failures.killNode(part);
        m_world->fail(index, isFatal ? Fate::Failed : Fate::Rejected, part);
        return true;
    }
    if (m_nodes[nodeIndex].isFaulty && m_errors.uniform() < m_nodes[nodeIndex].errorShare) {
        m_world->fail(index, Fate::Failed, part);
        return true;
    }
    return false;
}

void Nodes::setErrorShare(std::uint32_t index, double share)
{
    m_nodes[index].errorShare = share;
    m_nodes[index].isFaulty = share > 0.0;
}

std::uint32_t Nodes::routeFromPrimary(const Request &request, std::uint32_t primary)
{
    const std::uint32_t home = m_world->sessions.homeOf(request);
    const bool hasSessions = m_world->plan.users[request.users].hasSessions();
    std::uint32_t best = primary;
    std::uint32_t fewest = kNone;
    std::uint32_t ties = 0;
    for (const std::uint32_t node : m_groups[m_groupOf[primary]]) {
        if (!m_nodes[node].isUp)
            continue;
        if (node == home)
            return home;
        if (m_world->isDraining(node))
            continue;
        const std::uint32_t held = hasSessions ? m_world->sessions.openOn(node)
                                               : m_nodes[node].busy + m_nodes[node].line.count;
        if (ties == 0 || held < fewest) {
            best = node;
            fewest = held;
            ties = 1;
        } else if (held == fewest && m_ties.below(++ties) == 0) {
            best = node;
        }
    }
    return best;
}

void Nodes::begin(Node &node, std::uint32_t index)
{
    Request &request = m_world->requests[index];
    const double span = request.due / node.rate;
    if (m_world->trace && !request.has(Request::Ghost)) [[unlikely]]
        m_world->traceWorkBegun(index, request.due);
    ++node.busy;
    request.stage = Stage::InService;
    request.bare += span;
    request.due = m_world->now + span;
    m_world->schedule(request.due, engine::Priority::Completion, EventKind::ServiceDone, index,
                      ++request.token);
}

void Nodes::enqueue(Node &node, std::uint32_t index)
{
    m_world->requests[index].stage = Stage::Queued;
    std::uint32_t place = node.line.tail;
    if (node.discipline == Discipline::Priority) {
        // Behind the last one of the lowest class that is not below its own.
        const std::size_t own = m_world->requests[index].priority;
        if (node.lastOfClass.size() <= own)
            node.lastOfClass.resize(own + 1, kNone);
        place = kNone;
        for (std::size_t at = own; at < node.lastOfClass.size() && place == kNone; ++at)
            place = node.lastOfClass[at];
        node.lastOfClass[own] = index;
    }
    node.line.insertAfter(m_world->requests, place, index);
}

void Nodes::unlink(Node &node, std::uint32_t index)
{
    if (node.discipline == Discipline::Priority) {
        const Request &request = m_world->requests[index];
        const std::uint32_t before = node.line.previousOf(m_world->requests, index);
        const bool isBeforeAlike =
            before != kNone && m_world->requests[before].priority == request.priority;
        if (node.lastOfClass[request.priority] == index)
            node.lastOfClass[request.priority] = isBeforeAlike ? before : kNone;
    }
    node.line.remove(m_world->requests, index);
}

void Nodes::leaveQueue(std::uint32_t index)
{
    Node &node = m_nodes[m_world->requests[index].node];
    settle(node);
    unlink(node, index);
}

void Nodes::beginNext(Node &node)
{
    while (node.line.head != kNone && node.busy < node.cores && !node.isHung) {
        const std::uint32_t next =
            node.discipline == Discipline::Lifo ? node.line.tail : node.line.head;
        unlink(node, next);
        begin(node, next);
    }
}

void Nodes::serviceDone(std::uint32_t index)
{
    Node &node = m_nodes[m_world->requests[index].node];
    settle(node);
    --node.busy;
    beginNext(node);
    serviceEnded(index);
}

void Nodes::serviceEnded(std::uint32_t index)
{
    Request &request = m_world->requests[index];
    if (request.has(Request::Ghost)) {
        m_world->requests.give(index);
        return;
    }
    if (m_world->trace) [[unlikely]]
        m_world->traceWorkDone(index);
    if (m_nodes[request.node].hasStorages)
        m_world->storages.visit(index);
    else
        finished(index);
}

void Nodes::finished(std::uint32_t index)
{
    m_world->requests[index].due = m_world->now;
    m_world->answer(index);
}

} // namespace loadstar::sim
