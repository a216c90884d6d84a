// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/check_cell_delegate.h"

#include <QMouseEvent>
#include <QStyle>
#include <QWidget>

namespace loadstar::panels {

void CheckCellDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                              const QModelIndex &index) const
{
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    const QStyle *style = option.widget->style();
    const Qt::CheckState state = cell.checkState;
    const bool hasBox = cell.features.testFlag(QStyleOptionViewItem::HasCheckIndicator);
    cell.features &= ~QStyleOptionViewItem::HasCheckIndicator;
    cell.text.clear();
    style->drawControl(QStyle::CE_ItemViewItem, &cell, painter, option.widget);
    if (!hasBox)
        return;
    const QSize size(style->pixelMetric(QStyle::PM_IndicatorWidth, &cell, option.widget),
                     style->pixelMetric(QStyle::PM_IndicatorHeight, &cell, option.widget));
    cell.rect = QStyle::alignedRect(option.direction, Qt::AlignCenter, size, option.rect);
    cell.state.setFlag(QStyle::State_On, state == Qt::Checked);
    cell.state.setFlag(QStyle::State_Off, state == Qt::Unchecked);
    cell.state.setFlag(QStyle::State_HasFocus, false);
    style->drawPrimitive(QStyle::PE_IndicatorItemViewItemCheck, &cell, painter, option.widget);
}

bool CheckCellDelegate::editorEvent(QEvent *event, QAbstractItemModel *model,
                                    const QStyleOptionViewItem &, const QModelIndex &index)
{
    const QVariant state = index.data(Qt::CheckStateRole);
    const bool isClick = event->type() == QEvent::MouseButtonRelease &&
                         static_cast<QMouseEvent *>(event)->button() == Qt::LeftButton;
    if (!isClick || !state.isValid() || !(index.flags() & Qt::ItemIsUserCheckable))
        return false;
    const bool isChecked = state.toInt() == Qt::Checked;
    return model->setData(index, isChecked ? Qt::Unchecked : Qt::Checked, Qt::CheckStateRole);
}

} // namespace loadstar::panels
