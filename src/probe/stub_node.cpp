// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "probe/stub_node.h"

#include "base/units.h"
#include "probe/stub_connection.h"

#include <QCoreApplication>
#include <QHostAddress>
#include <QSslSocket>
#include <QTcpServer>
#include <QTimer>

#include <algorithm>
#include <cmath>
#include <utility>

namespace loadstar::probe {

using base::Error;
using base::Result;

namespace {

constexpr int kMaximumConnections = 4096;
constexpr size_t kMaximumWaiting = 10'000;

/// A server that hands out descriptors, so that the caller chooses between plain and TLS sockets.
class DescriptorServer : public QTcpServer
{
public:
    DescriptorServer(std::function<void(qintptr)> accept, QObject *parent)
        : QTcpServer(parent)
        , m_accept(std::move(accept))
    {}

protected:
    void incomingConnection(qintptr descriptor) override { m_accept(descriptor); }

private:
    std::function<void(qintptr)> m_accept;
};

Result<void> openPort(QTcpServer &server, quint16 port)
{
    if (server.listen(QHostAddress(QHostAddress::LocalHost), port))
        return {};
    return Error{
        QStringLiteral("stub.port"),
        QCoreApplication::translate("StubNode", "Port %1 of 127.0.0.1 cannot be opened: %2.")
            .arg(port)
            .arg(server.errorString()),
        {}};
}

} // namespace

StubNode::StubNode(StubOptions options, QObject *parent)
    : QObject(parent)
    , m_options(std::move(options))
    , m_life(std::make_unique<QObject>())
{
    m_clock.start();
}

StubNode::~StubNode()
{
    crash();
}

Result<void> StubNode::listen()
{
    if (m_options.isTls && !m_certificate) {
        auto made = makeSelfSigned();
        if (!made)
            return made.error();
        m_certificate = std::move(*made);
    }
    const auto acceptHere = [this](qintptr descriptor) { accept(descriptor); };
    m_server = new DescriptorServer(acceptHere, this);
    if (const auto opened = openPort(*m_server, m_options.port); !opened) {
        crash();
        return opened.error();
    }
    // A stub that is opened again after a crash is the same node, so it keeps the port it was
    // given.
    m_options.port = m_server->serverPort();
    if (!m_options.agentText)
        return {};
    m_agentServer = new QTcpServer(this);
    if (const auto opened = openPort(*m_agentServer, 0); !opened) {
        crash();
        return opened.error();
    }
    connect(m_agentServer, &QTcpServer::newConnection, this, [this] {
        while (QTcpSocket *socket = m_agentServer->nextPendingConnection())
            answerAgent(socket);
    });
    return {};
}

void StubNode::crash()
{
    m_waiting.clear();
    m_working = 0;
    m_life = std::make_unique<QObject>();
    const auto connections = findChildren<StubConnection *>(Qt::FindDirectChildrenOnly);
    for (StubConnection *connection : connections)
        connection->abort();
    delete std::exchange(m_server, nullptr);
    delete std::exchange(m_agentServer, nullptr);
}

QUrl StubNode::url() const
{
    if (!m_server)
        return {};
    return QUrl(QStringLiteral("%1://127.0.0.1:%2")
                    .arg(m_options.isTls ? QStringLiteral("https") : QStringLiteral("http"))
                    .arg(m_server->serverPort()));
}

QUrl StubNode::agentUrl() const
{
    return m_agentServer
               ? QUrl(QStringLiteral("tcp://127.0.0.1:%1").arg(m_agentServer->serverPort()))
               : QUrl();
}

void StubNode::setBehaviour(const StubOptions &options)
{
    const StubOptions former = std::exchange(m_options, options);
    m_options.port = former.port;
    m_options.isTls = former.isTls;
    m_options.cores = former.cores;
    m_clock.restart();
}

void StubNode::accept(qintptr descriptor)
{
    auto *secure = m_certificate ? new QSslSocket : nullptr;
    auto *socket = secure ? static_cast<QTcpSocket *>(secure) : new QTcpSocket;
    if (!socket->setSocketDescriptor(descriptor) || m_connections == kMaximumConnections) {
        socket->abort();
        delete socket;
        return;
    }
    ++m_connections;
    auto *connection = new StubConnection(*this, socket);
    connect(connection, &QObject::destroyed, this, [this] { --m_connections; });
    if (secure) {
        secure->setLocalCertificate(m_certificate->certificate);
        secure->setPrivateKey(m_certificate->key);
        secure->startServerEncryption();
    }
}

void StubNode::answerAgent(QTcpSocket *socket) const
{
    connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
    socket->write(m_options.agentText.value_or(QString()).toUtf8() + '\n');
    socket->disconnectFromHost();
}

bool StubNode::isFlappedDown() const
{
    if (m_options.flapSeconds <= 0.0)
        return false;
    const double periods =
        static_cast<double>(m_clock.nsecsElapsed()) * 1e-9 / m_options.flapSeconds;
    return std::fmod(std::floor(periods), 2.0) == 1.0;
}

StubNode::Answer StubNode::answerFor(const QString &path)
{
    const bool isHeartbeat = path == m_options.heartbeatPath;
    ++(isHeartbeat ? m_heartbeats : m_otherAnswers);
    Answer answer;
    if (isHeartbeat)
        answer.body = heartbeatBody();
    else
        answer.body = QByteArrayLiteral("stub\n");
    if (isHeartbeat && m_options.isShallow)
        return answer;
    answer.delay = m_options.slowSeconds;
    answer.isNever = m_options.isHanging;
    if (m_options.status)
        answer.status = *m_options.status;
    else if (isFlappedDown())
        answer.status = 503;
    if (answer.status >= 400)
        answer.body = QByteArrayLiteral("broken\n");
    return answer;
}

QByteArray StubNode::heartbeatBody() const
{
    if (!m_options.load)
        return QByteArrayLiteral("ok\n");
    const double load = *m_options.load;
    const auto line = [](const QString &key, double value) {
        return QStringLiteral("%1: %2\n").arg(key, base::formatNumber(value)).toUtf8();
    };
    return line(QStringLiteral("active-sessions"), std::round(load)) +
           line(QStringLiteral("idle-seconds"), 0) +
           line(QStringLiteral("cpu-percent"), std::min(100.0, 100.0 * load / m_options.cores)) +
           line(QStringLiteral("memory-percent"), 0) + line(QStringLiteral("swap-percent"), 0) +
           line(QStringLiteral("load-average"), load);
}

bool StubNode::enqueueWork(double seconds, std::function<void()> done)
{
    if (m_waiting.size() == kMaximumWaiting)
        return false;
    m_waiting.push_back({seconds, std::move(done)});
    startWork();
    return true;
}

void StubNode::startWork()
{
    while (m_working < m_options.cores && !m_waiting.empty()) {
        ++m_working;
        const Work work = std::move(m_waiting.front());
        m_waiting.pop_front();
        const auto milliseconds =
            std::chrono::milliseconds(static_cast<qint64>(std::ceil(work.seconds * 1000.0)));
        QTimer::singleShot(milliseconds, Qt::PreciseTimer, m_life.get(), [this, done = work.done] {
            --m_working;
            done();
            startWork();
        });
    }
}

} // namespace loadstar::probe
