// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/canvas_minimap.h"

#include "canvas/canvas_scene.h"
#include "canvas/canvas_view.h"

#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace loadstar::canvas {

namespace {

constexpr QSize kMinimapSize{128, 100};
constexpr double kPadding = 10.0;
constexpr size_t kAtOnceElements = 100;
constexpr int kRestMilliseconds = 200;

} // namespace

CanvasMinimap::CanvasMinimap(CanvasView &view)
    : QWidget(&view)
    , m_view(view)
{
    resize(kMinimapSize);
    setCursor(Qt::PointingHandCursor);
    setAccessibleName(tr("Minimap"));
    m_restTimer.setSingleShot(true);
    m_restTimer.setInterval(kRestMilliseconds);
    connect(&m_restTimer, &QTimer::timeout, this, [this] {
        m_picture = QPixmap();
        update();
    });
    setToolTip(tr("Click or drag to move the view"));
    connect(&view.canvasScene(), &CanvasScene::geometryChanged, this, &CanvasMinimap::invalidate);
}

QSize CanvasMinimap::sizeHint() const
{
    return kMinimapSize;
}

void CanvasMinimap::invalidate()
{
    // A large diagram is drawn when it rests, not at every step of a drag.
    const render::DiagramGeometry &geometry = m_view.canvasScene().geometry();
    if (geometry.places().size() + geometry.routes().size() > kAtOnceElements) {
        m_restTimer.start();
        return;
    }
    m_picture = QPixmap();
    update();
}

QRectF CanvasMinimap::visibleRect() const
{
    return m_view.mapToScene(m_view.viewport()->rect()).boundingRect();
}

QTransform CanvasMinimap::canvasToMap() const
{
    QRectF shown = m_view.canvasScene().geometry().bounds();
    if (shown.isNull())
        shown = visibleRect();
    const QRectF inner = QRectF(rect()).adjusted(kPadding, kPadding, -kPadding, -kPadding);
    const double scale = std::min({inner.width() / std::max(1.0, shown.width()),
                                   inner.height() / std::max(1.0, shown.height()), 0.25});
    QTransform transform;
    transform.translate(inner.center().x(), inner.center().y());
    transform.scale(scale, scale);
    transform.translate(-shown.center().x(), -shown.center().y());
    return transform;
}

void CanvasMinimap::paintPicture()
{
    m_pictureTransform = canvasToMap();
    const double ratio = devicePixelRatioF();
    m_picture = QPixmap(size() * ratio);
    m_picture.setDevicePixelRatio(ratio);
    m_picture.fill(Qt::transparent);
    QPainter painter(&m_picture);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setTransform(m_pictureTransform, true);
    CanvasScene &scene = m_view.canvasScene();
    scene.painter().paintDiagram(painter, scene.document().design(), scene.geometry(), {},
                                 m_pictureTransform.m11() * ratio);
}

void CanvasMinimap::paintEvent(QPaintEvent *)
{
    if (m_picture.isNull())
        paintPicture();
    const render::Theme &theme = m_view.theme();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(theme.border);
    painter.setBrush(theme.surface);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6.0, 6.0);
    painter.drawPixmap(0, 0, m_picture);
    const QRectF frame = m_pictureTransform.mapRect(visibleRect())
                             .intersected(QRectF(rect()).adjusted(3.0, 3.0, -3.0, -3.0));
    painter.setPen(QPen(theme.accent, 1.4));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(frame, 2.0, 2.0);
}

void CanvasMinimap::centerOn(const QPointF &position)
{
    m_view.centerOn(m_pictureTransform.inverted().map(position));
    update();
}

void CanvasMinimap::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        centerOn(event->position());
}

void CanvasMinimap::mouseMoveEvent(QMouseEvent *event)
{
    if (event->buttons() & Qt::LeftButton)
        centerOn(event->position());
}

} // namespace loadstar::canvas
