// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "model/design.h"

#include <QByteArray>
#include <QString>

#include <map>

namespace loadstar::sim {

/// What a run reads beside the design.
struct RunInputs
{
    /// Where relative file names of the design start from: the folder of the design file. Empty:
    /// the working directory.
    QString folder;
    /// Contents of files by the name that the design gives them; they win over what is on disk.
    std::map<QString, QByteArray> files;

    bool operator==(const RunInputs &) const = default;
};

/// Reads every file that the design names and that is not there yet, so that a run does not depend
/// on the disk any more. Errors: those of readTraceFile(), with the component and property.
base::Result<void> gatherInputs(const model::Design &design, RunInputs &inputs);

} // namespace loadstar::sim
