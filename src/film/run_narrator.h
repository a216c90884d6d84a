// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "film/element_table.h"
#include "model/design.h"
#include "model/kind_registry.h"
#include "sim/trace.h"

#include <QString>

#include <map>
#include <optional>

namespace loadstar::film {

/// The element's name as people see it: a component's name, "front to rstudio-1" for a connection,
/// else the id.
QString elementName(const model::Design &design, const model::ElementId &id);

/// What a run event is called: "Marked down" for "marked-down"; a name that is not known comes back
/// readable.
QString eventWords(const QString &what);

/// A few words on the canvas about something that just happened.
struct RunCaption
{
    model::ElementId anchor;  ///< the component it stands beside
    model::ElementId subject; ///< whom it is about
    QString title;
    QString text;    ///< further lines; may be empty
    double at = 0.0; ///< when it happened, in simulated seconds

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
    ElementTable m_elements;
    std::map<sim::ElementIndex, double> m_failedAt;
    std::map<sim::ElementIndex, double> m_recoveredAt;
};

} // namespace loadstar::film
