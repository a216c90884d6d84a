// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/users_spec.h"

#include <cstdint>
#include <deque>

namespace loadstar::sim {

/// A circuit breaker with a sliding window of time. Closed it lets every attempt through; once at
/// least `minimum` attempts have ended in the window and `share` of them failed it opens and lets
/// none through; after the open time it is half open and lets `trials` through: it closes when all
/// of these succeed and opens again when one fails. Attempts let through before a change of state
/// do not count after it.
/// Source: Nygard, Release It! (2007), 5.2; defaults of Netflix Hystrix 1.5.
class CircuitBreaker
{
public:
    enum class State : std::uint8_t { Closed, Open, HalfOpen };

    explicit CircuitBreaker(const BreakerRules &rules)
        : m_rules(rules)
    {}

    State state() const { return m_state; }
    /// Changes with every change of state. An attempt keeps the one it was let through in.
    std::uint32_t epoch() const { return m_epoch; }

    /// Whether one more attempt may go; if so it counts as sent.
    bool admit();
    /// An attempt of that epoch has ended. Returns whether the state changed.
    bool ended(double now, bool hasFailed, std::uint32_t epoch);
    /// An attempt of that epoch was called off and tells nothing.
    void calledOff(std::uint32_t epoch);
    /// The open time of that epoch is over. Returns whether the state changed.
    bool openTimeOver(std::uint32_t epoch);

private:
    struct Outcome
    {
        double at;
        bool hasFailed;
    };

    void enter(State state);

    BreakerRules m_rules;
    State m_state = State::Closed;
    std::uint32_t m_epoch = 0;
    std::deque<Outcome> m_window; ///< while closed
    std::uint32_t m_failures = 0; ///< in m_window
    std::uint32_t m_sent = 0;     ///< while half open
    std::uint32_t m_succeeded = 0;
};

} // namespace loadstar::sim
