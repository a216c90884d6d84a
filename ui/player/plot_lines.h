// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "charts/plot_line.h"
#include "model/design.h"
#include "sim/run_report.h"

#include <QString>

#include <array>
#include <map>
#include <optional>
#include <set>
#include <vector>

namespace loadstar::player {

/// What the plots of a run are about.
enum class RunPlot { Throughput, ResponseTime, Errors, Utilization, Queue, Sessions, Cost };
inline constexpr std::array kRunPlots{
    RunPlot::Throughput, RunPlot::ResponseTime, RunPlot::Errors, RunPlot::Utilization,
    RunPlot::Queue,      RunPlot::Sessions,     RunPlot::Cost};

/// What the design costs per hour: the sum of costPerHour over its components; nothing when none
/// has it. A design's cost so far in a run is that times the simulated time: what exists is paid
/// for, whether it is up or not.
std::optional<double> costPerHour(const model::Design &design);

/// Makes the lines of plots from what a run reports; never more of them than can be read.
class PlotLines
{
public:
    void setDesign(const model::Design &design) { m_design = design; }
    /// Those among which somebody chose are shown before the busiest.
    void setSelection(std::set<QString> ids) { m_selection = std::move(ids); }
    void setColors(std::vector<QColor> series, QColor failure);

    /// The lines of a plot, at most `most` of them (2 at least), up to `now` seconds. Of more
    /// components the selected ones, then those with the highest peak are shown in id order; what
    /// is left is one dashed line, its mean (utilisation) or its sum (queue).
    std::vector<charts::PlotLine> lines(RunPlot plot, const sim::RunReport &report, double now,
                                        int most);

private:
    using Values = std::vector<std::optional<double>>;
    struct Part
    {
        QString id;
        Values values;
        double peak = 0.0;
        size_t place = 0; ///< in id order among all components with figures
    };

    std::vector<charts::PlotLine> errors(const sim::RunReport &report, size_t bins, int most) const;
    /// Those held at the end of each bin, and those lost and broken since the start.
    std::vector<charts::PlotLine> sessions(const sim::RunReport &report, size_t bins) const;
    std::vector<charts::PlotLine> cost(const sim::RunReport &report, size_t bins) const;
    std::vector<charts::PlotLine> ofParts(std::vector<Part> parts, int most, bool isSummed) const;
    /// The colour of the place-th component in id order; the next free one where another line of
    /// the plot has that already.
    QColor colorFor(size_t place, std::set<size_t> &taken) const;
    QColor series(size_t number) const;

    model::Design m_design;
    std::set<QString> m_selection;
    std::vector<QColor> m_series{QColor(0x25, 0x63, 0xeb)};
    QColor m_failure;
};

} // namespace loadstar::player
