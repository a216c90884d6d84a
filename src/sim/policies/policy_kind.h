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
};

/// The policy of that name in a design ("round-robin", …), or nothing.
std::optional<PolicyKind> policyFromName(const QString &name);

} // namespace loadstar::sim
