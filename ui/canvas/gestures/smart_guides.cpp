// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/gestures/smart_guides.h"

#include "canvas/canvas_scene.h"
#include "edit/edit_operations.h"

#include <QGraphicsView>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace loadstar::canvas {

namespace {

using model::ElementId;

/// With more in view nobody could tell what lines up with what.
constexpr size_t kMostNeighbours = 400;
/// Coordinates are whole pixels; what rounds to the same is in line.
constexpr double kSame = 0.51;

/// Half of the mark at the end of a gap, in screen pixels.
constexpr double kTick = 5.0;

bool isNear(double a, double b)
{
    return std::abs(a - b) <= kSame;
}

} // namespace

SmartGuides::SmartGuides(CanvasScene &scene, const edit::Selection &moving)
{
    if (scene.views().isEmpty())
        return;
    const QGraphicsView *view = scene.views().front();
    const QRectF shown = view->mapToScene(view->viewport()->rect()).boundingRect();
    const model::Design &design = scene.document().design();
    edit::Selection excepted = edit::withContents(design, moving);
    for (const ElementId &id : moving) {
        for (const model::Component *at = design.component(id); at;
             at = design.component(at->parent))
            excepted.insert(at->id);
    }
    for (const ElementId &id : scene.componentsIn(shown)) {
        if (!excepted.count(id))
            m_others.push_back(scene.geometry().componentRect(id));
    }
    if (m_others.size() > kMostNeighbours)
        m_others.clear();
}

SmartGuides::Span SmartGuides::along(const QRectF &rect, Qt::Orientation direction)
{
    return direction == Qt::Horizontal ? Span{rect.left(), rect.right()}
                                       : Span{rect.top(), rect.bottom()};
}

std::vector<SmartGuides::Span> SmartGuides::beside(const QRectF &rect, Qt::Orientation direction,
                                                   bool isBefore) const
{
    const Span own = along(rect, direction);
    const Qt::Orientation across = direction == Qt::Horizontal ? Qt::Vertical : Qt::Horizontal;
    const Span side = along(rect, across);
    std::vector<Span> found;
    for (const QRectF &other : m_others) {
        const Span span = along(other, direction);
        const Span otherSide = along(other, across);
        const bool isInRow = otherSide.start < side.end && otherSide.end > side.start;
        const bool isThere = isBefore ? span.end <= own.middle() : span.start >= own.middle();
        // Containers are no neighbours of cards.
        const bool isAlike = otherSide.length() < 2.0 * side.length();
        if (isInRow && isThere && isAlike)
            found.push_back(span);
    }
    std::sort(found.begin(), found.end(), [isBefore](const Span &a, const Span &b) {
        return isBefore ? a.end > b.end : a.start < b.start;
    });
    return found;
}

std::vector<double> SmartGuides::gapStarts(const QRectF &rect, Qt::Orientation direction) const
{
    const double length = along(rect, direction).length();
    const std::vector<Span> before = beside(rect, direction, true);
    const std::vector<Span> after = beside(rect, direction, false);
    std::vector<double> starts;
    if (!before.empty() && !after.empty())
        starts.push_back((before.front().end + after.front().start - length) / 2.0);
    if (before.size() > 1)
        starts.push_back(before[0].end + (before[0].start - before[1].end));
    if (after.size() > 1)
        starts.push_back(after[0].start - (after[1].start - after[0].end) - length);
    return starts;
}

std::optional<double> SmartGuides::nearest(const QRectF &rect, Qt::Orientation direction,
                                           double reach) const
{
    const Span own = along(rect, direction);
    std::optional<double> best;
    const auto offer = [&](double shift) {
        if (std::abs(shift) <= reach && (!best || std::abs(shift) < std::abs(*best)))
            best = shift;
    };
    for (const QRectF &other : m_others) {
        const Span span = along(other, direction);
        for (const double line : {span.start, span.end}) {
            offer(line - own.start);
            offer(line - own.end);
        }
        offer(span.middle() - own.middle());
    }
    for (const double start : gapStarts(rect, direction))
        offer(start - own.start);
    return best;
}

SmartGuides::Snap SmartGuides::forMove(const QRectF &rect, double reach) const
{
    return {nearest(rect, Qt::Horizontal, reach), nearest(rect, Qt::Vertical, reach)};
}

