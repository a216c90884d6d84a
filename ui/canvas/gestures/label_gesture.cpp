// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/gestures/label_gesture.h"

#include "canvas/canvas_scene.h"
#include "edit/connection_operations.h"

#include <QCoreApplication>
#include <QLineF>

namespace loadstar::canvas {

LabelGesture::LabelGesture(CanvasScene &scene, const model::ElementId &connection)
    : m_scene(scene)
    , m_connection(connection)
    , m_route(scene.geometry().route(connection))
    , m_start(scene.labels().labels().at(connection).rect.center())
    , m_transaction(scene.document(), QCoreApplication::translate("LabelGesture", "Move a label"))
{}

void LabelGesture::update(const QPointF &distance, double reach)
{
    if (!m_transaction.isOpen())
        return;
    const QPointF wanted = m_start + distance;
    model::LabelPlace place;
    place.at = render::nearestPart(m_route, wanted);
    const QPointF on = render::pointAlong(m_route, place.at);
    if (QLineF(on, wanted).length() > reach)
        place.offset = wanted - on;
    m_transaction.rollBack();
    m_transaction.apply(edit::placeLabel(m_scene.document().design(), m_connection, place));
}

void LabelGesture::commit()
{
    if (m_transaction.isOpen())
        m_transaction.commit();
}

} // namespace loadstar::canvas
