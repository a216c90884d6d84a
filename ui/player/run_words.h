// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "film/element_table.h"
#include "model/design.h"
#include "model/kind_registry.h"
#include "sim/run_report.h"
#include "sim/trace.h"

#include <QString>

#include <map>
#include <optional>

namespace loadstar::player {

/// What a run event is called: "Marked down" for "marked-down"; a name that is not known comes back
/// readable.
QString eventWords(const QString &what);

/// The same with how it failed: "Failed (crashed)".
QString eventWords(const sim::RunEvent &event);

/// Who caused a run event: "Scenario", "Chance", or the element's name.
QString causeWords(const QString &by, const model::Design &design);

/// "840 ms" or "12.3 s" for a time in seconds.
QString timeWords(double seconds);

/// "99.31 % answered · p95 840 ms · 3 sessions lost": what a run comes to so far. The percentage is
/// rounded down, so that 100 % means all.
QString headlineWords(const sim::RunReport &report);

/// A few words on the canvas about something that just happened.
struct RunCaption
{
    model::ElementId anchor;  ///< the component it stands beside
    model::ElementId subject; ///< whom it is about
    QString title;
    QString text; ///< further lines; may be empty

    bool operator==(const RunCaption &) const = default;
};

/// Makes captions from the events of a run, in their order; remembers when what failed.
class RunNarrator
{
public:
    RunNarrator() = default;
    RunNarrator(const model::Design &design, const model::KindRegistry &kinds)
        : m_design(design)
        , m_kinds(&kinds)
        , m_elements(design)
    {}

    /// The caption, or none for what needs no words.
    std::optional<RunCaption> tell(const sim::TraceEvent &event);

    /// When the component failed last and did not recover since, in seconds.
    std::optional<double> downSince(sim::ElementIndex component) const;

private:
    QString nameOf(sim::ElementIndex element) const;
    /// The factor that the scenario gives to this event, if it does.
    std::optional<double> factorOf(const sim::TraceEvent &event) const;
    /// Number of checks in a row that `key` (fall or rise) of the balancer asks for.
    int checksNeeded(sim::ElementIndex balancer, const QString &key) const;
    QString sinceWords(const std::map<sim::ElementIndex, double> &moments,
                       const sim::TraceEvent &event, const QString &words) const;

    model::Design m_design;
    const model::KindRegistry *m_kinds = nullptr;
    film::ElementTable m_elements;
    std::map<sim::ElementIndex, double> m_failedAt;
    std::map<sim::ElementIndex, double> m_recoveredAt;
};

} // namespace loadstar::player
