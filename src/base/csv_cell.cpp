// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/csv_cell.h"

namespace loadstar::base {

QString csvCell(const QString &text)
{
    const bool isFormula = !text.isEmpty() && (QStringLiteral("=+-@").contains(text.front()) ||
                                               text.front().category() == QChar::Other_Control);
    QString cell = isFormula ? u'\'' + text : text;
    const bool needsQuotes =
        cell.contains(u',') || cell.contains(u'"') || cell.contains(u'\n') || cell.contains(u'\r');
    if (!needsQuotes)
        return cell;
    cell.replace(u'"', QStringLiteral("\"\""));
    return u'"' + cell + u'"';
}

} // namespace loadstar::base
