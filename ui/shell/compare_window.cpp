// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/compare_window.h"

#include "charts/plot_widget.h"
#include "player/run_words.h"
#include "shell/compare_side.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSlider>
#include <QSpinBox>
#include <QTableWidget>
#include <QThread>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace loadstar::shell {

namespace {

using State = player::PlaybackController::State;
using study::ComparedFigure;

constexpr int kFrame = 16;          ///< milliseconds
constexpr int kProgressEvery = 200; ///< milliseconds
constexpr int kFirstReplications = 5;
constexpr double kFirstPace = 8.0;    ///< simulated seconds per second
constexpr double kMostAhead = 0.1;    ///< wall seconds that one side may be ahead of the other
constexpr double kSliderSteps = 10.0; ///< per simulated second

enum Column { Name, First, Second, Difference, Verdict, ColumnCount };

QString figureName(ComparedFigure figure)
{
    switch (figure) {
    case ComparedFigure::ResponseP50:
        return CompareWindow::tr("Response time p50");
    case ComparedFigure::ResponseP95:
        return CompareWindow::tr("Response time p95");
    case ComparedFigure::FailedPart:
        return CompareWindow::tr("Failed requests");
    case ComparedFigure::SessionsLost:
        return CompareWindow::tr("Sessions lost");
    case ComparedFigure::SessionsBroken:
        return CompareWindow::tr("Sessions broken");
    case ComparedFigure::Availability:
        return CompareWindow::tr("Requests answered");
    }
    Q_UNREACHABLE();
}

bool isTime(ComparedFigure figure)
{
    return figure == ComparedFigure::ResponseP50 || figure == ComparedFigure::ResponseP95;
}

bool isPart(ComparedFigure figure)
{
    return figure == ComparedFigure::FailedPart || figure == ComparedFigure::Availability;
}

QString valueWords(ComparedFigure figure, double value)
{
    const QLocale locale;
    QString words;
    if (isTime(figure))
        words = player::timeWords(std::abs(value));
    else if (isPart(figure))
        words = CompareWindow::tr("%1 %").arg(locale.toString(std::abs(value) * 100.0, 'f', 2));
    else
        words = locale.toString(std::abs(value), 'f', 1);
    return value < 0.0 ? QStringLiteral("−") + words : words;
}

QString meanWords(ComparedFigure figure, const sim::engine::MeanInterval &mean)
{
    return mean.mean ? valueWords(figure, *mean.mean) : CompareWindow::tr("none");
}

/// "+120 ms (80 ms to 160 ms)".
QString differenceWords(ComparedFigure figure, const sim::engine::MeanInterval &mean)
{
    if (!mean.mean)
        return CompareWindow::tr("none");
    const QString sign = *mean.mean > 0.0 ? QStringLiteral("+") : QString();
    QString words = sign + valueWords(figure, *mean.mean);
    if (mean.low && mean.high)
        words += CompareWindow::tr(" (%1 to %2)")
                     .arg(valueWords(figure, *mean.low), valueWords(figure, *mean.high));
    return words;
}

} // namespace

CompareWindow::CompareWindow(const model::KindRegistry &kinds, std::vector<study::DesignPair> pairs,
                             const sim::RunOptions &options, QWidget *parent)
    : QWidget(parent, Qt::Window)
    , m_pairs(std::move(pairs))
    , m_options(options)
{
    setObjectName(QStringLiteral("compareWindow"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Compare"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 12, 16, 12);
    column->setSpacing(8);
    column->addLayout(makeChoice());
    auto *row = new QHBoxLayout;
    row->setSpacing(12);
    for (CompareSide *&side : m_sides) {
        side = new CompareSide(kinds, this);
        row->addWidget(side, 1);
        connect(side, &CompareSide::moved, this, &CompareWindow::updateTransport);
    }
    column->addLayout(row, 1);
    column->addLayout(makeTransport());
    column->addLayout(makeCounting());
    makeTable();
    column->addWidget(m_table);
    m_timer.setInterval(kFrame);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        const double wall = static_cast<double>(m_wall.nsecsElapsed()) * 1.0e-9;
        m_wall.restart();
        advance(wall);
    });
    m_progressTimer.setInterval(kProgressEvery);
    connect(&m_progressTimer, &QTimer::timeout, this,
            [this] { m_progress->setValue(m_task ? qRound(m_task->progress() * 100.0) : 0); });
    setSpeed(kFirstPace);
    resize(1240, 820);
    showPair(m_pairs.front());
}

CompareWindow::~CompareWindow() = default;

