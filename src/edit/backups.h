// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QString>
#include <QStringList>

namespace loadstar::edit {

/// Copies the file as it is now into the folder before it is overwritten, and removes the oldest of
/// its copies beyond `count`. Nothing happens with a count of 0, without a file, or when the newest
/// copy is the same. Errors: backup.unwritable.
base::Result<void> keepBackup(const QString &file, const QString &folder, int count);

/// The copies of a file in the folder, the newest first.
QStringList backupsOf(const QString &file, const QString &folder);

} // namespace loadstar::edit
