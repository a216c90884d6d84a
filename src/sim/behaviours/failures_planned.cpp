// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/behaviours/failures.h"
#include "sim/world.h"

#include <algorithm>

// Booting, resizing and maintenance, and how the parts learn that they are up or down.

namespace loadstar::sim {

namespace {

/// Users only come and go; all others have a way of their own for each turn.
template <typename Behaviour, typename Turn>
void turnTo(Behaviour &behaviour, std::uint32_t index, Turn turn)
{
    switch (turn) {
    case Turn::Crash:
        behaviour.crash(index);
        break;
    case Turn::Restore:
        behaviour.restore(index);
        break;
    case Turn::Hang:
        behaviour.hang(index);
        break;
    case Turn::Resume:
        behaviour.resume(index);
        break;
    }
}

} // namespace

void Failures::boot(ElementIndex part)
{
    const double span = m_world->plan.part(part).bootTime;
    if (span <= 0.0)
        return;
    State &now = state(part);
    now.isBooting = true;
    m_world->schedule(m_world->now + span, engine::Priority::Scenario, EventKind::BootDone,
                      static_cast<std::uint32_t>(part), ++now.token);
    apply(part);
}

void Failures::bootDone(ElementIndex part, std::uint32_t token)
{
    State &now = state(part);
    if (token != now.token || !now.isBooting)
        return;
    now.isBooting = false;
    if (now.isRestarting)
        m_world->log(EventWhat::Recover, part, part);
    now.isRestarting = false;
    apply(part);
}

void Failures::killNode(ElementIndex part)
{
    if (state(part).isDying)
        return;
    state(part).isDying = true;
    m_world->schedule(m_world->now, engine::Priority::Scenario, EventKind::NodeDies,
                      static_cast<std::uint32_t>(part), 0);
}

void Failures::nodeDies(ElementIndex part)
{
    State &now = state(part);
    now.isDying = false;
    if (!now.isUp())
        return;
    m_world->log(EventWhat::Fail, part, part, FailureMode::Crash);
    now.isHung = false;
    now.isRestarting = true;
    if (m_world->plan.part(part).bootTime > 0.0) {
        boot(part);
        return;
    }
    tell(part, Turn::Crash);
    tell(part, Turn::Restore);
    now.isBooting = true;
    bootDone(part, now.token);
}

void Failures::resize(ElementIndex part, std::optional<double> cores, std::optional<double> memory)
{
    State &now = state(part);
    const std::uint32_t node = m_world->plan.part(part).index;
    m_world->log(EventWhat::Resize, part, kByScenario);
    const double span = m_world->plan.nodes[node].resizeTime;
    if (span <= 0.0) {
        m_world->nodes.resize(node, cores, memory);
        m_world->log(EventWhat::Resized, part, part);
        return;
    }
    now.newCores = cores ? cores : now.newCores;
    now.newMemory = memory ? memory : now.newMemory;
    now.isResizing = true;
    now.isHung = false;
    m_world->schedule(m_world->now + span, engine::Priority::Scenario, EventKind::ResizeDone,
                      static_cast<std::uint32_t>(part), ++now.resizeToken);
    apply(part);
}

void Failures::resizeDone(ElementIndex part, std::uint32_t token)
{
    State &now = state(part);
    if (token != now.resizeToken)
        return;
    now.isResizing = false;
    m_world->nodes.resize(m_world->plan.part(part).index, now.newCores, now.newMemory);
    m_world->log(EventWhat::Resized, part, part);
    now.newCores.reset();
    now.newMemory.reset();
    apply(part);
}

void Failures::windowOpens(ElementIndex part, std::uint32_t number)
{
    const MaintenanceSpec &windows = *m_world->plan.part(part).maintenance;
    if (windows.every) {
        const double next = windows.first + *windows.every * (number + 1.0);
        m_world->schedule(next, engine::Priority::Scenario, EventKind::WindowOpens,
                          static_cast<std::uint32_t>(part), number + 1);
    }
    maintain(part, windows.duration, part);
}

void Failures::maintain(ElementIndex part, double span, ElementIndex by)
{
    State &now = state(part);
    m_world->log(EventWhat::Maintain, part, by);
    const bool isFirst = now.maintainedUntil < m_world->now;
    const double until = m_world->now + span;
    if (!isFirst && until <= now.maintainedUntil)
        return;
    now.maintainedUntil = until;
    m_world->schedule(until, engine::Priority::Scenario, EventKind::MaintenanceEnds,
                      static_cast<std::uint32_t>(part), 0);
    if (!isFirst)
        return;
    ++m_inMaintenance;
    if (m_world->plan.part(part).kind == PartKind::Container) {
        setContainerMaintained(part, true);
        return;
    }
    Unit &out = unit(part, now.inService);
    out.isOut = true;
    const bool hasOther = unitThatServes(part) < m_world->plan.part(part).units;
    if (hasOther && !now.isFailed) {
        replaceUnit(part);
        return;
    }
    out.isOut = false;
    now.isMaintained = true;
    apply(part);
}

void Failures::maintenanceEnds(ElementIndex part)
{
    State &now = state(part);
    if (m_world->now < now.maintainedUntil)
        return;
    now.maintainedUntil = -1.0;
    --m_inMaintenance;
    m_world->log(EventWhat::Maintained, part, part);
    if (m_world->plan.part(part).kind == PartKind::Container) {
        setContainerMaintained(part, false);
        return;
    }
    now.isMaintained = false;
    for (int number = 0; number < m_world->plan.part(part).units; ++number) {
        Unit &back = unit(part, number);
        if (!back.isOut)
            continue;
        back.isOut = false;
        if (now.isFailed && back.isUp) {
            now.isFailed = false;
            now.inService = number;
        }
    }
    apply(part);
    m_world->maintenanceOver(part);
}

void Failures::setContainerMaintained(ElementIndex part, bool isMaintained)
{
    state(part).isMaintained = isMaintained;
    apply(part);
    for (const ElementIndex inner : m_world->plan.part(part).contents) {
        state(inner).containersMaintained += isMaintained ? 1 : -1;
        apply(inner);
    }
}

bool Failures::isPlanned(ElementIndex part) const
{
    if (m_inMaintenance == 0 || part < 0 || m_world->plan.isConnection(part))
        return false;
    const auto isMaintained = [this](ElementIndex element) {
        const State &its = state(element);
        return (its.isMaintained || its.containersMaintained > 0) && its.hasNoFailure();
    };
    if (isMaintained(part))
        return true;
    const PartSpec &spec = m_world->plan.part(part);
    if (spec.kind != PartKind::Balancer)
        return false;
    const std::vector<std::uint32_t> &links = m_world->plan.balancers[spec.index].links;
    return std::any_of(links.begin(), links.end(), [&](std::uint32_t link) {
        return isMaintained(m_world->plan.links[link].to);
    });
}

std::optional<double> Failures::downSince(ElementIndex part) const
{
    const State &its = state(part);
    return its.isUp() ? std::nullopt : std::optional(its.downAt);
}

Failures::Downtime Failures::downtime(ElementIndex part) const
{
    const State &its = state(part);
    Downtime downtime = its.downtime;
    const double span = m_world->now - its.accountedAt;
    downtime.planned += its.down == Down::Planned ? span : 0.0;
    downtime.unplanned += its.down == Down::Unplanned ? span : 0.0;
    return downtime;
}

void Failures::forgetFigures()
{
    for (State &its : m_states) {
        its.downtime = {};
        its.accountedAt = m_world->now;
    }
}

void Failures::account(ElementIndex part)
{
    State &now = state(part);
    now.downtime = downtime(part);
    now.accountedAt = m_world->now;
    if (now.isUp())
        now.down = Down::No;
    else
        now.down = now.hasNoFailure() ? Down::Planned : Down::Unplanned;
}

void Failures::setHung(ElementIndex part, bool isHung)
{
    state(part).isHung = isHung;
    tell(part, isHung ? Turn::Hang : Turn::Resume);
}

void Failures::tell(ElementIndex part, Turn turn)
{
    const PartSpec &spec = m_world->plan.part(part);
    switch (spec.kind) {
    case PartKind::Node:
        turnTo(m_world->nodes, spec.index, turn);
        break;
    case PartKind::Balancer:
        turnTo(m_world->balancers, spec.index, turn);
        break;
    case PartKind::Storage:
        turnTo(m_world->storages, spec.index, turn);
        break;
    case PartKind::Users:
        m_world->users.setUp(spec.index, turn == Turn::Restore || turn == Turn::Resume);
        break;
    case PartKind::Container:
    case PartKind::Passive:
        break;
    }
}

void Failures::apply(ElementIndex part)
{
    State &now = state(part);
    account(part);
    const bool isUp = now.isUp();
    if (isUp != now.wasUp) {
        now.wasUp = isUp;
        if (!isUp) {
            now.isHung = false;
            now.downAt = m_world->now;
        }
        tell(part, isUp ? Turn::Restore : Turn::Crash);
        const PartKind kind = m_world->plan.part(part).kind;
        if (kind == PartKind::Storage || kind == PartKind::Container) {
            m_world->copies.stateChanged(part);
            m_world->takeovers.stateChanged(part, isUp);
        }
        m_world->batchQueues.stateChanged(part, isUp);
    }
    updateReadOnly(part);
}

void Failures::updateReadOnly(ElementIndex part)
{
    const PartSpec &spec = m_world->plan.part(part);
    if (spec.kind != PartKind::Storage || !m_world->plan.storages[spec.index].turnsReadOnly)
        return;
    const State &now = state(part);
    int serving = 0;
    for (int number = 0; number < spec.units; ++number)
        serving += unit(part, number).canServe() ? 1 : 0;
    const bool isBetween = now.isFailingOver && now.containersDown == 0 &&
                           now.containersMaintained == 0 && !now.isMaintained;
    // Those that do not take over yet can be read.
    if (isBetween)
        m_world->storages.restore(spec.index);
    else if (!now.isUp() && m_world->storages.isUp(spec.index))
        m_world->storages.crash(spec.index);
    m_world->storages.setReadOnly(spec.index, isBetween || 2 * serving <= spec.units ||
                                                  m_world->copies.lacksCopy(spec.index));
}

} // namespace loadstar::sim
