// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/canvas_ruler.h"

#include "canvas/canvas_view.h"

#include <QFontMetricsF>
#include <QLocale>
#include <QPainter>

#include <cmath>

namespace loadstar::canvas {

namespace {

/// Numbers nearer to each other, in screen pixels, could not be read.
constexpr double kLeastDistance = 60.0;
constexpr int kTicksBetweenNumbers = 5;
constexpr int kShortTick = 4;
constexpr int kLongTick = 8;
constexpr int kNumberSize = 10;

} // namespace

CanvasRuler::CanvasRuler(CanvasView &view, Qt::Orientation direction)
    : QWidget(&view)
    , m_view(view)
    , m_direction(direction)
{
    setAccessibleName(isHorizontal() ? tr("Horizontal ruler") : tr("Vertical ruler"));
    setAttribute(Qt::WA_TransparentForMouseEvents);
    hide();
}

double CanvasRuler::stepAt(double zoom)
{
    const double least = kLeastDistance / zoom;
    const double power = std::pow(10.0, std::floor(std::log10(least)));
    for (const double factor : {1.0, 2.0, 5.0}) {
        if (factor * power >= least)
            return factor * power;
    }
    return 10.0 * power;
}

void CanvasRuler::place()
{
    const QRect viewport = m_view.viewport()->geometry();
    if (isHorizontal())
        setGeometry(viewport.left(), viewport.top() - kThickness, viewport.width(), kThickness);
    else
        setGeometry(viewport.left() - kThickness, viewport.top(), kThickness, viewport.height());
    update();
}

void CanvasRuler::setPointer(const std::optional<QPointF> &position)
{
    const auto mark =
        position ? std::optional(isHorizontal() ? position->x() : position->y()) : std::nullopt;
    if (mark == m_mark)
        return;
    m_mark = mark;
    update();
}

double CanvasRuler::pixelOf(double canvas) const
{
    const QPointF point = m_view.viewportTransform().map(QPointF(canvas, canvas));
    return isHorizontal() ? point.x() : point.y();
}

void CanvasRuler::paintTick(QPainter &painter, double canvas, int length) const
{
    const double at = std::floor(pixelOf(canvas)) + 0.5;
    painter.drawLine(isHorizontal() ? QLineF(at, kThickness - length, at, kThickness)
                                    : QLineF(kThickness - length, at, kThickness, at));
}

void CanvasRuler::paintNumber(QPainter &painter, double canvas) const
{
    painter.save();
    painter.translate(isHorizontal() ? QPointF(pixelOf(canvas) + 3.0, kNumberSize + 1.0)
                                     : QPointF(kNumberSize + 1.0, pixelOf(canvas) - 3.0));
    if (!isHorizontal())
        painter.rotate(-90.0);
    painter.drawText(QPointF(), QLocale().toString(canvas, 'f', 0));
    painter.restore();
}

void CanvasRuler::paintMark(QPainter &painter) const
{
    const render::Theme &theme = m_view.theme();
    const QString text = QLocale().toString(*m_mark, 'f', 0);
    const double width = QFontMetricsF(painter.font()).horizontalAdvance(text) + 8.0;
    painter.save();
    painter.translate(isHorizontal() ? QPointF(pixelOf(*m_mark), 0.0)
                                     : QPointF(0.0, pixelOf(*m_mark)));
    if (!isHorizontal())
        painter.rotate(-90.0);
    painter.fillRect(QRectF(0.0, 0.0, width, kThickness - kShortTick), theme.accent);
    painter.fillRect(QRectF(-0.5, 0.0, 1.0, kThickness), theme.accent);
    painter.setPen(theme.onState);
    painter.drawText(QPointF(4.0, kNumberSize + 2.0), text);
    painter.restore();
}

void CanvasRuler::paintEvent(QPaintEvent *)
{
    const render::Theme &theme = m_view.theme();
    QPainter painter(this);
    painter.setFont(theme.font(kNumberSize, QFont::Normal));
    painter.fillRect(rect(), theme.surface);
    painter.setPen(theme.border);
    painter.drawLine(isHorizontal() ? QLineF(0.0, kThickness - 0.5, width(), kThickness - 0.5)
                                    : QLineF(kThickness - 0.5, 0.0, kThickness - 0.5, height()));
    const QTransform toCanvas = m_view.viewportTransform().inverted();
    const QPointF first = toCanvas.map(QPointF());
    const QPointF last = toCanvas.map(QPointF(width(), height()));
    const double start = isHorizontal() ? first.x() : first.y();
    const double end = isHorizontal() ? last.x() : last.y();
    const double step = stepAt(m_view.zoom());
    painter.setPen(theme.textMuted);
    for (double at = std::floor(start / step) * step; at <= end; at += step) {
        paintTick(painter, at, kLongTick);
        paintNumber(painter, at);
        for (int i = 1; i < kTicksBetweenNumbers; ++i)
            paintTick(painter, at + step * i / kTicksBetweenNumbers, kShortTick);
    }
    if (m_mark)
        paintMark(painter);
}

} // namespace loadstar::canvas
