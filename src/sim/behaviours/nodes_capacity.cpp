// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/behaviours/freezing.h"
#include "sim/behaviours/nodes.h"

#include <algorithm>

// How fast and how big a node is now, and what happens when its memory is full.

namespace loadstar::sim {

void Nodes::slow(std::uint32_t index, double factor)
{
    m_nodes[index].slowFactor = factor;
    setPace(index);
}

void Nodes::setStress(std::uint32_t index, double factor)
{
    m_nodes[index].stressFactor = factor;
    setPace(index);
}

void Nodes::setPace(std::uint32_t index)
{
    Node &node = m_nodes[index];
    const double divisor = node.slowFactor * node.stressFactor * node.swapFactor;
    settle(node);
    advanceShared(node);
    const double stretch = divisor / node.divisor;
    node.divisor = divisor;
    node.rate = m_world->plan.nodes[index].speed / divisor;
    if (node.isShared)
        scheduleShared(index);
    else
        stretchServices(*m_world, OnCoreOf{index}, EventKind::ServiceDone, stretch, node.isHung);
}

void Nodes::resize(std::uint32_t index, std::optional<double> cores, std::optional<double> memory)
{
    Node &node = m_nodes[index];
    settle(node);
    advanceShared(node);
    if (cores) {
        node.coreArea += (m_world->now - node.coresAt) * node.cores;
        node.coresAt = m_world->now;
        node.cores = static_cast<std::uint32_t>(*cores);
    }
    if (memory) {
        node.memory = *memory;
        memoryChanged(index);
    }
    if (node.isShared)
        scheduleShared(index);
    else
        beginNext(node);
}

void Nodes::setMemoryTaken(std::uint32_t index, double share)
{
    m_nodes[index].memoryTaken = share;
    memoryChanged(index);
}

void Nodes::memoryChanged(std::uint32_t index)
{
    const MemoryFull policy = m_world->plan.nodes[index].memoryFull;
    if (policy == MemoryFull::Reject)
        return;
    const double used = m_world->sessions.memoryOn(index);
    const bool isOver = used > memoryOf(index) * (1.0 + 1e-12);
    if (policy == MemoryFull::Crash) {
        if (isOver && m_nodes[index].isUp)
            m_world->failures.killNode(m_world->plan.nodes[index].part);
        return;
    }
    // Swapping without any memory would stop the node for good.
    constexpr double kSlowestSwap = 1000.0;
    const double factor = isOver ? used / std::max(memoryOf(index), used / kSlowestSwap) : 1.0;
    if (factor == m_nodes[index].swapFactor)
        return;
    m_nodes[index].swapFactor = factor;
    setPace(index);
}

} // namespace loadstar::sim
