// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/diagram_index.h"

namespace loadstar::render {

using model::ElementId;

namespace {

void takeOut(std::map<ElementId, std::set<ElementId>> &sets, const ElementId &key,
             const ElementId &id)
{
    const auto found = sets.find(key);
    if (found == sets.end())
        return;
    found->second.erase(id);
    if (found->second.empty())
        sets.erase(found);
}

} // namespace

void DiagramIndex::noteComponent(const model::Design &design, const ElementId &id)
{
    const model::Component *component = design.component(id);
    const auto known = m_parents.find(id);
    if (known != m_parents.end()) {
        if (component && component->parent == known->second)
            return;
        takeOut(m_contents, known->second, id);
        m_parents.erase(known);
    }
    if (component) {
        m_parents.emplace(id, component->parent);
        m_contents[component->parent].insert(id);
    }
}

void DiagramIndex::noteConnection(const model::Design &design, const ElementId &id)
{
    if (const auto known = m_ends.find(id); known != m_ends.end()) {
        takeOut(m_connections, known->second.from, id);
        takeOut(m_connections, known->second.to, id);
        m_ends.erase(known);
    }
    if (const model::Connection *connection = design.connection(id)) {
        m_ends.emplace(id, Ends{connection->from, connection->to});
        m_connections[connection->from].insert(id);
        m_connections[connection->to].insert(id);
    }
}

void DiagramIndex::noteRoute(const ElementId &id, const QPolygonF &route)
{
    if (route.isEmpty())
        m_routes.remove(id);
    else
        m_routes.put(id, route.boundingRect().adjusted(-1.0, -1.0, 1.0, 1.0));
}

std::set<ElementId> DiagramIndex::withContents(const ElementId &id) const
{
    std::set<ElementId> all{id};
    std::vector<ElementId> open{id};
    while (!open.empty()) {
        const ElementId container = open.back();
        open.pop_back();
        const auto contents = m_contents.find(container);
        if (contents == m_contents.end())
            continue;
        for (const ElementId &inside : contents->second) {
            if (all.insert(inside).second)
                open.push_back(inside);
        }
    }
    return all;
}

ElementId DiagramIndex::parentOf(const ElementId &id) const
{
    const auto known = m_parents.find(id);
    return known == m_parents.end() ? ElementId() : known->second;
}

const std::set<ElementId> &DiagramIndex::connectionsOf(const ElementId &component) const
{
    static const std::set<ElementId> kNone;
    const auto found = m_connections.find(component);
    return found == m_connections.end() ? kNone : found->second;
}

} // namespace loadstar::render
