// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/status_set.h"
#include "export/haproxy_text.h"
#include "export/haproxy_writer.h"

#include <algorithm>
#include <numeric>

namespace loadstar::exporting::haproxy {

using base::Severity;

namespace {

/// HAProxy's lines hold 2048 bytes, and \xHH needs four for one.
constexpr qsizetype kMaximumExpectedBytes = 400;

/// The different checks of a balancer's servers. The first is the one that the backend itself
/// makes; since HAProxy has one request per backend, the others are made by backends of their own,
/// which the servers track.
std::vector<CheckRequest> checkGroups(const Balancer &balancer)
{
    std::vector<std::pair<CheckRequest, int>> counted;
    for (const Server &server : balancer.servers) {
        if (!server.check)
            continue;
        const auto known = std::find_if(counted.begin(), counted.end(), [&](const auto &entry) {
            return entry.first == *server.check;
        });
        if (known == counted.end())
            counted.emplace_back(*server.check, 1);
        else
            ++known->second;
    }
    // What most servers want, at their own address, comes first.
    std::vector<std::size_t> order(counted.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&counted](std::size_t a, std::size_t b) {
        return std::pair(!counted[a].first.place.has_value(), counted[a].second) >
               std::pair(!counted[b].first.place.has_value(), counted[b].second);
    });
    std::vector<CheckRequest> groups;
    for (const std::size_t index : order)
        groups.push_back(counted[index].first);
    return groups;
}

/// Whether the backend makes this check itself. A check of another address never is: its name might
/// not be known.
bool isOwnCheck(const CheckRequest &request, const std::vector<CheckRequest> &groups)
{
    return !request.place && request == groups.front();
}

QString checkBackend(const Balancer &balancer, const CheckRequest &request,
                     const std::vector<CheckRequest> &groups)
{
    const auto index = std::find(groups.begin(), groups.end(), request) - groups.begin();
    // A colon cannot be in an id, so no balancer has this name.
    return QStringLiteral("%1:check-%2").arg(balancer.id.text()).arg(index + 1);
}

QString checkWords(const CheckRequest &request, bool hasProxyHeader)
{
    QString words = QStringLiteral(" check");
    if (hasProxyHeader)
        words += QStringLiteral(" check-send-proxy");
    if (request.isTls) {
        words += QStringLiteral(" check-ssl verify required ca-file @system-ca");
        // Server names are names only (RFC 6066, section 3).
        if (!base::HostPort{request.host, 0}.isIpAddress())
            words += QStringLiteral(" check-sni %1").arg(word(request.host));
    }
    return words;
}

} // namespace

void Writer::writeBackend(const Balancer &balancer)
{
    const std::vector<CheckRequest> groups = checkGroups(balancer);
    m_text.blank();
    m_text.line(QStringLiteral("backend %1").arg(balancer.id.text()), balancer.id);
    setting(QStringLiteral("mode %1").arg(choice("layer")), {}, balancer.id);
    writeBalance(balancer);
    writeRetries(balancer);
    writeStickiness(balancer, false);
    if (!isChecking())
        m_text.line(QStringLiteral("    # ") +
                        (balancer.isPassThrough
                             ? tr("users reach this node directly: nothing is checked")
                             : tr("the design's balancer does not check its nodes")),
                    balancer.id);
    else if (!groups.empty() && !groups.front().place)
        writeCheckRules(groups.front(), balancer);
    if (isChecking())
        setting(QStringLiteral("default-server ") + checkTimes(), {}, balancer.id);
    if (disablesOn404(groups)) {
        // The option counts only beside this one, also where others make all the checks.
        if (groups.front().place)
            setting(QStringLiteral("option httpchk"), {}, balancer.id);
        writeDisableOn404(balancer);
    } else if (m_read->boolean(QStringLiteral("disableOn404"))) {
        remark(
            Severity::Warning, "haproxy.disable-on-404", balancer,
            tr("Only health checks of layer http that look at a status can see a 404; disable on "
               "404 is left out."));
    }
    writeObservation(balancer, groups);
    writeServerLimits(balancer);
    writeServers(balancer, groups);
    writeCheckBackends(balancer, groups);
    if (isChecking() && m_read->boolean(QStringLiteral("failOpen")))
        writeOpenBackend(balancer);
}

QString Writer::expectedText(const Balancer &balancer)
{
    const QString text = choice("expectBody");
    qsizetype end = text.indexOf(QChar(u'\0'));
    if (end < 0)
        end = text.size();
    while (end > 0 && (text.left(end).toUtf8().size() > kMaximumExpectedBytes ||
                       text.at(end - 1).isHighSurrogate()))
        --end;
    if (end < text.size())
        remark(
            Severity::Warning, "haproxy.expect-body", balancer,
            tr("HAProxy can look for the first %1 characters of the expected text only.").arg(end));
    return text.left(end);
}

void Writer::writeCheckRules(const CheckRequest &request, const Balancer &balancer)
{
    if (request.uri.isEmpty()) {
        setting(QStringLiteral("option tcp-check"), tr("a connection that comes about passes"),
                balancer.id);
    } else {
        auto status = base::StatusSet::parse(choice("expectStatus"));
        if (!status) {
            remark(Severity::Error, "http.bad-status-set", balancer, status.error().message);
            status = base::StatusSet::parse(QStringLiteral("200-399"));
        }
        setting(QStringLiteral("option httpchk"), {}, balancer.id);
        setting(QStringLiteral("http-check send meth GET uri %1 ver HTTP/1.1 hdr Host %2")
                    .arg(word(request.uri), word(request.host)),
                tr("the heartbeat"), balancer.id);
        const bool isOurs = request.uri == kReadyPath;
        setting(QStringLiteral("http-check expect status %1")
                    .arg(isOurs ? QStringLiteral("200") : status->plainText()),
                {}, balancer.id);
        const QString expected = isOurs ? QString() : expectedText(balancer);
        if (!expected.isEmpty())
            setting(QStringLiteral("http-check expect string %1").arg(word(expected)), {},
                    balancer.id);
    }
    setting(QStringLiteral("timeout check %1")
                .arg(duration(m_read->number(QStringLiteral("checkTimeout")))),
            tr("a node that accepts and does not answer fails the check"), balancer.id);
}

