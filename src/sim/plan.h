// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/diagnostic.h"
#include "batch/batch_scheduler.h"
#include "health/answer_rules.h"
#include "health/error_observer.h"
#include "health/health_tracker.h"
#include "health/outlier_detector.h"
#include "sim/engine/distributions.h"
#include "sim/policies/policy_kind.h"
#include "sim/scenario_step.h"
#include "sim/trace.h"
#include "sim/users_spec.h"

#include <QString>

#include <cstdint>
#include <optional>
#include <vector>

namespace loadstar::sim {

/// Index that stands for nothing.
constexpr std::uint32_t kNone = 0xffffffffU;

/// What a component is to a run.
enum class PartKind : std::uint8_t { Users, Balancer, Node, Storage, Container, Passive };

/// Planned windows in which a component is out of service.
struct MaintenanceSpec
{
    double first = 0.0;
    std::optional<double> every; ///< from one start to the next; none = once
    double duration = 0.0;
};

/// One component, by ElementIndex.
struct PartSpec
{
    QString id;
    PartKind kind = PartKind::Passive;
    /// Index among those of its kind.
    std::uint32_t index = kNone;
    ElementIndex parent = kNoElement;
    /// Parts that are down while this container is down, containers inside it excluded.
    std::vector<ElementIndex> contents;
    /// Seconds to failure and repair; none = never.
    std::optional<engine::Distribution> upTime;
    std::optional<engine::Distribution> repairTime;
    std::optional<MaintenanceSpec> maintenance;
    /// Instances or replicas, one of which is in service.
    int units = 1;
    /// Units that can be repaired at the same time; 0 = all.
    int crews = 0;
    double failoverTime = 0.0;
    double bootTime = 0.0;
};

/// Failures that strike all components of one kind directly inside a container at once.
struct CommonCauseSpec
{
    ElementIndex container = kNoElement;
    std::vector<ElementIndex> members;
    engine::Distribution interval; ///< seconds from one to the next
};

/// One traffic connection, by link number.
struct LinkSpec
{
    ElementIndex from = kNoElement;
    ElementIndex to = kNoElement;
    ElementIndex connection = kNoElement;
    double latency = 0.0;
};

/// Where a connection of any kind goes from and to.
struct ConnectionEnds
{
    ElementIndex from = kNoElement;
    ElementIndex to = kNoElement;
};

struct BalancerSpec
{
    ElementIndex part = kNoElement;
    PolicyKind policy = PolicyKind::RoundRobin;
    std::uint32_t choices = 2;
    bool hasDistinctChoices = true;
    Stickiness sticky = Stickiness::None;
    std::optional<double> cookieDuration;
    bool hasChecks = true;
    health::CheckSettings checks;
    bool checksDeeply = false;    ///< its checks do some work, with the disk and the storages
    bool isStatusExpected = true; ///< whether a healthy node's 200 counts as healthy
    health::AnswerRules answers;  ///< of layer http
    std::optional<double> agentInterval; ///< it asks agents that often
    health::ObserveMode observe = health::ObserveMode::None;
    int errorLimit = 1;
    health::OnError onError = health::OnError::FailCheck;
    std::optional<health::OutlierSettings> outliers;
    bool failsOpen = false;
    double slowStart = 0.0;
    bool crossesZones = true;
    bool seesRequests = true; ///< layer http
    HashMapping mapping = HashMapping::Slots;
    std::uint32_t ringPoints = 160;
    std::optional<double> loadBound;
    bool countsNext = false;
    bool sharesBackups = true; ///< among all standby nodes, or the first alone
    std::optional<std::uint32_t> maxQueue;
    std::optional<double> queueTimeout;
    std::optional<std::uint32_t> maxPending;
    std::optional<std::uint32_t> maxRequests;
    double retryDelay = 1.0;
    double retryBackoff = 1.0;
    double retryJitter = 0.0;
    std::uint32_t retries = 0;
    bool redispatches = false;
    std::optional<std::uint32_t> maxConnectionsPerNode;
    std::optional<double> drainTimeout;
    std::vector<std::uint32_t> links; ///< by target id, then connection id
    /// By link: number of its target's priority level; empty when all have the same.
    std::vector<std::uint32_t> levels;
    double overprovisioning = 1.4; ///< of levels, by Envoy's rules
};

enum class Role : std::uint8_t { Active, Standby, Dr };

/// What a node does when its sessions need more memory than it has.
enum class MemoryFull : std::uint8_t { Reject, Swap, Crash };

/// Who gets a core next; ps: all share them.
enum class Discipline : std::uint8_t { Fifo, Ps, Lifo, Priority };

struct StateLink
{
    std::uint32_t storage = kNone;
    ElementIndex connection = kNoElement;
};

struct NodeSpec
{
    ElementIndex part = kNoElement;
    std::uint32_t cores = 1;
    double memory = 4.0;
    MemoryFull memoryFull = MemoryFull::Reject;
    double speed = 1.0;
    Discipline discipline = Discipline::Fifo;
    std::optional<std::uint32_t> queueLimit;
    double weight = 1.0;
    Role role = Role::Active;
    std::uint32_t priorityLevel = 0;
    QString group;
    bool isPrimary = false;
    bool hasHeartbeat = true;
    double resizeTime = 0.0;
    ElementIndex zone = kNoElement;
    std::vector<StateLink> storages; ///< in id order of the storages
    /// It lies in a site that is replicated and holds no storage, so its work is the state there.
    bool holdsState = false;
};

struct StorageSpec
{
    ElementIndex part = kNoElement;
    engine::Distribution ioTime;
    std::optional<std::uint32_t> concurrency;
    double writeShare = 1.0;    ///< part of its visits that write
    bool turnsReadOnly = false; ///< rather than being down or going on alone
    bool tellsWrites = false;   ///< whether it matters which visits write
};

/// One partition of compute nodes with its queue of jobs.
struct BatchQueueSpec
{
    ElementIndex part = kNoElement;
    batch::QueuePolicy policy = batch::QueuePolicy::Fifo;
    std::optional<engine::Distribution> interval; ///< from one job to the next; none = no jobs
    engine::Distribution cores;
    engine::Distribution work; ///< core-seconds on one core of speed 1
    double parallelFraction = 1.0;
    std::optional<double> timeLimit;
    std::vector<std::uint32_t> nodes; ///< of the plan, in id order
};

/// One replication connection between storages or sites.
struct ReplicationSpec
{
    ElementIndex from = kNoElement;
    ElementIndex to = kNoElement;
    ElementIndex connection = kNoElement;
    bool isAutomatic = true;
    bool isSynchronous = true;
    double interval = 0.0; ///< asynchronous: seconds from one copy to the next; 0 = all the time
    double copyTime = 0.0; ///< asynchronous: seconds that a copy takes
    double latency = 0.0;  ///< synchronous: seconds one way
    /// Seconds from the failure (or the failover) until the other is in service for everybody.
    double delay = 0.0;
};

/// A design made flat: everything a run needs, by number instead of by id. Never changes during a
/// run.
struct Plan
{
    std::vector<PartSpec> parts;                ///< by ElementIndex
    std::vector<QString> connectionIds;         ///< by ElementIndex - parts.size()
    std::vector<ConnectionEnds> connectionEnds; ///< in the same order
    std::vector<LinkSpec> links;
    std::vector<UsersSpec> users;
    std::vector<BalancerSpec> balancers;
    std::vector<NodeSpec> nodes;
    std::vector<StorageSpec> storages;
    std::vector<BatchQueueSpec> batchQueues;
    std::vector<ReplicationSpec> replications;
    std::vector<CommonCauseSpec> commonCauses;
    std::vector<ScenarioStep> scenario;
    std::vector<base::Diagnostic> warnings;
    std::uint32_t clientCount = 0;
    bool hasFaults = false; ///< its scenario has some

    bool isConnection(ElementIndex element) const
    {
        return element >= static_cast<ElementIndex>(parts.size());
    }
    std::size_t connectionNumber(ElementIndex element) const
    {
        return static_cast<std::size_t>(element) - parts.size();
    }
    /// Whether a part lies in a container, however deep, or is it.
    bool isInside(ElementIndex element, ElementIndex container) const
    {
        while (element != kNoElement && element != container)
            element = part(element).parent;
        return element == container;
    }
    const PartSpec &part(ElementIndex element) const
    {
        return parts[static_cast<std::size_t>(element)];
    }
    const QString &idOf(ElementIndex element) const
    {
        return isConnection(element) ? connectionIds[connectionNumber(element)] : part(element).id;
    }
};

} // namespace loadstar::sim
