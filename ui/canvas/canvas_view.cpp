// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/canvas_view.h"

#include "canvas/canvas_accessible.h"
#include "canvas/canvas_minimap.h"
#include "canvas/canvas_ruler.h"
#include "canvas/canvas_scene.h"
#include "canvas/edge_scroll.h"
#include "canvas/name_editor.h"
#include "canvas/tools/connect_tool.h"
#include "canvas/tools/pan_tool.h"
#include "canvas/tools/place_tool.h"
#include "canvas/tools/select_tool.h"
#include "canvas/tools/zoom_box_tool.h"
#include "edit/clipboard.h"

#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMimeData>
#include <QMouseEvent>
#include <QNativeGestureEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace loadstar::canvas {

namespace {

using model::ElementId;

constexpr double kMinimumZoom = 0.05;
constexpr double kMaximumZoom = 8.0;
constexpr double kZoomStep = 1.2;
/// One notch of a wheel, in the unit of QWheelEvent::angleDelta().
constexpr double kWheelNotch = 120.0;
constexpr int kMinimapMargin = 16;
/// Smaller views show no minimap, it would hide too much.
constexpr QSize kMinimapNeeds{480, 320};

CanvasMouse canvasMouse(const CanvasView &view, const QMouseEvent &event)
{
    CanvasMouse mouse;
    mouse.viewPosition = event.position();
    mouse.position = view.viewportTransform().inverted().map(event.position());
    mouse.globalPosition = event.globalPosition().toPoint();
    mouse.button = event.button();
    mouse.buttons = event.buttons();
    mouse.modifiers = event.modifiers();
    return mouse;
}

} // namespace

CanvasView::CanvasView(edit::DesignDocument &document, QWidget *parent)
    : QGraphicsView(parent)
    , m_document(document)
    , m_scene(std::make_unique<CanvasScene>(document))
    , m_tools{std::make_unique<SelectTool>(*this), std::make_unique<ConnectTool>(*this),
              std::make_unique<PlaceTool>(*this), std::make_unique<PanTool>(*this),
              std::make_unique<ZoomBoxTool>(*this)}
{
    setScene(m_scene.get());
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setTransformationAnchor(QGraphicsView::NoAnchor);
    setResizeAnchor(QGraphicsView::NoAnchor);
    setViewportUpdateMode(QGraphicsView::SmartViewportUpdate);
    setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing |
                   QPainter::SmoothPixmapTransform);
    setOptimizationFlag(QGraphicsView::DontSavePainterState);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    viewport()->setMouseTracking(true);
    setAcceptDrops(true);
    setAccessibleName(tr("Canvas"));
    m_minimap = new CanvasMinimap(*this);
    m_edgeScroll = new EdgeScroll(*this);
    m_rulers = {new CanvasRuler(*this, Qt::Horizontal), new CanvasRuler(*this, Qt::Vertical)};
    for (QScrollBar *bar : {horizontalScrollBar(), verticalScrollBar()}) {
        connect(bar, &QScrollBar::valueChanged, this, [this] {
            placeMinimap();
            placeRulers();
            m_minimap->update();
            if (auto *editor = NameEditor::openIn(*viewport()))
                editor->place();
        });
    }
    connect(m_scene.get(), &CanvasScene::geometryChanged, this, [this] {
        placeMinimap();
        // The hint on the empty canvas lies outside all items.
        if (m_document.design().components.size() <= 1)
            viewport()->update();
    });
    connect(&document, &edit::DesignDocument::filePathChanged, this, &CanvasView::zoomToFit);
    m_tools[0]->enter();
    CanvasAccessible::install();
    connect(&document, &edit::DesignDocument::selectionChanged, this,
            &CanvasView::announceSelection);
}

CanvasView::~CanvasView()
{
    tool(m_toolId).leave();
    // The scene goes before the view's own parts, and the document may be gone already.
    for (QScrollBar *bar : {horizontalScrollBar(), verticalScrollBar()})
        bar->disconnect(this);
    setScene(nullptr);
}

void CanvasView::announceSelection()
{
    const edit::Selection &selection = m_document.selection();
    if (!QAccessible::isActive() || selection.size() != 1)
        return;
    auto *canvas = dynamic_cast<CanvasAccessible *>(QAccessible::queryAccessibleInterface(this));
    QAccessibleInterface *selected = canvas ? canvas->component(*selection.begin()) : nullptr;
    if (selected) {
        QAccessibleEvent focus(selected, QAccessible::Focus);
        QAccessible::updateAccessibility(&focus);
    }
}

CanvasTool &CanvasView::tool(ToolId tool) const
{
    return *m_tools[size_t(tool)];
}

