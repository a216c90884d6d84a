// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "reliability/structure.h"

#include "reliability/availability_figures.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace loadstar::reliability {

namespace {

using model::Component;
using model::ComponentRole;
using model::Connection;
using model::ConnectionRole;
using model::ElementId;

/// Rules that send no checks, so that a node without heartbeat is as good as any.
const QString kPassiveRules = QStringLiteral("nginx");

void sortUnique(Needs &needs)
{
    std::sort(needs.begin(), needs.end());
    needs.erase(std::unique(needs.begin(), needs.end()), needs.end());
}

void append(Needs &needs, const Needs &more)
{
    needs.insert(needs.end(), more.begin(), more.end());
}

class StructureReading
{
public:
    StructureReading(const model::Design &design, const model::KindRegistry &kinds)
        : m_design(design)
        , m_kinds(kinds)
    {}

    Structure read()
    {
        addComponents();
        addConnections();
        addCommonCauses();
        addVertices();
        addArcs();
        addPrimaries();
        addPools();
        m_structure.required =
            static_cast<int>(model::PropertyReader(m_design.header.objective, m_kinds.objective())
                                 .number(QStringLiteral("requiredNodes")));
        std::stable_sort(m_structure.arcs.begin(), m_structure.arcs.end(),
                         [](const Arc &a, const Arc &b) {
                             return std::pair(a.from, a.to) < std::pair(b.from, b.to);
                         });
        return std::move(m_structure);
    }

private:
    ComponentRole roleOf(const Component &component) const { return m_kinds.roleOf(component); }

    model::PropertyReader readerOf(const Component &component) const
    {
        return {component.properties, m_kinds.component(component.kind)->properties};
    }

    static int unitsOf(ComponentRole role, const model::PropertyReader &read)
    {
        if (role == ComponentRole::Balancer)
            return static_cast<int>(read.number(QStringLiteral("instances")));
        if (role == ComponentRole::Storage)
            return static_cast<int>(read.number(QStringLiteral("replicas")));
        return 1;
    }

    void addComponents()
    {
        for (const auto &[id, component] : m_design.components) {
            const model::ComponentKind *kind = m_kinds.component(component.kind);
            if (!kind || !kind->canFail)
                continue;
            const model::PropertyReader read = readerOf(component);
            const int units = unitsOf(kind->role, read);
            const int crews =
                kind->role == ComponentRole::Storage
                    ? static_cast<int>(
                          read.optionalNumber(QStringLiteral("repairCrews")).value_or(0.0))
                    : 0;
            m_variables[id] = static_cast<int>(m_structure.variables.size());
            addVariable(Variable::Kind::Component, id, figuresOf(read, units, crews), units);
        }
    }

    void addVariable(Variable::Kind kind, const ElementId &id,
                     const std::optional<AvailabilityFigures> &figures, int units)
    {
        Variable variable{kind, id, figures.has_value(), 0.0, 0.0, units};
        if (figures) {
            variable.unavailability = figures->unavailability;
            variable.failuresPerHour = figures->failuresPerHour;
        }
        m_structure.variables.push_back(std::move(variable));
    }

    void addConnections()
    {
        for (const auto &[id, connection] : m_design.connections) {
            const model::ConnectionKind *kind = m_kinds.connection(connection.kind);
            if (!kind)
                continue;
            const std::optional<double> availability =
                model::PropertyReader(connection.properties, kind->properties)
                    .optionalNumber(QStringLiteral("availability"));
            if (!availability || *availability >= 1.0)
                continue;
            m_variables[id] = static_cast<int>(m_structure.variables.size());
            addVariable(Variable::Kind::Connection, id,
                        AvailabilityFigures{1.0 - *availability, std::nullopt}, 1);
        }
    }

    /// The beta-factor model, as the simulator reads it: of the like components directly inside, a
    /// part of the smallest unavailability strikes all of them at once, and each keeps the rest.
    void addCommonCauses()
    {
        for (const auto &[id, container] : m_design.components) {
            const model::ComponentKind *kind = m_kinds.component(container.kind);
            if (!kind || !kind->isContainer || !kind->canFail)
                continue;
            const double beta = readerOf(container).number(QStringLiteral("commonCause"));
            if (beta <= 0.0)
                continue;
            for (const ComponentRole role :
                 {ComponentRole::Balancer, ComponentRole::Node, ComponentRole::Storage})
                addCommonCause(id, role, beta);
        }
    }

