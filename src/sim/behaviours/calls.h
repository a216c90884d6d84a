// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/behaviours/circuit_breaker.h"
#include "sim/engine/event_queue.h"
#include "sim/engine/random_streams.h"
#include "sim/host_ref.h"
#include "sim/request_pool.h"
#include "sim/trace.h"

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace loadstar::sim {

class World;

/// Requests of users with client rules: retries with back-off, time limits per attempt, hedging,
/// circuit breaker, patience. To its client such a request is one call; on the network it is one
/// attempt or several, each a Request of its own in the pool. Users without such rules have nothing
/// to do with this class.
class Calls
{
public:
    explicit Calls(World &world);

    /// Whether this request is an attempt of a call.
    bool owns(const Request &request) const { return m_isUsed && hasRules(request.users); }

    /// A client sends a request that needs that many core-seconds.
    void begin(std::uint32_t users, std::uint32_t client, double work);

    /// The answer of an attempt is back at the client.
    void answered(std::uint32_t request);
    /// An attempt has failed; it leaves its place here.
    void failed(std::uint32_t request, Fate fate, ElementIndex where);

    /// A timer of its own has run out.
    void handle(const engine::Event &event);

    /// The running number of the call that an attempt belongs to, as the trace shows it.
    std::uint64_t numberOf(std::uint32_t request) const
    {
        return m_calls[m_callOf[request]].number;
    }
    /// Whether an attempt is not the first one of its call.
    bool isExtra(std::uint32_t request) const;
    /// Measured calls without an outcome.
    std::int64_t inFlight() const;

private:
    struct Attempt
    {
        std::uint32_t request = kNone;
        std::uint64_t number = 0; ///< of the request
        std::uint32_t epoch = 0;  ///< of the circuit breaker
        bool isExtra = false;
    };

    struct Call
    {
        double sentAt = 0.0;
        double work = 0.0;
        std::uint64_t number = 0;
        std::uint32_t users = 0;
        std::uint32_t client = 0;
        std::uint32_t session = 0;
        std::uint32_t serial = 0; ///< of the calls that had this place
        std::uint32_t step = 0;   ///< changes with each round; never starts again
        std::uint32_t rounds = 0; ///< begun
        std::uint32_t next = kNone;
        std::uint8_t flags = 0; ///< of the first attempt
        bool isOpen = false;
        bool isBackingOff = false;
        bool isPatienceOver = false;
        std::array<Attempt, 2> attempts; ///< first and hedge of this round
    };

    /// What the calls of one users component share.
    struct State
    {
        engine::Random retries;
        engine::Random patience;
        engine::Random hedges;
        std::optional<CircuitBreaker> breaker;
    };

    void callExpires(std::uint32_t call, std::uint32_t serial);
    void patienceEnds(std::uint32_t call, std::uint32_t serial);
    void attemptExpires(std::uint32_t request, std::uint32_t number);
    void hedgeDue(std::uint32_t call, std::uint32_t step);
    void backoffOver(std::uint32_t call, std::uint32_t step);
    void breakerHalfOpens(std::uint32_t users, std::uint32_t epoch);
    bool hasRules(std::uint32_t users) const;
    std::uint32_t take();
    void beginSession(Call &call);
    void beginRound(std::uint32_t call);
    bool admit(std::uint32_t users);
    void sendAttempt(std::uint32_t call, std::size_t place);
    std::uint32_t linkFor(const Call &call, const Request &request);
    double backoff(const Call &call);
    void noteEnd(std::uint32_t users, bool hasFailed, std::uint32_t epoch);
    /// The place of the attempt in its call, which is taken out of it; none when its call is over.
    std::optional<Attempt> detach(std::uint32_t request);
    /// The client wants no answer any more.
    void giveUp(std::uint32_t call, bool isReneged);
    void conclude(std::uint32_t call, Fate fate, ElementIndex where, double bare);

    HostRef<World> m_world;
    bool m_isUsed = false;
    std::vector<State> m_states; ///< by users component
    std::vector<Call> m_calls;
    std::uint32_t m_free = kNone;
    std::vector<std::uint32_t> m_callOf; ///< by request, where it is an attempt
};

} // namespace loadstar::sim
