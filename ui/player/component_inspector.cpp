// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "player/component_inspector.h"

#include "charts/plot_widget.h"
#include "player/run_words.h"
#include "player/scenario_offers.h"

#include <QGridLayout>
#include <QLabel>
#include <QListWidget>
#include <QLocale>
#include <QPushButton>
#include <QToolButton>

#include <algorithm>

namespace loadstar::player {

namespace {

constexpr int kOtherRole = Qt::UserRole + 1;
constexpr int kMostBeliefRows = 6;
constexpr double kLeastInspectorRange = 20.0; ///< seconds that the plots show at least

constexpr size_t kPartPlots = 4; ///< of components that serve; the others are of users

enum FigureNumber { Busy, Waiting, Sessions, Answered, Failed, Share, Response, Outage };

/// The component's values in each bin, as `read` takes them from it.
template <typename Read>
std::vector<std::optional<double>> valuesOf(const sim::RunHistory &history, size_t part, Read read)
{
    std::vector<std::optional<double>> values;
    for (const auto &bin : history.bins)
        values.push_back(read(bin->parts[part]));
    return values;
}

} // namespace

ComponentInspector::ComponentInspector(QWidget *parent)
    : QWidget(parent, Qt::Tool)
{
    setObjectName(QStringLiteral("componentInspector"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(14, 12, 14, 12);
    column->setSpacing(8);
    makeHead();
    makeFigures();
    m_beliefsTitle = new QLabel(this);
    m_beliefsTitle->setObjectName(QStringLiteral("remark"));
    column->addWidget(m_beliefsTitle);
    m_beliefs = new QListWidget(this);
    m_beliefs->setFrameShape(QFrame::NoFrame);
    m_beliefs->setAccessibleName(tr("What load balancers believe"));
    m_beliefs->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_beliefs->setTextElideMode(Qt::ElideRight);
    column->addWidget(m_beliefs);
    const auto goThere = [this](const QListWidgetItem *item) {
        inspect(model::ElementId(item->data(kOtherRole).toString()));
    };
    connect(m_beliefs, &QListWidget::itemClicked, this, goThere);
    connect(m_beliefs, &QListWidget::itemActivated, this, goThere); // Enter
    makePlots();
    m_failures = new QPushButton(tr("Requests that failed here"), this);
    connect(m_failures, &QPushButton::clicked, this,
            [this] { Q_EMIT failuresWanted(component()); });
    column->addWidget(m_failures, 0, Qt::AlignLeft);
    resize(470, 560);
}

void ComponentInspector::makeHead()
{
    auto *row = new QHBoxLayout;
    row->setSpacing(4);
    const auto makeButton = [this, row](Qt::ArrowType arrow, const QString &name, int step) {
        auto *button = new QToolButton(this);
        button->setArrowType(arrow);
        button->setAutoRaise(true);
        button->setAccessibleName(name);
        button->setToolTip(name);
        connect(button, &QToolButton::clicked, this,
                [this, step] { go(m_place + static_cast<size_t>(step)); });
        row->addWidget(button);
        return button;
    };
    m_back = makeButton(Qt::LeftArrow, tr("Component inspected before"), -1);
    m_forward = makeButton(Qt::RightArrow, tr("Component inspected next"), 1);
    m_back->setShortcut(QKeySequence(Qt::ALT | Qt::Key_Left));
    m_forward->setShortcut(QKeySequence(Qt::ALT | Qt::Key_Right));
    m_name = new QLabel(this);
    m_name->setFont(charts::scaledFont(font(), 1.2, QFont::DemiBold));
    row->addSpacing(4);
    row->addWidget(m_name, 1);
    layout()->addItem(row);
    m_condition = new QLabel(this);
    m_condition->setWordWrap(true);
    layout()->addWidget(m_condition);
}

void ComponentInspector::makeFigures()
{
    m_grid = new QGridLayout;
    m_grid->setHorizontalSpacing(12);
    m_grid->setVerticalSpacing(3);
    const QStringList names{tr("Busy"),   tr("Waiting"), tr("Sessions"),      tr("Answered"),
                            tr("Failed"), tr("Share"),   tr("Response time"), tr("Out of service")};
    for (int i = 0; i < names.size(); ++i) {
        Figure figure{new QLabel(names[i], this), new QLabel(this)};
        figure.name->setObjectName(QStringLiteral("remark"));
        figure.value->setFont(charts::scaledFont(font(), 1.0, QFont::DemiBold));
        m_grid->addWidget(figure.name, (i % 4), (i / 4) * 2);
        m_grid->addWidget(figure.value, (i % 4), (i / 4) * 2 + 1);
        m_figures.push_back(figure);
    }
    m_grid->setColumnStretch(1, 1);
    m_grid->setColumnStretch(3, 1);
    layout()->addItem(m_grid);
}

void ComponentInspector::makePlots()
{
    m_plots = {
        new charts::PlotWidget({tr("Utilisation, %"), tr("%"), 0, 20.0}, this),
        new charts::PlotWidget({tr("Waiting"), tr("requests"), 1, 2.0}, this),
        new charts::PlotWidget({tr("Answers/s"), tr("requests/s"), 1, 1.0}, this),
        new charts::PlotWidget({tr("Response time, ms"), tr("ms"), 0, 10.0}, this),
        new charts::PlotWidget({tr("Answers/s"), tr("requests/s"), 1, 1.0}, this),
        new charts::PlotWidget({tr("Failed requests/s"), tr("requests/s"), 2, 0.1}, this),
        new charts::PlotWidget({tr("Response time p95, ms"), tr("ms"), 0, 10.0}, this),
        new charts::PlotWidget({tr("Sessions gone so far"), tr("sessions"), 0, 4.0, false}, this)};
    m_plotGrid = new QGridLayout;
    m_plotGrid->setSpacing(8);
    for (charts::PlotWidget *plot : m_plots) {
        connect(plot, &charts::PlotWidget::timeRangeChanged, this,
                [this, plot](double lower, double upper) {
                    for (charts::PlotWidget *other : m_plots) {
                        if (other != plot)
                            other->setTimeRange(lower, upper);
                    }
                });
        connect(plot, &charts::PlotWidget::followRequested, this, [this] {
            for (charts::PlotWidget *each : m_plots)
                each->follow();
        });
        connect(plot, &charts::PlotWidget::pointedAt, this, [this](std::optional<double> seconds) {
            for (charts::PlotWidget *each : m_plots)
                each->setReadout(seconds);
        });
    }
    static_cast<QVBoxLayout *>(layout())->addLayout(m_plotGrid, 1);
    arrangePlots(0, kPartPlots);
}

void ComponentInspector::arrangePlots(size_t first, size_t last, std::optional<size_t> hidden)
{
    std::vector<size_t> shown;
    for (size_t i = first; i < last; ++i) {
        if (i != hidden)
            shown.push_back(i);
    }
    if (shown == m_shownPlots && m_plotGrid->count() > 0)
        return;
    m_shownPlots = shown;
    for (charts::PlotWidget *plot : m_plots) {
        m_plotGrid->removeWidget(plot);
        plot->hide();
    }
    for (size_t place = 0; place < shown.size(); ++place) {
        charts::PlotWidget *plot = m_plots[shown[place]];
        // The last one of an odd number has its row for itself.
        const bool isAlone = place + 1 == shown.size() && place % 2 == 0;
        m_plotGrid->addWidget(plot, static_cast<int>(place / 2), static_cast<int>(place % 2), 1,
                              isAlone ? 2 : 1);
        plot->show();
    }
}

void ComponentInspector::setTheme(const render::Theme &theme)
{
    m_lost = theme.failure;
    for (size_t i = 0; i < m_plots.size(); ++i) {
        const size_t place = i % kPartPlots;
        const QColor line = place < theme.series.size() ? theme.series[place] : theme.accent;
        m_plots[i]->setColors(
            {theme.surface, theme.border, theme.track, theme.text, theme.textMuted, line});
    }
}

void ComponentInspector::inspect(const model::ElementId &id)
{
    if (!m_visited.empty() && id == component())
        return;
    m_visited.resize(m_visited.empty() ? 0 : m_place + 1);
    m_visited.push_back(id);
    go(m_visited.size() - 1);
}

void ComponentInspector::go(size_t place)
{
    if (place >= m_visited.size())
        return;
    m_place = place;
    m_back->setEnabled(place > 0);
    m_forward->setEnabled(place + 1 < m_visited.size());
    Q_EMIT turned();
}

QString ComponentInspector::conditionText() const
{
    return m_condition->text();
}

QString ComponentInspector::figure(const QString &name) const
{
    for (const Figure &figure : m_figures) {
        if (figure.name->text() == name && !figure.value->isHidden())
            return figure.value->text();
    }
    return {};
}

void ComponentInspector::setFigure(size_t number, const QString &value)
{
    m_figures[number].value->setText(value);
    m_figures[number].name->setVisible(!value.isEmpty());
    m_figures[number].value->setVisible(!value.isEmpty());
}

void ComponentInspector::showNoRun()
{
    m_report.reset();
    m_condition->setText(tr("Run the scenario to see how it does."));
    for (size_t i = 0; i < m_figures.size(); ++i)
        setFigure(i, {});
    m_beliefsTitle->hide();
    m_beliefs->hide();
    m_failures->setEnabled(false);
    showPlots();
}

void ComponentInspector::follow(const RunPicture &picture,
                                std::shared_ptr<const sim::RunReport> report)
{
    const sim::ElementIndex index = picture.elements.indexOf(component());
    const model::Component *drawn = picture.design.component(component());
    const QString name = drawn ? elementName(picture.design, component()) : component().text();
    setWindowTitle(name);
    m_name->setText(name);
    const sim::ComponentState *state = picture.stateOf(index);
    if (!state) {
        showNoRun();
        m_condition->setText(tr("It is not part of this run: restart to see how it does."));
        return;
    }
    if (report)
        m_report = std::move(report);
    const model::ComponentKind *kind = drawn ? picture.kinds.component(drawn->kind) : nullptr;
    m_condition->setText(kind && kind->canFail
                             ? tr("%1 · %2").arg(kind->name, conditionWords(*state))
                             : (kind ? kind->name : QString()));
    m_isUsers = drawn && picture.kinds.roleOf(*drawn) == model::ComponentRole::Users;
    m_failures->setEnabled(true);
    showFigures(picture, index);
    showBeliefs(picture, index);
    showPlots();
    for (charts::PlotWidget *plot : m_plots) {
        plot->setWholeRange(std::max(kLeastInspectorRange, picture.snapshot.now));
        plot->setNow(picture.snapshot.now);
    }
}

void ComponentInspector::showFigures(const RunPicture &picture, sim::ElementIndex index)
{
    const sim::ComponentState &state = *picture.stateOf(index);
    const QLocale locale;
    const sim::ComponentReport *found = nullptr;
    if (m_report) {
        for (const sim::ComponentReport &each : m_report->components)
            found = each.id == component().text() ? &each : found;
    }
    const auto percent = [&locale](double part) {
        return tr("%1 %").arg(locale.toString(part * 100.0, 'f', 1));
    };
    setFigure(Busy, state.capacity > 0 ? tr("%1 of %2 (%3)")
                                             .arg(state.busy)
                                             .arg(state.capacity)
                                             .arg(percent(state.utilization))
                                       : QString());
    setFigure(Waiting, found ? locale.toString(state.queueLength) : QString());
    const bool holdsSessions =
        state.openSessions > 0 || (m_report && m_report->sessions.started > 0);
    const bool isNode = found && found->share && found->utilization;
    setFigure(Sessions, holdsSessions && isNode ? locale.toString(state.openSessions) : QString());
    setFigure(Answered, found ? locale.toString(qlonglong(found->completed)) : QString());
    setFigure(Failed, found ? locale.toString(qlonglong(found->failed)) : QString());
    setFigure(Share, found && found->share ? percent(*found->share) : QString());
    setFigure(Response, found && found->responseMean ? timeWords(*found->responseMean) : QString());
    const double outage = found ? found->plannedDowntime + found->unplannedDowntime : 0.0;
    setFigure(Outage, outage > 0.0 ? timeWords(outage) : QString());
}

void ComponentInspector::showBeliefs(const RunPicture &picture, sim::ElementIndex index)
{
    struct Row
    {
        QString text;
        QString other;
    };
    std::vector<Row> rows;
    bool isBalancer = false;
    for (const sim::TargetState &target : picture.snapshot.targets) {
        if (target.balancer != index && target.target != index)
            continue;
        isBalancer = isBalancer || target.balancer == index;
        const sim::ElementIndex other = target.balancer == index ? target.target : target.balancer;
        rows.push_back({beliefWords(picture, target), picture.elements.idOf(other).text()});
    }
    // Rows stay as they are, so that one that is pointed at does not go away.
    while (m_beliefs->count() > static_cast<int>(rows.size()))
        delete m_beliefs->takeItem(m_beliefs->count() - 1);
    while (m_beliefs->count() < static_cast<int>(rows.size()))
        m_beliefs->addItem(QString());
    for (size_t i = 0; i < rows.size(); ++i) {
        QListWidgetItem *item = m_beliefs->item(static_cast<int>(i));
        if (item->text() != rows[i].text) {
            item->setText(rows[i].text);
            item->setToolTip(rows[i].text);
        }
        item->setData(kOtherRole, rows[i].other);
    }
    m_beliefsTitle->setText(isBalancer ? tr("What it believes about its targets")
                                       : tr("What load balancers believe about it"));
    m_beliefsTitle->setVisible(!rows.empty());
    m_beliefs->setVisible(!rows.empty());
    if (!rows.empty()) {
        const int shown = std::min(kMostBeliefRows, m_beliefs->count());
        m_beliefs->setFixedHeight(shown * m_beliefs->sizeHintForRow(0) + 4);
    }
}

void ComponentInspector::showPlots()
{
    const sim::RunHistory *history = m_report && m_report->history ? &*m_report->history : nullptr;
    size_t part = 0;
    bool isKnown = false;
    for (size_t i = 0; history && i < history->ids.size(); ++i) {
        if (history->ids[i] == component().text()) {
            part = i;
            isKnown = true;
        }
    }
    if (isKnown)
        showPartPlots(*history, part);
    else if (m_isUsers && history)
        showUsersPlots(*history);
    else
        arrangePlots(0, 0);
}

void ComponentInspector::showPartPlots(const sim::RunHistory &history, size_t part)
{
    using Value = std::optional<double>;
    const auto utilization = valuesOf(history, part, [](const sim::PartBin &bin) {
        return bin.utilization ? Value(100.0 * double(*bin.utilization)) : std::nullopt;
    });
    const bool isEverBusy =
        utilization.empty() || std::any_of(utilization.begin(), utilization.end(),
                                           [](const Value &value) { return value.has_value(); });
    arrangePlots(0, kPartPlots, isEverBusy ? std::nullopt : std::optional<size_t>(0));
    m_plots[0]->setSeries(history.step, utilization);
    m_plots[1]->setSeries(history.step, valuesOf(history, part, [](const sim::PartBin &bin) {
                              return Value(double(bin.queue));
                          }));
    m_plots[2]->setSeries(history.step, valuesOf(history, part, [](const sim::PartBin &bin) {
                              return Value(double(bin.answered));
                          }));
    m_plots[3]->setSeries(history.step, valuesOf(history, part, [](const sim::PartBin &bin) {
                              return bin.responseTime ? Value(1000.0 * double(*bin.responseTime))
                                                      : std::nullopt;
                          }));
}

void ComponentInspector::showUsersPlots(const sim::RunHistory &history)
{
    const bool hasSessions = m_report->sessions.started > 0;
    arrangePlots(kPartPlots, m_plots.size(),
                 hasSessions ? std::nullopt : std::optional<size_t>(m_plots.size() - 1));
    const auto series = [this](const char *name, double factor) {
        std::vector<std::optional<double>> values;
        if (const auto *found = m_report->timeline.find(QString::fromLatin1(name)))
            values = found->values;
        for (std::optional<double> &value : values) {
            if (value)
                value = *value * factor;
        }
        return values;
    };
    const double step = m_report->timeline.step;
    m_plots[kPartPlots]->setSeries(step, series("throughput", 1.0));
    m_plots[kPartPlots + 1]->setSeries(step, series("errors", 1.0));
    m_plots[kPartPlots + 2]->setSeries(step, series("p95", 1000.0));
    charts::PlotLine lost{tr("lost"), m_lost, {}};
    charts::PlotLine broken{tr("broken"), {}, {}};
    for (const auto &bin : history.bins) {
        lost.values.emplace_back(static_cast<double>(bin->sessionsLost));
        broken.values.emplace_back(static_cast<double>(bin->sessionsBroken));
    }
    m_plots.back()->setLines(history.step, {lost, broken});
}

} // namespace loadstar::player
