// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "health/builtin_machines.h"
#include "health/rise_fall_machine.h"

namespace loadstar::health {

namespace {

/// nginx's commercial health_check, which real checks of nginx balancers follow: `fails` and
/// `passes` in a row, an interval after the end of the last check. Open nginx looks at requests
/// only: nginx_passive.h.
/// Source: nginx, ngx_http_upstream_hc_module.
class NginxMachine final : public RiseFallMachineOf<NginxMachine>
{
public:
    using Cloneable::Cloneable;
};

} // namespace

std::unique_ptr<CheckMachine> makeNginxMachine(const CheckSettings &settings, Verdict initial)
{
    return std::make_unique<NginxMachine>(settings, initial);
}

} // namespace loadstar::health
