// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "film/gif_palette.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace loadstar::film {

namespace {

/// Squared distance, weighted as the eye sees red, green and blue (ITU-R BT.601).
int distance(QRgb a, QRgb b)
{
    const int red = qRed(a) - qRed(b);
    const int green = qGreen(a) - qGreen(b);
    const int blue = qBlue(a) - qBlue(b);
    return 3 * red * red + 6 * green * green + blue * blue;
}

struct Candidate
{
    QRgb color = 0;
    double weight = 0.0;
    int missed = std::numeric_limits<int>::max(); ///< distance to the nearest chosen one
};

} // namespace

GifPalette::GifPalette(const QHash<QRgb, qint64> &pixelsOf, int most)
{
    std::vector<Candidate> candidates;
    candidates.reserve(static_cast<size_t>(pixelsOf.size()));
    for (auto it = pixelsOf.cbegin(); it != pixelsOf.cend(); ++it) {
        // The root: large plain areas must not take all colours from small texts.
        candidates.push_back({it.key(), std::sqrt(static_cast<double>(it.value()))});
    }
    std::sort(candidates.begin(), candidates.end(),
              [](const Candidate &a, const Candidate &b) { return a.color < b.color; });
    while (static_cast<int>(m_colors.size()) < most) {
        const auto next = std::max_element(candidates.begin(), candidates.end(),
                                           [](const Candidate &a, const Candidate &b) {
                                               return a.weight * a.missed < b.weight * b.missed;
                                           });
        if (next == candidates.end() || next->missed == 0)
            return;
        const QRgb chosen = next->color;
        m_indexes.insert(chosen, static_cast<int>(m_colors.size()));
        m_colors.push_back(chosen);
        for (Candidate &candidate : candidates)
            candidate.missed = std::min(candidate.missed, distance(candidate.color, chosen));
    }
}

int GifPalette::indexOf(QRgb color) const
{
    const auto known = m_indexes.constFind(color);
    if (known != m_indexes.cend())
        return *known;
    const auto nearest =
        std::min_element(m_colors.begin(), m_colors.end(), [color](QRgb a, QRgb b) {
            return distance(a, color) < distance(b, color);
        });
    const auto index = static_cast<int>(nearest - m_colors.begin());
    m_indexes.insert(color, index);
    return index;
}

} // namespace loadstar::film