void CanvasView::setTool(ToolId id)
{
    if (id == m_toolId)
        return;
    tool(m_toolId).leave();
    if (id == ToolId::Pan)
        m_toolBeforePan = m_toolId;
    m_toolId = id;
    tool(m_toolId).enter();
    updateCursor();
    viewport()->update();
    Q_EMIT toolChanged(id);
}

void CanvasView::updateCursor()
{
    viewport()->setCursor(tool(m_toolId).cursor());
}

void CanvasView::setTheme(const render::Theme &theme)
{
    m_scene->setTheme(theme);
    m_minimap->invalidate();
    placeRulers();
    viewport()->update();
}

const render::Theme &CanvasView::theme() const
{
    return m_scene->painter().theme();
}

double CanvasView::zoom() const
{
    return transform().m11();
}

QPointF CanvasView::viewCenter() const
{
    return viewportTransform().inverted().map(QRectF(viewport()->rect()).center());
}

void CanvasView::setZoom(double zoom)
{
    zoomAt(QRectF(viewport()->rect()).center(), zoom / this->zoom());
}

void CanvasView::zoomAt(const QPointF &viewPosition, double factor)
{
    const double target = std::clamp(zoom() * factor, kMinimumZoom, kMaximumZoom);
    if (qFuzzyCompare(target, zoom()))
        return;
    const QPointF kept = viewportTransform().inverted().map(viewPosition);
    setTransform(QTransform::fromScale(target, target));
    const QPointF shift = viewportTransform().map(kept) - viewPosition;
    horizontalScrollBar()->setValue(horizontalScrollBar()->value() + int(std::lround(shift.x())));
    verticalScrollBar()->setValue(verticalScrollBar()->value() + int(std::lround(shift.y())));
    placeMinimap();
    placeRulers();
    m_minimap->update();
    if (auto *editor = NameEditor::openIn(*viewport()))
        editor->place();
    Q_EMIT zoomChanged(target);
}

void CanvasView::zoomIn()
{
    setZoom(zoom() * kZoomStep);
}

void CanvasView::zoomOut()
{
    setZoom(zoom() / kZoomStep);
}

void CanvasView::zoomTo100()
{
    rememberView();
    setZoom(1.0);
}

void CanvasView::setEditingEnabled(bool isEnabled)
{
    if (isEnabled == m_isEditingEnabled)
        return;
    m_isEditingEnabled = isEnabled;
    setTool(ToolId::Select);
    updateCursor();
}

void CanvasView::setGridVisible(bool isVisible)
{
    m_isGridVisible = isVisible;
    viewport()->update();
}

void CanvasView::setMinimapVisible(bool isVisible)
{
    m_isMinimapWanted = isVisible;
    placeMinimap();
}

void CanvasView::setRulersVisible(bool isVisible)
{
    if (isVisible == m_areRulersVisible)
        return;
    m_areRulersVisible = isVisible;
    const int margin = isVisible ? CanvasRuler::kThickness : 0;
    setViewportMargins(margin, margin, 0, 0);
    // The diagram stays where it is on the screen.
    const int shift = isVisible ? CanvasRuler::kThickness : -CanvasRuler::kThickness;
    horizontalScrollBar()->setValue(horizontalScrollBar()->value() + shift);
    verticalScrollBar()->setValue(verticalScrollBar()->value() + shift);
    for (CanvasRuler *ruler : m_rulers)
        ruler->setVisible(isVisible);
    placeRulers();
}

void CanvasView::placeRulers()
{
    if (!m_areRulersVisible)
        return;
    for (CanvasRuler *ruler : m_rulers) {
        ruler->place();
        ruler->setPointer(pointer());
    }
}

void CanvasView::setPointer(const std::optional<QPointF> &viewPosition)
{
    m_pointer = viewPosition;
    if (!m_areRulersVisible)
        return;
    for (CanvasRuler *ruler : m_rulers)
        ruler->setPointer(pointer());
}

std::optional<QPointF> CanvasView::pointer() const
{
    return m_pointer ? std::optional(viewportTransform().inverted().map(*m_pointer)) : std::nullopt;
}

void CanvasView::placeMinimap()
{
    m_minimap->move(width() - m_minimap->width() - kMinimapMargin,
                    height() - m_minimap->height() - kMinimapMargin);
    const bool hasRoom = width() >= kMinimapNeeds.width() && height() >= kMinimapNeeds.height();
    // While all of the diagram is in view, the map must not hide a part of it.
    const QRectF diagram = viewportTransform().mapRect(m_scene->geometry().bounds());
    const bool isAllInView = QRectF(viewport()->rect()).contains(diagram);
    const bool isInTheWay =
        isAllInView && diagram.intersects(m_minimap->geometry().translated(-viewport()->pos()));
    m_minimap->setVisible(m_isMinimapWanted && hasRoom && !isInTheWay);
}

