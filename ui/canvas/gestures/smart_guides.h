// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "edit/design_document.h"
#include "render/theme.h"

#include <QLineF>
#include <QRectF>

#include <optional>
#include <vector>

class QPainter;

namespace loadstar::canvas {

class CanvasScene;

/// Lines that show what a rectangle is in line with: edges, middles, and equal gaps to its
/// neighbours. Coordinates are those of the canvas, in pixels.
class SmartGuides
{
public:
    /// What lies in the view besides `moving`, what is inside it, and the containers around it.
    SmartGuides(CanvasScene &scene, const edit::Selection &moving);
    /// For rectangles that are known.
    explicit SmartGuides(std::vector<QRectF> others)
        : m_others(std::move(others))
    {}

    /// How far to shift the rectangle so that it falls in line, in each direction where something
    /// is nearer than `reach`; a direction without gives none.
    struct Snap
    {
        std::optional<double> x;
        std::optional<double> y;
    };

    /// For a rectangle that moves: its edges and middles, and its gaps.
    Snap forMove(const QRectF &rect, double reach) const;
    /// For an edge that moves: `edge` is its place, in the direction across it.
    std::optional<double> forEdge(double edge, Qt::Orientation direction, double reach) const;

    /// Finds the lines to show for where the rectangle is now.
    void show(const QRectF &rect, bool isInRow, bool isInColumn);
    void clear();
    const std::vector<QLineF> &lines() const { return m_lines; }
    /// Gaps of equal length, one line across each.
    const std::vector<QLineF> &gaps() const { return m_gaps; }

    /// What paint() touches; null when there is nothing to show.
    QRectF bounds(double scale) const;
    void paint(QPainter &painter, const render::Theme &theme, double scale) const;

private:
    /// One direction of a rectangle: from where to where, and the middle.
    struct Span
    {
        double start = 0.0;
        double end = 0.0;

        double middle() const { return (start + end) / 2.0; }
        double length() const { return end - start; }
    };

    static Span along(const QRectF &rect, Qt::Orientation direction);
    /// Those beside the rectangle, in its row (horizontal) or column, nearest first.
    std::vector<Span> beside(const QRectF &rect, Qt::Orientation direction, bool isBefore) const;
    std::optional<double> nearest(const QRectF &rect, Qt::Orientation direction,
                                  double reach) const;
    std::vector<double> gapStarts(const QRectF &rect, Qt::Orientation direction) const;
    void showLines(const QRectF &rect, Qt::Orientation direction);
    void showGaps(const QRectF &rect, Qt::Orientation direction);

    std::vector<QRectF> m_others;
    std::vector<QLineF> m_lines;
    std::vector<QLineF> m_gaps;
};

} // namespace loadstar::canvas
