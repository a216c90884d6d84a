// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "player/event_log.h"

#include "base/natural_order.h"
#include "player/event_filter.h"
#include "player/event_table.h"
#include "player/row_text_delegate.h"
#include "player/run_words.h"
#include "player/scenario_offers.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QScrollBar>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace loadstar::player {

namespace {

constexpr int kTimeWidth = 100;
constexpr double kJustAfter = 1.0e-3; ///< seconds until what happened at a moment has happened
constexpr int kLeastWords = 110;      ///< pixels for words to search
constexpr int kLeastChoice = 8;       ///< letters that a choice has room for

/// "All …" and then the choices as people count them; the present choice stays.
void offer(QComboBox &box, std::vector<std::pair<QString, QString>> namesAndIds)
{
    std::sort(namesAndIds.begin(), namesAndIds.end(), [](const auto &a, const auto &b) {
        return a.first == b.first ? a.second < b.second : base::isNaturallyLess(a.first, b.first);
    });
    const QSignalBlocker quiet(box); // the choice is the same before and after
    const QVariant chosen = box.currentData();
    while (box.count() > 1)
        box.removeItem(1);
    for (const auto &[name, id] : namesAndIds)
        box.addItem(name, id);
    box.setCurrentIndex(std::max(0, box.findData(chosen)));
}

} // namespace

EventLog::EventLog(QWidget *parent)
    : QWidget(parent)
    , m_table(new EventTable(this))
    , m_filter(new EventFilter(this))
{
    setObjectName(QStringLiteral("eventLog"));
    m_filter->setSourceModel(m_table);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 8, 16, 0);
    column->setSpacing(6);
    makeBar();
    makeView();
    column->addLayout(m_bar);
    column->addWidget(m_view, 1);
    updateCount();
}

void EventLog::makeBar()
{
    m_bar = new QHBoxLayout;
    m_bar->setSpacing(8);
    m_words = new QLineEdit(this);
    m_words->setObjectName(QStringLiteral("eventWords"));
    m_words->setPlaceholderText(tr("Search events"));
    m_words->setAccessibleName(tr("Search events"));
    m_words->setClearButtonEnabled(true);
    m_words->setMinimumWidth(kLeastWords);
    m_bar->addWidget(m_words, 2);
    const auto choice = [this](const char *name, const QString &all, const QString &accessible) {
        auto *box = new QComboBox(this);
        box->setObjectName(QString::fromLatin1(name));
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        box->setMinimumContentsLength(kLeastChoice);
        box->setAccessibleName(accessible);
        box->addItem(all, QString());
        m_bar->addWidget(box, 1);
        return box;
    };
    m_kinds = choice("eventKinds", tr("All events"), tr("Kind of event"));
    m_elements = choice("eventElements", tr("All components"), tr("Component of the events"));
    m_count = new QLabel(this);
    m_count->setObjectName(QStringLiteral("remark"));
    m_bar->addWidget(m_count);
    m_export = new QPushButton(tr("Export…"), this);
    m_export->setToolTip(tr("Write the events that are shown as CSV or JSON"));
    m_export->setAccessibleName(tr("Export events"));
    m_bar->addWidget(m_export);
    connect(m_export, &QPushButton::clicked, this, &EventLog::exportRequested);
    connect(m_words, &QLineEdit::textChanged, this,
            [this](const QString &words) { filter([&] { m_filter->setWords(words); }); });
    connect(m_kinds, &QComboBox::currentIndexChanged, this,
            [this] { filter([this] { m_filter->setWhat(m_kinds->currentData().toString()); }); });
    connect(m_elements, &QComboBox::currentIndexChanged, this, [this] {
        filter([this] { m_filter->setElement(m_elements->currentData().toString()); });
    });
}

void EventLog::makeView()
{
    m_view = new QTableView(this);
    m_view->setModel(m_filter);
    m_view->setItemDelegate(new RowTextDelegate(m_view));
    m_view->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_view->setSelectionMode(QAbstractItemView::SingleSelection);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_view->setTabKeyNavigation(false);
    m_view->setShowGrid(false);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setAlternatingRowColors(false);
    m_view->setAccessibleName(tr("Events of the run"));
    m_view->verticalHeader()->hide();
    m_view->horizontalHeader()->setHighlightSections(false);
    m_view->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    m_view->horizontalHeader()->setSectionResizeMode(EventTable::Time, QHeaderView::Fixed);
    m_view->setColumnWidth(EventTable::Time, kTimeWidth);
    connect(m_view, &QTableView::clicked, this, &EventLog::goTo);
    connect(m_view, &QTableView::activated, this, &EventLog::goTo); // Enter
    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &EventLog::onRowChosen);
}

