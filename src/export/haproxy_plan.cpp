// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "export/haproxy_plan.h"

#include "export/haproxy_text.h"
#include "model/design.h"
#include "model/heartbeat.h"
#include "model/kind_registry.h"

#include <QCoreApplication>
#include <QUrl>

#include <algorithm>
#include <map>
#include <set>

namespace loadstar::exporting::haproxy {

using base::HostPort;
using base::Severity;
using model::Component;
using model::ElementId;
using model::PropertyReader;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("HaproxyExporter", text);
}

/// HAProxy's lines hold 2048 bytes.
constexpr qsizetype kMaximumUri = 1024;

/// Addresses that nothing answers at: first those kept for documents (RFC 5737), then those for
/// benchmarks (RFC 2544).
HostPort placeholderAddress(int number)
{
    constexpr quint16 kRStudioPort = 8787;
    if (number <= 254)
        return {QStringLiteral("192.0.2.%1").arg(number), kRStudioPort};
    return {QStringLiteral("198.18.%1.%2").arg(number / 256).arg(number % 256), kRStudioPort};
}

class Planner
{
public:
    Planner(const model::Design &design, const model::KindRegistry &kinds,
            const ExportOptions &options)
        : m_design(design)
        , m_kinds(kinds)
        , m_listen(options.listen)
    {}

    Plan make()
    {
        readConnections();
        listen();
        if (m_plan.balancers.empty())
            passThrough();
        for (Balancer &balancer : m_plan.balancers) {
            for (const ElementId &target : m_targets[balancer.id])
                addServer(balancer, *m_design.component(target));
            scaleWeights(balancer);
            makeBackups(balancer);
        }
        nameCookies();
        m_plan.patience = patience();
        return std::move(m_plan);
    }

private:
    PropertyReader reader(const Component &component) const
    {
        return PropertyReader(component.properties, m_kinds.component(component.kind)->properties);
    }

    void remark(Severity severity, const char *code, const ElementId &id, const QString &message)
    {
        m_plan.diagnostics.push_back({severity, QLatin1String(code), message, id.text()});
    }

    void readConnections()
    {
        for (const auto &[id, connection] : m_design.connections) {
            if (m_kinds.roleOf(connection) != model::ConnectionRole::Traffic)
                continue;
            m_targets[connection.from].insert(connection.to);
            m_sources[connection.to].insert(connection.from);
        }
    }

    bool isBalancer(const ElementId &id) const
    {
        const Component *component = m_design.component(id);
        return component && m_kinds.roleOf(*component) == model::ComponentRole::Balancer;
    }

    /// Gives each balancer a port of its own, in id order.
    void listen()
    {
        for (const auto &[id, component] : m_design.components) {
            if (m_kinds.roleOf(component) != model::ComponentRole::Balancer)
                continue;
            const auto &sources = m_sources[id];
            const bool isInner = !sources.empty() && std::all_of(sources.begin(), sources.end(),
                                                                 [this](const ElementId &from) {
                                                                     return isBalancer(from);
                                                                 });
            addBalancer(component, component, isInner);
        }
    }

    /// Without balancers, users reach nodes by themselves: each such node gets a port that passes
    /// on and checks nothing.
    void passThrough()
    {
        Component component;
        component.kind = m_kinds.playing(model::ComponentRole::Balancer)->id;
        component.properties[QStringLiteral("healthCheck")] = false;
        m_plan.passThrough = std::make_shared<const Component>(component);
        for (const auto &[id, node] : m_design.components) {
            if (m_kinds.roleOf(node) != model::ComponentRole::Node || m_sources.count(id) == 0)
                continue;
            addBalancer(node, *m_plan.passThrough, false);
            m_plan.balancers.back().isPassThrough = true;
            m_targets[id] = {id};
        }
        if (!m_plan.balancers.empty())
            remark(Severity::Warning, "haproxy.pass-through", {},
                   tr("The design has no load balancer; each node that users reach directly gets a "
                      "port that passes on and "
                      "checks nothing."));
    }

    void addBalancer(const Component &drawn, const Component &settings, bool isInner)
    {
        constexpr int kMostPort = 65535;
        const int port = m_listen.port + static_cast<int>(m_plan.balancers.size());
        Balancer balancer;
        balancer.id = drawn.id;
        balancer.title = drawn.name;
        balancer.component = &settings;
        balancer.isInner = isInner;
        balancer.listen = {isInner ? QStringLiteral("127.0.0.1") : m_listen.host,
                           static_cast<quint16>(std::min(port, kMostPort))};
        if (port > kMostPort)
            remark(Severity::Error, "export.no-port", drawn.id,
                   tr("There is no port left to listen on; start at a lower one."));
        m_plan.balancers.push_back(std::move(balancer));
    }

    const Balancer &planned(const ElementId &id) const
    {
        return *std::find_if(m_plan.balancers.begin(), m_plan.balancers.end(),
                             [&id](const Balancer &b) { return b.id == id; });
    }

