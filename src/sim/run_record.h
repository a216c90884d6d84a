// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "model/design.h"
#include "sim/run_report.h"

#include <QByteArray>
#include <QString>

#include <nlohmann/json.hpp>

namespace loadstar::sim {

/// A run with all that it takes to do it again.
struct RunRecord
{
    model::Design design;
    RunOptions options;
    int replications = 1;
    nlohmann::json report; ///< as toJson() has it
    QString version = QStringLiteral(LOADSTAR_VERSION);
};

/// The record as a file: JSON with the keys loadstarRun (1), version, design (as in a design
/// file), options, inputs (files that the design names, in base64; may be absent) and report.
QByteArray writeRecord(const RunRecord &record);

/// Reads a record. Errors: record.invalid, and those of the design file.
base::Result<RunRecord> readRecord(const QByteArray &bytes);

/// Where two reports differ first, as a path with both values; empty when they are the same apart
/// from `engine`, which tells of the clock.
QString firstDifference(const nlohmann::json &recorded, const nlohmann::json &found);

} // namespace loadstar::sim
