// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "health/replay.h"

#include "health/health_tracker.h"
#include "health/nginx_passive.h"

#include <algorithm>
#include <limits>

namespace loadstar::health {

namespace {

CheckResult resultAt(const std::vector<RecordedCheck> &record, double time)
{
    const auto next =
        std::upper_bound(record.begin(), record.end(), time,
                         [](double at, const RecordedCheck &check) { return at < check.at; });
    return next == record.begin() ? record.front().result : std::prev(next)->result;
}

/// Active rules: checks change the verdict, requests only suffer.
class ActiveReplay
{
public:
    ActiveReplay(const std::vector<RecordedCheck> &record, const ReplaySetup &setup, double start)
        : m_record(record)
        , m_tracker(setup.checks)
        , m_next(start + setup.phase)
    {
        m_outcome.rules = setup.checks.rules;
    }

    /// Everything that is known before `time`.
    void advance(double time)
    {
        for (;;) {
            const double due = m_isUnderWay ? m_ends : m_next;
            if (due >= time)
                return;
            m_isUnderWay ? end() : begin();
        }
    }
    bool isHeldUp(double) const { return m_tracker.isUp(); }
    void request(double, bool) {}
    ReplayOutcome &outcome() { return m_outcome; }

private:
    void begin()
    {
        ++m_outcome.checks;
        m_result = resultAt(m_record, m_next);
        const bool hangs = m_result == CheckResult::TimedOut;
        m_ends = m_next + (hangs ? m_tracker.settings().timeout : 0.0);
        m_isUnderWay = true;
    }
    void end()
    {
        m_isUnderWay = false;
        const double started = m_next;
        if (m_tracker.record(m_result) != Change::None)
            m_outcome.steps.push_back({m_ends, m_tracker.isUp()});
        // Where checks start to start the next may be due before the time-out of this one.
        m_next = std::max(m_tracker.nextStart(started, m_ends), m_ends);
    }

    const std::vector<RecordedCheck> &m_record;
    HealthTracker m_tracker;
    ReplayOutcome m_outcome;
    double m_next;
    double m_ends = 0.0;
    CheckResult m_result = CheckResult::Passed;
    bool m_isUnderWay = false;
};

/// Passive rules: the requests themselves are the checks.
class PassiveReplay
{
public:
    explicit PassiveReplay(const ReplaySetup &setup)
        : m_passive(setup.checks.fall, setup.checks.interval)
    {
        m_outcome.rules = setup.checks.rules;
    }

    void advance(double) {}
    bool isHeldUp(double now) const { return m_passive.accepts(now); }
    void request(double now, bool hasPassed)
    {
        m_passive.recordSent();
        const Change change = hasPassed ? m_passive.recordSuccess() : m_passive.recordFailure(now);
        if (change != Change::None)
            m_outcome.steps.push_back({now, change == Change::MarkedUp});
    }
    ReplayOutcome &outcome() { return m_outcome; }

private:
    NginxPassive m_passive;
    ReplayOutcome m_outcome;
};

template <typename Machine>
ReplayOutcome follow(Machine machine, const std::vector<RecordedCheck> &record,
                     double requestInterval, double until)
{
    const double start = record.front().at;
    for (int number = 1;; ++number) {
        const double now = start + number * requestInterval;
        if (now >= until)
            break;
        machine.advance(now);
        if (!machine.isHeldUp(now))
            continue;
        const bool hasPassed = isPass(resultAt(record, now));
        ++machine.outcome().requestsSent;
        machine.outcome().requestsLost += hasPassed ? 0 : 1;
        machine.request(now, hasPassed);
    }
    machine.advance(until);
    return machine.outcome();
}

} // namespace

ReplayOutcome replay(const std::vector<RecordedCheck> &record, const ReplaySetup &setup,
                     double until)
{
    if (record.empty()) {
        ReplayOutcome nothing;
        nothing.rules = setup.checks.rules;
        return nothing;
    }
    if (traitsOf(setup.checks.rules).isPassive)
        return follow(PassiveReplay(setup), record, setup.requestInterval, until);
    return follow(ActiveReplay(record, setup, record.front().at), record, setup.requestInterval,
                  until);
}

std::vector<ReplayOutcome> replay(const std::vector<RecordedCheck> &record,
                                  const std::vector<ReplaySetup> &setups, double until)
{
    std::vector<ReplayOutcome> outcomes;
    for (const ReplaySetup &setup : setups)
        outcomes.push_back(replay(record, setup, until));
    return outcomes;
}

} // namespace loadstar::health
