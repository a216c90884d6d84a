// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QString>

namespace loadstar::base {

/// Writes a file so that a crash leaves the old or the new content, never a mixture. Devices and
/// pipes are written through instead of being replaced. Errors: file.unwritable, with the path as
/// `where`.
Result<void> saveFile(const QString &path, const QByteArray &bytes);

} // namespace loadstar::base
