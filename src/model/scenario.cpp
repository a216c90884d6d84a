// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/scenario.h"

#include <algorithm>

namespace loadstar::model {

void sortScenario(Scenario &scenario)
{
    std::stable_sort(scenario.begin(), scenario.end(),
                     [](const ScenarioEvent &a, const ScenarioEvent &b) { return a.at < b.at; });
}

} // namespace loadstar::model
