// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "player/step_mark.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace loadstar::player {

namespace {

constexpr double kStepBandWidth = 4.0;
constexpr double kStepBandGap = 4.0;
constexpr double kStepBandCorner = 9.0;
constexpr double kStepLineWidth = 9.0;
constexpr float kStepLineOpacity = 0.35F;

} // namespace

void StepMark::show(const SteppedMoment &moment)
{
    m_moment = moment;
    m_words.clear();
    if (!moment.elements.empty() && !moment.text.isEmpty())
        m_words.add(
            {moment.elements.front(), moment.elements.front(), moment.title, moment.text, 0.0},
            0.0);
}

void StepMark::clear()
{
    m_moment = {};
    m_words.clear();
}

void StepMark::paint(QPainter &painter, const render::DiagramPainter &diagram,
                     const render::DiagramGeometry &geometry, const QRectF &view)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    QColor color = diagram.theme().accent;
    for (const model::ElementId &id : m_moment.elements) {
        if (const QRectF rect = geometry.componentRect(id); !rect.isEmpty()) {
            painter.setPen(QPen(color, kStepBandWidth));
            painter.drawRoundedRect(
                rect.adjusted(-kStepBandGap, -kStepBandGap, kStepBandGap, kStepBandGap),
                kStepBandCorner, kStepBandCorner);
        } else if (const QPolygonF route = geometry.route(id); route.size() > 1) {
            QColor pale = color;
            pale.setAlphaF(kStepLineOpacity);
            painter.setPen(QPen(pale, kStepLineWidth, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
            painter.drawPath(render::DiagramPainter::connectionPath(route));
        }
    }
    painter.restore();
    // The words do not age while the run stands.
    m_words.paint(painter, diagram, geometry, view, 0.5);
}

} // namespace loadstar::player
