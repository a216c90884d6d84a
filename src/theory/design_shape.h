// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "model/design.h"
#include "theory/formulas/time_law.h"

#include <QString>

#include <map>
#include <optional>
#include <vector>

namespace loadstar::theory {

/// A node that requests reach.
struct ShapeNode
{
    model::ElementId id;
    int cores = 1;
    bool isShared = false;
    std::optional<int> queueLimit;
    /// Part of the traffic under a random split by weight.
    double weight = 1.0;
    /// Seconds on a core.
    formulas::TimeLaw service;
    /// Seconds there and back.
    double latency = 0.0;
    std::vector<model::ElementId> storages;

    /// Whether requests find the same on both.
    bool isLike(const ShapeNode &other) const;
};

struct ShapeStorage
{
    formulas::TimeLaw time;
    /// Visits served at once; 0 = all.
    int servers = 0;

    /// Whether a visit may have to wait.
    bool hasQueue() const { return servers > 0 && time.mean > 0.0; }
};

/// A design of one users component, at most one balancer, nodes and their storages, in which
/// nothing fails and nothing depends on who sends: what queueing theory can speak about.
struct DesignShape
{
    bool isClosed = false;
    /// Open arrivals.
    formulas::TimeLaw interarrival;
    /// Closed arrivals.
    int population = 0;
    double thinkTime = 0.0;
    /// The balancer's algorithm; "random" when users choose among nodes themselves, empty for one
    /// node.
    QString algorithm;
    int choices = 2;
    std::vector<ShapeNode> nodes;
    std::map<model::ElementId, ShapeStorage> storages;

    double rate() const { return 1.0 / interarrival.mean; }
};

/// Reads that, or says in the error's message what in the design theory has no formula for
/// (theory.none).
base::Result<DesignShape> readShape(const model::Design &design);

} // namespace loadstar::theory
