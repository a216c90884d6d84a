// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "film/element_table.h"

namespace loadstar::film {

ElementTable::ElementTable(const model::Design &design)
    : m_componentCount(static_cast<int>(design.components.size()))
{
    m_ids.reserve(design.components.size() + design.connections.size());
    for (const auto &[id, component] : design.components)
        m_ids.push_back(id);
    for (const auto &[id, connection] : design.connections)
        m_ids.push_back(id);
    for (size_t i = 0; i < m_ids.size(); ++i)
        m_indexes.emplace(m_ids[i], static_cast<sim::ElementIndex>(i));
    m_ends.reserve(design.connections.size());
    for (const auto &[id, connection] : design.connections)
        m_ends.push_back({indexOf(connection.from), indexOf(connection.to)});
}

model::ElementId ElementTable::idOf(sim::ElementIndex element) const
{
    if (element < 0 || element >= elementCount())
        return {};
    return m_ids[static_cast<size_t>(element)];
}

sim::ElementIndex ElementTable::indexOf(const model::ElementId &id) const
{
    const auto found = m_indexes.find(id);
    return found == m_indexes.end() ? sim::kNoElement : found->second;
}

bool ElementTable::isConnection(sim::ElementIndex element) const
{
    return element >= m_componentCount && element < elementCount();
}

sim::ElementIndex ElementTable::fromOf(sim::ElementIndex element) const
{
    return m_ends[static_cast<size_t>(connectionNumber(element))].from;
}

sim::ElementIndex ElementTable::toOf(sim::ElementIndex element) const
{
    return m_ends[static_cast<size_t>(connectionNumber(element))].to;
}

} // namespace loadstar::film
