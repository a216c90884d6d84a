// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/task.h"
#include "sim/behaviours/agents.h"
#include "sim/behaviours/balancers.h"
#include "sim/behaviours/batch_queues.h"
#include "sim/behaviours/calls.h"
#include "sim/behaviours/checks.h"
#include "sim/behaviours/copies.h"
#include "sim/behaviours/failures.h"
#include "sim/behaviours/faults.h"
#include "sim/behaviours/load_averages.h"
#include "sim/behaviours/nodes.h"
#include "sim/behaviours/outliers.h"
#include "sim/behaviours/recoveries.h"
#include "sim/behaviours/sessions.h"
#include "sim/behaviours/storages.h"
#include "sim/behaviours/takeovers.h"
#include "sim/behaviours/users.h"
#include "sim/coming_event.h"
#include "sim/engine/event_ladder.h"
#include "sim/engine/random_streams.h"
#include "sim/event_kind.h"
#include "sim/metrics.h"
#include "sim/plan.h"
#include "sim/request_pool.h"
#include "sim/trace.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace loadstar::sim {

/// One run: the clock, the queues, the requests under way, and a behaviour per role. Behaviours
/// hold the state of their components and meet here; what a request does between two components is
/// in this class.
class World
{
public:
    /// One traffic connection as requests need it.
    struct Link
    {
        double latency = 0.0;
        std::uint32_t fromIndex = kNone;
        std::uint32_t toIndex = kNone;
        std::uint32_t target = kNone; ///< number among the targets of a balancer
        PartKind fromKind = PartKind::Passive;
        PartKind toKind = PartKind::Passive;
        bool isCut = false;
        bool isDraining = false;  ///< its end is a node that drains
        bool isDisturbed = false; ///< messages are late, or checks fail, for a fault
    };

    World(Plan design, const RunOptions &runOptions);
    /// The same run at the same moment, without a trace; both go on alike.
    World(const World &other);
    World &operator=(const World &) = delete;
    ~World() = default;

    /// Handles every event before `until`; false when `control` asked to stop or too many requests
    /// were under way first.
    bool runUntil(double until, const base::TaskControl *control);

    /// What it would handle next.
    ComingEvent comingEvent();

    // The way of a request

    /// Sends it over a link, now.
    void sendOver(std::uint32_t request, std::uint32_t link);
    /// It was not let in at the end of its link.
    void refuse(std::uint32_t request);
    /// A node lets it in.
    void land(std::uint32_t request, std::uint32_t node);
    /// Its node is done with it.
    void answer(std::uint32_t request);
    /// Its answer goes back over its last link.
    void passBack(std::uint32_t request);
    /// It ends without an answer, wherever it is; what is being served stays behind as a ghost.
    void fail(std::uint32_t request, Fate fate, ElementIndex where);
    /// It leaves its place, wherever it is, without an outcome for its client. `fate` tells its
    /// balancers what to think of their targets.
    void withdraw(std::uint32_t request, Fate fate);

    /// How a request that took several attempts ended for its client.
    struct CallOutcome
    {
        double sentAt = 0.0;
        double bare = 0.0; ///< of the attempt that was answered
        std::uint64_t number = 0;
        std::uint32_t users = 0;
        std::uint32_t client = 0;
        std::uint32_t session = 0;
        std::uint8_t flags = 0; ///< of Request
        Fate fate = Fate::Answered;
        ElementIndex where = kNoElement;
    };
    void concludeCall(const CallOutcome &outcome);

    void countRetry(const Request &request)
    {
        metrics.counts.retried += request.has(Request::Measured) ? 1 : 0;
    }

    /// Whether it went through a balancer and is still held open there.
    bool hasPassed(const Request &request, ElementIndex balancer) const;
    /// The component it is on, or is on the way to.
    ElementIndex whereIs(const Request &request) const;

    /// Whether more requests are under way than a run may have.
    bool isOverloaded() const { return requests.size() > options.mostUnderWay; }
    bool isMeasuring() const { return now >= options.warmup; }
    bool isCut(ElementIndex connection) const { return m_isCut[plan.connectionNumber(connection)]; }
    bool isDraining(std::uint32_t node) const { return m_isDraining[node]; }

