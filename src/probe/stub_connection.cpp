// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "probe/stub_connection.h"

#include "probe/stub_node.h"

#include <QPointer>
#include <QTcpSocket>
#include <QUrl>
#include <QUrlQuery>

#include <algorithm>
#include <cmath>

namespace loadstar::probe {

namespace {

constexpr qsizetype kMostRequestHead = 16 * 1024;
constexpr qint64 kMostRequestBody = 1024 * 1024;
constexpr double kMaximumWorkSeconds = 3600.0;
/// A connection without a complete request for this long is closed.
constexpr std::chrono::seconds kIdleTimeout{60};

QByteArray reasonPhrase(int status)
{
    switch (status) {
    case 200:
        return QByteArrayLiteral("OK");
    case 400:
        return QByteArrayLiteral("Bad Request");
    case 405:
        return QByteArrayLiteral("Method Not Allowed");
    case 413:
        return QByteArrayLiteral("Content Too Large");
    case 431:
        return QByteArrayLiteral("Request Header Fields Too Large");
    case 501:
        return QByteArrayLiteral("Not Implemented");
    case 503:
        return QByteArrayLiteral("Service Unavailable");
    default:
        return QByteArrayLiteral("Status");
    }
}

bool hasBody(int status)
{
    return status != 204 && status != 304;
}

} // namespace

StubConnection::StubConnection(StubNode &node, QTcpSocket *socket)
    : QObject(&node)
    , m_node(node)
    , m_socket(socket)
{
    m_socket->setParent(this);
    m_socket->setReadBufferSize(kMostRequestHead);
    connect(m_socket, &QTcpSocket::readyRead, this, &StubConnection::onReadyRead);
    connect(m_socket, &QTcpSocket::disconnected, this, &StubConnection::onDisconnected);
    connect(m_socket, &QTcpSocket::errorOccurred, this, &StubConnection::onDisconnected);
    m_idle.setSingleShot(true);
    m_idle.setInterval(kIdleTimeout);
    connect(&m_idle, &QTimer::timeout, this, [this] {
        if (!m_isBusy)
            m_socket->abort();
    });
    m_idle.start();
}

void StubConnection::abort()
{
    m_socket->disconnect(this);
    m_socket->abort();
    delete this;
}

void StubConnection::onReadyRead()
{
    if (m_isSwallowing)
        m_socket->readAll();
    else
        advance();
}

void StubConnection::onDisconnected()
{
    m_isBusy = true;
    deleteLater();
}

void StubConnection::advance()
{
    while (!m_isBusy) {
        m_buffer.append(m_socket->read(kMostRequestHead + 1 - m_buffer.size()));
        if (m_hasRequest) {
            const auto skipped =
                static_cast<qsizetype>(std::min<qint64>(m_bodyLeft, m_buffer.size()));
            m_buffer.remove(0, skipped);
            m_bodyLeft -= skipped;
            if (m_bodyLeft > 0 && m_socket->bytesAvailable() == 0)
                return;
            if (m_bodyLeft == 0)
                handle(m_request);
            continue;
        }
        const std::optional<qsizetype> length = headLength(m_buffer);
        if (!length) {
            if (m_buffer.size() > kMostRequestHead)
                refuse(431, tr("the request's header is longer than %1 bytes").arg(kMostRequestHead));
            else if (m_socket->bytesAvailable() == 0)
                return;
            continue;
        }
        auto request = parseRequestHead(m_buffer.left(*length));
        m_buffer.remove(0, *length);
        if (!request) {
            refuse(400, request.error().message);
        } else if (request->isChunked) {
            refuse(501, tr("chunked requests are not supported"));
        } else if (request->contentLength > kMostRequestBody) {
            refuse(413, tr("the request's body is longer than %1 bytes").arg(kMostRequestBody));
        } else {
            m_request = std::move(*request);
            m_bodyLeft = m_request.contentLength;
            m_hasRequest = true;
        }
    }
}

void StubConnection::refuse(int status, const QString &why)
{
    m_request = {};
    m_request.isKeepAlive = false;
    m_isBusy = true;
    send(status, why.toUtf8() + '\n');
}

void StubConnection::handle(const HttpRequestHead &request)
{
    m_isBusy = true;
    static const QList<QByteArray> kMethods{"GET", "HEAD", "POST", "PUT", "OPTIONS", "DELETE"};
    if (!kMethods.contains(request.method)) {
        send(405, tr("allowed methods: %1").arg(QString::fromLatin1(kMethods.join(", "))).toUtf8() +
                      '\n');
        return;
    }
    const QByteArray encoded = request.target;
    const qsizetype mark = encoded.indexOf('?');
    const QString path = QString::fromUtf8(
        QByteArray::fromPercentEncoding(encoded.left(mark < 0 ? encoded.size() : mark)));
    const StubNode::Answer answer = m_node.answerFor(path);
    if (answer.isNever) {
        m_isSwallowing = true;
        m_socket->readAll();
        return;
    }
    if (path == u"/work" && answer.status < 400)
        handleWork(mark < 0 ? QString() : QString::fromLatin1(encoded.mid(mark + 1)),
                   answer.status);
    else
        answerLater(answer.status, answer.body, answer.delay);
}

void StubConnection::handleWork(const QString &query, int status)
{
    const QString text =
        QUrlQuery(query).queryItemValue(QStringLiteral("core-seconds"), QUrl::FullyDecoded);
    bool isNumber = text.isEmpty();
    const double seconds = text.isEmpty() ? 0.0 : text.toDouble(&isNumber);
    if (!isNumber || text.trimmed() != text || !std::isfinite(seconds) || seconds < 0.0 ||
        seconds > kMaximumWorkSeconds) {
        send(400,
             tr("core-seconds must be a number from 0 to %1").arg(kMaximumWorkSeconds).toUtf8() +
                 '\n');
        return;
    }
    const double delay = m_node.options().slowSeconds;
    const bool isTaken =
        m_node.enqueueWork(seconds, [self = QPointer<StubConnection>(this), status, delay, text] {
            if (self)
                self->answerLater(status,
                                  QByteArrayLiteral("worked ") + text.toUtf8() +
                                      QByteArrayLiteral(" s\n"),
                                  delay);
        });
    if (!isTaken)
        send(503, tr("too many requests are waiting").toUtf8() + '\n');
}

void StubConnection::answerLater(int status, const QByteArray &body, double seconds)
{
    if (seconds <= 0.0) {
        send(status, body);
        return;
    }
    const auto delay = std::chrono::milliseconds(static_cast<qint64>(std::ceil(seconds * 1000.0)));
    QTimer::singleShot(delay, Qt::PreciseTimer, this, [this, status, body] { send(status, body); });
}

void StubConnection::send(int status, const QByteArray &body)
{
    if (m_socket->state() != QAbstractSocket::ConnectedState)
        return;
    QByteArray message = "HTTP/1.1 " + QByteArray::number(status) + ' ' + reasonPhrase(status) +
                         "\r\nContent-Type: text/plain; charset=utf-8\r\nCache-Control: "
                         "no-store\r\nX-Stub: 127.0.0.1:" +
                         QByteArray::number(m_node.options().port) + "\r\n";
    if (hasBody(status))
        message += "Content-Length: " + QByteArray::number(body.size()) + "\r\n";
    message +=
        m_request.isKeepAlive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n";
    if (hasBody(status) && m_request.method != "HEAD")
        message += body;
    m_socket->write(message);
    if (!m_request.isKeepAlive) {
        m_socket->disconnectFromHost();
        return;
    }
    m_hasRequest = false;
    m_isBusy = false;
    m_idle.start();
    // Back in the loop before the next request, so that a client that sends many at once does not
    // recurse.
    QMetaObject::invokeMethod(this, &StubConnection::advance, Qt::QueuedConnection);
}

} // namespace loadstar::probe
