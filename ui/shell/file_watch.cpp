// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/file_watch.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace loadstar::shell {

namespace {

/// Programs write in several steps; the file is looked at when they are through.
constexpr int kCalmMilliseconds = 100;

} // namespace

FileWatch::FileWatch(const QString &folder, QObject *parent)
    : QObject(parent)
    , m_folder(folder)
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(kCalmMilliseconds);
    connect(&m_timer, &QTimer::timeout, this, &FileWatch::check);
    const auto start = [this] { m_timer.start(); };
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, start);
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, start);
}

QString FileWatch::markOf(const QString &path) const
{
    const QFileInfo info(path);
    const QString canonical = info.exists() ? info.canonicalFilePath() : info.absoluteFilePath();
    const QByteArray hash =
        QCryptographicHash::hash(canonical.toUtf8(), QCryptographicHash::Sha1).toHex();
    return QDir(m_folder).filePath(QStringLiteral("open-%1.lock").arg(QString::fromLatin1(hash)));
}

bool FileWatch::isOpenElsewhere(const QString &path) const
{
    const QString mark = markOf(path);
    if (!QFileInfo::exists(mark) || (m_mark && mark == markOf(m_path)))
        return false;
    QLockFile lock(mark);
    lock.setStaleLockTime(0);
    return !lock.tryLock(0);
}

void FileWatch::follow(const QString &path)
{
    if (!m_watcher.files().isEmpty())
        m_watcher.removePaths(m_watcher.files());
    if (!m_watcher.directories().isEmpty())
        m_watcher.removePaths(m_watcher.directories());
    m_timer.stop();
    m_mark.reset();
    m_path = path;
    accept();
    if (path.isEmpty())
        return;
    QDir().mkpath(m_folder);
    takeMark();
    watch();
}

void FileWatch::takeMark()
{
    m_mark = std::make_unique<QLockFile>(markOf(m_path));
    m_mark->setStaleLockTime(0);
    if (!m_mark->tryLock(0))
        m_mark.reset(); // another window has it, and keeps the mark
}

void FileWatch::watch()
{
    // A file that is replaced by another one of its name is no longer watched; its folder is.
    m_watcher.addPath(QFileInfo(m_path).absolutePath());
    if (QFileInfo::exists(m_path))
        m_watcher.addPath(m_path);
    // When the window with the mark closes or goes on, this one takes it.
    if (m_mark)
        m_watcher.removePath(m_folder);
    else
        m_watcher.addPath(m_folder);
}

QByteArray FileWatch::fingerprint() const
{
    QFile file(m_path);
    if (m_path.isEmpty() || !file.open(QIODevice::ReadOnly))
        return {};
    QCryptographicHash hash(QCryptographicHash::Sha1);
    hash.addData(&file);
    return hash.result();
}

void FileWatch::accept()
{
    m_known = fingerprint();
}

bool FileWatch::isChanged() const
{
    const QByteArray now = fingerprint();
    return !now.isEmpty() && now != m_known;
}

void FileWatch::check()
{
    if (m_path.isEmpty())
        return;
    if (!m_mark)
        takeMark();
    watch();
    if (isChanged())
        Q_EMIT changed();
}

} // namespace loadstar::shell
