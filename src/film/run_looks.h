// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "film/blast_radius.h"
#include "film/element_table.h"
#include "film/run_narrator.h"
#include "film/traffic_recorder.h"
#include "model/design.h"
#include "model/kind_registry.h"
#include "render/diagram_painter.h"
#include "sim/design_simulation.h"

#include <vector>

namespace loadstar::film {

/// What the diagram shows of a run: health with its words, how busy, what waits, which lines are
/// refused, idle or busy. Turns snapshots into looks; knows no widget.
///
/// Health of a component: hung, down, pending (it is up but all balancers hold it down), degraded
/// (slowed, or some balancers hold it down), drain, standby, else up. What is up and suffers from
/// what is not has a band around it and says so; what stands in a place that is down steps back.
class RunLooks
{
public:
    RunLooks() = default;
    RunLooks(const model::Design &design, const model::KindRegistry &kinds);

    /// The run has come to `snapshot.now`; `smoothing` is the simulated time over which rates and
    /// utilisations are averaged, in seconds; 0 takes those of the snapshot.
    void follow(const sim::Snapshot &snapshot, const TrafficChunk &traffic, double smoothing);

    /// The looks of the present moment; `narrator` knows since when something is down.
    render::DiagramLooks looks(const RunNarrator &narrator) const;

    /// The design of the run.
    const model::Design &design() const { return m_design; }
    /// Requests per second over a connection, averaged.
    double rateOf(int connectionNumber) const;

private:
    struct Verdict
    {
        int balancers = 0;
        int holdingDown = 0;
        int counted = 0; ///< good checks in a row, of the balancer that is nearest to marking it up
        int needed = 0;
    };
    struct Load
    {
        double average = 0.0;
        bool isKnown = false;
    };

    render::Health healthOf(const model::ComponentKind &kind, const sim::ComponentState &state,
                            const Verdict &verdict) const;
    /// What is told of a component, and the same in fewer words where there are some.
    struct Detail
    {
        QString full;
        QStringList shorter; ///< ever fewer words
    };

    /// How it suffers; empty when it does not.
    Detail sufferingOf(sim::ElementIndex index) const;
    Detail busyWords(sim::ElementIndex index, const model::ComponentKind &kind) const;
    Detail detailOf(sim::ElementIndex index, const model::ComponentKind &kind,
                    render::Health health, const RunNarrator &narrator) const;
    render::ConnectionLook connectionLookOf(sim::ElementIndex index) const;
    const sim::ComponentState *stateOf(sim::ElementIndex component) const;

    model::Design m_design;
    const model::KindRegistry *m_kinds = nullptr;
    ElementTable m_elements;
    sim::Snapshot m_snapshot;
    BlastRadius m_blast;
    std::vector<Suffering> m_sufferings; ///< by component
    std::vector<int> m_unnoticed;    ///< by component: its targets that are down and that it uses
    std::vector<Verdict> m_verdicts; ///< by component
    std::vector<Load> m_loads;       ///< by component
    std::vector<double> m_rates;     ///< by connection number, requests per second
    std::vector<double> m_refusals;  ///< by connection number, refusals per second
};

} // namespace loadstar::film