void CanvasView::resizeEvent(QResizeEvent *event)
{
    QGraphicsView::resizeEvent(event);
    placeMinimap();
    placeRulers();
}

QPointF CanvasView::snapped(const QPointF &point)
{
    return {std::round(point.x() / kGridStep) * kGridStep,
            std::round(point.y() / kGridStep) * kGridStep};
}

void CanvasView::updateArea(const QRectF &area)
{
    constexpr int kMargin = 12; // handles and lines of tools have their size on the screen
    viewport()->update(
        mapFromScene(area).boundingRect().adjusted(-kMargin, -kMargin, kMargin, kMargin));
}

void CanvasView::setPointerHint(const QString &text, const QPointF &canvasPosition)
{
    // Reasons come as parts of sentences.
    if (text.isEmpty() && m_pointerHint.isEmpty())
        return;
    const QString hint = text.left(1).toUpper() + text.mid(1);
    if (hint != m_pointerHint && !hint.isEmpty())
        Q_EMIT statusHint(hint);
    m_pointerHint = hint;
    m_pointerHintPosition = canvasPosition;
    viewport()->update();
}

void CanvasView::mousePressEvent(QMouseEvent *event)
{
    setFocus(Qt::MouseFocusReason);
    if (event->button() == Qt::MiddleButton)
        setTool(ToolId::Pan);
    const bool isPlain = event->button() == Qt::LeftButton && event->modifiers() == Qt::NoModifier;
    if (isPlain && m_toolId == ToolId::Select &&
        m_scene->clickOverlay(mapToScene(event->pos()), zoom())) {
        event->accept();
        return;
    }
    m_edgeScroll->begin(event->position());
    tool(m_toolId).mousePress(canvasMouse(*this, *event));
    updateCursor();
    event->accept();
}

void CanvasView::mouseMoveEvent(QMouseEvent *event)
{
    const CanvasMouse mouse = canvasMouse(*this, *event);
    setPointer(mouse.viewPosition);
    tool(m_toolId).mouseMove(mouse);
    m_edgeScroll->follow(tool(m_toolId), mouse);
    updateCursor();
    event->accept();
}

void CanvasView::leaveEvent(QEvent *event)
{
    setPointer(std::nullopt);
    QGraphicsView::leaveEvent(event);
}

void CanvasView::mouseReleaseEvent(QMouseEvent *event)
{
    m_edgeScroll->stop();
    tool(m_toolId).mouseRelease(canvasMouse(*this, *event));
    if (event->button() == Qt::MiddleButton && m_toolId == ToolId::Pan)
        setTool(m_toolBeforePan);
    updateCursor();
    event->accept();
}

void CanvasView::mouseDoubleClickEvent(QMouseEvent *event)
{
    tool(m_toolId).mouseDoubleClick(canvasMouse(*this, *event));
    event->accept();
}

void CanvasView::keyPressEvent(QKeyEvent *event)
{
    const bool isIdle = m_toolId != ToolId::Pan && !(QGuiApplication::mouseButtons());
    if (event->key() == Qt::Key_Space && !event->isAutoRepeat() && isIdle) {
        setTool(ToolId::Pan);
        return;
    }
    if (tool(m_toolId).keyPress(*event) || handleKey(*event))
        event->accept();
    else
        event->ignore();
    updateCursor();
}

void CanvasView::keyReleaseEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Space && !event->isAutoRepeat() && m_toolId == ToolId::Pan)
        setTool(m_toolBeforePan);
    else if (!tool(m_toolId).keyRelease(*event))
        event->ignore();
    updateCursor();
}

void CanvasView::focusOutEvent(QFocusEvent *event)
{
    // The key that started panning may be released elsewhere.
    if (m_toolId == ToolId::Pan && !QGuiApplication::mouseButtons()) {
        setTool(m_toolBeforePan);
        updateCursor();
    }
    QGraphicsView::focusOutEvent(event);
}

void CanvasView::wheelEvent(QWheelEvent *event)
{
    const bool isTouchpad = event->device()->type() == QInputDevice::DeviceType::TouchPad;
    if (isTouchpad && !(event->modifiers() & Qt::ControlModifier)) {
        const QPoint delta =
            event->pixelDelta().isNull() ? event->angleDelta() / 4 : event->pixelDelta();
        horizontalScrollBar()->setValue(horizontalScrollBar()->value() - delta.x());
        verticalScrollBar()->setValue(verticalScrollBar()->value() - delta.y());
    } else if (event->modifiers() & Qt::ShiftModifier) {
        const QPoint delta = event->angleDelta();
        horizontalScrollBar()->setValue(horizontalScrollBar()->value() -
                                        (delta.x() != 0 ? delta.x() : delta.y()));
    } else {
        zoomAt(event->position(), std::pow(kZoomStep, event->angleDelta().y() / kWheelNotch));
    }
    event->accept();
}

