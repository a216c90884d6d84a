// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/connection_router.h"

#include "render/route_nudging.h"
#include "render/route_ports.h"
#include "render/route_space.h"
#include "render/waypoints.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <tuple>
#include <utility>

namespace loadstar::render {

namespace {

using model::ElementId;

/// Distances that a route keeps from cards: the first that leaves a way is taken, in pixels.
constexpr std::array kClearances{8.0, kLeastClearance};
/// A gap at least this wide is crossed sideways, as one reads, even when another one is wider.
constexpr double kReadableGap = 56.0;
/// What a bend and the wrong sides cost, in pixels of detour.
struct Manner
{
    double bend;
    double mixedSides;
    double otherAxis;
    double oddSides;
};
constexpr Manner kFlowManner{60.0, 100.0, 120.0, 30.0};
constexpr Manner kPlainManner{150.0, 20.0, 20.0, 10.0};
/// What it costs to run through a title.
constexpr double kAvoidedCost = 40.0;

struct Candidate
{
    double cost = 0.0;
    Side fromSide = Side::Right;
    Side toSide = Side::Left;
    QPolygonF points;
};

const Manner &mannerOf(const Wire &wire)
{
    return wire.request.isFlow ? kFlowManner : kPlainManner;
}

double gapBetween(double lowA, double highA, double lowB, double highB)
{
    return std::max({0.0, lowB - highA, lowA - highB});
}

double bendsOf(const QPolygonF &points)
{
    return double(std::max<qsizetype>(0, points.size() - 2));
}

/// How much less natural these sides are than others.
double sideCost(const RouteEnds &ends, Side from, Side to, const Manner &manner)
{
    if (isHorizontal(from) != isHorizontal(to))
        return manner.mixedSides;
    const QRectF &a = ends.fromRect;
    const QRectF &b = ends.toRect;
    const double sideways = gapBetween(a.left(), a.right(), b.left(), b.right());
    const double upright = gapBetween(a.top(), a.bottom(), b.top(), b.bottom());
    const bool prefersSideways = sideways >= kReadableGap || sideways >= upright;
    return (isHorizontal(from) == prefersSideways ? 0.0 : manner.otherAxis) +
           (areFacing(from, to) ? 0.0 : manner.oddSides);
}

/// The simple ways between two ports, whether free or not.
class Shapes
{
public:
    Shapes(const Manner &manner, const std::vector<QRectF> &avoided, const RouteEnds &ends,
           const Port &from, const Port &to)
        : m_manner(manner)
        , m_avoided(avoided)
        , m_ends(ends)
        , m_from(from)
        , m_to(to)
    {}

    void addTo(std::vector<Candidate> &candidates) const
    {
        double stub = kStubLength;
        if (areFacing(m_from.side, m_to.side)) {
            const QPointF away = m_to.position - m_from.position;
            const double gap = QPointF::dotProduct(away, outward(m_from.side));
            if (gap > 0.0)
                stub = std::min(stub, gap / 2);
        }
        const QPointF a = m_from.position + outward(m_from.side) * stub;
        const QPointF b = m_to.position + outward(m_to.side) * stub;
        const QRectF both = m_ends.fromRect | m_ends.toRect;
        add(candidates, a, b, {});
        // Among equals the earlier wins: bends in the middle look calmer than beside a card.
        for (const double x : places(a.x(), b.x(), both.left(), both.right()))
            add(candidates, a, b, {QPointF(x, a.y()), QPointF(x, b.y())});
        for (const double y : places(a.y(), b.y(), both.top(), both.bottom()))
            add(candidates, a, b, {QPointF(a.x(), y), QPointF(b.x(), y)});
        add(candidates, a, b, {QPointF(b.x(), a.y())});
        add(candidates, a, b, {QPointF(a.x(), b.y())});
    }

    /// Only the one without bends.
    void addStraight(std::vector<Candidate> &candidates) const
    {
        add(candidates, m_from.position, m_to.position, {});
    }

