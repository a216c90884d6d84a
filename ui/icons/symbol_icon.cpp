// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "icons/symbol_icon.h"

#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QPixmapCache>
#include <QSvgRenderer>

namespace loadstar::icons {

namespace {

QColor colorFor(QIcon::Mode mode)
{
    const QPalette palette = QGuiApplication::palette();
    switch (mode) {
    case QIcon::Disabled:
        return palette.color(QPalette::Disabled, QPalette::ButtonText);
    // The style sheet gives what is selected a soft ground, not the strong one of the palette.
    case QIcon::Selected:
    case QIcon::Normal:
    case QIcon::Active:
        return palette.color(QPalette::ButtonText);
    }
    Q_UNREACHABLE();
}

QPixmap render(const QString &path, const QColor &color, const QSize &pixels)
{
    const QString key = QStringLiteral("symbol:%1:%2:%3x%4")
                            .arg(path, color.name(QColor::HexArgb))
                            .arg(pixels.width())
                            .arg(pixels.height());
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap))
        return pixmap;
    pixmap = QPixmap(pixels);
    pixmap.fill(Qt::transparent);
    QFile file(path);
    if (file.open(QIODevice::ReadOnly)) {
        QSvgRenderer svg(file.readAll().replace("currentColor", color.name().toLatin1()));
        QPainter painter(&pixmap);
        painter.setOpacity(color.alphaF());
        svg.setAspectRatioMode(Qt::KeepAspectRatio);
        svg.render(&painter);
    }
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

class SymbolEngine : public QIconEngine
{
public:
    explicit SymbolEngine(QString path)
        : m_path(std::move(path))
    {}

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override
    {
        const qreal ratio = painter->device()->devicePixelRatioF();
        painter->drawPixmap(rect, render(m_path, colorFor(mode), rect.size() * ratio));
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State) override
    {
        return render(m_path, colorFor(mode), size);
    }

    QIconEngine *clone() const override { return new SymbolEngine(m_path); }
    QString key() const override { return QStringLiteral("loadstar-symbol"); }

private:
    QString m_path;
};

} // namespace

QIcon symbolIcon(const QString &path)
{
    return QFile::exists(path) ? QIcon(new SymbolEngine(path)) : QIcon();
}

QIcon actionIcon(const QString &name)
{
    return symbolIcon(QStringLiteral(":/icons/actions/%1.svg").arg(name));
}

QPixmap symbolPixmap(const QString &path, const QColor &color, int side, qreal devicePixelRatio)
{
    const int pixels = qRound(side * devicePixelRatio);
    QPixmap pixmap = render(path, color, QSize(pixels, pixels));
    pixmap.setDevicePixelRatio(devicePixelRatio);
    return pixmap;
}

} // namespace loadstar::icons
