// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "player/run_plots.h"

#include "charts/plot_widget.h"

#include <QHBoxLayout>
#include <QScrollArea>

#include <algorithm>
#include <cmath>

namespace loadstar::player {

namespace {

constexpr double kLeastPlotRange = 20.0; ///< seconds that the plots show at least

/// The bins that have wholly passed, times `factor`.
std::vector<std::optional<double>> passedBins(const sim::Timeline &timeline, const QString &name,
                                              double now, double factor)
{
    std::vector<std::optional<double>> result;
    const sim::TimelineSeries *series = timeline.find(name);
    if (!series)
        return result;
    const auto passed = static_cast<size_t>(std::floor(now / timeline.step + 1.0e-9));
    for (size_t i = 0; i < series->values.size() && i < passed; ++i) {
        result.push_back(series->values[i] ? std::optional(*series->values[i] * factor)
                                           : std::nullopt);
    }
    return result;
}

/// Failed requests in per cent of those that ended, per bin; empty where none ended.
std::vector<std::optional<double>> failedPercent(const sim::Timeline &timeline, double now)
{
    const auto answered = passedBins(timeline, QStringLiteral("throughput"), now, 1.0);
    auto failed = passedBins(timeline, QStringLiteral("errors"), now, 1.0);
    for (size_t i = 0; i < failed.size(); ++i) {
        const double good = i < answered.size() ? answered[i].value_or(0.0) : 0.0;
        const double bad = failed[i].value_or(0.0);
        failed[i] = good + bad > 0.0 ? std::optional(100.0 * bad / (good + bad)) : std::nullopt;
    }
    return failed;
}

} // namespace

RunPlots::RunPlots(QWidget *parent)
    : QWidget(parent)
{
    m_plots = {
        new charts::PlotWidget({tr("Throughput, requests/s"), tr("requests/s"), 1, 1.0}, this),
        new charts::PlotWidget({tr("Response time p95, ms"), tr("ms"), 0, 10.0}, this),
        new charts::PlotWidget({tr("Failed requests, %"), tr("%"), 1, 4.0}, this)};
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    // In a narrow window they are scrolled rather than squeezed.
    auto *scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *all = new QWidget(scroll);
    auto *row = new QHBoxLayout(all);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(16);
    for (charts::PlotWidget *plot : m_plots) {
        row->addWidget(plot);
        link(plot);
    }
    scroll->setMinimumHeight(m_plots.front()->minimumHeight());
    scroll->setWidget(all);
    scroll->viewport()->setAutoFillBackground(false);
    all->setAutoFillBackground(false);
    outer->addWidget(scroll);
}

void RunPlots::link(charts::PlotWidget *plot)
{
    connect(plot, &charts::PlotWidget::timeRangeChanged, this,
            [this, plot](double lower, double upper) {
                for (charts::PlotWidget *other : m_plots) {
                    if (other != plot)
                        other->setTimeRange(lower, upper);
                }
            });
    connect(plot, &charts::PlotWidget::followRequested, this, &RunPlots::follow);
    connect(plot, &charts::PlotWidget::pointedAt, this, [this](std::optional<double> seconds) {
        for (charts::PlotWidget *each : m_plots)
            each->setReadout(seconds);
    });
}

void RunPlots::setTheme(const render::Theme &theme)
{
    const auto series = [&theme](size_t i, const QColor &otherwise) {
        return i < theme.series.size() ? theme.series[i] : otherwise;
    };
    const std::array<QColor, 3> lines{series(0, theme.accent), series(1, theme.accent),
                                      theme.failure};
    for (size_t i = 0; i < m_plots.size(); ++i) {
        m_plots[i]->setColors(
            {theme.surface, theme.border, theme.track, theme.text, theme.textMuted, lines[i]});
    }
}

void RunPlots::setMarkers(const std::vector<charts::PlotMarker> &markers)
{
    for (charts::PlotWidget *plot : m_plots)
        plot->setMarkers(markers);
}

void RunPlots::setReport(const sim::RunReport &report, double now)
{
    const sim::Timeline &timeline = report.timeline;
    m_plots[0]->setSeries(timeline.step,
                          passedBins(timeline, QStringLiteral("throughput"), now, 1.0));
    m_plots[1]->setSeries(timeline.step, passedBins(timeline, QStringLiteral("p95"), now, 1000.0));
    m_plots[2]->setSeries(timeline.step, failedPercent(timeline, now));
}

void RunPlots::clear()
{
    for (charts::PlotWidget *plot : m_plots)
        plot->setSeries(1.0, {});
}

void RunPlots::setNow(double now)
{
    for (charts::PlotWidget *plot : m_plots) {
        plot->setWholeRange(std::max(kLeastPlotRange, now));
        plot->setNow(now);
    }
}

void RunPlots::follow()
{
    for (charts::PlotWidget *plot : m_plots)
        plot->follow();
}

} // namespace loadstar::player
