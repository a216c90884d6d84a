// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "player/request_panel.h"

#include "charts/plot_widget.h"
#include "player/request_words.h"
#include "player/row_text_delegate.h"
#include "player/run_words.h"
#include "player/scenario_offers.h"
#include "player/sequence_chart.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QScrollArea>
#include <QSpinBox>
#include <QSplitter>
#include <QStackedWidget>
#include <QStandardItemModel>
#include <QTableView>
#include <QVBoxLayout>

#include <limits>

namespace loadstar::player {

namespace {

constexpr std::size_t kMostFailed = 500;
constexpr std::size_t kMostSlow = 50;
constexpr double kJustAfterLine = 1.0e-3; ///< seconds until what a line tells has happened
constexpr int kNumberRole = Qt::UserRole + 1;
constexpr int kMomentRole = Qt::UserRole + 2;
constexpr int kElementRole = Qt::UserRole + 3;
constexpr int kNumberWidth = 70;
constexpr int kMomentWidth = 80;

QTableView *makeRows(QStandardItemModel *model, const QString &name, int firstWidth,
                     QWidget *parent)
{
    auto *view = new QTableView(parent);
    view->setModel(model);
    view->setItemDelegate(new RowTextDelegate(view));
    view->setSelectionBehavior(QAbstractItemView::SelectRows);
    view->setSelectionMode(QAbstractItemView::SingleSelection);
    view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    view->setTabKeyNavigation(false);
    view->setShowGrid(false);
    view->setFrameShape(QFrame::NoFrame);
    view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff); // what is cut off is in a tool tip
    view->setAccessibleName(name);
    view->verticalHeader()->hide();
    view->horizontalHeader()->setHighlightSections(false);
    view->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    view->horizontalHeader()->setSectionResizeMode(model->columnCount() - 1, QHeaderView::Stretch);
    view->setColumnWidth(0, firstWidth);
    return view;
}

QStandardItem *cellOf(const QString &text)
{
    auto *item = new QStandardItem(text);
    item->setToolTip(text);
    return item;
}

} // namespace

RequestPanel::RequestPanel(const PlaybackController &controller, QWidget *parent)
    : QWidget(parent)
    , m_controller(controller)
    , m_failed(new QStandardItemModel(this))
    , m_slowest(new QStandardItemModel(this))
    , m_lines(new QStandardItemModel(this))
{
    setObjectName(QStringLiteral("requestPanel"));
    m_failed->setHorizontalHeaderLabels({tr("Request"), tr("Ended"), tr("Why")});
    m_slowest->setHorizontalHeaderLabels({tr("Request"), tr("Took"), tr("Answered by (wait)")});
    m_lines->setHorizontalHeaderLabels({tr("Time"), tr("What happened")});
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 8, 16, 0);
    auto *splitter = new QSplitter(Qt::Horizontal, this);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(makePicker());
    splitter->addWidget(makeStory());
    auto *scroll = new QScrollArea(splitter);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    m_chart = new SequenceChart(scroll);
    scroll->setWidget(m_chart);
    scroll->viewport()->setAutoFillBackground(false);
    m_chart->setAutoFillBackground(false);
    splitter->addWidget(scroll);
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 2);
    splitter->setStretchFactor(2, 2);
    splitter->setSizes({290, 280, 312});
    column->addWidget(splitter, 1);
    connectParts();
    showStory({});
    updateHint();
}

RequestPanel::~RequestPanel() = default;

QWidget *RequestPanel::makePicker()
{
    auto *picker = new QWidget(this);
    auto *column = new QVBoxLayout(picker);
    column->setContentsMargins(0, 0, 8, 0);
    column->setSpacing(6);
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    m_number = new QSpinBox(picker);
    m_number->setRange(1, std::numeric_limits<int>::max());
    m_number->setPrefix(tr("request "));
    m_number->setButtonSymbols(QAbstractSpinBox::NoButtons);
    m_number->setAccessibleName(tr("Number of the request"));
    m_number->setToolTip(tr("Requests are counted in the order of sending"));
    row->addWidget(m_number, 1);
    m_tell = new QPushButton(tr("Tell"), picker);
    m_tell->setToolTip(tr("What became of this request, and why"));
    row->addWidget(m_tell);
    column->addLayout(row);
    m_place = new QPushButton(picker);
    m_place->setObjectName(QStringLiteral("everywhere"));
    m_place->setToolTip(tr("List the requests of all components again"));
    m_place->hide();
    column->addLayout(makeSwitch(picker));
    column->addWidget(m_place);
    column->addWidget(makeLists(picker), 1);
    m_hint = new QLabel(picker);
    m_hint->setObjectName(QStringLiteral("remark"));
    m_hint->setWordWrap(true);
    m_hint->setContentsMargins(0, 0, 0, 6);
    column->addWidget(m_hint);
    return picker;
}

