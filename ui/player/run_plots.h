// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "player/plot_lines.h"
#include "render/theme.h"

#include <QPointF>
#include <QStringList>
#include <QWidget>

#include <array>
#include <memory>
#include <optional>
#include <set>
#include <vector>

class QGridLayout;
class QMenu;
class QScrollArea;

namespace loadstar::charts {
class PlotWidget;
struct PlotMarker;
} // namespace loadstar::charts

namespace loadstar::player {

/// The plots of a run, linked in time and pointer: those that are chosen, in as many rows as there
/// is height for.
class RunPlots : public QWidget
{
    Q_OBJECT

public:
    explicit RunPlots(QWidget *parent = nullptr);

    void setTheme(const render::Theme &theme);
    void setMarkers(const std::vector<charts::PlotMarker> &markers);
    /// What the next reports are about; shows the whole run again.
    void begin(const model::Design &design);
    /// Components whose lines come first.
    void setSelection(const std::set<QString> &ids);
    /// The figures of a run that has come to `now` seconds.
    void setReport(std::shared_ptr<const sim::RunReport> report, double now);
    void clear();
    /// The present moment, in seconds.
    void setNow(double now);

    /// Names of the plots that are shown: "throughput", "responseTime", …
    QStringList chosen() const;
    /// Names that are not known are left out; without any that is, nothing changes.
    void setChosen(const QStringList &names);
    /// Adds a check mark for each plot; the menu stays open while they are clicked.
    void fillMenu(QMenu &menu);

    /// All plots in the order of kRunPlots, shown or not.
    const std::array<charts::PlotWidget *, kRunPlots.size()> &plots() const { return m_plots; }
    charts::PlotWidget &plot(RunPlot which) const { return *m_plots[static_cast<size_t>(which)]; }

Q_SIGNALS:
    void chosenChanged();
    /// Somebody wants this plot as a file.
    void saveRequested(loadstar::charts::PlotWidget *plot);

protected:
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void link(charts::PlotWidget *plot);
    void follow();
    void arrange();
    void feed();
    void showNow();
    void showMenu(charts::PlotWidget *plot, const QPoint &globalPosition);
    void choose(RunPlot which, bool isShown);
    /// Makes the check marks of a menu those of the plots that are shown.
    void enableChoices(QMenu &menu) const;

    std::array<charts::PlotWidget *, kRunPlots.size()> m_plots{};
    QScrollArea *m_scroll = nullptr;
    QGridLayout *m_grid = nullptr;
    std::set<RunPlot> m_chosen{RunPlot::Throughput, RunPlot::ResponseTime, RunPlot::Errors,
                               RunPlot::Utilization};
    bool m_isChosen = false; ///< by somebody, now or in an earlier session
    int m_rows = 0;
    PlotLines m_lines;
    std::shared_ptr<const sim::RunReport> m_report;
    double m_reportAt = 0.0;
    double m_now = 0.0;
    std::optional<QPointF> m_range; ///< what somebody zoomed to
    bool m_hasCost = false;
};

} // namespace loadstar::player
