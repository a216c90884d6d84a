// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QString>

namespace loadstar::cli {

/// The contents of a file of at most `most` bytes; whatever goes wrong has the code `code`, and the
/// file as its place.
base::Result<QByteArray> readInput(const QString &path, qint64 most, const QString &code);

} // namespace loadstar::cli
