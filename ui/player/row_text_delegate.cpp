// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "player/row_text_delegate.h"

#include <QApplication>
#include <QPainter>

#include <utility>

namespace loadstar::player {

namespace {

constexpr int kPadding = 8; ///< as that of headings

} // namespace

void RowTextDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                            const QModelIndex &index) const
{
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    const QString words = std::exchange(cell.text, {});
    cell.state &= ~QStyle::State_HasFocus;
    const QStyle *style = option.widget ? option.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &cell, painter, option.widget);
    const QRect area = option.rect.adjusted(kPadding, 0, -kPadding, 0);
    const QVariant color = index.data(Qt::ForegroundRole);
    painter->save();
    painter->setFont(cell.font);
    painter->setPen(color.isValid() ? color.value<QColor>() : option.palette.color(QPalette::Text));
    painter->drawText(area, int(Qt::AlignVCenter | Qt::AlignLeft),
                      cell.fontMetrics.elidedText(words, Qt::ElideRight, area.width()));
    painter->restore();
}

} // namespace loadstar::player
