// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/live_looks.h"

#include <QCoreApplication>
#include <QLocale>

#include <set>

namespace loadstar::panels {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("LivePanel", text);
}

QString detailOf(const probe::TargetReport &report)
{
    if (report.state == probe::ProbeState::Down && !report.transitions.isEmpty())
        return tr("since %1")
            .arg(report.transitions.last().at.toLocalTime().toString(QStringLiteral("HH:mm:ss")));
    if (report.state == probe::ProbeState::Pending)
        return tr("checking");
    return report.latency ? tr("answers in %1").arg(latencyText(report.latency->p50)) : QString();
}

} // namespace

render::Health healthOf(probe::ProbeState state)
{
    switch (state) {
    case probe::ProbeState::Pending:
        return render::Health::Pending;
    case probe::ProbeState::Up:
        return render::Health::Up;
    case probe::ProbeState::Degraded:
        return render::Health::Degraded;
    case probe::ProbeState::Down:
        return render::Health::Down;
    case probe::ProbeState::Drain:
        return render::Health::Drain;
    case probe::ProbeState::Maintenance:
        return render::Health::Maintenance;
    }
    Q_UNREACHABLE();
}

QString latencyText(double seconds)
{
    const QLocale locale;
    if (seconds < 0.001)
        return tr("%1 µs").arg(locale.toString(seconds * 1e6, 'f', 0));
    if (seconds < 1.0)
        return tr("%1 ms").arg(locale.toString(seconds * 1e3, 'f', seconds < 0.01 ? 1 : 0));
    return tr("%1 s").arg(locale.toString(seconds, 'f', 1));
}

render::DiagramLooks liveLooks(const QList<probe::TargetReport> &reports,
                               const model::Design &design)
{
    render::DiagramLooks looks;
    std::set<model::ElementId> down;
    for (const probe::TargetReport &report : reports) {
        const model::ElementId id(report.id);
        render::ComponentLook look;
        look.health = healthOf(report.state);
        look.detail = detailOf(report);
        looks.components.emplace(id, look);
        if (report.state == probe::ProbeState::Down)
            down.insert(id);
    }
    for (const auto &[id, connection] : design.connections) {
        if (down.count(connection.to) == 0)
            continue;
        render::ConnectionLook look;
        look.isRefused = true;
        looks.connections.emplace(id, look);
    }
    return looks;
}

} // namespace loadstar::panels
