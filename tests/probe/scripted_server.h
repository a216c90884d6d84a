// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTcpServer>
#include <QTcpSocket>
#include <QUrl>

#include <functional>

namespace loadstar::tests {

/// A server on a free loopback port that does with each request whatever a test tells it to.
class ScriptedServer : public QTcpServer
{
public:
    /// What to do with the request number `index` (from 0) that came over `socket`.
    using Reaction = std::function<void(QTcpSocket &socket, int index)>;

    explicit ScriptedServer(Reaction reaction)
        : m_reaction(std::move(reaction))
    {
        listen(QHostAddress(QHostAddress::LocalHost));
        connect(this, &QTcpServer::newConnection, this, [this] {
            QTcpSocket *socket = nextPendingConnection();
            connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
            connect(socket, &QTcpSocket::readyRead, this, [this, socket] {
                if (socket->readAll().contains("\r\n\r\n"))
                    m_reaction(*socket, m_requests++);
            });
        });
    }

    int requests() const { return m_requests; }

    QUrl url(const QString &path = QStringLiteral("/health-check")) const
    {
        return QUrl(QStringLiteral("http://127.0.0.1:%1%2").arg(serverPort()).arg(path));
    }

private:
    Reaction m_reaction;
    int m_requests = 0;
};

/// Writes the bytes and closes.
inline ScriptedServer::Reaction says(const QByteArray &bytes)
{
    return [bytes](QTcpSocket &socket, int) {
        socket.write(bytes);
        socket.disconnectFromHost();
    };
}

} // namespace loadstar::tests
