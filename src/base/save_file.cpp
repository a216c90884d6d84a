// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/save_file.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

namespace loadstar::base {

namespace {

Error unwritable(const QString &path, const QString &why)
{
    return Error{QStringLiteral("file.unwritable"),
                 QCoreApplication::translate("SaveFile", "cannot write the file: %1").arg(why),
                 path};
}

Result<void> writeThrough(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::Unbuffered) ||
        file.write(bytes) != bytes.size())
        return unwritable(path, file.errorString());
    return {};
}

} // namespace

Result<void> saveFile(const QString &path, const QByteArray &bytes)
{
    const QFileInfo info(path);
    if (info.exists() && !info.isFile() && !info.isDir())
        return writeThrough(path, bytes);
    QSaveFile file(path);
    // Unbuffered, so that a full disk is noticed where it is met.
    if (!file.open(QIODevice::WriteOnly | QIODevice::Unbuffered) ||
        file.write(bytes) != bytes.size() || !file.commit())
        return unwritable(path, file.errorString());
    return {};
}

} // namespace loadstar::base
