// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/diagram_overview.h"
#include "render/diagram_painter.h"
#include "render/line_jumps.h"
#include "render/painter_tools.h"

#include <QFontMetricsF>
#include <QLineF>
#include <QPaintEngine>
#include <QVarLengthArray>

#include <algorithm>
#include <cmath>

// How connections are painted.

namespace loadstar::render {

namespace {

// In canvas pixels.
constexpr double kCornerRadius = 10.0;
constexpr double kArrowLength = 8.0;
constexpr double kLeastArrowLength = 5.0;
constexpr double kArrowHalfWidth = 3.6;
/// Lines nearer to each other than this are jumped over at once.
constexpr double kBundle = 18.0;

} // namespace

namespace {

/// A line to `to`, level, with an arc upwards at each place that lies on it; arcs that would meet
/// are one.
void lineWithJumps(QPainterPath &path, const QPointF &to, const std::vector<QPointF> &jumps)
{
    const QPointF from = path.currentPosition();
    const double direction = to.x() < from.x() ? -1.0 : 1.0;
    std::vector<double> places;
    for (const QPointF &jump : jumps) {
        const bool isHere = std::abs(jump.y() - to.y()) < 0.01 &&
                            (jump.x() - from.x()) * direction > kJumpRadius &&
                            (to.x() - jump.x()) * direction > kJumpRadius;
        if (isHere && std::abs(from.y() - to.y()) < 0.01)
            places.push_back(jump.x() * direction);
    }
    std::sort(places.begin(), places.end());
    const double y = to.y();
    const double top = y - kJumpRadius;
    for (size_t i = 0; i < places.size(); ++i) {
        const double start = (places[i] - kJumpRadius) * direction;
        while (i + 1 < places.size() && places[i + 1] - places[i] < kBundle)
            ++i;
        const double end = (places[i] + kJumpRadius) * direction;
        // Of few straight pieces, since hundreds of arcs may be on the screen.
        const double corner = 0.3 * kJumpRadius * direction;
        const double shoulder = y - 0.7 * kJumpRadius;
        path.lineTo(start, y);
        path.lineTo(start + corner, shoulder);
        path.lineTo(start + kJumpRadius * direction, top);
        path.lineTo(end - kJumpRadius * direction, top);
        path.lineTo(end - corner, shoulder);
        path.lineTo(end, y);
    }
    path.lineTo(to);
}

/// Draws a solid line piece by piece where that gives the same pixels: Qt strokes straight pieces
/// by themselves several times faster than a path of many.
void drawSolid(QPainter &painter, const QPainterPath &path)
{
    const bool isRaster = painter.paintEngine()->type() == QPaintEngine::Raster;
    if (!isRaster || painter.opacity() < 1.0 || painter.pen().color().alpha() < 255) {
        painter.drawPath(path);
        return;
    }
    QVarLengthArray<QLineF, 64> lines;
    for (int i = 1; i < path.elementCount(); ++i) {
        const QPointF from = path.elementAt(i - 1);
        if (path.elementAt(i).isLineTo()) {
            lines.append(QLineF(from, path.elementAt(i)));
        } else if (path.elementAt(i).isCurveTo()) {
            QPainterPath curve(from);
            curve.cubicTo(path.elementAt(i), path.elementAt(i + 1), path.elementAt(i + 2));
            painter.drawPath(curve);
            i += 2;
        }
    }
    painter.drawLines(lines.constData(), int(lines.size()));
}

} // namespace

QPainterPath DiagramPainter::connectionPath(const QPolygonF &route,
                                            const std::vector<QPointF> &jumps)
{
    QPainterPath path;
    if (route.size() < 2)
        return path;
    path.moveTo(route[0]);
    for (qsizetype i = 1; i + 1 < route.size(); ++i) {
        const QLineF in(route[i], route[i - 1]);
        const QLineF out(route[i], route[i + 1]);
        const double radius = std::min({kCornerRadius, in.length() / 2, out.length() / 2});
        if (radius < 0.5) {
            lineWithJumps(path, route[i], jumps);
            continue;
        }
        lineWithJumps(path, in.pointAt(radius / in.length()), jumps);
        path.quadTo(route[i], out.pointAt(radius / out.length()));
    }
    lineWithJumps(path, route.back(), jumps);
    return path;
}

QColor DiagramPainter::connectionColor(model::ConnectionLine line, const ConnectionLook &look) const
{
    if (look.isRefused)
        return m_theme.failure;
    if (look.isIdle)
        return m_theme.idle;
    switch (line) {
    case model::ConnectionLine::Solid:
        return m_theme.traffic;
    case model::ConnectionLine::Dotted:
        return m_theme.state;
    case model::ConnectionLine::Dashed:
        return m_theme.replication;
    }
    Q_UNREACHABLE();
}

QColor DiagramPainter::farColor(const model::Connection &connection,
                                const ConnectionLook &look) const
{
    if (look.isSelected)
        return m_theme.accent;
    const model::ConnectionKind *kind = m_kinds.connection(connection.kind);
    return connectionColor(kind ? kind->line : model::ConnectionLine::Dotted, look);
}

void DiagramPainter::paintConnection(QPainter &painter, const model::Connection &connection,
                                     const QPolygonF &route, const ConnectionLook &look,
                                     double scale, const std::vector<QPointF> &jumps) const
{
    if (route.size() < 2)
        return;
    const SavedPainter saved(painter);
    if (look.isFaded)
        painter.setOpacity(painter.opacity() * kFadedOpacity);
    const model::ConnectionKind *kind = m_kinds.connection(connection.kind);
    const model::ConnectionLine line = kind ? kind->line : model::ConnectionLine::Dotted;
    const QColor color = farColor(connection, look);
    const bool isSolid = line == model::ConnectionLine::Solid;
    const double width = (isSolid ? 2.0 : 1.4) + 2.5 * std::clamp(look.flow, 0.0, 1.0);
    painter.setBrush(Qt::NoBrush);
    if (scale < DiagramOverview::kMostScale) {
        painter.setRenderHint(QPainter::Antialiasing, false);
        painter.setPen(QPen(color, 0));
        painter.drawPolyline(route);
        return;
    }
    QPolygonF shown = route;
    const QLineF last(route[route.size() - 2], route.back());
    const bool hasArrow =
        line != model::ConnectionLine::Dotted && last.length() >= 1.0 && scale >= kTextScale;
    const double arrow = std::clamp(last.length() - 1.0, kLeastArrowLength, kArrowLength);
    if (hasArrow)
        shown.back() = last.pointAt(std::max(0.0, 1.0 - (arrow - 1.0) / last.length()));
    const QPainterPath path =
        connectionPath(shown, scale >= kTextScale ? jumps : std::vector<QPointF>());
    if (look.isSelected || look.isHovered) {
        QPen halo(m_theme.accentSoft, width + 6.0);
        halo.setCapStyle(Qt::RoundCap);
        painter.setPen(halo);
        painter.drawPath(path);
    }
    const bool isPlain = isSolid && !look.isRefused && !look.isIdle;
    if (look.isRefused)
        painter.setPen(dashed(color, 1.8, 4.0, 4.0));
    else if (look.isIdle)
        painter.setPen(dashed(color, 1.4, 2.0, 5.0));
    else if (line == model::ConnectionLine::Dotted)
        painter.setPen(dashed(color, width, 2.0, 4.0));
    else if (line == model::ConnectionLine::Dashed)
        painter.setPen(dashed(color, width, 7.0, 4.0));
    else
        painter.setPen(QPen(color, width));
    if (isPlain)
        drawSolid(painter, path);
    else
        painter.drawPath(path);
    if (hasArrow) {
        const QPointF along = (last.p2() - last.p1()) * (arrow / last.length());
        const QPointF across = QPointF(-along.y(), along.x()) * (kArrowHalfWidth / kArrowLength);
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
        painter.drawPolygon(
            QPolygonF{last.p2(), last.p2() - along + across, last.p2() - along - across});
    }
}

void DiagramPainter::paintConnections(QPainter &painter, const model::Design &design,
                                      const DiagramGeometry &geometry, const DiagramLooks &looks,
                                      double scale) const
{
    LineJumps jumps;
    if (looks.hasLineJumps && scale >= kTextScale) {
        std::vector<model::ElementId> ids;
        for (const auto &[id, route] : geometry.routes())
            ids.push_back(id);
        jumps.find(ids, geometry, [&ids](const QRectF &) { return ids; });
    }
    for (const auto &[id, route] : geometry.routes()) {
        const model::Connection *connection = design.connection(id);
        if (!connection)
            continue;
        const auto look = looks.connections.find(id);
        paintConnection(painter, *connection, route,
                        look == looks.connections.end() ? ConnectionLook() : look->second, scale,
                        jumps.of(id));
    }
}

ConnectionLabels DiagramPainter::labelsOf(const model::Design &design,
                                          const DiagramGeometry &geometry) const
{
    ConnectionLabels labels = emptyLabels();
    const PlaceIndex index = indexOf(geometry);
    labels.place(design, geometry, [&index](const QRectF &area) { return index.in(area); });
    return labels;
}

void DiagramPainter::paintLabel(QPainter &painter, const ConnectionLabel &label,
                                const ConnectionLook &look) const
{
    const SavedPainter saved(painter);
    if (look.isFaded)
        painter.setOpacity(painter.opacity() * kFadedOpacity);
    constexpr double kRadius = 3.0;
    constexpr double kInset = 5.0;
    painter.setPen(look.isHovered || look.isSelected ? QPen(m_theme.accent, 1.0) : Qt::NoPen);
    painter.setBrush(label.tint < 0
                         ? m_theme.canvas
                         : m_theme.tints[size_t(label.tint) % m_theme.tints.size()].fill);
    painter.drawRoundedRect(label.rect, kRadius, kRadius);
    const QFontMetricsF metrics(m_fonts.detail);
    painter.setFont(m_fonts.detail);
    painter.setPen(look.isSelected ? m_theme.accent : m_theme.text);
    painter.drawText(
        QPointF(label.rect.left() + kInset,
                label.rect.center().y() + (metrics.ascent() - metrics.descent()) / 2),
        metrics.elidedText(label.text, Qt::ElideRight, label.rect.width() - 2 * kInset));
}

} // namespace loadstar::render
