// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "health/builtin_machines.h"
#include "health/rise_fall_machine.h"

namespace loadstar::health {

namespace {

/// Envoy: refusals, time-outs and retriable statuses count to `fall`; any other bad status, and an
/// answer with x-envoy-immediate-health-check-fail, takes a host out at once. A host is unhealthy
/// until its first check; if that passes it is healthy without more. x-envoy-degraded marks a
/// healthy host as degraded.
/// Source: Envoy, config.core.v3.HealthCheck and "Health checking".
class EnvoyMachine final : public RiseFallMachineOf<EnvoyMachine>
{
public:
    using Cloneable::Cloneable;

    Change record(CheckResult result) override
    {
        const Change change = RiseFallMachine::record(result);
        if (isPass(result))
            setDegraded(verdict() == Verdict::Up && result == CheckResult::Degraded);
        return change;
    }

protected:
    bool isFinal(CheckResult result) const override
    {
        return result == CheckResult::BadStatus || result == CheckResult::ImmediateFailure;
    }
    int neededWhilePending(bool) const override { return 1; }
};

} // namespace

std::unique_ptr<CheckMachine> makeEnvoyMachine(const CheckSettings &settings, Verdict initial)
{
    return std::make_unique<EnvoyMachine>(settings, initial);
}

} // namespace loadstar::health
