// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/live_panel.h"

#include "icons/symbol_icon.h"
#include "panels/live_delegate.h"
#include "panels/live_history.h"
#include "panels/live_looks.h"
#include "panels/live_table.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace loadstar::panels {

namespace {

constexpr std::chrono::milliseconds kSettle{400};
constexpr int kRowHeight = 30;

QTableView *makeView(QAbstractItemModel *model, const QString &name, QWidget *parent)
{
    auto *view = new QTableView(parent);
    view->setModel(model);
    view->setSelectionBehavior(QAbstractItemView::SelectRows);
    view->setSelectionMode(QAbstractItemView::SingleSelection);
    view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    view->setTabKeyNavigation(false);
    view->setShowGrid(false);
    view->setFrameShape(QFrame::NoFrame);
    view->setAccessibleName(name);
    view->setObjectName(QStringLiteral("liveTable"));
    view->verticalHeader()->hide();
    view->verticalHeader()->setDefaultSectionSize(kRowHeight);
    view->verticalHeader()->setMinimumSectionSize(kRowHeight);
    view->horizontalHeader()->setHighlightSections(false);
    view->horizontalHeader()->setSectionResizeMode(model->columnCount() - 1, QHeaderView::Stretch);
    view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    // The last column says why; it takes as many lines as that needs.
    const int last = model->columnCount() - 1;
    QObject::connect(view->horizontalHeader(), &QHeaderView::sectionResized, view,
                     [view, last](int column) {
                         if (column == last)
                             view->resizeRowsToContents();
                     });
    QObject::connect(model, &QAbstractItemModel::modelReset, view,
                     &QTableView::resizeRowsToContents);
    QObject::connect(model, &QAbstractItemModel::dataChanged, view,
                     [view](const QModelIndex &first, const QModelIndex &end) {
                         for (int row = first.row(); row <= end.row(); ++row)
                             view->resizeRowToContents(row);
                     });
    return view;
}

/// Reports of targets that nobody has asked yet.
QList<probe::TargetReport> unasked(const std::vector<probe::ProbeTarget> &targets)
{
    QList<probe::TargetReport> reports;
    for (const probe::ProbeTarget &target : targets) {
        probe::TargetReport report;
        report.id = target.id;
        report.url = target.url;
        reports.append(report);
    }
    return reports;
}

} // namespace

LivePanel::LivePanel(edit::DesignDocument &document, QWidget *parent)
    : QWidget(parent)
    , m_document(document)
    , m_table(new LiveTable(this))
    , m_history(new LiveHistory(this))
{
    setObjectName(QStringLiteral("livePanel"));
    setAttribute(Qt::WA_StyledBackground);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 8, 16, 8);
    column->setSpacing(6);
    column->addWidget(makeBar());
    m_pages = new QStackedWidget(this);
    m_hint = new QLabel(
        tr("Nothing to probe yet. Give a node an address such as 10.0.0.11:8787 in the inspector."),
        m_pages);
    m_hint->setObjectName(QStringLiteral("remark"));
    m_hint->setAlignment(Qt::AlignCenter);
    m_hint->setWordWrap(true);
    m_pages->addWidget(m_hint);
    m_pages->addWidget(makeTables());
    column->addWidget(m_pages, 1);
    m_settle.setSingleShot(true);
    m_settle.setInterval(kSettle);
    connectParts();
    followDesign();
}

LivePanel::~LivePanel() = default;

QWidget *LivePanel::makeBar()
{
    auto *bar = new QWidget(this);
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(12);
    m_start = new QPushButton(bar);
    m_start->setDefault(true);
    row->addWidget(m_start);
    m_summary = new QLabel(bar);
    row->addWidget(m_summary);
    row->addStretch(1);
    m_problems = new QLabel(bar);
    m_problems->setObjectName(QStringLiteral("fieldError"));
    row->addWidget(m_problems);
    return bar;
}

QWidget *LivePanel::makeTables()
{
    auto *splitter = new QSplitter(Qt::Horizontal, m_pages);
    splitter->setChildrenCollapsible(false);
    m_tableView = makeView(m_table, tr("Probed targets"), splitter);
    m_historyView = makeView(m_history, tr("Changes of state"), splitter);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    splitter->setSizes({580, 420});
    const auto paint = [this](QTableView *view, int column, LiveDelegate::Picture picture) {
        auto *delegate = new LiveDelegate(picture, m_document.kinds(), this);
        view->setItemDelegateForColumn(column, delegate);
        m_delegates.push_back(delegate);
    };
    paint(m_tableView, LiveTable::State, LiveDelegate::Picture::State);
    paint(m_tableView, LiveTable::Recent, LiveDelegate::Picture::Checks);
    paint(m_historyView, LiveHistory::To, LiveDelegate::Picture::State);
    const std::pair<int, int> widths[] = {{LiveTable::State, 96},
                                          {LiveTable::Target, 84},
                                          {LiveTable::Recent, 92},
                                          {LiveTable::Latency, 96}};
    for (const auto &[column, width] : widths)
        m_tableView->setColumnWidth(column, width);
    const std::pair<int, int> historyWidths[] = {
        {LiveHistory::Time, 64}, {LiveHistory::Target, 72}, {LiveHistory::To, 96}};
    for (const auto &[column, width] : historyWidths)
        m_historyView->setColumnWidth(column, width);
    return splitter;
}

