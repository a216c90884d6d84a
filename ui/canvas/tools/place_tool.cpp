// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/tools/place_tool.h"

#include "canvas/canvas_scene.h"
#include "canvas/canvas_view.h"
#include "canvas/gestures/line_splitting.h"
#include "edit/arrange_operations.h"
#include "edit/clipboard.h"
#include "edit/connection_operations.h"
#include "edit/edit_operations.h"
#include "edit/layer_operations.h"
#include "model/design_file.h"

#include <QCoreApplication>
#include <QKeyEvent>
#include <QPainter>

#include <algorithm>
#include <utility>

namespace loadstar::canvas {

namespace {

using model::ElementId;

/// Cards placed by the keyboard keep this distance from others, in canvas pixels.
constexpr double kFreeDistance = 24.0;
constexpr int kMaximumRings = 40;

/// The snapped place nearest to `wanted` where a card of that size lies on no other.
QPointF freePlace(const render::DiagramGeometry &geometry, const QRectF &wanted)
{
    const auto isFree = [&](const QRectF &rect) {
        return std::none_of(geometry.places().begin(), geometry.places().end(),
                            [&](const auto &entry) {
                                const render::ComponentPlace &place = entry.second;
                                const bool isCard = place.shape == model::ComponentShape::Card ||
                                                    place.shape == model::ComponentShape::Note;
                                return isCard && place.rect.intersects(rect);
                            });
    };
    const QSizeF step = wanted.size() + QSizeF(kFreeDistance, kFreeDistance);
    for (int ring = 0; ring < kMaximumRings; ++ring) {
        for (int row = -ring; row <= ring; ++row) {
            for (int column = -ring; column <= ring; ++column) {
                if (std::max(std::abs(row), std::abs(column)) != ring)
                    continue;
                const QPointF corner = CanvasView::snapped(
                    wanted.topLeft() + QPointF(column * step.width(), row * step.height()));
                if (isFree(QRectF(corner, wanted.size())))
                    return corner;
            }
        }
    }
    return CanvasView::snapped(wanted.topLeft());
}

} // namespace

bool PlaceTool::beginDrag(const QString &kindId)
{
    m_kind = view().document().kinds().component(kindId);
    m_copies.reset();
    m_isShown = false;
    return m_kind != nullptr;
}

bool PlaceTool::beginDragOfCopies(const QByteArray &copied)
{
    m_kind = nullptr;
    m_copies = readCopies(copied);
    m_isShown = false;
    return m_copies.has_value();
}

std::optional<PlaceTool::Copies> PlaceTool::readCopies(const QByteArray &copied) const
{
    const model::KindRegistry &kinds = view().document().kinds();
    base::Result<model::LoadedDesign> loaded = model::parseDesign(copied, kinds);
    if (!loaded || loaded->design.components.empty())
        return std::nullopt;
    Copies copies{copied, std::move(loaded->design), {}, {}};
    copies.geometry = render::DiagramGeometry(copies.design, kinds);
    for (const auto &[id, place] : copies.geometry.places())
        copies.bounds |= place.rect;
    return copies;
}

void PlaceTool::moveTo(const QPointF &position)
{
    if (!isActive())
        return;
    const QPointF half(size().width() / 2, size().height() / 2);
    m_rect = QRectF(CanvasView::snapped(position - half), size());
    m_isShown = true;
    edit::DesignDocument &document = view().document();
    view().canvasScene().setDropTarget(
        edit::containerAt(document.design(), document.kinds(), m_rect.center()));
    view().canvasScene().setHovered(lineUnder());
    view().viewport()->update();
}

void PlaceTool::place()
{
    if (!isActive() || !m_isShown)
        return;
    const model::ComponentKind *kind = m_kind;
    const std::optional<Copies> copies = std::move(m_copies);
    const QPointF corner = m_rect.topLeft();
    const ElementId line = lineUnder();
    cancel();
    if (kind)
        add(*kind, corner, line);
    else
        addCopies(*copies, corner);
}

ElementId PlaceTool::lineUnder() const
{
    if (!m_kind || m_kind->shape != model::ComponentShape::Card)
        return {};
    const edit::DesignDocument &document = view().document();
    model::Component card;
    card.id = document.design().freeId(m_kind->id);
    card.kind = m_kind->id;
    return lineToSplit(document, view().canvasScene().geometry().routes(), m_rect, card);
}

void PlaceTool::add(const model::ComponentKind &kind, const QPointF &topLeft, const ElementId &line)
{
    edit::DesignDocument &document = view().document();
    const QPointF center =
        topLeft + QPointF(kind.defaultSize.width() / 2, kind.defaultSize.height() / 2);
    const model::ElementId parent = edit::containerAt(document.design(), document.kinds(), center);
    std::vector<model::DesignEdit> edits =
        edit::addComponent(document.design(), kind, topLeft, parent);
    edit::useCurrentLayer(document, edits);
    const model::Component card = *std::get<model::PutComponent>(edits.front()).value;
    if (!line.isEmpty()) {
        const auto split = edit::splitConnection(document.design(), document.kinds(), line, card);
        if (split)
            edits.insert(edits.end(), split->begin(), split->end());
    }
    document.perform(QCoreApplication::translate("PlaceTool", "Add %1").arg(kind.name.toLower()),
                     edit::withRoom(document.design(), document.kinds(), edits, {card.id}));
    document.select({card.id});
}

void PlaceTool::addCopies(const Copies &copies, const QPointF &topLeft)
{
    edit::DesignDocument &document = view().document();
    const QSizeF size = copies.bounds.size();
    const QPointF center = topLeft + QPointF(size.width() / 2, size.height() / 2);
    base::Result<edit::Paste> pasted = edit::pasteElements(
        document.design(), document.kinds(), copies.bytes, topLeft - copies.bounds.topLeft(),
        edit::containerAt(document.design(), document.kinds(), center));
    if (!pasted) {
        Q_EMIT view().statusHint(pasted.error().message);
        return;
    }
    edit::useCurrentLayer(document, pasted->edits);
    const QString name = copies.design.header.name;
    document.perform(name.isEmpty() ? QCoreApplication::translate("PlaceTool", "Add copies")
                                    : QCoreApplication::translate("PlaceTool", "Add %1").arg(name),
                     edit::withRoom(document.design(), document.kinds(), std::move(pasted->edits),
                                    pasted->pasted));
    document.select(pasted->pasted);
}

void PlaceTool::cancel()
{
    m_kind = nullptr;
    m_copies.reset();
    m_isShown = false;
    view().canvasScene().setDropTarget({});
    view().canvasScene().setHovered({});
    view().viewport()->update();
}

void PlaceTool::placeNear(const QString &kindId, const QPointF &center)
{
    const model::ComponentKind *kind = view().document().kinds().component(kindId);
    if (!kind)
        return;
    const QSizeF size = kind->defaultSize;
    const QPointF corner = center - QPointF(size.width() / 2, size.height() / 2);
    add(*kind, freePlace(view().canvasScene().geometry(), QRectF(corner, size)), {});
    view().reveal(*view().document().selection().begin());
}

void PlaceTool::placeCopiesNear(const QByteArray &copied, const QPointF &center)
{
    const std::optional<Copies> copies = readCopies(copied);
    if (!copies)
        return;
    QRectF wanted = copies->bounds;
    wanted.moveCenter(center);
    addCopies(*copies, freePlace(view().canvasScene().geometry(), wanted));
    view().reveal(*view().document().selection().begin());
}

void PlaceTool::leave()
{
    cancel();
}

bool PlaceTool::mousePress(const CanvasMouse &mouse)
{
    if (mouse.button != Qt::LeftButton)
        return false;
    moveTo(mouse.position);
    place();
    view().setTool(ToolId::Select);
    return true;
}

bool PlaceTool::mouseMove(const CanvasMouse &mouse)
{
    moveTo(mouse.position);
    return true;
}

bool PlaceTool::keyPress(const QKeyEvent &event)
{
    if (event.key() != Qt::Key_Escape)
        return false;
    view().setTool(ToolId::Select);
    return true;
}

void PlaceTool::paint(QPainter &painter, double scale) const
{
    if (!isActive() || !m_isShown)
        return;
    constexpr double kGhostOpacity = 0.75;
    painter.setOpacity(kGhostOpacity);
    if (m_copies) {
        const QPointF shift = m_rect.topLeft() - m_copies->bounds.topLeft();
        painter.translate(shift);
        view().canvasScene().painter().paintDiagram(painter, m_copies->design, m_copies->geometry,
                                                    {}, scale);
        painter.translate(-shift);
        painter.setOpacity(1.0);
        return;
    }
    model::Component component;
    component.kind = m_kind->id;
    component.name = m_kind->name;
    render::ComponentPlace place;
    place.rect = m_rect;
    place.shape = m_kind->shape;
    render::ComponentLook look;
    look.isHovered = true;
    view().canvasScene().painter().paintComponent(painter, component, place, look, scale);
    painter.setOpacity(1.0);
}

QCursor PlaceTool::cursor() const
{
    return Qt::CrossCursor;
}

} // namespace loadstar::canvas
