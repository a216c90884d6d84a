// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/engine/prefetch.h"
#include "sim/engine/random_streams.h"
#include "sim/host_ref.h"
#include "sim/request_pool.h"

#include <cstdint>
#include <vector>

namespace loadstar::sim {

class World;

/// Sessions of the clients: when they begin and end, where their state is, and what becomes of them
/// when that node dies or another one takes over.
class Sessions
{
public:
    explicit Sessions(World &world);

    /// A request of a users component with sessions is sent: opens a session where none is open.
    void begin(Request &request);
    std::uint32_t linkOf(const Request &request) const { return m_clients[request.client].link; }
    void setLink(const Request &request, std::uint32_t link)
    {
        m_clients[request.client].link = link;
    }

    /// Whether the node has memory for the session of this request.
    bool hasRoom(const Request &request, std::uint32_t node) const;
    /// The request was accepted by the node: its session is there now.
    void land(const Request &request, std::uint32_t node);
    /// Asks the processor for what landing on a node looks at; kNone is allowed.
    void fetchForArrival(std::uint32_t node) const
    {
        if (node < m_held.size())
            engine::prefetch(&m_held[node], sizeof(Held));
    }
    /// The client has the outcome of the request.
    void settled(const Request &request);

    void nodeCrashed(std::uint32_t node);
    /// The drain of the node is over: sessions that live in its memory are lost.
    void drainOver(std::uint32_t node);

    /// Open sessions whose state is on the node.
    std::uint32_t openOn(std::uint32_t node) const { return m_held[node].open; }
    /// GiB that they hold there.
    double memoryOn(std::uint32_t node) const { return m_held[node].memory; }
    /// The node of the request's open session, or kNone.
    std::uint32_t homeOf(const Request &request) const;

private:
    struct Client
    {
        std::uint32_t serial = 0;
        std::uint32_t home = kNone;
        std::uint32_t link = kNone;
        bool isOpen = false;
        bool isBroken = false;
        bool isCounted = false; ///< among what its home holds
    };

    /// What a node holds.
    struct Held
    {
        double memory = 0.0;    ///< GiB, of its sessions
        std::uint32_t open = 0; ///< sessions
    };

    bool isCurrent(const Request &request) const
    {
        const Client &client = m_clients[request.client];
        return client.isOpen && client.serial == request.session;
    }
    void settleOn(Client &client, std::uint32_t users, std::uint32_t node);
    void leave(Client &client, std::uint32_t users);
    void tell(TraceSession::What what, std::uint32_t client, std::uint32_t node) const;
    void close(Client &client, std::uint32_t users);
    bool canServe(std::uint32_t node, std::uint32_t oldHome) const;
    void loseAllOn(std::uint32_t node, bool isCrash);

    HostRef<World> m_world;
    std::vector<engine::Random> m_ends; ///< by users component
    std::vector<Client> m_clients;      ///< empty when no component has sessions
    std::vector<Held> m_held;           ///< by node
};

} // namespace loadstar::sim
