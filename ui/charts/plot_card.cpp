// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/plot_card.h"

#include "charts/plot_scales.h"

#include <QFontMetricsF>
#include <QPainter>

namespace loadstar::charts {

void paintPlotCard(QPainter &painter, const QRectF &rect, const PlotColors &colors,
                   const QFont &font, const PlotHead &head)
{
    constexpr double kCardRadius = 5.0;
    constexpr double kGap = 10.0;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colors.border, 1.0));
    painter.setBrush(colors.surface);
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), kCardRadius, kCardRadius);

    const QRectF line(rect.left() + 10.0, rect.top() + 6.0, rect.width() - 20.0,
                      QFontMetrics(font).height() + 2.0);
    const QFont titleFont = scaledFont(font, 0.95, QFont::DemiBold);
    const QFont rightFont = scaledFont(font, 0.85, QFont::Normal);
    const QFontMetricsF titleMetrics(titleFont);
    const auto widthOf = [&rightFont](const QString &text) {
        return text.isEmpty() ? 0.0 : QFontMetricsF(rightFont).horizontalAdvance(text) + kGap;
    };
    QString right = head.readout;
    if (right.isEmpty() &&
        titleMetrics.horizontalAdvance(head.title) + widthOf(head.remark) <= line.width())
        right = head.remark;
    painter.setPen(colors.text);
    painter.setFont(titleFont);
    painter.drawText(
        line, Qt::AlignLeft | Qt::AlignVCenter,
        titleMetrics.elidedText(head.title, Qt::ElideRight, line.width() - widthOf(right)));
    painter.setPen(colors.mutedText);
    painter.setFont(rightFont);
    painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter, right);
}

} // namespace loadstar::charts
