// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/canvas_scene.h"

#include "canvas/items/component_item.h"
#include "canvas/items/connection_item.h"

#include <QLineF>

#include <algorithm>
#include <cmath>

namespace loadstar::canvas {

namespace {

using model::ComponentShape;
using model::ElementId;

/// How long nothing must change before routes far from the last change are improved too.
constexpr int kSettleMilliseconds = 150;
/// With more connections than this, routes far from a change stay as they are until the design is
/// opened again: routing all of them would be felt.
constexpr size_t kSettledConnections = 600;
/// Free space around the diagram that can be scrolled to, in canvas pixels.
constexpr double kScrollMargin = 2000.0;
/// Components whose tops differ by less are read as one row.
constexpr double kRowHeight = 32.0;

bool isGround(const render::ComponentPlace &place)
{
    return place.shape == ComponentShape::Container || place.shape == ComponentShape::Frame;
}

double distanceToSegment(const QPointF &point, const QPointF &a, const QPointF &b)
{
    const QPointF along = b - a;
    const double square = QPointF::dotProduct(along, along);
    const double t =
        square > 0.0 ? std::clamp(QPointF::dotProduct(point - a, along) / square, 0.0, 1.0) : 0.0;
    return QLineF(point, a + t * along).length();
}

template <typename Look>
Look plainOr(const std::map<ElementId, Look> &looks, const ElementId &id)
{
    const auto found = looks.find(id);
    return found == looks.end() ? Look() : found->second;
}

/// Ids whose look differs between the two.
template <typename Look>
std::vector<ElementId> differingLooks(const std::map<ElementId, Look> &a,
                                      const std::map<ElementId, Look> &b)
{
    std::vector<ElementId> ids;
    for (const auto &[id, look] : a) {
        if (!(plainOr(b, id) == look))
            ids.push_back(id);
    }
    for (const auto &[id, look] : b) {
        if (!a.count(id))
            ids.push_back(id);
    }
    return ids;
}

} // namespace

CanvasScene::CanvasScene(edit::DesignDocument &document, QObject *parent)
    : QGraphicsScene(parent)
    , m_document(document)
    , m_painter(document.kinds(), render::Theme::light())
{
    m_followTimer.setSingleShot(true);
    m_followTimer.setInterval(0);
    connect(&m_followTimer, &QTimer::timeout, this, &CanvasScene::followDocument);
    m_settleTimer.setSingleShot(true);
    m_settleTimer.setInterval(kSettleMilliseconds);
    connect(&m_settleTimer, &QTimer::timeout, this,
            [this] { syncItems(m_geometry.settle(m_document.design())); });
    connect(&document, &edit::DesignDocument::changed, this, &CanvasScene::onDocumentChanged);
    connect(&document, &edit::DesignDocument::selectionChanged, this,
            &CanvasScene::onSelectionChanged);
    m_pending.isReset = true;
    followDocument();
    onSelectionChanged();
}

CanvasScene::~CanvasScene() = default;

const render::DiagramGeometry &CanvasScene::geometry()
{
    followDocument();
    return m_geometry;
}

void CanvasScene::onDocumentChanged(const model::DesignChange &change)
{
    m_pending.merge(change);
    m_followTimer.start();
}

void CanvasScene::followDocument()
{
    if (m_pending.isEmpty())
        return;
    const model::DesignChange change = std::exchange(m_pending, {});
    m_followTimer.stop();
    syncItems(m_geometry.update(m_document.design(), m_document.kinds(), change));
    if (!m_geometry.isSettled() && m_document.design().connections.size() <= kSettledConnections)
        m_settleTimer.start();
}

void CanvasScene::syncItems(const render::DiagramGeometry::Update &update)
{
    if (update.isEmpty())
        return;
    const auto sync = [this](auto &items, const ElementId &id, const auto &places,
                             const auto &setPlace) {
        const auto place = places.find(id);
        auto item = items.find(id);
        if (place == places.end()) {
            if (item != items.end()) {
                delete item->second;
                items.erase(item);
            }
            return;
        }
        if (item == items.end()) {
            using Item = std::remove_pointer_t<
                typename std::remove_reference_t<decltype(items)>::mapped_type>;
            item = items.emplace(id, new Item(*this, id)).first;
            addItem(item->second);
        }
        setPlace(*item->second, place->second);
    };
    for (const ElementId &id : update.components)
        sync(m_componentItems, id, m_geometry.places(),
             [](ComponentItem &item, const auto &place) { item.setPlace(place); });
    for (const ElementId &id : update.connections)
        sync(m_connectionItems, id, m_geometry.routes(),
             [](ConnectionItem &item, const auto &route) { item.setRoute(route); });
    if (!m_geometry.places().count(m_hovered))
        m_hovered = ElementId();
    updateSceneRect();
    Q_EMIT geometryChanged();
}

void CanvasScene::updateSceneRect()
{
    const QRectF wanted =
        m_geometry.bounds().adjusted(-kScrollMargin, -kScrollMargin, kScrollMargin, kScrollMargin);
    // It only grows while one works, so that the view does not jump under the pointer.
    if (!sceneRect().contains(wanted))
        setSceneRect(sceneRect() | wanted);
}

void CanvasScene::onSelectionChanged()
{
    const edit::Selection &selection = m_document.selection();
    for (const ElementId &id : m_shownSelection) {
        if (!selection.count(id))
            updateElement(id);
    }
    for (const ElementId &id : selection) {
        if (!m_shownSelection.count(id))
            updateElement(id);
    }
    m_shownSelection = selection;
}

void CanvasScene::updateElement(const ElementId &id)
{
    if (const auto item = m_componentItems.find(id); item != m_componentItems.end())
        item->second->update();
    if (const auto item = m_connectionItems.find(id); item != m_connectionItems.end())
        item->second->update();
}

void CanvasScene::setTheme(const render::Theme &theme)
{
    m_painter.setTheme(theme);
    update();
}

void CanvasScene::setComponentLooks(std::map<ElementId, render::ComponentLook> looks)
{
    const std::vector<ElementId> changed = differingLooks(m_componentLooks, looks);
    m_componentLooks = std::move(looks);
    for (const ElementId &id : changed)
        updateElement(id);
}

void CanvasScene::setConnectionLooks(std::map<ElementId, render::ConnectionLook> looks)
{
    const std::vector<ElementId> changed = differingLooks(m_connectionLooks, looks);
    m_connectionLooks = std::move(looks);
    for (const ElementId &id : changed)
        updateElement(id);
}

void CanvasScene::setOverlay(Overlay overlay)
{
    m_overlay = std::move(overlay);
    invalidateOverlay();
}

void CanvasScene::invalidateOverlay(const QRectF &area)
{
    invalidate(area, QGraphicsScene::ForegroundLayer);
}

void CanvasScene::drawForeground(QPainter *painter, const QRectF &exposed)
{
    if (m_overlay)
        m_overlay(*painter, m_geometry, exposed);
}

render::ComponentLook CanvasScene::componentLook(const ElementId &id) const
{
    render::ComponentLook look = plainOr(m_componentLooks, id);
    look.isSelected = look.isSelected || m_document.selection().count(id) > 0;
    look.isHovered = look.isHovered || id == m_hovered;
    look.isFaded = look.isFaded || m_faded.count(id) > 0;
    look.isDropTarget = look.isDropTarget || id == m_dropTarget;
    return look;
}

render::ConnectionLook CanvasScene::connectionLook(const ElementId &id) const
{
    render::ConnectionLook look = plainOr(m_connectionLooks, id);
    look.isSelected = look.isSelected || m_document.selection().count(id) > 0;
    look.isHovered = look.isHovered || id == m_hovered;
    look.isFaded = look.isFaded || m_faded.count(id) > 0;
    return look;
}

void CanvasScene::setHovered(const ElementId &id)
{
    if (id == m_hovered)
        return;
    updateElement(std::exchange(m_hovered, id));
    updateElement(id);
}

void CanvasScene::setDropTarget(const ElementId &id)
{
    if (id == m_dropTarget)
        return;
    updateElement(std::exchange(m_dropTarget, id));
    updateElement(id);
}

void CanvasScene::setFaded(const std::set<ElementId> &ids)
{
    if (ids == m_faded)
        return;
    m_faded = ids;
    update();
}

ElementId CanvasScene::componentAt(const QPointF &point)
{
    ElementId best;
    int bestDepth = -1;
    for (const auto &[id, place] : geometry().places()) {
        if (!place.rect.contains(point))
            continue;
        // Cards lie above every container, whatever their depth.
        constexpr int kAboveGround = 1'000'000;
        const int depth = isGround(place) ? place.depth : place.depth + kAboveGround;
        if (depth >= bestDepth) {
            best = id;
            bestDepth = depth;
        }
    }
    return best;
}

ElementId CanvasScene::connectionAt(const QPointF &point, double reach)
{
    ElementId best;
    double bestDistance = reach;
    for (const auto &[id, route] : geometry().routes()) {
        for (qsizetype i = 1; i < route.size(); ++i) {
            const double distance = distanceToSegment(point, route[i - 1], route[i]);
            if (distance <= bestDistance) {
                best = id;
                bestDistance = distance;
            }
        }
    }
    return best;
}

edit::Selection CanvasScene::elementsIn(const QRectF &rect)
{
    edit::Selection inside;
    for (const auto &[id, place] : geometry().places()) {
        if (isGround(place) ? rect.contains(place.rect) : rect.intersects(place.rect))
            inside.insert(id);
    }
    for (const auto &[id, connection] : m_document.design().connections) {
        if (inside.count(connection.from) && inside.count(connection.to))
            inside.insert(id);
    }
    return inside;
}

std::vector<ElementId> CanvasScene::readingOrder()
{
    std::vector<std::pair<QPointF, ElementId>> byPosition;
    for (const auto &[id, place] : geometry().places())
        byPosition.emplace_back(place.rect.topLeft(), id);
    const auto isHigher = [](const auto &a, const auto &b) {
        return std::pair(a.first.y(), a.first.x()) < std::pair(b.first.y(), b.first.x());
    };
    const auto isFurtherLeft = [](const auto &a, const auto &b) {
        return std::pair(a.first.x(), a.first.y()) < std::pair(b.first.x(), b.first.y());
    };
    std::stable_sort(byPosition.begin(), byPosition.end(), isHigher);
    for (auto row = byPosition.begin(); row != byPosition.end();) {
        const double end = row->first.y() + kRowHeight;
        const auto next = std::find_if(row, byPosition.end(),
                                       [&](const auto &at) { return at.first.y() >= end; });
        std::stable_sort(row, next, isFurtherLeft);
        row = next;
    }
    std::vector<ElementId> order;
    for (const auto &[position, id] : byPosition)
        order.push_back(id);
    return order;
}

bool CanvasScene::isCard(const ElementId &id)
{
    const render::ComponentPlace *place = geometry().place(id);
    return place && !isGround(*place);
}

QString CanvasScene::describe(const ElementId &id) const
{
    const model::Component *component = m_document.design().component(id);
    if (!component)
        return {};
    const model::ComponentKind *kind = m_document.kinds().component(component->kind);
    const render::ComponentLook look = plainOr(m_componentLooks, id);
    QStringList parts{component->name,
                      kind ? kind->name : tr("Unknown kind “%1”").arg(component->kind)};
    const QString detail = !look.detail.isEmpty() ? look.detail
                           : kind && kind->detail ? kind->detail(*component)
                                                  : QString();
    parts << detail << render::healthText(look.health);
    if (look.utilisation)
        parts << tr("%1 % busy").arg(int(std::lround(*look.utilisation * 100)));
    if (look.queued > 0)
        parts << tr("%n waiting", nullptr, look.queued);
    parts.removeAll(QString());
    return parts.join(QStringLiteral(", "));
}

} // namespace loadstar::canvas
