// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QString>

namespace loadstar::model {

/// Names the design inside a picture.
inline constexpr const char *kEmbeddedDesignName = "design.loadstar";

/// Whether these bytes begin as an SVG, PNG or PDF file does.
bool isPicture(const QByteArray &bytes);

/// The design file inside a picture that Loadstar made: in the metadata element of an SVG, an iTXt
/// chunk of a PNG (PNG specification, 11.3.4.5), or a file attached to a PDF (ISO 32000-1, 7.11.4).
/// Errors: file.no-design when there is none.
base::Result<QByteArray> embeddedDesign(const QByteArray &picture);

/// The PNG with the design inside; anything else comes back as it is.
QByteArray withEmbeddedDesign(const QByteArray &png, const QByteArray &design);

} // namespace loadstar::model