    void addServer(Balancer &balancer, const Component &target)
    {
        Server server;
        server.id = target.id;
        server.title = target.name;
        const bool isChecked = reader(*balancer.component).boolean(QStringLiteral("healthCheck"));
        if (isBalancer(target.id)) {
            const Balancer &inner = planned(target.id);
            server.place = inner.isInner ? inner.listen
                                         : HostPort{QStringLiteral("127.0.0.1"), inner.listen.port};
            server.hasProxyHeader = inner.isInner;
            if (isChecked)
                server.check = checkOf(inner);
        } else if (m_kinds.roleOf(target) == model::ComponentRole::Node) {
            addNode(server, balancer, target, isChecked);
        } else {
            remark(Severity::Warning, "haproxy.unknown-target", target.id,
                   tr("Only nodes and balancers can be servers of HAProxy; this is left out."));
            return;
        }
        balancer.servers.push_back(std::move(server));
    }

    CheckRequest checkOf(const Balancer &inner)
    {
        if (reader(*inner.component).text(QStringLiteral("layer")) == u"http")
            return {kReadyPath, QStringLiteral("localhost"), false, std::nullopt};
        remark(Severity::Hint, "haproxy.tcp-inner", inner.id,
               tr("A tcp balancer accepts connections also while it has no node up, so the one in "
                  "front of it does not notice."));
        return {};
    }

    void addNode(Server &server, const Balancer &balancer, const Component &node, bool isChecked)
    {
        const PropertyReader read = reader(node);
        const QString address = read.text(QStringLiteral("address"));
        const auto place = base::parseHostPort(address);
        server.isPlaceholder = !place;
        server.place = place ? *place : placeholder(node.id);
        if (!place && !address.isEmpty())
            remark(Severity::Error, "address.invalid", node.id, place.error().message);
        const QString role = read.text(QStringLiteral("role"));
        server.isBackup = role == u"standby";
        server.isForRecovery = role == u"dr";
        if (server.isForRecovery) {
            server.disabledReason =
                tr("for disaster recovery only; enable it when its site takes over");
            remark(Severity::Hint, "haproxy.dr", node.id,
                   tr("HAProxy does not know when a site fails over; the node is written as "
                      "disabled and has to be enabled then."));
        }
        if (isChecked)
            addCheck(server, balancer, read);
        if (reader(*balancer.component).boolean(QStringLiteral("agentCheck")))
            addAgent(server, balancer, read);
    }

    void addAgent(Server &server, const Balancer &balancer, const PropertyReader &node)
    {
        const std::optional<double> port = node.optionalNumber(QStringLiteral("agentPort"));
        if (!port)
            remark(Severity::Warning, "haproxy.agent-port", server.id,
                   tr("%1 asks agents, but this node has no agent port; it is written without an "
                      "agent.")
                       .arg(balancer.id.text()));
        else if (server.disabledReason.isEmpty()) // "ready" would take it into service
            server.agentPort = static_cast<int>(*port);
    }

    void addCheck(Server &server, const Balancer &balancer, const PropertyReader &node)
    {
        const QString ownPath = node.text(QStringLiteral("heartbeat"));
        const QString checkPath = reader(*balancer.component).text(QStringLiteral("checkPath"));
        const QString heartbeat = ownPath.isEmpty() || checkPath.isEmpty() ? ownPath : checkPath;
        const auto url = model::heartbeatUrl(server.place.text(), heartbeat);
        if (heartbeat.isEmpty()) {
            server.disabledReason =
                tr("it has no heartbeat, and a balancer that checks never uses such a node");
            remark(Severity::Warning, "haproxy.no-heartbeat", server.id,
                   tr("It has no heartbeat, so %1, which checks its nodes, never uses it; the "
                      "server is written as disabled.")
                       .arg(balancer.id.text()));
        } else if (!url) {
            server.disabledReason = tr("its heartbeat cannot be asked");
            remark(Severity::Error, url.error().code.toLatin1().constData(), server.id,
                   url.error().message);
        } else if (const CheckRequest request = requestFor(**url, server.place);
                   request.uri.size() > kMaximumUri) {
            server.disabledReason = tr("its heartbeat is too long to be asked");
            remark(Severity::Error, "haproxy.long-heartbeat", server.id,
                   tr("The heartbeat has %1 characters; HAProxy's lines hold at most %2.")
                       .arg(request.uri.size())
                       .arg(kMaximumUri));
        } else {
            server.check = request;
        }
    }

