// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/connection_labels.h"

#include <QFontMetricsF>
#include <QLineF>

#include <algorithm>
#include <array>
#include <cmath>

namespace loadstar::render {

namespace {

using model::ElementId;

// In canvas pixels.
constexpr double kMostWidth = 200.0;
constexpr QSizeF kPadding{5.0, 1.0};
/// Between a text and its line, where it stands beside it.
constexpr double kBeside = 3.0;
/// So much of a line is seen on both sides of a text that stands on it.
constexpr double kSeenLine = 12.0;
/// What is this near to a text is in its way.
constexpr double kLabelClearance = 3.0;
constexpr double kTitleHeight = 26.0;
/// So many labels are all placed anew after each change.
constexpr size_t kAlwaysPlaced = 200;

// How bad it is to hide something; what is nothing of these stands on the line at its best place.
constexpr double kHidesCard = 1000.0;
constexpr double kHidesLabel = 1000.0;
constexpr double kHidesTitle = 100.0;
constexpr double kHidesBend = 20.0;
constexpr double kHidesBorder = 15.0;
constexpr double kHidesLine = 10.0;
constexpr double kStandsBeside = 4.0;
/// What holds for a whole trunk rather stands where all of its lines are.
constexpr double kStandsForFewer = 10.0;

QRectF labelRect(const QPointF &center, const QSizeF &size)
{
    return QRectF(center - QPointF(size.width(), size.height()) / 2.0, size);
}

/// Where a text may stand, and how much worse that is than the best place.
struct LabelCandidate
{
    QPointF center;
    /// The point of the line at which it stands.
    QPointF on;
    double cost = 0.0;
};

bool isUprightPiece(const QPointF &a, const QPointF &b)
{
    return std::abs(a.x() - b.x()) < std::abs(a.y() - b.y());
}

/// Places along one piece of the route.
void addCandidates(const QPointF &a, const QPointF &b, double cost, const QSizeF &size,
                   std::vector<LabelCandidate> &candidates)
{
    const bool runsUpright = isUprightPiece(a, b);
    const double half = (runsUpright ? size.height() : size.width()) / 2.0;
    const QPointF across =
        runsUpright ? QPointF(size.width() / 2.0, 0.0) : QPointF(0.0, -size.height() / 2.0);
    const QPointF unit = across / std::max(std::hypot(across.x(), across.y()), 1.0);
    const double length = QLineF(a, b).length();
    for (const double part : {0.5, 0.25, 0.75, 0.1, 0.9}) {
        const QPointF on = a + (b - a) * part;
        const double step = cost + std::abs(part - 0.5);
        if (std::min(part, 1.0 - part) * length >= half + kSeenLine)
            candidates.push_back({on, on, step});
        for (const double side : {1.0, -1.0})
            candidates.push_back({on + (across + unit * kBeside) * side, on, step + kStandsBeside});
    }
}

/// All places for a text of that size, the best first.
std::vector<LabelCandidate> candidatesFor(const QPolygonF &route, const QSizeF &size)
{
    std::vector<LabelCandidate> candidates;
    const double length = routeLength(route);
    double before = 0.0;
    for (qsizetype i = 1; i < route.size(); ++i) {
        const double piece = QLineF(route[i - 1], route[i]).length();
        const double middle = before + piece / 2.0;
        const double fromMiddle = length > 0.0 ? std::abs(middle / length - 0.5) : 0.0;
        // Level pieces read best, and those in the middle of the way are looked for first.
        const double cost = (isUprightPiece(route[i - 1], route[i]) ? 1.0 : 0.0) + 2.0 * fromMiddle;
        addCandidates(route[i - 1], route[i], cost, size, candidates);
        before += piece;
    }
    std::stable_sort(
        candidates.begin(), candidates.end(),
        [](const LabelCandidate &x, const LabelCandidate &y) { return x.cost < y.cost; });
    return candidates;
}

} // namespace

PlaceIndex indexOf(const DiagramGeometry &geometry)
{
    PlaceIndex index;
    constexpr double kLeast = 1.0;
    for (const auto &[id, place] : geometry.places())
        index.put(id, place.rect);
    for (const auto &[id, route] : geometry.routes())
        index.put(id, route.boundingRect().adjusted(-kLeast, -kLeast, kLeast, kLeast));
    return index;
}

QString connectionText(const model::Connection &connection, const model::KindRegistry &kinds)
{
    const model::ConnectionKind *kind = kinds.connection(connection.kind);
    const QString detail = kind && kind->detail ? kind->detail(connection) : QString();
    if (connection.name.isEmpty() || detail.isEmpty())
        return connection.name + detail;
    return connection.name + QStringLiteral(" · ") + detail;
}

bool touchesRoute(const QRectF &rect, const QPolygonF &route)
{
    for (qsizetype i = 1; i < route.size(); ++i) {
        const QPointF &a = route[i - 1];
        const QPointF &b = route[i];
        if (std::max(a.x(), b.x()) > rect.left() && std::min(a.x(), b.x()) < rect.right() &&
            std::max(a.y(), b.y()) > rect.top() && std::min(a.y(), b.y()) < rect.bottom())
            return true;
    }
    return false;
}

double nearestPart(const QPolygonF &route, const QPointF &point)
{
    const double length = routeLength(route);
    double nearest = 0.5;
    double least = std::numeric_limits<double>::infinity();
    double before = 0.0;
    for (qsizetype i = 1; i < route.size(); ++i) {
        const QPointF along = route[i] - route[i - 1];
        const double square = QPointF::dotProduct(along, along);
        const double t =
            square > 0.0
                ? std::clamp(QPointF::dotProduct(point - route[i - 1], along) / square, 0.0, 1.0)
                : 0.0;
        const double away = QLineF(point, route[i - 1] + t * along).length();
        if (away < least && length > 0.0) {
            least = away;
            nearest = (before + t * std::sqrt(square)) / length;
        }
        before += std::sqrt(square);
    }
    return nearest;
}

ConnectionLabels::ConnectionLabels(const model::KindRegistry &kinds, const QFont &font)
    : m_kinds(&kinds)
    , m_font(font)
{}

QSizeF ConnectionLabels::sizeOf(const QString &text) const
{
    const QFontMetricsF metrics(m_font);
    return {std::min(metrics.horizontalAdvance(text) + 1.0, kMostWidth) + 2 * kPadding.width(),
            metrics.height() + 2 * kPadding.height()};
}

void ConnectionLabels::setText(const model::Design &design, const DiagramGeometry &geometry,
                               const ElementId &id)
{
    const model::Connection *connection = design.connection(id);
    QString text = connection ? connectionText(*connection, *m_kinds) : QString();
    if (const int count = geometry.bundles().countOf(id); connection && count > 1)
        text = QStringLiteral("× %1").arg(count);
    if (text.isEmpty())
        m_texts.erase(id);
    else
        m_texts[id] = std::move(text);
}

double ConnectionLabels::hindrance(const DiagramGeometry &geometry, const Nearby &nearby,
                                   const ElementId &id, const QRectF &rect) const
{
    double sum = 0.0;
    const QRectF area =
        rect.adjusted(-kLabelClearance, -kLabelClearance, kLabelClearance, kLabelClearance);
    for (const ElementId &other : m_index.in(area))
        sum += other == id ? 0.0 : kHidesLabel;
    for (const ElementId &other : nearby(area)) {
        if (const ComponentPlace *place = geometry.place(other)) {
            if (!place->isGround())
                sum += place->rect.intersects(area) ? kHidesCard : 0.0;
            else if (QRectF(place->rect.topLeft(), QSizeF(place->rect.width(), kTitleHeight))
                         .intersects(area))
                sum += kHidesTitle;
            else if (place->rect.intersects(area) && !place->rect.contains(area))
                sum += kHidesBorder;
            continue;
        }
        const auto route = geometry.routes().find(other);
        if (route == geometry.routes().end())
            continue;
        if (other != id) {
            sum += touchesRoute(rect, route->second) ? kHidesLine : 0.0;
            continue;
        }
        for (qsizetype i = 1; i + 1 < route->second.size(); ++i)
            sum += area.contains(route->second[i]) ? kHidesBend : 0.0;
    }
    return sum;
}

std::vector<ElementId> ConnectionLabels::trunkAt(const DiagramGeometry &geometry,
                                                 const Nearby &nearby, const ElementId &id,
                                                 const QPointF &point) const
{
    const QPolygonF &route = geometry.routes().at(id);
    const QRectF around(point - QPointF(1.0, 1.0), QSizeF(2.0, 2.0));
    std::vector<ElementId> others;
    for (const ElementId &other : nearby(around)) {
        const auto found = geometry.routes().find(other);
        if (other == id || found == geometry.routes().end())
            continue;
        const QPolygonF &its = found->second;
        const bool isOfOneTrunk = its.front() == route.front() || its.back() == route.back();
        if (isOfOneTrunk && touchesRoute(around, its))
            others.push_back(other);
    }
    return others;
}

int ConnectionLabels::countTouched(const DiagramGeometry &geometry,
                                   const std::vector<ElementId> &connections, const QRectF &rect)
{
    return int(std::count_if(connections.begin(), connections.end(), [&](const ElementId &id) {
        return touchesRoute(rect, geometry.routes().at(id));
    }));
}

bool ConnectionLabels::isClear(const std::vector<ElementId> &trunk, const ElementId &id) const
{
    const QString &text = m_texts.at(id);
    return std::all_of(trunk.begin(), trunk.end(), [&](const ElementId &other) {
        const auto found = m_texts.find(other);
        return id < other && found != m_texts.end() && found->second == text;
    });
}

int ConnectionLabels::tintBelow(const DiagramGeometry &geometry, const Nearby &nearby,
                                const QRectF &rect)
{
    int tint = -1;
    for (const ElementId &id : nearby(rect)) {
        const ComponentPlace *place = geometry.place(id);
        if (place && place->tint >= 0 && place->rect.contains(rect.center()))
            tint = std::max(tint, place->tint);
    }
    return tint;
}

void ConnectionLabels::placeOne(const model::Design &design, const DiagramGeometry &geometry,
                                const Nearby &nearby, const ElementId &id)
{
    m_index.remove(id);
    m_labels.erase(id);
    const auto text = m_texts.find(id);
    const auto route = geometry.routes().find(id);
    if (text == m_texts.end() || route == geometry.routes().end() || route->second.size() < 2)
        return;
    const QSizeF size = sizeOf(text->second);
    QRectF best;
    if (const std::optional<model::LabelPlace> &given = design.connection(id)->label) {
        best = labelRect(pointAlong(route->second, given->at) + given->offset, size);
    } else {
        double least = std::min(kHidesCard, kHidesLabel);
        const std::vector<ElementId> start = trunkAt(geometry, nearby, id, route->second.front());
        const std::vector<ElementId> end = trunkAt(geometry, nearby, id, route->second.back());
        const size_t all = std::max(start.size(), end.size());
        const bool standsForTrunk = isClear(start, id) && isClear(end, id);
        for (const LabelCandidate &candidate : candidatesFor(route->second, size)) {
            if (candidate.cost >= least)
                break;
            const std::vector<ElementId> trunk = trunkAt(geometry, nearby, id, candidate.on);
            if (!trunk.empty() && (!standsForTrunk || !isClear(trunk, id)))
                continue;
            const bool isForFewer = standsForTrunk && trunk.size() < all;
            const QRectF rect = labelRect(candidate.center, size);
            const double cost = candidate.cost + (isForFewer ? kStandsForFewer : 0.0) +
                                hindrance(geometry, nearby, id, rect) -
                                kHidesLine * double(countTouched(geometry, trunk, rect));
            if (cost < least) {
                least = cost;
                best = rect;
            }
        }
    }
    if (best.isNull())
        return;
    m_labels[id] = {text->second, best, tintBelow(geometry, nearby, best)};
    m_index.put(id, best);
}

void ConnectionLabels::placeThese(const model::Design &design, const DiagramGeometry &geometry,
                                  const Nearby &nearby, const std::vector<ElementId> &ids)
{
    for (const ElementId &id : ids) {
        m_index.remove(id);
        m_labels.erase(id);
    }
    // What was put somewhere stays there; the others make way.
    for (const bool isGiven : {true, false}) {
        for (const ElementId &id : ids) {
            const model::Connection *connection = design.connection(id);
            if (connection && connection->label.has_value() == isGiven)
                placeOne(design, geometry, nearby, id);
        }
    }
}

void ConnectionLabels::place(const model::Design &design, const DiagramGeometry &geometry,
                             const Nearby &nearby)
{
    m_texts.clear();
    m_labels.clear();
    m_index.clear();
    std::vector<ElementId> ids;
    for (const auto &[id, connection] : design.connections)
        setText(design, geometry, id);
    for (const auto &[id, text] : m_texts)
        ids.push_back(id);
    placeThese(design, geometry, nearby, ids);
}

std::vector<QRectF> ConnectionLabels::follow(const model::Design &design,
                                             const DiagramGeometry &geometry, const Nearby &nearby,
                                             const DiagramGeometry::Update &change)
{
    const std::map<ElementId, ConnectionLabel> before = m_labels;
    std::set<ElementId> moving;
    for (const ElementId &id : change.connections) {
        setText(design, geometry, id);
        if (m_texts.count(id) > 0 || m_labels.count(id) > 0)
            moving.insert(id);
    }
    if (m_texts.size() <= kAlwaysPlaced) {
        for (const auto &[id, text] : m_texts)
            moving.insert(id);
    } else {
        for (const ElementId &id : change.components) {
            const std::vector<ElementId> near = m_index.in(geometry.componentRect(id));
            moving.insert(near.begin(), near.end());
        }
    }
    placeThese(design, geometry, nearby, {moving.begin(), moving.end()});
    std::vector<QRectF> areas;
    for (const ElementId &id : moving) {
        const auto then = before.find(id);
        const auto now = m_labels.find(id);
        const bool was = then != before.end();
        const bool is = now != m_labels.end();
        if (was && is && then->second == now->second)
            continue;
        if (was)
            areas.push_back(then->second.rect);
        if (is)
            areas.push_back(now->second.rect);
    }
    return areas;
}

ElementId ConnectionLabels::at(const QPointF &point) const
{
    const std::vector<ElementId> found = in(QRectF(point, QSizeF(0.1, 0.1)));
    return found.empty() ? ElementId() : found.back();
}

std::vector<ElementId> ConnectionLabels::in(const QRectF &area) const
{
    std::vector<ElementId> found = m_index.in(area);
    std::sort(found.begin(), found.end());
    return found;
}

QRectF ConnectionLabels::bounds() const
{
    QRectF bounds;
    for (const auto &[id, label] : m_labels)
        bounds |= label.rect;
    return bounds;
}

} // namespace loadstar::render
