// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "health/check_rules.h"

#include <vector>

namespace loadstar::health {

/// One entry of a record: how a check would end that begins at `at` or later, until the next
/// entry.
struct RecordedCheck
{
    double at = 0.0; ///< seconds, rising
    CheckResult result = CheckResult::Passed;

    bool operator==(const RecordedCheck &) const = default;
};

/// How one balancer would have watched.
struct ReplaySetup
{
    CheckSettings checks;
    /// Seconds after the start of the record at which the first check begins.
    double phase = 0.0;
    /// Seconds between two requests that the balancer would send to the target while it holds it
    /// up, above 0; the first comes one such time after the start.
    double requestInterval = 1.0;
};

/// What a balancer would have done.
struct ReplayOutcome
{
    struct Step
    {
        double at = 0.0;
        bool isUp = false;

        bool operator==(const Step &) const = default;
    };

    CheckRules rules = CheckRules::Haproxy;
    std::vector<Step> steps; ///< cuts and returns, in order
    int checks = 0;
    /// Requests that it would have sent to the target, and those of them while it failed.
    int requestsSent = 0;
    int requestsLost = 0;
};

/// Follows one record from its first entry to `until` by one product's rules, up at the start.
/// Active rules check in their own rhythm; nginx's see nothing but the requests. A check that the
/// record times out ends after the setup's own time-out.
ReplayOutcome replay(const std::vector<RecordedCheck> &record, const ReplaySetup &setup,
                     double until);

/// The same record by several rules, in their order: who would have cut the target when?
std::vector<ReplayOutcome> replay(const std::vector<RecordedCheck> &record,
                                  const std::vector<ReplaySetup> &setups, double until);

} // namespace loadstar::health
