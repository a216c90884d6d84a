// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/kind_registry.h"
#include "render/diagram_painter.h"

#include <QRectF>
#include <QString>
#include <QWidget>

#include <functional>
#include <optional>
#include <vector>

class QPainter;

namespace loadstar::player {

/// What the signs of a run on the canvas mean, in a corner over it. Each sign is drawn by what
/// draws it in the picture. The mouse reaches the canvas through it.
class SignKey : public QWidget
{
    Q_OBJECT

public:
    SignKey(const model::KindRegistry &kinds, QWidget *over);

    void setTheme(const render::Theme &theme);
    /// Where it keeps to the lower left corner; without one, the widget that it lies over.
    void setArea(const std::optional<QRectF> &area);

    QSize sizeHint() const override;
    /// What is told, line by line.
    QStringList texts() const;

protected:
    void paintEvent(QPaintEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    /// Draws the sign around the middle of a rectangle.
    using Draw = std::function<void(QPainter &, const QRectF &)>;
    struct Sign
    {
        Draw draw;
        QString text;
    };

    std::vector<Sign> makeSigns();
    Draw line(const render::ConnectionLook &look) const;
    void settle();

    render::DiagramPainter m_painter;
    std::vector<Sign> m_signs;
    std::optional<QRectF> m_area;
};

} // namespace loadstar::player