void LivePanel::connectParts()
{
    connect(m_start, &QPushButton::clicked, this, &LivePanel::startOrStop);
    connect(&m_prober, &probe::Prober::updated, this, &LivePanel::onUpdated);
    connect(&m_prober, &probe::Prober::runningChanged, this, [this](bool isRunning) {
        showState();
        showLooks();
        Q_EMIT probingChanged(isRunning);
    });
    connect(&m_document, &edit::DesignDocument::changed, this, &LivePanel::onDocumentChanged);
    connect(&m_document, &edit::DesignDocument::selectionChanged, this,
            &LivePanel::onSelectionChanged);
    connect(&m_settle, &QTimer::timeout, this, &LivePanel::followDesign);
    connect(m_tableView->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex &current) {
                if (current.isValid() && !m_isFollowing)
                    m_document.select({model::ElementId(m_table->reportAt(current.row()).id)});
                showHistory();
            });
    connect(m_historyView, &QTableView::clicked, this, [this](const QModelIndex &index) {
        m_document.select({model::ElementId(m_history->rowAt(index.row()).target)});
    });
}

void LivePanel::setActive(bool isActive)
{
    m_isActive = isActive;
    showLooks();
}

void LivePanel::setTheme(const render::Theme &theme)
{
    for (LiveDelegate *delegate : m_delegates)
        delegate->setTheme(theme);
    m_tableView->viewport()->update();
    m_historyView->viewport()->update();
}

QString LivePanel::summary() const
{
    return m_summary->text();
}

void LivePanel::startOrStop()
{
    if (isProbing())
        m_prober.stop();
    else
        start();
}

void LivePanel::start()
{
    m_settle.stop();
    m_targets = probe::targetsOf(m_document.design(), m_document.kinds());
    if (m_targets.targets.empty())
        return;
    m_prober.start(m_targets.targets);
    m_table->reset(m_prober.reports(), m_document.design());
    onSelectionChanged();
    showState();
    showHistory();
    showLooks();
}

void LivePanel::onDocumentChanged(const model::DesignChange &change)
{
    if (change.isReset) {
        m_prober.stop();
        m_targets = {};
        m_table->reset({}, m_document.design());
        showHistory();
        followDesign();
        return;
    }
    // Typing an address goes through several values; only the last one is worth a start.
    m_settle.start();
}

void LivePanel::followDesign()
{
    probe::DesignTargets found = probe::targetsOf(m_document.design(), m_document.kinds());
    const bool isSame = found.targets == m_targets.targets;
    m_targets = std::move(found);
    if (isSame) {
        m_table->rename(m_document.design());
    } else if (isProbing() && !m_targets.targets.empty()) {
        start();
    } else {
        m_prober.stop();
        m_table->reset(unasked(m_targets.targets), m_document.design());
    }
    showState();
    showHistory();
    showLooks();
}

void LivePanel::onUpdated(const QList<probe::TargetReport> &changed)
{
    m_table->update(changed);
    showState();
    showHistory();
    showLooks();
}

void LivePanel::onSelectionChanged()
{
    const edit::Selection &selection = m_document.selection();
    selectRow(selection.size() == 1 ? selection.begin()->text() : QString());
}

void LivePanel::selectRow(const QString &id)
{
    const int row = m_table->rowOf(id);
    m_isFollowing = true;
    if (row >= 0)
        m_tableView->setCurrentIndex(m_table->index(row, 0));
    else
        m_tableView->selectionModel()->clear();
    m_isFollowing = false;
    showHistory();
}

void LivePanel::showState()
{
    const bool hasTargets = !m_targets.targets.empty();
    m_pages->setCurrentIndex(hasTargets ? 1 : 0);
    m_start->setEnabled(hasTargets);
    m_start->setText(isProbing() ? tr("Stop probing") : tr("Start probing"));
    const auto &reports = m_table->reports();
    const auto count = [&reports](probe::ProbeState state) {
        return std::count_if(reports.begin(), reports.end(),
                             [state](const probe::TargetReport &r) { return r.state == state; });
    };
    QStringList parts;
    for (const probe::ProbeState state : {probe::ProbeState::Down, probe::ProbeState::Degraded,
                                          probe::ProbeState::Up, probe::ProbeState::Pending}) {
        if (const auto number = count(state); number > 0)
            parts += tr("%1 %2").arg(number).arg(render::healthText(healthOf(state)));
    }
    const bool isAsked = std::any_of(reports.begin(), reports.end(),
                                     [](const auto &report) { return report.checks > 0; });
    if (isProbing())
        m_summary->setText(parts.join(QStringLiteral(" · ")));
    else if (isAsked)
        m_summary->setText(tr("Stopped; last seen: %1").arg(parts.join(QStringLiteral(" · "))));
    else
        m_summary->setText(tr("%n target(s)", nullptr, int(reports.size())));
    m_summary->setVisible(hasTargets);
    const auto &problems = m_targets.diagnostics;
    m_problems->setText(problems.empty() ? QString() : problems.front().text());
    m_problems->setVisible(!problems.empty());
}

void LivePanel::showHistory()
{
    const QModelIndex current = m_tableView->currentIndex();
    std::vector<LiveHistory::Row> rows;
    for (int row = 0; row < m_table->rowCount(); ++row) {
        if (current.isValid() && current.row() != row)
            continue;
        const probe::TargetReport &report = m_table->reportAt(row);
        for (const probe::ProbeTransition &change : report.transitions)
            rows.push_back({report.id, m_table->nameOf(report.id), change});
    }
    m_history->setRows(std::move(rows));
}

void LivePanel::showLooks()
{
    const bool hasLooks = m_isActive && isProbing();
    if (hasLooks)
        Q_EMIT looksChanged(liveLooks(m_table->reports(), m_document.design()));
    else if (m_areLooksShown)
        Q_EMIT looksChanged({});
    m_areLooksShown = hasLooks;
}

} // namespace loadstar::panels
