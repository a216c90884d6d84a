// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFont>
#include <QString>

#include <cstddef>
#include <optional>
#include <vector>

namespace loadstar::charts {

/// A value axis from 0.
struct ValueScale
{
    double top = 1.0;
    int parts = 2; ///< grid lines cut it into so many equal parts
};

/// The next pleasant number at or above `value` (1, 1.2, 1.5, 2, 3, 4, 6, 8 times a power of ten)
/// and parts that are pleasant too; 1 for what is not above 0.
ValueScale valueScaleFor(double value);

/// The font in another size and weight, whether its size is in points or in pixels.
QFont scaledFont(const QFont &font, double factor, QFont::Weight weight);

/// "1:14" or "1:01:14" for a moment in seconds.
QString clockText(double seconds);

/// The means of `group` values each, over those that there are; `group` is at least 1.
std::vector<std::optional<double>> groupMeans(const std::vector<std::optional<double>> &values,
                                              std::size_t group);

} // namespace loadstar::charts