QLayout *RequestPanel::makeSwitch(QWidget *picker)
{
    auto *row = new QHBoxLayout;
    row->setSpacing(0);
    auto *group = new QButtonGroup(picker);
    const auto add = [&](const QString &text, const QString &hint) {
        auto *button = new QPushButton(text, picker);
        button->setCheckable(true);
        button->setToolTip(hint);
        group->addButton(button);
        row->addWidget(button, 1);
        return button;
    };
    m_failedButton = add(tr("Failed"), tr("List the requests that failed"));
    m_slowestButton = add(tr("Slowest"), tr("List the answered requests that took longest"));
    m_failedButton->setChecked(true);
    return row;
}

QWidget *RequestPanel::makeLists(QWidget *picker)
{
    m_lists = new QStackedWidget(picker);
    m_failedView = makeRows(m_failed, tr("Failed requests"), kNumberWidth, m_lists);
    m_failedView->setColumnWidth(1, kMomentWidth);
    m_slowestView = makeRows(m_slowest, tr("Slowest requests"), kNumberWidth, m_lists);
    m_slowestView->setColumnWidth(1, kMomentWidth);
    m_lists->addWidget(m_failedView);
    m_lists->addWidget(m_slowestView);
    return m_lists;
}

QWidget *RequestPanel::makeStory()
{
    auto *story = new QWidget(this);
    auto *column = new QVBoxLayout(story);
    column->setContentsMargins(8, 0, 8, 0);
    column->setSpacing(6);
    m_heading = new QLabel(story);
    m_heading->setWordWrap(true);
    m_heading->setMinimumHeight(m_tell->sizeHint().height());
    m_heading->setTextInteractionFlags(Qt::TextSelectableByMouse);
    column->addWidget(m_heading);
    m_storyView = makeRows(m_lines, tr("Story of the request"), kMomentWidth, story);
    column->addWidget(m_storyView, 1);
    return story;
}

void RequestPanel::connectParts()
{
    connect(m_tell, &QPushButton::clicked, this, [this] { tell(m_number->value()); });
    connect(m_place, &QPushButton::clicked, this, [this] { showOnlyAt({}); });
    connect(m_number, &QSpinBox::editingFinished, this, [this] {
        if (m_number->hasFocus()) // Enter, not leaving
            tell(m_number->value());
    });
    for (const QTableView *view : {m_failedView, m_slowestView}) {
        connect(view->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
                [this](const QModelIndex &row) {
                    if (row.isValid())
                        tell(row.siblingAtColumn(0).data(kNumberRole).toInt());
                });
    }
    const auto choose = [this](bool wantsSlowest) {
        m_wantsSlowest = wantsSlowest;
        applyChoice();
        updateHint();
    };
    connect(m_failedButton, &QPushButton::clicked, this, [choose] { choose(false); });
    connect(m_slowestButton, &QPushButton::clicked, this, [choose] { choose(true); });
    connect(m_storyView->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex &row) {
                if (row.isValid())
                    Q_EMIT located(
                        model::ElementId(row.siblingAtColumn(0).data(kElementRole).toString()));
            });
    const auto goTo = [this](const QModelIndex &row) {
        Q_EMIT seekRequested(row.siblingAtColumn(0).data(kMomentRole).toDouble() + kJustAfterLine);
    };
    connect(m_storyView, &QTableView::clicked, this, goTo);
    connect(m_storyView, &QTableView::activated, this, goTo); // Enter
    connect(&m_controller, &PlaybackController::runStarted, this, &RequestPanel::onRunStarted);
    connect(&m_controller, &PlaybackController::stateChanged, this, [this] {
        if (m_controller.state() == PlaybackController::State::Empty)
            forget();
        listRequests();
        updateHint();
    });
}

