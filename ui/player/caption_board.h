// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "player/run_words.h"
#include "render/diagram_geometry.h"
#include "render/diagram_painter.h"

#include <QRectF>

#include <vector>

class QPainter;

namespace loadstar::player {

/// The captions that are on the canvas: each stands beside its component, where it covers none,
/// with a dotted line to it, and goes after a while. Times are animation seconds.
class CaptionBoard
{
public:
    static constexpr double kShownFor = 4.5;
    static constexpr size_t kMost = 3; ///< the newest; more cannot be read

    void add(const RunCaption &caption, double animation);
    void clear() { m_shown.clear(); }
    /// Drops what has had its time. Whether anything is left.
    bool expire(double animation);
    std::vector<RunCaption> captions() const;

    /// Paints them in canvas coordinates, in readable size at any zoom, inside `view`.
    void paint(QPainter &painter, const render::DiagramPainter &diagram,
               const render::DiagramGeometry &geometry, const QRectF &view, double animation) const;

    /// Where a box of `size` beside `anchor` covers least: above, below, right or left of it.
    static QRectF placeBeside(const QRectF &anchor, const QSizeF &size,
                              const std::vector<QRectF> &obstacles, const QRectF &view);

private:
    struct Shown
    {
        RunCaption caption;
        double since = 0.0;
    };

    std::vector<Shown> m_shown; ///< newest last
};

} // namespace loadstar::player
