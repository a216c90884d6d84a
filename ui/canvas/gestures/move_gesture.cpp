// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/gestures/move_gesture.h"

#include "canvas/canvas_scene.h"
#include "canvas/canvas_view.h"
#include "canvas/gestures/line_splitting.h"
#include "canvas/gestures/waypoint_gesture.h"
#include "edit/arrange_operations.h"
#include "edit/connection_operations.h"
#include "edit/edit_operations.h"

#include <QCoreApplication>

#include <cmath>
#include <utility>

namespace loadstar::canvas {

namespace {

using model::ElementId;

/// Nothing is so near.
constexpr double kNoReach = -1.0;

QString moveText(const model::Design &design, const edit::Selection &components)
{
    const auto outermost = edit::outermostComponents(design, components);
    return QCoreApplication::translate("MoveGesture", "Move %n component(s)", nullptr,
                                       int(outermost.size()));
}

} // namespace

std::vector<model::DesignEdit> movedComponents(const model::Design &design,
                                               const model::KindRegistry &kinds,
                                               const edit::Selection &components,
                                               const QPointF &offset, bool keepsContainer)
{
    if (keepsContainer)
        return edit::moveComponents(design, components, offset);
    std::vector<model::DesignEdit> edits;
    const edit::ContainerPlaces containers(design, kinds, components);
    for (const ElementId &id : edit::outermostComponents(design, components)) {
        const QRectF rect = edit::componentRect(design, id, kinds).translated(offset);
        ElementId parent = containers.at(rect.center());
        while (!parent.isEmpty()) {
            const QSizeF room = model::componentSize(*design.component(parent), kinds);
            if (room.width() >= rect.width() && room.height() >= rect.height())
                break;
            parent = design.component(parent)->parent;
        }
        const auto moved = edit::moveComponents(design, {id}, offset, parent);
        edits.insert(edits.end(), moved.begin(), moved.end());
    }
    return edits;
}

MoveGesture::MoveGesture(CanvasScene &scene, const edit::Selection &components,
                         const ElementId &grabbed)
    : MoveGesture(scene, components, grabbed, {}, moveText(scene.document().design(), components))
{}

MoveGesture::MoveGesture(CanvasScene &scene, edit::Paste copies)
    : MoveGesture(scene, copies.pasted, *copies.pasted.begin(), std::move(copies.edits),
                  QCoreApplication::translate("MoveGesture", "Drag a copy"))
{}

MoveGesture::MoveGesture(CanvasScene &scene, edit::Selection components, const ElementId &grabbed,
                         std::vector<model::DesignEdit> copies, const QString &text)
    : m_scene(scene)
    , m_copies(std::move(copies))
    , m_components(std::move(components))
    , m_grabbed(grabbed)
    , m_guides(scene, m_components)
    , m_transaction(scene.document(), text)
{
    m_transaction.apply(m_copies);
    m_start = scene.geometry().componentRect(grabbed).topLeft();
    for (const ElementId &id : m_components)
        m_bounds |= scene.geometry().componentRect(id);
    if (m_components.size() == 1 && scene.isCard(grabbed))
        m_routes = scene.geometry().routes();
    scene.setRaised(edit::withContents(scene.document().design(), m_components));
}

ElementId MoveGesture::lineUnder() const
{
    const model::Component *card = m_scene.document().design().component(m_grabbed);
    if (m_routes.empty() || !card)
        return {};
    return lineToSplit(m_scene.document(), m_routes, m_scene.geometry().componentRect(m_grabbed),
                       *card);
}

MoveGesture::~MoveGesture()
{
    m_scene.setRaised({});
    m_scene.setHovered({});
    m_scene.setDropTarget({});
}

void MoveGesture::update(const QPointF &distance, const MoveManner &manner, double reach)
{
    QPointF offset = distance;
    const bool isFree = manner.isFree;
    if (manner.isStraight)
        (std::abs(offset.x()) < std::abs(offset.y()) ? offset.rx() : offset.ry()) = 0.0;
    const SmartGuides::Snap snap =
        m_guides.forMove(m_bounds.translated(offset), isFree ? kNoReach : reach);
    const QPointF drawn = offset;
    const QPointF wanted = m_start + offset;
    const QPointF corner = isFree ? QPointF(std::round(wanted.x()), std::round(wanted.y()))
                                  : CanvasView::snapped(wanted);
    // A direction that does not move stays off the grid if it was.
    offset = {offset.x() == 0.0 ? 0.0 : corner.x() - m_start.x(),
              offset.y() == 0.0 ? 0.0 : corner.y() - m_start.y()};
    // What is in line with something counts for more than the grid.
    if (snap.x && drawn.x() != 0.0)
        offset.setX(std::round(drawn.x() + snap.x.value_or(0.0)));
    if (snap.y && drawn.y() != 0.0)
        offset.setY(std::round(drawn.y() + snap.y.value_or(0.0)));
    m_guides.show(m_bounds.translated(offset), snap.x && drawn.x() != 0.0,
                  snap.y && drawn.y() != 0.0);
    if ((offset == m_offset && manner == m_manner) || !m_transaction.isOpen())
        return;
    m_offset = offset;
    m_manner = manner;
    m_transaction.rollBack();
    edit::DesignDocument &document = m_scene.document();
    m_transaction.apply(m_copies);
    m_transaction.apply(movedComponents(document.design(), document.kinds(), m_components, offset,
                                        manner.keepsContainer));
    if (!manner.keepsContainer && !offset.isNull()) {
        const auto grown = edit::growAround(document.design(), document.kinds(), m_components);
        if (!grown.empty())
            m_transaction.apply(grown);
    }
    const model::Component *grabbed = document.design().component(m_grabbed);
    m_scene.setDropTarget(grabbed ? grabbed->parent : ElementId());
    if (!m_routes.empty())
        m_scene.setHovered(lineUnder());
}

bool MoveGesture::commit()
{
    const bool hasMoved = m_transaction.isOpen() && !m_offset.isNull();
    if (hasMoved) {
        const edit::DesignDocument &document = m_scene.document();
        if (const ElementId line = lineUnder(); !line.isEmpty())
            m_transaction.apply(*edit::splitConnection(document.design(), document.kinds(), line,
                                                       *document.design().component(m_grabbed)));
        m_transaction.apply(cleanedLines(m_scene, m_components));
    } else {
        m_transaction.rollBack();
    }
    m_transaction.commit();
    return hasMoved;
}

} // namespace loadstar::canvas
