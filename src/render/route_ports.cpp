// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/route_ports.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

namespace loadstar::render {

namespace {

using model::ElementId;

/// The nearest value in the range, of which rounding may have put the ends past each other.
double between(double value, double low, double high)
{
    return std::max(low, std::min(value, high));
}

/// Ports of one side keep this distance from each other and from its ends, where there is room.
constexpr double kPortDistance = 12.0;
/// So near may two ports of one side come where that saves bends.
constexpr double kLeastPortDistance = 8.0;

/// An end of a wire at a side that it shares with others.
struct SharedEnd
{
    Wire *wire = nullptr;
    bool isFrom = false;
    /// Where the route turns to after it left, along the side; ties by where its other end is.
    double turn = 0.0;
    double far = 0.0;

    Port &port() const { return isFrom ? wire->from : wire->to; }
    int &trunk() const { return isFrom ? wire->trunks.from : wire->trunks.to; }
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

    /// Gives each end its own port as near as possible to the one it has, in an order that avoids
    /// crossings, or a trunk its port. `nextTrunk` numbers the trunks.
    void spread(int &nextTrunk)
    {
        const auto [low, high] = range();
        if ((double(ends.size()) - 1.0) * kLeastPortDistance <= high - low)
            giveEachAPort();
        else
            makeTrunks(nextTrunk);
    }

private:
    /// Wires that leave, those that arrive, and both again for those without traffic.
    void makeTrunks(int &nextTrunk)
    {
        std::map<std::pair<bool, bool>, SharedSide> trunks;
        for (const SharedEnd &end : ends)
            trunks[{end.isFrom, end.wire->request.isFlow}].ends.push_back(end);
        SharedSide firsts;
        for (auto &[manner, trunk] : trunks) {
            // The middle one stands for all.
            trunk.sort();
            firsts.ends.push_back(trunk.ends[trunk.ends.size() / 2]);
            setAlongSide(firsts.ends.back().port(), (range().low + range().high) / 2.0);
        }
        firsts.giveEachAPort();
        for (const SharedEnd &first : firsts.ends) {
            const Port port = first.port();
            for (const SharedEnd &end :
                 trunks.at({first.isFrom, first.wire->request.isFlow}).ends) {
                end.port() = port;
                end.trunk() = nextTrunk;
            }
            ++nextTrunk;
        }
        isSettled = true;
    }

    void sort()
    {
        std::stable_sort(ends.begin(), ends.end(), [](const SharedEnd &a, const SharedEnd &b) {
            return std::tie(a.turn, a.far) < std::tie(b.turn, b.far);
        });
    }

    void giveEachAPort()
    {
        if (ends.size() < 2)
            return;
        sort();
        const auto [low, high] = range();
        const double count = double(ends.size());
        const double step = std::min(kPortDistance, (high - low) / (count - 1));
        // Neighbours that want to be nearer than a step, or in another order, stand together around
        // the middle of what they want (pool adjacent violators).
        struct Pool
        {
            double sum = 0.0;
            double count = 0.0;
        };
        std::vector<Pool> pools;
        for (size_t i = 0; i < ends.size(); ++i) {
            pools.push_back({alongSide(ends[i].port()) - double(i) * step, 1.0});
            while (pools.size() > 1 && pools[pools.size() - 2].sum * pools.back().count >=
                                           pools.back().sum * pools[pools.size() - 2].count) {
                pools[pools.size() - 2].sum += pools.back().sum;
                pools[pools.size() - 2].count += pools.back().count;
                pools.pop_back();
            }
        }
        size_t at = 0;
        for (const Pool &pool : pools) {
            for (double i = 0.0; i < pool.count; i += 1.0, ++at) {
                const double place = pool.sum / pool.count + double(at) * step;
                setAlongSide(ends[at].port(), between(place, low + double(at) * step,
                                                      high - (count - 1.0 - double(at)) * step));
            }
        }
    }

public:
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

/// Moves the ports of wires that run between the same two facing sides so that all run straight, if
/// the ports beside leave room for that.
void alignPorts(std::vector<Wire *> &group, const SharedSide &first, const SharedSide &second,
                const RouteSpace &space)
{
    const auto isIn = [&group](const Wire *wire) {
        return std::find(group.begin(), group.end(), wire) != group.end();
    };
    std::sort(group.begin(), group.end(),
              [](const Wire *a, const Wire *b) { return alongSide(a->from) < alongSide(b->from); });
    PortRange room{std::max(first.range().low, second.range().low),
                   std::min(first.range().high, second.range().high)};
    for (const SharedSide *side : {&first, &second}) {
        double own = 0.0;
        for (const SharedEnd &end : side->ends)
            own = isIn(end.wire) ? alongSide(end.port()) : own;
        for (const SharedEnd &end : side->ends) {
            const double place = alongSide(end.port());
            if (isIn(end.wire))
                continue;
            if (place < own)
                room.low = std::max(room.low, place + kLeastPortDistance);
            else
                room.high = std::min(room.high, place - kLeastPortDistance);
        }
    }
    const double gaps = double(group.size() - 1);
    if (room.high - room.low < gaps * kLeastPortDistance)
        return;
    const double step = gaps > 0.0 ? std::min(kPortDistance, (room.high - room.low) / gaps) : 0.0;
    const double half = gaps * step / 2.0;
    const double from = alongSide(group[group.size() / 2]->from);
    const double to = alongSide(group[group.size() / 2]->to);
    for (const double wanted : {from, to, (from + to) / 2.0}) {
        const double middle = between(wanted, room.low + half, room.high - half);
        std::vector<std::pair<Port, Port>> ports;
        bool isFree = true;
        for (size_t i = 0; i < group.size(); ++i) {
            Port start = group[i]->from;
            Port end = group[i]->to;
            setAlongSide(start, middle - half + double(i) * step);
            setAlongSide(end, middle - half + double(i) * step);
            isFree = isFree &&
                     space.isFree({start.position, end.position}, group[i]->ends, kLeastClearance);
            ports.emplace_back(start, end);
        }
        if (!isFree)
            continue;
        for (size_t i = 0; i < group.size(); ++i)
            std::tie(group[i]->from, group[i]->to) = ports[i];
        return;
    }
}

/// Ends that look at each other along one line without being joined by it: the lines of both could
/// lie on each other in between. Moves those of wires that bend anyway a little aside.
class FacingPorts
{
public:
    explicit FacingPorts(std::vector<Wire> &wires)
    {
        for (Wire &wire : wires) {
            note(wire.from, wire.ends.fromRect);
            note(wire.to, wire.ends.toRect);
        }
    }

