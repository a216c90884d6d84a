// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QPainter>
#include <QPen>

namespace loadstar::render {

// What the sources of DiagramPainter share.

/// How opaque that is which steps back.
constexpr double kFadedOpacity = 0.35;

/// A pen whose dashes and gaps are that long, in pixels.
inline QPen dashed(const QColor &color, double width, double on, double off)
{
    QPen pen(color, width);
    pen.setCapStyle(Qt::FlatCap);
    // Patterns count in pen widths.
    pen.setDashPattern({on / width, off / width});
    return pen;
}

/// Restores the painter when it goes out of scope.
class SavedPainter
{
public:
    explicit SavedPainter(QPainter &painter)
        : m_painter(painter)
    {
        m_painter.save();
    }
    ~SavedPainter() { m_painter.restore(); }
    SavedPainter(const SavedPainter &) = delete;
    SavedPainter &operator=(const SavedPainter &) = delete;

private:
    QPainter &m_painter;
};

} // namespace loadstar::render
