// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "canvas/gestures/smart_guides.h"
#include "edit/design_document.h"
#include "edit/edit_transaction.h"

#include <QPointF>
#include <QRectF>

#include <optional>

namespace loadstar::canvas {

class CanvasScene;

/// Which borders of a rectangle a handle moves: -1 left or top, 1 right or bottom, 0 none.
struct ResizeHandle
{
    int horizontal = 0;
    int vertical = 0;

    bool operator==(const ResizeHandle &) const = default;
};

/// The handle of a rectangle within `reach` of the point.
std::optional<ResizeHandle> resizeHandleAt(const QRectF &rect, const QPointF &point, double reach);
/// Where a handle is drawn.
QPointF resizeHandlePosition(const QRectF &rect, ResizeHandle handle);

/// What the keys held down make of a resize.
struct ResizeManner
{
    /// By single pixels and off all guides.
    bool isFree = false;
    /// A corner keeps width and height in proportion.
    bool keepsAspect = false;
    /// The middle stays where it is.
    bool isCentered = false;
};

/// A container, frame or note following the mouse by one of its handles. What lies inside stays
/// where it is and is never cut off.
class ResizeGesture
{
public:
    ResizeGesture(CanvasScene &scene, const model::ElementId &id, ResizeHandle handle);

    /// `reach` is how near guides draw an edge, in canvas pixels.
    void update(const QPointF &distance, const ResizeManner &manner, double reach);
    void commit();
    const SmartGuides &guides() const { return m_guides; }

private:
    QRectF resized(const QPointF &distance, bool isFree, double reach) const;
    /// The rectangle with its other borders moved as far the other way.
    QRectF centered(const QRectF &rect) const;
    /// The smallest rectangle of the proportions at the start that is as wide and as high.
    QRectF inProportion(const QRectF &rect, bool isCentered) const;
    /// What no border may cut off; empty in the middle when there is nothing inside.
    QRectF kept() const;

    CanvasScene &m_scene;
    model::ElementId m_id;
    ResizeHandle m_handle;
    QRectF m_start;
    /// Around what lies inside; null when there is nothing.
    QRectF m_contents;
    QRectF m_rect;
    SmartGuides m_guides;
    edit::EditTransaction m_transaction;
};

} // namespace loadstar::canvas
