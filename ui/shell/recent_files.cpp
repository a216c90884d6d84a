// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/recent_files.h"

#include <QFileInfo>
#include <QSettings>

namespace loadstar::shell {

namespace {

const QString kKey = QStringLiteral("files/recent");

} // namespace

RecentFiles::RecentFiles(QSettings &settings, QObject *parent)
    : QObject(parent)
    , m_settings(settings)
{}

QStringList RecentFiles::paths() const
{
    QStringList present;
    for (const QString &path : m_settings.value(kKey).toStringList()) {
        if (QFileInfo::exists(path))
            present += path;
    }
    return present;
}

void RecentFiles::add(const QString &path)
{
    const QString absolute = QFileInfo(path).absoluteFilePath();
    QStringList all = m_settings.value(kKey).toStringList();
    all.removeAll(absolute);
    all.prepend(absolute);
    store(all.mid(0, kMaximum));
}

void RecentFiles::remove(const QString &path)
{
    QStringList all = m_settings.value(kKey).toStringList();
    if (all.removeAll(QFileInfo(path).absoluteFilePath()) > 0)
        store(all);
}

void RecentFiles::clear()
{
    store({});
}

void RecentFiles::store(const QStringList &paths)
{
    m_settings.setValue(kKey, paths);
    Q_EMIT changed();
}

} // namespace loadstar::shell
