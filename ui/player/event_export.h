// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/design.h"
#include "sim/run_report.h"

#include <QByteArray>

#include <vector>

namespace loadstar::player {

/// One line per event as RFC 4180 has it, in UTF-8: time in seconds, what, mode, target,
/// targetName, by, byName. Words are those of `loadstarctl simulate`; names come from `design`.
QByteArray eventsCsv(const std::vector<sim::RunEvent> &events, const model::Design &design);

/// { events: [ { at, what, target, targetName, by, byName, mode } ] } with the keys of
/// `loadstarctl simulate` and the names; `mode` is there for failures and faults only.
QByteArray eventsJson(const std::vector<sim::RunEvent> &events, const model::Design &design);

} // namespace loadstar::player
