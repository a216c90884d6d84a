// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "probe/http_message.h"

#include <QObject>
#include <QTimer>

class QTcpSocket;

namespace loadstar::probe {

class StubNode;

/// One connection to a stub: reads requests one after another, answers each before it reads the
/// next. A child of its node; it deletes itself when the connection ends.
class StubConnection : public QObject
{
    Q_OBJECT

public:
    /// Takes ownership of `socket`, which is connected.
    StubConnection(StubNode &node, QTcpSocket *socket);

    /// Cuts the connection and deletes this object at once.
    void abort();

private:
    void onReadyRead();
    void onDisconnected();
    void advance();
    void refuse(int status, const QString &why);
    void handle(const HttpRequestHead &request);
    void handleWork(const QString &query, int status);
    void answerLater(int status, const QByteArray &body, double seconds);
    void send(int status, const QByteArray &body);

    StubNode &m_node;
    QTcpSocket *m_socket;
    QTimer m_idle;
    QByteArray m_buffer;
    HttpRequestHead m_request;
    qint64 m_bodyLeft = 0;
    bool m_hasRequest = false;
    bool m_isBusy = false;
    /// The node hangs: what comes is read and thrown away, so that the end of the connection is
    /// still seen.
    bool m_isSwallowing = false;
};

} // namespace loadstar::probe
