// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/host_ref.h"
#include "sim/plan.h"
#include "sim/waiting_line.h"

#include <cstdint>
#include <vector>

namespace loadstar::sim {

class World;

/// Databases and files: each serves `concurrency` visits at once, the others wait in the order in
/// which they came. A visit reads or writes.
class Storages
{
public:
    explicit Storages(World &world);

    /// The request goes to the next storage of its node, or back when it has been at all.
    void visit(std::uint32_t request);
    void ioDone(std::uint32_t request);
    void leaveQueue(std::uint32_t request);

    void crash(std::uint32_t storage);
    void restore(std::uint32_t storage) { m_storages[storage].isUp = true; }
    void hang(std::uint32_t storage);
    void resume(std::uint32_t storage);
    /// Writes fail while it is read-only.
    void setReadOnly(std::uint32_t storage, bool isReadOnly);
    /// Parts of its visits, and of its writes, that fail though it is up, 0..1.
    void setErrorShares(std::uint32_t storage, double ofVisits, double ofWrites);
    /// Visits that begin from now on take this many times as long.
    void setSlowness(std::uint32_t storage, double factor)
    {
        m_storages[storage].slowness = factor;
    }
    /// A state connection is cut: what is under way over it fails.
    void cutOff(ElementIndex connection);

    bool isUp(std::uint32_t storage) const { return m_storages[storage].isUp; }
    /// Whether a write would be done: it is neither read-only nor is its disk full.
    bool takesWrites(std::uint32_t storage) const
    {
        const Storage &serving = m_storages[m_serving[storage]];
        return !serving.isReadOnly && serving.writeErrorShare <= 0.0;
    }
    bool isHung(std::uint32_t storage) const { return m_storages[storage].isHung; }
    /// Visits to one storage are served by another, or by itself again.
    void serveBy(std::uint32_t storage, std::uint32_t other) { m_serving[storage] = other; }
    /// Whether a visit over this connection would be served.
    bool isReachable(const StateLink &link) const;
    std::uint32_t busyOn(std::uint32_t storage) const { return m_storages[storage].busy; }
    std::uint32_t waitingOn(std::uint32_t storage) const { return m_storages[storage].line.count; }

    struct Figures
    {
        double busyArea = 0.0;
        double waitArea = 0.0;
        std::int64_t completed = 0;
        std::int64_t failed = 0;
        double responseSum = 0.0;
    };

    Figures figures(std::uint32_t storage) const;
    double busySince0(std::uint32_t storage) const;
    void forgetFigures();

private:
    struct Storage
    {
        std::uint32_t slots = kNone; ///< kNone = without limit
        std::uint32_t busy = 0;
        WaitingLine line;
        bool isUp = true;
        bool isHung = false;
        bool isReadOnly = false;
        bool tellsWrites = false; ///< whether it matters which visits write
        bool isFaulty = false;
        double writeShare = 1.0;
        double errorShare = 0.0;
        double writeErrorShare = 0.0;
        double slowness = 1.0;
        double areaAt = 0.0;
        double busyBefore = 0.0;
        Figures figures;
        engine::Random times;
        engine::Random writes;
        engine::Random errors;
    };

    const StateLink &linkOf(const Request &request) const
    {
        return (*m_nodes)[request.node].storages[request.storageStep];
    }
    void settle(Storage &storage) const;
    void begin(Storage &storage, std::uint32_t index, std::uint32_t request);
    void beginNext(Storage &storage, std::uint32_t index);
    /// Decides whether the visit writes, and whether it fails at once.
    bool isTurnedAway(Storage &storage, Request &request);
    void failOnTheWay(std::uint32_t request);
    void failVisit(std::uint32_t request);

    HostRef<World> m_world;
    HostRef<const std::vector<NodeSpec>> m_nodes;
    std::vector<Storage> m_storages;
    std::vector<std::uint32_t> m_serving; ///< by storage: who serves its visits
};

} // namespace loadstar::sim
