// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/tools/connect_tool.h"

#include "canvas/canvas_scene.h"
#include "canvas/canvas_view.h"
#include "edit/connection_operations.h"
#include "edit/edit_operations.h"
#include "edit/layer_operations.h"
#include "model/visibility.h"

#include <QCoreApplication>
#include <QKeyEvent>
#include <QLineF>
#include <QMenu>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <limits>

namespace loadstar::canvas {

namespace {

using model::ElementId;

QString tr(const char *text)
{
    return QCoreApplication::translate("ConnectTool", text);
}

/// The border point of the rectangle in the direction of `to`.
QPointF borderPoint(const QRectF &rect, const QPointF &to)
{
    const QPointF away = to - rect.center();
    const bool isSideways = std::abs(away.x()) * rect.height() >= std::abs(away.y()) * rect.width();
    if (isSideways)
        return {away.x() >= 0 ? rect.right() : rect.left(), rect.center().y()};
    return {rect.center().x(), away.y() >= 0 ? rect.bottom() : rect.top()};
}

/// Adds a component with its centre at the point, and a connection to it, as one step.
void addFollower(CanvasView &view, const ElementId &from, const model::ComponentKind &kind,
                 const QPointF &center)
{
    edit::DesignDocument &document = view.document();
    model::Design design = document.design();
    if (!design.component(from))
        return;
    const QPointF half(kind.defaultSize.width() / 2, kind.defaultSize.height() / 2);
    std::vector<model::DesignEdit> edits =
        edit::addComponent(design, kind, CanvasView::snapped(center - half),
                           edit::containerAt(design, document.kinds(), center));
    edit::useCurrentLayer(document, edits);
    const ElementId added = std::get<model::PutComponent>(edits.front()).id;
    model::apply(design, edits.front());
    const auto connecting = edit::connectComponents(design, document.kinds(), from, added);
    if (!connecting)
        return;
    edits.insert(edits.end(), connecting->begin(), connecting->end());
    document.perform(tr("Continue with a %1").arg(kind.name.toLower()), edits);
    document.select({added});
    view.reveal(added);
}

} // namespace

bool ConnectTool::canStart(const CanvasView &view, const ElementId &id)
{
    const model::Component *component = view.document().design().component(id);
    if (!component || model::isLocked(view.document().design(), id))
        return false;
    const auto &kinds = view.document().kinds().connections();
    return std::any_of(kinds.begin(), kinds.end(), [&](const model::ConnectionKind &kind) {
        return std::any_of(kind.ends.begin(), kind.ends.end(),
                           [&](const auto &ends) { return ends.from == component->kind; });
    });
}

void ConnectTool::begin(const ElementId &from)
{
    m_from = from;
    m_target = ElementId();
    m_targets.clear();
    std::set<ElementId> faded;
    CanvasScene &scene = view().canvasScene();
    for (const auto &[id, component] : view().document().design().components) {
        if (id == from)
            continue;
        if (obstacle(id).isEmpty())
            m_targets.insert(id);
        else if (scene.isCard(id))
            faded.insert(id);
    }
    scene.setHovered({});
    scene.setFaded(faded);
}

base::Result<std::vector<model::DesignEdit>> ConnectTool::edits(const ElementId &to) const
{
    const edit::DesignDocument &document = view().document();
    if (m_reconnected.isEmpty())
        return edit::connectComponents(document.design(), document.kinds(), m_from, to);
    return m_isFromEnd
               ? edit::reconnect(document.design(), document.kinds(), m_reconnected, to, m_from)
               : edit::reconnect(document.design(), document.kinds(), m_reconnected, m_from, to);
}

QString ConnectTool::obstacle(const ElementId &to) const
{
    const auto possible = edits(to);
    return possible ? QString() : possible.error().message;
}

void ConnectTool::beginReconnecting(const ElementId &connection, bool isFromEnd,
                                    const QPointF &position)
{
    const model::Connection &line = *view().document().design().connection(connection);
    m_reconnected = connection;
    m_isFromEnd = isFromEnd;
    begin(isFromEnd ? line.to : line.from);
    m_isByMouse = true;
    Q_EMIT view().statusHint(tr("Drop the end on another component; Esc cancels"));
    pointAt(position);
}

void ConnectTool::beginByMouse(const ElementId &from, const QPointF &position)
{
    begin(from);
    m_isByMouse = true;
    Q_EMIT view().statusHint(tr("Drop on the component to connect to; Esc cancels"));
    pointAt(position);
}

void ConnectTool::beginByKeyboard(const ElementId &from)
{
    begin(from);
    m_isByMouse = false;
    const QRectF rect = view().canvasScene().geometry().componentRect(from);
    m_position = rect.center();
    if (m_targets.empty()) {
        const QString name = view().document().design().component(from)->name;
        view().setTool(ToolId::Select);
        view().setPointerHint(tr("There is nothing that %1 could be connected to").arg(name),
                              rect.bottomLeft());
        return;
    }
    Q_EMIT view().statusHint(tr("Arrows choose the end, Enter connects, Esc cancels"));
    chooseTarget(nextTarget({}));
}

void ConnectTool::pointAt(const QPointF &position)
{
    m_position = position;
    CanvasScene &scene = view().canvasScene();
    const ElementId id = scene.componentAt(position);
    // Containers are mostly what one drags across, so they count only where they can be the end.
    const bool isMeant = !id.isEmpty() && id != m_from && (scene.isCard(id) || m_targets.count(id));
    m_target = isMeant && m_targets.count(id) ? id : ElementId();
    scene.setDropTarget(m_target);
    view().setPointerHint(isMeant && m_target.isEmpty() ? obstacle(id) : QString(), position);
    view().viewport()->update();
}

void ConnectTool::chooseTarget(const ElementId &target)
{
    if (target.isEmpty())
        return;
    m_target = target;
    CanvasScene &scene = view().canvasScene();
    scene.setDropTarget(target);
    m_position = scene.geometry().componentRect(target).center();
    view().ensureVisible(scene.geometry().componentRect(target));
    view().viewport()->update();
}

ElementId ConnectTool::nextTarget(const QPointF &direction) const
{
    ElementId best;
    double bestDistance = std::numeric_limits<double>::infinity();
    for (const ElementId &id : m_targets) {
        const QPointF away =
            view().canvasScene().geometry().componentRect(id).center() - m_position;
        const double ahead = QPointF::dotProduct(away, direction);
        if (!direction.isNull() && ahead <= 0.0)
            continue;
        // Sideways distance counts double, so that the one straight ahead comes first.
        const double aside = std::abs(away.x() * direction.y() - away.y() * direction.x());
        const double distance =
            direction.isNull() ? QLineF({}, away).length() : ahead + 2.0 * aside;
        if (distance < bestDistance) {
            best = id;
            bestDistance = distance;
        }
    }
    return best;
}

void ConnectTool::finish()
{
    edit::DesignDocument &document = view().document();
    if (m_target.isEmpty()) {
        view().setTool(ToolId::Select);
        return;
    }
    const auto wanted = edits(m_target);
    const QString text = m_reconnected.isEmpty() ? tr("Connect") : tr("Reconnect");
    view().setTool(ToolId::Select);
    if (!wanted) {
        Q_EMIT view().statusHint(wanted.error().message);
        return;
    }
    document.perform(text, *wanted);
    for (const model::DesignEdit &edit : *wanted) {
        if (const auto *put = std::get_if<model::PutConnection>(&edit))
            document.select({put->id});
    }
}

void ConnectTool::offerFollowers(const CanvasMouse &mouse)
{
    edit::DesignDocument &document = view().document();
    const ElementId from = m_from;
    const model::Component *start = document.design().component(from);
    const auto followers = start ? edit::possibleFollowers(document.kinds(), start->kind)
                                 : std::vector<const model::ComponentKind *>();
    if (followers.empty())
        return;
    auto *menu = new QMenu(&view());
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setObjectName(QStringLiteral("followers"));
    // A title as a section shows no text in every style.
    menu->addAction(tr("Continue with"))->setEnabled(false);
    menu->addSeparator();
    for (const model::ComponentKind *kind : followers) {
        QAction *action = menu->addAction(kind->name);
        action->setData(kind->id);
        QObject::connect(action, &QAction::triggered, &view(),
                         [&canvas = view(), from, kind, at = mouse.position] {
                             addFollower(canvas, from, *kind, at);
                         });
    }
    menu->popup(mouse.globalPosition);
}

void ConnectTool::leave()
{
    m_from = ElementId();
    m_reconnected = ElementId();
    m_target = ElementId();
    m_targets.clear();
    view().canvasScene().setFaded({});
    view().canvasScene().setDropTarget({});
    view().setPointerHint({});
    Q_EMIT view().statusHint({});
}

bool ConnectTool::mousePress(const CanvasMouse &mouse)
{
    // Started by key, the end may be clicked as well.
    pointAt(mouse.position);
    if (mouse.button == Qt::LeftButton)
        finish();
    else
        view().setTool(ToolId::Select);
    return true;
}

bool ConnectTool::mouseMove(const CanvasMouse &mouse)
{
    if (m_isByMouse)
        pointAt(mouse.position);
    return true;
}

bool ConnectTool::mouseRelease(const CanvasMouse &mouse)
{
    if (!m_isByMouse || mouse.button != Qt::LeftButton)
        return false;
    pointAt(mouse.position);
    const QString reason = view().pointerHint();
    const bool isInSpace =
        m_target.isEmpty() && reason.isEmpty() &&
        !view().canvasScene().isCard(view().canvasScene().componentAt(m_position));
    if (isInSpace && m_reconnected.isEmpty() &&
        !view()
             .canvasScene()
             .geometry()
             .componentRect(m_from)
             .adjusted(-24, -24, 24, 24)
             .contains(m_position))
        offerFollowers(mouse);
    finish();
    if (!reason.isEmpty())
        Q_EMIT view().statusHint(reason);
    return true;
}

bool ConnectTool::keyPress(const QKeyEvent &event)
{
    switch (event.key()) {
    case Qt::Key_Escape:
        view().setTool(ToolId::Select);
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        finish();
        return true;
    case Qt::Key_Left:
        chooseTarget(nextTarget({-1.0, 0.0}));
        return true;
    case Qt::Key_Right:
        chooseTarget(nextTarget({1.0, 0.0}));
        return true;
    case Qt::Key_Up:
        chooseTarget(nextTarget({0.0, -1.0}));
        return true;
    case Qt::Key_Down:
        chooseTarget(nextTarget({0.0, 1.0}));
        return true;
    default:
        // Other keys would act on the design behind the connection being drawn.
        return true;
    }
}

QPolygonF ConnectTool::previewRoute() const
{
    const render::DiagramGeometry &geometry = view().canvasScene().geometry();
    const QRectF from = geometry.componentRect(m_from);
    const QRectF to =
        m_target.isEmpty() ? QRectF(m_position, QSizeF(0, 0)) : geometry.componentRect(m_target);
    const QPointF start = borderPoint(from, to.center());
    const QPointF end = m_target.isEmpty() ? m_position : borderPoint(to, from.center());
    const bool isSideways = start.y() == from.center().y();
    if (isSideways) {
        const double middle = (start.x() + end.x()) / 2;
        return {start, {middle, start.y()}, {middle, end.y()}, end};
    }
    const double middle = (start.y() + end.y()) / 2;
    return {start, {start.x(), middle}, {end.x(), middle}, end};
}

void ConnectTool::paint(QPainter &painter, double) const
{
    if (m_from.isEmpty())
        return;
    const render::Theme &theme = view().theme();
    const bool isRefused = !view().pointerHint().isEmpty();
    QPen pen(isRefused ? theme.failure : theme.accent, 2.0);
    if (m_target.isEmpty())
        pen.setDashPattern({3.0, 2.0});
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    const QPolygonF route = previewRoute();
    painter.drawPath(render::DiagramPainter::connectionPath(route));
    constexpr double kEndRadius = 4.0;
    painter.setBrush(pen.color());
    painter.setPen(Qt::NoPen);
    painter.drawEllipse(route.back(), kEndRadius, kEndRadius);
}

QCursor ConnectTool::cursor() const
{
    return !view().pointerHint().isEmpty() ? Qt::ForbiddenCursor : Qt::CrossCursor;
}

} // namespace loadstar::canvas
