// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/row_delegate.h"

#include <algorithm>

namespace loadstar::shell {

namespace {

constexpr int kLeastRowHeight = 26;
constexpr QSize kRowIconSize{16, 16};

} // namespace

QSize RowDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QSize wanted = QStyledItemDelegate::sizeHint(option, index);
    return {wanted.width(), std::max(wanted.height(), kLeastRowHeight)};
}

void RowDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    option->features |= QStyleOptionViewItem::HasDecoration;
    option->decorationSize = kRowIconSize;
}

} // namespace loadstar::shell
