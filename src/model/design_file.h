// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/diagnostic.h"
#include "base/result.h"
#include "model/design.h"
#include "model/kind_registry.h"

#include <QByteArray>
#include <QString>

#include <vector>

namespace loadstar::model {

/// The version of the design file that this program writes.
constexpr int kDesignFileVersion = 1;
/// Larger files are refused before they are read, in bytes.
constexpr qint64 kMaximumDesignFileSize = qint64(64) << 20;

/// A design that was read, with the remarks about what is not understood.
struct LoadedDesign
{
    Design design;
    std::vector<base::Diagnostic> warnings;
    /// It was inside a picture, which must not be saved over with a design file.
    bool isFromPicture = false;
};

/// Reads a design from the bytes of a .loadstar file. The error's `where` is the JSON path.
/// Errors: those of parseJson() and PropertySpec::check(), file.wrong-version, file.wrong-type,
/// file.missing-key, file.out-of-range, file.bad-id, file.duplicate-id, file.unknown-reference,
/// file.parent-not-container, file.parent-loop, file.wrong-ends and file.wrong-target.
base::Result<LoadedDesign> parseDesign(const QByteArray &bytes, const KindRegistry &kinds);

/// The bytes of the file: keys in alphabetical order, two spaces, one value a line, shortest exact
/// numbers.
QByteArray serializeDesign(const Design &design);

/// Reads a design file, or the design inside an SVG, PNG or PDF that Loadstar wrote. The error's
/// `where` is the file name and the JSON path. Errors: file.unreadable, file.too-large,
/// file.no-design, and those of parseDesign.
base::Result<LoadedDesign> loadDesign(const QString &path, const KindRegistry &kinds);

/// Writes a file so that a crash leaves the old or the new content, never a mixture. Errors:
/// file.unwritable.
base::Result<void> saveDesign(const Design &design, const QString &path);

} // namespace loadstar::model
