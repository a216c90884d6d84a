// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/plot_scales.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace loadstar::charts {

QFont scaledFont(const QFont &font, double factor, QFont::Weight weight)
{
    QFont result = font;
    // A font has its size either in points or in pixels.
    if (font.pointSizeF() > 0.0)
        result.setPointSizeF(std::max(6.0, font.pointSizeF() * factor));
    else
        result.setPixelSize(std::max(8, qRound(font.pixelSize() * factor)));
    result.setWeight(weight);
    return result;
}

ValueScale valueScaleFor(double value)
{
    struct Row
    {
        double top;
        int parts;
    };
    static constexpr std::array<Row, 9> kRows{{{1.0, 2},
                                               {1.2, 3},
                                               {1.5, 3},
                                               {2.0, 4},
                                               {3.0, 3},
                                               {4.0, 4},
                                               {6.0, 3},
                                               {8.0, 4},
                                               {10.0, 2}}};
    if (!(value > 0.0) || !std::isfinite(value))
        return {1.0, 2};
    const double power = std::pow(10.0, std::floor(std::log10(value)));
    for (const Row &row : kRows) {
        if (value <= row.top * power * (1.0 + 1e-9))
            return {row.top * power, row.parts};
    }
    return {10.0 * power, 2};
}

QString clockText(double seconds)
{
    const auto whole = static_cast<qint64>(std::floor(std::max(0.0, seconds) + 1e-9));
    const QString tail = QStringLiteral("%1:%2")
                             .arg((whole / 60) % 60, whole >= 3600 ? 2 : 1, 10, QLatin1Char('0'))
                             .arg(whole % 60, 2, 10, QLatin1Char('0'));
    return whole >= 3600 ? QStringLiteral("%1:%2").arg(whole / 3600).arg(tail) : tail;
}

std::vector<std::optional<double>> groupMeans(const std::vector<std::optional<double>> &values,
                                              size_t group)
{
    if (group == 1)
        return values;
    std::vector<std::optional<double>> means;
    for (size_t from = 0; from < values.size(); from += group) {
        double sum = 0.0;
        int count = 0;
        for (size_t i = from; i < std::min(values.size(), from + group); ++i) {
            sum += values[i].value_or(0.0);
            count += values[i] ? 1 : 0;
        }
        means.push_back(count > 0 ? std::optional(sum / count) : std::nullopt);
    }
    return means;
}

} // namespace loadstar::charts
