// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace loadstar::sim {

/// What an event makes happen; the comment says what its subject and token are.
enum class EventKind : std::uint8_t {
    Arrival,        ///< a request is sent: users component
    Expiry,         ///< a client's patience ends: users component
    ThinkDone,      ///< closed model: client, visit number
    RequestArrives, ///< a request reaches the end of its link: request, its token
    RefusalArrives, ///< a refusal is back where it was sent from: request, its token
    AnswerPasses,   ///< an answer is back at the start of its link: request, its token
    Retry,          ///< a further attempt on the same target: request, its token
    ServiceDone,    ///< a fifo node is done with a request: request, its token
    SharedDone,     ///< a ps node is done with a request: node, its token
    IoDone,         ///< a storage is done with a request: request, its token
    QueueTimeout,   ///< a request has waited too long at a balancer: request, its token
    LastOfRequests = QueueTimeout,
    Warmup,            ///< the warm-up ends
    ScenarioStep,      ///< step
    SurgeEnds,         ///< users component, factor number
    UnitFails,         ///< by chance: unit, its token
    CauseStrikes,      ///< by chance, all units of some parts: common cause
    UnitRepaired,      ///< by chance: unit, its token
    FailoverDone,      ///< another instance or replica has taken over: part, its token
    BootDone,          ///< node part, its token
    ResizeDone,        ///< node part, its token
    WindowOpens,       ///< planned maintenance: part, number of the window
    MaintenanceStarts, ///< step
    MaintenanceEnds,   ///< part
    NodeDies,          ///< for want of memory: part
    FaultEnds,         ///< step
    DrainOver,         ///< a balancer's drain of a node ends: link, token of the drain
    SlowStartStep,     ///< link, its token
    CheckStarts,       ///< link
    CheckTimesOut,     ///< link
    AgentAsked,        ///< link
    TryAgain,          ///< nginx rules: link
    TakeoverDone,      ///< replication, its token
    OutlierSweep,      ///< balancer
    LoadTick,          ///< load averages take in what is on the nodes
    CallExpires,       ///< a client with rules gives its request up: call, its serial
    PatienceEnds,      ///< the same, unless its service has begun: call, its serial
    AttemptExpires,    ///< request, the low half of its number
    HedgeDue,          ///< a second attempt is sent: call, its step
    BackoffOver,       ///< the next attempt is sent: call, its step
    JobArrives,        ///< a job is submitted: batch queue
    JobsStart,         ///< what may start does: batch queue
    JobEnds,           ///< attempt of a job
    BreakerHalfOpens,  ///< users component, epoch of its breaker
};

} // namespace loadstar::sim
