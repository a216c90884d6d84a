// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "render/connection_router.h"
#include "render/route_space.h"

#include <QPolygonF>

#include <vector>

namespace loadstar::render {

/// The least distance that routes keep from cards, in pixels.
constexpr double kLeastClearance = 2.0;

/// The trunks that a wire is part of where it begins and where it ends, -1 for none. Wires of one
/// trunk share their port and may lie on each other.
struct TrunkEnds
{
    int from = -1;
    int to = -1;

    bool isNone() const { return from < 0 && to < 0; }
    bool isSharedWith(const TrunkEnds &other) const
    {
        return (from >= 0 && from == other.from) || (to >= 0 && to == other.to);
    }
};

/// One request on its way to a route.
struct Wire
{
    RouteRequest request;
    RouteEnds ends;
    Port from;
    Port to;
    QPolygonF points;
    TrunkEnds trunks;
};

/// The range of positions for ports on a side.
struct PortRange
{
    double low = 0.0;
    double high = 0.0;
};

/// Where ports may be on a side: not at its corners.
PortRange portRange(const QRectF &rect, Side side);

double alongSide(const Port &port);
void setAlongSide(Port &port, double value);

/// Gives each wire its own ports near those that it has, and keeps as many as possible straight.
/// Where more wires share a side than ports fit on it at a distance that can be read, all that
/// leave it share one port, and so do all that arrive: they are a trunk that branches.
void spreadPorts(std::vector<Wire> &wires, const RouteSpace &space);

} // namespace loadstar::render
