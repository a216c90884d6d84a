// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/engine/prefetch.h"
#include "sim/host_ref.h"
#include "sim/large_pages.h"
#include "sim/plan.h"
#include "sim/waiting_line.h"

#include <cstdint>
#include <vector>

namespace loadstar::sim {

class World;

/// Servers that do the work: with a queue before their cores (fifo, lifo, priority), or processor
/// sharing.
class Nodes
{
public:
    explicit Nodes(World &world);

    /// A request reaches the node; refuses, rejects, queues or serves it.
    void accept(std::uint32_t request, std::uint32_t node);
    /// Work of before the run, in core-seconds, that nobody waits for any more.
    void takeOver(std::uint32_t node, double work);
    void serviceDone(std::uint32_t request);
    void sharedDone(std::uint32_t node, std::uint32_t token);
    /// All storages of the request's node are visited: the answer goes back.
    void finished(std::uint32_t request);
    /// The client of a queued request gave up.
    void leaveQueue(std::uint32_t request);

    void crash(std::uint32_t node);
    void restore(std::uint32_t node);
    void hang(std::uint32_t node);
    void resume(std::uint32_t node);
    void slow(std::uint32_t node, double factor);
    /// Something else takes part of its speed, which is divided by this too.
    void setStress(std::uint32_t node, double factor);
    /// Something else takes this part of its memory, 0..1.
    void setMemoryTaken(std::uint32_t node, double share);
    /// Its sessions hold more or less memory than before.
    void memoryChanged(std::uint32_t node);
    /// Part of the requests that it answers with an error, 0..1; its heartbeat does not show it.
    void setErrorShare(std::uint32_t node, double share);
    /// Its disk is full: a deep check would see it, a shallow one does not.
    void setDiskFull(std::uint32_t node, bool isFull) { m_nodes[node].isDiskFull = isFull; }
    bool isDiskFull(std::uint32_t node) const { return m_nodes[node].isDiskFull; }
    void resize(std::uint32_t node, std::optional<double> cores, std::optional<double> memory);

    bool isUp(std::uint32_t node) const { return m_nodes[node].isUp; }
    bool isHung(std::uint32_t node) const { return m_nodes[node].isHung; }
    /// GiB that sessions may hold now.
    double memoryOf(std::uint32_t node) const
    {
        return m_nodes[node].memory * (1.0 - m_nodes[node].memoryTaken);
    }
    double slowFactor(std::uint32_t node) const { return m_nodes[node].slowFactor; }
    /// (waiting + in service) / cores.
    double loadOf(std::uint32_t node) const;
    std::uint32_t busyOn(std::uint32_t node) const { return m_nodes[node].busyCores(); }
    std::uint32_t coresOf(std::uint32_t node) const { return m_nodes[node].cores; }
    std::uint32_t waitingOn(std::uint32_t node) const { return m_nodes[node].line.count; }
    /// Waiting or in service.
    std::uint32_t requestsOn(std::uint32_t node) const
    {
        return m_nodes[node].line.count + m_nodes[node].busy;
    }
    /// The request that is next to be served; kNone when none waits, also when there is no such
    /// node.
    std::uint32_t firstWaitingOn(std::uint32_t node) const
    {
        return node < m_nodes.size() ? m_nodes[node].line.head : kNone;
    }
    /// Asks the processor for what the end of a service needs of a node; kNone is allowed.
    void fetchForEnd(std::uint32_t node) const
    {
        if (node < m_nodes.size())
            engine::prefetch(&m_nodes[node], kHotBytes);
    }
    /// The same for what a request that comes, or a health check, looks at.
    void fetchForArrival(std::uint32_t node) const
    {
        if (node < m_nodes.size())
            engine::prefetch(&m_nodes[node], 1);
    }

    /// What happened on one node since the warm-up.
    struct Figures
    {
        double busyArea = 0.0; ///< core-seconds at work
        double waitArea = 0.0; ///< request-seconds waiting
        double coreArea = 0.0; ///< core-seconds there were
        std::int64_t completed = 0;
        std::int64_t failed = 0;
        double responseSum = 0.0;
    };

