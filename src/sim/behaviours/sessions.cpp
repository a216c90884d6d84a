// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/behaviours/sessions.h"

#include "sim/world.h"

#include <algorithm>

namespace loadstar::sim {

Sessions::Sessions(World &world)
    : m_world(world)
    , m_held(world.plan.nodes.size())
{
    bool hasSessions = false;
    for (const UsersSpec &users : world.plan.users) {
        hasSessions = hasSessions || users.hasSessions();
        m_ends.push_back(
            world.streams.stream("sessions/" + world.plan.part(users.part).id.toStdString()));
    }
    if (hasSessions)
        m_clients.resize(world.plan.clientCount);
}

void Sessions::begin(Request &request)
{
    Client &client = m_clients[request.client];
    if (!client.isOpen) {
        client = Client{client.serial + 1, kNone, kNone, true, false, false};
        request.set(Request::FirstOfSession);
        if (request.has(Request::Measured))
            ++m_world->metrics.sessions.started;
    }
    request.session = client.serial;
    const double length = m_world->plan.users[request.users].sessionLength;
    if (m_ends[request.users].uniform() * length < 1.0)
        request.set(Request::LastOfSession);
}

std::uint32_t Sessions::homeOf(const Request &request) const
{
    if (m_clients.empty() || !m_world->plan.users[request.users].hasSessions() ||
        !isCurrent(request))
        return kNone;
    return m_clients[request.client].home;
}

bool Sessions::hasRoom(const Request &request, std::uint32_t node) const
{
    const UsersSpec &users = m_world->plan.users[request.users];
    if (!users.hasSessions() || users.sessionMemory <= 0.0 || !isCurrent(request))
        return true;
    const Client &client = m_clients[request.client];
    if (client.home == node && client.isCounted)
        return true;
    return m_held[node].memory + users.sessionMemory <=
           m_world->nodes.memoryOf(node) * (1.0 + 1e-12);
}

void Sessions::settleOn(Client &client, std::uint32_t users, std::uint32_t node)
{
    client.home = node;
    client.isCounted = true;
    ++m_held[node].open;
    const double memory = m_world->plan.users[users].sessionMemory;
    m_held[node].memory += memory;
    if (memory > 0.0)
        m_world->nodes.memoryChanged(node);
}

void Sessions::leave(Client &client, std::uint32_t users)
{
    if (!client.isCounted)
        return;
    client.isCounted = false;
    --m_held[client.home].open;
    const double memory = m_world->plan.users[users].sessionMemory;
    m_held[client.home].memory -= memory;
    if (m_held[client.home].open == 0)
        m_held[client.home].memory = 0.0;
    if (memory > 0.0)
        m_world->nodes.memoryChanged(client.home);
}

void Sessions::close(Client &client, std::uint32_t users)
{
    const std::uint32_t home = client.home;
    const bool wasCounted = client.isCounted;
    leave(client, users);
    client.isOpen = false;
    client.home = kNone;
    if (wasCounted)
        m_world->balancers.sessionLeft(home);
}

bool Sessions::canServe(std::uint32_t node, std::uint32_t oldHome) const
{
    const auto &mounted = m_world->plan.nodes[node].storages;
    const auto &needed = m_world->plan.nodes[oldHome].storages;
    return std::all_of(needed.begin(), needed.end(), [&](const StateLink &old) {
        return std::any_of(mounted.begin(), mounted.end(), [&](const StateLink &now) {
            return now.storage == old.storage && m_world->storages.isReachable(now);
        });
    });
}

void Sessions::land(const Request &request, std::uint32_t node)
{
    if (!m_world->plan.users[request.users].hasSessions() || !isCurrent(request))
        return;
    Client &client = m_clients[request.client];
    if (client.home == node && client.isCounted)
        return;
    const std::uint32_t old = client.home;
    if (old == kNone || old == node) {
        settleOn(client, request.users, node);
        if (old == kNone)
            tell(TraceSession::What::Began, request.client, node);
        return;
    }
    SessionCounts &counts = m_world->metrics.sessions;
    const bool isMeasured = request.has(Request::Measured);
    switch (m_world->plan.users[request.users].sessionState) {
    case SessionState::None:
        break;
    case SessionState::Node:
        if (!client.isBroken && isMeasured)
            ++counts.broken;
        client.isBroken = true;
        tell(TraceSession::What::Broken, request.client, node);
        break;
    case SessionState::Shared:
        if (!canServe(node, old)) {
            counts.lost += isMeasured ? 1 : 0;
            tell(TraceSession::What::Lost, request.client, old);
            close(client, request.users);
            return;
        }
        counts.moved += isMeasured ? 1 : 0;
        tell(TraceSession::What::Moved, request.client, node);
        break;
    }
    const bool wasCounted = client.isCounted;
    leave(client, request.users);
    settleOn(client, request.users, node);
    if (wasCounted)
        m_world->balancers.sessionLeft(old);
}

void Sessions::settled(const Request &request)
{
    if (!request.has(Request::LastOfSession) || !isCurrent(request))
        return;
    tell(TraceSession::What::Ended, request.client, m_clients[request.client].home);
    close(m_clients[request.client], request.users);
}

void Sessions::loseAllOn(std::uint32_t node, bool isCrash)
{
    if (m_held[node].open == 0)
        return;
    for (std::uint32_t users = 0; users < m_world->plan.users.size(); ++users) {
        const UsersSpec &spec = m_world->plan.users[users];
        const std::uint32_t first = m_world->users.firstClient(users);
        for (std::uint32_t i = first; i < first + spec.clients; ++i) {
            Client &client = m_clients[i];
            if (!client.isOpen || client.home != node || !client.isCounted)
                continue;
            if (spec.sessionState == SessionState::Node) {
                m_world->metrics.sessions.lost += m_world->isMeasuring() ? 1 : 0;
                if (m_world->trace)
                    m_world->trace->sessionLost({m_world->now, m_world->plan.nodes[node].part, i});
                tell(TraceSession::What::Lost, i, node);
                close(client, users);
            } else if (isCrash) {
                // Nothing of it is held on the node any more; shared state remembers where it was.
                leave(client, users);
                if (spec.sessionState == SessionState::None)
                    client.home = kNone;
            }
        }
    }
}

void Sessions::tell(TraceSession::What what, std::uint32_t client, std::uint32_t node) const
{
    if (!m_world->trace) [[likely]]
        return;
    const ElementIndex part = node == kNone ? kNoElement : m_world->plan.nodes[node].part;
    m_world->trace->session({m_world->now, what, client, part});
}

void Sessions::nodeCrashed(std::uint32_t node)
{
    loseAllOn(node, true);
}

void Sessions::drainOver(std::uint32_t node)
{
    loseAllOn(node, false);
}

} // namespace loadstar::sim
