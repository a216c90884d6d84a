// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "probe/transport.h"

#include <QTcpSocket>

namespace loadstar::probe {

/// Passes when a TCP connection to the URL's host and port comes about; sends nothing.
class TcpProbe : public Transport
{
    Q_OBJECT

public:
    explicit TcpProbe(const ProbeTarget &target, QObject *parent = nullptr);

protected:
    void open() override;
    void close() override;
    QString stage() const override;

private:
    QTcpSocket m_socket;
};

/// The socket's error in words that name the other side: "127.0.0.1:80 refused the connection".
QString socketErrorText(const QAbstractSocket &socket, const QUrl &url);

} // namespace loadstar::probe
