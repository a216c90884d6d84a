// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QFileSystemWatcher>
#include <QLockFile>
#include <QObject>
#include <QString>
#include <QTimer>

#include <memory>

namespace loadstar::shell {

/// Watches the file of the open design: says when another program changed it, and whether another
/// window has it open.
class FileWatch : public QObject
{
    Q_OBJECT

public:
    /// Marks of who has which file open are kept in the folder.
    explicit FileWatch(const QString &folder, QObject *parent = nullptr);

    /// Whether a window, of this process or another one, has the file open.
    bool isOpenElsewhere(const QString &path) const;

    /// Follows this file from now on, as it is now; empty = none.
    void follow(const QString &path);
    /// What the file holds now is what is known of it.
    void accept();
    /// Whether the file is there and holds something else than what is known.
    bool isChanged() const;

Q_SIGNALS:
    /// The file holds something else than before.
    void changed();

private:
    QString markOf(const QString &path) const;
    QByteArray fingerprint() const;
    /// Marks the file as open, unless another window has done so.
    void takeMark();
    void watch();
    void check();

    QString m_folder;
    QString m_path;
    QByteArray m_known;
    std::unique_ptr<QLockFile> m_mark;
    QFileSystemWatcher m_watcher;
    QTimer m_timer;
};

} // namespace loadstar::shell
