// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QString>

#include <optional>
#include <vector>

namespace loadstar::charts {

/// One time series of a plot.
struct PlotLine
{
    QString name; ///< in the legend; the only line of a plot may have none
    QColor color; ///< not valid: the colour of lines that the plot has
    /// Bin i covers [i * step, (i + 1) * step) seconds; a bin without value is a gap.
    std::vector<std::optional<double>> values;
    bool isDashed = false; ///< it stands for several

    bool operator==(const PlotLine &) const = default;
};

} // namespace loadstar::charts
