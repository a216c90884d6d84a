// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/diagram_geometry.h"

#include "render/connection_router.h"

#include <QLineF>

#include <algorithm>
#include <cmath>
#include <utility>

namespace loadstar::render {

namespace {

using model::ComponentShape;
using model::Design;
using model::ElementId;

/// Up to this many connections every change routes all of them anew.
constexpr size_t kAlwaysRoutedConnections = 120;

bool isObstacle(const ComponentPlace &place)
{
    return place.shape == ComponentShape::Card || place.shape == ComponentShape::Note;
}

ComponentShape shapeOf(const model::Component &component, const model::KindRegistry &kinds)
{
    const model::ComponentKind *kind = kinds.component(component.kind);
    return kind ? kind->shape : ComponentShape::Card;
}

/// About where the title of a container stands; fonts are not asked, so that routes are the same
/// on every machine.
QRectF titleArea(const QRectF &rect, const QString &name)
{
    constexpr double kLetterWidth = 7.0;
    constexpr QSizeF kMargin{24.0, 28.0};
    const double width = kMargin.width() + kLetterWidth * double(name.size());
    return {rect.topLeft(), QSizeF(std::min(width, rect.width()), kMargin.height())};
}

/// The changed components with everything inside them.
std::set<ElementId> withContents(const Design &design, const std::set<ElementId> &changed)
{
    std::set<ElementId> all = changed;
    for (const auto &[id, component] : design.components) {
        for (const model::Component *at = &component; at; at = design.component(at->parent)) {
            if (changed.count(at->id)) {
                all.insert(id);
                break;
            }
        }
    }
    return all;
}

/// Whether a segment of the route touches one of the areas.
bool touches(const QPolygonF &route, const std::vector<QRectF> &areas)
{
    for (qsizetype i = 1; i < route.size(); ++i) {
        const QRectF segment = QRectF(route[i - 1], route[i]).normalized().adjusted(-1, -1, 1, 1);
        for (const QRectF &area : areas) {
            if (segment.intersects(area))
                return true;
        }
    }
    return false;
}

template <typename Value>
void addDifferences(const std::map<ElementId, Value> &before,
                    const std::map<ElementId, Value> &after, std::set<ElementId> &differences)
{
    for (const auto &[id, value] : before) {
        const auto found = after.find(id);
        if (found == after.end() || !(found->second == value))
            differences.insert(id);
    }
    for (const auto &[id, value] : after) {
        if (!before.count(id))
            differences.insert(id);
    }
}

} // namespace

DiagramGeometry::DiagramGeometry(const Design &design, const model::KindRegistry &kinds)
{
    placeAll(design, kinds);
    m_routes = routed(design, nullptr);
}

void DiagramGeometry::placeAll(const Design &design, const model::KindRegistry &kinds)
{
    m_places.clear();
    std::set<ElementId> withContainerInside;
    for (const auto &[id, component] : design.components) {
        ComponentPlace place;
        place.shape = shapeOf(component, kinds);
        place.rect = QRectF(design.absolutePosition(id), model::componentSize(component, kinds));
        for (const model::Component *at = design.component(component.parent); at;
             at = design.component(at->parent))
            ++place.depth;
        if (place.shape == ComponentShape::Container)
            withContainerInside.insert(component.parent);
        m_places.emplace(id, place);
    }
    // Innermost containers take the tints in turn, in id order; those around them stay plain.
    int tint = 0;
    for (auto &[id, place] : m_places) {
        if (place.shape == ComponentShape::Container && !withContainerInside.count(id))
            place.tint = tint++;
    }
}

std::map<ElementId, QPolygonF> DiagramGeometry::routed(const Design &design,
                                                       const std::set<ElementId> *only) const
{
    std::vector<RouteObstacle> obstacles;
    std::vector<QRectF> titles;
    for (const auto &[id, place] : m_places) {
        if (isObstacle(place))
            obstacles.push_back({id, place.rect});
        else if (const model::Component *component = design.component(id))
            titles.push_back(titleArea(place.rect, component->name));
    }
    std::vector<RouteRequest> requests;
    const auto request = [&](const model::Connection &connection) {
        const ComponentPlace *from = place(connection.from);
        const ComponentPlace *to = place(connection.to);
        if (from && to)
            requests.push_back(
                {connection.id, connection.from, connection.to, from->rect, to->rect});
    };
    if (only) {
        for (const ElementId &id : *only) {
            if (const model::Connection *connection = design.connection(id))
                request(*connection);
        }
    } else {
        for (const auto &[id, connection] : design.connections)
            request(connection);
    }
    return ConnectionRouter(std::move(obstacles), std::move(titles)).route(std::move(requests));
}

std::set<ElementId> DiagramGeometry::affectedConnections(const Design &design,
                                                         const std::set<ElementId> &changed,
                                                         const std::vector<QRectF> &areas) const
{
    std::set<ElementId> affected;
    for (const auto &[id, connection] : design.connections) {
        const auto route = m_routes.find(id);
        if (route == m_routes.end() || changed.count(connection.from) ||
            changed.count(connection.to) || touches(route->second, areas))
            affected.insert(id);
    }
    return affected;
}

DiagramGeometry::Update DiagramGeometry::update(const Design &design,
                                                const model::KindRegistry &kinds,
                                                const model::DesignChange &change)
{
    const std::map<ElementId, ComponentPlace> oldPlaces = m_places;
    placeAll(design, kinds);
    Update update;
    addDifferences(oldPlaces, m_places, update.components);
    // Names and details are drawn too, so what the design reports as changed is always told.
    update.components.insert(change.components.begin(), change.components.end());
    update.connections.insert(change.connections.begin(), change.connections.end());

    const bool isAll = change.isReset || design.connections.size() <= kAlwaysRoutedConnections;
    std::map<ElementId, QPolygonF> routes;
    if (isAll) {
        routes = routed(design, nullptr);
        m_isSettled = true;
    } else {
        std::vector<QRectF> areas;
        for (const ElementId &id : withContents(design, update.components)) {
            for (const auto *places : {&oldPlaces, &std::as_const(m_places)}) {
                const auto found = places->find(id);
                if (found != places->end() && isObstacle(found->second))
                    areas.push_back(found->second.rect);
            }
        }
        std::set<ElementId> affected = affectedConnections(design, update.components, areas);
        affected.insert(change.connections.begin(), change.connections.end());
        routes = m_routes;
        for (const ElementId &id : affected)
            routes.erase(id);
        routes.merge(routed(design, &affected));
        m_isSettled = false;
    }
    addDifferences(m_routes, routes, update.connections);
    m_routes = std::move(routes);
    return update;
}

DiagramGeometry::Update DiagramGeometry::settle(const Design &design)
{
    Update update;
    if (!m_isSettled) {
        std::map<ElementId, QPolygonF> routes = routed(design, nullptr);
        addDifferences(m_routes, routes, update.connections);
        m_routes = std::move(routes);
        m_isSettled = true;
    }
    return update;
}

const ComponentPlace *DiagramGeometry::place(const ElementId &id) const
{
    const auto found = m_places.find(id);
    return found == m_places.end() ? nullptr : &found->second;
}

QRectF DiagramGeometry::componentRect(const ElementId &id) const
{
    const ComponentPlace *found = place(id);
    return found ? found->rect : QRectF();
}

QPolygonF DiagramGeometry::route(const ElementId &id) const
{
    const auto found = m_routes.find(id);
    return found == m_routes.end() ? QPolygonF() : found->second;
}

QRectF DiagramGeometry::bounds() const
{
    QRectF bounds;
    for (const auto &[id, place] : m_places)
        bounds |= place.rect;
    for (const auto &[id, route] : m_routes)
        bounds |= route.boundingRect();
    return bounds;
}

double routeLength(const QPolygonF &route)
{
    double length = 0.0;
    for (qsizetype i = 1; i < route.size(); ++i)
        length += QLineF(route[i - 1], route[i]).length();
    return length;
}

QPointF pointAlong(const QPolygonF &route, double fraction)
{
    if (route.isEmpty())
        return {};
    double rest = std::clamp(fraction, 0.0, 1.0) * routeLength(route);
    for (qsizetype i = 1; i < route.size(); ++i) {
        const QLineF segment(route[i - 1], route[i]);
        const double length = segment.length();
        if (rest <= length && length > 0.0)
            return segment.pointAt(rest / length);
        rest -= length;
    }
    return route.back();
}

} // namespace loadstar::render
