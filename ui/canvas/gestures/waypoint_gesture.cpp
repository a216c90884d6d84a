// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/gestures/waypoint_gesture.h"

#include "canvas/canvas_scene.h"
#include "canvas/canvas_view.h"
#include "edit/connection_operations.h"

#include <QCoreApplication>
#include <QLineF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace loadstar::canvas {

namespace {

using model::ElementId;

/// Radius of a handle, in screen pixels.
constexpr double kGripRadius = 4.0;
constexpr double kGripReach = 7.0;

double distanceTo(const QPointF &a, const QPointF &b, const QPointF &point)
{
    const QRectF segment = QRectF(a, b).normalized();
    return QLineF(point, {std::clamp(point.x(), segment.left(), segment.right()),
                          std::clamp(point.y(), segment.top(), segment.bottom())})
        .length();
}

bool isUprightSegment(const QPolygonF &route, qsizetype segment)
{
    return std::abs(route[segment].x() - route[segment + 1].x()) <
           std::abs(route[segment].y() - route[segment + 1].y());
}

/// Where a line is taken hold of at its start: a little off the card, at whose edge the next
/// connection may begin. `reach` is how near the pointer must come.
QPointF startGrip(const QPolygonF &route, double reach)
{
    QLineF first(route[0], route[1]);
    constexpr double kReaches = 2.0;
    constexpr double kMostPart = 0.4;
    if (first.length() > 0.0)
        first.setLength(std::min(kReaches * reach, kMostPart * first.length()));
    return first.p2();
}

} // namespace

std::optional<LineGrip> lineGripAt(const QPolygonF &route, const QPointF &point, double reach)
{
    if (route.size() < 2)
        return std::nullopt;
    if (QLineF(point, route.front()).length() <= reach)
        return std::nullopt;
    if (QLineF(point, startGrip(route, reach)).length() <= reach)
        return LineGrip{LineGrip::What::FromEnd, 0};
    if (QLineF(point, route.back()).length() <= reach)
        return LineGrip{LineGrip::What::ToEnd, route.size() - 1};
    for (qsizetype i = 1; i + 1 < route.size(); ++i) {
        if (QLineF(point, route[i]).length() <= reach)
            return LineGrip{LineGrip::What::Bend, i};
    }
    for (qsizetype i = 0; i + 1 < route.size(); ++i) {
        if (distanceTo(route[i], route[i + 1], point) <= reach)
            return LineGrip{LineGrip::What::Segment, i};
    }
    return std::nullopt;
}

void paintLineGrips(QPainter &painter, const QPolygonF &route, const render::Theme &theme,
                    double scale)
{
    const double radius = kGripRadius / scale;
    QPen pen(theme.accent, 1.5);
    pen.setCosmetic(true);
    painter.setPen(pen);
    painter.setBrush(theme.surface);
    for (qsizetype i = 1; i + 1 < route.size(); ++i)
        painter.drawEllipse(route[i], radius, radius);
    painter.setBrush(theme.accent);
    for (const QPointF &end : {startGrip(route, kGripReach / scale), route.back()})
        painter.drawEllipse(end, radius, radius);
    painter.setBrush(theme.surface);
    for (qsizetype i = 0; i + 1 < route.size(); ++i) {
        const QPointF middle = (route[i] + route[i + 1]) / 2;
        const double room = (route[i + 1] - route[i]).manhattanLength();
        constexpr double kDiameters = 6.0;
        if (room < kDiameters * radius)
            continue;
        const QPointF along =
            isUprightSegment(route, i) ? QPointF(0.0, radius) : QPointF(radius, 0.0);
        const QPointF half = along + QPointF(along.y(), along.x()) * 0.55;
        painter.drawRoundedRect(QRectF(middle - half * 1.3, middle + half * 1.3), radius / 2,
                                radius / 2);
    }
}

render::LineEnds lineEnds(CanvasScene &scene, const ElementId &connection)
{
    const model::Connection *line = scene.document().design().connection(connection);
    if (!line)
        return {};
    return {scene.geometry().componentRect(line->from), scene.geometry().componentRect(line->to)};
}

render::IsFree lineCheck(CanvasScene &scene, const ElementId &connection)
{
    const model::Connection *line = scene.document().design().connection(connection);
    const auto [from, to] =
        line ? std::pair(line->from, line->to) : std::pair<ElementId, ElementId>();
    return [&scene, from, to](const QPolygonF &route) {
        return scene.geometry().isFree(route, from, to);
    };
}

std::vector<model::DesignEdit> cleanedLines(CanvasScene &scene, const std::set<ElementId> &moved)
{
    const model::Design &design = scene.document().design();
    const auto isTouched = [&](const model::Connection &connection) {
        if (moved.count(connection.from) || moved.count(connection.to))
            return true;
        const QPolygonF given =
            render::routeThrough(lineEnds(scene, connection.id), connection.waypoints);
        return !scene.geometry().isFree(given, connection.from, connection.to);
    };
    std::vector<model::DesignEdit> edits;
    for (const auto &[id, connection] : design.connections) {
        if (connection.waypoints.empty() || !isTouched(connection))
            continue;
        const render::Waypoints cleaned = render::cleanedWaypoints(
            lineEnds(scene, id), connection.waypoints, lineCheck(scene, id));
        if (cleaned != connection.waypoints) {
            const auto cleaning = edit::setWaypoints(design, id, cleaned);
            edits.insert(edits.end(), cleaning.begin(), cleaning.end());
        }
    }
    return edits;
}

WaypointGesture::WaypointGesture(CanvasScene &scene, const ElementId &connection,
                                 const LineGrip &grip)
    : m_scene(scene)
    , m_connection(connection)
    , m_grip(grip)
    , m_route(scene.geometry().route(connection))
    , m_before(scene.document().design().connection(connection)->waypoints)
    , m_transaction(scene.document(), QCoreApplication::translate("WaypointGesture", "Lead a line"))
{}

void WaypointGesture::update(const QPointF &position, bool isFree)
{
    if (!m_transaction.isOpen())
        return;
    const QPointF wanted = isFree ? QPointF(std::round(position.x()), std::round(position.y()))
                                  : CanvasView::snapped(position);
    render::Waypoints waypoints;
    if (m_grip.what == LineGrip::What::Bend) {
        waypoints = render::withBendMoved(m_route, m_grip.index, wanted);
    } else {
        const QPointF away = wanted - m_route[m_grip.index];
        waypoints =
            render::withSegmentMoved(lineEnds(m_scene, m_connection), m_route, m_grip.index,
                                     isUprightSegment(m_route, m_grip.index) ? away.x() : away.y());
    }
    m_transaction.rollBack();
    m_transaction.apply(edit::setWaypoints(m_scene.document().design(), m_connection, waypoints));
}

void WaypointGesture::commit()
{
    if (!m_transaction.isOpen())
        return;
    const model::Design &design = m_scene.document().design();
    const render::Waypoints &now = design.connection(m_connection)->waypoints;
    const render::Waypoints cleaned = render::cleanedWaypoints(lineEnds(m_scene, m_connection), now,
                                                               lineCheck(m_scene, m_connection));
    if (now != m_before)
        m_transaction.apply(edit::setWaypoints(design, m_connection, cleaned));
    m_transaction.commit();
}

} // namespace loadstar::canvas
