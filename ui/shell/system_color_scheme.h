// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDBusVariant>
#include <QObject>

namespace loadstar::shell {

/// What the desktop portal says about light and dark (org.freedesktop.portal.Settings,
/// org.freedesktop.appearance color-scheme: 0 no preference, 1 dark, 2 light). Without a portal it
/// stays silent.
class SystemColorScheme : public QObject
{
    Q_OBJECT

public:
    explicit SystemColorScheme(QObject *parent = nullptr);

    /// Asks once and listens from then on; returns at once.
    void watch();

Q_SIGNALS:
    void reported(bool isDark);

private Q_SLOTS:
    // Named in text for the message bus, which cannot connect by function pointer.
    void onSettingChanged(const QString &space, const QString &key, const QDBusVariant &value);

private:
    void report(const QVariant &value);
};

} // namespace loadstar::shell
