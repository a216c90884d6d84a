// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/element_id.h"

#include <QGraphicsItem>
#include <QPolygonF>

namespace loadstar::canvas {

class CanvasScene;

/// One connection on the canvas. It only paints.
class ConnectionItem : public QGraphicsItem
{
public:
    ConnectionItem(CanvasScene &scene, model::ElementId id);

    void setRoute(const QPolygonF &route);

    QRectF boundingRect() const override;
    void paint(QPainter *painter, const QStyleOptionGraphicsItem *option, QWidget *widget) override;

private:
    CanvasScene &m_canvas;
    model::ElementId m_id;
    QPolygonF m_route;
};

} // namespace loadstar::canvas