template <typename Change>
void EventLog::filter(Change change)
{
    const QPersistentModelIndex chosen = m_filter->mapToSource(m_view->currentIndex());
    m_view->setCurrentIndex({}); // else a row that goes would hand the choice on to its neighbour
    change();
    if (const QModelIndex still = m_filter->mapFromSource(chosen); still.isValid()) {
        m_view->setCurrentIndex(still);
        m_view->scrollTo(still);
    } else {
        followNewest();
    }
    updateCount();
}

void EventLog::setEvents(const std::vector<sim::RunEvent> &events, const model::Design &design,
                         const model::Scenario &byHand)
{
    const QScrollBar *bar = m_view->verticalScrollBar();
    // Whoever scrolled back wants to read on there.
    if (m_view->isVisible())
        m_followsNewest = bar->value() >= bar->maximum();
    if (!m_table->setEvents(events, design, byHand)) {
        m_offered = 0;
        m_located = -1;
        m_whats.clear();
        m_elementIds.clear();
        if (!design.hasElement(model::ElementId(m_elements->currentData().toString())))
            m_elements->setCurrentIndex(0);
    }
    offerWhatHappened();
    updateCount();
    followNewest();
}

void EventLog::clear()
{
    m_followsNewest = true;
    m_table->clear();
    m_offered = 0;
    m_located = -1;
    updateCount();
}

std::vector<sim::RunEvent> EventLog::shown() const
{
    std::vector<sim::RunEvent> events;
    events.reserve(static_cast<size_t>(m_filter->rowCount()));
    for (int row = 0; row < m_filter->rowCount(); ++row)
        events.push_back(m_table->eventAt(m_filter->mapToSource(m_filter->index(row, 0)).row()));
    return events;
}

std::optional<double> EventLog::chosenTime() const
{
    const QModelIndex index = m_filter->mapToSource(m_view->currentIndex());
    return index.isValid() ? std::optional(m_table->eventAt(index.row()).at) : std::nullopt;
}

const model::Design &EventLog::design() const
{
    return m_table->design();
}

void EventLog::followNewest()
{
    if (m_followsNewest)
        m_view->scrollToBottom();
}

void EventLog::setNow(double seconds)
{
    m_table->setNow(seconds);
}

void EventLog::setTheme(const render::Theme &theme)
{
    m_table->setAheadColor(theme.textMuted);
}

void EventLog::offerWhatHappened()
{
    const size_t known = m_whats.size() + m_elementIds.size();
    if (m_offered == 0) {
        // A choice that was made holds until it is taken back.
        for (const auto &[box, names] :
             {std::pair(m_kinds, &m_whats), std::pair(m_elements, &m_elementIds)}) {
            if (box->currentIndex() > 0)
                names->insert(box->currentData().toString());
        }
    }
    for (; m_offered < m_table->rowCount(); ++m_offered) {
        const sim::RunEvent &event = m_table->eventAt(m_offered);
        m_whats.insert(event.what);
        for (const QString &id : {event.target, event.by}) {
            if (design().hasElement(model::ElementId(id)))
                m_elementIds.insert(id);
        }
    }
    if (known != 0 && known == m_whats.size() + m_elementIds.size())
        return;
    std::vector<std::pair<QString, QString>> kinds;
    for (const QString &what : m_whats)
        kinds.emplace_back(eventWords(what), what);
    offer(*m_kinds, std::move(kinds));
    std::vector<std::pair<QString, QString>> elements;
    for (const QString &id : m_elementIds)
        elements.emplace_back(elementName(design(), model::ElementId(id)), id);
    offer(*m_elements, std::move(elements));
}

void EventLog::updateCount()
{
    const int all = m_table->rowCount();
    m_export->setEnabled(m_filter->rowCount() > 0);
    const QLocale locale;
    m_count->setText(
        m_filter->isActive()
            ? tr("%1 of %2").arg(locale.toString(m_filter->rowCount()), locale.toString(all))
            : tr("%n event(s)", nullptr, all));
    m_count->setToolTip(m_filter->isActive() ? tr("Events that are shown, of all so far")
                                             : QString());
}

void EventLog::onRowChosen(const QModelIndex &index)
{
    const int row = m_filter->mapToSource(index).row();
    if (row < 0 || row == m_located)
        return;
    m_located = row;
    Q_EMIT located(model::ElementId(m_table->eventAt(row).target));
}

void EventLog::goTo(const QModelIndex &index)
{
    if (!index.isValid())
        return;
    const sim::RunEvent &event = m_table->eventAt(m_filter->mapToSource(index).row());
    const double at = event.at + kJustAfter;
    Q_EMIT located(model::ElementId(event.target));
    Q_EMIT seekRequested(at);
}

} // namespace loadstar::player
