// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "player/user_panel.h"

#include "player/request_words.h"
#include "player/row_text_delegate.h"
#include "player/scenario_offers.h"
#include "player/user_strip.h"
#include "player/user_words.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QStandardItemModel>
#include <QTableView>
#include <QVBoxLayout>

namespace loadstar::player {

namespace {

constexpr double kJustAfterMoment = 1.0e-3; ///< seconds until what a line tells has happened
constexpr int kAtRole = Qt::UserRole + 1;
constexpr int kPlaceRole = Qt::UserRole + 2;
constexpr int kAtWidth = 84;

} // namespace

UserPanel::UserPanel(const PlaybackController &controller, const model::KindRegistry &kinds,
                     QWidget *parent)
    : QWidget(parent)
    , m_controller(controller)
    , m_kinds(kinds)
    , m_lines(new QStandardItemModel(this))
{
    setObjectName(QStringLiteral("userPanel"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 8, 16, 0);
    column->setSpacing(6);
    column->addLayout(makePicker());
    m_strip = new UserStrip(this);
    column->addWidget(m_strip);
    m_lines->setHorizontalHeaderLabels({tr("Time"), tr("What the user sees")});
    m_view = new QTableView(this);
    m_view->setModel(m_lines);
    m_view->setItemDelegate(new RowTextDelegate(m_view));
    m_view->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_view->setSelectionMode(QAbstractItemView::SingleSelection);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_view->setTabKeyNavigation(false);
    m_view->setShowGrid(false);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setAccessibleName(tr("What the user sees"));
    m_view->verticalHeader()->hide();
    m_view->horizontalHeader()->setHighlightSections(false);
    m_view->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_view->horizontalHeader()->setSectionResizeMode(1, QHeaderView::Stretch);
    m_view->setColumnWidth(0, kAtWidth);
    column->addWidget(m_view, 1);
    connectParts();
    showStory({});
}

UserPanel::~UserPanel() = default;

QLayout *UserPanel::makePicker()
{
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    m_users = new QComboBox(this);
    m_users->setAccessibleName(tr("Users component"));
    row->addWidget(m_users);
    m_client = new QSpinBox(this);
    m_client->setRange(1, 1);
    m_client->setPrefix(tr("user "));
    m_client->setKeyboardTracking(false);
    m_client->setAccessibleName(tr("Number of the user"));
    row->addWidget(m_client);
    m_worst = new QPushButton(tr("Who suffered most"), this);
    m_worst->setToolTip(tr("Most sessions lost, then most failed requests, then most waiting"));
    row->addWidget(m_worst);
    m_summary = new QLabel(this);
    m_summary->setObjectName(QStringLiteral("userSummary"));
    m_summary->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_summary->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    row->addWidget(m_summary, 1);
    return row;
}

void UserPanel::connectParts()
{
    connect(m_users, &QComboBox::activated, this, [this] {
        m_wanted.reset();
        tell(true);
    });
    connect(m_client, &QSpinBox::valueChanged, this, [this](int client) {
        m_wanted = static_cast<std::uint32_t>(client);
        tell(true);
    });
    connect(m_worst, &QPushButton::clicked, this, [this] {
        m_wanted.reset();
        tell(true);
    });
    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex &row) {
                const QString place = row.siblingAtColumn(0).data(kPlaceRole).toString();
                if (row.isValid() && !place.isEmpty())
                    Q_EMIT located(model::ElementId(place));
            });
    const auto goTo = [this](const QModelIndex &row) {
        Q_EMIT seekRequested(row.siblingAtColumn(0).data(kAtRole).toDouble() + kJustAfterMoment);
    };
    connect(m_view, &QTableView::clicked, this, goTo);
    connect(m_view, &QTableView::activated, this, goTo); // Enter
    connect(m_strip, &UserStrip::seekRequested, this, &UserPanel::seekRequested);
    connect(&m_controller, &PlaybackController::runStarted, this, [this](bool) { onRunStarted(); });
    connect(&m_controller, &PlaybackController::stateChanged, this, &UserPanel::onStateChanged);
}

