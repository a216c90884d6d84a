// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clone_ptr.h"
#include "sim/engine/random_streams.h"
#include "sim/policies/policy_kind.h"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace loadstar::sim {

/// What a policy may know about the targets of one balancer, by target number. Each column is
/// dense, so that looking at a few of ten thousand targets touches few cache lines.
struct TargetTable
{
    /// Requests of this balancer on the target.
    std::vector<std::uint32_t> outstanding;
    /// Share of new traffic, slow start included; above 0 for usable targets.
    std::vector<double> weight;
    /// (waiting + in service) / cores as the last passed check reported it.
    std::vector<double> reportedLoad;
    /// Hash of the target's id, the same in every run.
    std::vector<std::uint64_t> identity;
    /// Number of the target's zone, for balancers that stay within zones.
    std::vector<std::uint32_t> zone;
    /// Number of the target's priority level, first level first; empty when there is but one.
    std::vector<std::uint32_t> level;
    /// By level: its part of the traffic, above 0 where it has usable targets.
    std::vector<std::uint32_t> levelPercent;
    /// Open sessions on the target; filled in only for a policy that readsSessions().
    std::vector<std::uint32_t> sessions;

    std::size_t size() const { return outstanding.size(); }
};

/// What a policy may know about the request.
struct PickContext
{
    /// Hash of what the policy hashes (hashKeyOf), 0 when that is nothing.
    std::uint64_t hash = 0;
    double now = 0.0;
};

/// Targets that are needed soon.
struct Foreseen
{
    std::array<std::uint32_t, 2> targets{};
    std::uint32_t count = 0;
};

/// Chooses one of the usable targets for a request. One small class per algorithm; balancers decide
/// what is usable.
class BalancingPolicy
{
public:
    virtual ~BalancingPolicy() = default;

    virtual std::unique_ptr<BalancingPolicy> clone() const = 0;

    /// The usable targets, in target order, or their weights have changed.
    virtual void prepare(const TargetTable &table, const std::vector<std::uint32_t> &usable) = 0;
    /// One of the usable targets, of which there is at least one.
    virtual std::uint32_t pick(const TargetTable &table, const PickContext &context,
                               engine::Random &random) = 0;

    /// Those that the next pick will look at, as far as that is known before it; `random` is as
    /// pick() will get it. With thousands of targets they are fetched into the cache meanwhile.
    virtual Foreseen foresee(engine::Random) const { return {}; }

    /// Whether outstandingChanged() is to be called.
    virtual bool watchesOutstanding() const { return false; }
    /// table.outstanding[target] has changed by one.
    virtual void outstandingChanged(const TargetTable &, std::uint32_t) {}
    /// Whether table.sessions is to be brought up to date before each pick.
    virtual bool readsSessions() const { return false; }
    /// table.reportedLoad[target] has changed.
    virtual void loadReported(const TargetTable &, std::uint32_t) {}
    /// Whether answered() is to be called.
    virtual bool watchesAnswers() const { return false; }
    /// The target answered at `now` after `latency` seconds.
    virtual void answered(std::uint32_t, double /*now*/, double /*latency*/) {}
};

/// What the algorithms derive from.
template <typename Self>
using PolicyOf = base::Cloneable<Self, BalancingPolicy>;

/// What the algorithms with parameters are told.
struct PolicyOptions
{
    PolicyKind kind = PolicyKind::RoundRobin;
    /// Whether traffic is split over priority levels, and balanced inside each.
    bool hasLevels = false;
    /// How many targets power-of-two and peak-ewma draw, 1 or more.
    std::uint32_t choices = 2;
    /// Whether these differ from each other.
    bool areDistinct = true;
    /// Whether traffic is split evenly over the zones that have a usable target, and balanced
    /// inside each.
    bool staysInZone = false;
    /// How uri-hash, cookie-hash, user-hash and source-hash map a hash; consistent-hash is
    /// always a ring.
    HashMapping mapping = HashMapping::Slots;
    /// Points on the ring of a target of weight 1.
    std::uint32_t ringPoints = 160;
    /// Bounded load on a ring: no target is given more than ceil((1 + bound) x its share of the
    /// requests under way); nothing = without bound.
    std::optional<double> loadBound;
    /// Least connections with unequal weights: compare (requests + 1) / weight, idle targets first,
    /// as HAProxy does, instead of requests / weight.
    bool countsNext = false;
};

std::unique_ptr<BalancingPolicy> makePolicy(const PolicyOptions &options);

} // namespace loadstar::sim
