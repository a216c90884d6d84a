// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/element_id.h"
#include "model/property_value.h"

#include <QString>

#include <vector>

namespace loadstar::model {

/// One thing that happens to the design while it is simulated.
struct ScenarioEvent
{
    /// Seconds after the start, 0 or more.
    double at = 0.0;
    /// Id of its ActionKind, for example "fail"; may be one that this version does not know.
    QString action;
    /// What it acts on; empty where the action does without.
    ElementId target;
    /// The action's arguments by key, for example mode, factor, for.
    PropertyMap arguments;
    /// Keys that are not understood.
    KeptMap kept;

    bool operator==(const ScenarioEvent &) const = default;
};

/// Events by time, those at one time in the order given.
using Scenario = std::vector<ScenarioEvent>;

/// Sorts by time and keeps the order of events at one time.
void sortScenario(Scenario &scenario);

} // namespace loadstar::model