    void addCommonCause(const ElementId &container, ComponentRole role, double beta)
    {
        std::vector<int> members;
        for (const ElementId &child : m_design.childrenOf(container)) {
            if (roleOf(*m_design.component(child)) == role &&
                m_structure.variables[static_cast<std::size_t>(m_variables.at(child))]
                        .unavailability > 0.0)
                members.push_back(m_variables.at(child));
        }
        if (members.size() < 2)
            return;
        double common = 1.0;
        std::optional<double> often = std::numeric_limits<double>::max();
        for (const int member : members) {
            const Variable &variable = m_structure.variables[static_cast<std::size_t>(member)];
            common = std::min(common, beta * variable.unavailability);
            if (!variable.failuresPerHour)
                often.reset();
            else if (often)
                often = std::min(*often, beta * *variable.failuresPerHour);
        }
        const int cause = static_cast<int>(m_structure.variables.size());
        for (const int member : members) {
            Variable &variable = m_structure.variables[static_cast<std::size_t>(member)];
            variable.unavailability -= common;
            if (variable.failuresPerHour && often)
                variable.failuresPerHour = *variable.failuresPerHour - *often;
            m_causes[member] = cause;
        }
        addVariable(Variable::Kind::CommonCause, container, AvailabilityFigures{common, often}, 1);
    }

    /// What a component needs to be up: itself, what strikes it with others, and its containers;
    /// a storage of several zones not its zone.
    Needs needsOf(const Component &component) const
    {
        Needs needs;
        const bool isZoneFree = roleOf(component) == ComponentRole::Storage &&
                                readerOf(component).boolean(QStringLiteral("multiZone"));
        for (const Component *at = &component; at; at = m_design.component(at->parent)) {
            const auto variable = m_variables.find(at->id);
            if (variable == m_variables.end() || (isZoneFree && roleOf(*at) == ComponentRole::Zone))
                continue;
            needs.push_back(variable->second);
            if (const auto cause = m_causes.find(variable->second); cause != m_causes.end())
                needs.push_back(cause->second);
        }
        sortUnique(needs);
        return needs;
    }

    Needs needsOf(const Connection &connection) const
    {
        const auto variable = m_variables.find(connection.id);
        return variable == m_variables.end() ? Needs() : Needs{variable->second};
    }

    void addVertices()
    {
        for (const auto &[id, component] : m_design.components) {
            const ComponentRole role = roleOf(component);
            if (role != ComponentRole::Users && role != ComponentRole::Balancer &&
                role != ComponentRole::Node && role != ComponentRole::Workload)
                continue;
            if (role == ComponentRole::Users)
                m_structure.sources.push_back(m_structure.vertices);
            m_vertices[id] = m_structure.vertices++;
        }
    }

    /// Whether the balancer holds a node without heartbeat down for good.
    bool asksForHeartbeat(const Component &balancer) const
    {
        const model::PropertyReader read = readerOf(balancer);
        return read.boolean(QStringLiteral("healthCheck")) &&
               read.text(QStringLiteral("checkRules")) != kPassiveRules;
    }

    void addArcs()
    {
        for (const auto &[id, connection] : m_design.connections) {
            if (m_kinds.roleOf(connection) != ConnectionRole::Traffic)
                continue;
            const auto from = m_vertices.find(connection.from);
            const auto to = m_vertices.find(connection.to);
            if (from == m_vertices.end() || to == m_vertices.end())
                continue;
            const Component &source = *m_design.component(connection.from);
            const Component &target = *m_design.component(connection.to);
            if (roleOf(target) == ComponentRole::Node &&
                roleOf(source) == ComponentRole::Balancer && asksForHeartbeat(source) &&
                readerOf(target).text(QStringLiteral("heartbeat")).isEmpty())
                continue;
            Needs needs = needsOf(connection);
            if (roleOf(target) == ComponentRole::Balancer)
                append(needs, needsOf(target));
            sortUnique(needs);
            m_structure.arcs.push_back({from->second, to->second, std::move(needs)});
        }
    }

