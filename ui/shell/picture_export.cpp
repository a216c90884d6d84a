// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/picture_export.h"

#include "base/save_file.h"
#include "edit/clipboard.h"
#include "edit/edit_operations.h"
#include "export/export_registry.h"
#include "model/visibility.h"
#include "render/picture.h"
#include "shell/document_controller.h"

#include <QClipboard>
#include <QFileInfo>
#include <QGuiApplication>
#include <QImage>
#include <QMimeData>
#include <QPainter>
#include <QPicture>
#include <QPrinter>
#include <QSettings>

#include <algorithm>
#include <cmath>

namespace loadstar::shell {

namespace {

const QString kSuffixKey = QStringLiteral("picture/suffix");
const QString kThemeKey = QStringLiteral("picture/theme");
const QString kScaleKey = QStringLiteral("picture/scale");
const QString kTransparentKey = QStringLiteral("picture/transparent");
const QString kDesignKey = QStringLiteral("picture/design");
constexpr int kLargestScale = 4;

/// The exporter that writes one file with that suffix, or null.
const exporting::Exporter *exporterFor(const QString &suffix)
{
    for (const exporting::Exporter &exporter : exporting::builtinExporters().exporters()) {
        if (exporter.isOneFile() && QFileInfo(exporter.files.front()).suffix() == suffix)
            return &exporter;
    }
    return nullptr;
}

render::PictureOptions optionsFor(const PictureChoice &choice)
{
    render::PictureOptions options;
    if (const render::Theme *theme = render::Theme::byName(choice.theme))
        options.theme = *theme;
    if (choice.suffix == u"png")
        options.scale = choice.scale;
    options.isTransparent = choice.isTransparent;
    options.isBare = !choice.hasDesign;
    return options;
}

/// A pixel of the canvas on paper at 100 %.
constexpr double kScreenDpi = 96.0;
/// A larger diagram is printed smaller.
constexpr int kMostSheets = 100;

/// How many sheets lie side by side and below each other.
QSize sheetsFor(const QSizeF &whole, const QSizeF &sheet)
{
    return {std::max(1, int(std::ceil(whole.width() / sheet.width()))),
            std::max(1, int(std::ceil(whole.height() / sheet.height())))};
}

/// The size that takes at most kMostSheets.
QSizeF onFewSheets(QSizeF whole, const QSizeF &sheet)
{
    constexpr double kShrinking = 0.9;
    while (sheetsFor(whole, sheet).width() * sheetsFor(whole, sheet).height() > kMostSheets)
        whole *= kShrinking;
    return whole;
}

} // namespace

PictureExport::PictureExport(edit::DesignDocument &document, DocumentController &files,
                             Dialogs &dialogs, QSettings &settings, QObject *parent)
    : QObject(parent)
    , m_document(document)
    , m_files(files)
    , m_dialogs(dialogs)
    , m_settings(settings)
{}

bool PictureExport::hasSelection() const
{
    return !edit::outermostComponents(m_document.design(), m_document.selection()).empty();
}

model::Design PictureExport::part(bool isSelectionOnly) const
{
    if (!isSelectionOnly || !hasSelection())
        return m_document.design();
    model::Design part = edit::selectedPart(m_document.design(), m_document.selection());
    part.header.name = m_document.design().header.name;
    return part;
}

model::Design PictureExport::part(const PictureChoice &choice) const
{
    return choice.layer.isEmpty() ? part(choice.isSelectionOnly)
                                  : model::layerPart(m_document.design(), choice.layer);
}

PictureChoice PictureExport::lastChoice() const
{
    PictureChoice choice;
    choice.suffix = m_settings.value(kSuffixKey, choice.suffix).toString();
    choice.theme = m_settings.value(kThemeKey, choice.theme).toString();
    choice.scale = std::clamp(m_settings.value(kScaleKey, choice.scale).toInt(), 1, kLargestScale);
    choice.isTransparent = m_settings.value(kTransparentKey, choice.isTransparent).toBool();
    choice.hasDesign = m_settings.value(kDesignKey, choice.hasDesign).toBool();
    return choice;
}

void PictureExport::remember(const PictureChoice &choice)
{
    m_settings.setValue(kSuffixKey, choice.suffix);
    m_settings.setValue(kThemeKey, choice.theme);
    m_settings.setValue(kScaleKey, choice.scale);
    m_settings.setValue(kTransparentKey, choice.isTransparent);
    m_settings.setValue(kDesignKey, choice.hasDesign);
}

PictureOffer PictureExport::offer() const
{
    PictureOffer offer;
    offer.hasSelection = hasSelection();
    for (const model::Layer &layer : m_document.design().header.layers)
        offer.layers += layer.name;
    // Its lines are found anew for each picture, which takes too long to wait for in larger ones.
    constexpr size_t kMostShown = 300;
    if (m_document.design().components.size() > kMostShown)
        return offer;
    offer.size = [this](const PictureChoice &choice) {
        const render::PictureOptions options = optionsFor(choice);
        const QSizeF size = render::pictureSize(part(choice), m_document.kinds(), options);
        return (size * (choice.suffix == u"png" ? options.scale : 1.0)).toSize();
    };
    offer.preview = [this](const PictureChoice &choice, const QSize &room) {
        const render::PictureOptions options = optionsFor(choice);
        QImage picture(room, QImage::Format_ARGB32_Premultiplied);
        picture.fill(choice.isTransparent ? QColor(Qt::transparent) : options.theme.canvas);
        QPainter painter(&picture);
        painter.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing);
        render::paintFitted(painter, QRectF(QPointF(), room), part(choice), m_document.kinds(),
                            options);
        return picture;
    };
    return offer;
}

