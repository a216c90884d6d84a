// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/system_color_scheme.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>

namespace loadstar::shell {

namespace {

const QString kService = QStringLiteral("org.freedesktop.portal.Desktop");
const QString kPath = QStringLiteral("/org/freedesktop/portal/desktop");
const QString kInterface = QStringLiteral("org.freedesktop.portal.Settings");
const QString kSpace = QStringLiteral("org.freedesktop.appearance");
const QString kSchemeKey = QStringLiteral("color-scheme");

} // namespace

SystemColorScheme::SystemColorScheme(QObject *parent)
    : QObject(parent)
{}

void SystemColorScheme::watch()
{
    // Without an address the library would try to start a bus of its own.
    if (qEnvironmentVariableIsEmpty("DBUS_SESSION_BUS_ADDRESS"))
        return;
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return;
    bus.connect(kService, kPath, kInterface, QStringLiteral("SettingChanged"), this,
                SLOT(onSettingChanged(QString, QString, QDBusVariant)));
    QDBusMessage question =
        QDBusMessage::createMethodCall(kService, kPath, kInterface, QStringLiteral("Read"));
    question << kSpace << kSchemeKey;
    QDBusPendingCallWatcher *watcher = new QDBusPendingCallWatcher(bus.asyncCall(question), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this,
            [this](QDBusPendingCallWatcher *done) {
                const QDBusPendingReply<QDBusVariant> reply = *done;
                if (!reply.isError())
                    report(reply.value().variant());
                done->deleteLater();
            });
}

void SystemColorScheme::onSettingChanged(const QString &space, const QString &key,
                                         const QDBusVariant &value)
{
    if (space == kSpace && key == kSchemeKey)
        report(value.variant());
}

void SystemColorScheme::report(const QVariant &value)
{
    // Read wraps the value in a variant of its own; the signal does not.
    const QVariant inner =
        value.canConvert<QDBusVariant>() ? value.value<QDBusVariant>().variant() : value;
    constexpr uint kDark = 1;
    Q_EMIT reported(inner.toUInt() == kDark);
}

} // namespace loadstar::shell
