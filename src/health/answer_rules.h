// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/status_set.h"
#include "health/check_rules.h"

namespace loadstar::health {

/// What of an HTTP answer a check looks at.
struct CheckAnswer
{
    int status = 200;
    bool isDegraded = false; ///< x-envoy-degraded
    bool asksToFail = false; ///< x-envoy-immediate-health-check-fail
};

/// Which answers count as what.
struct AnswerRules
{
    CheckRules rules = CheckRules::Haproxy;
    base::StatusSet expected;
    /// Envoy's rules: bad statuses that only count to `fall`.
    base::StatusSet retriable;
    /// HAProxy's rules: 404 asks for no new work, whatever is expected.
    bool stopsOn404 = false;
};

/// What an answer means. Headers and sets that belong to other rules than those in force play no
/// part. Sources: HAProxy configuration manual, http-check disable-on-404; Envoy,
/// config.core.v3.HealthCheck.HttpHealthCheck (expected_statuses has precedence over
/// retriable_statuses).
CheckResult judge(const CheckAnswer &answer, const AnswerRules &rules);

} // namespace loadstar::health
