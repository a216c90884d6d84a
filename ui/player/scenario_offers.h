// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "film/run_narrator.h"
#include "model/design.h"
#include "model/design_edit.h"
#include "model/kind_registry.h"

#include <QString>

#include <vector>

namespace loadstar::player {

/// What an action means to those who watch; decides the colour of its marker.
enum class ActionTone { Harm, Cure, Load, Change };

ActionTone toneOf(const QString &action);

/// Something the player offers to do to an element, ready but for its time.
struct ScenarioOffer
{
    QString label; ///< "Fail", "Hang", "Surge 2×"
    model::ScenarioEvent event;
};

/// What may be done to the element, in the order to offer it; empty for an unknown id.
std::vector<ScenarioOffer> offersFor(const model::Design &design, const model::KindRegistry &kinds,
                                     const model::ElementId &target);

/// What may be done to all components inside a container at once: each entry has one offer for each
/// of them that it fits, alike but for the target. Empty where the container holds none.
std::vector<std::vector<ScenarioOffer>> offersForContents(const model::Design &design,
                                                          const model::KindRegistry &kinds,
                                                          const model::ElementId &container);

/// The event in few words: "fail rstudio-2", "surge 2× Analysts".
QString scenarioLabel(const model::ScenarioEvent &event, const model::Design &design,
                      const model::KindRegistry &kinds);

using film::elementName;

/// A scenario with one event changed, and where that event is in it now.
struct ScenarioChange
{
    model::Scenario scenario;
    int index = -1;

    std::vector<model::DesignEdit> edits() const { return {model::PutScenario{scenario}}; }
};

/// With `event` added, behind those at the same time.
ScenarioChange withEvent(model::Scenario scenario, const model::ScenarioEvent &event);
/// With event `index` at another time, 0 or more seconds. Events at one time keep their order.
ScenarioChange withEventAt(const model::Scenario &scenario, int index, double at);
/// With another one instead of event `index`; at the same time it keeps its place.
ScenarioChange withEventReplaced(const model::Scenario &scenario, int index,
                                 const model::ScenarioEvent &event);
/// Without event `index`.
ScenarioChange withoutEvent(model::Scenario scenario, int index);

} // namespace loadstar::player
