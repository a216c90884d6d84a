// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "reference/case_rows.h"
#include "sim/policies/balancing_policy.h"

#include <memory>
#include <nlohmann/json_fwd.hpp>

/// The cases of open.json about hashing and stickiness, and what policies are tested with alone.
namespace loadstar::tests {

/// Idle targets with these weights; their identities follow from the number of the set.
sim::TargetTable tableOf(const std::vector<double> &weights, std::uint64_t set = 0);

/// The numbers of all targets of the table.
std::vector<std::uint32_t> allOf(const sim::TargetTable &table);

/// A policy that is told the usable targets.
std::unique_ptr<sim::BalancingPolicy> policyOver(const sim::PolicyOptions &options,
                                                 const sim::TargetTable &table,
                                                 const std::vector<std::uint32_t> &usable);

/// Keys that movedBetween() asks for.
inline constexpr int kKeys = 40000;

/// Part of kKeys random keys whose target differs between two sets of usable targets.
double movedBetween(const sim::PolicyOptions &options, const sim::TargetTable &table,
                    const std::vector<std::uint32_t> &before,
                    const std::vector<std::uint32_t> &after, std::uint64_t seed = 7);

/// The rows of a case of area hashing; none when it is not known.
CaseRows hashRows(const nlohmann::json &item);

} // namespace loadstar::tests