    void part(Wire &wire)
    {
        const bool isStraight = areFacing(wire.from.side, wire.to.side) &&
                                std::abs(alongSide(wire.from) - alongSide(wire.to)) < 0.01;
        if (isStraight || !isFaced(wire.to))
            return;
        const PortRange range = portRange(wire.ends.toRect, wire.to.side);
        for (const double aside : {kAside, -kAside}) {
            Port moved = wire.to;
            setAlongSide(moved, alongSide(wire.to) + aside);
            if (alongSide(moved) < range.low || alongSide(moved) > range.high || isFaced(moved) ||
                isCrowded(moved, wire.to, wire.ends.toRect))
                continue;
            wire.to = moved;
            note(moved, wire.ends.toRect);
            return;
        }
    }

private:
    static constexpr double kAside = 5.0;

    struct Noted
    {
        Port port;
        QRectF rect;
    };
    /// Which side, and which line.
    using Key = std::pair<Side, int>;

    static int lineOf(const Port &port) { return int(std::floor(alongSide(port) / kAside)); }

    void note(const Port &port, const QRectF &rect)
    {
        m_ports[{port.side, lineOf(port)}].push_back({port, rect});
    }

    template <typename Holds>
    bool any(Side side, const Port &near, Holds holds) const
    {
        for (int line = lineOf(near) - 1; line <= lineOf(near) + 1; ++line) {
            const auto found = m_ports.find({side, line});
            if (found != m_ports.end() &&
                std::any_of(found->second.begin(), found->second.end(), holds))
                return true;
        }
        return false;
    }

    /// Whether another port lies straight ahead and looks back.
    bool isFaced(const Port &port) const
    {
        const Side back = Side((int(port.side) + 2) % 4);
        return any(back, port, [&port](const Noted &other) {
            const QPointF away = other.port.position - port.position;
            return std::abs(alongSide(other.port) - alongSide(port)) < kAside - 1.0 &&
                   QPointF::dotProduct(away, outward(port.side)) > 0.0;
        });
    }

    /// Whether another port of the same side than the one at `from` is too near.
    bool isCrowded(const Port &port, const Port &from, const QRectF &rect) const
    {
        return any(port.side, port, [&](const Noted &other) {
            return other.rect == rect && other.port.position != from.position &&
                   std::abs(alongSide(other.port) - alongSide(port)) < kAside;
        });
    }

    std::map<Key, std::vector<Noted>> m_ports;
};

} // namespace

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

void spreadPorts(std::vector<Wire> &wires, const RouteSpace &space)
{
    using SideKey = std::pair<ElementId, Side>;
    std::map<SideKey, SharedSide> sides;
    for (Wire &wire : wires) {
        sides[{wire.request.from, wire.from.side}].ends.push_back(sharedEnd(wire, true));
        sides[{wire.request.to, wire.to.side}].ends.push_back(sharedEnd(wire, false));
    }
    int nextTrunk = 0;
    for (auto &[key, side] : sides)
        side.spread(nextTrunk);
    for (const Wire &wire : wires)
        straighten(wire, sides.at({wire.request.from, wire.from.side}),
                   sides.at({wire.request.to, wire.to.side}));
    std::map<std::pair<SideKey, SideKey>, std::vector<Wire *>> groups;
    for (Wire &wire : wires) {
        const SideKey from{wire.request.from, wire.from.side};
        const SideKey to{wire.request.to, wire.to.side};
        if (areFacing(wire.from.side, wire.to.side) && wire.trunks.isNone())
            groups[from < to ? std::pair(from, to) : std::pair(to, from)].push_back(&wire);
    }
    for (auto &[keys, group] : groups) {
        const bool isStraight = std::all_of(group.begin(), group.end(), [](const Wire *wire) {
            return std::abs(alongSide(wire->from) - alongSide(wire->to)) < 0.01;
        });
        if (!isStraight)
            alignPorts(group, sides.at(keys.first), sides.at(keys.second), space);
    }
    FacingPorts facing(wires);
    for (Wire &wire : wires) {
        if (wire.trunks.to < 0)
            facing.part(wire);
    }
}

} // namespace loadstar::render
