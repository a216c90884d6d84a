// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "edit/backups.h"

#include "base/save_file.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace loadstar::edit {

namespace {

/// Files of one name in different folders keep their copies apart.
QString stemOf(const QString &file)
{
    const QFileInfo info(file);
    const QByteArray hash =
        QCryptographicHash::hash(info.absoluteFilePath().toUtf8(), QCryptographicHash::Sha1)
            .toHex()
            .left(10);
    return info.completeBaseName() + u'-' + QString::fromLatin1(hash) + u'-';
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

QStringList backupsOf(const QString &file, const QString &folder)
{
    const QDir directory(folder);
    const QString stem = stemOf(file);
    QStringList paths;
    // Names end in the time, so that their order is that of the copies.
    for (const QString &name : directory.entryList(QDir::Files, QDir::Name | QDir::Reversed)) {
        if (name.startsWith(stem))
            paths += directory.filePath(name);
    }
    return paths;
}

base::Result<void> keepBackup(const QString &file, const QString &folder, int count)
{
    if (count <= 0 || !QFileInfo::exists(file))
        return {};
    const QByteArray content = contentOf(file);
    const QStringList before = backupsOf(file, folder);
    if (!before.isEmpty() && contentOf(before.front()) == content)
        return {};
    // Of two copies within one millisecond the later one has the later name.
    QDateTime time = QDateTime::currentDateTimeUtc();
    QString path;
    do {
        path = QDir(folder).filePath(stemOf(file) +
                                     time.toString(QStringLiteral("yyyyMMdd-HHmmsszzz")) +
                                     QStringLiteral(".loadstar"));
        time = time.addMSecs(1);
    } while (QFileInfo::exists(path));
    QDir().mkpath(folder);
    if (const base::Result<void> saved = base::saveFile(path, content); !saved)
        return base::Error{QStringLiteral("backup.unwritable"), saved.error().message, path};
    const QStringList all = backupsOf(file, folder);
    for (qsizetype i = count; i < all.size(); ++i)
        QFile::remove(all[i]);
    return {};
}

} // namespace loadstar::edit