void RequestPanel::setTheme(const render::Theme &theme)
{
    m_chart->setTheme(theme);
}

void RequestPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    listRequests();
    updateHint();
}

void RequestPanel::onRunStarted(bool isRepeated)
{
    // A run that only went back or forth has the same requests.
    if (!isRepeated || m_controller.design().scenario != m_scenario)
        forget();
    m_scenario = m_controller.design().scenario;
    listRequests();
    updateHint();
}

void RequestPanel::forget()
{
    m_listing.reset();
    m_telling.reset();
    m_failed->removeRows(0, m_failed->rowCount());
    m_slowest->removeRows(0, m_slowest->rowCount());
    m_failedCount = m_answeredCount = 0;
    m_wantsSlowest.reset();
    m_listedUntil = 0.0;
    showOnlyAt({});
    applyChoice();
    showStory({});
}

void RequestPanel::listRequests()
{
    using State = PlaybackController::State;
    const State state = m_controller.state();
    const bool isStill = state == State::Paused || state == State::Finished;
    const double until = m_controller.clock().reached();
    if (!isVisible() || !isStill || until <= m_listedUntil)
        return;
    m_listing = base::runTask(
        this,
        [design = m_controller.design(), options = m_controller.options(),
         until](base::TaskControl &control) {
            return sim::findRequests(design, options, until, kMostFailed, kMostSlow, &control);
        },
        [this, until](const base::Result<sim::FoundRequests> &found) {
            m_listing.reset();
            onFound(found, until);
        });
}

void RequestPanel::onFound(const base::Result<sim::FoundRequests> &found, double until)
{
    if (found) {
        m_listedUntil = until;
        m_failedCount = found.value().failedCount;
        m_answeredCount = found.value().answeredCount;
        addFailed(found.value().failed);
        putSlowest(found.value().slowest);
    }
    applyPlace();
    applyChoice();
    updateHint();
}

void RequestPanel::addFailed(const std::vector<sim::FailedRequest> &failed)
{
    const model::Design &design = m_controller.design();
    // Those that are listed stay: the further run fails the same requests first.
    for (size_t i = static_cast<size_t>(m_failed->rowCount()); i < failed.size(); ++i) {
        const sim::FailedRequest &one = failed[i];
        QStandardItem *number = cellOf(QString::number(one.request));
        number->setData(qulonglong(one.request), kNumberRole);
        number->setData(one.where, kElementRole);
        m_failed->appendRow(
            {number, cellOf(momentText(one.endedAt)),
             cellOf(tr("%1 (%2)").arg(outcomeWords(one.reason),
                                      elementName(design, model::ElementId(one.where))))});
    }
}

void RequestPanel::putSlowest(const std::vector<sim::AnsweredRequest> &slowest)
{
    const model::Design &design = m_controller.design();
    m_slowest->removeRows(0, m_slowest->rowCount());
    for (const sim::AnsweredRequest &one : slowest) {
        QStandardItem *number = cellOf(QString::number(one.request));
        number->setData(qulonglong(one.request), kNumberRole);
        number->setData(one.servedBy, kElementRole);
        const QString node = elementName(design, model::ElementId(one.servedBy));
        m_slowest->appendRow(
            {number, cellOf(tr("%1 s").arg(QLocale().toString(one.took(), 'f', 3))),
             cellOf(one.waited > 0.0 ? tr("%1 (%2)").arg(node, timeWords(one.waited)) : node)});
    }
}

bool RequestPanel::showsSlowest() const
{
    return m_wantsSlowest.value_or(m_listedUntil > 0.0 && m_failedCount == 0);
}

void RequestPanel::applyChoice()
{
    const bool isSlowest = showsSlowest();
    QPushButton *const button = isSlowest ? m_slowestButton : m_failedButton;
    QWidget *const list = isSlowest ? m_slowestView : m_failedView;
    // A list that is given the focus would choose its first request by itself.
    if (list != m_lists->currentWidget() && m_lists->currentWidget()->hasFocus())
        button->setFocus();
    m_lists->setCurrentWidget(list);
    button->setChecked(true);
}

