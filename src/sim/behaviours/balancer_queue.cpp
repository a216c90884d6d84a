// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/behaviours/balancers.h"
#include "sim/world.h"

// Requests that wait at a balancer until a target may take one more.

namespace loadstar::sim {

void Balancers::wait(std::uint32_t index, std::uint32_t balancerIndex, std::uint32_t target)
{
    Balancer &balancer = m_balancers[balancerIndex];
    Request &request = m_world->requests[index];
    const BalancerSpec &spec = m_specs[balancerIndex];
    if (spec.maxPending && balancer.waiting >= *spec.maxPending) {
        request.unset(Request::HasCookie);
        m_world->fail(index, Fate::Rejected, spec.part);
        return;
    }
    settle(balancer);
    ++balancer.waiting;
    if (target != kNone)
        ++balancer.targets[target].boundWaiting;
    request.stage = Stage::Waiting;
    // What it would be sent over does not matter yet, but tells which balancer it is at.
    request.link = balancer.targets[target == kNone ? 0 : target].link;
    balancer.waiters.push_back({index, request.number, target});
    if (spec.queueTimeout) {
        m_world->schedule(m_world->now + *spec.queueTimeout, engine::Priority::Completion,
                          EventKind::QueueTimeout, index, ++request.token);
    }
}

void Balancers::leaveQueue(Balancer &balancer, Request &request)
{
    settle(balancer);
    --balancer.waiting;
    // Only what stickiness has bound to a target waits with the mark of it.
    if (request.has(Request::HasCookie))
        --balancer.targets[m_world->links[request.link].target].boundWaiting;
    ++request.token;
}

void Balancers::queueTimedOut(std::uint32_t index)
{
    const Request &request = m_world->requests[index];
    if (request.stage == Stage::Waiting)
        m_world->fail(index, Fate::Failed, m_world->plan.links[request.link].from);
}

void Balancers::serveWaiters(std::uint32_t balancerIndex)
{
    Balancer &balancer = m_balancers[balancerIndex];
    if (balancer.isServingWaiters)
        return;
    balancer.isServingWaiters = true;
    const bool hasBound = m_specs[balancerIndex].sticky != Stickiness::None;
    for (std::size_t i = 0; i < balancer.waiters.size() && balancer.waiting > 0;) {
        const Waiter waiter = balancer.waiters[i];
        const auto place = balancer.waiters.begin() + static_cast<std::ptrdiff_t>(i);
        Request &request = m_world->requests[waiter.request];
        if (request.number != waiter.number || request.stage != Stage::Waiting) {
            balancer.waiters.erase(place);
            continue;
        }
        const bool isBound = waiter.target != kNone;
        if (!isBound && balancer.usable.empty() && balancer.openTargets > 0 && !hasBound)
            break;
        const bool isHeldUp = isBound && (balancer.targets[waiter.target].isMarkedUp ||
                                          balancer.targets[waiter.target].isUsable);
        const bool canGo =
            isHeldUp ? balancer.table.outstanding[waiter.target] < limitOf(balancer, waiter.target)
                     : !balancer.usable.empty() || balancer.openTargets == 0;
        if (!canGo) {
            ++i;
            continue;
        }
        balancer.waiters.erase(place);
        leaveQueue(balancer, request);
        route(waiter.request, balancerIndex, kNone);
    }
    balancer.isServingWaiters = false;
}

} // namespace loadstar::sim
