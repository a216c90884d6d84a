// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "export/export_registry.h"

namespace loadstar::exporting {

// Each is defined in NAME_exporter.cpp.
Exporter dotExporter();
Exporter drawioExporter();
Exporter haproxyExporter();
Exporter mermaidExporter();

const ExportRegistry &builtinExporters()
{
    static const ExportRegistry kExporters(
        {haproxyExporter(), drawioExporter(), mermaidExporter(), dotExporter()});
    return kExporters;
}

} // namespace loadstar::exporting
