// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "canvas/tools/canvas_tool.h"
#include "model/component_kind.h"
#include "model/design.h"
#include "render/diagram_geometry.h"

#include <QByteArray>
#include <QRectF>
#include <QString>

#include <optional>

namespace loadstar::canvas {

/// Puts something new on the canvas, a component or copies of several: dragged from the palette,
/// placed with a click, or by the keyboard near a point. It goes into the container under it, which
/// is highlighted.
class PlaceTool : public CanvasTool
{
public:
    using CanvasTool::CanvasTool;

    /// Starts showing a component of that kind under the pointer; false for an unknown kind.
    bool beginDrag(const QString &kindId);
    /// The same with copied components, the bytes of a design file; false when there are none.
    bool beginDragOfCopies(const QByteArray &copied);
    void moveTo(const QPointF &position);
    /// Adds it where it was moved to, and selects it.
    void place();
    void cancel();
    bool isActive() const { return m_kind || m_copies; }

    /// Adds one with its centre at the point, or at the next free place beside it.
    void placeNear(const QString &kindId, const QPointF &center);
    void placeCopiesNear(const QByteArray &copied, const QPointF &center);

    void leave() override;
    bool mousePress(const CanvasMouse &mouse) override;
    bool mouseMove(const CanvasMouse &mouse) override;
    bool keyPress(const QKeyEvent &event) override;
    bool isDragging() const override { return isActive(); }
    void paint(QPainter &painter, double scale) const override;
    QCursor cursor() const override;

private:
    /// Copied components as they are shown.
    struct Copies
    {
        QByteArray bytes;
        model::Design design;
        render::DiagramGeometry geometry;
        /// Around the components, where they were copied.
        QRectF bounds;
    };

    std::optional<Copies> readCopies(const QByteArray &copied) const;
    /// Adds them with the top-left corner of all there, as one step.
    void addCopies(const Copies &copies, const QPointF &topLeft);
    QSizeF size() const { return m_kind ? m_kind->defaultSize : m_copies->bounds.size(); }
    /// Adds one and puts it into the connection `line`, unless that is empty.
    void add(const model::ComponentKind &kind, const QPointF &topLeft,
             const model::ElementId &line);
    /// The connection that a component dropped now would be put into; or empty.
    model::ElementId lineUnder() const;

    const model::ComponentKind *m_kind = nullptr;
    std::optional<Copies> m_copies;
    QRectF m_rect;
    bool m_isShown = false;
};

} // namespace loadstar::canvas
