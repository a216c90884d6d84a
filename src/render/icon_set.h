// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QHash>
#include <QImage>
#include <QRectF>
#include <QString>

#include <memory>

class QPainter;
class QSvgRenderer;

namespace loadstar::render {

/// Paints the line icons below :/icons/kinds in any colour: as vectors into SVG and PDF, from a
/// cache of pictures onto the screen. Not for use from several threads at once.
class IconSet
{
public:
    IconSet();
    ~IconSet();
    IconSet(const IconSet &) = delete;
    IconSet &operator=(const IconSet &) = delete;

    /// Whether there is an icon of that name.
    static bool has(const QString &name);

    /// Fills `rect` with the icon; a name that does not exist gives the icon "unknown".
    void paint(QPainter &painter, const QRectF &rect, const QString &name,
               const QColor &color) const;

    /// The icon as a picture of `size` device-independent pixels.
    QImage image(const QString &name, const QColor &color, int size, double pixelRatio) const;

private:
    QSvgRenderer &renderer(const QString &name, const QColor &color) const;

    mutable QHash<QString, std::shared_ptr<QSvgRenderer>> m_renderers;
    mutable QHash<QString, QImage> m_images;
};

} // namespace loadstar::render
