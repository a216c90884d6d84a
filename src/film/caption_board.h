// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "film/run_narrator.h"
#include "render/diagram_geometry.h"
#include "render/diagram_painter.h"

#include <QRectF>

#include <vector>

class QPainter;

namespace loadstar::film {

/// The captions that are on the canvas: each stands beside its component, where it covers least,
/// with a dashed line to it, and goes after a while or when there is something newer to say about
/// the same subject. Times are animation seconds.
class CaptionBoard
{
public:
    static constexpr double kShownFor = 4.5;
    static constexpr size_t kMost = 3; ///< the newest; more cannot be read

    void add(const RunCaption &caption, double animation);
    void clear() { m_shown.clear(); }
    /// Drops what is not among `told`.
    void keepOnly(const std::vector<RunCaption> &told);
    /// Drops what happened before `at` simulated seconds.
    void dropBefore(double at);
    /// Drops what is fading away: nothing stands half gone while the animation stands.
    void dropFading(double animation);
    /// Drops what has had its time. Whether anything is left.
    bool expire(double animation);
    std::vector<RunCaption> captions() const;

    /// Paints them in canvas coordinates, in readable size at any zoom, inside `view`.
    void paint(QPainter &painter, const render::DiagramPainter &diagram,
               const render::DiagramGeometry &geometry, const QRectF &view, double animation);

    /// What a caption should not cover, and how much that matters.
    struct Obstacle
    {
        QRectF rect;
        double weight = 1.0;
    };

    /// Where a box of `size` beside `anchor` covers least; the nearest such place.
    static QRectF placeBeside(const QRectF &anchor, const QSizeF &size,
                              const std::vector<Obstacle> &obstacles, const QRectF &view);

private:
    static std::vector<Obstacle> obstaclesOf(const render::DiagramGeometry &geometry);

    struct Shown
    {
        RunCaption caption;
        double since = 0.0;
        QRectF anchor; ///< where the component was when the box was placed
        QRectF view;   ///< what was in view then
        QRectF box;
    };

    /// Places what has no place yet or must move.
    void place(const render::DiagramPainter &diagram, const render::DiagramGeometry &geometry,
               const QRectF &view, double enlarged);

    std::vector<Shown> m_shown; ///< newest last
};

} // namespace loadstar::film