std::optional<double> SmartGuides::forEdge(double edge, Qt::Orientation direction,
                                           double reach) const
{
    std::optional<double> best;
    for (const QRectF &other : m_others) {
        const Span span = along(other, direction);
        for (const double line : {span.start, span.middle(), span.end}) {
            if (std::abs(line - edge) <= reach &&
                (!best || std::abs(line - edge) < std::abs(*best)))
                best = line - edge;
        }
    }
    return best;
}

void SmartGuides::clear()
{
    m_lines.clear();
    m_gaps.clear();
}

void SmartGuides::show(const QRectF &rect, bool isInRow, bool isInColumn)
{
    clear();
    if (isInRow) {
        showLines(rect, Qt::Horizontal);
        showGaps(rect, Qt::Horizontal);
    }
    if (isInColumn) {
        showLines(rect, Qt::Vertical);
        showGaps(rect, Qt::Vertical);
    }
}

void SmartGuides::showLines(const QRectF &rect, Qt::Orientation direction)
{
    const Qt::Orientation across = direction == Qt::Horizontal ? Qt::Vertical : Qt::Horizontal;
    const Span own = along(rect, direction);
    const Span side = along(rect, across);
    for (const double at : {own.start, own.middle(), own.end}) {
        const bool isMiddle = at == own.middle();
        Span reach = side;
        bool isInLine = false;
        for (const QRectF &other : m_others) {
            const Span span = along(other, direction);
            const bool isHit = isMiddle ? isNear(span.middle(), at)
                                        : isNear(span.start, at) || isNear(span.end, at);
            if (!isHit)
                continue;
            isInLine = true;
            reach.start = std::min(reach.start, along(other, across).start);
            reach.end = std::max(reach.end, along(other, across).end);
        }
        if (!isInLine)
            continue;
        m_lines.push_back(direction == Qt::Horizontal ? QLineF(at, reach.start, at, reach.end)
                                                      : QLineF(reach.start, at, reach.end, at));
    }
}

void SmartGuides::showGaps(const QRectF &rect, Qt::Orientation direction)
{
    const Span own = along(rect, direction);
    const std::vector<Span> before = beside(rect, direction, true);
    const std::vector<Span> after = beside(rect, direction, false);
    const double middle =
        along(rect, direction == Qt::Horizontal ? Qt::Vertical : Qt::Horizontal).middle();
    const auto add = [&](double from, double to) {
        m_gaps.push_back(direction == Qt::Horizontal ? QLineF(from, middle, to, middle)
                                                     : QLineF(middle, from, middle, to));
    };
    const double left = before.empty() ? -1.0 : own.start - before[0].end;
    const double right = after.empty() ? -1.0 : after[0].start - own.end;
    if (left > 0.0 && right > 0.0 && std::abs(left - right) <= 2.0 * kSame) {
        add(before[0].end, own.start);
        add(own.end, after[0].start);
    }
    if (left > 0.0 && before.size() > 1 && isNear(left, before[0].start - before[1].end)) {
        add(before[1].end, before[0].start);
        add(before[0].end, own.start);
    }
    if (right > 0.0 && after.size() > 1 && isNear(right, after[1].start - after[0].end)) {
        add(own.end, after[0].start);
        add(after[0].end, after[1].start);
    }
}

QRectF SmartGuides::bounds(double scale) const
{
    const double margin = (kTick + 1.0) / scale;
    QRectF bounds;
    for (const std::vector<QLineF> *lines : {&m_lines, &m_gaps}) {
        for (const QLineF &line : *lines)
            bounds |= QRectF(line.p1(), line.p2())
                          .normalized()
                          .adjusted(-margin, -margin, margin, margin);
    }
    return bounds;
}

void SmartGuides::paint(QPainter &painter, const render::Theme &theme, double scale) const
{
    QPen pen(theme.down, 1.0);
    pen.setCosmetic(true);
    painter.setPen(pen);
    painter.drawLines(m_lines.data(), int(m_lines.size()));
    const double tick = kTick / scale;
    for (const QLineF &gap : m_gaps) {
        painter.drawLine(gap);
        const QPointF across = gap.dx() == 0.0 ? QPointF(tick, 0.0) : QPointF(0.0, tick);
        for (const QPointF &end : {gap.p1(), gap.p2()})
            painter.drawLine(end - across, end + across);
    }
}

} // namespace loadstar::canvas
