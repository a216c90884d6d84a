// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace loadstar::base {

/// How much a diagnostic matters.
enum class Severity { Error, Warning, Hint };

/// One remark about a design, file or export; several may come from one call.
struct Diagnostic
{
    Severity severity = Severity::Warning;
    /// Stable identifier, for example "file.unknown-property"; tests compare this.
    QString code;
    /// One sentence for people.
    QString message;
    /// JSON path, file or component id; may be empty.
    QString where;

    bool operator==(const Diagnostic &) const = default;

    /// "where: message", or only the message when `where` is empty.
    QString text() const
    {
        return where.isEmpty() ? message : where + QStringLiteral(": ") + message;
    }
};

/// "error", "warning" or "hint", as commands print it.
inline QString severityName(Severity severity)
{
    switch (severity) {
    case Severity::Error:
        return QStringLiteral("error");
    case Severity::Warning:
        return QStringLiteral("warning");
    case Severity::Hint:
        return QStringLiteral("hint");
    }
    Q_UNREACHABLE();
}

} // namespace loadstar::base
