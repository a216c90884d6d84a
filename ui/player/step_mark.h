// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "film/caption_board.h"
#include "model/element_id.h"
#include "render/diagram_painter.h"

#include <QString>

#include <vector>

class QPainter;

namespace loadstar::player {

/// What the last step of a run was about.
struct SteppedMoment
{
    QString title; ///< when, as the clock writes it, to the millisecond
    QString text;  ///< what happened
    /// Components and connections, the one that it happened at first.
    std::vector<model::ElementId> elements;
};

/// Lights up the elements of a step on the canvas, with its words beside the first component, for
/// as long as the run stands there.
class StepMark
{
public:
    void show(const SteppedMoment &moment);
    void clear();
    const SteppedMoment &moment() const { return m_moment; }

    void paint(QPainter &painter, const render::DiagramPainter &diagram,
               const render::DiagramGeometry &geometry, const QRectF &view);

private:
    SteppedMoment m_moment;
    film::CaptionBoard m_words;
};

} // namespace loadstar::player
