// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "canvas/tools/canvas_tool.h"

#include <QRectF>

#include <optional>

namespace loadstar::canvas {

/// Draws one box, which then fills the view.
class ZoomBoxTool : public CanvasTool
{
public:
    using CanvasTool::CanvasTool;

    void enter() override;
    void leave() override;
    bool mousePress(const CanvasMouse &mouse) override;
    bool mouseMove(const CanvasMouse &mouse) override;
    bool mouseRelease(const CanvasMouse &mouse) override;
    bool keyPress(const QKeyEvent &event) override;
    void paint(QPainter &painter, double scale) const override;
    QCursor cursor() const override { return Qt::CrossCursor; }

private:
    std::optional<QPointF> m_start;
    QRectF m_box;
};

} // namespace loadstar::canvas
