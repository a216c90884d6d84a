// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "film/film_settings.h"
#include "film/reel.h"
#include "render/connection_labels.h"
#include "render/diagram_geometry.h"
#include "render/diagram_painter.h"
#include "render/line_jumps.h"

#include <QTransform>

#include <vector>

class QPainter;

namespace loadstar::film {

/// The drawing that a film is painted on: where everything is, and how each part of a frame is
/// painted. A frame is the diagram with the run in it, above a strip with the time, the counts and
/// the caption. `design` and `kinds` must outlive it.
class FilmSheet
{
public:
    FilmSheet(const model::Design &design, const model::KindRegistry &kinds,
              const FilmSettings &settings);

    /// Of a frame, in film pixels; whole numbers.
    QSize size() const;
    const render::DiagramGeometry &geometry() const { return m_geometry; }
    const render::Theme &theme() const { return m_painter.theme(); }

    /// The whole frame that the reel has come to.
    void paint(QPainter &painter, Reel &reel) const;

    // Its parts from the back to the front. Those of the diagram are painted in canvas pixels,
    // after toCanvas().
    void toCanvas(QPainter &painter) const;
    QTransform canvasTransform() const;
    const std::vector<model::ElementId> &grounds() const { return m_order.grounds; }
    const std::vector<model::ElementId> &cards() const { return m_order.cards; }
    void paintComponent(QPainter &painter, const model::ElementId &id,
                        const render::DiagramLooks &looks) const;
    void paintConnection(QPainter &painter, const model::ElementId &id,
                         const render::DiagramLooks &looks) const;
    void paintLabels(QPainter &painter) const;
    void paintCaptions(QPainter &painter, CaptionBoard &captions, double filmTime) const;
    /// The strip, in film pixels.
    void paintStrip(QPainter &painter) const;
    void paintClock(QPainter &painter, double now) const;
    void paintCounts(QPainter &painter, const Reel &reel) const;
    void paintProgress(QPainter &painter, const Reel &reel) const;
    /// The bar, and the mark of something that happened, at a part (0..1) of the film.
    QRectF progressRect(double part) const;
    QRectF markRect(double part) const;

private:
    /// The strip in canvas pixels, from its own top left corner.
    void toStrip(QPainter &painter) const;

    const model::Design &m_design;
    const FilmSettings m_settings;
    render::DiagramGeometry m_geometry;
    render::DiagramPainter m_painter;
    render::PaintOrder m_order;
    render::ConnectionLabels m_labels;
    render::LineJumps m_jumps;
    /// Canvas pixels: what is shown of the diagram.
    QRectF m_area;
};

} // namespace loadstar::film