    /// A network fault cuts a connection, or one of those that did so ends.
    void partition(ElementIndex connection, bool isCut);
    void setDraining(ElementIndex node, bool isDraining, ElementIndex by);
    /// A drain that maintenance began is over with it.
    void maintenanceOver(ElementIndex part);

    void schedule(double time, engine::Priority priority, EventKind kind, std::uint32_t subject,
                  std::uint32_t token);

    /// Adds an event of no request that has its sequence number already.
    void push(const engine::Event &event);

    void log(EventWhat what, ElementIndex target, ElementIndex by,
             FailureMode mode = FailureMode::None);
    void traceCheck(std::uint32_t link, TraceCheck::Phase phase);
    void traceVisit(std::uint32_t node, const StateLink &link, bool isDone);
    /// `work` core-seconds of the request begin at its node, or are done.
    void traceWorkBegun(std::uint32_t request, double work);
    void traceWorkDone(std::uint32_t request);

    /// The same for all copies of a run.
    const std::shared_ptr<const Plan> sharedPlan;
    const Plan &plan;
    const RunOptions options;
    const engine::RandomStreams streams;
    double now = 0.0;
    engine::EventSequence sequence;
    RequestPool requests;
    LinkChains chains;
    std::vector<Link> links;
    Metrics metrics;
    std::vector<TraceEvent> events; ///< the first options.mostEvents
    std::int64_t eventsLeftOut = 0;
    bool hadMaintenance = false;
    TraceSink *trace = nullptr;
    std::uint64_t handledEvents = 0;

    Users users;
    Calls calls;
    Sessions sessions;
    Nodes nodes;
    Storages storages;
    Copies copies;
    LoadAverages loadAverages;
    Balancers balancers;
    Checks checks;
    Agents agents;
    Failures failures;
    Takeovers takeovers;
    Outliers outliers;
    Faults faults;
    Recoveries recoveries;
    BatchQueues batchQueues;

private:
    void makeLinks();
    void start();
    /// Fetches into the cache what an event will need, bit by bit as it comes nearer.
    void lookAhead(const engine::Event &event, std::size_t distance) const;
    /// Where an event finds its request; none where it has none, or comes too late for it.
    ElementIndex placeOf(const engine::Event &event) const;
    void handleRequestEvent(const engine::Event &event);
    void handleOtherEvent(const engine::Event &event);
    /// Of failures, maintenance and faults.
    void handleStateEvent(const engine::Event &event);
    void act(const ScenarioStep &step, std::uint32_t number);
    void beginMaintenance(const ScenarioStep &step, std::uint32_t number);
    void disconnect(ElementIndex connection, bool isCut);
    void applyCut(ElementIndex connection);
    void failAllOver(std::uint32_t link);
    /// A node to which users are wired straight has nothing left of what it drained.
    void checkDrained(std::uint32_t link);
    void arriveAt(std::uint32_t request);
    void refusalArrives(std::uint32_t request);
    void complete(std::uint32_t request);
    double latencyOf(std::uint32_t link)
    {
        double latency = links[link].latency;
        if (links[link].isDisturbed) [[unlikely]]
            latency += faults.delayOn(link);
        return latency;
    }
    void traceSegment(std::uint32_t request, Fate fate, double latency);
    /// Its number in the trace: that of the request that it is an attempt of.
    std::uint64_t numberOf(std::uint32_t request) const;
    void countAnswer(bool isMeasured, double sentAt, double bare);
    void countFailure(bool isMeasured, Fate fate, ElementIndex where);
    bool leavePlace(std::uint32_t request);
    void traceOutcome(const Request &request, Fate fate, ElementIndex where);

    engine::EventLadder m_requestEvents; ///< of requests: many, and short-lived
    engine::EventLadder m_otherEvents;   ///< checks, failures, scenario
    std::vector<bool> m_isCut;           ///< by connection number, for any reason
    std::vector<bool> m_isDisconnected;  ///< by connection number, by scenario
    std::vector<int> m_partitions;       ///< by connection number: faults that cut it
    std::vector<bool> m_isDraining;      ///< by node
    std::vector<bool> m_isDrained;       ///< by link from users: its node has told so
    std::vector<bool> m_drainsForWork;   ///< by node: until its maintenance is over
};

} // namespace loadstar::sim
