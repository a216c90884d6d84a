// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QStringList>

class QSettings;

namespace loadstar::shell {

/// The designs that were opened or saved last, newest first, kept between runs.
class RecentFiles : public QObject
{
    Q_OBJECT

public:
    static constexpr int kMaximum = 10;

    explicit RecentFiles(QSettings &settings, QObject *parent = nullptr);

    /// Absolute paths; files that have gone meanwhile are left out.
    QStringList paths() const;
    void add(const QString &path);
    void remove(const QString &path);
    void clear();
    /// Tells that another window may have changed them.
    void reread() { Q_EMIT changed(); }

Q_SIGNALS:
    void changed();

private:
    void store(const QStringList &paths);

    QSettings &m_settings;
};

} // namespace loadstar::shell
