// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/route_search.h"

#include <queue>

#include <algorithm>
#include <cmath>
#include <limits>

namespace loadstar::render {

namespace {

/// Lines nearer to each other than this are one.
constexpr double kTolerance = 0.01;
/// Of each direction in one search, besides those that are needed. Bounds the time of a search.
constexpr size_t kMaximumLines = 120;
constexpr size_t kDirections = 4;
constexpr size_t kNone = std::numeric_limits<size_t>::max();
constexpr double kUnknown = std::numeric_limits<double>::infinity();

void sortUnique(std::vector<double> &values, double distance)
{
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end(),
                             [distance](double a, double b) { return b - a < distance; }),
                 values.end());
}

/// The lines in order; where there are too many, those that are near to others are left out.
std::vector<double> thinned(std::vector<double> lines, const std::vector<double> &needed)
{
    sortUnique(lines, kTolerance);
    double distance = 1.0;
    while (lines.size() > kMaximumLines) {
        sortUnique(lines, distance);
        distance *= 1.5;
    }
    lines.insert(lines.end(), needed.begin(), needed.end());
    sortUnique(lines, kTolerance);
    return lines;
}

size_t indexOf(const std::vector<double> &values, double value)
{
    const auto at = std::lower_bound(values.begin(), values.end(), value - kTolerance);
    return std::min(size_t(at - values.begin()), values.size() - 1);
}

Side opposite(Side side)
{
    return Side((int(side) + 2) % 4);
}

/// The fewest bends of any way that begins in direction `from` and ends, `away` from there, in
/// direction `to`.
int leastBends(const QPointF &away, Side from, Side to)
{
    const double ahead = QPointF::dotProduct(away, outward(to));
    const double aside = std::abs(away.x() * outward(to).y() - away.y() * outward(to).x());
    const bool isAligned = aside < kTolerance;
    if (from == to)
        return ahead < -kTolerance ? 4 : isAligned ? 0 : 2;
    if (from == opposite(to))
        return isAligned ? 4 : 2;
    return ahead > -kTolerance && QPointF::dotProduct(away, outward(from)) > -kTolerance ? 1 : 3;
}

/// A state of the search: at a crossing, having come in a direction.
size_t stateOf(size_t crossing, Side direction)
{
    return crossing * kDirections + size_t(direction);
}

struct Step
{
    double estimate = 0.0;
    double cost = 0.0;
    size_t state = 0;

    /// For a queue with the cheapest on top; ties are broken by place, so that results repeat.
    bool operator<(const Step &other) const
    {
        return estimate != other.estimate ? estimate > other.estimate : state > other.state;
    }
};

class Search
{
public:
    Search(const RouteGrid &grid, const std::vector<SearchEnd> &starts,
           const std::vector<SearchEnd> &ends)
        : m_grid(grid)
        , m_starts(starts)
        , m_ends(ends)
        , m_cost(grid.crossings() * kDirections, kUnknown)
        , m_before(grid.crossings() * kDirections, kNone)
    {}

    QPolygonF route()
    {
        for (const SearchEnd &start : m_starts)
            reach(stateOf(start.crossing, start.port.side), 0.0, kNone);
        while (!m_queue.empty()) {
            const Step step = m_queue.top();
            m_queue.pop();
            if (step.estimate >= m_endCost)
                break;
            if (step.cost <= m_cost[step.state])
                advance(step);
        }
        return m_end ? traced() : QPolygonF();
    }

private:
    void reach(size_t state, double cost, size_t before)
    {
        if (cost >= m_cost[state])
            return;
        m_cost[state] = cost;
        m_before[state] = before;
        const QPointF point = m_grid.point(state / kDirections);
        double least = kUnknown;
        for (const SearchEnd &end : m_ends) {
            const QPointF away = m_grid.point(end.crossing) - point;
            const int bends = leastBends(away, Side(state % kDirections), opposite(end.port.side));
            least = std::min(least, away.manhattanLength() + kBendCost * bends);
        }
        m_queue.push({cost + least, cost, state});
    }

