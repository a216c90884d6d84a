// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "export/haproxy_text.h"
#include "export/haproxy_writer.h"

#include <algorithm>

// How many requests may wait, for how long, and what failed ones say about a node.

namespace loadstar::exporting::haproxy {

using base::Severity;

void Writer::writeServerLimits(const Balancer &balancer)
{
    const auto limit = m_read->optionalNumber(QStringLiteral("maxConnectionsPerNode"));
    const auto queue = m_read->optionalNumber(QStringLiteral("maxQueue"));
    const auto wait = m_read->optionalNumber(QStringLiteral("queueTimeout"));
    const double slowStart = m_read->number(QStringLiteral("slowStart"));
    // HAProxy reads 0 as no limit.
    const qint64 longest = queue ? std::max<qint64>(1, static_cast<qint64>(*queue)) : 0;
    setting(QStringLiteral("default-server maxconn %1 maxqueue %2")
                .arg(limit ? static_cast<qint64>(*limit) : 0)
                .arg(longest),
            limit ? tr("more requests wait here") : tr("0 = no limit: requests wait at the node"),
            balancer.id);
    if (wait)
        setting(QStringLiteral("timeout queue %1").arg(duration(*wait)),
                tr("a request that waited so long for a free connection fails"), balancer.id);
    if (slowStart > 0.0)
        setting(QStringLiteral("default-server slowstart %1").arg(duration(slowStart)),
                tr("a node that came back gets its full share after this time"), balancer.id);
    setting(QStringLiteral("default-server init-addr last,libc,none"),
            tr("a name that is not known yet does not prevent the start"), balancer.id);
}

void Writer::writeObservation(const Balancer &balancer, const std::vector<CheckRequest> &groups)
{
    // HAProxy observes servers that it checks itself, not those that track another backend's.
    if (!isChecking() || choice("observe") == u"none" || groups.empty())
        return;
    const bool seesAnswers = choice("observe") == u"layer7" && isHttp();
    setting(QStringLiteral("default-server observe %1 error-limit %2 on-error %3")
                .arg(seesAnswers ? QStringLiteral("layer7") : QStringLiteral("layer4"))
                .arg(static_cast<int>(m_read->number(QStringLiteral("errorLimit"))))
                .arg(choice("onError")),
            tr("failed requests in a row count against a node"), balancer.id);
}

void Writer::remarkOnLimits(const Balancer &balancer)
{
    const auto isSet = [this](const char *key) {
        return m_read->optionalNumber(QLatin1String(key)).has_value();
    };
    if (m_read->optionalNumber(QStringLiteral("maxQueue")) == 0.0)
        remark(Severity::Warning, "haproxy.max-queue", balancer,
               tr("HAProxy reads a queue of 0 as one without a limit; 1 is written."));
    if (isSet("maxPending") || isSet("maxRequests"))
        remark(Severity::Warning, "haproxy.limits", balancer,
               tr("HAProxy limits requests per node, not over all nodes; the limits of all that "
                  "wait and of all that run are left out."));
    if (m_read->boolean(QStringLiteral("outlierDetection")))
        remark(Severity::Warning, "haproxy.outliers", balancer,
               tr("HAProxy does not compare nodes with each other; outlier detection is left out. "
                  "Observe traffic is the nearest that it has."));
    const bool isSteady = m_read->number(QStringLiteral("retryDelay")) == 1.0 &&
                          m_read->number(QStringLiteral("retryBackoff")) == 1.0 &&
                          m_read->number(QStringLiteral("retryJitter")) == 0.0;
    if (!isSteady && m_read->number(QStringLiteral("retries")) > 0.0)
        remark(Severity::Warning, "haproxy.retry-pause", balancer,
               tr("HAProxy waits 1 s before it tries the same node again; other pauses are left "
                  "out."));
    if (choice("observe") == u"layer7" && !isHttp())
        remark(Severity::Warning, "haproxy.observe", balancer,
               tr("A tcp balancer sees connections only; it observes layer4."));
}

} // namespace loadstar::exporting::haproxy
