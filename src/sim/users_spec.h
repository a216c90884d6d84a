// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/engine/distributions.h"
#include "sim/engine/rate_profile.h"
#include "sim/replay_trace.h"
#include "sim/trace.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace loadstar::sim {

/// How the pause before a further attempt is spread around.
enum class Jitter : std::uint8_t {
    Full,  ///< uniform from 0 to the back-off
    Equal, ///< half the back-off, and uniform up to all of it
    None,  ///< the back-off
};

/// When a circuit breaker cuts its users off, and for how long.
struct BreakerRules
{
    double share = 0.5;         ///< failed part of the attempts in the window that opens it
    double window = 10.0;       ///< seconds looked back
    std::uint32_t minimum = 20; ///< attempts in the window below which it stays closed
    double openTime = 5.0;      ///< seconds without attempts
    std::uint32_t trials = 1;   ///< attempts let through after that; all must succeed to close it
};

/// What people do about failures and slowness, beyond waiting.
struct ClientRules
{
    std::uint32_t retries = 0;
    double backoff = 0.1;     ///< seconds before the first retry; doubles each time
    double backoffCap = 20.0; ///< seconds that a back-off has at most
    Jitter jitter = Jitter::Full;
    std::optional<double> attemptTimeout;
    std::optional<double> hedgeDelay;
    std::optional<BreakerRules> breaker;
    std::optional<engine::Distribution> patience;

    /// Whether anything is asked for at all.
    bool isUsed() const
    {
        return retries > 0 || attemptTimeout || hedgeDelay || breaker || patience;
    }
};

/// What a users component has beyond a steady stream of requests and plain waiting.
struct LoadSpec
{
    std::shared_ptr<const ClientRules> rules;           ///< null: none
    std::shared_ptr<const engine::RateProfile> profile; ///< open; null: a steady rate
    std::shared_ptr<const ReplayTrace> replay;          ///< open; null: drawn
    bool hasPriority = false;                           ///< whether a class above 0 is possible
    std::uint8_t priority = 0;
    double highPriorityShare = 0.0; ///< of requests one class above that
};

enum class SessionState : std::uint8_t { None, Node, Shared };

struct UsersSpec
{
    ElementIndex part = kNoElement;
    bool isClosed = false;
    LoadSpec load;
    engine::Distribution interarrival; ///< open
    std::uint32_t population = 0;      ///< closed
    engine::Distribution thinkTime;    ///< closed
    engine::Distribution work;
    std::uint32_t clients = 1; ///< of a closed model: the population
    std::uint32_t addresses = 1;
    double addressSkew = 0.0; ///< exponent of the sizes of addresses; 0 = all alike
    std::uint32_t paths = 1;
    double pathSkew = 0.0; ///< exponent of the popularity of paths
    double sessionLength = 1.0;
    SessionState sessionState = SessionState::None;
    double sessionMemory = 0.0;
    std::optional<double> timeout;
    std::vector<std::uint32_t> links;

    bool hasSessions() const { return sessionLength > 1.0; }
};

} // namespace loadstar::sim
