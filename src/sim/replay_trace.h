// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "sim/run_inputs.h"

#include <QByteArray>
#include <QString>

#include <cstdint>
#include <vector>

namespace loadstar::sim {

/// Larger trace files are refused before they are read, in bytes.
constexpr qint64 kMaximumTraceSize = qint64(64) << 20;

/// Requests as they were recorded elsewhere, in the order of their times.
struct ReplayTrace
{
    std::vector<double> times;          ///< seconds since the start of the run, ascending
    std::vector<double> work;           ///< core-seconds; empty when the file does not say
    std::vector<std::uint32_t> clients; ///< from 0; empty when the file does not say
    std::uint32_t clientCount = 0;      ///< different clients; 0 when the file does not say
};

/// Reads CSV: one request a line, time[,work[,client]]; or, with a first line of column names, the
/// columns time, work and client in any order among others. Times and work are seconds, a client is
/// any text. Empty lines and lines that begin with # are skipped. Errors: trace.not-text,
/// trace.bad-line, trace.empty; the message names file, line, what was found and what is allowed.
base::Result<ReplayTrace> parseReplayTrace(const QByteArray &bytes, const QString &name);

/// The contents of a trace file whose path starts at `folder`. Errors: trace.unreadable and
/// trace.too-large.
base::Result<QByteArray> readTraceFile(const QString &name, const QString &folder);

/// Finds the file among the inputs, or on disk from their folder. Errors: those of readTraceFile
/// and parseReplayTrace.
base::Result<ReplayTrace> loadReplayTrace(const QString &name, const RunInputs &inputs);

} // namespace loadstar::sim
