// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/design.h"
#include "sim/story/user_story.h"

#include <QString>

namespace loadstar::player {

/// One moment in plain words: "Signs in again on rstudio-1, because rstudio-2 failed".
QString momentWords(const sim::UserMoment &moment, const model::Design &design);

/// "230 requests answered, 4 failed · 1 session lost, 3 min of work with it · longest wait 2.1 s".
QString userSummary(const sim::UserStory &story);

/// "40 s", "3 min" or "2 h 10 min" for seconds of work.
QString workWords(double seconds);

} // namespace loadstar::player
