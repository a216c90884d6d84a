// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/behaviours/balancers.h"
#include "sim/world.h"

#include <algorithm>

// What changes the set of a balancer's usable targets: verdicts, drains, cut-overs, slow starts,
// and its own failures.

namespace loadstar::sim {

namespace {

/// A slow start raises the weight in this many equal steps, as HAProxy does.
constexpr std::uint32_t kRampSteps = 20;

} // namespace

bool Balancers::isCandidate(const Target &target, bool isForcedUp) const
{
    return (target.isMarkedUp || target.isTrial || isForcedUp) && !target.isDraining &&
           target.baseWeight > 0.0;
}

void Balancers::refresh(std::uint32_t index)
{
    Balancer &balancer = m_balancers[index];
    const BalancerSpec &spec = m_specs[index];
    std::size_t up = 0;
    for (const Target &target : balancer.targets)
        up += target.isMarkedUp ? 1 : 0;
    const double panicBelow = spec.hasChecks ? health::traitsOf(spec.checks.rules).panicBelow : 0.0;
    const bool isPanic =
        static_cast<double>(up) < panicBelow * static_cast<double>(balancer.targets.size());
    const bool isForcedUp = isPanic || (spec.failsOpen && up == 0);
    const auto hasRole = [&](const Target &target, Role role) {
        return target.role == role && isCandidate(target, isForcedUp);
    };
    const bool hasActive =
        std::any_of(balancer.targets.begin(), balancer.targets.end(),
                    [&](const Target &target) { return hasRole(target, Role::Active); });
    const Role role = hasActive ? Role::Active : Role::Standby;
    const bool hasLevels = !spec.levels.empty();
    if (hasLevels)
        spreadOverLevels(balancer, spec, role, isForcedUp);
    balancer.usable.clear();
    balancer.openTargets = 0;
    for (std::uint32_t i = 0; i < balancer.targets.size(); ++i) {
        Target &target = balancer.targets[i];
        const bool isShut =
            role == Role::Standby && !spec.sharesBackups && balancer.openTargets > 0;
        const bool isOpen =
            !isShut && (hasLevels ? isInOpenLevel(balancer, i, role) : hasRole(target, role));
        balancer.openTargets += isOpen ? 1 : 0;
        target.isUsable = isOpen && balancer.table.outstanding[i] < limitOf(balancer, i);
        if (target.isUsable)
            balancer.usable.push_back(i);
        const bool isPromoted =
            isOpen && (role == Role::Standby || (hasLevels && balancer.table.level[i] > 0));
        if (isPromoted && !target.isPromoted)
            m_world->log(EventWhat::Promoted, m_world->plan.links[target.link].to, spec.part);
        target.isPromoted = isPromoted;
    }
    balancer.policy->prepare(balancer.table, balancer.usable);
}

void Balancers::setVerdict(std::uint32_t linkIndex, bool isUp)
{
    const World::Link &link = m_world->links[linkIndex];
    m_balancers[link.fromIndex].targets[link.target].isCheckedUp = isUp;
    updateVerdict(linkIndex);
}

void Balancers::setEjected(std::uint32_t linkIndex, bool isEjected)
{
    const World::Link &link = m_world->links[linkIndex];
    m_balancers[link.fromIndex].targets[link.target].isEjected = isEjected;
    updateVerdict(linkIndex);
}

void Balancers::updateVerdict(std::uint32_t linkIndex)
{
    const World::Link &link = m_world->links[linkIndex];
    const BalancerSpec &spec = m_specs[link.fromIndex];
    Balancer &balancer = m_balancers[link.fromIndex];
    Target &target = balancer.targets[link.target];
    const bool isUp = target.isCheckedUp && target.isOrderedUp && !target.isEjected;
    if (target.isMarkedUp == isUp)
        return;
    target.isMarkedUp = isUp;
    target.isTrial = false;
    m_world->log(isUp ? EventWhat::MarkedUp : EventWhat::MarkedDown,
                 m_world->plan.links[linkIndex].to, spec.part);
    ++target.token;
    target.ramp = 1.0;
    if (isUp && spec.slowStart > 0.0) {
        target.rampStep = 1;
        target.ramp = 1.0 / kRampSteps;
        m_world->schedule(m_world->now + spec.slowStart / kRampSteps, engine::Priority::Check,
                          EventKind::SlowStartStep, linkIndex, target.token);
    }
    balancer.table.weight[link.target] = target.baseWeight * target.ramp;
    refresh(link.fromIndex);
    serveWaiters(link.fromIndex);
}

void Balancers::slowStartStep(std::uint32_t linkIndex, std::uint32_t token)
{
    const World::Link &link = m_world->links[linkIndex];
    Balancer &balancer = m_balancers[link.fromIndex];
    Target &target = balancer.targets[link.target];
    if (token != target.token)
        return;
    ++target.rampStep;
    target.ramp = static_cast<double>(target.rampStep) / kRampSteps;
    balancer.table.weight[link.target] = target.baseWeight * target.ramp;
    if (target.rampStep < kRampSteps) {
        m_world->schedule(m_world->now + m_specs[link.fromIndex].slowStart / kRampSteps,
                          engine::Priority::Check, EventKind::SlowStartStep, linkIndex, token);
    }
    refresh(link.fromIndex);
}

void Balancers::setReportedLoad(std::uint32_t linkIndex, double load)
{
    const World::Link &link = m_world->links[linkIndex];
    Balancer &balancer = m_balancers[link.fromIndex];
    balancer.table.reportedLoad[link.target] = load;
    balancer.policy->loadReported(balancer.table, link.target);
}

void Balancers::tryAgain(std::uint32_t linkIndex)
{
    const World::Link &link = m_world->links[linkIndex];
    Target &target = m_balancers[link.fromIndex].targets[link.target];
    if (!target.passive.isOut() || !target.passive.accepts(m_world->now) || target.isTrial)
        return;
    target.isTrial = true;
    refresh(link.fromIndex);
    serveWaiters(link.fromIndex);
}

void Balancers::drain(ElementIndex node)
{
    for (std::uint32_t index = 0; index < m_balancers.size(); ++index) {
        for (std::uint32_t i = 0; i < m_balancers[index].targets.size(); ++i) {
            Target &target = m_balancers[index].targets[i];
            if (m_world->plan.links[target.link].to != node || target.isDraining)
                continue;
            target.isDraining = true;
            ++m_balancers[index].watchedTargets;
            target.isDrainOver = false;
            const std::optional<double> timeout = m_specs[index].drainTimeout;
            if (timeout) {
                m_world->schedule(m_world->now + *timeout, engine::Priority::Scenario,
                                  EventKind::DrainOver, target.link, ++target.token);
            }
            refresh(index);
            serveWaiters(index);
            checkDrained(index, i);
        }
    }
}

void Balancers::undrain(ElementIndex node)
{
    for (std::uint32_t index = 0; index < m_balancers.size(); ++index) {
        for (Target &target : m_balancers[index].targets) {
            if (m_world->plan.links[target.link].to != node || !target.isDraining)
                continue;
            target.isDraining = false;
            --m_balancers[index].watchedTargets;
            target.isDrainOver = false;
            ++target.token;
            // A slow start that the drain interrupted is over.
            target.ramp = 1.0;
            m_balancers[index].table.weight[m_world->links[target.link].target] = target.baseWeight;
            refresh(index);
            serveWaiters(index);
        }
    }
}

void Balancers::checkDrained(std::uint32_t index, std::uint32_t targetIndex)
{
    const Target &target = m_balancers[index].targets[targetIndex];
    if (!target.isDraining || target.isDrainOver ||
        m_balancers[index].table.outstanding[targetIndex] > 0)
        return;
    const World::Link &link = m_world->links[target.link];
    if (link.toKind == PartKind::Node && m_world->sessions.openOn(link.toIndex) > 0)
        return;
    finishDrain(index, targetIndex);
}

void Balancers::finishDrain(std::uint32_t index, std::uint32_t targetIndex)
{
    Target &target = m_balancers[index].targets[targetIndex];
    target.isDrainOver = true;
    m_world->log(EventWhat::Drained, m_world->plan.links[target.link].to, m_specs[index].part);
    serveWaiters(index);
}

void Balancers::drainOver(std::uint32_t linkIndex, std::uint32_t token)
{
    const World::Link &link = m_world->links[linkIndex];
    const Target &target = m_balancers[link.fromIndex].targets[link.target];
    if (token != target.token || !target.isDraining || target.isDrainOver)
        return;
    finishDrain(link.fromIndex, link.target);
    if (link.toKind == PartKind::Node)
        m_world->sessions.drainOver(link.toIndex);
}

void Balancers::sessionLeft(std::uint32_t node)
{
    if (!m_world->isDraining(node))
        return;
    const ElementIndex part = m_world->plan.nodes[node].part;
    for (std::uint32_t index = 0; index < m_balancers.size(); ++index) {
        for (std::uint32_t i = 0; i < m_balancers[index].targets.size(); ++i) {
            if (m_world->plan.links[m_balancers[index].targets[i].link].to == part)
                checkDrained(index, i);
        }
    }
}

void Balancers::cutover(ElementIndex balancerPart, const QString &fromGroup, const QString &toGroup)
{
    for (std::uint32_t index = 0; index < m_balancers.size(); ++index) {
        if (balancerPart != kNoElement && m_specs[index].part != balancerPart)
            continue;
        m_world->log(EventWhat::Cutover, m_specs[index].part, kByScenario);
        for (Target &target : m_balancers[index].targets) {
            const World::Link &link = m_world->links[target.link];
            if (link.toKind != PartKind::Node)
                continue;
            const QString &group = m_world->plan.nodes[link.toIndex].group;
            if (group == fromGroup)
                target.role = Role::Standby;
            if (group == toGroup)
                target.role = Role::Active;
        }
        refresh(index);
        serveWaiters(index);
    }
}

void Balancers::setRole(ElementIndex node, Role role)
{
    for (std::uint32_t index = 0; index < m_balancers.size(); ++index) {
        bool hasChanged = false;
        for (Target &target : m_balancers[index].targets) {
            if (m_world->plan.links[target.link].to != node)
                continue;
            target.role = role;
            hasChanged = true;
        }
        if (hasChanged) {
            refresh(index);
            serveWaiters(index);
        }
    }
}

void Balancers::crash(std::uint32_t index)
{
    Balancer &balancer = m_balancers[index];
    balancer.isUp = false;
    balancer.isHung = false;
    balancer.parked.clear();
    const ElementIndex part = m_specs[index].part;
    const auto isThrough = [this, part](const Request &request) {
        return !request.has(Request::Ghost) && m_world->hasPassed(request, part);
    };
    m_world->requests.forEach(
        isThrough, [this, part](std::uint32_t dying) { m_world->fail(dying, Fate::Failed, part); });
}

void Balancers::restore(std::uint32_t index)
{
    m_balancers[index].isUp = true;
}

void Balancers::hang(std::uint32_t index)
{
    m_balancers[index].isHung = true;
}

void Balancers::resume(std::uint32_t index)
{
    Balancer &balancer = m_balancers[index];
    balancer.isHung = false;
    const auto parked = std::move(balancer.parked);
    balancer.parked.clear();
    for (const auto &[request, number] : parked) {
        const Stage stage = m_world->requests[request].stage;
        if (m_world->requests[request].number != number)
            continue;
        if (stage == Stage::Parked)
            route(request, index, kNone);
        else if (stage == Stage::AnswerParked && passAnswer(request))
            m_world->passBack(request);
    }
}

} // namespace loadstar::sim
