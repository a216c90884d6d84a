// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/design.h"
#include "probe/probe_report.h"

#include <QAbstractTableModel>
#include <QHash>

namespace loadstar::panels {

/// The probed targets, one row each, in id order.
class LiveTable : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { State, Target, Recent, Latency, LastError, ColumnCount };
    /// QList<float>: latencies of the last checks in seconds, negative where one failed.
    static constexpr int kRecentRole = Qt::UserRole;
    /// int: the probe::ProbeState.
    static constexpr int kStateRole = Qt::UserRole + 1;

    using QAbstractTableModel::QAbstractTableModel;

    /// Starts over with these; names come from `design`.
    void reset(const QList<probe::TargetReport> &reports, const model::Design &design);
    /// Shows reports of the same targets that changed.
    void update(const QList<probe::TargetReport> &changed);
    /// Shows names of components as they are now.
    void rename(const model::Design &design);

    const QList<probe::TargetReport> &reports() const { return m_reports; }
    const probe::TargetReport &reportAt(int row) const { return m_reports.at(row); }
    /// The target's row, or -1.
    int rowOf(const QString &id) const { return m_rows.value(id, -1); }
    /// The component's name, or the id.
    QString nameOf(const QString &id) const { return m_names.value(id, id); }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString text(const probe::TargetReport &report, int column) const;
    QString toolTip(const probe::TargetReport &report, int column) const;
    void takeNames(const model::Design &design);

    QList<probe::TargetReport> m_reports;
    QHash<QString, int> m_rows;
    QHash<QString, QString> m_names;
};

} // namespace loadstar::panels
