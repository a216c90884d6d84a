// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "model/design.h"
#include "model/kind_registry.h"

#include <optional>
#include <vector>

namespace loadstar::reliability {

/// Something that is up or down, independent of everything else.
struct Variable
{
    enum class Kind { Component, Connection, CommonCause };

    Kind kind = Kind::Component;
    /// Of a common cause: the container it strikes in.
    model::ElementId id;
    bool hasFigures = false;
    double unavailability = 0.0; ///< 0..1
    /// In the long run; none where it is not known.
    std::optional<double> failuresPerHour = 0.0;
    int order = 1; ///< units that must fail for it to be down
};

/// Numbers of variables that must all be up, sorted.
using Needs = std::vector<int>;

/// A way from one vertex to another; works while all that it needs is up.
struct Arc
{
    int from = 0;
    int to = 0;
    Needs needs;
};

/// What a pool has at one place while all that the place needs is up.
struct PoolPlace
{
    Needs needs;
    int capacity = 1;
};

/// Servers of one component, reached by one vertex: a node, or the replicas of a workload.
struct ServerPool
{
    model::ElementId id;
    int vertex = 0;
    Needs needs;
    std::vector<PoolPlace> places;
    int most = 1; ///< servers, whatever room there is
};

/// What a design needs to be up (contract, section 4, availability): every source reaches, over
/// arcs that work, pools with at least `required` servers together.
struct Structure
{
    std::vector<Variable> variables; ///< components by id, then connections, then common causes
    int vertices = 0;
    std::vector<int> sources; ///< vertices of the users
    std::vector<Arc> arcs;    ///< by vertex they leave, then by that they lead to
    std::vector<ServerPool> pools;
    int required = 1;
};

/// Reads the structure of a design. A workload has as many replicas as the worker nodes of its
/// cluster that are up can hold, each workload as if it were alone there. Nothing that lies in
/// users' containers matters; a node that is dr counts where an automatic replication leads to its
/// site; a node without heartbeat is not reached by a balancer that asks for one; the nodes of a
/// group are reached by its primaries. Errors: availability.no-users.
base::Result<Structure> readStructure(const model::Design &design,
                                      const model::KindRegistry &kinds);

} // namespace loadstar::reliability
