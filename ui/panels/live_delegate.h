// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "render/diagram_painter.h"

#include <QStyledItemDelegate>

namespace loadstar::panels {

/// Paints a probed state as on the canvas, with its words, and the last checks as a small curve in
/// which each failed check is a stroke at the bottom.
class LiveDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    enum class Picture { State, Checks };

    LiveDelegate(Picture picture, const model::KindRegistry &kinds, QObject *parent);

    void setTheme(const render::Theme &theme) { m_painter.setTheme(theme); }

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;

private:
    void paintChecks(QPainter &painter, const QRectF &area, const QList<float> &recent) const;

    Picture m_picture;
    render::DiagramPainter m_painter;
};

} // namespace loadstar::panels