bool PictureExport::toFile()
{
    const std::optional<PictureChoice> choice = m_dialogs.choosePicture(lastChoice(), offer());
    if (!choice)
        return false;
    const QString path =
        m_dialogs.chooseSaveFile(tr("Export picture"), m_files.suggestedPath(choice->suffix),
                                 QStringLiteral("*.%1 (*.%1)").arg(choice->suffix));
    if (path.isEmpty())
        return false;
    remember(*choice);
    const base::Result<void> saved = write(path, *choice);
    if (!saved) {
        m_dialogs.showError(tr("%1 could not be written").arg(QFileInfo(path).fileName()),
                            saved.error(), tr("Choose another name or another folder."));
        return false;
    }
    m_files.rememberFolder(path);
    Q_EMIT statusHint(tr("Wrote %1").arg(QFileInfo(path).fileName()));
    return true;
}

base::Result<void> PictureExport::write(const QString &path, const PictureChoice &choice) const
{
    const model::Design design = part(choice);
    // What the name says counts for more than what was chosen before it.
    const QString suffix = QFileInfo(path).suffix().toLower();
    if (const exporting::Exporter *exporter = exporterFor(suffix)) {
        const exporting::ExportResult result = exporter->run(design, m_document.kinds(), {});
        if (result.files.empty())
            return base::Error{
                result.diagnostics.front().code, result.diagnostics.front().message, {}};
        return base::saveFile(path, result.files.front().bytes());
    }
    return render::savePicture(design, m_document.kinds(), path, optionsFor(choice));
}

void PictureExport::toClipboard()
{
    const model::Design design = part(true);
    PictureChoice choice;
    const auto svg = render::makePicture(design, m_document.kinds(), render::PictureFormat::Svg,
                                         optionsFor(choice));
    choice.suffix = QStringLiteral("png");
    const auto png = render::makePicture(design, m_document.kinds(), render::PictureFormat::Png,
                                         optionsFor(choice));
    if (!svg || !png) {
        Q_EMIT statusHint((svg ? png.error() : svg.error()).message);
        return;
    }
    auto *data = new QMimeData;
    data->setData(QStringLiteral("image/svg+xml"), *svg);
    data->setData(QStringLiteral("image/png"), *png);
    data->setImageData(QImage::fromData(*png));
    QGuiApplication::clipboard()->setMimeData(data);
    Q_EMIT statusHint(hasSelection() ? tr("Copied a picture of the selection")
                                     : tr("Copied a picture of the diagram"));
}

void PictureExport::toPrinter()
{
    m_dialogs.previewPrint(m_files.title(), [this](QPrinter &printer) {
        QPainter painter(&printer);
        painter.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing);
        render::PictureOptions options;
        options.theme = *render::Theme::byName(QStringLiteral("print"));
        const QRectF page(QPointF(), printer.pageRect(QPrinter::DevicePixel).size());
        render::paintFitted(painter, page, part(false), m_document.kinds(), options);
    });
}

void PictureExport::toSheets()
{
    m_dialogs.previewPrint(m_files.title(), [this](QPrinter &printer) {
        render::PictureOptions options;
        options.theme = *render::Theme::byName(QStringLiteral("print"));
        const model::Design design = part(false);
        const QSizeF sheet = printer.pageRect(QPrinter::DevicePixel).size();
        const QSizeF whole = onFewSheets(render::pictureSize(design, m_document.kinds(), options) *
                                             printer.logicalDpiX() / kScreenDpi,
                                         sheet);
        // Routed once, however many sheets there are.
        QPicture diagram;
        QPainter recorder(&diagram);
        render::paintFitted(recorder, QRectF(QPointF(), whole), design, m_document.kinds(),
                            options);
        recorder.end();
        QPainter painter(&printer);
        painter.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing);
        const QSize sheets = sheetsFor(whole, sheet);
        for (int i = 0; i < sheets.width() * sheets.height(); ++i) {
            if (i > 0)
                printer.newPage();
            painter.save();
            painter.setClipRect(QRectF(QPointF(), sheet));
            painter.translate(-sheet.width() * (i % sheets.width()),
                              -sheet.height() * (i / sheets.width()));
            painter.drawPicture(0, 0, diagram);
            painter.restore();
        }
    });
}

} // namespace loadstar::shell
