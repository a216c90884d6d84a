// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace loadstar::health {

/// Whose rules turn single checks into a verdict.
enum class CheckRules : std::uint8_t { Haproxy, Alb, Envoy, Kubernetes, Nginx };

/// How one check ended.
enum class CheckResult : std::uint8_t {
    Passed,
    Refused,   ///< no connection
    TimedOut,  ///< no answer within the time-out
    BadStatus, ///< an answer that does not count as healthy
};

/// What distinguishes one set of rules from another.
struct RuleTraits
{
    /// The next check starts an interval after the start of the last one instead of after its end.
    bool isStartToStart;
    /// fastInterval holds while counting and downInterval while down.
    bool hasExtraIntervals;
    /// A bad status marks down at once; only refusals and time-outs count to `fall`.
    bool isBadStatusFinal;
    /// No checks at all: requests that fail take a target out (PassiveTracker).
    bool isPassive;
    /// Below this fraction of targets up, all get traffic; 0 = never.
    double panicBelow;
};

/// The traits of each set of rules. Sources: HAProxy 2.6 configuration manual 5.2; AWS "Health
/// checks for your target groups"; Envoy core.v3.HealthCheck and its panic threshold; Kubernetes
/// "Configure probes"; nginx ngx_http_upstream_module.
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
    /// Nothing known: `rise` passed checks in a row make it up, `fall` failed ones down; after rise
    /// + fall checks without either, the last one decides.
    Pending,
    Up,
    Down,
};

/// What a check or request changed.
enum class Change : std::uint8_t { None, MarkedUp, MarkedDown };

/// The rise/fall state machine of one target, for simulated and for real checks alike. It has no
/// clock and no randomness.
class HealthTracker
{
public:
    explicit HealthTracker(CheckSettings settings = {}, Verdict initial = Verdict::Up)
        : m_settings(settings)
        , m_verdict(initial)
    {}

    /// Counts one check; tells whether the verdict changed.
    Change record(CheckResult result);

    Verdict verdict() const { return m_verdict; }
    bool isUp() const { return m_verdict == Verdict::Up; }
    /// Checks in a row that speak against the verdict: failures while up, successes while down;
    /// while pending, checks in a row that ended alike.
    int counted() const { return m_counted; }
    const CheckSettings &settings() const { return m_settings; }

    /// When the next check starts, given when the last one started and ended (seconds on any one
    /// clock).
    double nextStart(double started, double ended) const;

private:
    double delay() const;
    Change recordWhilePending(bool hasPassed);

    CheckSettings m_settings;
    Verdict m_verdict;
    int m_counted = 0;
    int m_pendingChecks = 0;
    bool m_pendingPassed = false;
};

/// nginx's passive rule for one target: `fall` failed requests within `interval` take it out for
/// `interval`, then one request tries. Source: ngx_http_upstream_module, max_fails and
/// fail_timeout.
class PassiveTracker
{
public:
    /// `fall` >= 1, `interval` in seconds > 0.
    PassiveTracker(int fall, double interval);

    /// A request failed at `now`: no connection, no answer in time, or died.
    Change recordFailure(double now);
    /// A request was answered.
    Change recordSuccess();

    /// Whether a request may be sent at `now`: in, or out long enough and no other one is trying.
    bool accepts(double now) const;
    /// A request was sent; while out it is the one that tries.
    void recordSent() { m_isTrying = m_isOut; }
    /// The request that tried went away without a verdict.
    void forgetTry() { m_isTrying = false; }

    bool isOut() const { return m_isOut; }
    /// When a request may try again; only while out.
    double outUntil() const { return m_outUntil; }

private:
    int m_fall;
    double m_interval;
    bool m_isOut = false;
    bool m_isTrying = false;
    double m_outUntil = 0.0;
    std::vector<double> m_failures; ///< times of the last failures, oldest first, at most m_fall
};

} // namespace loadstar::health