QLayout *CompareWindow::makeChoice()
{
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(new QLabel(tr("Compare"), this));
    m_choice = new QComboBox(this);
    m_choice->setAccessibleName(tr("What is compared"));
    for (const study::DesignPair &pair : m_pairs)
        m_choice->addItem(pair.title);
    m_choice->addItem(tr("This design and a file…"));
    connect(m_choice, &QComboBox::activated, this, &CompareWindow::onChosen);
    row->addWidget(m_choice);
    row->addStretch(1);
    row->addWidget(
        new QLabel(tr("one clock, and seed %1 on both sides").arg(m_options.seed), this));
    return row;
}

QLayout *CompareWindow::makeTransport()
{
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    auto *again = new QPushButton(tr("Restart"), this);
    connect(again, &QPushButton::clicked, this, &CompareWindow::restart);
    row->addWidget(again);
    m_play = new QPushButton(tr("Play"), this);
    m_play->setObjectName(QStringLiteral("comparePlay"));
    connect(m_play, &QPushButton::clicked, this, &CompareWindow::playPause);
    row->addWidget(m_play);
    m_place = new QSlider(Qt::Horizontal, this);
    m_place->setRange(0, qRound(m_options.duration * kSliderSteps));
    m_place->setAccessibleName(tr("Moment of both runs"));
    m_place->setTracking(false);
    connect(m_place, &QSlider::valueChanged, this,
            [this](int value) { seek(value / kSliderSteps); });
    row->addWidget(m_place, 1);
    m_time = new QLabel(this);
    row->addWidget(m_time);
    auto *speed = new QComboBox(this);
    speed->setAccessibleName(tr("Speed"));
    for (const double pace : {1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0})
        speed->addItem(tr("%1 ×").arg(pace), pace);
    speed->setCurrentIndex(speed->findData(kFirstPace));
    connect(speed, &QComboBox::activated, this,
            [this, speed] { setSpeed(speed->currentData().toDouble()); });
    row->addWidget(speed);
    return row;
}

QLayout *CompareWindow::makeCounting()
{
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    m_remark = new QLabel(this);
    m_remark->setObjectName(QStringLiteral("remark"));
    row->addWidget(m_remark, 1);
    m_progress = new QProgressBar(this);
    m_progress->setRange(0, 100);
    m_progress->setFixedWidth(160);
    m_progress->setTextVisible(false);
    row->addWidget(m_progress);
    m_replications = new QSpinBox(this);
    m_replications->setRange(2, 100);
    m_replications->setValue(kFirstReplications);
    m_replications->setSuffix(tr(" replications"));
    m_replications->setKeyboardTracking(false);
    m_replications->setAccessibleName(tr("Replications of each design"));
    connect(m_replications, &QSpinBox::valueChanged, this, &CompareWindow::compare);
    row->addWidget(m_replications);
    return row;
}

void CompareWindow::makeTable()
{
    m_table = new QTableWidget(static_cast<int>(study::kComparedFigures.size()), ColumnCount, this);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setSelectionMode(QAbstractItemView::NoSelection);
    m_table->setFocusPolicy(Qt::NoFocus);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setAccessibleName(tr("Differences"));
    m_table->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 8);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    for (int row = 0; row < m_table->rowCount(); ++row) {
        for (int column = 0; column < ColumnCount; ++column)
            m_table->setItem(row, column, new QTableWidgetItem);
        m_table->item(row, Name)->setText(
            figureName(study::kComparedFigures[static_cast<size_t>(row)]));
    }
    m_table->setFixedHeight(m_table->horizontalHeader()->sizeHint().height() +
                            m_table->rowCount() * m_table->verticalHeader()->defaultSectionSize() +
                            2);
}

void CompareWindow::setTheme(const render::Theme &theme)
{
    for (CompareSide *side : m_sides)
        side->setTheme(theme);
}

void CompareWindow::add(const study::DesignPair &pair)
{
    m_pairs.push_back(pair);
    const auto place = static_cast<int>(m_pairs.size()) - 1;
    m_choice->insertItem(place, pair.title);
    m_choice->setCurrentIndex(place);
    onChosen(place);
}

void CompareWindow::onChosen(int index)
{
    if (index < static_cast<int>(m_pairs.size())) {
        m_shown = index;
        showPair(m_pairs[static_cast<size_t>(index)]);
        return;
    }
    // It is shown once the file is there.
    m_choice->setCurrentIndex(m_shown);
    Q_EMIT fileWanted();
}

void CompareWindow::showPair(const study::DesignPair &pair)
{
    m_sides[0]->load(pair.firstName, pair.first, m_options);
    m_sides[1]->load(pair.secondName, pair.second, m_options);
    if (m_isPlaying) {
        for (CompareSide *side : m_sides)
            side->controller().play();
    }
    m_table->setHorizontalHeaderLabels({tr("Figure"), pair.firstName, pair.secondName,
                                        tr("Difference (95 % interval)"), tr("What it says")});
    updateTransport();
    compare();
}

