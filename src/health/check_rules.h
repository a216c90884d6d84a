// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>

namespace loadstar::health {

/// Whose rules turn single checks into a verdict.
enum class CheckRules : std::uint8_t { Haproxy, Alb, Envoy, Kubernetes, Nginx };

/// How one check ended.
enum class CheckResult : std::uint8_t {
    Passed,
    Refused,          ///< no connection
    TimedOut,         ///< no answer within the time-out
    BadStatus,        ///< an answer that does not count as healthy
    Degraded,         ///< passed, but the answer says that less is served than should be
    RetriableStatus,  ///< a bad status that only counts to `fall`, also with Envoy's rules
    ImmediateFailure, ///< an answer that asks to be taken out at once
    Stopping,         ///< an answer that asks for no new work: HAProxy's disable-on-404
};

/// Whether the target is healthy by this one check.
constexpr bool isPass(CheckResult result)
{
    return result == CheckResult::Passed || result == CheckResult::Degraded;
}

/// What distinguishes one set of rules from another for those who run the checks.
struct RuleTraits
{
    /// The next check starts an interval after the start of the last one instead of after its end.
    bool isStartToStart;
    /// No checks at all: requests that fail take a target out (NginxPassive).
    bool isPassive;
    /// Below this fraction of targets up, all get traffic; 0 = never.
    double panicBelow;
    /// A passed check brings back what outlier detection has ejected.
    bool endsEjections;
};

/// The traits of each set of rules; the sources stand with the machines.
const RuleTraits &traitsOf(CheckRules rules);

/// Numbers of one balancer's checks. Durations in seconds, above 0; counts 1 or more.
struct CheckSettings
{
    CheckRules rules = CheckRules::Haproxy;
    double interval = 2.0;
    double timeout = 2.0;
    /// Used by HAProxy's rules only; without it, interval.
    std::optional<double> fastInterval;
    /// Used by HAProxy's rules only; without it, interval.
    std::optional<double> downInterval;
    int fall = 3;
    int rise = 2;

    bool operator==(const CheckSettings &) const = default;
};

/// What a balancer believes about a target.
enum class Verdict : std::uint8_t {
    Pending, ///< nothing known yet
    Up,
    Down,
};

/// What a check or request changed.
enum class Change : std::uint8_t { None, MarkedUp, MarkedDown };

} // namespace loadstar::health
