// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "edit/design_document.h"
#include "edit/edit_transaction.h"

#include <QPointF>

#include <vector>

namespace loadstar::canvas {

class CanvasScene;

/// Edits that move the components by `offset` pixels. Each goes into the innermost container under
/// its new centre that is large enough for it, or out of all containers.
std::vector<model::DesignEdit> movedComponents(const model::Design &design,
                                               const model::KindRegistry &kinds,
                                               const edit::Selection &components,
                                               const QPointF &offset);

/// Components following the mouse. The design changes at once, so that connections are routed live;
/// commit() makes it one step of the history, destruction without it takes it back.
class MoveGesture
{
public:
    /// `grabbed` is the component under the mouse, whose corner snaps to the grid.
    MoveGesture(CanvasScene &scene, const edit::Selection &components,
                const model::ElementId &grabbed);
    ~MoveGesture();
    MoveGesture(const MoveGesture &) = delete;
    MoveGesture &operator=(const MoveGesture &) = delete;

    /// `distance` is how far the mouse is from where it started, in canvas pixels. `isFree` moves
    /// by single pixels; `isStraight` keeps to the larger of the two directions.
    void update(const QPointF &distance, bool isFree, bool isStraight);
    void commit();

private:
    CanvasScene &m_scene;
    edit::Selection m_components;
    model::ElementId m_grabbed;
    QPointF m_start;
    QPointF m_offset;
    edit::EditTransaction m_transaction;
};

} // namespace loadstar::canvas
