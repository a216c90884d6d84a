// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "export/export_registry.h"

#include <algorithm>

namespace loadstar::exporting {

const Exporter *ExportRegistry::find(const QString &id) const
{
    const auto found = std::find_if(m_exporters.begin(), m_exporters.end(),
                                    [&id](const Exporter &exporter) { return exporter.id == id; });
    return found == m_exporters.end() ? nullptr : &*found;
}

QString ExportRegistry::idList() const
{
    QStringList ids;
    for (const Exporter &exporter : m_exporters)
        ids.append(exporter.id);
    return ids.join(QStringLiteral(", "));
}

} // namespace loadstar::exporting
