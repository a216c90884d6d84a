// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "health/builtin_machines.h"

#include <array>

namespace loadstar::health {

namespace {

struct Row
{
    RuleTraits traits;
    std::unique_ptr<CheckMachine> (*make)(const CheckSettings &, Verdict);
};

/// By CheckRules.
const Row &rowOf(CheckRules rules)
{
    static constexpr std::array kRows{
        //   start to start, passive, panic below, a pass ends ejections
        Row{{false, false, 0.0, false}, makeHaproxyMachine},
        Row{{true, false, 0.0, false}, makeAlbMachine},
        Row{{false, false, 0.5, true}, makeEnvoyMachine},
        Row{{true, false, 0.0, false}, makeKubernetesMachine},
        Row{{false, true, 0.0, false}, makeNginxMachine},
    };
    return kRows[static_cast<std::size_t>(rules)];
}

} // namespace

const RuleTraits &traitsOf(CheckRules rules)
{
    return rowOf(rules).traits;
}

std::unique_ptr<CheckMachine> makeMachine(const CheckSettings &settings, Verdict initial)
{
    return rowOf(settings.rules).make(settings, initial);
}

} // namespace loadstar::health
