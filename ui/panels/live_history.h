// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "probe/probe_report.h"

#include <QAbstractTableModel>

namespace loadstar::panels {

/// Changes of state, newest first: of one target or of all.
class LiveHistory : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Time, Target, To, Why, ColumnCount };

    struct Row
    {
        QString target;
        QString name;
        probe::ProbeTransition change;
    };

    using QAbstractTableModel::QAbstractTableModel;

    void setRows(std::vector<Row> rows);
    const Row &rowAt(int row) const { return m_rows[size_t(row)]; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<Row> m_rows;
};

} // namespace loadstar::panels
