// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <utility>
#include <vector>

namespace loadstar::film {

/// What stands at one place of an animated SVG over the time of the film: pieces of SVG that take
/// each other's place. Each is written once, however often it is shown. Times are film seconds.
class SvgTimeline
{
public:
    /// From `at` on this is shown, which may be nothing. Calls come in the order of time, the first
    /// with 0.
    void set(double at, const QByteArray &piece);
    /// All pieces; without animation the first is shown.
    QByteArray toSvg(double duration) const;

    /// An animation element that gives `attribute` the values from their times on; the first time
    /// is 0.
    static QByteArray steps(const QByteArray &attribute,
                            const std::vector<std::pair<double, QByteArray>> &values,
                            double duration);
    /// The attributes that all animations have: they last as long as the film, and repeat with it.
    static QByteArray timing(double duration);

private:
    std::vector<QByteArray> m_pieces;
    std::vector<std::pair<double, size_t>> m_shown;
};

} // namespace loadstar::film
