// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/diagram_overview.h"

#include <QPainter>

namespace loadstar::render {

void DiagramOverview::clear()
{
    m_lines.clear();
    m_boxes.clear();
}

void DiagramOverview::addCard(const QRectF &rect, const QColor &color)
{
    m_boxes[color.rgba()].push_back(rect);
}

void DiagramOverview::addConnection(const QPolygonF &route, const QColor &color)
{
    std::vector<QLineF> &lines = m_lines[color.rgba()];
    for (qsizetype i = 1; i < route.size(); ++i)
        lines.emplace_back(route[i - 1], route[i]);
}

void DiagramOverview::paint(QPainter &painter) const
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (const auto &[rgba, lines] : m_lines) {
        painter.setPen(QPen(QColor::fromRgba(rgba), 0));
        painter.drawLines(lines.data(), int(lines.size()));
    }
    painter.setPen(Qt::NoPen);
    for (const auto &[rgba, boxes] : m_boxes) {
        painter.setBrush(QColor::fromRgba(rgba));
        painter.drawRects(boxes.data(), int(boxes.size()));
    }
    painter.restore();
}

} // namespace loadstar::render
