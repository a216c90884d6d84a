// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "probe/transport.h"

#include "base/units.h"
#include "probe/http_probe.h"
#include "probe/tcp_probe.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace loadstar::probe {

Transport::Transport(const ProbeTarget &target, QObject *parent)
    : QObject(parent)
    , m_target(target)
{
    m_deadline.setSingleShot(true);
    m_deadline.setTimerType(Qt::PreciseTimer);
    connect(&m_deadline, &QTimer::timeout, this, &Transport::onTimeout);
}

void Transport::start()
{
    m_clock.start();
    constexpr double kLongestDeadline = 2.0e9;
    const double milliseconds = std::ceil(m_target.checks.timeout * 1000.0);
    m_deadline.start(static_cast<int>(std::clamp(milliseconds, 1.0, kLongestDeadline)));
    open();
}

void Transport::pass(int status, bool isDegraded)
{
    CheckOutcome outcome;
    outcome.status = status;
    outcome.isDegraded = isDegraded;
    finish(std::move(outcome));
}

void Transport::fail(health::CheckResult result, const QString &error, int status)
{
    CheckOutcome outcome;
    outcome.result = result;
    outcome.status = status;
    outcome.error = error;
    finish(std::move(outcome));
}

void Transport::onTimeout()
{
    CheckOutcome outcome;
    outcome.result = health::CheckResult::TimedOut;
    outcome.error =
        tr("no answer within %1 %2")
            .arg(base::formatQuantity(m_target.checks.timeout, base::Quantity::Seconds), stage());
    finish(std::move(outcome));
}

void Transport::finish(CheckOutcome outcome)
{
    if (std::exchange(m_isFinished, true))
        return;
    m_deadline.stop();
    outcome.latency = static_cast<double>(m_clock.nsecsElapsed()) * 1e-9;
    close();
    Q_EMIT finished(outcome);
}

std::unique_ptr<Transport> makeTransport(const ProbeTarget &target)
{
    if (target.url.scheme() == u"tcp")
        return std::make_unique<TcpProbe>(target);
    return std::make_unique<HttpProbe>(target);
}

} // namespace loadstar::probe
