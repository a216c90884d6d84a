// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "probe/probe_report.h"

#include <QByteArray>
#include <QList>

namespace loadstar::cli {

/// What `loadstarctl probe --json` writes: { targets [ { id, url, state, checks, failures, latency
/// { p50, p95, max }, lastError, transitions [ { at, to, why } ] } ] }. Latencies in seconds; null
/// where there is none.
QByteArray probeJson(const QList<probe::TargetReport> &reports);

} // namespace loadstar::cli
