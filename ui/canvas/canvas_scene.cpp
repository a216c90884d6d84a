// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/canvas_scene.h"

#include "model/visibility.h"

#include <QGraphicsView>
#include <QLineF>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>

namespace loadstar::canvas {

namespace {

using model::ElementId;

/// How long nothing must change before routes far from the last change are improved too.
constexpr int kSettleMilliseconds = 150;
/// With more connections than this, that is done on another thread.
constexpr size_t kSettledConnections = 600;
/// Of more areas than this the whole view is painted again, which costs less.
constexpr size_t kMostAreas = 100;
/// Free space around the diagram that can be scrolled to, in canvas pixels.
constexpr double kScrollMargin = 2000.0;
/// Components whose tops differ by less are read as one row.
constexpr double kRowHeight = 32.0;

double distanceToSegment(const QPointF &point, const QPointF &a, const QPointF &b)
{
    const QPointF along = b - a;
    const double square = QPointF::dotProduct(along, along);
    const double t =
        square > 0.0 ? std::clamp(QPointF::dotProduct(point - a, along) / square, 0.0, 1.0) : 0.0;
    return QLineF(point, a + t * along).length();
}

/// Whether a part of the line lies in the rectangle.
bool touches(const QPolygonF &line, const QRectF &rect)
{
    // What goes through a rectangle crosses one of its diagonals.
    const std::array<QLineF, 2> diagonals{QLineF(rect.topLeft(), rect.bottomRight()),
                                          QLineF(rect.topRight(), rect.bottomLeft())};
    for (qsizetype i = 0; i + 1 < line.size(); ++i) {
        if (rect.contains(line[i]) || rect.contains(line[i + 1]))
            return true;
        const QLineF segment(line[i], line[i + 1]);
        for (const QLineF &diagonal : diagonals) {
            if (segment.intersects(diagonal, nullptr) == QLineF::BoundedIntersection)
                return true;
        }
    }
    return false;
}

template <typename Look>
Look plainOr(const std::map<ElementId, Look> &looks, const ElementId &id)
{
    const auto found = looks.find(id);
    return found == looks.end() ? Look() : found->second;
}

/// Ids whose look differs between the two.
template <typename Look>
std::set<ElementId> differingLooks(const std::map<ElementId, Look> &a,
                                   const std::map<ElementId, Look> &b)
{
    std::set<ElementId> ids;
    for (const auto &[id, look] : a) {
        if (!(plainOr(b, id) == look))
            ids.insert(id);
    }
    for (const auto &[id, look] : b) {
        if (!a.count(id))
            ids.insert(id);
    }
    return ids;
}

} // namespace

CanvasScene::CanvasScene(edit::DesignDocument &document, QObject *parent)
    : QGraphicsScene(parent)
    , m_document(document)
    , m_painter(document.kinds(), render::Theme::light())
    , m_labels(m_painter.emptyLabels())
{
    m_followTimer.setSingleShot(true);
    m_followTimer.setInterval(0);
    connect(&m_followTimer, &QTimer::timeout, this, &CanvasScene::followDocument);
    m_settleTimer.setSingleShot(true);
    m_settleTimer.setInterval(kSettleMilliseconds);
    connect(&m_settleTimer, &QTimer::timeout, this, &CanvasScene::settle);
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
    ++m_changeCount;
    m_followTimer.start();
}

void CanvasScene::settle()
{
    followDocument();
    if (m_geometry.isSettled() || m_isSettling)
        return;
    const model::Design &design = m_document.design();
    if (design.connections.size() <= kSettledConnections) {
        follow(m_geometry.settle(design));
        return;
    }
    m_isSettling = true;
    m_settleTask = base::runTask(
        this,
        [design, kinds = &m_document.kinds()](base::TaskControl &) {
            return render::DiagramGeometry(design, *kinds).routes();
        },
        [this, changes = m_changeCount](render::DiagramGeometry::Routes routes) {
            m_isSettling = false;
            if (changes == m_changeCount)
                follow(m_geometry.adopt(std::move(routes)));
            else
                m_settleTimer.start();
        });
}

void CanvasScene::prepare(const QRectF &area, double scale)
{
    followDocument();
    if (m_geometry.hasDrafts() && scale >= render::DiagramOverview::kMostScale)
        follow(m_geometry.refine(m_document.design(), m_index.in(area)));
}

void CanvasScene::followDocument()
{
    if (m_pending.isEmpty())
        return;
    const model::DesignChange change = std::exchange(m_pending, {});
    m_followTimer.stop();
    follow(m_geometry.update(m_document.design(), m_document.kinds(), change), change.isReset);
    if (!m_geometry.isSettled())
        m_settleTimer.start();
}

void CanvasScene::paintAgain(const QRectF &area)
{
    // Not update(), which a view forgets when the scene follows the design while it is painted.
    if (area.isEmpty())
        return;
    constexpr int kMargin = 2; // of smoothed edges
    for (const QGraphicsView *view : views()) {
        const QRect touched = view->viewportTransform().mapRect(area).toAlignedRect();
        view->viewport()->update(touched.adjusted(-kMargin, -kMargin, kMargin, kMargin));
    }
}

void CanvasScene::paintAgain()
{
    for (const QGraphicsView *view : views())
        view->viewport()->update();
}

void CanvasScene::moveInIndex(const ElementId &id, const QRectF &bounds)
{
    if (bounds.isEmpty())
        m_index.remove(id);
    else
        m_index.put(id, bounds);
}

void CanvasScene::follow(const render::DiagramGeometry::Update &change, bool isReset)
{
    if (change.isEmpty() && !isReset)
        return;
    const bool isLarge = change.components.size() + change.connections.size() > kMostAreas;
    QRectF touched;
    QRectF lines;
    const auto moveTo = [&](const ElementId &id, const QRectF &bounds) {
        if (!isLarge)
            paintAgain(m_index.bounds(id));
        moveInIndex(id, bounds);
        touched |= bounds;
        if (!isLarge)
            paintAgain(bounds);
    };
    for (const ElementId &id : change.components) {
        const render::ComponentPlace *place = m_geometry.place(id);
        moveTo(id, place ? render::DiagramPainter::componentBounds(place->rect) : QRectF());
    }
    for (const ElementId &id : change.connections) {
        const auto route = m_geometry.routes().find(id);
        lines |= m_index.bounds(id);
        moveTo(id, route != m_geometry.routes().end()
                       ? render::DiagramPainter::connectionBounds(route->second)
                       : QRectF());
        lines |= m_index.bounds(id);
    }
    // A new design may say other things at the same lines.
    if (isReset)
        placeLabels();
    else
        followLabels(change);
    if (isLarge) {
        m_jumps.clear();
        paintAgain();
    } else if (!lines.isEmpty()) {
        m_jumps.forget(m_index.in(lines));
    }
    deselectHidden(change);
    m_isOverviewValid = false;
    if (!m_geometry.place(m_hovered))
        m_hovered = ElementId();
    growSceneRect(touched);
    Q_EMIT geometryChanged();
}

void CanvasScene::deselectHidden(const render::DiagramGeometry::Update &change)
{
    edit::Selection selection = m_document.selection();
    for (const std::set<ElementId> *ids : {&change.components, &change.connections}) {
        for (const ElementId &id : *ids) {
            if (!m_geometry.place(id) && m_geometry.routes().count(id) == 0)
                selection.erase(id);
        }
    }
    m_document.select(selection);
}

void CanvasScene::setLineJumps(bool areShown)
{
    m_hasLineJumps = areShown;
    paintAgain();
}

void CanvasScene::followLabels(const render::DiagramGeometry::Update &change)
{
    const auto nearby = [this](const QRectF &area) { return m_index.in(area); };
    const std::vector<QRectF> areas =
        m_labels.follow(m_document.design(), m_geometry, nearby, change);
    if (areas.size() > kMostAreas) {
        paintAgain();
        return;
    }
    for (const QRectF &area : areas)
        paintAgain(area.adjusted(-1.0, -1.0, 1.0, 1.0));
}

void CanvasScene::placeLabels()
{
    m_labels = m_painter.emptyLabels();
    m_labels.place(m_document.design(), m_geometry,
                   [this](const QRectF &area) { return m_index.in(area); });
    paintAgain();
}

const render::ConnectionLabels &CanvasScene::labels()
{
    followDocument();
    return m_labels;
}

ElementId CanvasScene::labelAt(const QPointF &point)
{
    return labels().at(point);
}

void CanvasScene::growSceneRect(const QRectF &diagram)
{
    if (diagram.isNull())
        return;
    const QRectF wanted =
        diagram.adjusted(-kScrollMargin, -kScrollMargin, kScrollMargin, kScrollMargin);
    // It only grows while one works, so that the view does not jump under the pointer.
    if (!sceneRect().contains(wanted))
        setSceneRect(sceneRect() | wanted);
}

void CanvasScene::onSelectionChanged()
{
    const edit::Selection &selection = m_document.selection();
    std::set<ElementId> differing;
    std::set_symmetric_difference(m_shownSelection.begin(), m_shownSelection.end(),
                                  selection.begin(), selection.end(),
                                  std::inserter(differing, differing.end()));
    m_shownSelection = selection;
    updateElements(differing);
}

void CanvasScene::updateElements(const std::set<ElementId> &ids)
{
    m_isOverviewValid = m_isOverviewValid && ids.empty();
    if (ids.size() > kMostAreas) {
        paintAgain();
        return;
    }
    for (const ElementId &id : ids)
        updateElement(id);
}

void CanvasScene::updateElement(const ElementId &id)
{
    m_isOverviewValid = false;
    if (const QRectF bounds = m_index.bounds(id); !bounds.isEmpty())
        paintAgain(bounds);
    if (const auto label = m_labels.labels().find(id); label != m_labels.labels().end())
        paintAgain(label->second.rect.adjusted(-1.0, -1.0, 1.0, 1.0));
}

void CanvasScene::setTheme(const render::Theme &theme)
{
    m_painter.setTheme(theme);
    placeLabels();
    m_isOverviewValid = false;
    paintAgain();
}

void CanvasScene::setComponentLooks(std::map<ElementId, render::ComponentLook> looks)
{
    const std::set<ElementId> changed = differingLooks(m_componentLooks, looks);
    m_componentLooks = std::move(looks);
    updateElements(changed);
}

void CanvasScene::setConnectionLooks(std::map<ElementId, render::ConnectionLook> looks)
{
    const std::set<ElementId> changed = differingLooks(m_connectionLooks, looks);
    m_connectionLooks = std::move(looks);
    updateElements(changed);
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

void CanvasScene::setRaised(edit::Selection ids)
{
    m_raised.swap(ids);
    for (const ElementId &id : ids)
        updateElement(id);
}

void CanvasScene::setFaded(const std::set<ElementId> &ids)
{
    if (ids == m_faded)
        return;
    m_faded = ids;
    m_isOverviewValid = false;
    paintAgain();
}

ElementId CanvasScene::componentAt(const QPointF &point)
{
    const std::vector<ElementId> all = componentsAt(point);
    return all.empty() ? ElementId() : all.back();
}

std::vector<ElementId> CanvasScene::componentsAt(const QPointF &point)
{
    std::vector<ElementId> shown;
    geometry();
    std::vector<ElementId> near = m_index.in(QRectF(point, QSizeF(1.0, 1.0)));
    std::sort(near.begin(), near.end());
    for (const ElementId &id : near) {
        const render::ComponentPlace *place = m_geometry.place(id);
        if (!place || !place->rect.contains(point))
            continue;
        shown.push_back(id);
    }
    // The one that is painted last lies on top.
    const render::PaintOrder order(m_geometry, shown);
    std::vector<ElementId> all = order.grounds;
    all.insert(all.end(), order.cards.begin(), order.cards.end());
    return all;
}

ElementId CanvasScene::connectionAt(const QPointF &point, double reach)
{
    ElementId best;
    double bestDistance = reach;
    geometry();
    std::vector<ElementId> near =
        m_index.in(QRectF(point, QSizeF()).adjusted(-reach, -reach, reach, reach));
    std::sort(near.begin(), near.end());
    for (const ElementId &id : near) {
        const QPolygonF route = m_geometry.route(id);
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

std::vector<ElementId> CanvasScene::componentsIn(const QRectF &rect)
{
    geometry();
    std::vector<ElementId> found = m_index.in(rect);
    std::erase_if(found, [&](const ElementId &id) {
        const render::ComponentPlace *place = m_geometry.place(id);
        return !place || !place->rect.intersects(rect);
    });
    std::sort(found.begin(), found.end());
    return found;
}

edit::Selection CanvasScene::elementsIn(const QRectF &rect)
{
    edit::Selection inside;
    geometry();
    for (const ElementId &id : m_index.in(rect)) {
        const render::ComponentPlace *place = m_geometry.place(id);
        if (place &&
            (place->isGround() ? rect.contains(place->rect) : rect.intersects(place->rect)))
            inside.insert(id);
    }
    for (const auto &[id, connection] : m_document.design().connections) {
        if (inside.count(connection.from) && inside.count(connection.to))
            inside.insert(id);
    }
    return inside;
}

edit::Selection CanvasScene::connectionsIn(const QRectF &rect)
{
    edit::Selection touched;
    geometry();
    for (const ElementId &id : m_index.in(rect)) {
        const auto route = m_geometry.routes().find(id);
        if (route != m_geometry.routes().end() && touches(route->second, rect))
            touched.insert(id);
    }
    return touched;
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
    return place && !place->isGround();
}

QString CanvasScene::describeAt(const QPointF &point, double zoom)
{
    const QString words = m_describer ? m_describer(point, zoom) : QString();
    return words.isEmpty() ? describe(componentAt(point)) : words;
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
    const render::ComponentPlace *place = m_geometry.place(id);
    if (place && place->hiddenInside > 0)
        parts << tr("collapsed with %n inside", nullptr, place->hiddenInside);
    if (model::isLocked(m_document.design(), id))
        parts << tr("locked");
    if (component->appearance.isPinned)
        parts << tr("pinned");
    if (look.utilisation)
        parts << tr("%1 % busy").arg(int(std::lround(*look.utilisation * 100)));
    if (look.queued > 0)
        parts << tr("%n waiting", nullptr, look.queued);
    parts.removeAll(QString());
    return parts.join(QStringLiteral(", "));
}

} // namespace loadstar::canvas