void RequestPanel::showOnlyAt(const model::ElementId &place)
{
    m_onlyAt = place;
    if (!place.isEmpty())
        m_wantsSlowest = false;
    applyChoice();
    applyPlace();
}

void RequestPanel::applyPlace()
{
    for (QTableView *view : {m_failedView, m_slowestView}) {
        for (int row = 0; row < view->model()->rowCount(); ++row) {
            const QString where = view->model()->index(row, 0).data(kElementRole).toString();
            view->setRowHidden(row, !m_onlyAt.isEmpty() && where != m_onlyAt.text());
        }
    }
    m_place->setVisible(!m_onlyAt.isEmpty());
    if (!m_onlyAt.isEmpty())
        m_place->setText(
            tr("Only at %1 – show all").arg(elementName(m_controller.design(), m_onlyAt)));
}

void RequestPanel::updateHint()
{
    using State = PlaybackController::State;
    const State state = m_controller.state();
    const bool hasRun = state != State::Empty && state != State::Failed;
    m_tell->setEnabled(hasRun);
    const QLocale locale;
    const QString until = charts::clockText(m_listedUntil);
    if (!hasRun)
        m_hint->setText(tr("Run the scenario to see what became of its requests."));
    else if (m_listing)
        m_hint->setText(tr("Looking for failed and slow requests…"));
    else if (m_listedUntil <= 0.0)
        m_hint->setText(tr("Pause the run to list the requests that failed or took longest."));
    else if (showsSlowest() && m_failedCount == 0)
        m_hint->setText(tr("None failed until %1; these are the slowest of %2.")
                            .arg(until, locale.toString(qlonglong(m_answeredCount))));
    else if (showsSlowest())
        m_hint->setText(tr("The slowest %1 of %2 answered until %3.")
                            .arg(locale.toString(m_slowest->rowCount()),
                                 locale.toString(qlonglong(m_answeredCount)), until));
    else if (m_failedCount == 0)
        m_hint->setText(tr("None failed until %1; any is told by its number.").arg(until));
    else if (m_failedCount > m_failed->rowCount())
        m_hint->setText(tr("The first %1 of %2 that failed until %3.")
                            .arg(locale.toString(m_failed->rowCount()),
                                 locale.toString(qlonglong(m_failedCount)), until));
    else
        m_hint->setText(
            tr("%1 failed until %2.").arg(locale.toString(qlonglong(m_failedCount)), until));
}

void RequestPanel::tell(int request)
{
    if (!m_tell->isEnabled())
        return;
    m_number->setValue(request);
    m_telling = base::runTask(
        this,
        [design = m_controller.design(), options = m_controller.options(),
         request](base::TaskControl &control) {
            return sim::tellRequest(design, options, static_cast<std::uint64_t>(request), &control);
        },
        [this](const base::Result<sim::RequestStory> &told) {
            m_telling.reset();
            onTold(told);
        });
}

void RequestPanel::onTold(const base::Result<sim::RequestStory> &told)
{
    if (told) {
        showStory(told.value());
    } else {
        showStory({});
        m_heading->setText(told.error().message);
    }
}

void RequestPanel::showStory(const std::optional<sim::RequestStory> &story)
{
    m_story = story;
    const model::Design &design = m_controller.design();
    m_lines->removeRows(0, m_lines->rowCount());
    m_chart->setStory(story, design);
    if (!story) {
        m_heading->setText(tr("Pick a request to read its story."));
        return;
    }
    m_heading->setText(tr("Request %1 of %2: %3")
                           .arg(QString::number(story->request),
                                elementName(design, model::ElementId(story->users)),
                                outcomeWords(story->outcome)));
    for (const StoryLine &line : storyLines(*story, design)) {
        QStandardItem *moment = cellOf(momentText(line.at));
        moment->setData(line.at, kMomentRole);
        moment->setData(line.element.text(), kElementRole);
        m_lines->appendRow({moment, cellOf(line.text)});
    }
}

} // namespace loadstar::player