double CompareWindow::reached() const
{
    return std::min(m_sides[0]->controller().clock().reached(),
                    m_sides[1]->controller().clock().reached());
}

void CompareWindow::playPause()
{
    const bool areOver = std::all_of(m_sides.begin(), m_sides.end(), [](CompareSide *side) {
        return side->controller().state() == State::Finished;
    });
    m_isPlaying = !m_isPlaying || areOver;
    for (CompareSide *side : m_sides) {
        if (areOver)
            side->restart();
        if (m_isPlaying)
            side->controller().play();
        else
            side->controller().pause();
    }
    if (m_isPlaying) {
        m_wall.start();
        m_timer.start();
    } else {
        m_timer.stop();
    }
    updateTransport();
}

void CompareWindow::restart()
{
    for (CompareSide *side : m_sides) {
        side->restart();
        if (m_isPlaying)
            side->controller().play();
    }
    updateTransport();
}

void CompareWindow::seek(double seconds)
{
    for (CompareSide *side : m_sides) {
        side->layer().settle();
        side->controller().seek(seconds);
    }
}

void CompareWindow::setSpeed(double speed)
{
    for (CompareSide *side : m_sides)
        side->controller().setSpeed(speed);
}

void CompareWindow::advance(double wallSeconds)
{
    const double most = reached() + std::max(0.05, kMostAhead * m_sides[0]->controller().speed());
    for (CompareSide *side : m_sides)
        side->advance(wallSeconds, side->controller().clock().reached() <= most);
    const bool areOver = std::all_of(m_sides.begin(), m_sides.end(), [](CompareSide *side) {
        const State state = side->controller().state();
        const bool isStill = side->layer().isStillAt(side->controller().clock().animation());
        return state == State::Failed || (state == State::Finished && isStill);
    });
    if (areOver && m_isPlaying) {
        m_isPlaying = false;
        m_timer.stop();
    }
    updateTransport();
}

void CompareWindow::updateTransport()
{
    m_play->setText(m_isPlaying ? tr("Pause") : tr("Play"));
    m_time->setText(
        tr("%1 of %2").arg(charts::clockText(reached()), charts::clockText(m_options.duration)));
    if (!m_place->isSliderDown()) {
        const QSignalBlocker blocker(m_place);
        m_place->setValue(qRound(reached() * kSliderSteps));
    }
}

void CompareWindow::compare()
{
    m_comparison.reset();
    showTable();
    m_remark->setText(tr("Running both designs…"));
    m_progress->setValue(0);
    m_progress->show();
    m_progressTimer.start();
    const study::DesignPair &pair = m_pairs[static_cast<size_t>(m_shown)];
    const int threads = std::max(1, QThread::idealThreadCount() - 1);
    m_task = base::runTask(
        this,
        [first = pair.first, second = pair.second, options = m_options,
         count = m_replications->value(), threads](base::TaskControl &control) {
            return study::compareDesigns(first, second, options, count, threads, &control);
        },
        [this](const base::Result<study::Comparison> &compared) { onCompared(compared); });
}

void CompareWindow::onCompared(const base::Result<study::Comparison> &compared)
{
    m_task.reset();
    m_progressTimer.stop();
    m_progress->hide();
    if (!compared) {
        m_remark->setText(compared.error().text());
        return;
    }
    m_comparison = compared.value();
    m_remark->setText(tr("Means of %1 runs each; the difference is over pairs of runs that share "
                         "their chance (paired t).")
                          .arg(m_comparison->replications));
    showTable();
}

void CompareWindow::showTable()
{
    const auto verdict = [this](const study::FigureComparison &one) {
        if (!one.difference.mean)
            return tr("nothing to compare");
        if (!one.isClear())
            return *one.difference.mean == 0.0 ? tr("the same") : tr("no clear difference");
        const bool isMoreBetter = one.figure == ComparedFigure::Availability;
        const bool isSecondBetter = (*one.difference.mean > 0.0) == isMoreBetter;
        return tr("better: %1").arg(m_sides[isSecondBetter ? 1 : 0]->name());
    };
    for (int row = 0; row < m_table->rowCount(); ++row) {
        QStringList cells{{}, {}, {}, {}};
        if (m_comparison) {
            const study::FigureComparison &one = m_comparison->figures[static_cast<size_t>(row)];
            cells = {meanWords(one.figure, one.first), meanWords(one.figure, one.second),
                     differenceWords(one.figure, one.difference), verdict(one)};
        }
        for (int column = First; column < ColumnCount; ++column)
            m_table->item(row, column)->setText(cells[column - First]);
    }
}

} // namespace loadstar::shell
