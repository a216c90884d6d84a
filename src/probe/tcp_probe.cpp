// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "probe/tcp_probe.h"

#include <QCoreApplication>
#include <QNetworkProxy>

namespace loadstar::probe {

TcpProbe::TcpProbe(const ProbeTarget &target, QObject *parent)
    : Transport(target, parent)
{
    m_socket.setProxy(QNetworkProxy::NoProxy);
    connect(&m_socket, &QTcpSocket::connected, this, [this] { pass(0, false); });
    connect(&m_socket, &QTcpSocket::errorOccurred, this, [this] {
        fail(health::CheckResult::Refused, socketErrorText(m_socket, this->target().url));
    });
}

void TcpProbe::open()
{
    m_socket.connectToHost(target().url.host(), static_cast<quint16>(target().url.port()));
}

void TcpProbe::close()
{
    m_socket.disconnect(this);
    m_socket.abort();
}

QString TcpProbe::stage() const
{
    return m_socket.state() == QAbstractSocket::HostLookupState ? tr("while the name was looked up")
                                                                : tr("while connecting");
}

QString socketErrorText(const QAbstractSocket &socket, const QUrl &url)
{
    const auto words = [](const char *text) { return QCoreApplication::translate("Probe", text); };
    const QString place =
        QStringLiteral("%1:%2").arg(url.host()).arg(url.port(url.scheme() == u"https" ? 443 : 80));
    switch (socket.error()) {
    case QAbstractSocket::ConnectionRefusedError:
        return words("%1 refused the connection").arg(place);
    case QAbstractSocket::HostNotFoundError:
        return words("the name %1 is not known").arg(url.host());
    case QAbstractSocket::RemoteHostClosedError:
        return words("%1 closed the connection before it answered").arg(place);
    default:
        return QStringLiteral("%1: %2").arg(place, socket.errorString());
    }
}

} // namespace loadstar::probe
