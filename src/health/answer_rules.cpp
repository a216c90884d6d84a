// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "health/answer_rules.h"

namespace loadstar::health {

CheckResult judge(const CheckAnswer &answer, const AnswerRules &rules)
{
    constexpr int kNotFound = 404;
    const bool isEnvoy = rules.rules == CheckRules::Envoy;
    if (rules.rules == CheckRules::Haproxy && rules.stopsOn404 && answer.status == kNotFound)
        return CheckResult::Stopping;
    if (isEnvoy && answer.asksToFail)
        return CheckResult::ImmediateFailure;
    if (rules.expected.contains(answer.status))
        return isEnvoy && answer.isDegraded ? CheckResult::Degraded : CheckResult::Passed;
    if (isEnvoy && rules.retriable.contains(answer.status))
        return CheckResult::RetriableStatus;
    return CheckResult::BadStatus;
}

} // namespace loadstar::health
