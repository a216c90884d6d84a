// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/picture.h"

#include "base/save_file.h"
#include "model/design_file.h"
#include "model/embedded_design.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QFileInfo>
#include <QImage>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <QSvgGenerator>

#include <array>
#include <cmath>

namespace loadstar::render {

namespace {

/// Names the design inside a picture.
const QString kEmbeddedName = QString::fromLatin1(model::kEmbeddedDesignName);
const QString kDesignMimeType = QStringLiteral("application/vnd.loadstar.design+json");

QString tr(const char *text)
{
    return QCoreApplication::translate("Picture", text);
}

/// One design on its way to a picture.
struct Sheet
{
    const model::Design &design;
    const model::KindRegistry &kinds;
    const PictureOptions &options;
    DiagramGeometry geometry;
    /// Around the diagram and its labels.
    QRectF area;

    Sheet(const model::Design &shown, const model::KindRegistry &registry,
          const PictureOptions &wanted)
        : design(shown)
        , kinds(registry)
        , options(wanted)
        , geometry(shown, registry)
        , area(geometry.bounds() |
               DiagramPainter(registry, wanted.theme).labelsOf(shown, geometry).bounds())
    {}

    QSizeF size() const { return pictureSize(area) * options.scale; }

    /// Paints onto a device whose unit is one picture pixel.
    void paint(QPainter &painter) const
    {
        painter.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing |
                               QPainter::SmoothPixmapTransform);
        if (!options.isTransparent)
            painter.fillRect(QRectF(QPointF(), size()), options.theme.canvas);
        const QPointF corner = area.topLeft();
        painter.scale(options.scale, options.scale);
        painter.translate(kPictureMargin - corner.x(), kPictureMargin - corner.y());
        // Pictures are looked at closely, so they have all details at any scale.
        DiagramPainter(kinds, options.theme)
            .paintDiagram(painter, design, geometry, options.looks, 1.0);
    }
};

QString titleOf(const Sheet &sheet)
{
    return sheet.design.header.name.isEmpty() ? tr("Diagram") : sheet.design.header.name;
}

QByteArray makeSvg(const Sheet &sheet)
{
    QBuffer buffer;
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setSize(sheet.size().toSize());
    generator.setViewBox(QRectF(QPointF(), sheet.size()));
    generator.setDescription(QStringLiteral("Loadstar"));
    generator.setResolution(96);
    QPainter painter(&generator);
    sheet.paint(painter);
    painter.end();
    QByteArray svg = buffer.data();
    // Qt's generator writes no metadata, and a title only without & and <.
    QString head = QStringLiteral("<title>%1</title>\n").arg(titleOf(sheet).toHtmlEscaped());
    if (!sheet.options.isBare)
        head += QStringLiteral("<metadata id=\"%1\" data-type=\"%2\">%3</metadata>\n")
                    .arg(kEmbeddedName, kDesignMimeType,
                         QString::fromUtf8(model::serializeDesign(sheet.design)).toHtmlEscaped());
    return withoutForbiddenInXml(svg.insert(svg.indexOf("<desc>"), head.toUtf8()));
}

QByteArray makePng(const Sheet &sheet)
{
    const QSize pixels = sheet.size().toSize();
    QImage image(pixels, QImage::Format_ARGB32_Premultiplied);
    if (image.isNull())
        return {};
    image.fill(Qt::transparent);
    QPainter painter(&image);
    sheet.paint(painter);
    painter.end();
    if (!sheet.options.isTransparent)
        image = std::move(image).convertToFormat(QImage::Format_RGB32);
    image.setText(QStringLiteral("Title"), titleOf(sheet));
    QByteArray png;
    QBuffer buffer(&png);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, "PNG");
    return sheet.options.isBare
               ? png
               : model::withEmbeddedDesign(png, model::serializeDesign(sheet.design));
}

QByteArray makePdf(const Sheet &sheet)
{
    QByteArray pdf;
    QBuffer buffer(&pdf);
    buffer.open(QIODevice::WriteOnly);
    {
        constexpr int kResolution = 1200;
        constexpr double kPointsPerInch = 72.0;
        QPdfWriter writer(&buffer);
        writer.setCreator(QStringLiteral("Loadstar"));
        writer.setTitle(titleOf(sheet));
        writer.setResolution(kResolution);
        writer.setPageMargins(QMarginsF());
        writer.setPageSize(
            QPageSize(sheet.size(), QPageSize::Point, QString(), QPageSize::ExactMatch));
        if (!sheet.options.isBare)
            writer.addFileAttachment(kEmbeddedName, model::serializeDesign(sheet.design),
                                     kDesignMimeType);
        QPainter painter(&writer);
        painter.scale(kResolution / kPointsPerInch, kResolution / kPointsPerInch);
        sheet.paint(painter);
    }
    return pdf;
}

