// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "health/builtin_machines.h"
#include "health/rise_fall_machine.h"

namespace loadstar::health {

namespace {

/// Kubernetes' readiness probe: one period from start to start; failureThreshold failures in a row
/// take a pod out of its Service, successThreshold passes bring it back. Liveness and startup
/// probes, which restart containers, are in kubernetes_probes.h.
/// Source: Kubernetes, "Configure Liveness, Readiness and Startup Probes".
class KubernetesMachine final : public RiseFallMachineOf<KubernetesMachine>
{
public:
    using Cloneable::Cloneable;
};

} // namespace

std::unique_ptr<CheckMachine> makeKubernetesMachine(const CheckSettings &settings, Verdict initial)
{
    return std::make_unique<KubernetesMachine>(settings, initial);
}

} // namespace loadstar::health
