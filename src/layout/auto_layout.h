// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "base/task.h"
#include "layout/graph_placing.h"
#include "model/design_edit.h"
#include "model/kind_registry.h"

#include <set>
#include <vector>

namespace loadstar::layout {

/// Edits that put the components in order. What lies in a container stays in it, and containers fit
/// around their content; with a selection only those of its components that share the container of
/// the first are moved, around the place where they are. Pinned, locked and hidden components stay;
/// the others keep clear of them. Waypoints of connections whose ends move are dropped. Stops
/// between containers when `control` is cancelled; the result does not count then. Errors:
/// layout.failed.
base::Result<std::vector<model::DesignEdit>> autoLayout(const model::Design &design,
                                                        const model::KindRegistry &kinds,
                                                        const std::set<model::ElementId> &selection,
                                                        LayoutStyle style,
                                                        const base::TaskControl &control);

} // namespace loadstar::layout
