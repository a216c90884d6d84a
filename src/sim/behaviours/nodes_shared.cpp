// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/behaviours/freezing.h"
#include "sim/behaviours/nodes.h"

#include <algorithm>

// Processor sharing, and what failures do to nodes of any discipline.

namespace loadstar::sim {

void Nodes::advanceShared(Node &node) const
{
    const double span = m_world->now - node.sharedAt;
    node.sharedAt = m_world->now;
    if (node.busy == 0 || node.isHung)
        return;
    const double part = node.busy <= node.cores
                            ? 1.0
                            : static_cast<double>(node.cores) / static_cast<double>(node.busy);
    node.attained += span * part * node.rate;
    node.bareClock += span * part;
}

void Nodes::scheduleShared(std::uint32_t index)
{
    Node &node = m_nodes[index];
    ++node.sharedToken;
    if (node.jobs.empty() || node.isHung)
        return;
    const double part = node.busy <= node.cores
                            ? 1.0
                            : static_cast<double>(node.cores) / static_cast<double>(node.busy);
    const double wait =
        std::max(0.0, node.jobs.front().finish - node.attained) / (part * node.rate);
    m_world->schedule(m_world->now + wait, engine::Priority::Completion, EventKind::SharedDone,
                      index, node.sharedToken);
}

void Nodes::beginShared(std::uint32_t index, std::uint32_t requestIndex)
{
    Node &node = m_nodes[index];
    Request &request = m_world->requests[requestIndex];
    advanceShared(node);
    if (node.jobs.empty()) {
        // The clocks may start again; short sums keep their digits.
        node.attained = 0.0;
        node.bareClock = 0.0;
    }
    if (m_world->trace && !request.has(Request::Ghost)) [[unlikely]]
        m_world->traceWorkBegun(requestIndex, request.due);
    request.stage = Stage::Shared;
    request.bare -= node.bareClock;
    node.jobs.push_back({node.attained + request.due, request.number, requestIndex});
    std::push_heap(node.jobs.begin(), node.jobs.end(),
                   [](const SharedJob &a, const SharedJob &b) { return a.isLater(b); });
    ++node.busy;
    scheduleShared(index);
}

void Nodes::sharedDone(std::uint32_t index, std::uint32_t token)
{
    Node &node = m_nodes[index];
    if (token != node.sharedToken)
        return;
    settle(node);
    advanceShared(node);
    // Rounding must not leave the job that the event was made for unfinished.
    node.attained = std::max(node.attained, node.jobs.front().finish);
    std::vector<std::uint32_t> done;
    while (!node.jobs.empty() && node.jobs.front().finish <= node.attained) {
        std::pop_heap(node.jobs.begin(), node.jobs.end(),
                      [](const SharedJob &a, const SharedJob &b) { return a.isLater(b); });
        done.push_back(node.jobs.back().request);
        node.jobs.pop_back();
        m_world->requests[done.back()].bare += node.bareClock;
        --node.busy;
    }
    scheduleShared(index);
    for (const std::uint32_t request : done)
        serviceEnded(request);
}

void Nodes::crash(std::uint32_t index)
{
    Node &node = m_nodes[index];
    settle(node);
    node.isUp = false;
    node.isHung = false;
    node.busy = 0;
    node.line = {};
    std::fill(node.lastOfClass.begin(), node.lastOfClass.end(), kNone);
    node.jobs.clear();
    ++node.sharedToken;
    m_world->sessions.nodeCrashed(index);
    const auto isHere = [index](const Request &request) {
        return request.node == index && request.isOnNode();
    };
    m_world->requests.forEach(isHere, [this, index](std::uint32_t dying) {
        Request &request = m_world->requests[dying];
        const bool wasGhost = request.has(Request::Ghost);
        if (request.stage == Stage::InIo) {
            // The storage serves it to its end, for nobody.
            if (!wasGhost)
                m_world->fail(dying, Fate::Failed, m_world->plan.nodes[index].part);
            return;
        }
        if (request.stage != Stage::IoQueued) {
            // Neither in a queue nor on a core any more.
            request.stage = Stage::Travelling;
            ++request.token;
        }
        if (wasGhost)
            m_world->requests.give(dying);
        else
            m_world->fail(dying, Fate::Failed, m_world->plan.nodes[index].part);
    });
}

void Nodes::restore(std::uint32_t index)
{
    Node &node = m_nodes[index];
    settle(node);
    node.isUp = true;
}

void Nodes::hang(std::uint32_t index)
{
    Node &node = m_nodes[index];
    settle(node);
    advanceShared(node);
    node.isHung = true;
    if (node.isShared) {
        scheduleShared(index);
        return;
    }
    freezeServices(*m_world, OnCoreOf{index});
}

void Nodes::resume(std::uint32_t index)
{
    Node &node = m_nodes[index];
    settle(node);
    advanceShared(node);
    node.isHung = false;
    if (node.isShared) {
        scheduleShared(index);
        return;
    }
    thawServices(*m_world, OnCoreOf{index}, EventKind::ServiceDone);
    beginNext(node);
}

} // namespace loadstar::sim
