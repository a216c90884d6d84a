// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/tools/select_tool.h"

#include "canvas/canvas_scene.h"
#include "canvas/canvas_view.h"
#include "canvas/tools/connect_tool.h"
#include "edit/arrange_operations.h"
#include "edit/clipboard.h"
#include "edit/connection_operations.h"
#include "edit/edit_operations.h"
#include "edit/element_search.h"
#include "model/visibility.h"

#include <QCoreApplication>
#include <QKeyEvent>
#include <QLineF>

#include <algorithm>

namespace loadstar::canvas {

namespace {

using model::ElementId;

// In screen pixels.
constexpr double kDragDistance = 4.0;
constexpr double kHandleReach = 7.0;
constexpr double kLineReach = 6.0;
constexpr double kEdgeInside = 5.0;
constexpr double kEdgeOutside = 8.0;
/// Of a card's smaller side, so that it can still be taken when it is drawn small.
constexpr double kMaximumEdgePart = 0.15;
constexpr double kMaximumHandlePart = 0.2;
/// How near guides draw what is dragged, in screen pixels.
constexpr double kGuideReach = 5.0;
/// Height of the title of a container, in canvas pixels: it can always be dragged there.
constexpr double kTitleHeight = 28.0;

/// Whether a press starts to drag a copy.
bool isForCopy(const CanvasMouse &mouse)
{
    return mouse.modifiers == (Qt::ControlModifier | Qt::AltModifier);
}

} // namespace

ElementId SelectTool::resizable() const
{
    const edit::Selection &selection = view().document().selection();
    if (selection.size() != 1 || !view().isEditingEnabled())
        return {};
    const render::ComponentPlace *place = view().canvasScene().geometry().place(*selection.begin());
    const bool isResizable = place && place->shape != model::ComponentShape::Card &&
                             !model::isLocked(view().document().design(), *selection.begin());
    return isResizable ? *selection.begin() : ElementId();
}

ElementId SelectTool::selectedLine() const
{
    const edit::Selection &selection = view().document().selection();
    const bool isLine = selection.size() == 1 && view().isEditingEnabled() &&
                        view().document().design().connection(*selection.begin());
    return isLine ? *selection.begin() : ElementId();
}

bool SelectTool::isNearSideCenter(const QRectF &rect, const QPointF &position, double reach)
{
    const auto centers = sideCenters(rect);
    return std::any_of(centers.begin(), centers.end(), [&](const QPointF &center) {
        return QLineF(center, position).length() <= reach;
    });
}

bool SelectTool::isOnBorder(const ElementId &id, const QPointF &position) const
{
    const QRectF rect = view().canvasScene().geometry().componentRect(id);
    const double zoom = view().zoom();
    // From afar the handles must leave some of the card to take hold of.
    const double most = kMaximumHandlePart * std::min(rect.width(), rect.height());
    if (isNearSideCenter(rect, position, std::min(kHandleReach / zoom, most)))
        return true;
    if (!view().canvasScene().isCard(id))
        return false;
    const double inside =
        std::min(kEdgeInside / zoom, kMaximumEdgePart * std::min(rect.width(), rect.height()));
    const double outside = kEdgeOutside / zoom;
    return rect.adjusted(-outside, -outside, outside, outside).contains(position) &&
           !rect.adjusted(inside, inside, -inside, -inside).contains(position);
}

ElementId SelectTool::labelAt(const QPointF &position) const
{
    const bool isDrawn = view().zoom() >= render::DiagramPainter::kTextScale;
    return isDrawn ? view().canvasScene().labelAt(position) : ElementId();
}

SelectTool::Grip SelectTool::gripAt(const QPointF &position) const
{
    CanvasScene &scene = view().canvasScene();
    const double zoom = view().zoom();
    const ElementId under = scene.componentAt(position);
    if (view().isEditingEnabled()) {
        if (const ElementId id = resizable(); !id.isEmpty()) {
            const auto handle =
                resizeHandleAt(scene.geometry().componentRect(id), position, kHandleReach / zoom);
            if (handle && (!scene.isCard(under) || under == id))
                return {Grip::What::Handle, id, *handle, {}};
        }
        if (const ElementId id = selectedLine(); !id.isEmpty()) {
            const auto grip = lineGripAt(scene.geometry().route(id), position, kHandleReach / zoom);
            // The handle in the middle of a segment may lie under the text.
            const bool isUnderLabel =
                grip && grip->what == LineGrip::What::Segment && labelAt(position) == id;
            if (grip && !isUnderLabel)
                return {Grip::What::Line, id, {}, *grip};
        }
        if (const ElementId id = labelAt(position); !id.isEmpty())
            return {Grip::What::Label, id, {}, {}};
        // The handles of a hovered card reach beyond it.
        for (const ElementId &id : {under, scene.hovered()}) {
            if (!id.isEmpty() && isOnBorder(id, position) && ConnectTool::canStart(view(), id))
                return {Grip::What::Border, id, {}, {}};
        }
    }
    if (const ElementId id = labelAt(position); !id.isEmpty())
        return {Grip::What::Element, id, {}, {}};
    if (scene.isCard(under))
        return {Grip::What::Element, under, {}, {}};
    const ElementId line = scene.connectionAt(position, kLineReach / zoom);
    if (!line.isEmpty()) {
        const auto grip = lineGripAt(scene.geometry().route(line), position, kLineReach / zoom);
        const bool isSegment = grip && grip->what == LineGrip::What::Segment;
        return {Grip::What::Element, line, {}, isSegment ? *grip : LineGrip{}};
    }
    if (under.isEmpty())
        return {};
    const QRectF rect = scene.geometry().componentRect(under);
    const double edge = kEdgeInside / zoom;
    const bool isInterior =
        rect.adjusted(edge, std::max(edge, kTitleHeight), -edge, -edge).contains(position);
    // The inside of a container that is not selected is for rubber bands.
    const bool isSelected = view().document().selection().count(under) > 0;
    return {isInterior && !isSelected ? Grip::What::Interior : Grip::What::Element, under, {}, {}};
}

bool SelectTool::mousePress(const CanvasMouse &mouse)
{
    if (mouse.button == Qt::RightButton)
        return false;
    cancel();
    view().setPointerHint({});
    m_isPressed = true;
    m_press = mouse;
    m_grip = gripAt(mouse.position);
    if (m_grip.what == Grip::What::Element || m_grip.what == Grip::What::Border ||
        m_grip.what == Grip::What::Label)
        pressElement(mouse);
    else if (m_grip.what != Grip::What::Handle && m_grip.what != Grip::What::Line)
        m_selectsOnRelease = true;
    return true;
}

void SelectTool::pressElement(const CanvasMouse &mouse)
{
    edit::DesignDocument &document = view().document();
    edit::Selection selection = document.selection();
    const bool isSelected = selection.count(m_grip.id) > 0;
    if (isForCopy(mouse)) {
        if (!isSelected)
            document.select({m_grip.id});
    } else if (mouse.modifiers == Qt::AltModifier && !selectedAt(mouse.position).isEmpty()) {
        m_grip = {Grip::What::Element, selectedAt(mouse.position), {}, {}};
        m_selectsOnRelease = true;
    } else if (mouse.modifiers & Qt::ControlModifier) {
        if (isSelected)
            selection.erase(m_grip.id);
        else
            selection.insert(m_grip.id);
        document.select(selection);
    } else if (mouse.modifiers & Qt::ShiftModifier) {
        selection.insert(m_grip.id);
        document.select(selection);
    } else if (!isSelected) {
        document.select({m_grip.id});
    } else {
        // A drag moves all that is selected; a mere click leaves only this one.
        m_selectsOnRelease = true;
    }
}

ElementId SelectTool::selectedAt(const QPointF &position) const
{
    const std::vector<ElementId> all = view().canvasScene().componentsAt(position);
    const edit::Selection &selection = view().document().selection();
    const auto found = std::find_if(all.rbegin(), all.rend(),
                                    [&](const ElementId &id) { return selection.count(id); });
    return found == all.rend() ? ElementId() : *found;
}

ElementId SelectTool::below(const ElementId &id, const QPointF &position) const
{
    const std::vector<ElementId> all = view().canvasScene().componentsAt(position);
    const auto found = std::find(all.begin(), all.end(), id);
    if (found == all.end())
        return id;
    return found == all.begin() ? all.back() : *std::prev(found);
}

bool SelectTool::mouseMove(const CanvasMouse &mouse)
{
    if (!m_isPressed) {
        hover(mouse);
        return true;
    }
    if (!m_isDragging) {
        if (QLineF(m_press.viewPosition, mouse.viewPosition).length() < kDragDistance)
            return true;
        startDrag(mouse);
    }
    const QPointF distance = mouse.position - m_press.position;
    // The keys that asked for a copy are held down still.
    const Qt::KeyboardModifiers keys =
        isForCopy(m_press) ? mouse.modifiers & Qt::ShiftModifier : mouse.modifiers;
    const bool isFree = keys & Qt::AltModifier;
    const bool isShift = keys & Qt::ShiftModifier;
    const bool isControl = keys & Qt::ControlModifier;
    const double reach = kGuideReach / view().zoom();
    const QRectF guidesBefore = guideArea();
    if (m_move)
        m_move->update(distance,
                       {.isFree = isFree, .isStraight = isShift, .keepsContainer = isControl},
                       reach);
    else if (m_resize)
        m_resize->update(
            distance, {.isFree = isFree, .keepsAspect = isShift, .isCentered = isControl}, reach);
    else if (m_waypoints)
        m_waypoints->update(mouse.position, isFree);
    else if (m_label)
        m_label->update(distance, isFree ? 0.0 : reach);
    else if (m_band)
        updateBand(mouse);
    view().updateArea(guidesBefore);
    view().updateArea(guideArea());
    return true;
}

bool SelectTool::isDragging() const
{
    return m_move || m_resize || m_waypoints || m_label || m_band;
}

QRectF SelectTool::guideArea() const
{
    if (m_move)
        return m_move->guides().bounds(view().zoom());
    return m_resize ? m_resize->guides().bounds(view().zoom()) : QRectF();
}

void SelectTool::startDrag(const CanvasMouse &mouse)
{
    m_isDragging = true;
    m_selectsOnRelease = false;
    edit::DesignDocument &document = view().document();
    CanvasScene &scene = view().canvasScene();
    const bool isEditing = view().isEditingEnabled();
    switch (m_grip.what) {
    case Grip::What::Border: {
        const ElementId from = m_grip.id;
        m_isPressed = false;
        view().setTool(ToolId::Connect);
        static_cast<ConnectTool &>(view().tool(ToolId::Connect)).beginByMouse(from, mouse.position);
        return;
    }
    case Grip::What::Handle:
        m_resize.emplace(scene, m_grip.id, m_grip.handle);
        Q_EMIT view().statusHint(QCoreApplication::translate(
            "SelectTool", "Shift keeps the proportions, Ctrl the middle; Alt goes by pixels"));
        return;
    case Grip::What::Line:
        startLineDrag(mouse);
        return;
    case Grip::What::Label:
        m_label.emplace(scene, m_grip.id);
        return;
    case Grip::What::Element:
        if (isEditing && document.design().connection(m_grip.id))
            startLineDrag(mouse);
        else if (isEditing && document.design().component(m_grip.id) &&
                 document.selection().count(m_grip.id))
            startMove();
        return;
    case Grip::What::Interior:
    case Grip::What::Nothing:
        m_selectionBeforeBand = m_press.modifiers & (Qt::ShiftModifier | Qt::ControlModifier)
                                    ? document.selection()
                                    : edit::Selection();
        m_band = QRectF(m_press.position, QSizeF());
        Q_EMIT view().statusHint(
            QCoreApplication::translate("SelectTool", "Hold Alt to select connections only"));
        return;
    }
}

void SelectTool::startLineDrag(const CanvasMouse &mouse)
{
    const LineGrip grip = m_grip.line;
    if (grip.what == LineGrip::What::Segment || grip.what == LineGrip::What::Bend) {
        m_waypoints.emplace(view().canvasScene(), m_grip.id, grip);
        return;
    }
    const ElementId connection = m_grip.id;
    m_isPressed = false;
    view().setTool(ToolId::Connect);
    static_cast<ConnectTool &>(view().tool(ToolId::Connect))
        .beginReconnecting(connection, grip.what == LineGrip::What::FromEnd, mouse.position);
}

bool SelectTool::removeBend(const Grip &grip)
{
    if (grip.what != Grip::What::Line || grip.line.what != LineGrip::What::Bend)
        return false;
    CanvasScene &scene = view().canvasScene();
    view().document().perform(
        QCoreApplication::translate("SelectTool", "Remove a bend"),
        edit::setWaypoints(
            view().document().design(), grip.id,
            render::cleanedWaypoints(lineEnds(scene, grip.id),
                                     render::withoutBend(lineEnds(scene, grip.id),
                                                         scene.geometry().route(grip.id),
                                                         grip.line.index),
                                     lineCheck(scene, grip.id))));
    return true;
}

void SelectTool::updateBand(const CanvasMouse &mouse)
{
    m_band = QRectF(m_press.position, mouse.position).normalized();
    edit::Selection selection = m_selectionBeforeBand;
    CanvasScene &scene = view().canvasScene();
    m_takesLines = mouse.modifiers & Qt::AltModifier;
    selection.merge(m_takesLines ? scene.connectionsIn(*m_band) : scene.elementsIn(*m_band));
    view().document().select(selection);
    view().viewport()->update();
}

bool SelectTool::mouseRelease(const CanvasMouse &mouse)
{
    if (!m_isPressed || mouse.button != Qt::LeftButton)
        return false;
    if (m_move && m_move->commit())
        view().document().select(m_move->components());
    if (m_resize)
        m_resize->commit();
    if (m_waypoints)
        m_waypoints->commit();
    if (m_label)
        m_label->commit();
    const bool isClick = !m_isDragging;
    const ElementId clicked = m_selectsOnRelease && mouse.modifiers == Qt::AltModifier
                                  ? below(m_grip.id, mouse.position)
                                  : m_grip.id;
    if (isClick && m_selectsOnRelease) {
        const bool isAdded = mouse.modifiers & (Qt::ShiftModifier | Qt::ControlModifier);
        edit::Selection selection = isAdded ? view().document().selection() : edit::Selection();
        if (!clicked.isEmpty())
            selection.insert(clicked);
        view().document().select(selection);
    }
    const bool isActivated = isClick && m_isDoubleClick;
    cancel();
    hover(mouse);
    if (isActivated)
        activate(namedAt(mouse.position));
    else if (isClick && view().document().design().component(clicked))
        Q_EMIT view().componentClicked(clicked, mouse.globalPosition);
    return true;
}

ElementId SelectTool::namedAt(const QPointF &position) const
{
    const Grip grip = gripAt(position);
    const bool isLine = view().document().design().connection(grip.id) != nullptr;
    return isLine ? grip.id : view().canvasScene().componentAt(position);
}

bool SelectTool::mouseDoubleClick(const CanvasMouse &mouse)
{
    if (mouse.button == Qt::LeftButton && removeBend(gripAt(mouse.position)))
        return true;
    // It may be the beginning of a drag.
    mousePress(mouse);
    m_isDoubleClick = m_isPressed;
    return true;
}

void SelectTool::activate(const ElementId &id)
{
    if (id.isEmpty())
        return;
    view().document().select({id});
    if (view().isEditingEnabled())
        view().renameSelected();
    else if (view().document().design().component(id))
        Q_EMIT view().componentActivated(id);
}

void SelectTool::startMove()
{
    const model::Design &design = view().document().design();
    const edit::Selection free = edit::unlocked(design, view().document().selection());
    if (isForCopy(m_press)) {
        startCopying();
        return;
    }
    if (free.count(m_grip.id)) {
        m_move.emplace(view().canvasScene(), free, m_grip.id);
        Q_EMIT view().statusHint(QCoreApplication::translate(
            "SelectTool", "Shift keeps the direction, Ctrl the container; Alt goes by pixels; "
                          "Ctrl+Alt from the start drags a copy"));
        return;
    }
    Q_EMIT view().statusHint(
        QCoreApplication::translate("SelectTool", "%1 is locked; Arrange, Unlock lets it move")
            .arg(edit::nameOf(design, m_grip.id)));
}

void SelectTool::startCopying()
{
    const edit::DesignDocument &document = view().document();
    auto copies =
        edit::pasteElements(document.design(), document.kinds(),
                            edit::copyElements(document.design(), document.selection()), {});
    if (copies && !copies->pasted.empty())
        m_move.emplace(view().canvasScene(), std::move(*copies));
}

void SelectTool::hover(const CanvasMouse &mouse)
{
    CanvasScene &scene = view().canvasScene();
    m_hoverGrip = gripAt(mouse.position);
    const ElementId before = scene.hovered();
    scene.setHovered(m_hoverGrip.what == Grip::What::Interior ? ElementId() : m_hoverGrip.id);
    if (before != scene.hovered()) {
        for (const ElementId &id : {before, scene.hovered()})
            view().updateArea(scene.geometry().componentRect(id));
    }
}

void SelectTool::cancel()
{
    m_isPressed = false;
    m_isDragging = false;
    m_isDoubleClick = false;
    m_selectsOnRelease = false;
    if (m_move || m_resize || m_band)
        Q_EMIT view().statusHint({});
    view().updateArea(guideArea());
    m_move.reset();
    m_resize.reset();
    m_waypoints.reset();
    m_label.reset();
    if (m_band)
        view().viewport()->update();
    m_band.reset();
}

void SelectTool::leave()
{
    cancel();
    m_hoverGrip = {};
    view().canvasScene().setHovered({});
}

bool SelectTool::keyPress(const QKeyEvent &event)
{
    if (event.key() == Qt::Key_Escape) {
        const bool isIdle = !m_isPressed;
        cancel();
        view().setPointerHint({});
        if (isIdle)
            view().document().select({});
        return true;
    }
    if (m_isDragging)
        return true; // the history must not be used during a gesture
    if (event.key() == Qt::Key_Return || event.key() == Qt::Key_Enter) {
        const edit::Selection &selection = view().document().selection();
        if (selection.size() != 1)
            return false;
        Q_EMIT view().componentActivated(*selection.begin());
        return true;
    }
    return nudge(event);
}

bool SelectTool::nudge(const QKeyEvent &event)
{
    const double step = event.modifiers() & Qt::ShiftModifier ? 1.0 : CanvasView::kGridStep;
    QPointF offset;
    switch (event.key()) {
    case Qt::Key_Left:
        offset.setX(-step);
        break;
    case Qt::Key_Right:
        offset.setX(step);
        break;
    case Qt::Key_Up:
        offset.setY(-step);
        break;
    case Qt::Key_Down:
        offset.setY(step);
        break;
    default:
        return false;
    }
    edit::DesignDocument &document = view().document();
    if (!view().isEditingEnabled() ||
        edit::outermostComponents(document.design(), document.selection()).empty())
        return false;
    const edit::Selection free = edit::unlocked(document.design(), document.selection());
    document.perform(
        QCoreApplication::translate("SelectTool", "Move"),
        edit::withRoom(document.design(), document.kinds(),
                       movedComponents(document.design(), document.kinds(), free, offset), free),
        QStringLiteral("move-by-keys"));
    return true;
}

} // namespace loadstar::canvas
