// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "player/run_plots.h"

#include "charts/plot_widget.h"
#include "player/plot_export.h"

#include <QClipboard>
#include <QGridLayout>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QScrollArea>
#include <QSignalBlocker>

#include <algorithm>
#include <functional>

namespace loadstar::player {

namespace {

constexpr double kLeastPlotRange = 20.0; ///< seconds that the plots show at least
constexpr int kLeastRowHeight = 130;     ///< pixels of a plot before there is a further row
constexpr int kFewPlots = 4;             ///< so many may be as narrow as a plot can be
constexpr int kReadableWidth = 190;      ///< pixels of a plot among more
constexpr int kSpacing = 12;
constexpr double kPictureScale = 2.0;

constexpr std::array kNames{"throughput", "responseTime", "errors", "utilization",
                            "queue",      "sessions",     "cost"};

/// Whether some of its users have sessions whose state can be lost.
bool hasSessions(const model::Design &design)
{
    const QString key = QStringLiteral("sessionState");
    return std::any_of(design.components.begin(), design.components.end(), [&key](const auto &one) {
        const auto state = one.second.properties.find(key);
        const QString *text =
            state == one.second.properties.end() ? nullptr : std::get_if<QString>(&state->second);
        return text && *text != u"none";
    });
}

} // namespace

RunPlots::RunPlots(QWidget *parent)
    : QWidget(parent)
{
    m_plots = {
        new charts::PlotWidget({tr("Throughput, requests/s"), tr("requests/s"), 1, 1.0}, this),
        new charts::PlotWidget({tr("Response time, ms"), tr("ms"), 0, 10.0}, this),
        new charts::PlotWidget({tr("Failed requests, %"), tr("%"), 1, 4.0}, this),
        new charts::PlotWidget({tr("Utilisation, %"), tr("%"), 0, 20.0}, this),
        new charts::PlotWidget({tr("Waiting, requests"), tr("requests"), 1, 4.0}, this),
        new charts::PlotWidget({tr("Sessions"), tr("sessions"), 0, 4.0, false}, this),
        new charts::PlotWidget({tr("Cost so far, $"), tr("$"), 2, 0.01, false}, this)};
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    // In a narrow window they are scrolled rather than squeezed.
    m_scroll = new QScrollArea(this);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *all = new QWidget(m_scroll);
    m_grid = new QGridLayout(all);
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setSpacing(kSpacing);
    for (charts::PlotWidget *plot : m_plots) {
        plot->setParent(all);
        link(plot);
    }
    m_scroll->setMinimumHeight(m_plots.front()->minimumHeight());
    m_scroll->setWidget(all);
    m_scroll->viewport()->setAutoFillBackground(false);
    all->setAutoFillBackground(false);
    outer->addWidget(m_scroll);
    arrange();
}

void RunPlots::link(charts::PlotWidget *plot)
{
    connect(plot, &charts::PlotWidget::timeRangeChanged, this,
            [this, plot](double lower, double upper) {
                m_range = QPointF(lower, upper);
                for (const RunPlot which : m_chosen) {
                    if (m_plots[static_cast<size_t>(which)] != plot)
                        m_plots[static_cast<size_t>(which)]->setTimeRange(lower, upper);
                }
            });
    connect(plot, &charts::PlotWidget::followRequested, this, &RunPlots::follow);
    connect(plot, &charts::PlotWidget::pointedAt, this, [this](std::optional<double> seconds) {
        for (charts::PlotWidget *each : m_plots)
            each->setReadout(seconds);
    });
    connect(plot, &charts::PlotWidget::lineCapacityChanged, this, &RunPlots::feed);
    connect(plot, &charts::PlotWidget::menuRequested, this,
            [this, plot](const QPoint &globalPosition) { showMenu(plot, globalPosition); });
}

void RunPlots::setTheme(const render::Theme &theme)
{
    m_lines.setColors(theme.series, theme.failure);
    for (charts::PlotWidget *plot : m_plots) {
        plot->setColors(
            {theme.surface, theme.border, theme.track, theme.text, theme.textMuted, theme.accent});
    }
    feed();
}

void RunPlots::setMarkers(const std::vector<charts::PlotMarker> &markers)
{
    for (charts::PlotWidget *plot : m_plots)
        plot->setMarkers(markers);
}

void RunPlots::begin(const model::Design &design)
{
    m_lines.setDesign(design);
    if (!m_isChosen && hasSessions(design) && m_chosen.insert(RunPlot::Sessions).second)
        arrange();
    m_hasCost = costPerHour(design).has_value();
    follow();
}

void RunPlots::setSelection(const std::set<QString> &ids)
{
    m_lines.setSelection(ids);
    feed();
}

void RunPlots::setReport(std::shared_ptr<const sim::RunReport> report, double now)
{
    m_report = std::move(report);
    m_reportAt = now;
    feed();
}

void RunPlots::clear()
{
    m_report.reset();
    feed();
}

void RunPlots::feed()
{
    for (const RunPlot which : kRunPlots) {
        if (!m_report)
            plot(which).setSeries(1.0, {});
        else if (m_chosen.count(which) > 0)
            plot(which).setLines(
                m_report->timeline.step,
                m_lines.lines(which, *m_report, m_reportAt, plot(which).lineCapacity()));
    }
}

void RunPlots::setNow(double now)
{
    m_now = now;
    // What nobody sees is drawn when it is shown.
    if (isVisible())
        showNow();
}

void RunPlots::showNow()
{
    for (const RunPlot which : m_chosen) {
        plot(which).setWholeRange(std::max(kLeastPlotRange, m_now));
        plot(which).setNow(m_now);
        if (m_range && plot(which).isFollowing())
            plot(which).setTimeRange(m_range->x(), m_range->y());
    }
}

void RunPlots::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    feed();
    showNow();
}

