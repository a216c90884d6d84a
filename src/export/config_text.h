// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "export/exporter.h"

#include <QString>

#include <utility>
#include <vector>

namespace loadstar::exporting {

/// Collects the lines of a configuration file whose comments start with #. What people typed goes
/// in only through the format's own quoting; line breaks are a bug here.
class ConfigText
{
public:
    /// A line of the file; `reason` stands behind it as a comment.
    void line(const QString &text, const model::ElementId &component = {},
              const QString &reason = {})
    {
        Q_ASSERT_X(!text.contains(u'\n') && !reason.contains(u'\n'), "ConfigText",
                   "a line break inside a line");
        m_lines.push_back(
            {reason.isEmpty() ? text : text + QStringLiteral("  # ") + reason, component});
    }
    /// A line of its own that is a comment.
    void comment(const QString &text, const model::ElementId &component = {})
    {
        line(QStringLiteral("# ") + text, component);
    }
    void blank() { line({}); }

    std::vector<ExportLine> take() { return std::exchange(m_lines, {}); }

private:
    std::vector<ExportLine> m_lines;
};

} // namespace loadstar::exporting
