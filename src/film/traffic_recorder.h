// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "film/element_table.h"
#include "sim/trace.h"

#include <cstdint>
#include <vector>

namespace loadstar::film {

/// What a passage looks like. Passages of one connection and one form are thinned together.
enum class PassageForm { Request, Sticky, Retry, Answer, Refused };
constexpr int kPassageForms = 5;

PassageForm formOf(const sim::TraceSegment &segment);

/// A passage that stands for `weight` passages.
struct WeightedSegment
{
    sim::TraceSegment segment;
    int weight = 1;
};

/// The failure of a request that stands for `weight` failures.
struct WeightedFailure
{
    sim::TraceOutcome outcome;
    int weight = 1;
};

/// How many requests passed a connection; every one is counted.
struct ConnectionFlow
{
    int sent = 0;    ///< requests on their way out, retries included
    int refused = 0; ///< connections that were refused
};

/// What happened between two moments of a run, small enough to cross to the window's thread.
struct TrafficChunk
{
    double from = 0.0; ///< simulated seconds
    double to = 0.0;
    std::vector<WeightedSegment> segments;
    std::vector<WeightedFailure> failures;
    std::vector<sim::TraceCheck> checks;
    std::vector<sim::TraceVisit> visits;
    /// Every event, in order.
    std::vector<sim::TraceEvent> events;
    /// By connection number.
    std::vector<ConnectionFlow> flows;
};

/// Records a trace for painting. What comes thicker than the eye can tell apart is counted into the
/// next record that is kept, so a chunk stays small at any rate; a refusal is kept with its way
/// out. Used on the simulation's thread.
class TrafficRecorder : public sim::TraceSink
{
public:
    explicit TrafficRecorder(const ElementTable &table);

    /// Of the passages of one form over one connection (and of the failures at one component) keep
    /// one per this many simulated seconds; 0 keeps all, infinity none.
    void setGap(double seconds) { m_gap = seconds; }

    /// What happened since the last call, up to `now`.
    TrafficChunk take(double now);
    /// Forgets what happened and goes on from `now`.
    void skipTo(double now);

    void segment(const sim::TraceSegment &segment) override;
    void outcome(const sim::TraceOutcome &outcome) override;
    void check(const sim::TraceCheck &check) override;
    void visit(const sim::TraceVisit &visit) override;
    void event(const sim::TraceEvent &event) override;

private:
    struct Lane
    {
        double keptAt = -1.0e18;
        int skipped = 0;
        std::uint64_t request = 0; ///< the last that was kept
    };

    /// Whether the way out that this refusal belongs to was kept.
    bool hasKeptWayOut(int number, std::uint64_t request) const;
    /// The weight of a record at `at`, or 0 when it is only counted.
    int admit(Lane &lane, double at) const;
    void reset(double now);

    const int m_componentCount;
    const int m_connectionCount;
    double m_gap = 0.0;
    std::vector<Lane> m_passages; ///< by connection number and form
    std::vector<Lane> m_failures; ///< by component
    std::vector<Lane> m_checks;   ///< by connection number
    std::vector<Lane> m_visits;   ///< by connection number; then the same on the way back
    TrafficChunk m_chunk;
};

} // namespace loadstar::film
