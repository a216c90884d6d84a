// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace loadstar::sim {

/// Number of a component or connection in a run: components of the design in id order from 0, then
/// connections in id order. DesignSimulation::elementId() gives the id. Negative values are not
/// elements.
using ElementIndex = std::int32_t;
constexpr ElementIndex kNoElement = -1;

/// What a passage over a connection carries, or how a request ended.
enum class Fate : std::uint8_t {
    Travelling, ///< a request on its way out
    Answered,   ///< an answer on its way back; as an end: completed
    Refused,    ///< a refused connection; as an end: refused everywhere it was tried
    Rejected,   ///< turned away by a full queue
    Failed,     ///< died with what it was on, or found no usable target
    TimedOut,   ///< the client gave up
    Retry,      ///< a further attempt of a request on its way out
};

/// One passage of a request or its answer over a connection. With latency 0 it departs and arrives
/// at the same time. Reported when it departs.
struct TraceSegment
{
    double departs = 0.0; ///< seconds since the start of the run
    double arrives = 0.0;
    std::uint64_t request = 0; ///< running number in the order of sending, from 1
    std::uint32_t client = 0;  ///< running number over all users components, from 0
    ElementIndex from = kNoElement;
    ElementIndex to = kNoElement;
    ElementIndex connection = kNoElement; ///< none when a primary node hands a request on
    Fate fate = Fate::Travelling;
    bool hasCookie = false; ///< it was routed by stickiness
};

/// The end of a request. Every request that does not stay in flight has exactly one.
struct TraceOutcome
{
    double at = 0.0;
    double sentAt = 0.0;
    std::uint64_t request = 0;
    std::uint32_t client = 0;
    ElementIndex users = kNoElement;
    ElementIndex where = kNoElement; ///< the component it was on when it ended
    Fate fate = Fate::Answered;
};

/// One health check: reported when it is sent and when its result is known.
struct TraceCheck
{
    enum class Phase : std::uint8_t { Sent, Passed, Failed };

    double at = 0.0;
    ElementIndex balancer = kNoElement;
    ElementIndex target = kNoElement;
    ElementIndex connection = kNoElement;
    Phase phase = Phase::Sent;
};

/// A visit of a request, which its node serves, to a storage: reported when the storage takes it on
/// and when it is done with it.
struct TraceVisit
{
    double at = 0.0;
    ElementIndex node = kNoElement;
    ElementIndex storage = kNoElement; ///< as the design has it, also while another serves for it
    ElementIndex connection = kNoElement;
    bool isDone = false;
};

/// The work that a node does for a request: reported when it begins and when it is done.
struct TraceWork
{
    double at = 0.0;
    std::uint64_t request = 0;
    ElementIndex node = kNoElement;
    bool isDone = false;
    bool isShared = false; ///< it shares the cores with all others there, so it never waits
    double waited = 0.0;   ///< seconds since it came to the node; of a beginning only
    double alone = 0.0;    ///< seconds on a core of its own at full speed; of a beginning only
};

/// What an event says; the names of the contract are in eventName().
enum class EventWhat : std::uint8_t {
    Fail,
    Recover,
    Slow,
    Surge,
    Resize,
    Resized,
    Drain,
    Undrain,
    Drained,
    MarkedDown,
    MarkedUp,
    Promoted,
    Cutover,
    Failover,
    Failback,
    Disconnect,
    Reconnect,
    Maintain,
    Maintained,
    Fault,
    Healed,
    Configure,
    Reweight,
    Agent,             ///< what a node's agent answers has changed
    Respond,           ///< the status that a node's heartbeat answers has changed
    BreakerOpened,     ///< the circuit breaker of a users component cuts it off
    BreakerHalfOpened, ///< it lets some attempts through, to see
    BreakerClosed,
};

/// "fail", "marked-down", … as the report prints it.
const char *eventName(EventWhat what);

/// Who caused an event when it was no element.
constexpr ElementIndex kByScenario = -2;
constexpr ElementIndex kByChance = -3;
constexpr ElementIndex kByPlayer = -4; ///< somebody who watches the run
constexpr ElementIndex kByStart = -5;  ///< the state that the run began in

/// "scenario", "random", … as the report prints it; empty for kNoElement.
const char *causeName(ElementIndex by);

/// How an element failed, or what is wrong with it.
enum class FailureMode : std::uint8_t {
    None,
    Crash,
    Hang,
    Cpu,
    Memory,
    Errors,
    DiskFull,
    SlowIo,
    Delay,
    Loss,
    Partition,
    Dns,
    Certificate,
    Flapping,
};

/// "crash", "slow-io", … as the report prints it; empty for None.
const char *failureModeName(FailureMode mode);

/// A change of state: something failed, came back, was marked down, …
struct TraceEvent
{
    double at = 0.0;
    EventWhat what = EventWhat::Fail;
    ElementIndex target = kNoElement;
    ElementIndex by = kByScenario;
    FailureMode mode = FailureMode::None; ///< for Fail, Fault and Healed only

    bool operator==(const TraceEvent &) const = default;
};

/// A session that is gone with its node.
struct TraceSessionLoss
{
    double at = 0.0;
    ElementIndex node = kNoElement;
    std::uint32_t client = 0;
};

/// What becomes of the session of a client; the trace has no sessions of users without sessions.
struct TraceSession
{
    enum class What : std::uint8_t {
        Began,  ///< its first request was accepted by the node
        Moved,  ///< another node took it over with its state
        Broken, ///< another node serves it, without its state
        Lost,   ///< its state is gone
        Ended,  ///< its last request is over
    };

    double at = 0.0;
    What what = What::Began;
    std::uint32_t client = 0;
    ElementIndex node = kNoElement; ///< where it is then, or was last
};

/// Receives everything that happens in a run, in the order in which it happens, on the thread that
/// runs the simulation.
class TraceSink
{
public:
    virtual ~TraceSink() = default;

    virtual void segment(const TraceSegment &) {}
    virtual void outcome(const TraceOutcome &) {}
    virtual void check(const TraceCheck &) {}
    virtual void visit(const TraceVisit &) {}
    virtual void work(const TraceWork &) {}
    virtual void event(const TraceEvent &) {}
    virtual void sessionLost(const TraceSessionLoss &) {}
    virtual void session(const TraceSession &) {}
};

} // namespace loadstar::sim
