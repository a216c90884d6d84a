// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/connection_router.h"

#include "render/route_nudging.h"
#include "render/route_space.h"
#include "render/waypoints.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace loadstar::render {

namespace {

using model::ElementId;

/// Distances that a route keeps from cards: the first that leaves a way is taken, in pixels.
constexpr std::array kClearances{8.0, 2.0};
/// Ports of one side keep this distance from each other and from its ends, where there is room.
constexpr double kPortDistance = 12.0;
/// A gap at least this wide is crossed sideways, as one reads, even when another one is wider.
constexpr double kReadableGap = 56.0;
// What the wrong sides cost, in pixels of detour.
constexpr double kMixedSidesCost = 100.0;
constexpr double kOtherAxisCost = 120.0;
constexpr double kOddSidesCost = 30.0;
/// What it costs to run through a title.
constexpr double kAvoidedCost = 40.0;

struct Candidate
{
    double cost = 0.0;
    Side fromSide = Side::Right;
    Side toSide = Side::Left;
    QPolygonF points;
};

/// One request on its way to a route.
struct Wire
{
    RouteRequest request;
    RouteEnds ends;
    Port from;
    Port to;
    QPolygonF points;
};

double gapBetween(double lowA, double highA, double lowB, double highB)
{
    return std::max({0.0, lowB - highA, lowA - highB});
}

/// The range of positions for ports on a side.
struct PortRange
{
    double low = 0.0;
    double high = 0.0;
};

PortRange portRange(const QRectF &rect, Side side)
{
    const double low = isHorizontal(side) ? rect.top() : rect.left();
    const double high = isHorizontal(side) ? rect.bottom() : rect.right();
    const double margin = std::min(kPortDistance, (high - low) / 2);
    return {low + margin, high - margin};
}

double alongSide(const Port &port)
{
    return isHorizontal(port.side) ? port.position.y() : port.position.x();
}

void setAlongSide(Port &port, double value)
{
    (isHorizontal(port.side) ? port.position.ry() : port.position.rx()) = value;
}

double bendsOf(const QPolygonF &points)
{
    return double(std::max<qsizetype>(0, points.size() - 2));
}

/// How much less natural these sides are than others.
double sideCost(const RouteEnds &ends, Side from, Side to)
{
    if (isHorizontal(from) != isHorizontal(to))
        return kMixedSidesCost;
    const QRectF &a = ends.fromRect;
    const QRectF &b = ends.toRect;
    const double sideways = gapBetween(a.left(), a.right(), b.left(), b.right());
    const double upright = gapBetween(a.top(), a.bottom(), b.top(), b.bottom());
    const bool prefersSideways = sideways >= kReadableGap || sideways >= upright;
    return (isHorizontal(from) == prefersSideways ? 0.0 : kOtherAxisCost) +
           (areFacing(from, to) ? 0.0 : kOddSidesCost);
}

/// The simple ways between two ports, whether free or not.
class Shapes
{
public:
    Shapes(const std::vector<QRectF> &avoided, const RouteEnds &ends, const Port &from,
           const Port &to)
        : m_avoided(avoided)
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
        candidate.cost = lengthOf(route) + kBendCost * bendsOf(route) +
                         kAvoidedCost * crossingsOf(route, m_avoided) +
                         sideCost(m_ends, m_from.side, m_to.side);
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

    const std::vector<QRectF> &m_avoided;
    const RouteEnds &m_ends;
    Port m_from;
    Port m_to;
};

/// Where a straight line can run between two facing sides, or nothing.
std::optional<double> straightPlace(const RouteEnds &ends, Side from, Side to)
{
    if (!areFacing(from, to))
        return std::nullopt;
    const PortRange a = portRange(ends.fromRect, from);
    const PortRange b = portRange(ends.toRect, to);
    const double low = std::max(a.low, b.low);
    const double high = std::min(a.high, b.high);
    if (low > high)
        return std::nullopt;
    const double wanted = ((a.low + a.high) + (b.low + b.high)) / 4;
    for (const double center : {(a.low + a.high) / 2, (b.low + b.high) / 2}) {
        if (center >= low && center <= high)
            return center;
    }
    return std::clamp(wanted, low, high);
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
            Shapes(avoided, wire.ends, a, b).addTo(candidates);
            if (const std::optional<double> place = straightPlace(wire.ends, from, to)) {
                setAlongSide(a, *place);
                setAlongSide(b, *place);
                Shapes(avoided, wire.ends, a, b).addTo(candidates);
            }
        }
    }
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