    void advance(const Step &step)
    {
        const Side direction = Side(step.state % kDirections);
        const size_t crossing = step.state / kDirections;
        for (const SearchEnd &end : m_ends) {
            // Into the port the route turns, goes straight on, but never back.
            if (end.crossing != crossing || direction == end.port.side)
                continue;
            const double cost =
                step.cost + (direction == opposite(end.port.side) ? 0.0 : kBendCost);
            if (cost < m_endCost) {
                m_endCost = cost;
                m_endState = step.state;
                m_end = &end;
            }
        }
        for (const Side turn : kAllSides) {
            if (turn == opposite(direction) || !m_grid.isOpen(crossing, turn))
                continue;
            const size_t next = m_grid.next(crossing, turn);
            const double length = (m_grid.point(next) - m_grid.point(crossing)).manhattanLength();
            reach(stateOf(next, turn), step.cost + length + (turn == direction ? 0.0 : kBendCost),
                  step.state);
        }
    }

    QPolygonF traced() const
    {
        QPolygonF points{m_end->port.position};
        size_t first = m_endState;
        for (size_t state = m_endState; state != kNone; state = m_before[state]) {
            points.append(m_grid.point(state / kDirections));
            first = state;
        }
        const auto start =
            std::find_if(m_starts.begin(), m_starts.end(), [&](const SearchEnd &candidate) {
                return stateOf(candidate.crossing, candidate.port.side) == first;
            });
        points.append(start->port.position);
        std::reverse(points.begin(), points.end());
        return simplifiedRoute(points);
    }

    const RouteGrid &m_grid;
    const std::vector<SearchEnd> &m_starts;
    const std::vector<SearchEnd> &m_ends;
    std::vector<double> m_cost;
    std::vector<size_t> m_before;
    std::priority_queue<Step> m_queue;
    /// The cheapest way found so far into an end, bends into it included.
    double m_endCost = kUnknown;
    size_t m_endState = kNone;
    const SearchEnd *m_end = nullptr;
};

} // namespace

RouteGrid::RouteGrid(GridLines wanted, const GridLines &needed)
    : m_xs(thinned(std::move(wanted.xs), needed.xs))
    , m_ys(thinned(std::move(wanted.ys), needed.ys))
    , m_blockedRight(crossings(), false)
    , m_blockedDown(crossings(), false)
{}

QPointF RouteGrid::point(size_t crossing) const
{
    return {m_xs[crossing % m_xs.size()], m_ys[crossing / m_xs.size()]};
}

size_t RouteGrid::crossing(const QPointF &point) const
{
    return at(indexOf(m_xs, point.x()), indexOf(m_ys, point.y()));
}

void RouteGrid::block(const QRectF &rect)
{
    // Lines strictly inside run through; so does a piece that only begins or ends outside.
    const auto firstAbove = [](const std::vector<double> &values, double low) {
        return size_t(std::upper_bound(values.begin(), values.end(), low) - values.begin());
    };
    const auto firstFrom = [](const std::vector<double> &values, double high) {
        return size_t(std::lower_bound(values.begin(), values.end(), high) - values.begin());
    };
    const size_t left = firstAbove(m_xs, rect.left());
    const size_t right = firstFrom(m_xs, rect.right());
    const size_t top = firstAbove(m_ys, rect.top());
    const size_t bottom = firstFrom(m_ys, rect.bottom());
    for (size_t row = top; row < bottom; ++row) {
        for (size_t column = left > 0 ? left - 1 : 0; column < right; ++column)
            m_blockedRight[at(column, row)] = true;
    }
    for (size_t column = left; column < right; ++column) {
        for (size_t row = top > 0 ? top - 1 : 0; row < bottom; ++row)
            m_blockedDown[at(column, row)] = true;
    }
}

bool RouteGrid::isOpen(size_t crossing, Side direction) const
{
    const size_t column = crossing % m_xs.size();
    const size_t row = crossing / m_xs.size();
    switch (direction) {
    case Side::Right:
        return column + 1 < m_xs.size() && !m_blockedRight[crossing];
    case Side::Left:
        return column > 0 && !m_blockedRight[crossing - 1];
    case Side::Bottom:
        return row + 1 < m_ys.size() && !m_blockedDown[crossing];
    case Side::Top:
        return row > 0 && !m_blockedDown[crossing - m_xs.size()];
    }
    Q_UNREACHABLE();
}

size_t RouteGrid::next(size_t crossing, Side direction) const
{
    switch (direction) {
    case Side::Right:
        return crossing + 1;
    case Side::Left:
        return crossing - 1;
    case Side::Bottom:
        return crossing + m_xs.size();
    case Side::Top:
        return crossing - m_xs.size();
    }
    Q_UNREACHABLE();
}

QPolygonF cheapestRoute(const RouteGrid &grid, const std::vector<SearchEnd> &starts,
                        const std::vector<SearchEnd> &ends)
{
    return Search(grid, starts, ends).route();
}

} // namespace loadstar::render
