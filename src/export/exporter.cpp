// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "export/exporter.h"

#include <algorithm>

namespace loadstar::exporting {

QByteArray ExportFile::bytes() const
{
    QByteArray content;
    for (const ExportLine &line : lines)
        content += line.text.toUtf8() + '\n';
    return content;
}

bool ExportResult::hasErrors() const
{
    return std::any_of(diagnostics.begin(), diagnostics.end(),
                       [](const base::Diagnostic &diagnostic) {
                           return diagnostic.severity == base::Severity::Error;
                       });
}

} // namespace loadstar::exporting
