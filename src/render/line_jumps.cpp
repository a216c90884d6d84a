// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/line_jumps.h"

#include <algorithm>
#include <cmath>

namespace loadstar::render {

namespace {

/// Room for a round corner or an arrow and the arc, in pixels.
constexpr double kJumpRoom = 16.0;
/// So far the upright line goes on beyond the crossing at least, in pixels.
constexpr double kPassesBy = 2.0;
/// Of fewer connections each is looked at by itself, however far they are from each other.
constexpr size_t kFewAtOnce = 4;

QRectF areaOf(const QPolygonF &route)
{
    constexpr double kLeast = 1.0;
    return route.boundingRect().adjusted(-kLeast, -kLeast, kLeast, kLeast);
}

} // namespace

void UprightPieces::add(const QPolygonF &route)
{
    m_isSorted = false;
    for (qsizetype i = 1; i < route.size(); ++i) {
        if (std::abs(route[i - 1].x() - route[i].x()) < 0.01)
            m_pieces.push_back({route[i].x(), std::min(route[i - 1].y(), route[i].y()),
                                std::max(route[i - 1].y(), route[i].y()), route.front(),
                                route.back()});
    }
}

std::vector<QPointF> UprightPieces::crossedBy(const QPolygonF &route)
{
    if (!m_isSorted)
        std::sort(m_pieces.begin(), m_pieces.end(),
                  [](const Piece &a, const Piece &b) { return a.x < b.x; });
    m_isSorted = true;
    std::vector<QPointF> crossings;
    for (qsizetype i = 1; i < route.size(); ++i) {
        const double y = route[i].y();
        const double left = std::min(route[i - 1].x(), route[i].x()) + kJumpRoom;
        const double right = std::max(route[i - 1].x(), route[i].x()) - kJumpRoom;
        if (left > right || std::abs(route[i - 1].y() - y) > 0.01)
            continue;
        auto piece = std::lower_bound(m_pieces.begin(), m_pieces.end(), left,
                                      [](const Piece &at, double x) { return at.x < x; });
        for (; piece != m_pieces.end() && piece->x <= right; ++piece) {
            // Lines of one trunk branch; they do not cross.
            const bool isOfOneTrunk = piece->start == route.front() || piece->end == route.back();
            if (piece->low + kPassesBy < y && piece->high - kPassesBy > y && !isOfOneTrunk)
                crossings.emplace_back(piece->x, y);
        }
    }
    return crossings;
}

void LineJumps::find(const std::vector<model::ElementId> &connections,
                     const DiagramGeometry &geometry, const Nearby &nearby)
{
    using Route = DiagramGeometry::Routes::const_iterator;
    std::vector<Route> missing;
    QRectF area;
    for (const model::ElementId &id : connections) {
        const Route route =
            m_jumps.count(id) > 0 ? geometry.routes().end() : geometry.routes().find(id);
        if (route == geometry.routes().end())
            continue;
        missing.push_back(route);
        area |= areaOf(route->second);
    }
    const auto findIn = [&](const QRectF &within, const Route *first, const Route *last) {
        UprightPieces pieces;
        for (const model::ElementId &id : nearby(within)) {
            const Route other = geometry.routes().find(id);
            if (other != geometry.routes().end())
                pieces.add(other->second);
        }
        for (const Route *route = first; route != last; ++route)
            m_jumps[(*route)->first] = pieces.crossedBy((*route)->second);
    };
    if (missing.size() >= kFewAtOnce) {
        findIn(area, missing.data(), missing.data() + missing.size());
        return;
    }
    for (const Route &route : missing)
        findIn(areaOf(route->second), &route, &route + 1);
}

const std::vector<QPointF> &LineJumps::of(const model::ElementId &connection) const
{
    static const std::vector<QPointF> kNone;
    const auto found = m_jumps.find(connection);
    return found == m_jumps.end() ? kNone : found->second;
}

void LineJumps::forget(const std::vector<model::ElementId> &connections)
{
    for (const model::ElementId &id : connections)
        m_jumps.erase(id);
}

} // namespace loadstar::render
