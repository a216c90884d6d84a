// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "probe/http_message.h"
#include "probe/transport.h"

#include <QTcpSocket>

#include <memory>
#include <optional>

class QSslSocket;

namespace loadstar::probe {

/// One HTTP or HTTPS request over a socket of its own. The status decides as soon as the header is
/// complete; the body is read (at most 64 KiB of it) only when the target expects a text in it.
/// Redirects are answers like others and are not followed. A raw socket rather than
/// QNetworkAccessManager: its time-out is of inactivity only, so a dripping body never ends, and it
/// queues requests to one host behind six others, so a hanging port would delay its neighbours.
class HttpProbe : public Transport
{
    Q_OBJECT

public:
    explicit HttpProbe(const ProbeTarget &target, QObject *parent = nullptr);
    ~HttpProbe() override;

protected:
    void open() override;
    void close() override;
    QString stage() const override;

private:
    void onConnected();
    void onReadyRead();
    void onError(QAbstractSocket::SocketError error);
    void onEnd();
    QString missingText() const;
    void readHead();
    void judgeHead();
    void failOnAnswer(const QString &error);
    void passOnAnswer();
    void readBody(const QByteArray &bytes);
    bool bodyHasText() const;

    /// A QSslSocket only where it is needed: it costs a second socket object.
    std::unique_ptr<QTcpSocket> m_socket;
    /// The same socket, or null without TLS.
    QSslSocket *m_secure = nullptr;
    bool m_isSent = false;
    QByteArray m_buffer;
    std::optional<HttpResponseHead> m_head;
    std::optional<HttpBodyReader> m_body;
};

} // namespace loadstar::probe
