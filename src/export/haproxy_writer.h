// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "export/config_text.h"
#include "export/haproxy_plan.h"
#include "model/design.h"
#include "model/kind_registry.h"

#include <QCoreApplication>

#include <optional>
#include <vector>

namespace loadstar::exporting::haproxy {

inline QString tr(const char *text)
{
    return QCoreApplication::translate("HaproxyExporter", text);
}

/// Writes one plan as haproxy.cfg; for one use.
class Writer
{
public:
    Writer(const model::Design &design, const model::KindRegistry &kinds, Plan plan)
        : m_design(design)
        , m_kinds(kinds)
        , m_plan(std::move(plan))
    {}

    ExportResult write();

private:
    void remark(base::Severity severity, const char *code, const Balancer &balancer,
                const QString &message);

    QString choice(const char *key) const { return m_read->text(QLatin1String(key)); }
    bool isHttp() const { return choice("layer") == u"http"; }
    bool isSticky() const { return choice("sticky") == u"cookie" && isHttp(); }
    bool isChecking() const { return m_read->boolean(QStringLiteral("healthCheck")); }

    void setting(const QString &text, const QString &reason = {}, const model::ElementId &id = {});

    void writeHead();
    void writeGlobal();
    void writeDefaults();
    void remarkOn(const Balancer &balancer);
    void writeFrontend(const Balancer &balancer);
    void writeBackend(const Balancer &balancer);
    void writeBalance(const Balancer &balancer);
    void writeRetries(const Balancer &balancer);
    void writeStickiness(const Balancer &balancer, bool isOpen);
    void writeCheckRules(const CheckRequest &request, const Balancer &balancer);
    bool disablesOn404(const std::vector<CheckRequest> &groups) const;
    void writeDisableOn404(const Balancer &balancer);
    void writeServerLimits(const Balancer &balancer);
    void writeObservation(const Balancer &balancer, const std::vector<CheckRequest> &groups);
    void remarkOnLimits(const Balancer &balancer);
    void writeServers(const Balancer &balancer, const std::vector<CheckRequest> &groups);
    void writeCheckBackends(const Balancer &balancer, const std::vector<CheckRequest> &groups);
    void writeOpenBackend(const Balancer &balancer);
    void writePlaceholders();
    QString checkTimes() const;
    QString agentWords(const Server &server) const;
    QString serverWords(const Server &server) const;
    QString expectedText(const Balancer &balancer);

    const model::Design &m_design;
    const model::KindRegistry &m_kinds;
    Plan m_plan;
    std::optional<model::PropertyReader> m_read;
    ConfigText m_text;
};

} // namespace loadstar::exporting::haproxy
