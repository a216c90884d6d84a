// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/element_id.h"
#include "render/diagram_geometry.h"

#include <QGraphicsItem>

namespace loadstar::canvas {

class CanvasScene;

/// One component on the canvas. It only paints; the tools of the view decide what the mouse does.
class ComponentItem : public QGraphicsItem
{
public:
    ComponentItem(CanvasScene &scene, model::ElementId id);

    void setPlace(const render::ComponentPlace &place);

    QRectF boundingRect() const override;
    void paint(QPainter *painter, const QStyleOptionGraphicsItem *option, QWidget *widget) override;

private:
    CanvasScene &m_canvas;
    model::ElementId m_id;
    render::ComponentPlace m_place;
};

} // namespace loadstar::canvas
