// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/host_ref.h"
#include "sim/plan.h"

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

namespace loadstar::sim {

class World;

/// How far the copies are behind what they copy. A synchronous copy is in step while both ends are
/// up and connected. An asynchronous one holds the state of the last instant k * interval whose
/// copy was complete, copyTime later; with interval 0 it is copyTime behind.
class Copies
{
public:
    explicit Copies(World &world);

    /// A write was completed at a storage; a request at a node that holds the state of its site.
    void writeDone(std::uint32_t storage) { noteWrite(m_ofStorage[storage]); }
    void writeDoneOn(std::uint32_t node) { noteWrite(m_ofNode[node]); }

    /// Seconds that a write waits for the synchronous copies of a storage.
    double writeWait(std::uint32_t storage) const;
    /// Whether a synchronous copy of the storage is out of reach.
    bool lacksCopy(std::uint32_t storage) const;

    /// A storage, site or connection went down or came back.
    void stateChanged(ElementIndex element);
    /// The other end is in service now; what it does not know is lost.
    void takenOver(std::uint32_t replication);

    struct Loss
    {
        double rpo = 0.0; ///< age of the newest state that survived, the largest so far
        std::int64_t writes = 0;
    };
    /// Nothing while no copy has taken over.
    const std::optional<Loss> &loss() const { return m_loss; }

private:
    /// Writes since an instant from which on the copy may not know them.
    struct Writes
    {
        double since;
        std::int64_t count;
    };

    struct Copy
    {
        bool isFlowing = true;
        double resumedAt = 0.0;
        double held = 0.0; ///< the state that the copy had when the flow stopped
        std::deque<Writes> writes;
    };

    /// The instant whose state the copy holds now.
    double newest(std::uint32_t replication) const;
    bool canFlow(const ReplicationSpec &replication) const;
    void noteWrite(const std::vector<std::uint32_t> &replications);
    void setFlowing(std::uint32_t replication, bool isFlowing);

    HostRef<World> m_world;
    std::vector<Copy> m_copies; ///< by replication
    std::vector<std::vector<std::uint32_t>> m_ofStorage;
    std::vector<std::vector<std::uint32_t>> m_ofNode;
    std::optional<Loss> m_loss;
};

} // namespace loadstar::sim