    /// Only the one with a single bend, between sides of different directions.
    void addCorner(std::vector<Candidate> &candidates) const
    {
        const bool isSideways = isHorizontal(m_from.side);
        const QPointF corner(isSideways ? m_to.position.x() : m_from.position.x(),
                             isSideways ? m_from.position.y() : m_to.position.y());
        const bool isAhead =
            QPointF::dotProduct(corner - m_from.position, outward(m_from.side)) > kStubLength &&
            QPointF::dotProduct(corner - m_to.position, outward(m_to.side)) > kStubLength;
        if (isAhead)
            add(candidates, m_from.position, m_to.position, {corner});
    }

private:
    /// Where a line across the way from one end to the other may run: between, or beyond both.
    static std::array<double, 5> places(double from, double to, double low, double high)
    {
        return {(from + to) / 2, from + (to - from) / 4, from + (to - from) * 3 / 4,
                low - kStubLength, high + kStubLength};
    }

    void add(std::vector<Candidate> &candidates, const QPointF &a, const QPointF &b,
             const QPolygonF &between) const
    {
        QPolygonF points{m_from.position, a};
        points += between;
        points << b << m_to.position;
        for (qsizetype i = 1; i < points.size(); ++i) {
            const QPointF along = points[i] - points[i - 1];
            if (std::abs(along.x()) > 0.01 && std::abs(along.y()) > 0.01)
                return; // a straight piece that is neither horizontal nor vertical
        }
        const QPolygonF route = simplifiedRoute(points);
        if (route.size() < 2)
            return;
        Candidate candidate;
        candidate.fromSide = m_from.side;
        candidate.toSide = m_to.side;
        candidate.cost = lengthOf(route) + m_manner.bend * bendsOf(route) +
                         kAvoidedCost * crossingsOf(route, m_avoided) +
                         sideCost(m_ends, m_from.side, m_to.side, m_manner);
        candidate.points = route;
        candidates.push_back(std::move(candidate));
    }

    static double lengthOf(const QPolygonF &points)
    {
        double length = 0.0;
        for (qsizetype i = 1; i < points.size(); ++i)
            length += (points[i] - points[i - 1]).manhattanLength();
        return length;
    }

