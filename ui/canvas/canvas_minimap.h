// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPixmap>
#include <QTimer>
#include <QTransform>
#include <QWidget>

namespace loadstar::canvas {

class CanvasView;

/// The whole diagram in a corner of the canvas, with the part in view as a frame. A click or drag
/// brings that place into view.
class CanvasMinimap : public QWidget
{
    Q_OBJECT

public:
    explicit CanvasMinimap(CanvasView &view);

    QSize sizeHint() const override;
    /// Paints the diagram again the next time it is shown.
    void invalidate();

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;

private:
    /// From canvas coordinates to this widget's.
    QTransform canvasToMap() const;
    QRectF visibleRect() const;
    void centerOn(const QPointF &position);
    void paintPicture();

    CanvasView &m_view;
    QTimer m_restTimer;
    QPixmap m_picture;
    QTransform m_pictureTransform;
};

} // namespace loadstar::canvas
