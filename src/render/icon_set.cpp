// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/icon_set.h"

#include "render/resources.h"

#include <QFile>
#include <QPaintEngine>
#include <QPainter>
#include <QSvgRenderer>

#include <cmath>

namespace loadstar::render {

namespace {

/// Enough for every kind in a few colours and zoom steps.
constexpr qsizetype kMaximumImages = 512;

QString resourcePath(const QString &name)
{
    return QStringLiteral(":/icons/kinds/%1.svg").arg(name);
}

} // namespace

IconSet::IconSet()
{
    initResources();
}

IconSet::~IconSet() = default;

bool IconSet::has(const QString &name)
{
    initResources();
    return QFile::exists(resourcePath(name));
}

QSvgRenderer &IconSet::renderer(const QString &name, const QColor &color) const
{
    std::shared_ptr<QSvgRenderer> &renderer = m_renderers[name + color.name(QColor::HexArgb)];
    if (!renderer) {
        QFile file(resourcePath(has(name) ? name : QStringLiteral("unknown")));
        QByteArray svg = file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        svg.replace("currentColor", color.name().toLatin1());
        renderer = std::make_shared<QSvgRenderer>(svg);
    }
    return *renderer;
}

QImage IconSet::image(const QString &name, const QColor &color, int size, double pixelRatio) const
{
    const int pixels = std::max(1, int(std::lround(size * pixelRatio)));
    const QString key =
        QStringLiteral("%1/%2/%3").arg(name, color.name(QColor::HexArgb)).arg(pixels);
    if (const auto found = m_images.constFind(key); found != m_images.constEnd())
        return *found;
    QImage image(pixels, pixels, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    renderer(name, color).render(&painter, QRectF(0, 0, pixels, pixels));
    painter.end();
    image.setDevicePixelRatio(pixels / double(size));
    if (m_images.size() >= kMaximumImages)
        m_images.clear();
    m_images.insert(key, image);
    return image;
}

void IconSet::paint(QPainter &painter, const QRectF &rect, const QString &name,
                    const QColor &color) const
{
    if (painter.paintEngine()->type() != QPaintEngine::Raster) {
        renderer(name, color).render(&painter, rect);
        return;
    }
    // Whole pixels at the place of pixels: an image in between would be blurred.
    const QTransform toPixels = painter.deviceTransform();
    const QRectF wanted = toPixels.mapRect(rect);
    const int pixels = std::max(1, int(std::lround(wanted.width())));
    const QRectF exact(std::round(wanted.left()), std::round(wanted.top()), pixels, pixels);
    const int size = int(std::ceil(rect.width()));
    painter.drawImage(toPixels.inverted().mapRect(exact),
                      image(name, color, size, pixels / double(size)));
}

} // namespace loadstar::render
