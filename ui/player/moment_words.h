// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "film/element_table.h"
#include "model/design.h"
#include "player/playback_controller.h"

#include <QString>

namespace loadstar::player {

/// What happened in the step that led to this frame, after its time to the microsecond: "1.204833
/// s: A request goes from Analysts to Front door". Names come from `design`.
QString momentWords(const PlaybackFrame &frame, const film::ElementTable &elements,
                    const model::Design &design);

} // namespace loadstar::player
