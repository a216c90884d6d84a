// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "export/exporter.h"

#include <vector>

namespace loadstar::exporting {

/// The formats that this version can write, in the order to offer them.
class ExportRegistry
{
public:
    explicit ExportRegistry(std::vector<Exporter> exporters)
        : m_exporters(std::move(exporters))
    {}

    const std::vector<Exporter> &exporters() const { return m_exporters; }

    /// The format with that id, or null.
    const Exporter *find(const QString &id) const;

    /// All ids, for messages: "haproxy, nginx".
    QString idList() const;

private:
    std::vector<Exporter> m_exporters;
};

/// The formats of the program. Built once, never changed.
const ExportRegistry &builtinExporters();

} // namespace loadstar::exporting
