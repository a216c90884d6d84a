// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/palette_delegate.h"

#include <QApplication>
#include <QIcon>
#include <QPainter>
#include <QPixmap>

namespace loadstar::panels {

namespace {

constexpr int kKindRow = 33;
constexpr int kStencilRow = 52;
constexpr int kHeadingHeight = 30;
constexpr int kKindIcon = 20;
constexpr int kIconLeft = 22;
constexpr int kTextLeft = 52;
constexpr int kRowMargin = 12;
constexpr int kPictureGap = 10;

void paintHeading(QPainter &painter, const QStyleOptionViewItem &option, const QString &text)
{
    QFont font = option.font;
    font.setPixelSize(11);
    font.setWeight(QFont::DemiBold);
    painter.setFont(font);
    painter.setPen(option.palette.color(QPalette::PlaceholderText));
    painter.drawText(option.rect.adjusted(kRowMargin + 4, 0, -4, -5),
                     Qt::AlignLeft | Qt::AlignBottom, text.toUpper());
}

/// What lies behind a row that is marked or under the mouse.
void paintMark(QPainter &painter, const QStyleOptionViewItem &option)
{
    const bool isMarked = option.state.testFlag(QStyle::State_Selected);
    if (!isMarked && !option.state.testFlag(QStyle::State_MouseOver))
        return;
    // The style sheet gives views a soft highlight; the mark is made from the strong one.
    QColor fill = QApplication::palette().color(QPalette::Highlight);
    fill.setAlphaF(isMarked ? 0.14F : 0.06F);
    painter.setPen(Qt::NoPen);
    painter.setBrush(fill);
    painter.drawRoundedRect(QRectF(option.rect).adjusted(kRowMargin, 1, -kRowMargin, 0), 6, 6);
}

/// Name and, where there is room, the other name that was searched for.
void paintText(QPainter &painter, const QStyleOptionViewItem &option, const QModelIndex &index,
               int left)
{
    const QRect text = option.rect.adjusted(left, 0, -kRowMargin - 4, 0);
    const QString name = index.data().toString();
    const bool isRemark = paletteRow(index) == PaletteRow::Remark;
    painter.setPen(option.palette.color(isRemark ? QPalette::PlaceholderText : QPalette::Text));
    painter.drawText(text, Qt::AlignLeft | Qt::AlignVCenter,
                     option.fontMetrics.elidedText(name, Qt::ElideRight, text.width()));
    const QString match = index.data(MatchRole).toString();
    const int used = option.fontMetrics.horizontalAdvance(name) + 8;
    if (!match.isEmpty() && used < text.width()) {
        painter.setPen(option.palette.color(QPalette::PlaceholderText));
        painter.drawText(text.adjusted(used, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter,
                         option.fontMetrics.elidedText(match, Qt::ElideRight, text.width() - used));
    }
}

} // namespace

PaletteRow paletteRow(const QModelIndex &index)
{
    return PaletteRow(index.data(RowRole).toInt());
}

QSize PaletteDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const
{
    constexpr int kWidth = 120;
    switch (paletteRow(index)) {
    case PaletteRow::Heading:
        return {kWidth, kHeadingHeight};
    case PaletteRow::Stencil:
        return {kWidth, kStencilRow};
    case PaletteRow::Kind:
    case PaletteRow::Remark:
        return {kWidth, kKindRow};
    }
    Q_UNREACHABLE();
}

void PaletteDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                            const QModelIndex &index) const
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QRect row = option.rect;
    const auto pictureRect = [&row](const QSize &size) {
        return QRect(QPoint(row.left() + kIconLeft, row.top() + (row.height() - size.height()) / 2),
                     size);
    };
    switch (paletteRow(index)) {
    case PaletteRow::Heading:
        paintHeading(*painter, option, index.data().toString());
        break;
    case PaletteRow::Kind:
        paintMark(*painter, option);
        index.data(Qt::DecorationRole)
            .value<QIcon>()
            .paint(painter, pictureRect({kKindIcon, kKindIcon}));
        paintText(*painter, option, index, kTextLeft);
        break;
    case PaletteRow::Stencil:
        paintMark(*painter, option);
        painter->drawPixmap(pictureRect(kPicture), index.data(Qt::DecorationRole).value<QPixmap>());
        paintText(*painter, option, index, kIconLeft + kPicture.width() + kPictureGap);
        break;
    case PaletteRow::Remark:
        paintText(*painter, option, index, kIconLeft);
        break;
    }
    painter->restore();
}

} // namespace loadstar::panels
