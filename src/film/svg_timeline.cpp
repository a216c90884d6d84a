// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "film/svg_timeline.h"

#include <algorithm>

namespace loadstar::film {

void SvgTimeline::set(double at, const QByteArray &piece)
{
    const auto known = std::find(m_pieces.begin(), m_pieces.end(), piece);
    const auto index = static_cast<size_t>(known - m_pieces.begin());
    if (!m_shown.empty() && m_shown.back().second == index)
        return;
    if (known == m_pieces.end())
        m_pieces.push_back(piece);
    m_shown.emplace_back(at, index);
}

QByteArray SvgTimeline::toSvg(double duration) const
{
    if (m_pieces.size() == 1)
        return m_pieces.front();
    QByteArray svg;
    for (size_t i = 0; i < m_pieces.size(); ++i) {
        if (m_pieces[i].isEmpty())
            continue;
        std::vector<std::pair<double, QByteArray>> values;
        for (const auto &[at, index] : m_shown) {
            const QByteArray value = index == i ? "inline" : "none";
            if (values.empty() || values.back().second != value)
                values.emplace_back(at, value);
        }
        svg += m_shown.front().second == i ? "<g>" : "<g display=\"none\">";
        svg += steps("display", values, duration) + m_pieces[i] + "</g>\n";
    }
    return svg;
}

QByteArray SvgTimeline::steps(const QByteArray &attribute,
                              const std::vector<std::pair<double, QByteArray>> &values,
                              double duration)
{
    QByteArray times;
    QByteArray texts;
    for (const auto &[at, value] : values) {
        const char *divider = times.isEmpty() ? "" : ";";
        times += divider + QByteArray::number(std::clamp(at / duration, 0.0, 1.0), 'g', 5);
        texts += divider + value;
    }
    return "<animate attributeName=\"" + attribute + "\" calcMode=\"discrete\" values=\"" + texts +
           "\" keyTimes=\"" + times + "\"" + timing(duration) + "/>";
}

QByteArray SvgTimeline::timing(double duration)
{
    return " dur=\"" + QByteArray::number(duration, 'g', 8) + "s\" repeatCount=\"indefinite\"";
}

} // namespace loadstar::film
