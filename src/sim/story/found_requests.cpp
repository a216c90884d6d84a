// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/story/found_requests.h"

#include "sim/story/run_story.h"

#include <QCoreApplication>

#include <algorithm>
#include <unordered_map>

namespace loadstar::sim {

namespace {

/// Keeps the failed requests with their reasons, and the slowest of the answered ones.
class RequestFinder : public TraceSink
{
public:
    struct Answer
    {
        TraceOutcome outcome;
        ElementIndex servedBy = kNoElement;
        double waited = 0.0;
    };

    RequestFinder(const model::Design &design, std::size_t mostFailed, std::size_t mostSlow)
        : story(design, mostFailed)
        , m_mostSlow(mostSlow)
    {}

    void event(const TraceEvent &event) override { story.event(event); }
    void sessionLost(const TraceSessionLoss &loss) override { story.sessionLost(loss); }
    void segment(const TraceSegment &segment) override
    {
        if (segment.fate == Fate::Answered) // the first is from where it was served
            m_servedBy.emplace(segment.request, segment.from);
    }
    void work(const TraceWork &work) override
    {
        if (!work.isDone && work.waited > 0.0)
            m_waited[work.request] += work.waited;
    }
    void outcome(const TraceOutcome &outcome) override
    {
        story.outcome(outcome);
        const auto waiting = m_waited.extract(outcome.request);
        const auto served = m_servedBy.find(outcome.request);
        const ElementIndex node = served != m_servedBy.end() ? served->second : outcome.where;
        if (served != m_servedBy.end())
            m_servedBy.erase(served);
        if (outcome.fate != Fate::Answered)
            return;
        ++answeredCount;
        keep({outcome, node, waiting ? waiting.mapped() : 0.0});
    }

    /// The slowest first.
    std::vector<Answer> takeSlowest()
    {
        std::sort_heap(m_slowest.begin(), m_slowest.end(), isSlower);
        return std::move(m_slowest);
    }

    RunStory story;
    std::int64_t answeredCount = 0;

private:
    static bool isSlower(const Answer &left, const Answer &right)
    {
        const double leftTook = left.outcome.at - left.outcome.sentAt;
        const double rightTook = right.outcome.at - right.outcome.sentAt;
        if (leftTook != rightTook)
            return leftTook > rightTook;
        return left.outcome.request < right.outcome.request;
    }
    /// The heap has the fastest of those that are kept in front.
    void keep(const Answer &answer)
    {
        const bool isFull = m_slowest.size() >= m_mostSlow;
        if (isFull && (m_slowest.empty() || !isSlower(answer, m_slowest.front())))
            return;
        m_slowest.push_back(answer);
        std::push_heap(m_slowest.begin(), m_slowest.end(), isSlower);
        if (isFull) {
            std::pop_heap(m_slowest.begin(), m_slowest.end(), isSlower);
            m_slowest.pop_back();
        }
    }

    std::size_t m_mostSlow;
    std::vector<Answer> m_slowest;
    std::unordered_map<std::uint64_t, ElementIndex> m_servedBy; ///< of answers under way
    std::unordered_map<std::uint64_t, double> m_waited;         ///< of requests under way
};

} // namespace

base::Result<FoundRequests> findRequests(const model::Design &design, const RunOptions &options,
                                         double until, std::size_t mostFailed, std::size_t mostSlow,
                                         const base::TaskControl *control)
{
    auto created = DesignSimulation::create(design, options);
    if (!created)
        return created.error();
    DesignSimulation &simulation = *created.value();
    RequestFinder finder(design, mostFailed, mostSlow);
    simulation.setTraceSink(&finder);
    if (!simulation.runUntil(until, control)) {
        return simulation.failure().value_or(
            base::Error{QStringLiteral("sim.cancelled"),
                        QCoreApplication::translate("Simulation", "the simulation was cancelled"),
                        {}});
    }
    FoundRequests result;
    const RunStory &story = finder.story;
    for (std::size_t reason = 0; reason < kFailureReasons; ++reason)
        result.failedCount += story.count(static_cast<FailureReason>(reason));
    for (const RunStory::FailedRequest &failed : story.failedRequests()) {
        result.failed.push_back({failed.outcome.request, failed.outcome.sentAt, failed.outcome.at,
                                 story.idOf(failed.outcome.users), story.idOf(failed.outcome.where),
                                 QString::fromLatin1(failureReasonName(failed.reason))});
    }
    result.answeredCount = finder.answeredCount;
    for (const RequestFinder::Answer &answer : finder.takeSlowest()) {
        result.slowest.push_back({answer.outcome.request, answer.outcome.sentAt, answer.outcome.at,
                                  story.idOf(answer.outcome.users), story.idOf(answer.servedBy),
                                  answer.waited});
    }
    return result;
}

} // namespace loadstar::sim
