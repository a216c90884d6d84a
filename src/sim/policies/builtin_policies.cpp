// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/policies/builtin_policies.h"

#include <algorithm>
#include <array>

namespace loadstar::sim {

namespace {

struct Row
{
    const char16_t *name;
    PolicyKind kind;
    std::unique_ptr<BalancingPolicy> (*make)(const PolicyOptions &);
};

constexpr std::array kRows{
    Row{u"round-robin", PolicyKind::RoundRobin, makeRoundRobin},
    Row{u"random", PolicyKind::Random, makeRandom},
    Row{u"least-connections", PolicyKind::LeastConnections, makeLeastConnections},
    Row{u"power-of-two", PolicyKind::PowerOfTwo, makePowerOfTwo},
    Row{u"peak-ewma", PolicyKind::PeakEwma, makePeakEwma},
    Row{u"least-load", PolicyKind::LeastLoad, makeLeastLoad},
    Row{u"first", PolicyKind::First, makeFirst},
    Row{u"source-hash", PolicyKind::SourceHash, makeSourceHash},
    Row{u"consistent-hash", PolicyKind::ConsistentHash, makeConsistentHash},
};

} // namespace

std::optional<PolicyKind> policyFromName(const QString &name)
{
    for (const Row &row : kRows) {
        if (name == QStringView(row.name))
            return row.kind;
    }
    return std::nullopt;
}

std::unique_ptr<BalancingPolicy> makePolicy(const PolicyOptions &options)
{
    if (options.staysInZone)
        return makeZoned(options);
    return kRows[static_cast<std::size_t>(options.kind)].make(options);
}

bool haveEqualWeights(const TargetTable &table, const std::vector<std::uint32_t> &usable)
{
    return std::all_of(usable.begin(), usable.end(), [&](std::uint32_t t) {
        return table.weight[t] == table.weight[usable.front()];
    });
}

} // namespace loadstar::sim
