// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "film/element_table.h"
#include "film/traffic_painter.h"
#include "model/design.h"
#include "model/kind_registry.h"
#include "sim/design_simulation.h"

#include <QString>
#include <QStringList>

namespace loadstar::player {

/// A run at one moment; borrows everything.
struct RunPicture
{
    const model::Design &design;
    const model::KindRegistry &kinds;
    const film::ElementTable &elements;
    const sim::Snapshot &snapshot;

    /// The state of a component, or null where the run does not know it.
    const sim::ComponentState *stateOf(sim::ElementIndex component) const;
    QString nameOf(sim::ElementIndex element) const;
};

/// "Up", "Hangs", "Up, draining, slowed 4×": how a component is.
QString conditionWords(const sim::ComponentState &state);

/// "2 of 4 cores busy", "3 requests wait", "14 sessions": what it has to do; nothing for a kind
/// that has no capacity, line or sessions.
QStringList burdenWords(const RunPicture &picture, sim::ElementIndex component);

/// "Front door holds rstudio-2 down: 1 of 2 good checks, 4 requests of it there".
QString beliefWords(const RunPicture &picture, const sim::TargetState &target);

/// Name, condition, burden, and what balancers believe about it where they do not agree with it;
/// one line each.
QString componentWords(const RunPicture &picture, sim::ElementIndex component);

/// "Front door → rstudio-1: 4.1 requests/s", or why nothing passes.
QString connectionWords(const RunPicture &picture, sim::ElementIndex connection, double rate);

/// "A request from Front door to rstudio-1, sent there by its cookie; stands for 12".
QString dotWords(const RunPicture &picture, const film::PlacedDot &dot);

} // namespace loadstar::player
