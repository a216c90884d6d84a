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

/// Opens the file and writes all of it.
Result<void> writeAll(QFileDevice &file, const QString &path, const QByteArray &bytes)
{
    // Unbuffered, so that a full disk is noticed where it is met.
    if (!file.open(QIODevice::WriteOnly | QIODevice::Unbuffered))
        return unwritable(path, file.errorString());
    const qint64 written = file.write(bytes);
    if (written == bytes.size())
        return {};
    if (written <= 0)
        return unwritable(path, file.errorString());
    return unwritable(path, QCoreApplication::translate(
                                "SaveFile", "there was room for %1 of %2 bytes; is the disk full?")
                                .arg(written)
                                .arg(bytes.size()));
}

} // namespace

Result<void> saveFile(const QString &path, const QByteArray &bytes)
{
    const QFileInfo info(path);
    if (info.exists() && !info.isFile() && !info.isDir()) {
        QFile file(path);
        return writeAll(file, path, bytes);
    }
    QSaveFile file(path);
    const Result<void> written = writeAll(file, path, bytes);
    if (written && !file.commit())
        return unwritable(path, file.errorString());
    return written;
}

} // namespace loadstar::base
