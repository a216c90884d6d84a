// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/behaviours/balancers.h"

#include "sim/world.h"

#include <algorithm>
#include <map>

// How a request passes a balancer; balancer_state.cpp has what changes the set of usable targets,
// and balancer_orders.cpp, balancer_queue.cpp, balancer_settings.cpp and balancer_stickiness.cpp
// have what their names say.

namespace loadstar::sim {

namespace {

/// Nodes of so many targets stay in the cache by themselves.
constexpr std::size_t kMostInCache = 256;

} // namespace

Balancers::Balancers(World &world)
    : m_world(world)
    , m_specs(world.plan.balancers)
    , m_keys(world)
{
    for (const BalancerSpec &spec : m_specs) {
        Balancer balancer;
        const bool isPassive = spec.hasChecks && health::traitsOf(spec.checks.rules).isPassive;
        balancer.isPassive = isPassive && spec.links.size() > 1;
        balancer.watchesSends = balancer.isPassive;
        balancer.watchesOutcomes =
            balancer.isPassive || spec.outliers || spec.observe != health::ObserveMode::None;
        balancer.mostPerTarget = spec.maxConnectionsPerNode.value_or(kNone);
        setUpPolicy(balancer, spec);
        balancer.random =
            world.streams.stream("balance/" + world.plan.part(spec.part).id.toStdString());
        balancer.pauses =
            world.streams.stream("retries/" + world.plan.part(spec.part).id.toStdString());
        setUpTargets(balancer, spec);
        balancer.table.level = spec.levels;
        if (!spec.levels.empty()) {
            const auto most = *std::max_element(spec.levels.begin(), spec.levels.end());
            balancer.table.levelPercent.assign(most + 1, 0);
        }
        m_balancers.push_back(std::move(balancer));
    }
    m_isAnswerSafe = m_balancers.size() <= 1 && !world.plan.hasFaults &&
                     std::all_of(world.plan.links.begin(), world.plan.links.end(),
                                 [](const LinkSpec &link) { return link.latency <= 0.0; });
}

void Balancers::setUpTargets(Balancer &balancer, const BalancerSpec &spec)
{
    std::map<ElementIndex, std::uint32_t> zones;
    const Plan &plan = m_world->plan;
    const bool checks = spec.hasChecks && !health::traitsOf(spec.checks.rules).isPassive;
    for (const std::uint32_t link : spec.links) {
        const PartSpec &part = plan.part(plan.links[link].to);
        Target target;
        target.link = link;
        target.passive = health::NginxPassive(spec.checks.fall, spec.checks.interval);
        ElementIndex zone = kNoElement;
        if (part.kind == PartKind::Node) {
            const NodeSpec &node = plan.nodes[part.index];
            target.role = node.role;
            target.configuredWeight = target.baseWeight = node.weight;
            target.isMarkedUp = target.isCheckedUp = node.hasHeartbeat || !checks;
            zone = node.zone;
        }
        balancer.hasBalancerTargets =
            balancer.hasBalancerTargets || part.kind == PartKind::Balancer;
        balancer.places.add({link, part.kind == PartKind::Node ? part.index : kNone});
        balancer.targets.push_back(target);
        balancer.table.outstanding.push_back(0);
        balancer.table.weight.push_back(target.baseWeight);
        balancer.table.reportedLoad.push_back(0.0);
        balancer.table.sessions.push_back(0);
        balancer.table.identity.push_back(engine::stableHash(part.id.toStdString()));
        const auto next = static_cast<std::uint32_t>(zones.size());
        balancer.table.zone.push_back(zones.emplace(zone, next).first->second);
    }
}

void Balancers::start()
{
    for (std::uint32_t balancer = 0; balancer < m_balancers.size(); ++balancer) {
        setUpStickiness(balancer);
        refresh(balancer);
    }
}

void Balancers::settle(Balancer &balancer) const
{
    balancer.figures.waitArea += (m_world->now - balancer.areaAt) * balancer.waiting;
    balancer.areaAt = m_world->now;
}

Balancers::Figures Balancers::figures(std::uint32_t index) const
{
    const Balancer &balancer = m_balancers[index];
    Figures figures = balancer.figures;
    figures.waitArea += (m_world->now - balancer.areaAt) * balancer.waiting;
    return figures;
}

void Balancers::forgetFigures()
{
    for (Balancer &balancer : m_balancers) {
        settle(balancer);
        balancer.figures = Figures{};
    }
}

void Balancers::accept(std::uint32_t index, std::uint32_t balancerIndex)
{
    constexpr int kMostHops = 16;
    Request &request = m_world->requests[index];
    Balancer &balancer = m_balancers[balancerIndex];
    if (!balancer.isUp || balancer.isExpired) {
        m_world->refuse(index);
        return;
    }
    if (request.link != request.entry) {
        int hops = 2;
        for (std::uint32_t at = request.chain; at != kNone; at = m_world->chains[at].below)
            ++hops;
        if (hops >= kMostHops) {
            m_world->fail(index, Fate::Failed, m_specs[balancerIndex].part);
            return;
        }
        request.chain = m_world->chains.push(request.chain, request.link, request.atBalancer);
        request.link = request.entry;
        request.unset(Request::HoldsTarget);
    }
    request.atBalancer = m_world->now;
    request.attempts = 0;
    const std::optional<std::uint32_t> most = m_specs[balancerIndex].maxRequests;
    if (most && balancer.underWay + balancer.waiting >= *most) {
        m_world->fail(index, Fate::Rejected, m_specs[balancerIndex].part);
        return;
    }
    if (balancer.isHung) {
        request.stage = Stage::Parked;
        balancer.parked.emplace_back(index, request.number);
        return;
    }
    route(index, balancerIndex, kNone);
}

bool Balancers::isVisited(const Request &request, ElementIndex part) const
{
    const std::vector<LinkSpec> &links = m_world->plan.links;
    if (m_world->plan.part(part).kind != PartKind::Balancer)
        return false;
    if (links[request.entry].to == part)
        return true;
    for (std::uint32_t at = request.chain; at != kNone; at = m_world->chains[at].below) {
        if (links[m_world->chains[at].link].to == part)
            return true;
    }
    return false;
}

void Balancers::route(std::uint32_t index, std::uint32_t balancerIndex, std::uint32_t excluded)
{
    Request &request = m_world->requests[index];
    Balancer &balancer = m_balancers[balancerIndex];
    const BalancerSpec &spec = m_specs[balancerIndex];
    request.unset(Request::HasCookie);
    if (spec.sticky != Stickiness::None) {
        const std::uint32_t target = stickyTarget(balancer, spec, request);
        if (target != kNone && target != excluded) {
            const bool hasRoom = balancer.table.outstanding[target] < limitOf(balancer, target);
            const bool isPatient =
                !spec.maxQueue || balancer.targets[target].boundWaiting < *spec.maxQueue;
            if (hasRoom || isPatient) {
                request.set(Request::HasCookie);
                hasRoom ? send(index, balancerIndex, target) : wait(index, balancerIndex, target);
                return;
            }
        }
    }
    const std::uint32_t target = pick(balancerIndex, request, excluded);
    if (target != kNone)
        send(index, balancerIndex, target);
    else if (balancer.openTargets > 0 && isLimited(balancer) && balancer.usable.empty())
        wait(index, balancerIndex, kNone);
    else
        m_world->fail(index, Fate::Failed, spec.part);
    // At the end: what the choice has written a moment ago cannot be read in one go.
    if (balancer.usable.size() > kMostInCache) [[unlikely]]
        fetchAhead(balancer);
}

void Balancers::fetchAhead(const Balancer &balancer) const
{
    const Foreseen next = balancer.policy->foresee(balancer.random);
    for (std::uint32_t i = 0; i < next.count; ++i) {
        const std::uint32_t target = next.targets[i];
        const TargetPlace place = balancer.places.at(target);
        m_world->nodes.fetchForArrival(place.node);
        m_world->sessions.fetchForArrival(place.node);
        engine::prefetch(&m_world->links[place.link], sizeof(World::Link));
        engine::prefetch(&balancer.table.outstanding[target], sizeof(std::uint32_t));
    }
}

PickContext Balancers::contextOf(const Balancer &balancer, const Request &request) const
{
    const bool isHashed = balancer.hashKey != HashKey::None;
    return {isHashed ? m_keys.hashOf(balancer.hashKey, request) : 0, m_world->now};
}

std::uint32_t Balancers::pick(std::uint32_t index, const Request &request, std::uint32_t excluded)
{
    Balancer &balancer = m_balancers[index];
    if (balancer.usable.empty())
        return kNone;
    if (excluded != kNone)
        return pickWithout(index, request, excluded);
    if (balancer.readsSessions) [[unlikely]]
        countSessions(balancer);
    const PickContext context = contextOf(balancer, request);
    const std::uint32_t target = balancer.policy->pick(balancer.table, context, balancer.random);
    if (balancer.hasBalancerTargets &&
        isVisited(request, m_world->plan.links[balancer.places.at(target).link].to))
        return pickWithout(index, request, kNone);
    return target;
}

std::uint32_t Balancers::pickWithout(std::uint32_t index, const Request &request,
                                     std::uint32_t excluded)
{
    Balancer &balancer = m_balancers[index];
    std::vector<std::uint32_t> others;
    std::copy_if(balancer.usable.begin(), balancer.usable.end(), std::back_inserter(others),
                 [&](std::uint32_t t) {
                     return t != excluded &&
                            !isVisited(request, m_world->plan.links[balancer.targets[t].link].to);
                 });
    if (others.empty())
        return kNone;
    if (balancer.readsSessions)
        countSessions(balancer);
    const PickContext context = contextOf(balancer, request);
    balancer.policy->prepare(balancer.table, others);
    const std::uint32_t target = balancer.policy->pick(balancer.table, context, balancer.random);
    balancer.policy->prepare(balancer.table, balancer.usable);
    return target;
}

void Balancers::send(std::uint32_t index, std::uint32_t balancerIndex, std::uint32_t targetIndex)
{
    Request &request = m_world->requests[index];
    Balancer &balancer = m_balancers[balancerIndex];
    const std::uint32_t link = balancer.places.at(targetIndex).link;
    const std::uint32_t outstanding = ++balancer.table.outstanding[targetIndex];
    ++balancer.underWay;
    if (balancer.watchesOutstanding)
        balancer.policy->outstandingChanged(balancer.table, targetIndex);
    request.link = link;
    request.set(Request::HoldsTarget);
    if (balancer.watchesSends) [[unlikely]] {
        noteSent(balancerIndex, targetIndex);
    } else if (outstanding == balancer.mostPerTarget) {
        refresh(balancerIndex);
    }
    m_world->sendOver(index, link);
}

void Balancers::release(Balancer &balancer, std::uint32_t index, std::uint32_t target)
{
    const std::uint32_t outstanding = --balancer.table.outstanding[target];
    --balancer.underWay;
    if (balancer.watchesOutstanding)
        balancer.policy->outstandingChanged(balancer.table, target);
    if (outstanding + 1 == balancer.mostPerTarget) {
        refresh(index);
        serveWaiters(index);
    }
    if (balancer.watchedTargets > 0) [[unlikely]]
        noteReleased(index, target);
}

void Balancers::noteOutcome(std::uint32_t index, std::uint32_t targetIndex, Fate fate)
{
    Target &target = m_balancers[index].targets[targetIndex];
    // What dies with the balancer says nothing about the target.
    if (m_balancers[index].isUp) {
        m_world->outliers.noteOutcome(target.link, fate);
        m_world->checks.noteOutcome(target.link, fate);
    }
    if (!m_balancers[index].isPassive)
        return;
    const bool isAnswered = fate == Fate::Answered || fate == Fate::Rejected;
    const health::Change change =
        isAnswered ? target.passive.recordSuccess() : target.passive.recordFailure(m_world->now);
    if (change != health::Change::None)
        setVerdict(target.link, change == health::Change::MarkedUp);
    if (!isAnswered && target.passive.isOut()) {
        m_world->schedule(target.passive.outUntil(), engine::Priority::Check, EventKind::TryAgain,
                          target.link, 0);
    }
}

void Balancers::refused(std::uint32_t index)
{
    Request &request = m_world->requests[index];
    const World::Link link = m_world->links[request.link];
    Balancer &balancer = m_balancers[link.fromIndex];
    const BalancerSpec &spec = m_specs[link.fromIndex];
    request.unset(Request::HoldsTarget);
    request.stage = Stage::RetryWait;
    release(balancer, link.fromIndex, link.target);
    if (balancer.watchesOutcomes)
        noteOutcome(link.fromIndex, link.target, Fate::Refused);
    if (request.attempts >= std::min(spec.retries, kMostAttempts)) {
        m_world->fail(index, Fate::Refused, m_world->plan.links[request.link].to);
        return;
    }
    ++request.attempts;
    m_world->countRetry(request);
    if (spec.redispatches && request.attempts == spec.retries) {
        route(index, link.fromIndex, link.target);
        return;
    }
    const double pause = retryPause(balancer, spec, request.attempts);
    m_world->schedule(m_world->now + pause, engine::Priority::Arrival, EventKind::Retry, index,
                      ++request.token);
}

void Balancers::retry(std::uint32_t index)
{
    const World::Link &link = m_world->links[m_world->requests[index].link];
    if (m_balancers[link.fromIndex].isHung) {
        m_world->requests[index].stage = Stage::Parked;
        m_balancers[link.fromIndex].parked.emplace_back(index, m_world->requests[index].number);
        return;
    }
    send(index, link.fromIndex, link.target);
}

bool Balancers::passAnswer(std::uint32_t index)
{
    Request &request = m_world->requests[index];
    const World::Link link = m_world->links[request.link];
    Balancer &balancer = m_balancers[link.fromIndex];
    if (balancer.isHung) {
        request.stage = Stage::AnswerParked;
        balancer.parked.emplace_back(index, request.number);
        return false;
    }
    request.unset(Request::HoldsTarget);
    if (request.has(Request::Measured)) {
        // The answer may still get lost on the way from here.
        const double response = m_world->now - request.atBalancer;
        if (m_isAnswerSafe)
            countAnswer(link.fromIndex, response);
        else
            request.passed = m_world->chains.push(request.passed, request.link, response);
    }
    if (balancer.watchesAnswers)
        balancer.policy->answered(link.target, m_world->now, m_world->now - request.atBalancer);
    if (balancer.watchesOutcomes)
        noteOutcome(link.fromIndex, link.target, Fate::Answered);
    // The path gets shorter before anything else is sent from here.
    if (request.chain != kNone) {
        const LinkChains::Entry entry = m_world->chains.pop(request.chain);
        request.chain = entry.below;
        request.link = entry.link;
        request.atBalancer = entry.atBalancer;
        request.set(Request::HoldsTarget);
    } else {
        request.link = request.entry;
    }
    release(balancer, link.fromIndex, link.target);
    return true;
}

void Balancers::releaseAll(std::uint32_t index, Fate fate)
{
    Request &request = m_world->requests[index];
    if (request.has(Request::Measured)) {
        const bool hasLeftAll = request.stage == Stage::Answering && request.link == request.entry;
        if (!hasLeftAll)
            countFailure(request.entry);
        for (std::uint32_t at = request.chain; at != kNone; at = m_world->chains[at].below)
            countFailure(m_world->chains[at].link);
    }
    if (request.stage == Stage::Waiting) {
        Balancer &balancer = m_balancers[m_world->links[request.link].fromIndex];
        leaveQueue(balancer, request);
        request.stage = Stage::Travelling;
    }
    const auto leave = [&](std::uint32_t linkIndex) {
        const World::Link link = m_world->links[linkIndex];
        Balancer &balancer = m_balancers[link.fromIndex];
        release(balancer, link.fromIndex, link.target);
        // What was refused further on comes back as an answer: the target did not refuse it.
        if (balancer.watchesOutcomes)
            noteOutcome(link.fromIndex, link.target, fate == Fate::Refused ? Fate::Rejected : fate);
    };
    const bool isHeld = request.has(Request::HoldsTarget);
    request.unset(Request::HoldsTarget);
    if (isHeld)
        leave(request.link);
    std::uint32_t chain = m_world->requests[index].chain;
    m_world->requests[index].chain = kNone;
    while (chain != kNone) {
        const LinkChains::Entry entry = m_world->chains.pop(chain);
        leave(entry.link);
        chain = entry.below;
    }
}

void Balancers::countAnswer(std::uint32_t index, double response)
{
    Figures &figures = m_balancers[index].figures;
    ++figures.completed;
    figures.responseSum += response;
}

void Balancers::settled(Request &request, bool isAnswered)
{
    while (request.passed != kNone) {
        const LinkChains::Entry entry = m_world->chains.pop(request.passed);
        request.passed = entry.below;
        const std::uint32_t index = m_world->links[entry.link].fromIndex;
        // An attempt that lost against another one counts nowhere, also when its answer had come
        // this far.
        if (!request.has(Request::Measured))
            continue;
        if (isAnswered)
            countAnswer(index, entry.atBalancer);
        else
            ++m_balancers[index].figures.failed;
    }
}

void Balancers::countFailure(std::uint32_t link)
{
    if (link != kNone && m_world->links[link].toKind == PartKind::Balancer)
        ++m_balancers[m_world->links[link].toIndex].figures.failed;
}

} // namespace loadstar::sim
