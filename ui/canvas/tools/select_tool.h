// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "canvas/gestures/label_gesture.h"
#include "canvas/gestures/move_gesture.h"
#include "canvas/gestures/resize_gesture.h"
#include "canvas/gestures/waypoint_gesture.h"
#include "canvas/tools/canvas_tool.h"
#include "edit/design_document.h"

#include <QRectF>

#include <array>
#include <optional>

namespace loadstar::canvas {

/// The usual tool: selects by click and rubber band, moves, resizes, and starts connections from
/// the edge of a card.
class SelectTool : public CanvasTool
{
public:
    using CanvasTool::CanvasTool;

    void leave() override;
    bool mousePress(const CanvasMouse &mouse) override;
    bool mouseMove(const CanvasMouse &mouse) override;
    bool mouseRelease(const CanvasMouse &mouse) override;
    bool mouseDoubleClick(const CanvasMouse &mouse) override;
    bool keyPress(const QKeyEvent &event) override;
    bool isDragging() const override;
    void paint(QPainter &painter, double scale) const override;
    QCursor cursor() const override;

private:
    /// What a press at some point takes hold of.
    struct Grip
    {
        enum class What { Nothing, Element, Interior, Border, Handle, Line, Label };

        What what = What::Nothing;
        model::ElementId id;
        ResizeHandle handle;
        LineGrip line;
    };

    Grip gripAt(const QPointF &position) const;
    /// The connection whose text is drawn at the point, or an empty id.
    model::ElementId labelAt(const QPointF &position) const;
    /// What a double click at the point names.
    model::ElementId namedAt(const QPointF &position) const;
    static std::array<QPointF, 4> sideCenters(const QRectF &rect);
    static bool isNearSideCenter(const QRectF &rect, const QPointF &position, double reach);
    bool isOnBorder(const model::ElementId &id, const QPointF &position) const;
    /// The one selected container, frame or note, which shows handles; or an empty id.
    model::ElementId resizable() const;
    /// The one selected connection, which shows handles; or an empty id.
    model::ElementId selectedLine() const;
    void startLineDrag(const CanvasMouse &mouse);
    bool removeBend(const Grip &grip);
    /// Names it, or tells that it was activated while editing is off.
    void activate(const model::ElementId &id);
    void pressElement(const CanvasMouse &mouse);
    /// The selected component at the point that lies on top, or an empty id.
    model::ElementId selectedAt(const QPointF &position) const;
    /// What lies under the component there; under the lowest one is the one on top.
    model::ElementId below(const model::ElementId &id, const QPointF &position) const;
    void startDrag(const CanvasMouse &mouse);
    void startMove();
    void startCopying();
    /// What the guides of the gesture cover now.
    QRectF guideArea() const;
    void hover(const CanvasMouse &mouse);
    void updateBand(const CanvasMouse &mouse);
    void cancel();
    bool nudge(const QKeyEvent &event);

    bool m_isPressed = false;
    bool m_isDragging = false;
    bool m_isDoubleClick = false;
    /// The press did not select yet: the release does, unless the mouse is dragged.
    bool m_selectsOnRelease = false;
    Grip m_grip;
    CanvasMouse m_press;
    std::optional<MoveGesture> m_move;
    std::optional<ResizeGesture> m_resize;
    std::optional<WaypointGesture> m_waypoints;
    std::optional<LabelGesture> m_label;
    std::optional<QRectF> m_band;
    bool m_takesLines = false; ///< the band selects connections alone
    edit::Selection m_selectionBeforeBand;
    Grip m_hoverGrip;
};

} // namespace loadstar::canvas
