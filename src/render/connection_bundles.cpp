// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/connection_bundles.h"

#include "model/visibility.h"

#include <tuple>
#include <utility>

namespace loadstar::render {

using model::ElementId;

ConnectionBundles::ConnectionBundles(const model::Design &design,
                                     const std::set<ElementId> &connections)
{
    std::map<std::tuple<ElementId, ElementId, QString>, std::vector<ElementId>> alike;
    for (const ElementId &id : connections) {
        const model::Connection *connection = design.connection(id);
        if (!connection)
            continue;
        const ElementId from = model::shownAs(design, connection->from);
        const ElementId to = model::shownAs(design, connection->to);
        if (from.isEmpty() || to.isEmpty() || from == to ||
            (from == connection->from && to == connection->to))
            continue;
        alike[{from, to, connection->kind}].push_back(id);
    }
    for (auto &[ends, ids] : alike) {
        if (ids.size() < 2)
            continue;
        const ElementId leader = ids.front();
        for (size_t i = 1; i < ids.size(); ++i)
            m_leaders.emplace(ids[i], leader);
        m_members.emplace(leader, std::move(ids));
    }
}

const ElementId &ConnectionBundles::leaderOf(const ElementId &connection) const
{
    const auto found = m_leaders.find(connection);
    return found == m_leaders.end() ? connection : found->second;
}

bool ConnectionBundles::hasLeader(const ElementId &connection) const
{
    return m_leaders.count(connection) > 0;
}

int ConnectionBundles::countOf(const ElementId &leader) const
{
    const auto found = m_members.find(leader);
    return found == m_members.end() ? 1 : int(found->second.size());
}

std::set<ElementId> ConnectionBundles::differences(const ConnectionBundles &other) const
{
    std::set<ElementId> all;
    for (const auto &[one, another] : {std::pair(this, &other), std::pair(&other, this)}) {
        for (const auto &[leader, ids] : one->m_members) {
            const auto found = another->m_members.find(leader);
            if (found == another->m_members.end() || found->second != ids)
                all.insert(ids.begin(), ids.end());
        }
    }
    return all;
}

} // namespace loadstar::render
