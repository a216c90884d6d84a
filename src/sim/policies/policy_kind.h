// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <cstdint>
#include <optional>

namespace loadstar::sim {

/// How a balancer chooses among its usable targets.
enum class PolicyKind : std::uint8_t {
    RoundRobin,
    Random,
    LeastConnections,
    PowerOfTwo,
    PeakEwma,
    LeastLoad,
    First,
    SourceHash,
    ConsistentHash,
    WeightedRandom,
    UriHash,
    CookieHash,
    UserHash,
    FewestSessions,
    SystemLoad,
};

/// The policy of that name in a design ("round-robin", …), or nothing.
std::optional<PolicyKind> policyFromName(const QString &name);
/// The name of a policy in a design.
QString policyName(PolicyKind kind);

/// What of a request a policy hashes.
enum class HashKey : std::uint8_t { None, Source, Uri, Cookie, User };

HashKey hashKeyOf(PolicyKind kind);

/// What a policy reads of the load that the last passed check reported.
enum class LoadSource : std::uint8_t {
    None,
    Now,         ///< (waiting + in service) / cores at the instant of the check
    FiveMinutes, ///< the five-minute load average / cores at that instant
};

LoadSource loadSourceOf(PolicyKind kind);

/// How hash policies map a hash to a target.
enum class HashMapping : std::uint8_t {
    Slots,  ///< modulo the number of targets: even, but most keys move when one comes or goes
    Ring,   ///< consistent: only the keys of a lost target move
    Maglev, ///< nearly consistent, and more even than a ring
};

} // namespace loadstar::sim
