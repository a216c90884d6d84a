// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "study/sweep.h"

#include <QByteArray>

#include <nlohmann/json_fwd.hpp>

namespace loadstar::study {

/// { seed, replications, duration, warmup, vary [ { name, values } ], points [ { settings,
/// requests, responseTime, waitingTime, throughput, availability, sessions, components, difference,
/// meetsObjective } ] }; difference is null at the first point.
nlohmann::json toJson(const Sweep &sweep);

/// One line per point as RFC 4180 has it: a heading, CRLF, text as base::csvCell() has it.
QByteArray toCsv(const Sweep &sweep);

} // namespace loadstar::study
