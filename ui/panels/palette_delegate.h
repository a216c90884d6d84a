// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace loadstar::panels {

/// What a row of the palette is.
enum class PaletteRow { Heading, Kind, Stencil, Remark };

/// What the rows of the palette know of themselves.
enum PaletteRole {
    RowRole = Qt::UserRole, ///< PaletteRow as int
    KeyRole,                ///< id of the kind or path of the stencil
    AliasesRole,
    MatchRole, ///< the other name that the search found, or empty
};

PaletteRow paletteRow(const QModelIndex &index);

/// Draws the rows of the palette.
class PaletteDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    /// Size of the picture of a stencil, in pixels.
    static constexpr QSize kPicture{64, 42};

    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
};

} // namespace loadstar::panels
