// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/behaviours/copies.h"

#include "sim/world.h"

#include <algorithm>
#include <cmath>

namespace loadstar::sim {

Copies::Copies(World &world)
    : m_world(world)
    , m_copies(world.plan.replications.size())
    , m_ofStorage(world.plan.storages.size())
    , m_ofNode(world.plan.nodes.size())
{
    const Plan &plan = world.plan;
    for (std::uint32_t i = 0; i < plan.replications.size(); ++i) {
        const ElementIndex from = plan.replications[i].from;
        for (std::uint32_t storage = 0; storage < plan.storages.size(); ++storage) {
            if (plan.isInside(plan.storages[storage].part, from))
                m_ofStorage[storage].push_back(i);
        }
        for (std::uint32_t node = 0; node < plan.nodes.size(); ++node) {
            if (plan.nodes[node].holdsState && plan.isInside(plan.nodes[node].part, from))
                m_ofNode[node].push_back(i);
        }
    }
}

double Copies::writeWait(std::uint32_t storage) const
{
    double longest = 0.0;
    for (const std::uint32_t i : m_ofStorage[storage]) {
        const ReplicationSpec &replication = m_world->plan.replications[i];
        if (replication.isSynchronous && m_copies[i].isFlowing)
            longest = std::max(longest, 2.0 * replication.latency);
    }
    return longest;
}

bool Copies::lacksCopy(std::uint32_t storage) const
{
    return std::any_of(
        m_ofStorage[storage].begin(), m_ofStorage[storage].end(), [this](std::uint32_t i) {
            const ReplicationSpec &replication = m_world->plan.replications[i];
            return replication.isSynchronous && (m_world->isCut(replication.connection) ||
                                                 !m_world->failures.isUp(replication.to));
        });
}

double Copies::newest(std::uint32_t index) const
{
    const ReplicationSpec &replication = m_world->plan.replications[index];
    const Copy &copy = m_copies[index];
    if (!copy.isFlowing)
        return copy.held;
    if (replication.isSynchronous)
        return m_world->now;
    // A whole number of intervals may come out a little below itself.
    constexpr double kRounding = 1e-9;
    const double complete = m_world->now - replication.copyTime;
    const double instant =
        replication.interval > 0.0
            ? std::floor(complete / replication.interval + kRounding) * replication.interval
            : complete;
    return instant >= copy.resumedAt ? instant : copy.held;
}

bool Copies::canFlow(const ReplicationSpec &replication) const
{
    return !m_world->isCut(replication.connection) && m_world->failures.isUp(replication.from) &&
           m_world->failures.isUp(replication.to);
}

void Copies::noteWrite(const std::vector<std::uint32_t> &replications)
{
    for (const std::uint32_t i : replications) {
        const ReplicationSpec &replication = m_world->plan.replications[i];
        Copy &copy = m_copies[i];
        if (replication.isSynchronous && copy.isFlowing)
            continue;
        const double known = newest(i);
        while (!copy.writes.empty() && copy.writes.front().since < known)
            copy.writes.pop_front();
        double since = m_world->now;
        if (copy.isFlowing && replication.interval > 0.0)
            since = std::max(known, std::floor(since / replication.interval + 1e-9) *
                                        replication.interval);
        const bool canJoin =
            !copy.writes.empty() && (!copy.isFlowing || copy.writes.back().since >= since);
        if (canJoin)
            ++copy.writes.back().count;
        else
            copy.writes.push_back({since, 1});
    }
}

void Copies::stateChanged(ElementIndex element)
{
    for (std::uint32_t i = 0; i < m_copies.size(); ++i) {
        const ReplicationSpec &replication = m_world->plan.replications[i];
        if (replication.from == element || replication.to == element ||
            replication.connection == element)
            setFlowing(i, canFlow(replication));
    }
    for (std::uint32_t storage = 0; storage < m_ofStorage.size(); ++storage) {
        if (!m_ofStorage[storage].empty())
            m_world->failures.updateReadOnly(m_world->plan.storages[storage].part);
    }
}

void Copies::setFlowing(std::uint32_t index, bool isFlowing)
{
    Copy &copy = m_copies[index];
    if (copy.isFlowing == isFlowing)
        return;
    if (isFlowing)
        copy.resumedAt = m_world->now;
    else
        copy.held = newest(index);
    copy.isFlowing = isFlowing;
}

void Copies::takenOver(std::uint32_t index)
{
    const ReplicationSpec &replication = m_world->plan.replications[index];
    Copy &copy = m_copies[index];
    // A source that is up gives way in order: nothing is written after this instant.
    const double failedAt = m_world->failures.downSince(replication.from).value_or(m_world->now);
    const double known = newest(index);
    std::int64_t writes = 0;
    for (const Writes &some : copy.writes)
        writes += some.since >= known ? some.count : 0;
    copy.writes.clear();
    Loss loss = m_loss.value_or(Loss{});
    loss.rpo = std::max(loss.rpo, failedAt - known);
    loss.writes += writes;
    m_loss = loss;
}

} // namespace loadstar::sim
