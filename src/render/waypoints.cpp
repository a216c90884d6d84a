// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/waypoints.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace loadstar::render {

namespace {

constexpr double kSamePlace = 0.01;
/// A line leaves a side at least this far from its ends, in pixels.
constexpr double kSideMargin = 4.0;
/// Where a moved segment leaves its card straight on, it does so this far.
constexpr double kJogLength = 24.0;

bool isUprightPiece(const QPointF &a, const QPointF &b)
{
    return std::abs(a.x() - b.x()) < std::abs(a.y() - b.y());
}

bool isWithin(double value, double low, double high)
{
    const double margin = std::min(kSideMargin, (high - low) / 2);
    return value >= low + margin && value <= high - margin;
}

bool facesHorizontalSide(const QRectF &rect, const QPointF &point)
{
    return isWithin(point.x(), rect.left(), rect.right());
}

bool facesVerticalSide(const QRectF &rect, const QPointF &point)
{
    return isWithin(point.y(), rect.top(), rect.bottom());
}

/// From the border of the rectangle up to, but without, the waypoint. `goesOnVertically` says how
/// the line continues behind it.
QPolygonF wayOut(const QRectF &rect, const QPointF &to, bool goesOnVertically)
{
    const double sideX = to.x() > rect.center().x() ? rect.right() : rect.left();
    const double sideY = to.y() > rect.center().y() ? rect.bottom() : rect.top();
    if (facesHorizontalSide(rect, to))
        return {QPointF(to.x(), sideY)};
    if (facesVerticalSide(rect, to))
        return {QPointF(sideX, to.y())};
    if (goesOnVertically)
        return {QPointF(rect.center().x(), sideY), QPointF(rect.center().x(), to.y())};
    return {QPointF(sideX, rect.center().y()), QPointF(to.x(), rect.center().y())};
}

/// Takes out doubled points, points between two in line with them, and ways there and back.
QPolygonF withoutIdlePoints(const QPolygonF &points)
{
    QPolygonF result;
    for (const QPointF &point : points) {
        while (!result.isEmpty()) {
            const QPointF &last = result.back();
            const bool isSame = (point - last).manhattanLength() < kSamePlace;
            bool isOneLine = false;
            if (!isSame && result.size() >= 2) {
                const QPointF &before = result[result.size() - 2];
                isOneLine = (std::abs(before.x() - last.x()) < kSamePlace &&
                             std::abs(last.x() - point.x()) < kSamePlace) ||
                            (std::abs(before.y() - last.y()) < kSamePlace &&
                             std::abs(last.y() - point.y()) < kSamePlace);
            }
            if (!isSame && !isOneLine)
                break;
            result.removeLast();
        }
        result.append(point);
    }
    return result;
}

Waypoints innerPoints(const QPolygonF &route)
{
    if (route.size() < 3)
        return {};
    return Waypoints(route.begin() + 1, route.end() - 1);
}

void shiftAcross(QPointF &point, bool isSegmentVertical, double across)
{
    (isSegmentVertical ? point.rx() : point.ry()) += across;
}

/// Whether a line may leave the rectangle's side there.
bool isOnSide(const QRectF &rect, const QPointF &point, bool isSegmentVertical)
{
    return isSegmentVertical ? facesHorizontalSide(rect, point) : facesVerticalSide(rect, point);
}

/// The route's bends without the piece from bend `first` to the next one: what follows it moves
/// into line with what comes before.
Waypoints flattened(const QPolygonF &route, qsizetype first)
{
    QPolygonF points = route;
    if (first + 2 < route.size() - 1) {
        const bool isPieceVertical = isUprightPiece(route[first], route[first + 1]);
        (isPieceVertical ? points[first + 2].ry() : points[first + 2].rx()) =
            isPieceVertical ? route[first].y() : route[first].x();
    }
    points.remove(first, 2);
    return innerPoints(points);
}

bool hasFewerBends(const LineEnds &ends, const Waypoints &waypoints, const QPolygonF &route)
{
    return !waypoints.empty() && routeThrough(ends, waypoints).size() < route.size();
}

} // namespace

