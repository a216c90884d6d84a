// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "player/playback_goal.h"

#include <QString>

#include <functional>
#include <optional>

class QMenu;

namespace loadstar::player {

/// Called with what was chosen, and what it is in words that go on a sentence ("a request fails").
using GoalChosen = std::function<void(const PlaybackGoal &goal, const QString &text)>;

/// Adds what a run may go on until: failures of requests, sessions and components, events by kind,
/// and limits of availability. All but a time, which has to be asked for.
void addGoals(QMenu &menu, const GoalChosen &chosen);

/// Seconds from "90", "1:30" or "1:02:03", as clocks show them; a part of a second may follow a
/// point. None for anything else.
std::optional<double> secondsFromClock(const QString &text);

} // namespace loadstar::player
