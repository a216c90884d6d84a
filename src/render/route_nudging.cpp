// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/route_nudging.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <numeric>
#include <tuple>
#include <utility>

namespace loadstar::render {

namespace {

/// Parallel segments nearer than this are taken for one bundle and spread by it, in pixels.
constexpr double kSeparation = 8.0;
constexpr double kMinimumSeparation = 2.0;
/// A piece of a route stays at least this long, in pixels, if it was.
constexpr double kLeastPiece = 4.0;
constexpr double kClearance = 3.0;
/// What is nearer than this to a line lies on it, in pixels.
constexpr double kOneLine = 2.0;
/// To lie on each other is so many times worse than to cross.
constexpr int kWorseThanCrossing = 8;

/// Pieces of one trunk that are nearer than this are laid on one line, in pixels.
constexpr double kTrunkReach = 28.0;
/// The same of pieces that lead from one line to the same other one.
constexpr double kLadderReach = 200.0;

/// A piece of a route: which one, and the number of its first point.
struct Piece
{
    size_t route = 0;
    qsizetype index = 0;
};

/// A segment between two bends. Along is the coordinate it runs in, across the one it keeps.
struct Segment
{
    /// Those of a trunk that lie on each other are one.
    std::vector<Piece> pieces;
    double across = 0.0;
    double low = 0.0;
    double high = 0.0;
    /// -1 or 1: to which side the route goes on at the low and at the high end.
    int lowTurn = 0;
    int highTurn = 0;
};

double acrossOf(const QPointF &point, bool isVertical)
{
    return isVertical ? point.x() : point.y();
}

double alongOf(const QPointF &point, bool isVertical)
{
    return isVertical ? point.y() : point.x();
}

int signOf(double value)
{
    return value < 0.0 ? -1 : value > 0.0 ? 1 : 0;
}

std::vector<Segment> innerSegments(const std::vector<NudgedRoute> &routes, bool isVertical)
{
    std::vector<Segment> segments;
    for (size_t route = 0; route < routes.size(); ++route) {
        const QPolygonF &points = routes[route].points;
        for (qsizetype i = 1; i + 2 < points.size(); ++i) {
            const QPointF &a = points[i];
            const QPointF &b = points[i + 1];
            if ((std::abs(a.x() - b.x()) < std::abs(a.y() - b.y())) != isVertical)
                continue;
            Segment segment;
            segment.pieces = {{route, i}};
            segment.across = acrossOf(a, isVertical);
            const int before = signOf(acrossOf(points[i - 1], isVertical) - segment.across);
            const int after = signOf(acrossOf(points[i + 2], isVertical) - segment.across);
            const bool isForward = alongOf(a, isVertical) <= alongOf(b, isVertical);
            segment.low = alongOf(isForward ? a : b, isVertical);
            segment.high = alongOf(isForward ? b : a, isVertical);
            segment.lowTurn = isForward ? before : after;
            segment.highTurn = isForward ? after : before;
            segments.push_back(segment);
        }
    }
    return segments;
}

/// An end of a segment: where it is, and to which side the route goes on.
struct SegmentEnd
{
    double along = 0.0;
    int turn = 0;
};

std::array<SegmentEnd, 2> endsOf(const Segment &segment)
{
    return {SegmentEnd{segment.low, segment.lowTurn}, SegmentEnd{segment.high, segment.highTurn}};
}

/// Whether the routes go on from here to opposite sides on one line: -1 when `a` goes to the low
/// side, 1 when it goes to the high side, else 0. In the wrong order they would lie on each other.
int opposed(const Segment &a, const Segment &b)
{
    for (const SegmentEnd &of : endsOf(a)) {
        for (const SegmentEnd &other : endsOf(b)) {
            if (std::abs(of.along - other.along) < kOneLine && of.turn == -other.turn)
                return of.turn;
        }
    }
    return 0;
}

bool isOfOneRoute(const Segment &a, const Segment &b)
{
    return std::any_of(a.pieces.begin(), a.pieces.end(), [&b](const Piece &piece) {
        return std::any_of(b.pieces.begin(), b.pieces.end(),
                           [&piece](const Piece &other) { return piece.route == other.route; });
    });
}

bool overlap(const Segment &a, const Segment &b)
{
    return (a.low < b.high && b.low < a.high) || opposed(a, b) != 0;
}

/// Segments that must be moved apart, as lists of indices.
std::vector<std::vector<size_t>> bundles(const std::vector<Segment> &segments)
{
    std::vector<size_t> order(segments.size());
    std::iota(order.begin(), order.end(), size_t(0));
    std::stable_sort(order.begin(), order.end(),
                     [&](size_t a, size_t b) { return segments[a].across < segments[b].across; });
    std::vector<size_t> parent(segments.size());
    std::iota(parent.begin(), parent.end(), size_t(0));
    const auto root = [&](size_t at) {
        while (parent[at] != at)
            at = parent[at] = parent[parent[at]];
        return at;
    };
    for (size_t i = 0; i < order.size(); ++i) {
        for (size_t j = i + 1; j < order.size(); ++j) {
            const Segment &a = segments[order[i]];
            const Segment &b = segments[order[j]];
            if (b.across - a.across >= kSeparation)
                break;
            if (!isOfOneRoute(a, b) && overlap(a, b)) {
                const size_t low = std::min(root(order[i]), root(order[j]));
                parent[std::max(root(order[i]), root(order[j]))] = low;
            }
        }
    }
    std::vector<std::vector<size_t>> groups(segments.size());
    for (size_t i = 0; i < segments.size(); ++i)
        groups[root(i)].push_back(i);
    groups.erase(std::remove_if(groups.begin(), groups.end(),
                                [](const auto &group) { return group.size() < 2; }),
                 groups.end());
    return groups;
}

/// Negative when `a` should lie on the low side of `b`. An end of one inside the other's range says
/// so: the route goes on from there to one side and must not cross the other segment.
int preference(const Segment &a, const Segment &b)
{
    const auto isWithin = [](double value, const Segment &segment) {
        return value > segment.low && value < segment.high;
    };
    if (const int side = opposed(a, b); side != 0)
        return kWorseThanCrossing * side;
    int sum = 0;
    if (isWithin(a.low, b))
        sum += a.lowTurn;
    if (isWithin(a.high, b))
        sum += a.highTurn;
    if (isWithin(b.low, a))
        sum -= b.lowTurn;
    if (isWithin(b.high, a))
        sum -= b.highTurn;
    return signOf(sum);
}

/// Gives each segment of a bundle a track, counted from the low side.
std::vector<int> tracksOf(std::vector<size_t> &bundle, const std::vector<Segment> &segments)
{
    std::vector<std::pair<int, size_t>> scored;
    for (const size_t i : bundle) {
        int score = 0;
        for (const size_t j : bundle) {
            if (i != j && overlap(segments[i], segments[j]))
                score += preference(segments[i], segments[j]);
        }
        scored.emplace_back(score, i);
    }
    std::stable_sort(scored.begin(), scored.end(), [&](const auto &a, const auto &b) {
        return a.first != b.first ? a.first < b.first
                                  : segments[a.second].across < segments[b.second].across;
    });
    std::vector<int> tracks;
    for (size_t i = 0; i < scored.size(); ++i) {
        bundle[i] = scored[i].second;
        int track = 0;
        for (size_t j = 0; j < i; ++j) {
            if (!isOfOneRoute(segments[bundle[i]], segments[bundle[j]]) &&
                overlap(segments[bundle[i]], segments[bundle[j]]))
                track = std::max(track, tracks[j] + 1);
        }
        tracks.push_back(track);
    }
    return tracks;
}

void movePiece(QPolygonF &points, qsizetype index, double across, bool isVertical)
{
    for (const qsizetype i : {index, index + 1})
        (isVertical ? points[i].rx() : points[i].ry()) = across;
}

/// Whether the piece and its neighbours are free, and no neighbour turned round or shrank to
/// nothing.
bool fits(const NudgedRoute &route, qsizetype index, const QPolygonF &before,
          const RouteSpace &space)
{
    for (qsizetype i = index - 1; i <= index + 1; ++i) {
        const QPointF now = route.points[i + 1] - route.points[i];
        const QPointF then = before[i + 1] - before[i];
        const double length = std::hypot(then.x(), then.y());
        if (QPointF::dotProduct(now, then) < std::min(length, kLeastPiece) * length ||
            !space.isFree(route.points[i], route.points[i + 1], route.ends, kClearance))
            return false;
    }
    return true;
}

void spread(const std::vector<size_t> &bundle, const std::vector<int> &tracks,
            const std::vector<Segment> &segments, std::vector<NudgedRoute> &routes,
            const RouteSpace &space, bool isVertical)
{
    double middle = 0.0;
    for (const size_t i : bundle)
        middle += segments[i].across / double(bundle.size());
    const int last = *std::max_element(tracks.begin(), tracks.end());
    for (double step = kSeparation; step >= kMinimumSeparation; step /= 2) {
        std::vector<std::pair<Piece, QPolygonF>> before;
        for (const size_t i : bundle) {
            for (const Piece &piece : segments[i].pieces)
                before.emplace_back(piece, routes[piece.route].points);
        }
        for (size_t k = 0; k < bundle.size(); ++k) {
            const double across = middle + (tracks[k] - last / 2.0) * step;
            for (const Piece &piece : segments[bundle[k]].pieces)
                movePiece(routes[piece.route].points, piece.index, across, isVertical);
        }
        if (std::all_of(before.begin(), before.end(), [&](const auto &then) {
                const auto &[piece, points] = then;
                return fits(routes[piece.route], piece.index, points, space);
            }))
            return;
        for (const auto &[piece, points] : before)
            routes[piece.route].points = points;
    }
}

bool isOfOneTrunk(const Segment &a, const Segment &b, const std::vector<NudgedRoute> &routes)
{
    return routes[a.pieces.front().route].trunks.isSharedWith(
        routes[b.pieces.front().route].trunks);
}

/// Makes one segment of those of a trunk that lie on each other, so that they stay together.
void mergeTrunks(std::vector<Segment> &segments, const std::vector<NudgedRoute> &routes)
{
    std::vector<Segment> merged;
    std::vector<Segment> others;
    for (Segment &segment : segments) {
        if (routes[segment.pieces.front().route].trunks.isNone()) {
            others.push_back(std::move(segment));
            continue;
        }
        const auto found = std::find_if(merged.begin(), merged.end(), [&](const Segment &other) {
            return std::abs(other.across - segment.across) < 0.01 && segment.low <= other.high &&
                   other.low <= segment.high && isOfOneTrunk(other, segment, routes);
        });
        if (found == merged.end()) {
            merged.push_back(std::move(segment));
            continue;
        }
        Segment &all = *found;
        all.pieces.insert(all.pieces.end(), segment.pieces.begin(), segment.pieces.end());
        if (segment.high > all.high)
            std::tie(all.high, all.highTurn) = std::tie(segment.high, segment.highTurn);
        if (segment.low < all.low)
            std::tie(all.low, all.lowTurn) = std::tie(segment.low, segment.lowTurn);
    }
    segments = std::move(others);
    segments.insert(segments.end(), std::make_move_iterator(merged.begin()),
                    std::make_move_iterator(merged.end()));
}

} // namespace

void joinTrunks(std::vector<NudgedRoute> &routes, const RouteSpace &space)
{
    for (const bool isVertical : {true, false}) {
        std::vector<Segment> segments = innerSegments(routes, isVertical);
        std::erase_if(segments, [&routes](const Segment &segment) {
            return routes[segment.pieces.front().route].trunks.isNone();
        });
        // The longest ones stay where they are.
        std::stable_sort(segments.begin(), segments.end(), [](const Segment &a, const Segment &b) {
            return a.high - a.low > b.high - b.low;
        });
        for (size_t i = 1; i < segments.size(); ++i) {
            for (size_t j = 0; j < i; ++j) {
                const double away = std::abs(segments[j].across - segments[i].across);
                const bool isLadder = std::abs(segments[j].low - segments[i].low) < 0.01 &&
                                      std::abs(segments[j].high - segments[i].high) < 0.01;
                if (away < 0.01 || away > (isLadder ? kLadderReach : kTrunkReach) ||
                    segments[i].low > segments[j].high || segments[j].low > segments[i].high ||
                    !isOfOneTrunk(segments[i], segments[j], routes))
                    continue;
                const auto [route, index] = segments[i].pieces.front();
                const QPolygonF before = routes[route].points;
                movePiece(routes[route].points, index, segments[j].across, isVertical);
                if (fits(routes[route], index, before, space)) {
                    segments[i].across = segments[j].across;
                    break;
                }
                routes[route].points = before;
            }
        }
    }
}

void separateRoutes(std::vector<NudgedRoute> &routes, const RouteSpace &space)
{
    for (const bool isVertical : {true, false}) {
        std::vector<Segment> segments = innerSegments(routes, isVertical);
        mergeTrunks(segments, routes);
        for (std::vector<size_t> &bundle : bundles(segments)) {
            const std::vector<int> tracks = tracksOf(bundle, segments);
            spread(bundle, tracks, segments, routes, space, isVertical);
        }
    }
}

} // namespace loadstar::render
