// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "export/haproxy_writer.h"

#include "export/haproxy_text.h"

#include <algorithm>
#include <array>

namespace loadstar::exporting::haproxy {

using base::Severity;

namespace {

/// HAProxy's nearest algorithm, from its configuration manual 2.6, "balance".
struct Algorithm
{
    const char *ours;
    const char *theirs;
    /// Why it is not quite the same; null when it is.
    const char *substitute;
};

constexpr std::array kAlgorithms{
    Algorithm{"round-robin", "roundrobin", nullptr},
    Algorithm{"random", "random(1)", nullptr},
    Algorithm{"least-connections", "leastconn", nullptr},
    Algorithm{"power-of-two", "random(%1)", nullptr},
    Algorithm{"first", "first", nullptr},
    Algorithm{"source-hash", "source", nullptr},
    Algorithm{"consistent-hash", "source", nullptr},
    Algorithm{"peak-ewma", "leastconn",
              QT_TRANSLATE_NOOP(
                  "HaproxyExporter",
                  "HAProxy does not balance by measured latency; least connections stand in.")},
    Algorithm{"least-load", "leastconn",
              QT_TRANSLATE_NOOP(
                  "HaproxyExporter",
                  "HAProxy learns a node's load only from an agent; least connections stand in.")},
    Algorithm{"weighted-random", "random(1)", nullptr},
    Algorithm{"uri-hash", "uri", nullptr},
    Algorithm{"cookie-hash", "hash req.cook(%2)", nullptr},
    Algorithm{"user-hash", "source",
              QT_TRANSLATE_NOOP("HaproxyExporter",
                                "HAProxy does not know the user; the source address stands in.")},
    Algorithm{"sessions", "leastconn",
              QT_TRANSLATE_NOOP("HaproxyExporter",
                                "HAProxy does not count sessions; least connections stand in.")},
    Algorithm{"system-load", "leastconn",
              QT_TRANSLATE_NOOP(
                  "HaproxyExporter",
                  "HAProxy learns a load average only from an agent; least connections stand in.")},
};

bool isHashed(const QString &theirs)
{
    return theirs == u"source" || theirs == u"uri" || theirs.startsWith(u"hash ");
}

QString headline(const Balancer &balancer)
{
    return commentText(balancer.title.isEmpty() ? balancer.id.text()
                                                : QStringLiteral("%1 [%2]").arg(
                                                      balancer.title.left(60), balancer.id.text()));
}

} // namespace

ExportResult Writer::write()
{
    writeHead();
    writeGlobal();
    writeDefaults();
    for (const Balancer &balancer : m_plan.balancers) {
        m_read.emplace(balancer.component->properties,
                       m_kinds.component(balancer.component->kind)->properties);
        remarkOn(balancer);
        writeFrontend(balancer);
        writeBackend(balancer);
    }
    writePlaceholders();
    return {{{QStringLiteral("haproxy.cfg"), m_text.take()}}, std::move(m_plan.diagnostics)};
}

void Writer::remark(Severity severity, const char *code, const Balancer &balancer,
                    const QString &message)
{
    // A check that is written twice gives rise to one remark.
    const base::Diagnostic made{severity, QLatin1String(code), message, balancer.id.text()};
    if (std::find(m_plan.diagnostics.begin(), m_plan.diagnostics.end(), made) ==
        m_plan.diagnostics.end())
        m_plan.diagnostics.push_back(made);
}

void Writer::setting(const QString &text, const QString &reason, const model::ElementId &id)
{
    m_text.line(QStringLiteral("    ") + text, id, reason);
}

void Writer::writeHead()
{
    const QString name = commentText(m_design.header.name);
    m_text.comment(name.isEmpty() ? tr("Load balancing") : name);
    m_text.comment(tr("For HAProxy 2.6 or later. Check it with: haproxy -c -f haproxy.cfg"));
    m_text.comment(tr("Names in brackets are the ids of the design's components."));
    m_text.blank();
}

void Writer::writeGlobal()
{
    m_text.line(QStringLiteral("global"));
    setting(QStringLiteral("log stdout format raw local0 info"),
            tr("the service manager or container keeps it"));
    setting(QStringLiteral("maxconn 4000"),
            tr("needs two file descriptors a connection; ulimit -n must be above 8000"));
    setting(QStringLiteral("spread-checks 0"),
            tr("checks come at even intervals; their starts are spread anyway"));
    m_text.blank();
}

void Writer::writeDefaults()
{
    const auto patience = m_plan.patience;
    const QString wait = duration(patience.value_or(3600.0));
    const QString why = patience ? tr("no user of the design waits longer")
                                 : tr("the design's users wait as long as it takes");
    m_text.line(QStringLiteral("defaults"));
    setting(QStringLiteral("log global"));
    setting(QStringLiteral("option dontlognull"),
            tr("connections without a request, such as port scans, are not logged"));
    setting(QStringLiteral("option abortonclose"),
            tr("a request leaves the queue when its user has gone"));
    setting(QStringLiteral("timeout connect 5s"),
            tr("above 1 s, so that a retry comes 1 s after a refused connection"));
    setting(QStringLiteral("timeout client %1").arg(wait),
            tr("silence of a user who is being served"));
    setting(QStringLiteral("timeout server %1").arg(wait), why);
    setting(QStringLiteral("timeout queue %1").arg(wait), why);
    setting(QStringLiteral("timeout http-request 10s"),
            tr("a whole request header comes within this time"));
    setting(QStringLiteral("timeout http-keep-alive 60s"),
            tr("idle connections of browsers stay open this long"));
    setting(QStringLiteral("timeout tunnel 1h"),
            tr("web sockets, which interactive sessions use, may be silent this long"));
    setting(QStringLiteral("retry-on conn-failure"),
            tr("only a refused connection is tried again, never an accepted request"));
}

void Writer::remarkOn(const Balancer &balancer)
{
    if (balancer.servers.empty())
        remark(Severity::Warning, "haproxy.no-servers", balancer,
               tr("It has no node behind it; every request is answered with 503."));
    if (choice("sticky") == u"cookie" && !isHttp())
        remark(Severity::Warning, "haproxy.cookie-tcp", balancer,
               tr("A tcp balancer cannot set cookies; it is written without stickiness. Choose "
                  "layer http or sticky source."));
    if (isChecking() && choice("checkRules") != u"haproxy")
        remark(Severity::Warning, "haproxy.check-rules", balancer,
               tr("HAProxy counts checks by its own rules, not by those of %1.")
                   .arg(choice("checkRules")));
    if (!m_read->boolean(QStringLiteral("crossZone")))
        remark(Severity::Warning, "haproxy.cross-zone", balancer,
               tr("HAProxy does not know zones; it balances over all nodes."));
    if (m_read->number(QStringLiteral("instances")) > 1.0)
        remark(Severity::Hint, "haproxy.instances", balancer,
               tr("Each instance runs this same file; a shared address between them needs another "
                  "program, such as keepalived."));
    if (m_read->optionalNumber(QStringLiteral("drainTimeout")))
        remark(Severity::Hint, "haproxy.drain-timeout", balancer,
               tr("HAProxy drains without a time limit; set the server to maint when the drain "
                  "time-out is over."));
    const double slowStart = m_read->number(QStringLiteral("slowStart"));
    if (slowStart > 0.0 && m_read->number(QStringLiteral("checkInterval")) >= slowStart)
        remark(Severity::Hint, "haproxy.slow-start", balancer,
               tr("HAProxy raises the weight at each check; with this interval the slow start is "
                  "one step."));
    remarkOnLimits(balancer);
}

void Writer::writeFrontend(const Balancer &balancer)
{
    m_text.blank();
    m_text.comment(headline(balancer), balancer.id);
    m_text.line(QStringLiteral("frontend %1").arg(balancer.id.text()), balancer.id);
    QString bind = QStringLiteral("bind %1").arg(balancer.listen.text());
    if (balancer.isInner)
        bind += QStringLiteral(" accept-proxy");
    setting(bind,
            balancer.isInner
                ? tr("only the balancer in front of it connects, and tells the users' addresses")
                : QString(),
            balancer.id);
    setting(QStringLiteral("mode %1").arg(choice("layer")), {}, balancer.id);
    setting(isHttp() ? QStringLiteral("option httplog") : QStringLiteral("option tcplog"), {},
            balancer.id);
    if (isHttp()) {
        setting(QStringLiteral("option forwardfor"),
                tr("nodes read the user's address from X-Forwarded-For"), balancer.id);
        setting(QStringLiteral("monitor-uri %1").arg(kReadyPath),
                tr("balancers in front of it check this"), balancer.id);
        setting(QStringLiteral("monitor fail if { nbsrv(%1) lt 1 }").arg(balancer.id.text()), {},
                balancer.id);
    }
    if (isChecking() && m_read->boolean(QStringLiteral("failOpen")))
        setting(QStringLiteral("use_backend %1:open if { nbsrv(%1) lt 1 }").arg(balancer.id.text()),
                tr("fails open: with no node up, all get traffic"), balancer.id);
    setting(QStringLiteral("default_backend %1").arg(balancer.id.text()), {}, balancer.id);
}

void Writer::writeBalance(const Balancer &balancer)
{
    const QString ours = choice("algorithm");
    const auto algorithm =
        std::find_if(kAlgorithms.begin(), kAlgorithms.end(),
                     [&ours](const Algorithm &row) { return ours == QLatin1String(row.ours); });
    Q_ASSERT_X(algorithm != kAlgorithms.end(), "HaproxyExporter", "an algorithm without a row");
    QString theirs = QLatin1String(algorithm->theirs);
    if (theirs.contains(u"%1"))
        theirs =
            theirs.arg(std::min(static_cast<int>(m_read->number(QStringLiteral("choices"))), 1000));
    theirs.replace(QStringLiteral("%2"), balancer.cookie);
    setting(QStringLiteral("balance %1").arg(theirs), ours == theirs ? QString() : ours,
            balancer.id);
    const bool isConsistent = ours == u"consistent-hash" || choice("hashType") != u"map-based";
    if (isHashed(theirs))
        setting(isConsistent ? QStringLiteral("hash-type consistent sdbm avalanche")
                             : QStringLiteral("hash-type map-based sdbm"),
                isConsistent ? tr("a lost node moves only its own users")
                             : tr("a lost node moves most users"),
                balancer.id);
    const auto bound = m_read->optionalNumber(QStringLiteral("loadBound"));
    if (bound && isHashed(theirs) && isConsistent)
        setting(QStringLiteral("hash-balance-factor %1").arg(qRound(100.0 * (1.0 + *bound))),
                tr("percent of the mean that a node may have"), balancer.id);
    if (algorithm->substitute)
        remark(Severity::Warning, "haproxy.algorithm", balancer, tr(algorithm->substitute));
    if (ours == u"power-of-two" && m_read->boolean(QStringLiteral("distinctChoices")))
        remark(Severity::Hint, "haproxy.distinct-choices", balancer,
               tr("HAProxy may draw the same node twice; the design's draws are distinct."));
    if (ours == u"first" && !m_read->optionalNumber(QStringLiteral("maxConnectionsPerNode")))
        remark(Severity::Warning, "haproxy.first", balancer,
               tr("Without a limit of connections per node, first sends everything to one node."));
}

void Writer::writeRetries(const Balancer &balancer)
{
    setting(QStringLiteral("retries %1")
                .arg(static_cast<int>(m_read->number(QStringLiteral("retries")))),
            tr("further attempts after a refused connection"), balancer.id);
    if (m_read->boolean(QStringLiteral("redispatch")))
        setting(QStringLiteral("option redispatch -1"), tr("the last attempt goes to another node"),
                balancer.id);
    else
        setting(QStringLiteral("no option redispatch"), tr("all attempts go to the same node"),
                balancer.id);
    if (m_read->boolean(QStringLiteral("allBackups")))
        setting(QStringLiteral("option allbackups"),
                tr("all standby nodes share the traffic when no active node is up"), balancer.id);
    else
        setting(QStringLiteral("no option allbackups"),
                tr("the first standby node alone takes over"), balancer.id);
}

void Writer::writeStickiness(const Balancer &balancer, bool isOpen)
{
    const auto lifetime = m_read->optionalNumber(QStringLiteral("cookieDuration"));
    if (isSticky()) {
        QString cookie =
            QStringLiteral("cookie %1 insert indirect nocache httponly").arg(balancer.cookie);
        if (lifetime)
            cookie += QStringLiteral(" maxlife %1").arg(duration(std::max(1.0, *lifetime)));
        setting(cookie, tr("keeps a person on one node; nodes and caches never see the cookie"),
                balancer.id);
    } else if (choice("sticky") == u"source" && isOpen) {
        setting(QStringLiteral("stick on src table %1").arg(balancer.id.text()), {}, balancer.id);
    } else if (choice("sticky") == u"source") {
        QString table = QStringLiteral("stick-table type ipv6 size 1m");
        if (lifetime)
            table += QStringLiteral(" expire %1").arg(duration(*lifetime));
        setting(table, tr("remembers each address's node; IPv4 addresses count too"), balancer.id);
        setting(QStringLiteral("stick on src"), {}, balancer.id);
    }
}

void Writer::writePlaceholders()
{
    std::vector<const Server *> placeholders;
    for (const Balancer &balancer : m_plan.balancers) {
        for (const Server &server : balancer.servers) {
            const bool isKnown =
                std::any_of(placeholders.begin(), placeholders.end(),
                            [&server](const Server *known) { return known->id == server.id; });
            if (server.isPlaceholder && !isKnown)
                placeholders.push_back(&server);
        }
    }
    if (placeholders.empty())
        return;
    m_text.blank();
    m_text.comment(tr("To be replaced: these nodes have no usable address in the design."));
    for (const Server *server : placeholders) {
        m_text.comment(QStringLiteral("  %1 = %2").arg(server->place.text(), server->id.text()),
                       server->id);
        m_plan.diagnostics.push_back(
            {Severity::Warning, QStringLiteral("export.placeholder"),
             tr("It has no usable address; %1 stands in its place.").arg(server->place.text()),
             server->id.text()});
    }
}

} // namespace loadstar::exporting::haproxy
