// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "probe/probe_target.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <memory>

namespace loadstar::probe {

/// What one check found.
struct CheckOutcome
{
    health::CheckResult result = health::CheckResult::Passed;
    /// HTTP status, or 0.
    int status = 0;
    /// Whether an answer says that the node serves, but less than it should (Envoy's
    /// x-envoy-degraded).
    bool isDegraded = false;
    /// Seconds from the start to the verdict.
    double latency = 0.0;
    /// Why it failed, in words; empty when it passed.
    QString error;
};

/// One check over one connection: start() it once, then it says finished() exactly once, after at
/// most the target's time-out, whatever the other side does. Destroying it cuts the connection.
class Transport : public QObject
{
    Q_OBJECT

public:
    explicit Transport(const ProbeTarget &target, QObject *parent = nullptr);

    void start();

Q_SIGNALS:
    void finished(const loadstar::probe::CheckOutcome &outcome);

protected:
    virtual void open() = 0;
    /// Cuts the connection; no signals of it matter any more.
    virtual void close() = 0;
    /// What was being waited for, for the words of a time-out: "while connecting".
    virtual QString stage() const = 0;

    const ProbeTarget &target() const { return m_target; }
    bool isFinished() const { return m_isFinished; }
    void pass(int status, bool isDegraded);
    void fail(health::CheckResult result, const QString &error, int status = 0);

private:
    void onTimeout();
    void finish(CheckOutcome outcome);

    ProbeTarget m_target;
    QTimer m_deadline;
    QElapsedTimer m_clock;
    bool m_isFinished = false;
};

/// The transport that the target's URL asks for.
std::unique_ptr<Transport> makeTransport(const ProbeTarget &target);

} // namespace loadstar::probe