    /// A primary hands sessions on to the other nodes of its group.
    void addPrimaries()
    {
        std::map<QString, std::vector<const Component *>> groups;
        for (const auto &[id, component] : m_design.components) {
            if (roleOf(component) == ComponentRole::Node)
                groups[readerOf(component).text(QStringLiteral("group"))].push_back(&component);
        }
        for (const auto &[name, members] : groups) {
            for (const Component *primary : members) {
                if (!readerOf(*primary).boolean(QStringLiteral("primary")))
                    continue;
                for (const Component *member : members) {
                    if (member != primary)
                        m_structure.arcs.push_back({m_vertices.at(primary->id),
                                                    m_vertices.at(member->id), needsOf(*primary)});
                }
            }
        }
    }

    /// Whether the node takes over without anybody's help, where it is there for disasters.
    bool counts(const Component &node) const
    {
        if (readerOf(node).text(QStringLiteral("role")) != u"dr")
            return true;
        return std::any_of(
            m_design.connections.begin(), m_design.connections.end(), [&](const auto &entry) {
                const Connection &connection = entry.second;
                return m_kinds.roleOf(connection) == ConnectionRole::Replication &&
                       m_design.isInside(node.id, connection.to) &&
                       model::PropertyReader(connection.properties,
                                             m_kinds.connection(connection.kind)->properties)
                               .text(QStringLiteral("promote")) == u"automatic";
            });
    }

    /// The worker nodes of its cluster with the pods that each could hold, were there no others.
    std::vector<PoolPlace> placesFor(const Component &workload) const
    {
        const Component *cluster = m_design.component(workload.parent);
        while (cluster && roleOf(*cluster) != ComponentRole::Cluster)
            cluster = m_design.component(cluster->parent);
        std::vector<PoolPlace> places;
        if (!cluster)
            return places;
        const model::PropertyReader pod = readerOf(workload);
        for (const auto &[id, component] : m_design.components) {
            if (roleOf(component) != ComponentRole::Node || !m_design.isInside(id, cluster->id))
                continue;
            const model::PropertyReader node = readerOf(component);
            const double room = std::min(node.number(QStringLiteral("cores")) /
                                             pod.number(QStringLiteral("cpuRequest")),
                                         node.number(QStringLiteral("memory")) /
                                             pod.number(QStringLiteral("memoryRequest")));
            // Never more than there are replicas at most, so that the number stays small.
            places.push_back(
                {needsOf(component), static_cast<int>(std::min(1000.0, std::floor(room + 1e-9)))});
        }
        return places;
    }

    void addPools()
    {
        std::map<ElementId, Needs> states; // storages and the connections to them
        for (const auto &[id, connection] : m_design.connections) {
            if (m_kinds.roleOf(connection) != ConnectionRole::State)
                continue;
            const Component *storage = m_design.component(connection.to);
            if (!storage || roleOf(*storage) != ComponentRole::Storage)
                continue;
            append(states[connection.from], needsOf(connection));
            append(states[connection.from], needsOf(*storage));
        }
        for (const auto &[id, component] : m_design.components) {
            const ComponentRole role = roleOf(component);
            const bool isNode = role == ComponentRole::Node && counts(component);
            if (!isNode && role != ComponentRole::Workload)
                continue;
            Needs needs = needsOf(component);
            append(needs, states[id]);
            sortUnique(needs);
            ServerPool pool{id, m_vertices.at(id), std::move(needs), {{}}, 1};
            if (!isNode) {
                pool.places = placesFor(component);
                pool.most =
                    static_cast<int>(readerOf(component).number(QStringLiteral("replicas")));
            }
            m_structure.pools.push_back(std::move(pool));
        }
    }

    const model::Design &m_design;
    const model::KindRegistry &m_kinds;
    Structure m_structure;
    std::map<ElementId, int> m_variables; ///< of components and connections
    std::map<ElementId, int> m_vertices;
    std::map<int, int> m_causes; ///< by variable: that of its common cause
};

} // namespace

base::Result<Structure> readStructure(const model::Design &design, const model::KindRegistry &kinds)
{
    const bool hasUsers =
        std::any_of(design.components.begin(), design.components.end(), [&](const auto &entry) {
            return kinds.roleOf(entry.second) == ComponentRole::Users;
        });
    if (!hasUsers)
        return base::Error{QStringLiteral("availability.no-users"),
                           QCoreApplication::translate(
                               "Reliability",
                               "nobody sends requests in this design, so there is nothing that is "
                               "up or down for somebody; add users"),
                           {}};
    return StructureReading(design, kinds).read();
}

} // namespace loadstar::reliability
