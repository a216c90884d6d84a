// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "probe/self_signed_certificate.h"

#include <QElapsedTimer>
#include <QObject>
#include <QUrl>

#include <deque>
#include <functional>
#include <memory>
#include <optional>

class QTcpServer;
class QTcpSocket;

namespace loadstar::probe {

/// How a stub behaves. All times in seconds.
struct StubOptions
{
    /// Port on 127.0.0.1; 0 = any free one.
    quint16 port = 0;
    /// Path of the heartbeat.
    QString heartbeatPath = QStringLiteral("/health-check");
    /// Alternates between working and answering 503, this long each, working first; 0 = always
    /// works.
    double flapSeconds = 0.0;
    /// Every answer waits this long.
    double slowSeconds = 0.0;
    /// Accepts connections and never answers.
    bool isHanging = false;
    /// Answers everything with this status, 200..599.
    std::optional<int> status;
    /// The heartbeat carries this load in the text form of Posit's health check
    /// (server_health_checks.pdf).
    std::optional<double> load;
    /// A second port answers every connection with this text and a newline, as HAProxy's
    /// agent-check reads it.
    std::optional<QString> agentText;
    /// The heartbeat answers 200 at once whatever the other options do to all other answers: a
    /// check that lies.
    bool isShallow = false;
    /// Speaks TLS with a certificate that it signed itself.
    bool isTls = false;
    /// Requests to /work that are in service at once; the others wait in arrival order.
    int cores = 1;
};

/// A small web server on 127.0.0.1 that stands for a node: /health-check is its heartbeat,
/// /work?core-seconds=S keeps one of its cores for S seconds (the time passes; the processor is not
/// used). Lives in the event loop of its thread and never blocks it. Every answer names the node in
/// the field X-Stub.
class StubNode : public QObject
{
    Q_OBJECT

public:
    explicit StubNode(StubOptions options, QObject *parent = nullptr);
    ~StubNode() override;

    /// Opens the ports. Errors: stub.port (the port is taken or not allowed) and those of
    /// makeSelfSigned().
    base::Result<void> listen();

    /// Closes the ports and cuts all connections, as a crash does; listen() opens them again.
    void crash();

    /// http(s)://127.0.0.1:PORT; empty before listen().
    QUrl url() const;
    /// tcp://127.0.0.1:PORT of the agent text; empty without one.
    QUrl agentUrl() const;

    const StubOptions &options() const { return m_options; }
    /// Changes how the stub answers from now on; port, cores, TLS and agent port stay as they are.
    void setBehaviour(const StubOptions &options);

    /// Answers given so far, to the heartbeat and to all else.
    int heartbeats() const { return m_heartbeats; }
    int otherAnswers() const { return m_otherAnswers; }
    /// Connections that are open now.
    int connections() const { return m_connections; }

private:
    friend class StubConnection;

    /// What to send back, and when.
    struct Answer
    {
        int status = 200;
        QByteArray body;
        double delay = 0.0;
        bool isNever = false;
    };
    struct Work
    {
        double seconds = 0.0;
        std::function<void()> done;
    };

    void accept(qintptr descriptor);
    void answerAgent(QTcpSocket *socket) const;
    Answer answerFor(const QString &path);
    bool isFlappedDown() const;
    QByteArray heartbeatBody() const;
    /// Whether there was room in the queue; `done` is called when the work is over.
    bool enqueueWork(double seconds, std::function<void()> done);
    void startWork();

    StubOptions m_options;
    QTcpServer *m_server = nullptr;
    QTcpServer *m_agentServer = nullptr;
    std::optional<SelfSigned> m_certificate;
    QElapsedTimer m_clock;
    std::deque<Work> m_waiting;
    /// Context of the work in service; a crash ends it.
    std::unique_ptr<QObject> m_life;
    int m_working = 0;
    int m_heartbeats = 0;
    int m_otherAnswers = 0;
    int m_connections = 0;
};

} // namespace loadstar::probe
