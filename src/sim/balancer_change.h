// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/policies/policy_kind.h"

#include <cstdint>
#include <optional>

namespace loadstar::sim {

/// By what a balancer keeps a client on a node.
enum class Stickiness : std::uint8_t { None, Cookie, Source, Application };

/// What of a balancer is set anew during a run; what is empty stays.
struct BalancerChange
{
    std::optional<PolicyKind> policy;
    std::optional<Stickiness> sticky;
    std::optional<std::uint32_t> choices;
    std::optional<HashMapping> mapping;
    std::optional<double> loadBound;
    std::optional<std::uint32_t> retries;
    std::optional<bool> redispatches;
};

} // namespace loadstar::sim
