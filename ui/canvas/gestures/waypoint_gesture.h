// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "edit/edit_transaction.h"
#include "model/element_id.h"
#include "render/waypoints.h"

#include <QPointF>
#include <QPolygonF>

#include <optional>

class QPainter;

namespace loadstar::render {
struct Theme;
}

namespace loadstar::canvas {

class CanvasScene;

/// What of a drawn connection the mouse can take hold of.
struct LineGrip
{
    enum class What { Segment, Bend, FromEnd, ToEnd };

    What what = What::Segment;
    /// Of the point of the route: the bend, or the beginning of the segment.
    qsizetype index = 0;
};

/// The part of the connection within `reach` canvas pixels of the point. Ends and bends come before
/// segments. Where the line leaves its first card there is none: the next connection begins there.
std::optional<LineGrip> lineGripAt(const QPolygonF &route, const QPointF &point, double reach);

/// The handles of a selected connection; `scale` is screen pixels per canvas pixel.
void paintLineGrips(QPainter &painter, const QPolygonF &route, const render::Theme &theme,
                    double scale);

/// The two rectangles that the connection joins now.
render::LineEnds lineEnds(CanvasScene &scene, const model::ElementId &connection);
/// Tells whether a line runs through no card besides those at the connection's ends.
render::IsFree lineCheck(CanvasScene &scene, const model::ElementId &connection);

/// Cleans the waypoints of all connections that the components are at an end of or lie upon; what
/// makes no sense any more after these were moved is taken out.
std::vector<model::DesignEdit> cleanedLines(CanvasScene &scene,
                                            const std::set<model::ElementId> &moved);

/// A segment or bend of a connection following the mouse. commit() makes it one step of the
/// history, destruction without it takes it back.
class WaypointGesture
{
public:
    WaypointGesture(CanvasScene &scene, const model::ElementId &connection, const LineGrip &grip);

    /// Moves to the point, on the grid unless `isFree`.
    void update(const QPointF &position, bool isFree);
    void commit();

private:
    CanvasScene &m_scene;
    model::ElementId m_connection;
    LineGrip m_grip;
    QPolygonF m_route;
    render::Waypoints m_before;
    edit::EditTransaction m_transaction;
};

} // namespace loadstar::canvas
