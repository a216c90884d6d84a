// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "film/element_table.h"
#include "model/design.h"
#include "model/kind_registry.h"
#include "sim/trace.h"

#include <QString>

namespace loadstar::player {

/// One sentence about what an event means for users; empty where it means nothing that they notice.
QString meaningWords(const sim::TraceEvent &event, const model::Design &design,
                     const model::KindRegistry &kinds, const film::ElementTable &elements);

} // namespace loadstar::player
