// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "export/haproxy_plan.h"
#include "export/haproxy_writer.h"

namespace loadstar::exporting {

namespace {

using base::Severity;
using haproxy::tr;

ExportResult exportHaproxy(const model::Design &design, const model::KindRegistry &kinds,
                           const ExportOptions &options)
{
    haproxy::Plan plan = haproxy::makePlan(design, kinds, options);
    if (plan.balancers.empty())
        return {{},
                {{Severity::Error,
                  QStringLiteral("export.no-balancer"),
                  tr("The design has no load balancer, and no node that users reach directly."),
                  {}}}};
    return haproxy::Writer(design, kinds, std::move(plan)).write();
}

} // namespace

Exporter haproxyExporter()
{
    return {QStringLiteral("haproxy"),
            QStringLiteral("HAProxy 2.6"),
            tr("One configuration file with a frontend and a backend for each load balancer."),
            {QStringLiteral("haproxy.cfg")},
            exportHaproxy};
}

} // namespace loadstar::exporting
