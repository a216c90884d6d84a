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
    Row{u"source-hash", PolicyKind::SourceHash, makeHash},
    Row{u"consistent-hash", PolicyKind::ConsistentHash, makeConsistentHash},
    Row{u"weighted-random", PolicyKind::WeightedRandom, makeRandom},
    Row{u"uri-hash", PolicyKind::UriHash, makeHash},
    Row{u"cookie-hash", PolicyKind::CookieHash, makeHash},
    Row{u"user-hash", PolicyKind::UserHash, makeHash},
    Row{u"sessions", PolicyKind::FewestSessions, makeFewestSessions},
    Row{u"system-load", PolicyKind::SystemLoad, makeLeastLoad},
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

QString policyName(PolicyKind kind)
{
    return QString::fromUtf16(kRows[static_cast<std::size_t>(kind)].name);
}

HashKey hashKeyOf(PolicyKind kind)
{
    switch (kind) {
    case PolicyKind::SourceHash:
    case PolicyKind::ConsistentHash:
        return HashKey::Source;
    case PolicyKind::UriHash:
        return HashKey::Uri;
    case PolicyKind::CookieHash:
        return HashKey::Cookie;
    case PolicyKind::UserHash:
        return HashKey::User;
    case PolicyKind::RoundRobin:
    case PolicyKind::Random:
    case PolicyKind::LeastConnections:
    case PolicyKind::PowerOfTwo:
    case PolicyKind::PeakEwma:
    case PolicyKind::LeastLoad:
    case PolicyKind::First:
    case PolicyKind::WeightedRandom:
    case PolicyKind::FewestSessions:
    case PolicyKind::SystemLoad:
        break;
    }
    return HashKey::None;
}

LoadSource loadSourceOf(PolicyKind kind)
{
    if (kind == PolicyKind::LeastLoad)
        return LoadSource::Now;
    return kind == PolicyKind::SystemLoad ? LoadSource::FiveMinutes : LoadSource::None;
}

std::unique_ptr<BalancingPolicy> makePolicy(const PolicyOptions &options)
{
    if (options.hasLevels)
        return makeLevelled(options);
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
