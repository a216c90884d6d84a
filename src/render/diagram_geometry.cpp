// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/diagram_geometry.h"

#include "base/natural_order.h"
#include "model/visibility.h"
#include "render/connection_router.h"
#include "render/diagram_index.h"

#include <QLineF>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace loadstar::render {

namespace {

using model::ComponentShape;
using model::Design;
using model::ElementId;

/// Up to this many connections every change routes all of them anew.
constexpr size_t kAlwaysRoutedConnections = 120;
/// A new design with more has drafts at first.
constexpr size_t kDraftedConnections = 600;
/// As many are routed within one frame.
constexpr size_t kMostRoutedAtOnce = 150;

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

/// Whether a segment of the route comes nearer than `margin` pixels to the inside of the area.
bool touches(const QPolygonF &route, const QRectF &area, double margin = 1.0)
{
    for (qsizetype i = 1; i < route.size(); ++i) {
        const QRectF segment = QRectF(route[i - 1], route[i]).normalized();
        if (segment.right() + margin > area.left() && segment.left() - margin < area.right() &&
            segment.bottom() + margin > area.top() && segment.top() - margin < area.bottom())
            return true;
    }
    return false;
}

/// Between the middles of facing sides, through whatever lies there.
QPolygonF draftRoute(const QRectF &from, const QRectF &to)
{
    const QPointF away = to.center() - from.center();
    if (std::abs(away.x()) >= std::abs(away.y())) {
        const bool isRight = away.x() >= 0.0;
        const QPointF a(isRight ? from.right() : from.left(), from.center().y());
        const QPointF b(isRight ? to.left() : to.right(), to.center().y());
        const double middle = (a.x() + b.x()) / 2;
        return {a, {middle, a.y()}, {middle, b.y()}, b};
    }
    const bool isDown = away.y() >= 0.0;
    const QPointF a(from.center().x(), isDown ? from.bottom() : from.top());
    const QPointF b(to.center().x(), isDown ? to.top() : to.bottom());
    const double middle = (a.y() + b.y()) / 2;
    return {a, {a.x(), middle}, {b.x(), middle}, b};
}

int countInside(const Design &design, const ElementId &container)
{
    return int(
        std::count_if(design.components.begin(), design.components.end(), [&](const auto &entry) {
            return entry.first != container && design.isInside(entry.first, container);
        }));
}

ComponentPlace placeOf(const Design &design, const model::KindRegistry &kinds,
                       const model::Component &component)
{
    ComponentPlace place;
    place.shape = shapeOf(component, kinds);
    place.rect =
        QRectF(design.absolutePosition(component.id), model::componentSize(component, kinds));
    for (const model::Component *at = design.component(component.parent); at;
         at = design.component(at->parent))
        ++place.depth;
    place.order = component.appearance.order;
    place.isLocked = model::isLocked(design, component.id);
    if (component.appearance.isCollapsed) {
        place.shape = ComponentShape::Card;
        place.hiddenInside = countInside(design, component.id);
    }
    return place;
}

/// Tells the router of the component as it is now; null when it is gone.
void tellRouter(ConnectionRouter &router, const ElementId &id, const ComponentPlace *place,
                const Design &design)
{
    const model::Component *component = design.component(id);
    const bool isThere = place && component;
    router.put({id, isThere && isObstacle(*place) ? place->rect : QRectF()});
    router.avoid(id,
                 isThere && place->isGround() ? titleArea(place->rect, component->name) : QRectF());
}

/// Requests for those of the connections of which both ends have a place.
template <typename Ids>
std::vector<RouteRequest> requestsFor(const Design &design, const DiagramGeometry &geometry,
                                      const Ids &ids)
{
    std::vector<RouteRequest> requests;
    for (const ElementId &id : ids) {
        const model::Connection *connection = design.connection(id);
        if (!connection || geometry.bundles().hasLeader(id))
            continue;
        const ElementId start = model::shownAs(design, connection->from);
        const ElementId end = model::shownAs(design, connection->to);
        const ComponentPlace *from = geometry.place(start);
        const ComponentPlace *to = geometry.place(end);
        // Inside one collapsed container there is nothing to see.
        if (!from || !to || start == end)
            continue;
        const bool isWhole = start == connection->from && end == connection->to;
        requests.push_back({id, start, end, from->rect, to->rect,
                            isWhole ? connection->waypoints : std::vector<QPointF>(),
                            geometry.isFlow(*connection)});
    }
    return requests;
}

std::set<ElementId> connectionIds(const Design &design)
{
    std::set<ElementId> ids;
    for (const auto &[id, connection] : design.connections)
        ids.insert(ids.end(), id);
    return ids;
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

/// What one change of a large design asks of its routes.
struct GeometryStep
{
    /// Where each component went that kept its size; nothing for others that are different.
    std::map<ElementId, std::optional<QPointF>> moves;
    /// Where cards are now, which routes must not run through.
    std::vector<QRectF> covered;
    /// Routed anew, as many as there is time for: ends that moved, then routes in the way.
    std::set<ElementId> mustFollow;
    std::set<ElementId> touched;
    /// Both ends went the same way, and so does the route.
    std::map<ElementId, QPointF> shifted;

    void route(const ElementId &id) { mustFollow.insert(id); }

    /// Null where it was not, or is no more.
    void noteMove(const ElementId &id, const ComponentPlace *before, const ComponentPlace *now)
    {
        if (before && now && before->rect == now->rect && before->shape == now->shape)
            return;
        const bool isMoved = before && now && before->rect.size() == now->rect.size();
        moves[id] =
            isMoved ? std::optional(now->rect.topLeft() - before->rect.topLeft()) : std::nullopt;
        if (now && isObstacle(*now))
            covered.push_back(now->rect);
    }

    /// Whether anything came, went or is of another size: a container was collapsed, perhaps.
    bool hasResized() const
    {
        return std::any_of(moves.begin(), moves.end(),
                           [](const auto &move) { return !move.second; });
    }

    void followEnds(const Design &design, const DiagramIndex &index,
                    const DiagramGeometry::Routes &routes)
    {
        const auto moveOf = [this](const ElementId &id) -> std::optional<QPointF> {
            const auto found = moves.find(id);
            return found == moves.end() ? QPointF() : found->second;
        };
        for (const auto &[component, move] : moves) {
            for (const ElementId &id : index.connectionsOf(component)) {
                const model::Connection *connection = design.connection(id);
                if (!connection || mustFollow.count(id))
                    continue;
                const std::optional<QPointF> from = moveOf(connection->from);
                if (from && from == moveOf(connection->to) && routes.count(id))
                    shifted[id] = *from;
                else
                    mustFollow.insert(id);
            }
        }
    }

    void findTouched(const DiagramIndex &index, const DiagramGeometry::Routes &routes)
    {
        for (const QRectF &area : covered) {
            for (const ElementId &id : index.routesIn(area)) {
                if (!mustFollow.count(id) && !shifted.count(id) && touches(routes.at(id), area))
                    touched.insert(id);
            }
        }
    }

    /// Up to `most` to be routed now; mustFollow keeps those for which there is no time.
    std::vector<ElementId> takeFirst(size_t most)
    {
        std::vector<ElementId> first;
        while (first.size() < most && !mustFollow.empty())
            first.push_back(mustFollow.extract(mustFollow.begin()).value());
        for (auto id = touched.begin(); first.size() < most && id != touched.end(); ++id)
            first.push_back(*id);
        return first;
    }
};

} // namespace

DiagramGeometry::DiagramGeometry() = default;
DiagramGeometry::~DiagramGeometry() = default;

DiagramGeometry::DiagramGeometry(const Design &design, const model::KindRegistry &kinds)
{
    placeAll(design, kinds);
    m_bundles = allBundles(design);
    m_routes = settledRoutes(design);
}

DiagramGeometry::DiagramGeometry(const DiagramGeometry &other)
    : m_kinds(other.m_kinds)
    , m_places(other.m_places)
    , m_routes(other.m_routes)
    , m_bundles(other.m_bundles)
    , m_layers(other.m_layers)
    , m_index(other.m_index ? std::make_unique<DiagramIndex>(*other.m_index) : nullptr)
    , m_drafts(other.m_drafts)
    , m_isSettled(other.m_isSettled)
{}

DiagramGeometry &DiagramGeometry::operator=(const DiagramGeometry &other)
{
    if (this != &other) {
        DiagramGeometry copy(other);
        m_kinds = copy.m_kinds;
        std::swap(m_places, copy.m_places);
        std::swap(m_routes, copy.m_routes);
        std::swap(m_bundles, copy.m_bundles);
        std::swap(m_layers, copy.m_layers);
        std::swap(m_index, copy.m_index);
        std::swap(m_drafts, copy.m_drafts);
        m_isSettled = copy.m_isSettled;
    }
    return *this;
}

bool DiagramGeometry::operator==(const DiagramGeometry &other) const
{
    return m_places == other.m_places && m_routes == other.m_routes &&
           m_bundles == other.m_bundles && m_isSettled == other.m_isSettled;
}

void DiagramGeometry::placeAll(const Design &design, const model::KindRegistry &kinds)
{
    m_kinds = &kinds;
    m_places.clear();
    m_layers = design.header.layers;
    for (const auto &[id, component] : design.components) {
        if (model::isShown(design, id))
            m_places.emplace_hint(m_places.end(), id, placeOf(design, kinds, component));
    }
    tintAll(design);
}

void DiagramGeometry::tintAll(const Design &design)
{
    std::vector<ElementId> containers;
    std::set<ElementId> withContainerInside;
    for (const auto &[id, component] : design.components) {
        if (shapeOf(component, *m_kinds) != ComponentShape::Container)
            continue;
        containers.push_back(id);
        withContainerInside.insert(component.parent);
    }
    std::stable_sort(containers.begin(), containers.end(),
                     [](const ElementId &a, const ElementId &b) {
                         return base::isNaturallyLess(a.text(), b.text());
                     });
    // Innermost containers take the tints in turn; those around them stay plain.
    int next = 0;
    for (const ElementId &id : containers) {
        const int tint = withContainerInside.count(id) ? -1 : next++;
        const auto place = m_places.find(id);
        if (place != m_places.end())
            place->second.tint = place->second.shape == ComponentShape::Container ? tint : -1;
    }
}

ConnectionBundles DiagramGeometry::allBundles(const Design &design) const
{
    const bool isAnyCollapsed =
        std::any_of(m_places.begin(), m_places.end(),
                    [](const auto &entry) { return entry.second.hiddenInside > 0; });
    return isAnyCollapsed ? ConnectionBundles(design, connectionIds(design)) : ConnectionBundles();
}

ConnectionBundles DiagramGeometry::bundlesInCollapsed(const Design &design) const
{
    std::set<ElementId> inside;
    for (const auto &[id, place] : m_places) {
        if (place.hiddenInside == 0)
            continue;
        for (const ElementId &component : m_index->withContents(id)) {
            const std::set<ElementId> &ends = m_index->connectionsOf(component);
            inside.insert(ends.begin(), ends.end());
        }
    }
    return {design, inside};
}

DiagramGeometry::Routes DiagramGeometry::settledRoutes(const Design &design) const
{
    ConnectionRouter router;
    for (const auto &[id, place] : m_places)
        tellRouter(router, id, &place, design);
    return router.route(requestsFor(design, *this, connectionIds(design)));
}

void DiagramGeometry::indexAll(const Design &design)
{
    m_index = std::make_unique<DiagramIndex>();
    for (const auto &[id, place] : m_places) {
        m_index->noteComponent(design, id);
        tellRouter(m_index->router, id, &place, design);
    }
    for (const auto &[id, connection] : design.connections)
        m_index->noteConnection(design, id);
    for (const auto &[id, route] : m_routes)
        m_index->noteRoute(id, route);
}

DiagramGeometry::Update DiagramGeometry::update(const Design &design,
                                                const model::KindRegistry &kinds,
                                                const model::DesignChange &change)
{
    const bool isSmall = design.connections.size() <= kAlwaysRoutedConnections;
    if (isSmall || change.isReset || m_layers != design.header.layers)
        return updateAll(design, kinds, change);
    if (!m_index)
        indexAll(design);
    return updateNear(design, kinds, change);
}

DiagramGeometry::Update DiagramGeometry::updateAll(const Design &design,
                                                   const model::KindRegistry &kinds,
                                                   const model::DesignChange &change)
{
    const std::map<ElementId, ComponentPlace> oldPlaces = m_places;
    placeAll(design, kinds);
    const ConnectionBundles oldBundles = std::exchange(m_bundles, allBundles(design));
    Update update;
    update.connections = m_bundles.differences(oldBundles);
    addDifferences(oldPlaces, m_places, update.components);
    // Names and details are drawn too, so what the design reports as changed is always told.
    update.components.insert(change.components.begin(), change.components.end());
    update.connections.insert(change.connections.begin(), change.connections.end());
    m_index.reset();
    m_drafts.clear();
    m_isSettled = design.connections.size() <= kDraftedConnections;
    Routes routes;
    if (m_isSettled) {
        routes = settledRoutes(design);
    } else {
        for (const RouteRequest &request : requestsFor(design, *this, connectionIds(design))) {
            routes.emplace(request.id, draftRoute(request.fromRect, request.toRect));
            m_drafts.insert(m_drafts.end(), request.id);
        }
    }
    addDifferences(m_routes, routes, update.connections);
    m_routes = std::move(routes);
    return update;
}

void DiagramGeometry::setRoute(const ElementId &id, QPolygonF route, Update &update)
{
    m_index->noteRoute(id, route);
    update.connections.insert(id);
    if (route.isEmpty())
        m_routes.erase(id);
    else
        m_routes[id] = std::move(route);
}

DiagramGeometry::Update DiagramGeometry::updateNear(const Design &design,
                                                    const model::KindRegistry &kinds,
                                                    const model::DesignChange &change)
{
    GeometryStep step;
    Update update;
    update.connections.insert(change.connections.begin(), change.connections.end());
    for (const ElementId &id : change.components) {
        const std::set<ElementId> inside = m_index->withContents(id);
        update.components.insert(inside.begin(), inside.end());
    }
    bool isTintChanged = false;
    for (const ElementId &id : update.components) {
        const model::Component *component =
            model::isShown(design, id) ? design.component(id) : nullptr;
        const auto known = m_places.find(id);
        const bool wasThere = known != m_places.end();
        const ComponentPlace old = wasThere ? known->second : ComponentPlace();
        const ComponentPlace *const before = wasThere ? &old : nullptr;
        ComponentPlace placed;
        if (component) {
            placed = placeOf(design, kinds, *component);
            placed.tint = old.tint;
        }
        const ComponentPlace *const now = component ? &placed : nullptr;
        const auto isContainer = [](const ComponentPlace *place) {
            return place && place->shape == ComponentShape::Container;
        };
        const model::Component *existing = design.component(id);
        const bool isContainerKind =
            existing && shapeOf(*existing, kinds) == ComponentShape::Container;
        isTintChanged = isTintChanged || isContainer(before) != isContainer(now) ||
                        (!wasThere && (!existing || isContainerKind)) ||
                        (isContainerKind && m_index->parentOf(id) != existing->parent);
        m_index->noteComponent(design, id);
        tellRouter(m_index->router, id, now, design);
        step.noteMove(id, before, now);
        if (now)
            m_places[id] = placed;
        else
            m_places.erase(id);
    }
    if (isTintChanged) {
        const std::map<ElementId, ComponentPlace> untinted = m_places;
        tintAll(design);
        addDifferences(untinted, m_places, update.components);
    }
    for (const ElementId &id : change.connections) {
        m_index->noteConnection(design, id);
        if (design.connection(id))
            step.route(id);
        else
            setRoute(id, {}, update);
    }
    if (!change.connections.empty() || step.hasResized()) {
        const ConnectionBundles before = std::exchange(m_bundles, bundlesInCollapsed(design));
        for (const ElementId &id : m_bundles.differences(before)) {
            update.connections.insert(id);
            step.route(id);
        }
    }
    step.followEnds(design, *m_index, m_routes);
    for (auto &[id, shift] : step.shifted)
        setRoute(id, m_routes.at(id).translated(shift), update);
    step.findTouched(*m_index, m_routes);
    const std::vector<ElementId> now = step.takeFirst(kMostRoutedAtOnce);
    for (auto &[id, route] : m_index->router.route(requestsFor(design, *this, now))) {
        m_drafts.erase(id);
        setRoute(id, std::move(route), update);
    }
    const std::vector<RouteRequest> possible = requestsFor(design, *this, now);
    for (const ElementId &id : now) {
        const bool isPossible =
            std::any_of(possible.begin(), possible.end(),
                        [&id](const RouteRequest &request) { return request.id == id; });
        if (!isPossible)
            setRoute(id, {}, update);
    }
    // The rest of those whose ends have moved must not stay behind them.
    for (const RouteRequest &request : requestsFor(design, *this, step.mustFollow)) {
        m_drafts.insert(request.id);
        setRoute(request.id, draftRoute(request.fromRect, request.toRect), update);
    }
    m_isSettled = false;
    return update;
}

DiagramGeometry::Update DiagramGeometry::refine(const Design &design,
                                                const std::vector<ElementId> &connections)
{
    Update update;
    std::vector<ElementId> wanted;
    for (const ElementId &id : connections) {
        if (wanted.size() < kMostRoutedAtOnce && m_drafts.erase(id) > 0)
            wanted.push_back(id);
    }
    if (wanted.empty())
        return update;
    if (!m_index)
        indexAll(design);
    for (auto &[id, route] : m_index->router.route(requestsFor(design, *this, wanted)))
        setRoute(id, std::move(route), update);
    return update;
}

DiagramGeometry::Update DiagramGeometry::settle(const Design &design)
{
    return m_isSettled ? Update() : adopt(settledRoutes(design));
}

DiagramGeometry::Update DiagramGeometry::adopt(Routes routes)
{
    Update update;
    addDifferences(m_routes, routes, update.connections);
    m_routes = std::move(routes);
    if (m_index) {
        for (const ElementId &id : update.connections)
            m_index->noteRoute(id, route(id));
    }
    m_drafts.clear();
    m_isSettled = true;
    return update;
}

bool DiagramGeometry::isFlow(const model::Connection &connection) const
{
    return m_kinds && m_kinds->roleOf(connection) == model::ConnectionRole::Traffic;
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
    const auto found = m_routes.find(m_bundles.leaderOf(id));
    return found == m_routes.end() ? QPolygonF() : found->second;
}

bool DiagramGeometry::isFree(const QPolygonF &route, const ElementId &from,
                             const ElementId &to) const
{
    return std::none_of(m_places.begin(), m_places.end(), [&](const auto &entry) {
        const auto &[id, place] = entry;
        return id != from && id != to && isObstacle(place) && touches(route, place.rect, 0.0);
    });
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

} // namespace loadstar::render