/// An end of a wire at a side that it shares with others.
struct SharedEnd
{
    Wire *wire = nullptr;
    bool isFrom = false;
    /// Where the route turns to after it left, along the side; ties by where its other end is.
    double turn = 0.0;
    double far = 0.0;

    Port &port() const { return isFrom ? wire->from : wire->to; }
    const QRectF &rect() const { return isFrom ? wire->ends.fromRect : wire->ends.toRect; }
};

SharedEnd sharedEnd(Wire &wire, bool isFrom)
{
    SharedEnd end{&wire, isFrom, 0.0, 0.0};
    const QPolygonF &points = wire.points;
    const qsizetype last = points.size() - 1;
    const qsizetype turn = std::min<qsizetype>(2, last);
    const QPointF turned = points[isFrom ? turn : last - turn];
    const QPointF other = (isFrom ? wire.ends.toRect : wire.ends.fromRect).center();
    const bool isSideways = isHorizontal(end.port().side);
    end.turn = isSideways ? turned.y() : turned.x();
    end.far = isSideways ? other.y() : other.x();
    return end;
}

/// All ends at one side of one component.
struct SharedSide
{
    std::vector<SharedEnd> ends;
    /// A straight wire depends on where its ports are.
    bool isSettled = false;

    PortRange range() const { return portRange(ends.front().rect(), ends.front().port().side); }

    /// Gives each end its own port, in an order that avoids crossings.
    void spread()
    {
        if (ends.size() < 2)
            return;
        std::stable_sort(ends.begin(), ends.end(), [](const SharedEnd &a, const SharedEnd &b) {
            return std::tie(a.turn, a.far) < std::tie(b.turn, b.far);
        });
        const auto [low, high] = range();
        const double count = double(ends.size());
        const double step = std::min(kPortDistance, (high - low) / (count - 1));
        for (size_t i = 0; i < ends.size(); ++i)
            setAlongSide(ends[i].port(), (low + high) / 2 + (double(i) - (count - 1) / 2) * step);
    }

    bool canShift(double by) const
    {
        const auto [low, high] = range();
        return !isSettled && std::all_of(ends.begin(), ends.end(), [&](const SharedEnd &end) {
            const double place = alongSide(end.port()) + by;
            return place >= low && place <= high;
        });
    }

    void shift(double by)
    {
        for (const SharedEnd &end : ends)
            setAlongSide(end.port(), alongSide(end.port()) + by);
    }
};

/// Shifts the ports at one end of the wire so that it can run straight, where there is room.
void straighten(const Wire &wire, SharedSide &from, SharedSide &to)
{
    const double away = alongSide(wire.to) - alongSide(wire.from);
    const bool wasStraight = wire.points.size() == 2;
    if (!areFacing(wire.from.side, wire.to.side) ||
        (!wasStraight && std::abs(away) > kPortDistance))
        return;
    const bool isFromFreer = from.ends.size() <= to.ends.size();
    if (std::abs(away) > 0.01) {
        if (isFromFreer && from.canShift(away))
            from.shift(away);
        else if (to.canShift(-away))
            to.shift(-away);
        else if (from.canShift(away))
            from.shift(away);
        else
            return;
    }
    from.isSettled = true;
    to.isSettled = true;
}

/// Gives each wire its own ports and keeps as many as possible straight.
void spreadPorts(std::vector<Wire> &wires)
{
    std::map<std::pair<ElementId, Side>, SharedSide> sides;
    for (Wire &wire : wires) {
        sides[{wire.request.from, wire.from.side}].ends.push_back(sharedEnd(wire, true));
        sides[{wire.request.to, wire.to.side}].ends.push_back(sharedEnd(wire, false));
    }
    for (auto &[key, side] : sides)
        side.spread();
    for (const Wire &wire : wires)
        straighten(wire, sides.at({wire.request.from, wire.from.side}),
                   sides.at({wire.request.to, wire.to.side}));
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
    Shapes(avoided, wire.ends, wire.from, wire.to).addTo(candidates);
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
    if (!space.isFree(wire.points, wire.ends, kClearances.back()) && !candidates.empty())
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
    spreadPorts(wires);
    std::vector<NudgedRoute> routes;
    for (Wire &wire : wires) {
        routeBetweenPorts(wire, *m_space);
        routes.push_back({wire.points, wire.ends});
    }
    separateRoutes(routes, *m_space);
    for (size_t i = 0; i < wires.size(); ++i)
        result.emplace(wires[i].request.id, routes[i].points);
    return result;
}

} // namespace loadstar::render