    /// Figures up to now.
    Figures figures(std::uint32_t node) const;
    /// Core-seconds at work since the start, for utilisation over short times.
    double busySince0(std::uint32_t node) const;
    /// Starts the figures afresh at the end of the warm-up.
    void forgetFigures();
    /// Its answer has reached the client; `due` is when the node was done with it.
    void countAnswer(const Request &request)
    {
        if (!request.has(Request::Measured))
            return;
        Node &node = m_nodes[request.node];
        ++node.completed;
        node.responseSum += request.due - request.atNode;
    }
    void countFailure(const Request &request, std::uint32_t node)
    {
        m_nodes[node].failed += request.has(Request::Measured) ? 1 : 0;
    }

private:
    /// What every request touches of a node.
    static constexpr std::size_t kHotBytes = 128;

    struct SharedJob
    {
        double finish; ///< in attained service
        std::uint64_t number;
        std::uint32_t request;

        bool isLater(const SharedJob &other) const
        {
            return finish > other.finish || (finish == other.finish && number > other.number);
        }
    };

    /// What every request touches comes first and fills one cache line.
    struct alignas(64) Node
    {
        double rate = 1.0; ///< core-seconds of work that a core does in a second now
        double areaAt = 0.0;
        double busyArea = 0.0;
        double waitArea = 0.0;
        std::uint32_t cores = 1;
        std::uint32_t busy = 0; ///< requests on cores; of ps: all
        WaitingLine line;
        std::uint32_t queueLimit = kNone;
        bool isUp = true;
        bool isHung = false;
        bool isShared = false;
        bool hasStorages = false;
        bool routes = false; ///< primary of a group
        Discipline discipline = Discipline::Fifo;
        bool isFaulty = false; ///< answers some requests with an error
        // The second line: only when a request is done.
        std::int64_t completed = 0;
        std::int64_t failed = 0;
        double responseSum = 0.0;
        double coreArea = 0.0;   ///< up to coresAt
        double coresAt = 0.0;    ///< when `cores` changed last
        double busyBefore = 0.0; ///< busyArea of the warm-up
        double slowFactor = 1.0;
        double stressFactor = 1.0;
        double swapFactor = 1.0;
        double divisor = 1.0; ///< of the speed; all of these together
        double memory = 0.0;
        double memoryTaken = 0.0; ///< part of it
        double errorShare = 0.0;
        bool isDiskFull = false;
        // Processor sharing
        double attained = 0.0;  ///< core-seconds that each job has had
        double bareClock = 0.0; ///< seconds that a job alone would have taken for that
        double sharedAt = 0.0;
        std::uint32_t sharedToken = 0;
        std::vector<SharedJob> jobs; ///< a heap
        /// Discipline priority: by class the last one in the line, or kNone.
        std::vector<std::uint32_t> lastOfClass;

        std::uint32_t busyCores() const { return isHung ? 0 : (busy < cores ? busy : cores); }
    };

    void settle(Node &node) const;
    void begin(Node &node, std::uint32_t request);
    void beginNext(Node &node);
    void enqueue(Node &node, std::uint32_t request);
    void unlink(Node &node, std::uint32_t request);
    void serviceEnded(std::uint32_t request);
    void advanceShared(Node &node) const;
    void scheduleShared(std::uint32_t index);
    void beginShared(std::uint32_t index, std::uint32_t request);
    void setPace(std::uint32_t index);
    bool isTurnedAway(std::uint32_t request, std::uint32_t index, bool isFull);
    std::uint32_t routeFromPrimary(const Request &request, std::uint32_t node);

    HostRef<World> m_world;
    LargeVector<Node> m_nodes;
    std::vector<std::uint32_t> m_groupOf;             ///< by node
    std::vector<std::vector<std::uint32_t>> m_groups; ///< nodes of a group, in their order
    engine::Random m_ties;
    engine::Random m_errors;
};

} // namespace loadstar::sim
