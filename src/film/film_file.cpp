// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "film/film_file.h"

#include "base/save_file.h"
#include "film/film_sheet.h"
#include "film/film_words.h"
#include "film/gif_writer.h"
#include "film/reel.h"
#include "film/svg_film.h"
#include "render/picture.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QImage>
#include <QPainter>
#include <QTemporaryDir>

#include <filesystem>
#include <functional>
#include <memory>
#include <utility>

namespace loadstar::film {

namespace {

/// Of one frame.
constexpr double kMostFilmPixels = 16e6;

QString tr(const char *text)
{
    return QCoreApplication::translate("Film", text);
}

constexpr std::pair<const char *, FilmFormat> kFilmSuffixes[] = {
    {"gif", FilmFormat::Gif}, {"svg", FilmFormat::Svg}, {"png", FilmFormat::Png}};

base::Error unwritableFilm(const QString &path, const QString &why)
{
    return {QStringLiteral("film.unwritable"), why, path};
}

base::Error calledOff()
{
    return {QStringLiteral("film.cancelled"), tr("the film was called off"), {}};
}

/// A film on its way to a file: what it is painted on, and the run that goes with it.
struct Production
{
    FilmSheet sheet;
    Stage stage;
    std::unique_ptr<Reel> reel;
    QString title;
    QString altText;
};

base::Result<std::unique_ptr<Production>> produce(const model::Design &design,
                                                  const model::KindRegistry &kinds,
                                                  const FilmSettings &settings,
                                                  const base::TaskControl *control)
{
    if (!(settings.scale > 0.0) || settings.scale > render::kMaximumPictureScale)
        return base::Error{QStringLiteral("film.bad-scale"),
                           tr("a film's scale is above 0 and at most %1, not %2")
                               .arg(render::kMaximumPictureScale)
                               .arg(settings.scale),
                           {}};
    auto reel = Reel::create(design, kinds, settings);
    if (!reel)
        return reel.error();
    auto production = std::make_unique<Production>(
        Production{FilmSheet(design, kinds, settings),
                   {},
                   std::move(reel.value()),
                   design.header.name.isEmpty() ? tr("Diagram") : design.header.name,
                   settings.altText});
    const QSize size = production->sheet.size();
    if (double(size.width()) * size.height() > kMostFilmPixels ||
        std::max(size.width(), size.height()) > GifWriter::kLargestSide)
        return base::Error{QStringLiteral("film.too-large"),
                           tr("a film of %1 × %2 pixels is too large, choose a smaller scale")
                               .arg(size.width())
                               .arg(size.height()),
                           {}};
    production->stage = makeStage(ElementTable(design), production->sheet.geometry());
    production->reel->setStage(production->stage);
    if (production->altText.isEmpty()) {
        const base::Result<QString> words = filmWords(design, settings, control);
        if (!words)
            return words.error();
        production->altText = *words;
    }
    return production;
}

/// Calls `take` for every frame, until it fails.
base::Result<void> forEachFrame(Reel &reel, base::TaskControl *control,
                                const std::function<base::Result<void>()> &take)
{
    while (!reel.isAtEnd()) {
        if (const base::Result<void> advanced = reel.advance(control); !advanced)
            return advanced;
        if (const base::Result<void> taken = take(); !taken)
            return taken;
        if (!control)
            continue;
        control->setProgress(double(reel.frame() + 1) / reel.frameCount());
        if (control->isCancelled())
            return calledOff();
    }
    return {};
}

QImage paintFrame(Production &production)
{
    QImage image(production.sheet.size(), QImage::Format_RGB32);
    QPainter painter(&image);
    production.sheet.paint(painter, *production.reel);
    return image;
}

base::Result<QByteArray> makeGif(Production &production, const FilmSettings &settings,
                                 base::TaskControl *control)
{
    GifWriter writer;
    const auto filmed = forEachFrame(*production.reel, control, [&]() -> base::Result<void> {
        writer.add(paintFrame(production), filmFrameDelay(settings, production.reel->frame()));
        return {};
    });
    if (!filmed)
        return filmed.error();
    return writer.finish(production.altText);
}

base::Result<QByteArray> makeSvg(Production &production, const FilmSettings &settings,
                                 base::TaskControl *control)
{
    SvgFilm film(production.sheet, production.stage,
                 production.reel->frameCount() / settings.framesPerSecond);
    const auto filmed = forEachFrame(*production.reel, control, [&]() -> base::Result<void> {
        film.add(*production.reel);
        return {};
    });
    if (!filmed)
        return filmed.error();
    return film.finish(*production.reel, production.title, production.altText);
}

QString frameName(const QString &base, int frame)
{
    return QStringLiteral("%1-%2.png").arg(base).arg(frame + 1, 4, 10, QLatin1Char('0'));
}

base::Result<void> writeFrame(Production &production, const QString &path)
{
    QImage image = paintFrame(production);
    image.setText(QStringLiteral("Title"), production.title);
    image.setText(QStringLiteral("Description"), production.altText);
    QByteArray png;
    QBuffer buffer(&png);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, "PNG");
    return base::saveFile(path, png);
}

/// Moves the files; none is there when one cannot be moved.
base::Result<QStringList> moveFrames(const QStringList &names, const QDir &from, const QDir &to)
{
    QStringList moved;
    for (const QString &name : names) {
        std::error_code error;
        std::filesystem::rename(from.filePath(name).toStdString(), to.filePath(name).toStdString(),
                                error);
        if (error) {
            for (const QString &path : moved)
                QFile::remove(path);
            return unwritableFilm(to.filePath(name), QString::fromStdString(error.message()));
        }
        moved += to.filePath(name);
    }
    return moved;
}

base::Result<QStringList> saveFrames(Production &production, const QString &path,
                                     base::TaskControl *control)
{
    const QFileInfo info(path);
    // Beside their place, so that moving them there needs no room.
    const QTemporaryDir work(info.absoluteDir().filePath(QStringLiteral(".frames-XXXXXX")));
    if (!work.isValid())
        return unwritableFilm(path, work.errorString());
    const QDir folder(work.path());
    QStringList names;
    const auto filmed = forEachFrame(*production.reel, control, [&]() -> base::Result<void> {
        names += frameName(info.completeBaseName(), production.reel->frame());
        const base::Result<void> written = writeFrame(production, folder.filePath(names.back()));
        if (!written)
            return unwritableFilm(path, written.error().message);
        return {};
    });
    if (!filmed)
        return filmed.error();
    return moveFrames(names, folder, info.absoluteDir());
}

} // namespace

