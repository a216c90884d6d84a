// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/live_table.h"

#include "panels/live_looks.h"

namespace loadstar::panels {

void LiveTable::reset(const QList<probe::TargetReport> &reports, const model::Design &design)
{
    beginResetModel();
    m_reports = reports;
    m_rows.clear();
    for (int row = 0; row < m_reports.size(); ++row)
        m_rows.insert(m_reports.at(row).id, row);
    takeNames(design);
    endResetModel();
}

void LiveTable::update(const QList<probe::TargetReport> &changed)
{
    for (const probe::TargetReport &report : changed) {
        const int row = rowOf(report.id);
        if (row < 0)
            continue;
        m_reports[row] = report;
        Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
    }
}

void LiveTable::rename(const model::Design &design)
{
    takeNames(design);
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, Target), index(rowCount() - 1, Target));
}

void LiveTable::takeNames(const model::Design &design)
{
    m_names.clear();
    for (const probe::TargetReport &report : m_reports) {
        const model::Component *component = design.component(model::ElementId(report.id));
        if (component && !component->name.isEmpty())
            m_names.insert(report.id, component->name);
    }
}

int LiveTable::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_reports.size());
}

int LiveTable::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString LiveTable::text(const probe::TargetReport &report, int column) const
{
    switch (column) {
    case State:
        return render::healthText(healthOf(report.state));
    case Target:
        return nameOf(report.id);
    case Latency:
        return report.latency ? tr("%1 / %2").arg(latencyText(report.latency->p50),
                                                  latencyText(report.latency->p95))
                              : QString();
    case LastError:
        return report.lastError;
    default:
        return {};
    }
}

QString LiveTable::toolTip(const probe::TargetReport &report, int column) const
{
    switch (column) {
    case State:
        return report.transitions.isEmpty()
                   ? tr("No verdict yet")
                   : tr("Since %1: %2")
                         .arg(report.transitions.last().at.toLocalTime().toString(Qt::ISODate),
                              report.transitions.last().why);
    case Target:
        return nameOf(report.id) + u'\n' + report.url.toString();
    case Recent:
    case Latency:
        return report.latency
                   ? tr("Half of the checks within %1, 95 % within %2, the slowest in %3; %4 of %5 "
                        "failed")
                         .arg(latencyText(report.latency->p50), latencyText(report.latency->p95),
                              latencyText(report.latency->max))
                         .arg(report.failures)
                         .arg(report.checks)
                   : tr("%1 of %2 checks failed").arg(report.failures).arg(report.checks);
    default:
        return text(report, column);
    }
}

QVariant LiveTable::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const probe::TargetReport &report = m_reports.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return text(report, index.column());
    case Qt::ToolTipRole:
        return toolTip(report, index.column());
    case Qt::AccessibleTextRole:
        return index.column() == Recent ? toolTip(report, Recent) : text(report, index.column());
    case kRecentRole:
        return QVariant::fromValue(report.recent);
    case kStateRole:
        return int(report.state);
    default:
        return {};
    }
}

QVariant LiveTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case State:
        return tr("State");
    case Target:
        return tr("Target");
    case Recent:
        return tr("Last checks");
    case Latency:
        return tr("p50 / p95");
    case LastError:
        return tr("Last error");
    default:
        return {};
    }
}

} // namespace loadstar::panels