bool CanvasView::handleNativeGesture(QNativeGestureEvent &event)
{
    if (event.gestureType() != Qt::ZoomNativeGesture)
        return false;
    zoomAt(event.position(), 1.0 + event.value());
    return true;
}

bool CanvasView::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::Paint)
        m_scene->geometry(); // the items are where the document says before they are painted
    if (event->type() == QEvent::NativeGesture &&
        handleNativeGesture(static_cast<QNativeGestureEvent &>(*event)))
        return true;
    if (event->type() == QEvent::ToolTip) {
        const auto &help = static_cast<const QHelpEvent &>(*event);
        showTooltip(help.pos(), help.globalPos());
        return true;
    }
    if (event->type() == QEvent::Leave)
        m_scene->setHovered(ElementId());
    return QGraphicsView::viewportEvent(event);
}

void CanvasView::showTooltip(const QPoint &viewPosition, const QPoint &globalPosition)
{
    const QString words = m_scene->describeAt(mapToScene(viewPosition), zoom());
    if (words.isEmpty())
        QToolTip::hideText();
    else
        QToolTip::showText(globalPosition, words, viewport());
}

void CanvasView::contextMenuEvent(QContextMenuEvent *event)
{
    const QPointF position = mapToScene(event->pos());
    ElementId id = m_scene->componentAt(position);
    QPoint global = event->globalPos();
    if (event->reason() == QContextMenuEvent::Keyboard) {
        const edit::Selection &selection = m_document.selection();
        id = selection.empty() ? ElementId() : *selection.begin();
        const QRectF rect = m_scene->geometry().componentRect(id);
        global =
            viewport()->mapToGlobal(mapFromScene(rect.isNull() ? viewCenter() : rect.center()));
    } else if (const ElementId line = m_scene->connectionAt(position, 6.0 / zoom());
               !line.isEmpty() && !m_scene->isCard(id)) {
        id = line;
    }
    if (!id.isEmpty() && !m_document.selection().count(id))
        m_document.select({id});
    Q_EMIT contextMenuRequested(id, global);
    event->accept();
}

void CanvasView::dragEnterEvent(QDragEnterEvent *event)
{
    const QByteArray kind = event->mimeData()->data(QString::fromLatin1(kKindMimeType));
    const QByteArray copied =
        event->mimeData()->data(QString::fromLatin1(edit::kClipboardMimeType));
    m_edgeScroll->begin(event->position());
    if (m_isEditingEnabled &&
        (placeTool().beginDrag(QString::fromUtf8(kind)) || placeTool().beginDragOfCopies(copied)))
        event->acceptProposedAction();
    else
        event->ignore();
}

void CanvasView::dragMoveEvent(QDragMoveEvent *event)
{
    CanvasMouse mouse;
    mouse.viewPosition = event->position();
    mouse.position = viewportTransform().inverted().map(mouse.viewPosition);
    placeTool().mouseMove(mouse);
    m_edgeScroll->follow(placeTool(), mouse);
    event->acceptProposedAction();
}

void CanvasView::dragLeaveEvent(QDragLeaveEvent *)
{
    m_edgeScroll->stop();
    placeTool().cancel();
}

void CanvasView::dropEvent(QDropEvent *event)
{
    m_edgeScroll->stop();
    placeTool().moveTo(viewportTransform().inverted().map(event->position()));
    placeTool().place();
    setFocus(Qt::OtherFocusReason);
    event->acceptProposedAction();
}

PlaceTool &CanvasView::placeTool() const
{
    return static_cast<PlaceTool &>(tool(ToolId::Place));
}

bool CanvasView::focusNextPrevChild(bool isNext)
{
    if (NameEditor::openIn(*viewport()))
        return QWidget::focusNextPrevChild(isNext);
    const std::vector<ElementId> order = m_scene->readingOrder();
    const edit::Selection &selection = m_document.selection();
    const auto current = std::find_if(order.begin(), order.end(),
                                      [&](const ElementId &id) { return selection.count(id); });
    const auto select = [this](const ElementId &id) {
        m_document.select({id});
        reveal(id);
        return true;
    };
    if (order.empty())
        return QWidget::focusNextPrevChild(isNext);
    if (current == order.end())
        return select(isNext ? order.front() : order.back());
    if (isNext ? std::next(current) == order.end() : current == order.begin()) {
        m_document.select({});
        return QWidget::focusNextPrevChild(isNext);
    }
    return select(isNext ? *std::next(current) : *std::prev(current));
}

} // namespace loadstar::canvas
