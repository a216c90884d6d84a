// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "canvas/tools/canvas_tool.h"
#include "model/element_id.h"

#include <QRectF>
#include <QString>

namespace loadstar::model {
struct ComponentKind;
}

namespace loadstar::canvas {

/// Puts a new component on the canvas: dragged from the palette, placed with a click, or by the
/// keyboard near a point. It goes into the container under it, which is highlighted.
class PlaceTool : public CanvasTool
{
public:
    using CanvasTool::CanvasTool;

    /// Starts showing a component of that kind under the pointer; false for an unknown kind.
    bool beginDrag(const QString &kindId);
    void moveTo(const QPointF &position);
    /// Adds it where it was moved to, and selects it.
    void place();
    void cancel();
    bool isActive() const { return m_kind != nullptr; }

    /// Adds one with its centre at the point, or at the next free place beside it.
    void placeNear(const QString &kindId, const QPointF &center);

    void leave() override;
    bool mousePress(const CanvasMouse &mouse) override;
    bool mouseMove(const CanvasMouse &mouse) override;
    bool keyPress(const QKeyEvent &event) override;
    bool isDragging() const override { return isActive(); }
    void paint(QPainter &painter, double scale) const override;
    QCursor cursor() const override;

private:
    /// Adds one and puts it into the connection `line`, unless that is empty.
    void add(const model::ComponentKind &kind, const QPointF &topLeft,
             const model::ElementId &line);
    /// The connection that a component dropped now would be put into; or empty.
    model::ElementId lineUnder() const;

    const model::ComponentKind *m_kind = nullptr;
    QRectF m_rect;
    bool m_isShown = false;
};

} // namespace loadstar::canvas
