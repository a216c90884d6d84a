// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QFont>
#include <QRectF>
#include <QString>

class QPainter;

namespace loadstar::charts {

/// The colours of a plot; the theme gives them.
struct PlotColors
{
    QColor surface = QColor(0xff, 0xff, 0xff);
    QColor border = QColor(0xd5, 0xdb, 0xe1);
    QColor grid = QColor(0xee, 0xf1, 0xf5);
    QColor text = QColor(0x1f, 0x29, 0x33);
    QColor mutedText = QColor(0x61, 0x6e, 0x7c);
    QColor line = QColor(0x25, 0x63, 0xeb);

    bool operator==(const PlotColors &) const = default;
};

/// What stands above a plot.
struct PlotHead
{
    QString title;
    QString readout; ///< at the right; the title gives way to it
    QString remark;  ///< there without a read-out, and only where it leaves room for the title
};

/// Paints the card that a plot stands on.
void paintPlotCard(QPainter &painter, const QRectF &rect, const PlotColors &colors,
                   const QFont &font, const PlotHead &head);

} // namespace loadstar::charts
