// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "film/element_table.h"
#include "model/design.h"
#include "player/playback_controller.h"
#include "player/step_mark.h"

#include <QString>

namespace loadstar::player {

/// What happened in the step that led to this frame, when, and to whom: "0:01.204", "A request goes
/// from Analysts to Front door". Names come from `design`.
SteppedMoment steppedMoment(const PlaybackFrame &frame, const film::ElementTable &elements,
                            const model::Design &design);

} // namespace loadstar::player
