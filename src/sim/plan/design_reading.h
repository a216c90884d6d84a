// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "model/design.h"
#include "model/kind_registry.h"
#include "sim/plan.h"
#include "sim/run_inputs.h"

#include <QCoreApplication>

#include <map>
#include <optional>

namespace loadstar::sim {

/// What the readers of one design share while they fill its plan. The first error stays; the
/// readers go on with defaults, so that none needs to look whether another has failed.
class DesignReading
{
public:
    DesignReading(const model::Design &read, const model::KindRegistry &registry,
                  const RunInputs &files)
        : design(read)
        , kinds(registry)
        , inputs(files)
    {}

    const model::Design &design;
    const model::KindRegistry &kinds;
    const RunInputs &inputs;
    Plan plan;
    std::map<model::ElementId, ElementIndex> numbers;
    std::optional<base::Error> error;

    static QString tr(const char *text) { return QCoreApplication::translate("Simulation", text); }

    model::PropertyReader reader(const model::Component &component) const
    {
        return {component.properties, kinds.component(component.kind)->properties};
    }
    model::PropertyReader reader(const model::Connection &connection) const
    {
        return {connection.properties, kinds.connection(connection.kind)->properties};
    }
    ElementIndex indexOf(const model::ElementId &id) const
    {
        const auto found = numbers.find(id);
        return found == numbers.end() ? kNoElement : found->second;
    }
    /// The distribution that a property's text stands for; fails the reading when it cannot be
    /// drawn from.
    engine::Distribution distribution(const QString &id, const char *key, const QString &text);

    /// Fails for spans that come one after the other and are so short that time would stand still.
    void refuseShort(const QString &where, double seconds);
    void fail(const char *code, const QString &where, const QString &message);
    void warn(const char *code, const QString &where, const QString &message);
};

// One reader per role; each fills the spec that stands for one component.
void readUsers(DesignReading &in, const model::Component &component, UsersSpec &users);
/// Its part of a users component: rate profile, trace file, client rules, priority.
void readLoad(DesignReading &in, const model::Component &component, UsersSpec &users);
void readBalancer(DesignReading &in, const model::Component &component, BalancerSpec &balancer);
void readNode(DesignReading &in, const model::Component &component, NodeSpec &node);
void readStorage(DesignReading &in, const model::Component &component, StorageSpec &storage);

/// After all nodes are read.
void readBatchQueues(DesignReading &in);

/// Failures by chance, repairs and planned maintenance; for all of them.
void readReliability(DesignReading &in, const model::Component &component, PartSpec &part);

/// Takes the part of the failures that have a common cause from the components that have them;
/// after all of them are read.
void readCommonCauses(DesignReading &in);

// And what stands between components, after all of them are read.
void readConnections(DesignReading &in);
/// Where the state of replicated sites is, and which writes matter.
void findState(DesignReading &in);
void readScenario(DesignReading &in);
/// The arguments of the action configure.
void readChange(DesignReading &in, const model::PropertyReader &read, const QString &where,
                ScenarioStep &step);
/// The arguments of a fault; fails the reading when its target cannot have it.
void readFault(DesignReading &in, const model::PropertyReader &read, const QString &where,
               ScenarioStep &step);
/// Warns of steps, and of standby nodes, that have no effect.
void remarkOnScenario(DesignReading &in);
/// After the scenario, which may enlarge a closed population. More than 100 million clients fail.
void countClients(DesignReading &in);

} // namespace loadstar::sim
