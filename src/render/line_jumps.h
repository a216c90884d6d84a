// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "render/connection_labels.h"
#include "render/diagram_geometry.h"

#include <QPointF>
#include <QPolygonF>

#include <map>
#include <vector>

namespace loadstar::render {

/// Height of a jump, and half its width, in canvas pixels.
inline constexpr double kJumpRadius = 5.0;

/// Where the level pieces of `route` cross upright pieces of `other`, appended to `crossings`. Only
/// what is far enough from bends and ends for an arc.
void addCrossings(const QPolygonF &route, const QPolygonF &other, std::vector<QPointF> &crossings);

/// Where connections jump over others. One rule: the level line jumps over the upright one. What
/// was found is kept until something near it changes.
class LineJumps
{
public:
    /// The places where the connection jumps, in any order.
    const std::vector<QPointF> &of(const model::ElementId &connection,
                                   const DiagramGeometry &geometry, const Nearby &nearby);
    /// These may jump elsewhere now.
    void forget(const std::vector<model::ElementId> &connections);
    void clear() { m_jumps.clear(); }

private:
    std::map<model::ElementId, std::vector<QPointF>> m_jumps;
};

} // namespace loadstar::render
