// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/world.h"

#include <algorithm>

namespace loadstar::sim {

World::World(Plan design, const RunOptions &runOptions)
    : sharedPlan(std::make_shared<const Plan>(std::move(design)))
    , plan(*sharedPlan)
    , options(runOptions)
    , streams(runOptions.seed, runOptions.replication)
    , metrics(runOptions)
    , users(*this)
    , calls(*this)
    , sessions(*this)
    , nodes(*this)
    , storages(*this)
    , copies(*this)
    , loadAverages(*this)
    , balancers(*this)
    , checks(*this)
    , agents(*this)
    , failures(*this)
    , takeovers(*this)
    , outliers(*this)
    , faults(*this)
    , recoveries(*this)
    , batchQueues(*this)
    , m_isCut(plan.connectionIds.size())
    , m_isDisconnected(plan.connectionIds.size())
    , m_partitions(plan.connectionIds.size())
    , m_isDraining(plan.nodes.size())
    , m_isDrained(plan.links.size())
    , m_drainsForWork(plan.nodes.size())
{
    makeLinks();
    start();
}

World::World(const World &other)
    : sharedPlan(other.sharedPlan)
    , plan(*sharedPlan)
    , options(other.options)
    , streams(other.streams)
    , now(other.now)
    , sequence(other.sequence)
    , requests(other.requests)
    , chains(other.chains)
    , links(other.links)
    , metrics(other.metrics)
    , events(other.events)
    , eventsLeftOut(other.eventsLeftOut)
    , hadMaintenance(other.hadMaintenance)
    , handledEvents(other.handledEvents)
    , users(*this)
    , calls(*this)
    , sessions(*this)
    , nodes(*this)
    , storages(*this)
    , copies(*this)
    , loadAverages(*this)
    , balancers(*this)
    , checks(*this)
    , agents(*this)
    , failures(*this)
    , takeovers(*this)
    , outliers(*this)
    , faults(*this)
    , recoveries(*this)
    , batchQueues(*this)
    , m_requestEvents(other.m_requestEvents)
    , m_otherEvents(other.m_otherEvents)
    , m_isCut(other.m_isCut)
    , m_isDisconnected(other.m_isDisconnected)
    , m_partitions(other.m_partitions)
    , m_isDraining(other.m_isDraining)
    , m_isDrained(other.m_isDrained)
    , m_drainsForWork(other.m_drainsForWork)
{
    users = other.users;
    calls = other.calls;
    sessions = other.sessions;
    nodes = other.nodes;
    storages = other.storages;
    copies = other.copies;
    loadAverages = other.loadAverages;
    balancers = other.balancers;
    checks = other.checks;
    agents = other.agents;
    failures = other.failures;
    takeovers = other.takeovers;
    outliers = other.outliers;
    faults = other.faults;
    recoveries = other.recoveries;
    batchQueues = other.batchQueues;
}

void World::makeLinks()
{
    for (const LinkSpec &spec : plan.links) {
        const PartSpec &from = plan.part(spec.from);
        const PartSpec &to = plan.part(spec.to);
        links.push_back(
            {spec.latency, from.index, to.index, kNone, from.kind, to.kind, false, false, false});
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
    loadAverages.start();
    balancers.start();
    checks.start();
    agents.start();
    outliers.start();
    failures.start();
    users.start();
    batchQueues.start();
}

void World::schedule(double time, engine::Priority priority, EventKind kind, std::uint32_t subject,
                     std::uint32_t token)
{
    const engine::Event event =
        sequence.event(time, priority, static_cast<std::uint8_t>(kind), subject, token);
    if (kind <= EventKind::LastOfRequests)
        m_requestEvents.push(event);
    else
        m_otherEvents.push(event);
}

void World::push(const engine::Event &event)
{
    m_otherEvents.push(event);
}

bool World::runUntil(double until, const base::TaskControl *control)
{
    until = std::min(until, options.duration);
    std::uint32_t round = 0;
    const auto look = [this](const engine::Event &event, std::size_t distance) {
        lookAhead(event, distance);
    };
    for (;;) {
        if ((round++ & 1023U) == 0 && (isOverloaded() || (control && control->isCancelled())))
            return false;
        // The next event is the first of three ordered sources.
        const engine::Event *next = &users.front();
        int source = 0;
        if (!m_requestEvents.isEmpty()) {
            if (const engine::Event &first = m_requestEvents.top(look); first.isBefore(*next)) {
                next = &first;
                source = 1;
            }
        }
        if (!m_otherEvents.isEmpty()) {
            if (const engine::Event &first = m_otherEvents.top(); first.isBefore(*next)) {
                next = &first;
                source = 2;
            }
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

ComingEvent World::comingEvent()
{
    engine::Event next = users.front();
    if (!m_requestEvents.isEmpty() && m_requestEvents.top().isBefore(next))
        next = m_requestEvents.top();
    if (!m_otherEvents.isEmpty() && m_otherEvents.top().isBefore(next))
        next = m_otherEvents.top();
    return {next.time, placeOf(next)};
}

ElementIndex World::placeOf(const engine::Event &event) const
{
    const auto kind = static_cast<EventKind>(event.kind());
    const bool isOfARequest = kind >= EventKind::RequestArrives &&
                              kind <= EventKind::LastOfRequests && kind != EventKind::SharedDone;
    if (!isOfARequest || requests[event.subject].token != event.token)
        return kNoElement;
    const Request &request = requests[event.subject];
    if (kind == EventKind::RefusalArrives && request.link != kNone)
        return plan.links[request.link].from;
    return whereIs(request);
}

void World::lookAhead(const engine::Event &event, std::size_t distance) const
{
    const auto kind = static_cast<EventKind>(event.kind());
    if (kind == EventKind::ThinkDone)
        return;
    if (kind == EventKind::SharedDone) {
        nodes.fetchForEnd(event.subject);
        return;
    }
    if (distance == engine::EventLadder::kFarthest) {
        requests.fetch(event.subject);
        return;
    }
    if (kind != EventKind::ServiceDone)
        return;
    const std::uint32_t node = requests[event.subject].node;
    if (distance == 1) {
        requests.fetch(nodes.firstWaitingOn(node));
        return;
    }
    nodes.fetchForEnd(node);
    const std::uint32_t link = requests[event.subject].link;
    if (link < links.size())
        engine::prefetch(&links[link], sizeof(Link));
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
    case EventKind::QueueTimeout:
        balancers.queueTimedOut(event.subject);
        break;
    default:
        Q_ASSERT_X(false, "World::handleRequestEvent", "not an event of a request");
    }
}

void World::handleOtherEvent(const engine::Event &event)
{
    switch (static_cast<EventKind>(event.kind())) {
    case EventKind::Warmup:
        nodes.forgetFigures();
        storages.forgetFigures();
        balancers.forgetFigures();
        failures.forgetFigures();
        batchQueues.forgetFigures();
        break;
    case EventKind::ScenarioStep:
        act(plan.scenario[event.subject], event.subject);
        break;
    case EventKind::SurgeEnds:
        users.surgeEnds(event.subject, event.token);
        break;
    case EventKind::DrainOver:
        balancers.drainOver(event.subject, event.token);
        break;
    case EventKind::SlowStartStep:
        balancers.slowStartStep(event.subject, event.token);
        break;
    case EventKind::CheckStarts:
        checks.checkStarts(event.subject, event.token);
        break;
    case EventKind::CheckTimesOut:
        checks.checkTimesOut(event.subject);
        break;
    case EventKind::AgentAsked:
        agents.ask(event.subject);
        break;
    case EventKind::TakeoverDone:
        takeovers.takeoverDone(event.subject, event.token);
        break;
    case EventKind::OutlierSweep:
        outliers.sweep(event.subject);
        break;
    case EventKind::TryAgain:
        balancers.tryAgain(event.subject);
        break;
    case EventKind::LoadTick:
        loadAverages.tick();
        break;
    case EventKind::JobArrives:
        batchQueues.jobArrives(event.subject);
        break;
    case EventKind::JobsStart:
        batchQueues.schedule(event.subject);
        break;
    case EventKind::JobEnds:
        batchQueues.jobEnds(event.subject);
        break;
    case EventKind::CallExpires:
    case EventKind::PatienceEnds:
    case EventKind::AttemptExpires:
    case EventKind::HedgeDue:
    case EventKind::BackoffOver:
    case EventKind::BreakerHalfOpens:
        calls.handle(event);
        break;
    default:
        handleStateEvent(event);
    }
}

void World::handleStateEvent(const engine::Event &event)
{
    const auto part = static_cast<ElementIndex>(event.subject);
    switch (static_cast<EventKind>(event.kind())) {
    case EventKind::UnitFails:
        failures.unitFails(event.subject, event.token);
        break;
    case EventKind::CauseStrikes:
        failures.causeStrikes(event.subject);
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
    case EventKind::WindowOpens:
        failures.windowOpens(part, event.token);
        break;
    case EventKind::MaintenanceStarts:
        failures.maintain(plan.scenario[event.subject].target,
                          plan.scenario[event.subject].duration.value_or(0.0), kByScenario);
        break;
    case EventKind::MaintenanceEnds:
        failures.maintenanceEnds(part);
        break;
    case EventKind::NodeDies:
        failures.nodeDies(part);
        break;
    case EventKind::FaultEnds:
        faults.end(event.subject);
        break;
    default:
        Q_ASSERT_X(false, "World::handleStateEvent", "an event of a request");
    }
}

void World::act(const ScenarioStep &step, std::uint32_t number)
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
        setDraining(step.target, step.action == Action::Drain, kByScenario);
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
        disconnect(step.target, true);
        break;
    case Action::Failover:
        takeovers.failover(step.target);
        break;
    case Action::Failback:
        takeovers.failback(step.target);
        break;
    case Action::Reconnect:
        log(EventWhat::Reconnect, step.target, kByScenario);
        disconnect(step.target, false);
        break;
    case Action::Maintain:
        beginMaintenance(step, number);
        break;
    case Action::Fault:
        faults.begin(number);
        break;
    case Action::Configure:
        balancers.configure(plan.part(step.target).index, step.change, kByScenario);
        break;
    case Action::Reweight:
        balancers.reweight(step.target, step.weight);
        break;
    case Action::Agent:
        agents.speak(step.target, step.text);
        break;
    case Action::Respond:
        checks.respond(step.target, step.status);
        break;
    }
}

void World::setDraining(ElementIndex node, bool isDraining, ElementIndex by)
{
    log(isDraining ? EventWhat::Drain : EventWhat::Undrain, node, by);
    m_isDraining[plan.part(node).index] = isDraining;
    for (std::size_t link = 0; link < links.size(); ++link) {
        if (plan.links[link].to != node)
            continue;
        links[link].isDraining = isDraining;
        m_isDrained[link] = false;
    }
    if (isDraining)
        balancers.drain(node);
    else
        balancers.undrain(node);
    for (std::uint32_t link = 0; isDraining && link < links.size(); ++link)
        checkDrained(link);
}

void World::checkDrained(std::uint32_t index)
{
    const Link &drained = links[index];
    if (drained.fromKind != PartKind::Users || !drained.isDraining ||
        sessions.openOn(drained.toIndex) > 0)
        return;
    bool isEmpty = true;
    const auto isUnderWay = [index](const Request &request) {
        return !request.has(Request::Ghost) && request.entry == index;
    };
    requests.forEach(isUnderWay, [&isEmpty](std::uint32_t) { isEmpty = false; });
    if (isEmpty && !m_isDrained[index])
        log(EventWhat::Drained, plan.links[index].to, plan.links[index].from);
    m_isDrained[index] = m_isDrained[index] || isEmpty;
}

void World::beginMaintenance(const ScenarioStep &step, std::uint32_t number)
{
    if (step.delay > 0.0) {
        m_drainsForWork[plan.part(step.target).index] = true;
        setDraining(step.target, true, kByScenario);
    }
    schedule(now + step.delay, engine::Priority::Scenario, EventKind::MaintenanceStarts, number, 0);
}

void World::maintenanceOver(ElementIndex part)
{
    const PartSpec &spec = plan.part(part);
    if (spec.kind != PartKind::Node || !m_drainsForWork[spec.index])
        return;
    m_drainsForWork[spec.index] = false;
    setDraining(part, false, kByScenario);
}

void World::disconnect(ElementIndex connection, bool isCut)
{
    m_isDisconnected[plan.connectionNumber(connection)] = isCut;
    applyCut(connection);
}

void World::partition(ElementIndex connection, bool isCut)
{
    m_partitions[plan.connectionNumber(connection)] += isCut ? 1 : -1;
    applyCut(connection);
}

void World::applyCut(ElementIndex connection)
{
    const std::size_t number = plan.connectionNumber(connection);
    const bool isCut = m_isDisconnected[number] || m_partitions[number] > 0;
    m_isCut[number] = isCut;
    copies.stateChanged(connection);
    if (isCut)
        storages.cutOff(connection);
    for (std::uint32_t link = 0; link < links.size(); ++link) {
        if (plan.links[link].connection != connection)
            continue;
        links[link].isCut = isCut;
        if (isCut)
            failAllOver(link);
    }
}

void World::failAllOver(std::uint32_t link)
{
    const auto isOverIt = [this, link](const Request &request) {
        if (request.has(Request::Ghost))
            return false;
        const bool isOpen = request.stage != Stage::RetryWait && request.stage != Stage::Waiting;
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

} // namespace loadstar::sim
