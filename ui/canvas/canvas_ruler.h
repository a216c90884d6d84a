// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <optional>

namespace loadstar::canvas {

class CanvasView;

/// A scale along an edge of the canvas, in canvas pixels, that marks where the pointer is.
class CanvasRuler : public QWidget
{
    Q_OBJECT

public:
    /// Along the top (horizontal) or the left edge of the view.
    CanvasRuler(CanvasView &view, Qt::Orientation direction);

    /// How wide it is across, in pixels.
    static constexpr int kThickness = 22;

    /// Distance of its numbers in canvas pixels at a zoom: 1, 2 or 5 times a power of ten, far
    /// enough apart to be read.
    static double stepAt(double zoom);

    /// Lies along the viewport.
    void place();
    /// The pointer's place on the canvas; none while it is elsewhere.
    void setPointer(const std::optional<QPointF> &position);
    /// Where its mark is, in canvas pixels.
    std::optional<double> mark() const { return m_mark; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    bool isHorizontal() const { return m_direction == Qt::Horizontal; }
    /// Along the ruler, from its start, in pixels.
    double pixelOf(double canvas) const;
    void paintTick(QPainter &painter, double canvas, int length) const;
    void paintNumber(QPainter &painter, double canvas) const;
    void paintMark(QPainter &painter) const;

    CanvasView &m_view;
    Qt::Orientation m_direction;
    std::optional<double> m_mark;
};

} // namespace loadstar::canvas
