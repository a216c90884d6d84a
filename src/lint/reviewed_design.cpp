// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "lint/reviewed_design.h"

#include <algorithm>
#include <set>

namespace loadstar::lint {

using model::ComponentRole;
using model::ConnectionRole;
using model::ElementId;

ReviewedDesign::ReviewedDesign(const model::Design &design, const model::KindRegistry &kinds)
    : m_design(design)
    , m_kinds(kinds)
{
    for (const auto &[id, component] : design.components)
        m_playing[kinds.roleOf(component)].push_back(id);
    for (const auto &[id, connection] : design.connections) {
        m_leaving[connection.from].push_back(&connection);
        m_arriving[connection.to].push_back(&connection);
    }
}

const std::vector<ElementId> &ReviewedDesign::playing(ComponentRole role) const
{
    static const std::vector<ElementId> none;
    const auto found = m_playing.find(role);
    return found == m_playing.end() ? none : found->second;
}

ComponentRole ReviewedDesign::roleOf(const ElementId &id) const
{
    const model::Component *component = m_design.component(id);
    return component ? m_kinds.roleOf(*component) : ComponentRole::Annotation;
}

model::PropertyReader ReviewedDesign::read(const ElementId &id) const
{
    const model::Component &component = *m_design.component(id);
    return {component.properties, m_kinds.component(component.kind)->properties};
}

model::PropertyReader ReviewedDesign::objective() const
{
    return {m_design.header.objective, m_kinds.objective()};
}

QString ReviewedDesign::nameOf(const ElementId &id) const
{
    const model::Component *component = m_design.component(id);
    return component && !component->name.isEmpty() ? component->name : id.text();
}

std::vector<ElementId> ReviewedDesign::targetsOf(const ElementId &from, ConnectionRole role) const
{
    std::set<ElementId> found;
    if (const auto leaving = m_leaving.find(from); leaving != m_leaving.end()) {
        for (const model::Connection *connection : leaving->second) {
            if (m_kinds.roleOf(*connection) == role)
                found.insert(connection->to);
        }
    }
    return {found.begin(), found.end()};
}

std::vector<ElementId> ReviewedDesign::sourcesOf(const ElementId &to, ConnectionRole role) const
{
    std::set<ElementId> found;
    if (const auto arriving = m_arriving.find(to); arriving != m_arriving.end()) {
        for (const model::Connection *connection : arriving->second) {
            if (m_kinds.roleOf(*connection) == role)
                found.insert(connection->from);
        }
    }
    return {found.begin(), found.end()};
}

std::vector<ElementId> ReviewedDesign::nodesBehind(const ElementId &balancer) const
{
    std::vector<ElementId> nodes = targetsOf(balancer, ConnectionRole::Traffic);
    std::erase_if(nodes, [this](const ElementId &id) { return roleOf(id) != ComponentRole::Node; });
    return nodes;
}

std::vector<ElementId> ReviewedDesign::usersBefore(const ElementId &id) const
{
    std::set<ElementId> seen{id};
    std::set<ElementId> users;
    std::vector<ElementId> open{id};
    while (!open.empty()) {
        const ElementId at = open.back();
        open.pop_back();
        for (const ElementId &before : sourcesOf(at, ConnectionRole::Traffic)) {
            if (!seen.insert(before).second)
                continue;
            if (roleOf(before) == ComponentRole::Users)
                users.insert(before);
            else
                open.push_back(before);
        }
    }
    return {users.begin(), users.end()};
}

ElementId ReviewedDesign::around(const ElementId &id, ComponentRole role) const
{
    const model::Component *at = m_design.component(id);
    while (at) {
        if (at->id != id && m_kinds.roleOf(*at) == role)
            return at->id;
        at = m_design.component(at->parent);
    }
    return {};
}

std::vector<ElementId> ReviewedDesign::zonesOf(const std::vector<ElementId> &ids) const
{
    std::set<ElementId> zones;
    for (const ElementId &id : ids) {
        if (const ElementId zone = around(id, ComponentRole::Zone); !zone.isEmpty())
            zones.insert(zone);
    }
    return {zones.begin(), zones.end()};
}

} // namespace loadstar::lint
