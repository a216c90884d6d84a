// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "canvas/gestures/smart_guides.h"
#include "edit/clipboard.h"
#include "edit/design_document.h"
#include "edit/edit_transaction.h"

#include <QPointF>
#include <QPolygonF>

#include <map>
#include <vector>

namespace loadstar::canvas {

class CanvasScene;

/// Edits that move the components by `offset` pixels. Each goes into the innermost container under
/// its new centre that is large enough for it, or out of all containers; with `keepsContainer` it
/// stays in the one it is in, wherever it goes.
std::vector<model::DesignEdit> movedComponents(const model::Design &design,
                                               const model::KindRegistry &kinds,
                                               const edit::Selection &components,
                                               const QPointF &offset, bool keepsContainer = false);

/// What the keys held down make of a drag.
struct MoveManner
{
    /// By single pixels and off all guides.
    bool isFree = false;
    /// Only in the larger of the two directions.
    bool isStraight = false;
    /// Out of the container without leaving it.
    bool keepsContainer = false;

    bool operator==(const MoveManner &) const = default;
};

/// Components following the mouse. A single card dropped on a connection is put into it. The design
/// changes at once, so that connections are routed live; commit() makes it one step of the history,
/// destruction without it takes it back.
class MoveGesture
{
public:
    /// `grabbed` is the component under the mouse, whose corner snaps to the grid.
    MoveGesture(CanvasScene &scene, const edit::Selection &components,
                const model::ElementId &grabbed);
    /// The same with copies that the gesture adds.
    MoveGesture(CanvasScene &scene, edit::Paste copies);
    ~MoveGesture();
    MoveGesture(const MoveGesture &) = delete;
    MoveGesture &operator=(const MoveGesture &) = delete;

    /// `distance` is how far the mouse is from where it started, in canvas pixels; `reach` is how
    /// near guides draw it, in canvas pixels. Containers grow around what comes near their border.
    void update(const QPointF &distance, const MoveManner &manner, double reach);
    /// Whether anything has moved, which else is taken back.
    bool commit();
    /// What moves.
    const edit::Selection &components() const { return m_components; }
    const SmartGuides &guides() const { return m_guides; }

private:
    MoveGesture(CanvasScene &scene, edit::Selection components, const model::ElementId &grabbed,
                std::vector<model::DesignEdit> copies, const QString &text);

    /// The connection that the card would be put into if it were dropped now; or empty.
    model::ElementId lineUnder() const;

    CanvasScene &m_scene;
    std::vector<model::DesignEdit> m_copies;
    edit::Selection m_components;
    model::ElementId m_grabbed;
    QPointF m_start;
    /// Around all that moves.
    QRectF m_bounds;
    SmartGuides m_guides;
    QPointF m_offset;
    MoveManner m_manner;
    /// As they were before the card came near; only while a single card is moved.
    std::map<model::ElementId, QPolygonF> m_routes;
    edit::EditTransaction m_transaction;
};

} // namespace loadstar::canvas
