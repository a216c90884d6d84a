// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/world.h"

#include <algorithm>

namespace loadstar::sim {

World::World(Plan design, const RunOptions &runOptions)
    : plan(std::move(design))
    , options(runOptions)
    , streams(runOptions.seed, runOptions.replication)
    , metrics(runOptions)
    , users(*this)
    , sessions(*this)
    , nodes(*this)
    , storages(*this)
    , balancers(*this)
    , checks(*this)
    , failures(*this)
    , takeovers(*this)
    , m_isCut(plan.connectionIds.size())
    , m_isDraining(plan.nodes.size())
{
    makeLinks();
    start();
}

void World::makeLinks()
{
    for (const LinkSpec &spec : plan.links) {
        const PartSpec &from = plan.part(spec.from);
        const PartSpec &to = plan.part(spec.to);
        links.push_back(
            {from.kind, to.kind, from.index, to.index, kNone, spec.latency, false, false});
    }
    for (const BalancerSpec &balancer : plan.balancers) {
        for (std::uint32_t target = 0; target < balancer.links.size(); ++target)
            links[balancer.links[target]].target = target;
    }
}

void World::start()
{
    using engine::Priority;
    if (options.warmup > 0.0)
        schedule(options.warmup, Priority::Scenario, EventKind::Warmup, 0, 0);
    for (std::uint32_t step = 0; step < plan.scenario.size(); ++step)
        schedule(plan.scenario[step].at, Priority::Scenario, EventKind::ScenarioStep, step, 0);
    balancers.start();
    checks.start();
    failures.start();
    users.start();
}

bool World::runUntil(double until, const base::TaskControl *control)
{
    until = std::min(until, options.duration);
    std::uint32_t round = 0;
    for (;;) {
        if (control && (++round & 1023U) == 0 && control->isCancelled())
            return false;
        // The next event is the first of three ordered sources.
        const engine::Event *next = &users.front();
        int source = 0;
        if (!m_requestEvents.isEmpty() && m_requestEvents.top().isBefore(*next)) {
            next = &m_requestEvents.top();
            source = 1;
        }
        if (!m_otherEvents.isEmpty() && m_otherEvents.top().isBefore(*next)) {
            next = &m_otherEvents.top();
            source = 2;
        }
        if (next->time >= until)
            break;
        const engine::Event event = *next;
        now = event.time;
        ++handledEvents;
        if (source == 0) {
            users.handleFront();
        } else if (source == 1) {
            m_requestEvents.pop();
            handleRequestEvent(event);
        } else {
            m_otherEvents.pop();
            handleOtherEvent(event);
        }
    }
    now = std::max(now, until);
    return true;
}

void World::handleRequestEvent(const engine::Event &event)
{
    const auto kind = static_cast<EventKind>(event.kind());
    if (kind == EventKind::ThinkDone) {
        users.thinkDone(event.subject, event.token);
        return;
    }
    if (kind == EventKind::SharedDone) {
        nodes.sharedDone(event.subject, event.token);
        return;
    }
    if (requests[event.subject].token != event.token)
        return;
    switch (kind) {
    case EventKind::ServiceDone:
        nodes.serviceDone(event.subject);
        break;
    case EventKind::IoDone:
        storages.ioDone(event.subject);
        break;
    case EventKind::RequestArrives:
        arriveAt(event.subject);
        break;
    case EventKind::RefusalArrives:
        refusalArrives(event.subject);
        break;
    case EventKind::AnswerPasses:
        complete(event.subject);
        break;
    case EventKind::Retry:
        balancers.retry(event.subject);
        break;
    default:
        Q_ASSERT_X(false, "World::handleRequestEvent", "not an event of a request");
    }
}

void World::handleOtherEvent(const engine::Event &event)
{
    const auto part = static_cast<ElementIndex>(event.subject);
    switch (static_cast<EventKind>(event.kind())) {
    case EventKind::Warmup:
        nodes.forgetFigures();
        storages.forgetFigures();
        balancers.forgetFigures();
        break;
    case EventKind::ScenarioStep:
        act(plan.scenario[event.subject]);
        break;
    case EventKind::SurgeEnds:
        users.surgeEnds(event.subject, event.token);
        break;
    case EventKind::UnitFails:
        failures.unitFails(event.subject, event.token);
        break;
    case EventKind::UnitRepaired:
        failures.unitRepaired(event.subject, event.token);
        break;
    case EventKind::FailoverDone:
        failures.failoverDone(part, event.token);
        break;
    case EventKind::BootDone:
        failures.bootDone(part, event.token);
        break;
    case EventKind::ResizeDone:
        failures.resizeDone(part, event.token);
        break;
    case EventKind::DrainOver:
        balancers.drainOver(event.subject, event.token);
        break;
    case EventKind::SlowStartStep:
        balancers.slowStartStep(event.subject, event.token);
        break;
    case EventKind::CheckStarts:
        checks.checkStarts(event.subject, event.token != 0);
        break;
    case EventKind::CheckTimesOut:
        checks.checkTimesOut(event.subject);
        break;
    case EventKind::TakeoverDone:
        takeovers.takeoverDone(event.subject, event.token);
        break;
    case EventKind::TryAgain:
        balancers.tryAgain(event.subject);
        break;
    default:
        Q_ASSERT_X(false, "World::handleOtherEvent", "an event of a request");
    }
}

void World::act(const ScenarioStep &step)
{
    switch (step.action) {
    case Action::Fail:
        failures.fail(step.target, step.mode, kByScenario);
        break;
    case Action::Recover:
        failures.recover(step.target, kByScenario);
        break;
    case Action::Drain:
    case Action::Undrain:
        setDraining(step.target, step.action == Action::Drain);
        break;
    case Action::Resize:
        failures.resize(step.target, step.cores, step.memory);
        break;
    case Action::Cutover:
        balancers.cutover(step.target, step.fromGroup, step.toGroup);
        break;
    case Action::Surge:
        log(EventWhat::Surge, step.target, kByScenario);
        users.surge(plan.part(step.target).index, step.factor, step.duration);
        break;
    case Action::Slow:
        log(EventWhat::Slow, step.target, kByScenario);
        nodes.slow(plan.part(step.target).index, step.factor);
        break;
    case Action::Disconnect:
        log(EventWhat::Disconnect, step.target, kByScenario);
        disconnect(step.target);
        break;
    case Action::Failover:
        takeovers.failover(step.target);
        break;
    case Action::Failback:
        takeovers.failback(step.target);
        break;
    case Action::Reconnect:
        log(EventWhat::Reconnect, step.target, kByScenario);
        m_isCut[plan.connectionNumber(step.target)] = false;
        for (std::size_t link = 0; link < links.size(); ++link) {
            if (plan.links[link].connection == step.target)
                links[link].isCut = false;
        }
        break;
    }
}

void World::setDraining(ElementIndex node, bool isDraining)
{
    log(isDraining ? EventWhat::Drain : EventWhat::Undrain, node, kByScenario);
    m_isDraining[plan.part(node).index] = isDraining;
    for (std::size_t link = 0; link < links.size(); ++link) {
        if (plan.links[link].to == node)
            links[link].isDraining = isDraining;
    }
    if (isDraining)
        balancers.drain(node);
    else
        balancers.undrain(node);
}

void World::disconnect(ElementIndex connection)
{
    m_isCut[plan.connectionNumber(connection)] = true;
    storages.cutOff(connection);
    for (std::uint32_t link = 0; link < links.size(); ++link) {
        if (plan.links[link].connection != connection)
            continue;
        links[link].isCut = true;
        const auto isOverIt = [this, link](const Request &request) {
            if (request.has(Request::Ghost))
                return false;
            const bool isOpen =
                request.stage != Stage::RetryWait && request.stage != Stage::Waiting;
            if (request.entry == link || (request.link == link && isOpen))
                return true;
            for (std::uint32_t at = request.chain; at != kNone; at = chains[at].below) {
                if (chains[at].link == link)
                    return true;
            }
            return false;
        };
        requests.forEach(isOverIt, [this, link](std::uint32_t dying) {
            fail(dying, Fate::Failed, plan.links[link].to);
        });
    }
}

} // namespace loadstar::sim
