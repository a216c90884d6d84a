// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "edit/edit_transaction.h"
#include "model/element_id.h"

#include <QPointF>
#include <QPolygonF>

namespace loadstar::canvas {

class CanvasScene;

/// The text of a connection following the mouse: along its line, and off it. commit() makes it one
/// step of the history, destruction without it takes it back.
class LabelGesture
{
public:
    LabelGesture(CanvasScene &scene, const model::ElementId &connection);

    /// `distance` is how far the mouse is from where it started, in canvas pixels; within `reach`
    /// of the line the text stands on it.
    void update(const QPointF &distance, double reach);
    void commit();

private:
    CanvasScene &m_scene;
    model::ElementId m_connection;
    QPolygonF m_route;
    /// Where the middle of the text was.
    QPointF m_start;
    edit::EditTransaction m_transaction;
};

} // namespace loadstar::canvas
