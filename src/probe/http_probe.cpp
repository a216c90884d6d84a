// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "probe/http_probe.h"

#include "probe/tcp_probe.h"

#include <QNetworkProxy>
#include <QSslError>
#include <QSslSocket>

#include <utility>

namespace loadstar::probe {

namespace {

constexpr qsizetype kMaximumHead = 64 * 1024;
constexpr qsizetype kMaximumBody = 64 * 1024;
constexpr quint16 kHttpPort = 80;
constexpr quint16 kHttpsPort = 443;

QByteArray requestFor(const ProbeTarget &target)
{
    const QUrl &url = target.url;
    QByteArray path = url.path(QUrl::FullyEncoded).toUtf8();
    if (path.isEmpty())
        path = "/";
    if (url.hasQuery())
        path += '?' + url.query(QUrl::FullyEncoded).toUtf8();
    QByteArray host = url.host(QUrl::FullyEncoded).toUtf8();
    if (host.contains(':'))
        host = '[' + host + ']';
    if (url.port() > 0)
        host += ':' + QByteArray::number(url.port());
    return target.method + ' ' + path + " HTTP/1.1\r\nHost: " + host +
           "\r\nUser-Agent: loadstar/" LOADSTAR_VERSION
           "\r\nAccept: */*\r\nConnection: close\r\n\r\n";
}

} // namespace

HttpProbe::HttpProbe(const ProbeTarget &target, QObject *parent)
    : Transport(target, parent)
{
    if (target.url.scheme() == u"https") {
        auto secure = std::make_unique<QSslSocket>();
        m_secure = secure.get();
        m_socket = std::move(secure);
        connect(m_secure, &QSslSocket::encrypted, this, &HttpProbe::onConnected);
    } else {
        m_socket = std::make_unique<QTcpSocket>();
        connect(m_socket.get(), &QTcpSocket::connected, this, &HttpProbe::onConnected);
    }
    m_socket->setProxy(QNetworkProxy::NoProxy);
    m_socket->setReadBufferSize(kMaximumHead);
    connect(m_socket.get(), &QTcpSocket::readyRead, this, &HttpProbe::onReadyRead);
    connect(m_socket.get(), &QTcpSocket::errorOccurred, this, &HttpProbe::onError);
}

HttpProbe::~HttpProbe()
{
    close();
}

void HttpProbe::open()
{
    const QUrl &url = target().url;
    if (!m_secure) {
        m_socket->connectToHost(url.host(), static_cast<quint16>(url.port(kHttpPort)));
        return;
    }
    m_secure->setPeerVerifyMode(target().isTlsVerified ? QSslSocket::VerifyPeer
                                                       : QSslSocket::VerifyNone);
    m_secure->connectToHostEncrypted(url.host(), static_cast<quint16>(url.port(kHttpsPort)));
}

void HttpProbe::close()
{
    m_socket->disconnect(this);
    m_socket->abort();
}

QString HttpProbe::stage() const
{
    if (m_body)
        return tr("while the body was read");
    if (m_isSent)
        return tr("after the request was sent");
    switch (m_socket->state()) {
    case QAbstractSocket::HostLookupState:
        return tr("while the name was looked up");
    case QAbstractSocket::ConnectedState:
        return tr("while TLS was set up");
    default:
        return tr("while connecting");
    }
}

void HttpProbe::onConnected()
{
    m_socket->write(requestFor(target()));
    m_isSent = true;
}

void HttpProbe::onReadyRead()
{
    while (!isFinished() && m_socket->bytesAvailable() > 0) {
        const QByteArray bytes = m_socket->read(kMaximumHead);
        if (bytes.isEmpty())
            return;
        if (m_head) {
            readBody(bytes);
        } else {
            m_buffer.append(bytes);
            readHead();
        }
    }
}

void HttpProbe::readHead()
{
    while (!m_head && !isFinished()) {
        const std::optional<qsizetype> length = headLength(m_buffer);
        if (!length) {
            const bool isHttp = m_buffer.left(5) == QByteArrayView("HTTP/").first(
                                                        std::min<qsizetype>(5, m_buffer.size()));
            if (!isHttp)
                failOnAnswer(
                    tr("the answer is not HTTP: the first line is not \"HTTP/1.1 status reason\""));
            else if (m_buffer.size() >= kMaximumHead)
                failOnAnswer(tr("the answer's header is longer than %1 bytes").arg(kMaximumHead));
            return;
        }
        auto head = parseResponseHead(m_buffer.left(*length));
        m_buffer.remove(0, *length);
        if (!head) {
            failOnAnswer(tr("the answer is not HTTP: %1").arg(head.error().message));
            return;
        }
        // 100 Continue and its like announce the answer that follows.
        if (head->status >= 200)
            m_head = std::move(*head);
    }
    if (m_head)
        judgeHead();
}

void HttpProbe::judgeHead()
{
    if (!target().expectStatus.contains(m_head->status)) {
        failOnAnswer(
            tr("status %1 instead of %2").arg(m_head->status).arg(target().expectStatus.text()));
        return;
    }
    if (target().expectBody.isEmpty()) {
        passOnAnswer();
        return;
    }
    m_body.emplace(*m_head, kMaximumBody);
    readBody(std::exchange(m_buffer, {}));
}

void HttpProbe::readBody(const QByteArray &bytes)
{
    const auto appended = m_body->append(bytes);
    if (!appended)
        failOnAnswer(tr("the answer is not HTTP: %1").arg(appended.error().message));
    else if (bodyHasText())
        passOnAnswer();
    else if (m_body->isComplete())
        failOnAnswer(missingText());
}

void HttpProbe::passOnAnswer()
{
    pass(m_head->status, !fieldValue(m_head->fields, "x-envoy-degraded").isNull());
}

void HttpProbe::failOnAnswer(const QString &error)
{
    fail(health::CheckResult::BadStatus, error, m_head ? m_head->status : 0);
}

QString HttpProbe::missingText() const
{
    return tr("the first %1 bytes of the body do not contain the expected text")
        .arg(m_body->body().size());
}

bool HttpProbe::bodyHasText() const
{
    return m_body->body().contains(target().expectBody.toUtf8());
}

void HttpProbe::onError(QAbstractSocket::SocketError error)
{
    if (error == QAbstractSocket::RemoteHostClosedError) {
        onReadyRead();
        onEnd();
        return;
    }
    const QList<QSslError> problems =
        m_secure ? m_secure->sslHandshakeErrors() : QList<QSslError>();
    if (!problems.isEmpty())
        fail(health::CheckResult::Refused,
             tr("the certificate is not trusted: %1").arg(problems.first().errorString()));
    else
        fail(health::CheckResult::Refused, socketErrorText(*m_socket, target().url));
}

void HttpProbe::onEnd()
{
    if (isFinished())
        return;
    if (!m_head && m_buffer.isEmpty())
        fail(health::CheckResult::Refused, socketErrorText(*m_socket, target().url));
    else if (!m_head)
        failOnAnswer(tr("the connection ended in the middle of the header"));
    else if (m_body->endsWithConnection())
        failOnAnswer(missingText());
    else
        failOnAnswer(tr("the connection ended in the middle of the body"));
}

} // namespace loadstar::probe
