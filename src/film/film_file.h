// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "base/task.h"
#include "film/film_settings.h"
#include "model/design.h"
#include "model/kind_registry.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <optional>

namespace loadstar::film {

/// What a film can be written as; Png is one picture per frame.
enum class FilmFormat { Gif, Svg, Png };

/// The format for a file name's suffix, or none for one that is not known.
std::optional<FilmFormat> filmFormat(const QString &fileName);
/// "gif", "svg", "png".
QStringList filmSuffixes();

/// A film as the bytes of one file, GIF or SVG. Needs a QGuiApplication for its fonts; may be
/// called on any thread. The same design and settings give the same bytes. Errors:
/// film.bad-stretch, film.bad-speed, film.bad-scale, film.too-many-frames, film.too-large,
/// film.cancelled, film.gif, and those of sim::DesignSimulation.
base::Result<QByteArray> makeFilm(const model::Design &design, const model::KindRegistry &kinds,
                                  FilmFormat format, const FilmSettings &settings,
                                  base::TaskControl *control = nullptr);

/// Makes a film and writes it. As PNG the frames are x-0001.png, x-0002.png, … for x.png; when one
/// cannot be written, none is. Returns the files. Errors: those of makeFilm(),
/// film.unknown-format, film.unwritable.
base::Result<QStringList> saveFilm(const model::Design &design, const model::KindRegistry &kinds,
                                   const QString &path, const FilmSettings &settings,
                                   base::TaskControl *control = nullptr);

} // namespace loadstar::film