void RunPlots::follow()
{
    m_range.reset();
    for (charts::PlotWidget *plot : m_plots)
        plot->follow();
}

QStringList RunPlots::chosen() const
{
    QStringList names;
    for (const RunPlot which : m_chosen)
        names += QString::fromLatin1(kNames[static_cast<size_t>(which)]);
    return names;
}

void RunPlots::setChosen(const QStringList &names)
{
    std::set<RunPlot> chosen;
    for (const RunPlot which : kRunPlots) {
        if (names.contains(QString::fromLatin1(kNames[static_cast<size_t>(which)])))
            chosen.insert(which);
    }
    if (chosen.empty())
        return;
    m_isChosen = true;
    if (chosen == m_chosen)
        return;
    m_chosen = std::move(chosen);
    arrange();
    feed();
    showNow();
    Q_EMIT chosenChanged();
}

void RunPlots::choose(RunPlot which, bool isShown)
{
    QStringList names = chosen();
    const QString name = QString::fromLatin1(kNames[static_cast<size_t>(which)]);
    if (isShown)
        names += name;
    else
        names.removeAll(name);
    setChosen(names);
}

void RunPlots::fillMenu(QMenu &menu)
{
    for (const RunPlot which : kRunPlots) {
        const QString title = plot(which).text().title;
        const bool isCost = which == RunPlot::Cost;
        QAction *action = menu.addAction(
            isCost && !m_hasCost ? tr("%1 (no component has a cost per hour)").arg(title) : title);
        action->setCheckable(true);
        action->setData(static_cast<int>(which));
        connect(action, &QAction::toggled, this, [this, which, &menu](bool isShown) {
            choose(which, isShown);
            enableChoices(menu);
        });
    }
    enableChoices(menu);
    menu.installEventFilter(this);
}

void RunPlots::enableChoices(QMenu &menu) const
{
    for (QAction *action : menu.actions()) {
        const auto which = static_cast<RunPlot>(action->data().toInt());
        const QSignalBlocker blocker(action);
        action->setChecked(m_chosen.count(which) > 0);
        // One is always there, and what has nothing to show can only go.
        const bool isLast = action->isChecked() && m_chosen.size() == 1;
        action->setEnabled(action->isChecked() ? !isLast : which != RunPlot::Cost || m_hasCost);
    }
}

bool RunPlots::eventFilter(QObject *watched, QEvent *event)
{
    auto *menu = qobject_cast<QMenu *>(watched);
    if (!menu)
        return QWidget::eventFilter(watched, event);
    QAction *ticked = nullptr;
    if (event->type() == QEvent::MouseButtonRelease)
        ticked = menu->actionAt(static_cast<QMouseEvent *>(event)->position().toPoint());
    else if (event->type() == QEvent::KeyPress &&
             static_cast<QKeyEvent *>(event)->key() == Qt::Key_Space)
        ticked = menu->activeAction();
    if (!ticked || !ticked->isCheckable())
        return QWidget::eventFilter(watched, event);
    // The menu stays, so that several can be changed in one go.
    if (ticked->isEnabled())
        ticked->toggle();
    return true;
}

void RunPlots::arrange()
{
    const auto count = static_cast<int>(m_chosen.size());
    m_rows = std::clamp((height() + kSpacing) / (kLeastRowHeight + kSpacing), 1,
                        std::max(1, (count + 1) / 2));
    const int columns = (count + m_rows - 1) / m_rows;
    int place = 0;
    for (const RunPlot which : kRunPlots) {
        m_grid->removeWidget(&plot(which));
        plot(which).setVisible(m_chosen.count(which) > 0);
        plot(which).setMinimumWidth(columns > kFewPlots ? kReadableWidth
                                                        : charts::PlotWidget::kLeastWidth);
        if (m_chosen.count(which) > 0) {
            m_grid->addWidget(&plot(which), place / columns, place % columns);
            ++place;
        }
    }
    // Columns and rows without a plot keep no room.
    for (int i = 0; i < static_cast<int>(kRunPlots.size()); ++i) {
        m_grid->setColumnStretch(i, i < columns ? 1 : 0);
        m_grid->setRowStretch(i, i < m_rows ? 1 : 0);
    }
}

void RunPlots::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrange();
}

void RunPlots::showMenu(charts::PlotWidget *plot, const QPoint &globalPosition)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const bool hasLines = !plot->lines().empty() && !plot->lines().front().values.empty();
    const auto add = [&](const QString &text, const std::function<void()> &act) {
        menu->addAction(text, this, act)->setEnabled(hasLines);
    };
    add(tr("Copy as image"),
        [plot] { QGuiApplication::clipboard()->setImage(plot->image(kPictureScale)); });
    add(tr("Copy as CSV"), [plot] {
        QGuiApplication::clipboard()->setText(
            QString::fromUtf8(linesCsv(plot->step(), plot->lines(), plot->text().unit)));
    });
    add(tr("Save…"), [this, plot] { Q_EMIT saveRequested(plot); });
    menu->addSeparator();
    fillMenu(*menu->addMenu(tr("Plots")));
    menu->popup(globalPosition);
}

} // namespace loadstar::player
