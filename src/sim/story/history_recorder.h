// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/run_data.h"
#include "sim/run_history.h"
#include "sim/story/run_story.h"

namespace loadstar::sim {

/// Fills a RunHistory bin by bin: rates from what the sums about each component grew by, reasons of
/// failures from the trace, which it hands on to another sink. A copy goes on alike, but hands
/// nothing on.
class HistoryRecorder : public TraceSink
{
public:
    /// For a run of `design` in bins of `step` seconds, above 0.
    HistoryRecorder(const model::Design &design, double step);
    HistoryRecorder(const HistoryRecorder &other);
    HistoryRecorder &operator=(const HistoryRecorder &) = delete;

    /// Who gets the trace as well; may be null.
    void setNext(TraceSink *next) { m_next = next; }

    void segment(const TraceSegment &segment) override;
    void outcome(const TraceOutcome &outcome) override;
    void check(const TraceCheck &check) override;
    void visit(const TraceVisit &visit) override;
    void work(const TraceWork &work) override;
    void event(const TraceEvent &event) override;
    void sessionLost(const TraceSessionLoss &loss) override;
    void session(const TraceSession &session) override;

    /// Where the present bin ends, in seconds.
    double binEnd() const;
    /// The present bin has passed: `sums` are those since the start of the measured time (they may
    /// have begun anew in the bin), `held` the sessions that each component holds.
    void closeBin(const std::vector<ComponentSums> &sums, const std::vector<int> &held,
                  const SessionCounts &sessions);

    const RunHistory &history() const { return m_history; }

private:
    RunHistory m_history;
    RunStory m_story;
    std::vector<ComponentSums> m_before;
    std::array<std::int64_t, kFailureReasons> m_failuresBefore{};
    TraceSink *m_next = nullptr;
};

} // namespace loadstar::sim