std::optional<FilmFormat> filmFormat(const QString &fileName)
{
    const QString suffix = QFileInfo(fileName).suffix().toLower();
    for (const auto &[known, format] : kFilmSuffixes) {
        if (suffix == QLatin1StringView(known))
            return format;
    }
    return std::nullopt;
}

QStringList filmSuffixes()
{
    QStringList suffixes;
    for (const auto &[suffix, format] : kFilmSuffixes)
        suffixes += QString::fromLatin1(suffix);
    return suffixes;
}

base::Result<QByteArray> makeFilm(const model::Design &design, const model::KindRegistry &kinds,
                                  FilmFormat format, const FilmSettings &settings,
                                  base::TaskControl *control)
{
    Q_ASSERT_X(format != FilmFormat::Png, "makeFilm", "that is many files");
    const auto production = produce(design, kinds, settings, control);
    if (!production)
        return production.error();
    return format == FilmFormat::Gif ? makeGif(**production, settings, control)
                                     : makeSvg(**production, settings, control);
}

base::Result<QStringList> saveFilm(const model::Design &design, const model::KindRegistry &kinds,
                                   const QString &path, const FilmSettings &settings,
                                   base::TaskControl *control)
{
    const std::optional<FilmFormat> format = filmFormat(path);
    if (!format)
        return base::Error{QStringLiteral("film.unknown-format"),
                           tr("the file name must end in one of: %1")
                               .arg(filmSuffixes().join(QStringLiteral(", "))),
                           path};
    if (*format == FilmFormat::Png) {
        const auto production = produce(design, kinds, settings, control);
        if (!production)
            return production.error();
        return saveFrames(**production, path, control);
    }
    const base::Result<QByteArray> film = makeFilm(design, kinds, *format, settings, control);
    if (!film)
        return film.error();
    if (control && control->isCancelled())
        return calledOff();
    if (const base::Result<void> saved = base::saveFile(path, *film); !saved)
        return unwritableFilm(path, saved.error().message);
    return QStringList{path};
}

} // namespace loadstar::film