    const Manner &m_manner;
    const std::vector<QRectF> &m_avoided;
    const RouteEnds &m_ends;
    Port m_from;
    Port m_to;
};

/// Where a straight line can run between two facing sides, the best place first.
std::vector<double> straightPlaces(const RouteEnds &ends, Side from, Side to)
{
    if (!areFacing(from, to))
        return {};
    const PortRange a = portRange(ends.fromRect, from);
    const PortRange b = portRange(ends.toRect, to);
    const double low = std::max(a.low, b.low);
    const double high = std::min(a.high, b.high);
    if (low > high)
        return {};
    std::vector<double> places;
    for (const double center : {(a.low + a.high) / 2, (b.low + b.high) / 2}) {
        if (center >= low && center <= high)
            places.push_back(center);
    }
    const double wanted = ((a.low + a.high) + (b.low + b.high)) / 4;
    for (const double place : {std::clamp(wanted, low, high), low, high})
        places.push_back(place);
    return places;
}

/// The first candidate, cheapest first, that is free.
const Candidate *firstFree(std::vector<Candidate> &candidates, const RouteSpace &space,
                           const RouteEnds &ends, double clearance)
{
    const auto found =
        std::find_if(candidates.begin(), candidates.end(), [&](const Candidate &candidate) {
            return space.isFree(candidate.points, ends, clearance);
        });
    return found == candidates.end() ? nullptr : &*found;
}

void sortByCost(std::vector<Candidate> &candidates)
{
    std::stable_sort(candidates.begin(), candidates.end(),
                     [](const Candidate &a, const Candidate &b) { return a.cost < b.cost; });
}

Side sideOf(const QRectF &rect, const QPointF &port, const QPointF &next)
{
    const QPointF along = next - port;
    if (std::abs(along.x()) > std::abs(along.y()))
        return port.x() > rect.center().x() ? Side::Right : Side::Left;
    return port.y() > rect.center().y() ? Side::Bottom : Side::Top;
}

/// The avoided areas that a simple shape could run through.
std::vector<QRectF> avoidedNear(const RouteEnds &ends, const RouteSpace &space)
{
    constexpr double kReach = kStubLength + 1.0;
    return space.avoidedIn(
        (ends.fromRect | ends.toRect).adjusted(-kReach, -kReach, kReach, kReach));
}

/// Ways with one bend that leave or reach a card beside the middle of a side.
void addCorners(std::vector<Candidate> &candidates, const Wire &wire,
                const std::vector<QRectF> &avoided)
{
    for (const Side from : kAllSides) {
        for (const Side to : kAllSides) {
            if (isHorizontal(from) == isHorizontal(to))
                continue;
            const PortRange first = portRange(wire.ends.fromRect, from);
            const PortRange second = portRange(wire.ends.toRect, to);
            for (const double a : {first.low, first.high}) {
                for (const double b : {second.low, second.high}) {
                    Port start = centerPort(wire.ends.fromRect, from);
                    Port end = centerPort(wire.ends.toRect, to);
                    setAlongSide(start, a);
                    setAlongSide(end, b);
                    Shapes(mannerOf(wire), avoided, wire.ends, start, end).addCorner(candidates);
                }
            }
        }
    }
}

/// Chooses the sides, from ports in the middle of each.
void chooseSides(Wire &wire, const RouteSpace &space)
{
    const std::vector<QRectF> avoided = avoidedNear(wire.ends, space);
    std::vector<Candidate> candidates;
    std::vector<Port> fromPorts;
    std::vector<Port> toPorts;
    for (const Side from : kAllSides) {
        fromPorts.push_back(centerPort(wire.ends.fromRect, from));
        toPorts.push_back(centerPort(wire.ends.toRect, from));
        for (const Side to : kAllSides) {
            Port a = centerPort(wire.ends.fromRect, from);
            Port b = centerPort(wire.ends.toRect, to);
            Shapes(mannerOf(wire), avoided, wire.ends, a, b).addTo(candidates);
            bool isFirst = true;
            for (const double place : straightPlaces(wire.ends, from, to)) {
                setAlongSide(a, place);
                setAlongSide(b, place);
                if (std::exchange(isFirst, false))
                    Shapes(mannerOf(wire), avoided, wire.ends, a, b).addTo(candidates);
                else
                    Shapes(mannerOf(wire), avoided, wire.ends, a, b).addStraight(candidates);
            }
        }
    }
    if (!wire.request.isFlow)
        addCorners(candidates, wire, avoided);
    sortByCost(candidates);
    for (const double clearance : kClearances) {
        if (const Candidate *best = firstFree(candidates, space, wire.ends, clearance)) {
            wire.points = best->points;
            break;
        }
        wire.points = space.search(fromPorts, toPorts, wire.ends, clearance);
        if (!wire.points.isEmpty())
            break;
    }
    // Without any free way the shortest shape has to do.
    if (wire.points.size() < 2)
        wire.points = candidates.empty()
                          ? QPolygonF{wire.ends.fromRect.center(), wire.ends.toRect.center()}
                          : candidates.front().points;
    const QPolygonF &points = wire.points;
    wire.from = {points.front(), sideOf(wire.ends.fromRect, points[0], points[1])};
    wire.to = {points.back(), sideOf(wire.ends.toRect, points.back(), points[points.size() - 2])};
}

/// The way found before with its first and last segments moved to the ports; empty when bends are
/// missing for that.
QPolygonF movedToPorts(const Wire &wire)
{
    constexpr qsizetype kLeastPoints = 4;
    QPolygonF points = wire.points;
    if (points.size() < kLeastPoints)
        return {};
    const auto move = [&points](qsizetype end, qsizetype next, const Port &port) {
        if (isHorizontal(port.side))
            points[next].setY(port.position.y());
        else
            points[next].setX(port.position.x());
        points[end] = port.position;
    };
    move(0, 1, wire.from);
    move(points.size() - 1, points.size() - 2, wire.to);
    return simplifiedRoute(points);
}

/// The final way between the ports.
void routeBetweenPorts(Wire &wire, const RouteSpace &space)
{
    const std::vector<QRectF> avoided = avoidedNear(wire.ends, space);
    std::vector<Candidate> candidates;
    Shapes(mannerOf(wire), avoided, wire.ends, wire.from, wire.to).addTo(candidates);
    sortByCost(candidates);
    for (const double clearance : kClearances) {
        if (const Candidate *best = firstFree(candidates, space, wire.ends, clearance)) {
            wire.points = best->points;
            return;
        }
        const QPolygonF moved = movedToPorts(wire);
        if (moved.size() >= 2 && space.isFree(moved, wire.ends, clearance)) {
            wire.points = moved;
            return;
        }
        const QPolygonF found = space.search({wire.from}, {wire.to}, wire.ends, clearance);
        if (found.size() >= 2) {
            wire.points = found;
            return;
        }
    }
    // What was found from the middle of the sides may still be free.
    if (!space.isFree(wire.points, wire.ends, kLeastClearance) && !candidates.empty())
        wire.points = candidates.front().points;
}

} // namespace

ConnectionRouter::ConnectionRouter()
    : m_space(std::make_unique<RouteSpace>())
{}

ConnectionRouter::ConnectionRouter(const std::vector<RouteObstacle> &obstacles,
                                   const std::vector<QRectF> &avoided)
    : ConnectionRouter()
{
    for (const RouteObstacle &obstacle : obstacles)
        put(obstacle);
    for (size_t i = 0; i < avoided.size(); ++i)
        avoid(ElementId(QString::number(i)), avoided[i]);
}

ConnectionRouter::~ConnectionRouter() = default;

ConnectionRouter::ConnectionRouter(const ConnectionRouter &other)
    : m_space(std::make_unique<RouteSpace>(*other.m_space))
{}

ConnectionRouter &ConnectionRouter::operator=(const ConnectionRouter &other)
{
    if (this != &other)
        *m_space = *other.m_space;
    return *this;
}

void ConnectionRouter::put(const RouteObstacle &obstacle)
{
    m_space->put(obstacle);
}

void ConnectionRouter::avoid(const ElementId &id, const QRectF &area)
{
    m_space->avoid(id, area);
}

std::map<ElementId, QPolygonF> ConnectionRouter::route(std::vector<RouteRequest> requests) const
{
    std::sort(requests.begin(), requests.end(),
              [](const RouteRequest &a, const RouteRequest &b) { return a.id < b.id; });
    std::map<ElementId, QPolygonF> result;
    std::vector<Wire> wires;
    for (RouteRequest &request : requests) {
        const RouteEnds ends{request.fromRect, request.toRect, m_space->obstacle(request.from),
                             m_space->obstacle(request.to)};
        const QPolygonF given = routeThrough({request.fromRect, request.toRect}, request.waypoints);
        if (given.size() >= 2 && m_space->isFree(given, ends, 0.0)) {
            result.emplace(request.id, given);
            continue;
        }
        Wire &wire = wires.emplace_back();
        wire.ends = ends;
        wire.request = std::move(request);
        chooseSides(wire, *m_space);
    }
    spreadPorts(wires, *m_space);
    std::vector<NudgedRoute> routes;
    for (Wire &wire : wires) {
        routeBetweenPorts(wire, *m_space);
        routes.push_back({wire.points, wire.ends, wire.trunks});
    }
    joinTrunks(routes, *m_space);
    separateRoutes(routes, *m_space);
    for (size_t i = 0; i < wires.size(); ++i)
        result.emplace(wires[i].request.id, routes[i].points);
    return result;
}

} // namespace loadstar::render