    static CheckRequest requestFor(const QUrl &url, const HostPort &serverPlace)
    {
        CheckRequest request;
        request.isTls = url.scheme() == u"https";
        request.uri = url.path(QUrl::FullyEncoded);
        if (request.uri.isEmpty())
            request.uri = QStringLiteral("/");
        if (url.hasQuery())
            request.uri += u'?' + url.query(QUrl::FullyEncoded);
        const HostPort place{url.host(QUrl::FullyEncoded),
                             static_cast<quint16>(url.port(request.isTls ? 443 : 80))};
        const bool isOwn = place.port == serverPlace.port &&
                           place.host.compare(serverPlace.host, Qt::CaseInsensitive) == 0;
        if (!isOwn)
            request.place = place;
        // The name of one node would be wrong for the others that share its check.
        request.host = isOwn && !request.isTls ? QStringLiteral("localhost") : place.host;
        return request;
    }

    HostPort placeholder(const ElementId &node)
    {
        const auto known = m_placeholders.find(node);
        if (known != m_placeholders.end())
            return known->second;
        const HostPort made = placeholderAddress(static_cast<int>(m_placeholders.size()) + 1);
        m_placeholders.emplace(node, made);
        return made;
    }

    void scaleWeights(Balancer &balancer)
    {
        std::vector<double> weights;
        for (const Server &server : balancer.servers)
            weights.push_back(
                isBalancer(server.id)
                    ? 1.0
                    : reader(*m_design.component(server.id)).number(QStringLiteral("weight")));
        bool isExact = true;
        const std::vector<int> whole = scaledWeights(weights, &isExact);
        for (size_t i = 0; i < whole.size(); ++i)
            balancer.servers[i].weight = whole[i];
        if (!isExact)
            remark(Severity::Hint, "haproxy.weights", balancer.id,
                   tr("HAProxy takes whole weights from 0 to 256; the shares are rounded."));
    }

    /// HAProxy has two levels: servers, and backups for the time when none of them is up.
    void makeBackups(Balancer &balancer)
    {
        std::set<double> levels;
        const auto levelOf = [this](const Server &server) {
            return isBalancer(server.id) ? 0.0
                                         : reader(*m_design.component(server.id))
                                               .number(QStringLiteral("priorityLevel"));
        };
        for (const Server &server : balancer.servers)
            levels.insert(levelOf(server));
        if (levels.size() < 2)
            return;
        for (Server &server : balancer.servers)
            server.isBackup = server.isBackup || levelOf(server) > *levels.begin();
        const PropertyReader read = reader(*balancer.component);
        if (levels.size() > 2 || read.text(QStringLiteral("checkRules")) == u"envoy")
            remark(Severity::Warning, "haproxy.levels", balancer.id,
                   tr("HAProxy does not spread traffic over priority levels; nodes above the "
                      "lowest level are written as backups of those in it."));
    }

    /// A cookie that two balancers on one way both set would be overwritten by the outer one.
    void nameCookies()
    {
        for (Balancer &balancer : m_plan.balancers) {
            const QString wanted = reader(*balancer.component).text(QStringLiteral("cookieName"));
            balancer.cookie = cookieName(wanted);
            if (balancer.cookie != wanted && isSticky(balancer))
                remark(Severity::Warning, "haproxy.cookie-name", balancer.id,
                       tr("The cookie's name has characters that cookies may not have; it is "
                          "written as %1.")
                           .arg(balancer.cookie));
        }
        for (Balancer &balancer : m_plan.balancers) {
            const auto &sources = m_sources[balancer.id];
            const bool isShared =
                std::any_of(sources.begin(), sources.end(), [&](const ElementId &from) {
                    return isBalancer(from) && isSticky(planned(from)) &&
                           planned(from).cookie == balancer.cookie;
                });
            if (!isShared || !isSticky(balancer))
                continue;
            balancer.cookie = cookieName(balancer.cookie + u'-' + balancer.id.text());
            remark(Severity::Warning, "haproxy.cookie-twice", balancer.id,
                   tr("A balancer in front of it sets a cookie of the same name; this one is "
                      "written as %1.")
                       .arg(balancer.cookie));
        }
    }

    bool isSticky(const Balancer &balancer) const
    {
        return reader(*balancer.component).text(QStringLiteral("sticky")) == u"cookie";
    }

    std::optional<double> patience() const
    {
        double longest = 0.0;
        for (const auto &[id, component] : m_design.components) {
            if (m_kinds.roleOf(component) != model::ComponentRole::Users)
                continue;
            const auto timeout = reader(component).optionalNumber(QStringLiteral("timeout"));
            if (!timeout)
                return std::nullopt;
            longest = std::max(longest, *timeout);
        }
        return longest > 0.0 ? std::optional<double>(longest) : std::nullopt;
    }

    const model::Design &m_design;
    const model::KindRegistry &m_kinds;
    HostPort m_listen;
    Plan m_plan;
    std::map<ElementId, std::set<ElementId>> m_targets;
    std::map<ElementId, std::set<ElementId>> m_sources;
    std::map<ElementId, HostPort> m_placeholders;
};

} // namespace

Plan makePlan(const model::Design &design, const model::KindRegistry &kinds,
              const ExportOptions &options)
{
    return Planner(design, kinds, options).make();
}

} // namespace loadstar::exporting::haproxy
