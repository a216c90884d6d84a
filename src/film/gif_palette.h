// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QRgb>

#include <vector>

namespace loadstar::film {

/// Few colours that stand for many.
class GifPalette
{
public:
    /// Chooses at most `most` of these colours, one after the other: always the one that most
    /// pixels have that are farthest from what is there already. The same counts give the same
    /// palette.
    GifPalette(const QHash<QRgb, qint64> &pixelsOf, int most);

    const std::vector<QRgb> &colors() const { return m_colors; }
    /// Position of the nearest colour.
    int indexOf(QRgb color) const;

private:
    std::vector<QRgb> m_colors;
    mutable QHash<QRgb, int> m_indexes;
};

} // namespace loadstar::film
