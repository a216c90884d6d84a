// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/live_delegate.h"

#include "panels/live_looks.h"
#include "panels/live_table.h"

#include <QApplication>
#include <QPainter>

#include <algorithm>

namespace loadstar::panels {

namespace {

constexpr double kBadgeRadius = 7.0;
constexpr double kFailureHeight = 7.0;

} // namespace

LiveDelegate::LiveDelegate(Picture picture, const model::KindRegistry &kinds, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_picture(picture)
    , m_painter(kinds, render::Theme::light())
{}

void LiveDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                         const QModelIndex &index) const
{
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    const QString words = std::exchange(cell.text, {});
    const QWidget *widget = option.widget;
    const QStyle *style = widget ? widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &cell, painter, widget);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QRectF area = QRectF(option.rect).adjusted(8, 3, -8, -3);
    if (m_picture == Picture::Checks) {
        paintChecks(*painter, area, index.data(LiveTable::kRecentRole).value<QList<float>>());
    } else {
        const auto state =
            static_cast<probe::ProbeState>(index.data(LiveTable::kStateRole).toInt());
        const QPointF center(area.left() + kBadgeRadius, area.center().y());
        m_painter.paintBadge(*painter, center, kBadgeRadius, healthOf(state));
        painter->setPen(option.palette.color(QPalette::Text));
        const QRectF textArea = area.adjusted(2 * kBadgeRadius + 7, 0, 0, 0);
        painter->drawText(
            textArea, Qt::AlignLeft | Qt::AlignVCenter,
            option.fontMetrics.elidedText(words, Qt::ElideRight, int(textArea.width())));
    }
    painter->restore();
}

void LiveDelegate::paintChecks(QPainter &painter, const QRectF &area,
                               const QList<float> &recent) const
{
    if (recent.isEmpty())
        return;
    const float slowest = *std::max_element(recent.begin(), recent.end());
    const double step = area.width() / (probe::kRecentChecks - 1);
    // The newest check stands at the right end.
    const double start = area.right() - step * double(recent.size() - 1);
    QPolygonF line;
    const auto drawLine = [&] {
        painter.setPen(
            QPen(m_painter.theme().accent, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        if (line.size() == 1)
            painter.drawPoint(line.first());
        else
            painter.drawPolyline(line);
        line.clear();
    };
    for (qsizetype i = 0; i < recent.size(); ++i) {
        const double x = start + step * double(i);
        if (recent.at(i) >= 0.0F) {
            line << QPointF(
                x, area.bottom() -
                       (area.height() - 4) * double(recent.at(i) / std::max(slowest, 1e-6F)) - 2);
            continue;
        }
        drawLine();
        painter.setPen(QPen(m_painter.theme().down, 1.2));
        painter.drawLine(QPointF(x, area.bottom() - kFailureHeight), QPointF(x, area.bottom()));
    }
    drawLine();
}

} // namespace loadstar::panels
