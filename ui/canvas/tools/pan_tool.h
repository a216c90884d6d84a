// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "canvas/tools/canvas_tool.h"

namespace loadstar::canvas {

/// Moves the view with the mouse: while the middle button or the space key is held.
class PanTool : public CanvasTool
{
public:
    using CanvasTool::CanvasTool;

    void leave() override;
    bool mousePress(const CanvasMouse &mouse) override;
    bool mouseMove(const CanvasMouse &mouse) override;
    bool mouseRelease(const CanvasMouse &mouse) override;
    QCursor cursor() const override;

private:
    bool m_isDragging = false;
    QPointF m_last;
};

} // namespace loadstar::canvas
