// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/route_space.h"

#include "render/route_search.h"

#include <queue>

#include <algorithm>
#include <cmath>
#include <limits>

namespace loadstar::render {

namespace {

constexpr double kCellSize = 192.0;
/// Lines of the search grid lie this far beside obstacles.
constexpr double kLineDistance = 12.0;
/// The first search looks this far around the ends.
constexpr double kNearDistance = 160.0;

int cellOf(double value)
{
    return int(std::floor(value / kCellSize));
}

std::int64_t cellKey(int x, int y)
{
    return (std::int64_t(x) << 32) ^ std::int64_t(std::uint32_t(y));
}

/// Whether the inside of `rect` is touched by the segment from a to b.
bool cuts(const QRectF &rect, const QPointF &a, const QPointF &b)
{
    return std::max(a.x(), b.x()) > rect.left() && std::min(a.x(), b.x()) < rect.right() &&
           std::max(a.y(), b.y()) > rect.top() && std::min(a.y(), b.y()) < rect.bottom();
}

QRectF inflated(const QRectF &rect, double by)
{
    return rect.adjusted(-by, -by, by, by);
}

/// The part of an end that its own route may not cross.
QRectF core(const QRectF &rect)
{
    return inflated(rect, -1.0);
}

/// Whether one end lies in the other, so that its border has to be crossed.
bool areNested(const RouteEnds &ends)
{
    return ends.fromRect.contains(ends.toRect) || ends.toRect.contains(ends.fromRect);
}

QPointF stubEnd(const Port &port)
{
    return port.position + outward(port.side) * kStubLength;
}

} // namespace

QPointF outward(Side side)
{
    switch (side) {
    case Side::Right:
        return {1.0, 0.0};
    case Side::Bottom:
        return {0.0, 1.0};
    case Side::Left:
        return {-1.0, 0.0};
    case Side::Top:
        return {0.0, -1.0};
    }
    Q_UNREACHABLE();
}

bool areFacing(Side from, Side to)
{
    return int(to) == (int(from) + 2) % 4;
}

Port centerPort(const QRectF &rect, Side side)
{
    const QPointF out = outward(side);
    return {rect.center() + QPointF(out.x() * rect.width() / 2, out.y() * rect.height() / 2), side};
}

QPolygonF simplifiedRoute(const QPolygonF &points)
{
    QPolygonF route;
    for (const QPointF &point : points) {
        if (!route.isEmpty() && (point - route.back()).manhattanLength() < 0.01)
            continue;
        if (route.size() >= 2) {
            const QPointF in = route.back() - route[route.size() - 2];
            const QPointF out = point - route.back();
            const bool isOneLine = std::abs(in.x() * out.y() - in.y() * out.x()) < 0.01;
            if (isOneLine && QPointF::dotProduct(in, out) < 0.0)
                return {};
            if (isOneLine)
                route.removeLast();
        }
        route.append(point);
    }
    return route;
}

int crossingsOf(const QPolygonF &route, const std::vector<QRectF> &areas)
{
    int crossings = 0;
    for (const QRectF &area : areas) {
        for (qsizetype i = 1; i < route.size(); ++i)
            crossings += cuts(area, route[i - 1], route[i]);
    }
    return crossings;
}

void RouteSpace::enter(int index, bool isIn)
{
    const QRectF &rect = m_obstacles[size_t(index)].rect;
    if (rect.isNull())
        return;
    for (int x = cellOf(rect.left()); x <= cellOf(rect.right()); ++x) {
        for (int y = cellOf(rect.top()); y <= cellOf(rect.bottom()); ++y) {
            std::vector<int> &cell = m_cells[cellKey(x, y)];
            if (isIn)
                cell.push_back(index);
            else
                cell.erase(std::find(cell.begin(), cell.end(), index));
        }
    }
}

void RouteSpace::put(const RouteObstacle &obstacle)
{
    const auto known = m_indices.find(obstacle.id);
    if (known == m_indices.end()) {
        if (obstacle.rect.isNull())
            return;
        const int index = int(m_obstacles.size());
        m_obstacles.push_back(obstacle);
        m_indices.emplace(obstacle.id, index);
        enter(index, true);
    } else {
        enter(known->second, false);
        m_obstacles[size_t(known->second)].rect = obstacle.rect;
        enter(known->second, true);
    }
    m_bounds |= obstacle.rect;
}

void RouteSpace::avoid(const model::ElementId &id, const QRectF &area)
{
    if (area.isNull())
        m_avoided.erase(id);
    else
        m_avoided[id] = area;
}

int RouteSpace::obstacle(const model::ElementId &id) const
{
    const auto found = m_indices.find(id);
    return found == m_indices.end() ? -1 : found->second;
}

bool RouteSpace::isFree(const QPointF &a, const QPointF &b, const RouteEnds &ends,
                        double clearance) const
{
    if (!areNested(ends) && (cuts(core(ends.fromRect), a, b) || cuts(core(ends.toRect), a, b)))
        return false;
    const QRectF around = inflated(QRectF(a, b).normalized(), clearance);
    for (int x = cellOf(around.left()); x <= cellOf(around.right()); ++x) {
        for (int y = cellOf(around.top()); y <= cellOf(around.bottom()); ++y) {
            const auto cell = m_cells.find(cellKey(x, y));
            if (cell == m_cells.end())
                continue;
            for (const int index : cell->second) {
                if (index != ends.fromObstacle && index != ends.toObstacle &&
                    cuts(inflated(m_obstacles[size_t(index)].rect, clearance), a, b))
                    return false;
            }
        }
    }
    return true;
}

bool RouteSpace::isFree(const QPolygonF &route, const RouteEnds &ends, double clearance) const
{
    for (qsizetype i = 1; i < route.size(); ++i) {
        if (!isFree(route[i - 1], route[i], ends, clearance))
            return false;
    }
    return true;
}

std::vector<QRectF> RouteSpace::avoidedIn(const QRectF &within) const
{
    std::vector<QRectF> found;
    for (const auto &[id, area] : m_avoided) {
        if (area.intersects(within))
            found.push_back(area);
    }
    return found;
}

std::vector<int> RouteSpace::obstaclesIn(const QRectF &area) const
{
    std::vector<int> found;
    for (size_t i = 0; i < m_obstacles.size(); ++i) {
        if (m_obstacles[i].rect.intersects(area))
            found.push_back(int(i));
    }
    return found;
}

QPolygonF RouteSpace::search(const std::vector<Port> &from, const std::vector<Port> &to,
                             const RouteEnds &ends, double clearance) const
{
    const QRectF both = ends.fromRect | ends.toRect;
    QRectF area = inflated(both, kNearDistance);
    const QRectF all = inflated(m_bounds | both, 2 * kLineDistance);
    for (;;) {
        const QPolygonF route = searchIn(area, from, to, ends, clearance);
        if (!route.isEmpty() || area.contains(all))
            return route;
        area = inflated(area, std::max(area.width(), area.height()) / 2);
    }
}

QPolygonF RouteSpace::searchIn(const QRectF &area, const std::vector<Port> &from,
                               const std::vector<Port> &to, const RouteEnds &ends,
                               double clearance) const
{
    const std::vector<int> near = obstaclesIn(inflated(area, clearance));
    GridLines wanted;
    // A line outside of the area could run through what is not looked at.
    const auto addX = [&](double x) {
        if (x >= area.left() && x <= area.right())
            wanted.xs.push_back(x);
    };
    const auto addY = [&](double y) {
        if (y >= area.top() && y <= area.bottom())
            wanted.ys.push_back(y);
    };
    for (const int index : near) {
        const QRectF lines = inflated(m_obstacles[size_t(index)].rect, kLineDistance);
        addX(lines.left());
        addX(lines.right());
        addY(lines.top());
        addY(lines.bottom());
    }
    GridLines needed;
    for (const auto *ports : {&from, &to}) {
        for (const Port &port : *ports) {
            needed.xs.push_back(stubEnd(port).x());
            needed.ys.push_back(stubEnd(port).y());
        }
    }
    RouteGrid grid(std::move(wanted), needed);
    for (const int index : near) {
        const bool isEnd = index == ends.fromObstacle || index == ends.toObstacle;
        const QRectF &rect = m_obstacles[size_t(index)].rect;
        grid.block(isEnd ? core(rect) : inflated(rect, clearance));
    }
    if (!areNested(ends)) {
        grid.block(core(ends.fromRect));
        grid.block(core(ends.toRect));
    }
    const auto searchEnds = [&](const std::vector<Port> &ports) {
        std::vector<SearchEnd> result;
        for (const Port &port : ports) {
            if (isFree(port.position, stubEnd(port), ends, clearance))
                result.push_back({port, grid.crossing(stubEnd(port))});
        }
        return result;
    };
    return cheapestRoute(grid, searchEnds(from), searchEnds(to));
}

} // namespace loadstar::render
