// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/behaviours/failures.h"

#include "sim/world.h"

// Failures and repairs, by chance and by scenario; failures_planned.cpp has what is done on
// purpose.

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
            m_units.push_back({static_cast<ElementIndex>(i), true, false, 0});
        m_states.push_back(std::move(state));
    }
    for (const CommonCauseSpec &cause : world.plan.commonCauses) {
        // One stream for each kind of component inside the container.
        const int kind = static_cast<int>(world.plan.part(cause.members.front()).kind);
        m_causes.push_back(world.streams.stream("common-cause/" +
                                                world.plan.part(cause.container).id.toStdString() +
                                                '/' + std::to_string(kind)));
    }
}

void Failures::start()
{
    for (std::uint32_t unit = 0; unit < m_units.size(); ++unit)
        scheduleFailure(unit);
    for (std::uint32_t cause = 0; cause < m_causes.size(); ++cause)
        scheduleCause(cause);
    for (std::size_t i = 0; i < m_world->plan.parts.size(); ++i) {
        if (const auto &windows = m_world->plan.parts[i].maintenance) {
            m_world->schedule(windows->first, engine::Priority::Scenario, EventKind::WindowOpens,
                              static_cast<std::uint32_t>(i), 0);
        }
    }
}

void Failures::scheduleFailure(std::uint32_t index)
{
    Unit &unit = m_units[index];
    const std::uint32_t token = ++unit.token;
    const std::optional<engine::Distribution> &upTime = m_world->plan.part(unit.part).upTime;
    if (!upTime)
        return;
    const double wait = upTime->sample(state(unit.part).random);
    m_world->schedule(m_world->now + wait, engine::Priority::Scenario, EventKind::UnitFails, index,
                      token);
}

void Failures::beginRepair(std::uint32_t index)
{
    Unit &unit = m_units[index];
    State &part = state(unit.part);
    const PartSpec &spec = m_world->plan.part(unit.part);
    if (!spec.repairTime)
        return;
    if (spec.crews > 0 && part.underRepair >= spec.crews) {
        part.awaitingRepair.push_back(index);
        return;
    }
    ++part.underRepair;
    const double wait = spec.repairTime->sample(part.random);
    m_world->schedule(m_world->now + wait, engine::Priority::Scenario, EventKind::UnitRepaired,
                      index, ++unit.token);
}

void Failures::unitFails(std::uint32_t index, std::uint32_t token)
{
    if (token == m_units[index].token && m_units[index].isUp)
        breakUnit(index, kByChance);
}

void Failures::scheduleCause(std::uint32_t cause)
{
    const double wait = m_world->plan.commonCauses[cause].interval.sample(m_causes[cause]);
    m_world->schedule(m_world->now + wait, engine::Priority::Scenario, EventKind::CauseStrikes,
                      cause, 0);
}

void Failures::causeStrikes(std::uint32_t index)
{
    const CommonCauseSpec &cause = m_world->plan.commonCauses[index];
    for (const ElementIndex member : cause.members) {
        const auto units = static_cast<std::uint32_t>(m_world->plan.part(member).units);
        for (std::uint32_t unit = 0; unit < units; ++unit) {
            const std::uint32_t struck = state(member).firstUnit + unit;
            if (!m_units[struck].isUp)
                continue;
            ++m_units[struck].token; // its own next failure comes after its repair
            breakUnit(struck, cause.container);
        }
    }
    scheduleCause(index);
}

void Failures::breakUnit(std::uint32_t index, ElementIndex by)
{
    Unit &unit = m_units[index];
    const ElementIndex part = unit.part;
    m_world->log(EventWhat::Fail, part, by, FailureMode::Crash);
    if (m_world->plan.part(part).kind == PartKind::Container) {
        unit.isUp = false;
        setContainer(part, true);
    } else {
        crashUnit(part, static_cast<int>(index - state(part).firstUnit));
    }
    beginRepair(index);
}

void Failures::unitRepaired(std::uint32_t index, std::uint32_t token)
{
    Unit &repaired = m_units[index];
    if (token != repaired.token)
        return;
    const ElementIndex part = repaired.part;
    State &now = state(part);
    --now.underRepair;
    repaired.isUp = true;
    m_world->log(EventWhat::Recover, part, kByChance);
    scheduleFailure(index);
    if (!now.awaitingRepair.empty()) {
        const std::uint32_t next = now.awaitingRepair.front();
        now.awaitingRepair.pop_front();
        beginRepair(next);
    }
    if (m_world->plan.part(part).kind == PartKind::Container) {
        setContainer(part, false);
        return;
    }
    if (now.isFailed && repaired.canServe()) {
        now.isFailed = false;
        now.inService = static_cast<int>(index - now.firstUnit);
        apply(part);
    }
    updateReadOnly(part);
}

int Failures::unitThatServes(ElementIndex part)
{
    const int units = m_world->plan.part(part).units;
    int next = 0;
    while (next < units && !unit(part, next).canServe())
        ++next;
    return next;
}

void Failures::crashUnit(ElementIndex part, int number)
{
    unit(part, number).isUp = false;
    if (number == state(part).inService)
        replaceUnit(part);
    else
        updateReadOnly(part);
}

void Failures::replaceUnit(ElementIndex part)
{
    State &now = state(part);
    now.isHung = false;
    const int next = unitThatServes(part);
    ++now.token;
    if (next == m_world->plan.part(part).units) {
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
    const double span = m_world->plan.part(part).failoverTime;
    if (span > 0.0)
        m_world->schedule(m_world->now + span, engine::Priority::Scenario, EventKind::FailoverDone,
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
    m_world->log(EventWhat::Promoted, part, part);
    apply(part);
}

void Failures::setContainer(ElementIndex part, bool isFailed)
{
    State &now = state(part);
    if (now.isFailed == isFailed)
        return;
    now.isFailed = isFailed;
    apply(part);
    for (const ElementIndex inner : m_world->plan.part(part).contents) {
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
    m_world->log(EventWhat::Fail, part, by, mode);
    const PartKind kind = m_world->plan.part(part).kind;
    if (kind == PartKind::Container) {
        Unit &all = unit(part, 0);
        all.isUp = false;
        ++all.token;
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
    const int number = state(part).inService;
    ++unit(part, number).token;
    crashUnit(part, number);
}

void Failures::recover(ElementIndex part, ElementIndex by)
{
    State &now = state(part);
    m_world->log(EventWhat::Recover, part, by);
    m_world->faults.heal(part);
    const PartSpec &spec = m_world->plan.part(part);
    if (now.isHung) {
        setHung(part, false);
        return;
    }
    bool wasFailed = now.isFailed || now.isFailingOver;
    for (int number = 0; number < spec.units; ++number) {
        const std::uint32_t index = now.firstUnit + static_cast<std::uint32_t>(number);
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
            m_world->nodes.slow(spec.index, 1.0);
        return;
    }
    updateReadOnly(part);
    if (!now.isFailed && !now.isFailingOver)
        return;
    if (now.isFailed)
        now.inService = unitThatServes(part) % spec.units;
    now.isFailed = false;
    now.isFailingOver = false;
    ++now.token;
    boot(part);
    apply(part);
}

} // namespace loadstar::sim
