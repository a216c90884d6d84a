// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "film/run_narrator.h"
#include "model/design.h"
#include "sim/run_report.h"

#include <QString>

namespace loadstar::player {

using film::eventWords;

/// What a run event is called, with how it failed: "Failed (crashed)".
QString eventWords(const sim::RunEvent &event);

/// Who caused a run event: "Scenario", "Chance", or the element's name.
QString causeWords(const QString &by, const model::Design &design);

/// "840 ms" or "12.3 s" for a time in seconds.
QString timeWords(double seconds);

/// "99.31 % answered · p95 840 ms · 3 sessions lost": what a run comes to so far. The percentage is
/// rounded down, so that 100 % means all.
QString headlineWords(const sim::RunReport &report);

} // namespace loadstar::player