void UserPanel::setTheme(const render::Theme &theme)
{
    m_strip->setTheme(theme);
}

void UserPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    tell(false);
    updateHint();
}

void UserPanel::onRunStarted()
{
    const QString before = m_users->currentData().toString();
    const QSignalBlocker blocker(m_users);
    m_users->clear();
    const model::Design &design = m_controller.design();
    for (const auto &[id, component] : design.components) {
        if (m_kinds.roleOf(component) == model::ComponentRole::Users)
            m_users->addItem(elementName(design, id), id.text());
    }
    const int same = m_users->findData(before);
    m_users->setCurrentIndex(std::max(0, same));
    if (same < 0)
        m_wanted.reset();
    tell(false);
    updateHint();
}

void UserPanel::onStateChanged()
{
    if (m_controller.state() == PlaybackController::State::Empty) {
        m_telling.reset();
        m_toldUntil = -1.0;
        showStory({});
    }
    tell(false);
    updateHint();
}

bool UserPanel::isStill() const
{
    using State = PlaybackController::State;
    return m_controller.state() == State::Paused || m_controller.state() == State::Finished;
}

void UserPanel::tell(bool isWanted)
{
    const double until = m_controller.clock().reached();
    const QString users = m_users->currentData().toString();
    if (!isVisible() || !isStill() || until <= 0.0 || users.isEmpty())
        return;
    // What was told stays when the run only goes back: it knows more.
    if (!isWanted && m_story && until <= m_toldUntil)
        return;
    const double end = std::max(until, m_toldUntil);
    m_telling = base::runTask(
        this,
        [design = m_controller.design(), options = m_controller.options(), users, end,
         client = m_wanted](base::TaskControl &control) {
            return sim::tellUser(design, options, users, client, end, &control);
        },
        [this](const base::Result<sim::UserStory> &told) {
            m_telling.reset();
            onTold(told);
        });
    updateHint();
}

void UserPanel::onTold(const base::Result<sim::UserStory> &told)
{
    m_problem.clear();
    if (told) {
        m_toldUntil = told.value().until;
        showStory(told.value());
    } else {
        m_problem = told.error().message;
        showStory({});
    }
    updateHint();
}

void UserPanel::showStory(const std::optional<sim::UserStory> &story)
{
    m_story = story;
    const model::Design &design = m_controller.design();
    m_lines->removeRows(0, m_lines->rowCount());
    m_strip->setStory(story, design);
    if (!story)
        return;
    const QSignalBlocker blocker(m_client);
    m_client->setRange(1, static_cast<int>(story->clients));
    m_client->setValue(static_cast<int>(story->client));
    m_wanted = story->client;
    for (const sim::UserMoment &moment : story->moments) {
        auto *at = new QStandardItem(momentText(moment.at));
        at->setData(moment.at, kAtRole);
        at->setData(moment.place, kPlaceRole);
        auto *text = new QStandardItem(momentWords(moment, design));
        text->setToolTip(text->text());
        m_lines->appendRow({at, text});
    }
}

void UserPanel::updateHint()
{
    const bool hasRun = m_controller.hasRun();
    for (QWidget *part : {static_cast<QWidget *>(m_users), static_cast<QWidget *>(m_client),
                          static_cast<QWidget *>(m_worst)})
        part->setEnabled(hasRun && isStill());
    QString text;
    if (!m_problem.isEmpty())
        text = m_problem;
    else if (!hasRun)
        text = tr("Run the scenario to see it with the eyes of one user.");
    else if (m_telling)
        text = tr("Following the user…");
    else if (m_story)
        text = userSummary(*m_story);
    else
        text = tr("Pause the run to see what a user saw.");
    m_summary->setText(text);
    m_summary->setToolTip(text);
}

} // namespace loadstar::player