QString Writer::checkTimes() const
{
    const double interval = m_read->number(QStringLiteral("checkInterval"));
    const auto timeOr = [&](const char *key) {
        return duration(m_read->optionalNumber(QLatin1String(key)).value_or(interval));
    };
    return QStringLiteral("inter %1 fastinter %2 downinter %3 fall %4 rise %5")
        .arg(duration(interval), timeOr("fastInterval"), timeOr("downInterval"))
        .arg(static_cast<int>(m_read->number(QStringLiteral("fall"))))
        .arg(static_cast<int>(m_read->number(QStringLiteral("rise"))));
}

QString Writer::serverWords(const Server &server) const
{
    QString text = QStringLiteral("server %1 %2 weight %3")
                       .arg(server.id.text(), server.place.text())
                       .arg(server.weight);
    if (isSticky())
        text += QStringLiteral(" cookie %1").arg(server.id.text());
    if (server.hasProxyHeader)
        text += QStringLiteral(" send-proxy-v2");
    return text;
}

QString Writer::agentWords(const Server &server) const
{
    if (!server.agentPort)
        return {};
    return QStringLiteral(" agent-check agent-inter %1 agent-port %2")
        .arg(duration(m_read->number(QStringLiteral("agentInterval"))))
        .arg(*server.agentPort);
}

bool Writer::disablesOn404(const std::vector<CheckRequest> &groups) const
{
    // A backend and those whose checks it tracks must agree on it, so one check without a status
    // rules it out for all.
    return isChecking() && isHttp() && m_read->boolean(QStringLiteral("disableOn404")) &&
           !groups.empty() &&
           std::none_of(groups.begin(), groups.end(),
                        [](const CheckRequest &request) { return request.uri.isEmpty(); });
}

void Writer::writeDisableOn404(const Balancer &balancer)
{
    setting(QStringLiteral("http-check disable-on-404"),
            tr("a node that answers 404 gets no new work and keeps what belongs to it"),
            balancer.id);
}

void Writer::writeServers(const Balancer &balancer, const std::vector<CheckRequest> &groups)
{
    for (const Server &server : balancer.servers) {
        QString text = serverWords(server);
        if (server.check && isOwnCheck(*server.check, groups))
            text += checkWords(*server.check, server.hasProxyHeader);
        else if (server.check)
            text += QStringLiteral(" track %1/%2")
                        .arg(checkBackend(balancer, *server.check, groups), server.id.text());
        text += agentWords(server);
        if (server.isBackup)
            text += QStringLiteral(" backup");
        if (!server.disabledReason.isEmpty())
            text += QStringLiteral(" disabled");
        QStringList reasons;
        if (!server.title.isEmpty())
            reasons += commentText(server.title);
        if (server.isPlaceholder)
            reasons += tr("PLACEHOLDER address");
        if (!server.disabledReason.isEmpty())
            reasons += server.disabledReason;
        setting(text, reasons.join(QStringLiteral("; ")), server.id);
    }
}

void Writer::writeCheckBackends(const Balancer &balancer, const std::vector<CheckRequest> &groups)
{
    for (const CheckRequest &request : groups) {
        if (isOwnCheck(request, groups))
            continue;
        const QString name = checkBackend(balancer, request, groups);
        m_text.blank();
        m_text.comment(tr("Makes a check that differs from the others of %1; carries no traffic.")
                           .arg(balancer.id.text()),
                       balancer.id);
        m_text.line(QStringLiteral("backend %1").arg(name), balancer.id);
        setting(QStringLiteral("mode %1").arg(choice("layer")), {}, balancer.id);
        writeCheckRules(request, balancer);
        if (disablesOn404(groups))
            writeDisableOn404(balancer);
        setting(QStringLiteral("default-server %1 init-addr last,libc,none").arg(checkTimes()), {},
                balancer.id);
        for (const Server &server : balancer.servers) {
            if (server.check != request)
                continue;
            QString text = QStringLiteral("server %1 %2")
                               .arg(server.id.text(), request.place.value_or(server.place).text());
            text += checkWords(request, server.hasProxyHeader);
            if (server.hasProxyHeader)
                text += QStringLiteral(" send-proxy-v2");
            setting(text, {}, server.id);
        }
    }
}

void Writer::writeOpenBackend(const Balancer &balancer)
{
    m_text.blank();
    m_text.comment(tr("The nodes of %1 without checks, for the time when none of them is up.")
                       .arg(balancer.id.text()),
                   balancer.id);
    m_text.line(QStringLiteral("backend %1:open").arg(balancer.id.text()), balancer.id);
    setting(QStringLiteral("mode %1").arg(choice("layer")), {}, balancer.id);
    writeBalance(balancer);
    writeRetries(balancer);
    writeStickiness(balancer, true);
    writeServerLimits(balancer);
    for (const Server &server : balancer.servers) {
        if (server.isForRecovery)
            continue;
        QString text = serverWords(server);
        if (server.isBackup)
            text += QStringLiteral(" backup");
        setting(text, {}, server.id);
    }
}

} // namespace loadstar::exporting::haproxy
