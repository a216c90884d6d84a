// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "render/theme.h"
#include "sim/run_report.h"

#include <QWidget>

#include <array>
#include <vector>

namespace loadstar::charts {
class PlotWidget;
struct PlotMarker;
} // namespace loadstar::charts

namespace loadstar::player {

/// The plots of a run beside each other, linked in time and pointer.
class RunPlots : public QWidget
{
    Q_OBJECT

public:
    explicit RunPlots(QWidget *parent = nullptr);

    void setTheme(const render::Theme &theme);
    void setMarkers(const std::vector<charts::PlotMarker> &markers);
    /// The figures of a run that has come to `now` seconds.
    void setReport(const sim::RunReport &report, double now);
    void clear();
    /// The present moment, in seconds.
    void setNow(double now);
    /// Shows the whole run again.
    void follow();

    /// Throughput, response time and errors.
    const std::array<charts::PlotWidget *, 3> &plots() const { return m_plots; }

private:
    void link(charts::PlotWidget *plot);

    std::array<charts::PlotWidget *, 3> m_plots{};
};

} // namespace loadstar::player
