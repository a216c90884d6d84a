// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "export/exporter.h"

#include <QString>

#include <vector>

namespace loadstar::exporting {

/// Writes all files below `directory`, which is made when it is missing. Either all of them are
/// there afterwards or, on failure, the directory's files are as they were. Errors:
/// export.unwritable; `where` is the file or directory.
base::Result<void> writeExport(const QString &directory, const std::vector<ExportFile> &files);

} // namespace loadstar::exporting
