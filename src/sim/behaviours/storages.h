// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/plan.h"
#include "sim/request_pool.h"

#include <cstdint>
#include <vector>

namespace loadstar::sim {

class World;

/// Databases and files: each serves `concurrency` visits at once, the others wait in the order in
/// which they came.
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
    /// A state connection is cut: what is under way over it fails.
    void cutOff(ElementIndex connection);

    bool isUp(std::uint32_t storage) const { return m_storages[storage].isUp; }
    bool isHung(std::uint32_t storage) const { return m_storages[storage].isHung; }
    /// Visits to one storage are served by another, or by itself again.
    void serveBy(std::uint32_t storage, std::uint32_t other) { m_serving[storage] = other; }
    /// Whether a visit over this connection would be served.
    bool isReachable(const StateLink &link) const;
    std::uint32_t busyOn(std::uint32_t storage) const { return m_storages[storage].busy; }
    std::uint32_t waitingOn(std::uint32_t storage) const { return m_storages[storage].waiting; }

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
        std::uint32_t waiting = 0;
        std::uint32_t head = kNone;
        std::uint32_t tail = kNone;
        bool isUp = true;
        bool isHung = false;
        double areaAt = 0.0;
        double busyBefore = 0.0;
        Figures figures;
        engine::Random times;
    };

    const StateLink &linkOf(const Request &request) const
    {
        return m_nodes[request.node].storages[request.storageStep];
    }
    void settle(Storage &storage) const;
    void begin(Storage &storage, std::uint32_t index, std::uint32_t request);
    void beginNext(Storage &storage, std::uint32_t index);
    void unlink(Storage &storage, std::uint32_t request);
    void failVisit(std::uint32_t request);

    World &m_world;
    const std::vector<NodeSpec> &m_nodes;
    std::vector<Storage> m_storages;
    std::vector<std::uint32_t> m_serving; ///< by storage: who serves its visits
};

} // namespace loadstar::sim