struct FormatEntry
{
    PictureFormat format;
    const char *suffix;
    QByteArray (*make)(const Sheet &);
};

constexpr std::array kFormats{FormatEntry{PictureFormat::Svg, "svg", makeSvg},
                              FormatEntry{PictureFormat::Png, "png", makePng},
                              FormatEntry{PictureFormat::Pdf, "pdf", makePdf}};

} // namespace

QByteArray withoutForbiddenInXml(const QByteArray &svg)
{
    QString text = QString::fromUtf8(svg);
    text.removeIf([](QChar c) {
        const bool isControl = c < u' ' && c != u'\t' && c != u'\n' && c != u'\r';
        return isControl || c == QChar(0xfffe) || c == QChar(0xffff);
    });
    return text.toUtf8();
}

QStringList pictureSuffixes()
{
    QStringList suffixes;
    for (const FormatEntry &entry : kFormats)
        suffixes << QString::fromLatin1(entry.suffix);
    return suffixes;
}

std::optional<PictureFormat> pictureFormat(const QString &fileName)
{
    const QString suffix = QFileInfo(fileName).suffix().toLower();
    for (const FormatEntry &entry : kFormats) {
        if (suffix == QLatin1StringView(entry.suffix))
            return entry.format;
    }
    return std::nullopt;
}

QSizeF pictureSize(const QRectF &diagram)
{
    return {std::ceil(diagram.width() + 2 * kPictureMargin),
            std::ceil(diagram.height() + 2 * kPictureMargin)};
}

QSizeF pictureSize(const model::Design &design, const model::KindRegistry &kinds,
                   const PictureOptions &options)
{
    return pictureSize(Sheet(design, kinds, options).area);
}

void paintFitted(QPainter &painter, const QRectF &area, const model::Design &design,
                 const model::KindRegistry &kinds, const PictureOptions &options)
{
    PictureOptions fitted = options;
    const Sheet sheet(design, kinds, fitted);
    const QSizeF size = pictureSize(sheet.area);
    fitted.scale = std::min(area.width() / size.width(), area.height() / size.height());
    fitted.isTransparent = true;
    painter.save();
    painter.translate(area.center() - QPointF(size.width(), size.height()) * (fitted.scale / 2.0));
    sheet.paint(painter);
    painter.restore();
}

base::Result<QByteArray> makePicture(const model::Design &design, const model::KindRegistry &kinds,
                                     PictureFormat format, const PictureOptions &options)
{
    if (!(options.scale > 0.0) || options.scale > kMaximumPictureScale)
        return base::Error{QStringLiteral("render.bad-scale"),
                           tr("a picture's scale is above 0 and at most %1, not %2")
                               .arg(kMaximumPictureScale)
                               .arg(options.scale),
                           {}};
    const Sheet sheet(design, kinds, options);
    const base::Error tooLarge{
        QStringLiteral("render.too-large"),
        tr("a picture of %1 × %2 pixels is too large, choose a smaller scale")
            .arg(sheet.size().width())
            .arg(sheet.size().height()),
        {}};
    constexpr double kMaximumSide = 32'000.0;
    const bool isTooLarge = sheet.size().width() * sheet.size().height() > kMaximumPicturePixels ||
                            std::max(sheet.size().width(), sheet.size().height()) > kMaximumSide;
    if (format == PictureFormat::Png && isTooLarge)
        return tooLarge;
    for (const FormatEntry &entry : kFormats) {
        if (entry.format == format) {
            QByteArray bytes = entry.make(sheet);
            // Qt writes parts of a PDF to files of its own, and says nothing when it cannot.
            if (format == PictureFormat::Pdf && !bytes.trimmed().endsWith("%%EOF"))
                return base::Error{QStringLiteral("render.failed"),
                                   tr("the PDF could not be made; is there room for temporary "
                                      "files?"),
                                   {}};
            if (bytes.isEmpty())
                return tooLarge;
            return bytes;
        }
    }
    Q_UNREACHABLE();
}

base::Result<void> savePicture(const model::Design &design, const model::KindRegistry &kinds,
                               const QString &path, const PictureOptions &options)
{
    const std::optional<PictureFormat> format = pictureFormat(path);
    if (!format)
        return base::Error{QStringLiteral("render.unknown-format"),
                           tr("the file name must end in one of: %1")
                               .arg(pictureSuffixes().join(QStringLiteral(", "))),
                           path};
    const base::Result<QByteArray> picture = makePicture(design, kinds, *format, options);
    if (!picture)
        return picture.error();
    const base::Result<void> saved = base::saveFile(path, *picture);
    if (!saved)
        return base::Error{QStringLiteral("render.unwritable"), saved.error().message, path};
    return {};
}

} // namespace loadstar::render
