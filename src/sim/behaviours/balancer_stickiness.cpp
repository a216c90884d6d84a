// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/behaviours/balancers.h"
#include "sim/world.h"

// What keeps a client on its target: cookies and the table of source addresses.

namespace loadstar::sim {

void Balancers::setUpStickiness(std::uint32_t index)
{
    const BalancerSpec &spec = m_specs[index];
    Balancer &balancer = m_balancers[index];
    std::uint32_t keys = 0;
    if (spec.sticky == Stickiness::Source)
        keys = m_world->users.addressCount();
    else if (spec.sticky != Stickiness::None)
        keys = m_world->plan.clientCount;
    balancer.stickTo.assign(keys, kNone);
    balancer.stickSince.assign(spec.cookieDuration ? keys : 0, 0.0);
    balancer.stickSession.assign(spec.sticky == Stickiness::Application ? keys : 0, 0);
}

std::size_t Balancers::stickKey(const BalancerSpec &spec, const Request &request) const
{
    return spec.sticky == Stickiness::Source ? m_keys.addressOf(request) : request.client;
}

std::uint32_t Balancers::stickyTarget(Balancer &balancer, const BalancerSpec &spec,
                                      const Request &request) const
{
    const std::size_t key = stickKey(spec, request);
    const std::uint32_t index = balancer.stickTo[key];
    if (index == kNone)
        return kNone;
    const bool isOfSession = spec.sticky == Stickiness::Application;
    if (isOfSession && balancer.stickSession[key] != request.session)
        return kNone;
    if (!isOfSession && spec.cookieDuration &&
        m_world->now - balancer.stickSince[key] >= *spec.cookieDuration)
        return kNone;
    const Target &target = balancer.targets[index];
    const bool isHeldUp = target.isMarkedUp || target.isUsable;
    if (!isHeldUp || target.isDrainOver)
        return kNone;
    if (target.isDraining) {
        const bool isOldSession = m_world->plan.users[request.users].hasSessions() &&
                                  !request.has(Request::FirstOfSession);
        if (!isOldSession)
            return kNone;
    }
    return isVisited(request, m_world->plan.links[target.link].to) ? kNone : index;
}

void Balancers::remember(const Request &request)
{
    const auto note = [&](std::uint32_t linkIndex) {
        const World::Link &link = m_world->links[linkIndex];
        const BalancerSpec &spec = m_specs[link.fromIndex];
        if (spec.sticky == Stickiness::None)
            return;
        Balancer &balancer = m_balancers[link.fromIndex];
        const std::size_t key = stickKey(spec, request);
        if (spec.sticky == Stickiness::Application) {
            // Without a session the application sets no cookie.
            balancer.stickTo[key] = request.session == 0 ? kNone : link.target;
            balancer.stickSession[key] = request.session;
            return;
        }
        const bool isExpired =
            spec.cookieDuration && m_world->now - balancer.stickSince[key] >= *spec.cookieDuration;
        if (balancer.stickTo[key] == link.target && !isExpired)
            return;
        balancer.stickTo[key] = link.target;
        if (spec.cookieDuration)
            balancer.stickSince[key] = m_world->now;
    };
    if (request.link == request.entry)
        return;
    note(request.link);
    for (std::uint32_t at = request.chain; at != kNone; at = m_world->chains[at].below)
        note(m_world->chains[at].link);
}

} // namespace loadstar::sim
