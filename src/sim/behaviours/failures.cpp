// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/behaviours/failures.h"

#include "sim/engine/variates.h"
#include "sim/world.h"

#include <algorithm>

namespace loadstar::sim {

Failures::Failures(World &world)
    : m_world(world)
{
    for (std::size_t i = 0; i < world.plan.parts.size(); ++i) {
        const PartSpec &part = world.plan.parts[i];
        State state;
        state.firstUnit = static_cast<std::uint32_t>(m_units.size());
        state.random = world.streams.stream("failures/" + part.id.toStdString());
        for (int unit = 0; unit < part.units; ++unit)
            m_units.push_back({static_cast<ElementIndex>(i), true, 0});
        m_states.push_back(std::move(state));
    }
}

void Failures::start()
{
    for (std::uint32_t unit = 0; unit < m_units.size(); ++unit)
        scheduleFailure(unit);
}

void Failures::scheduleFailure(std::uint32_t index)
{
    Unit &unit = m_units[index];
    const std::uint32_t token = ++unit.token;
    const std::optional<double> mean = m_world.plan.part(unit.part).meanUpTime;
    if (!mean)
        return;
    const double wait = *mean * engine::standardExponential(state(unit.part).random);
    m_world.schedule(m_world.now + wait, engine::Priority::Scenario, EventKind::UnitFails, index,
                     token);
}

void Failures::beginRepair(std::uint32_t index)
{
    Unit &unit = m_units[index];
    State &part = state(unit.part);
    const PartSpec &spec = m_world.plan.part(unit.part);
    if (!spec.meanRepairTime)
        return;
    if (spec.crews > 0 && part.underRepair >= spec.crews) {
        part.awaitingRepair.push_back(index);
        return;
    }
    ++part.underRepair;
    const double wait = *spec.meanRepairTime * engine::standardExponential(part.random);
    m_world.schedule(m_world.now + wait, engine::Priority::Scenario, EventKind::UnitRepaired, index,
                     ++unit.token);
}

void Failures::unitFails(std::uint32_t index, std::uint32_t token)
{
    Unit &unit = m_units[index];
    if (token != unit.token || !unit.isUp)
        return;
    const ElementIndex part = unit.part;
    m_world.log(EventWhat::Fail, part, kByChance, FailureMode::Crash);
    if (m_world.plan.part(part).kind == PartKind::Container) {
        unit.isUp = false;
        setContainer(part, true);
    } else {
        crashUnit(part, static_cast<int>(index - state(part).firstUnit));
    }
    beginRepair(index);
}

void Failures::unitRepaired(std::uint32_t index, std::uint32_t token)
{
    Unit &unit = m_units[index];
    if (token != unit.token)
        return;
    const ElementIndex part = unit.part;
    State &now = state(part);
    --now.underRepair;
    unit.isUp = true;
    m_world.log(EventWhat::Recover, part, kByChance);
    scheduleFailure(index);
    if (!now.awaitingRepair.empty()) {
        const std::uint32_t next = now.awaitingRepair.front();
        now.awaitingRepair.pop_front();
        beginRepair(next);
    }
    if (m_world.plan.part(part).kind == PartKind::Container) {
        setContainer(part, false);
        return;
    }
    if (now.isFailed) {
        now.isFailed = false;
        now.inService = static_cast<int>(index - now.firstUnit);
        apply(part);
    }
}

void Failures::crashUnit(ElementIndex part, int unit)
{
    State &now = state(part);
    m_units[now.firstUnit + static_cast<std::uint32_t>(unit)].isUp = false;
    if (unit != now.inService)
        return;
    now.isHung = false;
    const int units = m_world.plan.part(part).units;
    const auto isUnitUp = [&](int i) {
        return m_units[now.firstUnit + static_cast<std::uint32_t>(i)].isUp;
    };
    int next = 0;
    while (next < units && !isUnitUp(next))
        ++next;
    ++now.token;
    if (next == units) {
        now.isFailed = true;
        now.isFailingOver = false;
        apply(part);
        return;
    }
    now.inService = next;
    now.isFailingOver = true;
    apply(part);
    takeService(part);
}

void Failures::takeService(ElementIndex part)
{
    const double span = m_world.plan.part(part).failoverTime;
    if (span > 0.0)
        m_world.schedule(m_world.now + span, engine::Priority::Scenario, EventKind::FailoverDone,
                         static_cast<std::uint32_t>(part), state(part).token);
    else
        failoverDone(part, state(part).token);
}

void Failures::failoverDone(ElementIndex part, std::uint32_t token)
{
    State &now = state(part);
    if (token != now.token || !now.isFailingOver)
        return;
    now.isFailingOver = false;
    m_world.log(EventWhat::Promoted, part, part);
    apply(part);
}

void Failures::setContainer(ElementIndex part, bool isFailed)
{
    State &now = state(part);
    if (now.isFailed == isFailed)
        return;
    now.isFailed = isFailed;
    m_world.takeovers.stateChanged(part, !isFailed);
    for (const ElementIndex inner : m_world.plan.part(part).contents) {
        // What hangs when its container fails is down like the rest, and until it recovers itself.
        if (isFailed && state(inner).isHung)
            crashInService(inner);
        state(inner).containersDown += isFailed ? 1 : -1;
        apply(inner);
    }
}

void Failures::fail(ElementIndex part, FailureMode mode, ElementIndex by)
{
    State &now = state(part);
    m_world.log(EventWhat::Fail, part, by, mode);
    const PartKind kind = m_world.plan.part(part).kind;
    if (kind == PartKind::Container) {
        Unit &unit = m_units[now.firstUnit];
        unit.isUp = false;
        ++unit.token;
        setContainer(part, true);
        return;
    }
    if (mode == FailureMode::Hang && now.containersDown == 0) {
        if (now.isUp() && !now.isHung)
            setHung(part, true);
        return;
    }
    if (now.isFailed)
        return;
    crashInService(part);
}

void Failures::crashInService(ElementIndex part)
{
    const State &now = state(part);
    ++m_units[now.firstUnit + static_cast<std::uint32_t>(now.inService)].token;
    crashUnit(part, now.inService);
}

void Failures::recover(ElementIndex part, ElementIndex by)
{
    State &now = state(part);
    m_world.log(EventWhat::Recover, part, by);
    const PartSpec &spec = m_world.plan.part(part);
    if (now.isHung) {
        setHung(part, false);
        return;
    }
    bool wasFailed = now.isFailed || now.isFailingOver;
    for (int unit = 0; unit < spec.units; ++unit) {
        const std::uint32_t index = now.firstUnit + static_cast<std::uint32_t>(unit);
        if (m_units[index].isUp)
            continue;
        wasFailed = true;
        m_units[index].isUp = true;
        scheduleFailure(index);
    }
    now.awaitingRepair.clear();
    now.underRepair = 0;
    if (spec.kind == PartKind::Container) {
        setContainer(part, false);
        for (const ElementIndex inner : spec.contents) {
            if (state(inner).isUp())
                boot(inner);
        }
        return;
    }
    if (!wasFailed) {
        if (spec.kind == PartKind::Node)
            m_world.nodes.slow(spec.index, 1.0);
        return;
    }
    if (!now.isFailed && !now.isFailingOver)
        return;
    if (now.isFailed)
        now.inService = 0;
    now.isFailed = false;
    now.isFailingOver = false;
    ++now.token;
    boot(part);
    apply(part);
}

void Failures::boot(ElementIndex part)
{
    const double span = m_world.plan.part(part).bootTime;
    if (span <= 0.0)
        return;
    State &now = state(part);
    now.isBooting = true;
    m_world.schedule(m_world.now + span, engine::Priority::Scenario, EventKind::BootDone,
                     static_cast<std::uint32_t>(part), ++now.token);
    apply(part);
}

void Failures::bootDone(ElementIndex part, std::uint32_t token)
{
    State &now = state(part);
    if (token != now.token || !now.isBooting)
        return;
    now.isBooting = false;
    apply(part);
}

void Failures::resize(ElementIndex part, std::optional<double> cores, std::optional<double> memory)
{
    State &now = state(part);
    const std::uint32_t node = m_world.plan.part(part).index;
    m_world.log(EventWhat::Resize, part, kByScenario);
    const double span = m_world.plan.nodes[node].resizeTime;
    if (span <= 0.0) {
        m_world.nodes.resize(node, cores, memory);
        m_world.log(EventWhat::Resized, part, part);
        return;
    }
    now.newCores = cores ? cores : now.newCores;
    now.newMemory = memory ? memory : now.newMemory;
    now.isResizing = true;
    now.isHung = false;
    m_world.schedule(m_world.now + span, engine::Priority::Scenario, EventKind::ResizeDone,
                     static_cast<std::uint32_t>(part), ++now.resizeToken);
    apply(part);
}

void Failures::resizeDone(ElementIndex part, std::uint32_t token)
{
    State &now = state(part);
    if (token != now.resizeToken)
        return;
    now.isResizing = false;
    m_world.nodes.resize(m_world.plan.part(part).index, now.newCores, now.newMemory);
    m_world.log(EventWhat::Resized, part, part);
    now.newCores.reset();
    now.newMemory.reset();
    apply(part);
}

void Failures::setHung(ElementIndex part, bool isHung)
{
    state(part).isHung = isHung;
    const PartSpec &spec = m_world.plan.part(part);
    switch (spec.kind) {
    case PartKind::Node:
        isHung ? m_world.nodes.hang(spec.index) : m_world.nodes.resume(spec.index);
        break;
    case PartKind::Balancer:
        isHung ? m_world.balancers.hang(spec.index) : m_world.balancers.resume(spec.index);
        break;
    case PartKind::Storage:
        isHung ? m_world.storages.hang(spec.index) : m_world.storages.resume(spec.index);
        break;
    case PartKind::Users:
        m_world.users.setUp(spec.index, !isHung);
        break;
    case PartKind::Container:
    case PartKind::Passive:
        break;
    }
}

void Failures::apply(ElementIndex part)
{
    State &now = state(part);
    const bool isUp = now.isUp();
    if (isUp == now.wasUp)
        return;
    now.wasUp = isUp;
    if (!isUp)
        now.isHung = false;
    const PartSpec &spec = m_world.plan.part(part);
    switch (spec.kind) {
    case PartKind::Node:
        isUp ? m_world.nodes.restore(spec.index) : m_world.nodes.crash(spec.index);
        break;
    case PartKind::Balancer:
        isUp ? m_world.balancers.restore(spec.index) : m_world.balancers.crash(spec.index);
        break;
    case PartKind::Storage:
        isUp ? m_world.storages.restore(spec.index) : m_world.storages.crash(spec.index);
        m_world.takeovers.stateChanged(part, isUp);
        break;
    case PartKind::Users:
        m_world.users.setUp(spec.index, isUp);
        break;
    case PartKind::Container:
    case PartKind::Passive:
        break;
    }
}

} // namespace loadstar::sim