QPolygonF routeThrough(const LineEnds &ends, const Waypoints &waypoints)
{
    QPolygonF inner;
    for (const QPointF &point : waypoints) {
        if (!ends.from.contains(point) && !ends.to.contains(point))
            inner.append(point);
    }
    if (inner.isEmpty())
        return {};
    const auto isUpright = [&](qsizetype a, qsizetype b, const QRectF &other) {
        if (inner.size() > 1)
            return isUprightPiece(inner[a], inner[b]);
        return facesHorizontalSide(other, inner.front());
    };
    QPolygonF points = wayOut(ends.from, inner.front(), isUpright(0, 1, ends.to));
    for (const QPointF &point : std::as_const(inner)) {
        const QPointF last = points.back();
        const bool isAligned = std::abs(point.x() - last.x()) < kSamePlace ||
                               std::abs(point.y() - last.y()) < kSamePlace;
        if (!isAligned) {
            // A waypoint is a bend, so the line turns there.
            const bool cameVertically =
                points.size() > 1 && isUprightPiece(points[points.size() - 2], last);
            points.append(cameVertically ? QPointF(point.x(), last.y())
                                         : QPointF(last.x(), point.y()));
        }
        points.append(point);
    }
    QPolygonF end =
        wayOut(ends.to, inner.back(), isUpright(inner.size() - 2, inner.size() - 1, ends.from));
    std::reverse(end.begin(), end.end());
    return withoutIdlePoints(points + end);
}

Waypoints withSegmentMoved(const LineEnds &ends, const QPolygonF &route, qsizetype segment,
                           double across)
{
    const qsizetype last = route.size() - 1;
    const QPointF start = route[segment];
    const QPointF end = route[segment + 1];
    const bool isSegmentVertical = isUprightPiece(start, end);
    const double length = (end - start).manhattanLength();
    if (length < kSamePlace)
        return innerPoints(route);
    const QPointF jog = (end - start) * (std::min(kJogLength, length / 3) / length);
    Waypoints result(route.begin() + 1, route.begin() + std::max<qsizetype>(1, segment));
    const auto moved = [&](QPointF point) {
        shiftAcross(point, isSegmentVertical, across);
        return point;
    };
    if (segment > 0) {
        result.push_back(moved(start));
    } else if (!isOnSide(ends.from, moved(start), isSegmentVertical)) {
        result.push_back(start + jog);
        result.push_back(moved(start + jog));
    }
    if (segment + 1 < last) {
        result.push_back(moved(end));
    } else if (!isOnSide(ends.to, moved(end), isSegmentVertical)) {
        result.push_back(moved(end - jog));
        result.push_back(end - jog);
    } else if (segment == 0 && result.empty()) {
        // A line that stays straight is held in its place by one point.
        result.push_back(moved((start + end) / 2));
    }
    for (qsizetype i = segment + 2; i < last; ++i)
        result.push_back(route[i]);
    return result;
}

Waypoints withBendMoved(const QPolygonF &route, qsizetype bend, const QPointF &to)
{
    QPolygonF points = route;
    points[bend] = to;
    for (const qsizetype beside : {bend - 1, bend + 1}) {
        if (beside <= 0 || beside >= route.size() - 1)
            continue;
        if (isUprightPiece(route[bend], route[beside]))
            points[beside].setX(to.x());
        else
            points[beside].setY(to.y());
    }
    return innerPoints(points);
}

Waypoints withoutBend(const LineEnds &ends, const QPolygonF &route, qsizetype bend)
{
    for (const qsizetype first : {bend - 1, bend}) {
        if (first < 1 || first + 1 > route.size() - 2)
            continue;
        const Waypoints left = flattened(route, first);
        if (hasFewerBends(ends, left, route))
            return left;
    }
    return {};
}

Waypoints straightened(const LineEnds &ends, const QPolygonF &route, const IsFree &isFree)
{
    QPolygonF shown = route;
    Waypoints result = innerPoints(route);
    const auto improved = [&]() -> std::optional<Waypoints> {
        for (qsizetype first = 1; first + 1 < shown.size() - 1; ++first) {
            const Waypoints left = flattened(shown, first);
            if (hasFewerBends(ends, left, shown) && isFree(routeThrough(ends, left)))
                return left;
        }
        return std::nullopt;
    };
    while (const std::optional<Waypoints> better = improved()) {
        result = *better;
        shown = routeThrough(ends, result);
    }
    return cleanedWaypoints(ends, result, isFree);
}

Waypoints cleanedWaypoints(const LineEnds &ends, const Waypoints &waypoints, const IsFree &isFree)
{
    const QPolygonF route = routeThrough(ends, waypoints);
    if (route.isEmpty() || !isFree(route))
        return {};
    // A bend is kept even where a corner would be put in for it: it says where the line turns.
    const auto isIdle = [&](const Waypoints &all, size_t i) {
        return !route.contains(all[i]) || std::count(all.begin(), all.end(), all[i]) > 1;
    };
    Waypoints left = waypoints;
    for (size_t i = 0; i < left.size() && left.size() > 1;) {
        Waypoints without = left;
        without.erase(without.begin() + std::ptrdiff_t(i));
        if (isIdle(left, i) && routeThrough(ends, without) == route) {
            left = std::move(without);
            i = 0;
        } else {
            ++i;
        }
    }
    return left;
}

} // namespace loadstar::render
