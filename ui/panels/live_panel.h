// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "edit/design_document.h"
#include "probe/prober.h"
#include "render/diagram_painter.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QPushButton;
class QStackedWidget;
class QTableView;

namespace loadstar::panels {

class LiveDelegate;
class LiveHistory;
class LiveTable;

/// Probes the real endpoints of the document's design and shows what it finds: a row per target,
/// the changes of state, and looks for the diagram. All waiting happens on the prober's thread.
/// When an edit changes what is probed, probing starts over with the new targets; other edits do
/// not touch it.
class LivePanel : public QWidget
{
    Q_OBJECT

public:
    explicit LivePanel(edit::DesignDocument &document, QWidget *parent = nullptr);
    ~LivePanel() override;

    /// Live mode on or off. Off gives the diagram back; probing goes on until it is stopped.
    void setActive(bool isActive);
    void setTheme(const render::Theme &theme);

    bool isProbing() const { return m_prober.isRunning(); }
    LiveTable &table() const { return *m_table; }
    LiveHistory &history() const { return *m_history; }
    QPushButton &startButton() const { return *m_start; }
    /// The sentence beside the button.
    QString summary() const;

public Q_SLOTS:
    void startOrStop();

Q_SIGNALS:
    /// How the diagram should look while Live mode is on; empty when it is to look plain again.
    void looksChanged(const loadstar::render::DiagramLooks &looks);
    void probingChanged(bool isProbing);

private:
    QWidget *makeBar();
    QWidget *makeTables();
    void connectParts();
    void start();
    /// Reads the targets afresh; starts over when they changed while probing.
    void followDesign();
    void onDocumentChanged(const model::DesignChange &change);
    void onUpdated(const QList<probe::TargetReport> &changed);
    void onSelectionChanged();
    void selectRow(const QString &id);
    void showState();
    void showHistory();
    void showLooks();

    edit::DesignDocument &m_document;
    probe::Prober m_prober;
    probe::DesignTargets m_targets;
    bool m_isActive = false;
    bool m_areLooksShown = false;
    /// While the table follows the document's selection it must not answer with a selection of its
    /// own.
    bool m_isFollowing = false;
    QTimer m_settle;

    QPushButton *m_start = nullptr;
    QLabel *m_summary = nullptr;
    QLabel *m_problems = nullptr;
    QStackedWidget *m_pages = nullptr;
    QLabel *m_hint = nullptr;
    LiveTable *m_table = nullptr;
    LiveHistory *m_history = nullptr;
    QTableView *m_tableView = nullptr;
    QTableView *m_historyView = nullptr;
    std::vector<LiveDelegate *> m_delegates;
};

} // namespace loadstar::panels
