// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "canvas/tools/canvas_tool.h"
#include "model/design_edit.h"

#include <QPolygonF>
#include <QString>

#include <set>

namespace loadstar::canvas {

/// Draws a connection from one component to another, with the mouse or the keyboard, or moves an
/// end of one. What cannot be its end steps back; over such a component the reason is shown.
/// Dropped into empty space it offers what may follow there.
class ConnectTool : public CanvasTool
{
public:
    using CanvasTool::CanvasTool;

    /// Whether a connection may start at the component at all.
    static bool canStart(const CanvasView &view, const model::ElementId &id);

    void beginByMouse(const model::ElementId &from, const QPointF &position);
    /// Proposes the nearest possible end; arrows choose another, Enter connects, Esc cancels.
    void beginByKeyboard(const model::ElementId &from);

    /// The end of a connection follows the mouse to another component.
    void beginReconnecting(const model::ElementId &connection, bool isFromEnd,
                           const QPointF &position);

    const model::ElementId &target() const { return m_target; }

    void leave() override;
    bool mousePress(const CanvasMouse &mouse) override;
    bool mouseMove(const CanvasMouse &mouse) override;
    bool mouseRelease(const CanvasMouse &mouse) override;
    bool keyPress(const QKeyEvent &event) override;
    bool isDragging() const override { return m_isByMouse && !m_from.isEmpty(); }
    void paint(QPainter &painter, double scale) const override;
    QCursor cursor() const override;

private:
    void begin(const model::ElementId &from);
    void pointAt(const QPointF &position);
    void chooseTarget(const model::ElementId &target);
    model::ElementId nextTarget(const QPointF &direction) const;
    void finish();
    /// Why the two cannot be connected; empty when they can.
    QString obstacle(const model::ElementId &to) const;
    QPolygonF previewRoute() const;
    /// What connects the two, or why it cannot be.
    base::Result<std::vector<model::DesignEdit>> edits(const model::ElementId &to) const;
    /// A menu of what may follow; what is chosen is created at the point and connected.
    void offerFollowers(const CanvasMouse &mouse);

    model::ElementId m_from;
    /// The connection whose end is moved, if any, and which end.
    model::ElementId m_reconnected;
    bool m_isFromEnd = false;
    model::ElementId m_target;
    std::set<model::ElementId> m_targets;
    QPointF m_position;
    bool m_isByMouse = false;
};

} // namespace loadstar::canvas
