// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/canvas_scene.h"
#include "canvas/canvas_view.h"
#include "canvas/gestures/waypoint_gesture.h"
#include "canvas/name_editor.h"
#include "canvas/tools/connect_tool.h"
#include "canvas/tools/place_tool.h"
#include "edit/connection_operations.h"
#include "edit/edit_operations.h"
#include "model/visibility.h"

#include <QKeyEvent>
#include <QScrollBar>

#include <algorithm>
#include <iterator>

namespace loadstar::canvas {

namespace {

using model::ElementId;

/// Free space around what is fitted into the view, in screen pixels.
constexpr double kFitMargin = 40.0;
/// A small diagram is not blown up beyond this.
constexpr double kMaximumFitZoom = 1.25;

} // namespace

void CanvasView::setLineJumpsVisible(bool areVisible)
{
    m_scene->setLineJumps(areVisible);
}

void CanvasView::rememberView()
{
    m_views.remember({zoom(), viewCenter()});
}

void CanvasView::showView(const std::optional<ViewHistory::View> &view)
{
    if (!view)
        return;
    setZoom(view->zoom);
    centerOn(view->center);
}

void CanvasView::previousView()
{
    showView(m_views.previous({zoom(), viewCenter()}));
}

void CanvasView::nextView()
{
    showView(m_views.next({zoom(), viewCenter()}));
}

void CanvasView::zoomToFit()
{
    rememberView();
    const QRectF bounds = m_scene->geometry().bounds() | m_scene->labels().bounds();
    if (bounds.isNull()) {
        setZoom(1.0);
        centerOn(QRectF(viewport()->rect()).center());
        return;
    }
    const double fit = std::min((viewport()->width() - 2 * kFitMargin) / bounds.width(),
                                (viewport()->height() - 2 * kFitMargin) / bounds.height());
    setZoom(std::min(fit, kMaximumFitZoom));
    centerOn(bounds.center());
}

void CanvasView::bringAllIntoView()
{
    constexpr int kMargin = 12;
    const QRectF bounds = m_scene->geometry().bounds() | m_scene->labels().bounds();
    const QRectF room = QRectF(viewport()->rect()).adjusted(kMargin, kMargin, -kMargin, -kMargin);
    if (bounds.isEmpty() || room.isEmpty())
        return;
    QRectF shown = viewportTransform().mapRect(bounds);
    const double factor =
        std::min({1.0, room.width() / shown.width(), room.height() / shown.height()});
    // The top stays where it is: what is in the way comes from below.
    zoomAt(QPointF(shown.center().x(), shown.top()), factor);
    shown = viewportTransform().mapRect(bounds);
    const auto excess = [](double low, double high, double roomLow, double roomHigh) {
        const double least = std::max(0.0, high - roomHigh);
        return int(std::lround(low - least < roomLow ? low - roomLow : least));
    };
    const int right = excess(shown.left(), shown.right(), room.left(), room.right());
    const int down = excess(shown.top(), shown.bottom(), room.top(), room.bottom());
    horizontalScrollBar()->setValue(horizontalScrollBar()->value() + right);
    verticalScrollBar()->setValue(verticalScrollBar()->value() + down);
}

void CanvasView::zoomToSelection()
{
    QRectF bounds;
    for (const ElementId &id : m_document.selection())
        bounds |= m_scene->geometry().componentRect(id);
    if (bounds.isNull())
        return;
    rememberView();
    const double fit = std::min((viewport()->width() - 2 * kFitMargin) / bounds.width(),
                                (viewport()->height() - 2 * kFitMargin) / bounds.height());
    setZoom(std::min(fit, kMaximumFitZoom));
    centerOn(bounds.center());
}

void CanvasView::startZoomBox()
{
    setTool(ToolId::ZoomBox);
}

void CanvasView::showArea(const QRectF &area)
{
    rememberView();
    setZoom(std::min(viewport()->width() / area.width(), viewport()->height() / area.height()));
    centerOn(area.center());
}

ElementId CanvasView::shownFor(const ElementId &id) const
{
    return m_document.design().component(id) ? model::shownAs(m_document.design(), id) : id;
}

QRectF CanvasView::areaOf(const ElementId &shown) const
{
    const QRectF rect = m_scene->geometry().componentRect(shown);
    return rect.isNull() ? m_scene->geometry().route(shown).boundingRect() : rect;
}

void CanvasView::showFound(const ElementId &id)
{
    constexpr double kReadable = 0.7;
    const QRectF rect = areaOf(shownFor(id));
    reveal(id);
    if (rect.isNull())
        return;
    const double fit = std::min((viewport()->width() - 2 * kFitMargin) / (rect.width() + 1.0),
                                (viewport()->height() - 2 * kFitMargin) / (rect.height() + 1.0));
    if (zoom() < kReadable || zoom() > fit)
        setZoom(std::min(1.0, fit));
    centerOn(rect.center());
}

void CanvasView::reveal(const ElementId &id)
{
    const bool isComponent = m_document.design().component(id);
    const ElementId shown = shownFor(id);
    const QRectF rect = areaOf(shown);
    if (rect.isNull()) {
        if (isComponent)
            Q_EMIT statusHint(tr("%1 is hidden; “Show all that is hidden” brings it back")
                                  .arg(m_document.design().component(id)->name));
        return;
    }
    if (!m_document.selection().count(id))
        m_document.select({shown});
    rememberView();
    ensureVisible(rect, int(kFitMargin), int(kFitMargin));
}

edit::Selection CanvasView::takeRemovable()
{
    if (!m_isEditingEnabled || m_document.selection().empty())
        return {};
    setTool(ToolId::Select);
    m_scene->geometry(); // what was just hidden is not selected any more
    const edit::Selection free = edit::removable(m_document.design(), m_document.selection());
    if (free.empty())
        Q_EMIT statusHint(tr("The selection is locked or contains something locked"));
    return free;
}

void CanvasView::deleteSelection()
{
    m_document.perform(tr("Delete"), edit::removeElements(m_document.design(), takeRemovable()));
}

void CanvasView::deleteAndReconnect()
{
    m_document.perform(
        tr("Delete and reconnect"),
        edit::removeAndReconnect(m_document.design(), m_document.kinds(), takeRemovable()));
}

void CanvasView::renameSelected()
{
    if (!m_isEditingEnabled || NameEditor::openIn(*viewport()))
        return;
    for (const ElementId &id : m_document.selection()) {
        if (m_document.design().component(id) || m_document.design().connection(id)) {
            reveal(id);
            if (!m_scene->geometry().place(id) && m_scene->geometry().routes().count(id) == 0)
                return;
            new NameEditor(*this, id); // owned by the viewport until it is done
            return;
        }
    }
}

void CanvasView::renameNeighbor(bool isNext)
{
    const std::vector<ElementId> order = m_scene->readingOrder();
    const auto current = std::find_if(order.begin(), order.end(), [this](const ElementId &id) {
        return m_document.selection().count(id);
    });
    if (current == order.end() ||
        (isNext ? std::next(current) == order.end() : current == order.begin()))
        return;
    m_document.select({isNext ? *std::next(current) : *std::prev(current)});
    renameSelected();
}

void CanvasView::startConnection()
{
    if (!m_isEditingEnabled)
        return;
    for (const ElementId &id : m_document.selection()) {
        if (model::isLocked(m_document.design(), id)) {
            Q_EMIT statusHint(tr("What is selected is locked"));
            return;
        }
        if (m_document.design().component(id)) {
            setTool(ToolId::Connect);
            static_cast<ConnectTool &>(tool(ToolId::Connect)).beginByKeyboard(id);
            return;
        }
    }
    Q_EMIT statusHint(tr("Select the component where the connection starts, then press C"));
}

std::vector<ElementId> CanvasView::selectedLines()
{
    std::vector<ElementId> lines;
    if (m_isEditingEnabled)
        std::copy_if(m_document.selection().begin(), m_document.selection().end(),
                     std::back_inserter(lines),
                     [this](const ElementId &id) { return m_document.design().connection(id); });
    if (lines.empty())
        Q_EMIT statusHint(tr("Select a connection first"));
    return lines;
}

void CanvasView::straightenLines()
{
    std::vector<model::DesignEdit> edits;
    for (const ElementId &id : selectedLines()) {
        const auto straight = edit::setWaypoints(m_document.design(), id,
                                                 render::straightened(lineEnds(*m_scene, id),
                                                                      m_scene->geometry().route(id),
                                                                      lineCheck(*m_scene, id)));
        edits.insert(edits.end(), straight.begin(), straight.end());
    }
    m_document.perform(tr("Straighten"), edits);
}

void CanvasView::routeLinesAutomatically()
{
    std::vector<model::DesignEdit> edits;
    for (const ElementId &id : selectedLines()) {
        const auto cleared = edit::setWaypoints(m_document.design(), id, {});
        edits.insert(edits.end(), cleared.begin(), cleared.end());
    }
    m_document.perform(tr("Route automatically"), edits);
}

void CanvasView::resetLabels()
{
    std::vector<model::DesignEdit> edits;
    for (const ElementId &id : selectedLines()) {
        if (!m_document.design().connection(id)->label)
            continue;
        const auto reset = edit::placeLabel(m_document.design(), id, std::nullopt);
        edits.insert(edits.end(), reset.begin(), reset.end());
    }
    m_document.perform(tr("Reset label"), edits);
}

void CanvasView::reverseLines()
{
    std::vector<model::DesignEdit> edits;
    for (const ElementId &id : selectedLines()) {
        const auto turned = edit::reverse(m_document.design(), m_document.kinds(), id);
        if (turned)
            edits.insert(edits.end(), turned->begin(), turned->end());
        else
            Q_EMIT statusHint(turned.error().message);
    }
    m_document.perform(tr("Reverse"), edits);
}

void CanvasView::placeAtCenter(const QString &kindId)
{
    if (m_isEditingEnabled)
        placeTool().placeNear(kindId, viewCenter());
}

void CanvasView::placeCopiesAtCenter(const QByteArray &copied)
{
    if (m_isEditingEnabled)
        placeTool().placeCopiesNear(copied, viewCenter());
}

bool CanvasView::handleKey(const QKeyEvent &event)
{
    const bool isPlain =
        !(event.modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier));
    if (isPlain && (event.key() == Qt::Key_Plus || event.key() == Qt::Key_Equal))
        zoomIn();
    else if (isPlain && event.key() == Qt::Key_Minus)
        zoomOut();
    else if (!m_hasOwnKeys)
        return false;
    else if (event.matches(QKeySequence::SelectAll))
        selectAll();
    else if (event.matches(QKeySequence::Copy))
        copy();
    else if (event.matches(QKeySequence::Cut))
        cut();
    else if (event.matches(QKeySequence::Paste))
        paste();
    else if (event.matches(QKeySequence::Undo))
        m_document.undoStack().undo();
    else if (event.matches(QKeySequence::Redo))
        m_document.undoStack().redo();
    else if (event.modifiers() == Qt::ControlModifier && event.key() == Qt::Key_D)
        duplicate();
    else if (event.key() == Qt::Key_Delete || event.key() == Qt::Key_Backspace)
        deleteSelection();
    else if (event.key() == Qt::Key_F2)
        renameSelected();
    else if (isPlain && event.key() == Qt::Key_C)
        startConnection();
    else
        return false;
    return true;
}

} // namespace loadstar::canvas
