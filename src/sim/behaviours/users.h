// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/behaviours/arrival_source.h"
#include "sim/engine/event_queue.h"
#include "sim/engine/random_streams.h"
#include "sim/host_ref.h"
#include "sim/plan.h"

#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

namespace loadstar::sim {

class World;

/// People: they send requests, wait, lose patience, and in a closed model think before the next
/// one. Their next arrivals and patience times are kept in lanes beside the event queue, since each
/// lane is in order by itself.
class Users
{
public:
    explicit Users(World &world);

    void start();

    /// The first event of all lanes; at time infinity when there is none.
    const engine::Event &front() const { return m_lanes[m_first].front; }
    /// Handles front().
    void handleFront();
    void thinkDone(std::uint32_t client, std::uint32_t visit);

    /// The request stands again where the users component sent it from, refused.
    void refused(std::uint32_t request);
    /// The client has the outcome of its request.
    void settled(std::uint32_t request);
    /// The same for a request that took several attempts; `hasTakenTime`: since it was sent.
    void concluded(std::uint32_t users, std::uint32_t client, bool hasTakenTime);
    /// The request does not try other connections any more.
    void forgetUntried(std::uint32_t request);

    /// A connection for the next request, another one than `avoided` where there is one; kNone when
    /// there is none.
    std::uint32_t chooseLink(std::uint32_t users, std::uint32_t avoided);
    /// The class of the next request at nodes of discipline priority.
    std::uint8_t drawPriority(std::uint32_t users);

    void surge(std::uint32_t users, double factor, std::optional<double> duration);
    void surgeEnds(std::uint32_t users, std::uint32_t surge);
    void setUp(std::uint32_t users, bool isUp) { m_states[users].isUp = isUp; }
    /// Part of the name look-ups that fail, 0..1; each session, or request without one, needs one.
    void setNamesLost(std::uint32_t users, double share) { m_states[users].namesLost = share; }

    /// Users component of a client.
    std::uint32_t usersOf(std::uint32_t client) const;
    /// Running number of the client's source address over all users components.
    std::uint32_t addressOf(std::uint32_t users, std::uint32_t client) const
    {
        const State &state = m_states[users];
        return state.firstAddress + (client - state.firstClient) % (*m_specs)[users].addresses;
    }
    std::uint32_t addressCount() const { return m_addressCount; }
    std::uint64_t sourceHash(std::uint32_t users, std::uint32_t client) const
    {
        const State &state = m_states[users];
        return engine::mixBits(state.identity +
                               (client - state.firstClient) % (*m_specs)[users].addresses);
    }
    std::uint32_t firstClient(std::uint32_t users) const { return m_states[users].firstClient; }

private:
    struct Expiry
    {
        engine::Event event;
        std::uint64_t number;
    };

    /// A queue in a ring; std::deque allocates as it moves.
    struct Ring
    {
        std::vector<Expiry> entries;
        std::size_t head = 0;
        std::size_t count = 0;

        bool isFull() const { return count == entries.size(); }
        void grow();
        void push(const Expiry &entry) { entries[(head + count++) & (entries.size() - 1)] = entry; }
        const Expiry &front() const { return entries[head]; }
        void pop();
    };

    /// One ordered source of events: the arrivals or the patience times of one users component.
    struct Lane
    {
        engine::Event front;
    };

    struct State
    {
        engine::Random arrivals;
        engine::Random clients;
        engine::Random work;
        engine::Random choices;
        engine::Random priorities;
        std::optional<ArrivalSource> source; ///< none: one interarrival time after another
        std::uint64_t identity = 0;
        std::uint32_t firstClient = 0;
        std::uint32_t firstAddress = 0;
        bool isUp = true;
        double namesLost = 0.0;
        double factor = 1.0;
        /// Time to the next arrival at factor 1, kept while the factor is 0.
        double held = 0.0;
        std::uint32_t population = 0;
        std::vector<double> surges; ///< factors; 1 once over
        Ring expiries;
    };

    void send(std::uint32_t users, std::uint32_t client);
    void send(std::uint32_t users, std::uint32_t client, double work);
    void scheduleArrival(std::uint32_t users, double wait);
    void showArrival(std::uint32_t users, double time);
    void arriveFromSource(std::uint32_t users);
    void expire(std::uint32_t users);
    void think(std::uint32_t users, std::uint32_t client, bool hasTakenTime);
    void applyFactor(std::uint32_t users);
    void setLane(std::size_t lane, const engine::Event &event);
    void clearLane(std::size_t lane);
    void findFirst();
    void showNextExpiry(std::uint32_t users);
    bool isPatient(const Expiry &expiry) const;
    void makeRoom(Ring &expiries) const;

    HostRef<World> m_world;
    HostRef<const std::vector<UsersSpec>> m_specs;
    std::vector<State> m_states;
    /// Arrivals of component i at 2i, patience times at 2i + 1, and one at infinity behind them.
    std::vector<Lane> m_lanes;
    std::size_t m_first = 0;
    std::uint32_t m_addressCount = 0;
    /// Closed model: visit number per client, so that a think time of somebody who left is stale.
    std::vector<std::uint32_t> m_visits;
    std::vector<bool> m_isPresent;
    std::vector<bool> m_isBusy; ///< has a request under way
    /// Links not yet tried, by request, for the few that were refused.
    std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> m_untried;
};

} // namespace loadstar::sim
