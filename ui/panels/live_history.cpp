// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/live_history.h"

#include "panels/live_looks.h"
#include "panels/live_table.h"

#include <algorithm>

namespace loadstar::panels {

void LiveHistory::setRows(std::vector<Row> rows)
{
    std::stable_sort(rows.begin(), rows.end(),
                     [](const Row &a, const Row &b) { return a.change.at > b.change.at; });
    const auto isSame = [](const Row &a, const Row &b) {
        return a.target == b.target && a.name == b.name && a.change.at == b.change.at &&
               a.change.to == b.change.to;
    };
    if (std::equal(rows.begin(), rows.end(), m_rows.begin(), m_rows.end(), isSame))
        return;
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
}

int LiveHistory::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int LiveHistory::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant LiveHistory::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const Row &row = rowAt(index.row());
    if (role == LiveTable::kStateRole)
        return int(row.change.to);
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    switch (index.column()) {
    case Time:
        return role == Qt::ToolTipRole
                   ? row.change.at.toString(Qt::ISODateWithMs)
                   : row.change.at.toLocalTime().toString(QStringLiteral("HH:mm:ss"));
    case Target:
        return row.name;
    case To:
        return render::healthText(healthOf(row.change.to));
    case Why:
        return row.change.why;
    default:
        return {};
    }
}

QVariant LiveHistory::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Time:
        return tr("Time");
    case Target:
        return tr("Target");
    case To:
        return tr("Became");
    case Why:
        return tr("Why");
    default:
        return {};
    }
}

} // namespace loadstar::panels
