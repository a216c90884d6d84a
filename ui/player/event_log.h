// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/design.h"
#include "render/theme.h"
#include "sim/run_report.h"

#include <QWidget>

#include <optional>
#include <set>
#include <vector>

class QComboBox;
class QHBoxLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QTableView;

namespace loadstar::player {

class EventFilter;
class EventTable;

/// The events of a run with what narrows them down: their kind, a component, words. A click on a
/// row, or Enter, goes to that moment. What the run went through before it went back stays listed.
class EventLog : public QWidget
{
    Q_OBJECT

public:
    explicit EventLog(QWidget *parent = nullptr);

    /// Shows the events up to now as EventTable::setEvents() does; the newest stays in view unless
    /// somebody scrolled back.
    void setEvents(const std::vector<sim::RunEvent> &events, const model::Design &design,
                   const model::Scenario &byHand);
    /// Forgets the run. What narrows the list down stays.
    void clear();
    /// The present moment, in seconds.
    void setNow(double seconds);
    void setTheme(const render::Theme &theme);
    /// Brings the newest event into view unless somebody scrolled back.
    void followNewest();

    /// The events that are listed now, narrowed down as they are.
    std::vector<sim::RunEvent> shown() const;
    /// When the event of the chosen row happened, in seconds; nothing where none is chosen.
    std::optional<double> chosenTime() const;
    /// What the run is one of.
    const model::Design &design() const;

    EventTable &table() const { return *m_table; }
    QTableView &view() const { return *m_view; }

Q_SIGNALS:
    /// A row was chosen: whom it is about.
    void located(const loadstar::model::ElementId &target);
    /// Somebody wants to see the run at that second.
    void seekRequested(double seconds);
    /// Somebody wants the events that are shown as a file.
    void exportRequested();

private:
    void makeBar();
    void makeView();
    /// Lets `change` set the filter; the chosen row stays chosen if it is still shown.
    template <typename Change>
    void filter(Change change);
    void offerWhatHappened();
    void updateCount();
    void onRowChosen(const QModelIndex &index);
    void goTo(const QModelIndex &index);

    EventTable *m_table;
    EventFilter *m_filter;
    QHBoxLayout *m_bar = nullptr;
    QLineEdit *m_words = nullptr;
    QComboBox *m_kinds = nullptr;
    QComboBox *m_elements = nullptr;
    QLabel *m_count = nullptr;
    QPushButton *m_export = nullptr;
    QTableView *m_view = nullptr;
    std::set<QString> m_whats;      ///< of the events so far
    std::set<QString> m_elementIds; ///< whom they are about or who caused them
    int m_offered = 0;              ///< rows whose names are among these
    bool m_followsNewest = true;
    int m_located = -1; ///< row of the table that was chosen last
};

} // namespace loadstar::player
