// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "render/diagram_painter.h"

#include <QLineF>
#include <QRectF>

#include <map>
#include <vector>

class QPainter;

namespace loadstar::render {

/// A diagram as it looks from so far that cards are boxes and connections are hair lines: all of
/// one colour are drawn at once, which keeps tens of thousands of them fluid. Containers are not a
/// part of it.
class DiagramOverview
{
public:
    /// Below this scale, in device pixels per canvas pixel, DiagramPainter draws no more than this.
    static constexpr double kMostScale = 0.2;

    void clear();
    void addCard(const QRectF &rect, const QColor &color);
    void addConnection(const QPolygonF &route, const QColor &color);

    bool isEmpty() const { return m_lines.empty() && m_boxes.empty(); }
    void paint(QPainter &painter) const;

private:
    /// By colour.
    std::map<QRgb, std::vector<QLineF>> m_lines;
    std::map<QRgb, std::vector<QRectF>> m_boxes;
};

} // namespace loadstar::render
