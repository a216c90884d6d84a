// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "model/design.h"
#include "model/kind_registry.h"
#include "render/diagram_painter.h"
#include "render/theme.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <optional>

class QPainter;

namespace loadstar::render {

/// What a diagram can be written as. Text stays text in SVG and PDF.
enum class PictureFormat { Svg, Png, Pdf };

/// The format for a file name's suffix ("diagram.svg"), or none for one that is not known.
std::optional<PictureFormat> pictureFormat(const QString &fileName);
/// "svg", "png", "pdf".
QStringList pictureSuffixes();

/// How a picture is made.
struct PictureOptions
{
    Theme theme = Theme::light();
    /// Picture pixels (points in PDF) per canvas pixel, above 0 and up to kMaximumPictureScale.
    double scale = 1.0;
    /// Leaves out the ground.
    bool isTransparent = false;
    /// Leaves out the design, which then cannot be opened from the picture.
    bool isBare = false;
    DiagramLooks looks;
};

constexpr double kMaximumPictureScale = 16.0;
/// A picture of dots has at most this many.
constexpr double kMaximumPicturePixels = 400e6;
/// Free space around the diagram, in canvas pixels.
constexpr double kPictureMargin = 24.0;

/// The picture of a design as the bytes of a file, with the design itself inside, so that it can be
/// opened again. Needs a QGuiApplication for its fonts. Errors: render.bad-scale, render.too-large,
/// render.failed.
base::Result<QByteArray> makePicture(const model::Design &design, const model::KindRegistry &kinds,
                                     PictureFormat format, const PictureOptions &options);

/// Makes a picture and writes it so that a crash leaves the old or the new file, never a mixture.
/// Errors: those of makePicture, render.unknown-format, render.unwritable.
base::Result<void> savePicture(const model::Design &design, const model::KindRegistry &kinds,
                               const QString &path, const PictureOptions &options);

/// What a picture of the design at scale 1 covers, in pixels.
QSizeF pictureSize(const model::Design &design, const model::KindRegistry &kinds,
                   const PictureOptions &options);

/// Paints the diagram as large as it fits into the middle of `area`, in the painter's units; for
/// paper. Scale and ground of the options do not matter.
void paintFitted(QPainter &painter, const QRectF &area, const model::Design &design,
                 const model::KindRegistry &kinds, const PictureOptions &options);

/// Without what XML 1.0 (section 2.2) forbids even in escaped form, such as control characters in a
/// name.
QByteArray withoutForbiddenInXml(const QByteArray &xml);

/// The size in canvas pixels of the picture of what covers `diagram`.
QSizeF pictureSize(const QRectF &diagram);

} // namespace loadstar::render
