// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/design.h"
#include "sim/run_report.h"

#include <QAbstractTableModel>
#include <QColor>

#include <vector>

namespace loadstar::player {

/// The events of a run, one row each: time, what, target, by.
class EventTable : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Time, What, Target, By, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    /// Shows `events`, those up to now of a run of `design`; those of its scenario that are in
    /// `byHand` were added while the run played. When they continue those that are shown, rows are
    /// added; when they only begin like them, the run went back and all rows stay. Whether either
    /// is so.
    bool setEvents(const std::vector<sim::RunEvent> &events, const model::Design &design,
                   const model::Scenario &byHand = {});
    void clear();
    /// The present moment, in seconds. What comes later stands in the colour for what is ahead.
    void setNow(double seconds);
    void setAheadColor(const QColor &color);
    bool isAhead(int row) const { return row >= m_passed; }
    const model::Design &design() const { return m_design; }
    const sim::RunEvent &eventAt(int row) const { return m_events[static_cast<size_t>(row)]; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString text(const sim::RunEvent &event, int column) const;
    /// The factor of a changed speed or load in words; empty for all else.
    QString factorWords(const sim::RunEvent &event) const;
    bool isByHand(const sim::RunEvent &event) const;
    int passedAt(double seconds) const;

    std::vector<sim::RunEvent> m_events;
    model::Design m_design;
    model::Scenario m_byHand;
    double m_now = 0.0;
    int m_passed = 0; ///< number of events before now
    QColor m_aheadColor;
};

} // namespace loadstar::player
