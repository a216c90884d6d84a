// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/policies/balancing_policy.h"

namespace loadstar::sim {

std::unique_ptr<BalancingPolicy> makeRoundRobin(const PolicyOptions &options);
std::unique_ptr<BalancingPolicy> makeRandom(const PolicyOptions &options);
std::unique_ptr<BalancingPolicy> makeLeastConnections(const PolicyOptions &options);
std::unique_ptr<BalancingPolicy> makePowerOfTwo(const PolicyOptions &options);
std::unique_ptr<BalancingPolicy> makePeakEwma(const PolicyOptions &options);
std::unique_ptr<BalancingPolicy> makeLeastLoad(const PolicyOptions &options);
std::unique_ptr<BalancingPolicy> makeFirst(const PolicyOptions &options);
/// Hashes what hashKeyOf() says, mapped as the options say.
std::unique_ptr<BalancingPolicy> makeHash(const PolicyOptions &options);
std::unique_ptr<BalancingPolicy> makeConsistentHash(const PolicyOptions &options);
std::unique_ptr<BalancingPolicy> makeFewestSessions(const PolicyOptions &options);
/// Any of the others, zone by zone.
std::unique_ptr<BalancingPolicy> makeZoned(const PolicyOptions &options);
/// Any of the others, one for each priority level.
std::unique_ptr<BalancingPolicy> makeLevelled(const PolicyOptions &options);

/// Whether all of `usable` have the same weight.
bool haveEqualWeights(const TargetTable &table, const std::vector<std::uint32_t> &usable);

} // namespace loadstar::sim
