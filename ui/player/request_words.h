// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/design.h"
#include "sim/story/request_story.h"

#include <QString>

#include <vector>

namespace loadstar::player {

/// "0:20.431" for a moment in seconds.
QString momentText(double seconds);

/// What became of a request: "Answered", or why not; `outcome` as RequestStory has it.
QString outcomeWords(const QString &outcome);

/// "Sent", "Sent again", "Answered", "Refused" for what a RequestStep says.
QString passageWords(const QString &what);

/// One line of a request's story.
struct StoryLine
{
    double at = 0.0; ///< seconds
    QString text;
    model::ElementId element; ///< whom to show for it
};

/// From its sending to its end, then what it failed of, up to the first cause. Names come from
/// `design`.
std::vector<StoryLine> storyLines(const sim::RequestStory &story, const model::Design &design);

/// The same in one text, with the moments.
QString storyText(const sim::RequestStory &story, const model::Design &design);

} // namespace loadstar::player
