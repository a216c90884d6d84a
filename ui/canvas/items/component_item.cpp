// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/items/component_item.h"

#include "canvas/canvas_scene.h"

#include <QPainter>
#include <QStyleOptionGraphicsItem>

namespace loadstar::canvas {

namespace {

/// Cards lie above connections, connections above containers, inner containers above outer ones.
constexpr double kCardLevel = 10'000.0;

} // namespace

ComponentItem::ComponentItem(CanvasScene &scene, model::ElementId id)
    : m_canvas(scene)
    , m_id(std::move(id))
{
    setAcceptedMouseButtons(Qt::NoButton);
}

void ComponentItem::setPlace(const render::ComponentPlace &place)
{
    if (place.rect != m_place.rect)
        prepareGeometryChange();
    m_place = place;
    const bool isGround = place.shape == model::ComponentShape::Container ||
                          place.shape == model::ComponentShape::Frame;
    setZValue(isGround ? place.depth : kCardLevel);
    update();
}

QRectF ComponentItem::boundingRect() const
{
    return render::DiagramPainter::componentBounds(m_place.rect);
}

void ComponentItem::paint(QPainter *painter, const QStyleOptionGraphicsItem *option, QWidget *)
{
    const model::Component *component = m_canvas.document().design().component(m_id);
    if (!component)
        return;
    const double scale = option->levelOfDetailFromTransform(painter->worldTransform());
    m_canvas.painter().paintComponent(*painter, *component, m_place, m_canvas.componentLook(m_id),
                                      scale);
}

} // namespace loadstar::canvas
