// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "player/plot_export.h"

#include "base/csv_cell.h"

#include <QLocale>
#include <QStringList>

#include <algorithm>

namespace loadstar::player {

namespace {

QString plain(double value)
{
    return QString::number(value, 'g', QLocale::FloatingPointShortest);
}

} // namespace

QByteArray linesCsv(double step, const std::vector<charts::PlotLine> &lines, const QString &unit)
{
    QStringList head{QStringLiteral("seconds")};
    size_t bins = 0;
    for (const charts::PlotLine &line : lines) {
        head += base::csvCell(line.name.isEmpty() ? unit
                                                  : QStringLiteral("%1, %2").arg(line.name, unit));
        bins = std::max(bins, line.values.size());
    }
    QString text = head.join(u',') + QStringLiteral("\r\n");
    for (size_t i = 0; i < bins; ++i) {
        QStringList row{plain(static_cast<double>(i) * step)};
        for (const charts::PlotLine &line : lines) {
            const bool hasValue = i < line.values.size() && line.values[i];
            row += hasValue ? plain(*line.values[i]) : QString();
        }
        text += row.join(u',') + QStringLiteral("\r\n");
    }
    return text.toUtf8();
}

} // namespace loadstar::player
