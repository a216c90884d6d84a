// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/plot_card.h"

#include "charts/plot_scales.h"

#include <QFontMetricsF>
#include <QPainter>

namespace loadstar::charts {

void paintPlotCard(QPainter &painter, const QRectF &rect, const PlotColors &colors,
                   const QFont &font, const QString &title, const QString &remark)
{
    constexpr double kCardRadius = 5.0;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colors.border, 1.0));
    painter.setBrush(colors.surface);
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), kCardRadius, kCardRadius);

    const QRectF line(rect.left() + 10.0, rect.top() + 6.0, rect.width() - 20.0,
                      QFontMetrics(font).height() + 2.0);
    const QFont titleFont = scaledFont(font, 0.95, QFont::DemiBold);
    const QFont remarkFont = scaledFont(font, 0.85, QFont::Normal);
    const double remarkWidth =
        remark.isEmpty() ? 0.0 : QFontMetricsF(remarkFont).horizontalAdvance(remark) + 10.0;
    painter.setPen(colors.text);
    painter.setFont(titleFont);
    painter.drawText(
        line, Qt::AlignLeft | Qt::AlignVCenter,
        QFontMetricsF(titleFont).elidedText(title, Qt::ElideRight, line.width() - remarkWidth));
    painter.setPen(colors.mutedText);
    painter.setFont(remarkFont);
    painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter, remark);
}

} // namespace loadstar::charts
