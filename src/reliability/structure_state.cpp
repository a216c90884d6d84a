// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "reliability/structure_state.h"

#include <algorithm>

namespace loadstar::reliability {

namespace {

bool isMet(const Needs &needs, const std::vector<char> &isDown)
{
    return std::none_of(needs.begin(), needs.end(), [&isDown](int variable) {
        return isDown[static_cast<std::size_t>(variable)] != 0;
    });
}

int serversIn(const ServerPool &pool, const std::vector<char> &isDown)
{
    int servers = 0;
    for (const PoolPlace &place : pool.places) {
        if (isMet(place.needs, isDown))
            servers += place.capacity;
    }
    return std::min(servers, pool.most);
}

} // namespace

StructureState::StructureState(const Structure &structure)
    : m_structure(structure)
    , m_firstArc(static_cast<std::size_t>(structure.vertices) + 1, structure.arcs.size())
{
    std::size_t arc = 0;
    for (std::size_t vertex = 0; vertex < m_firstArc.size(); ++vertex) {
        while (arc < structure.arcs.size() &&
               static_cast<std::size_t>(structure.arcs[arc].from) < vertex)
            ++arc;
        m_firstArc[vertex] = arc;
    }
}

bool StructureState::isUp(const std::vector<char> &isDown)
{
    for (std::size_t source = 0; source < m_structure.sources.size(); ++source) {
        if (serversOf(source, isDown) < m_structure.required)
            return false;
    }
    return true;
}

int StructureState::serversOf(std::size_t source, const std::vector<char> &isDown)
{
    reachFrom(m_structure.sources[source], isDown);
    int servers = 0;
    for (const ServerPool &pool : m_structure.pools) {
        if (m_isReached[static_cast<std::size_t>(pool.vertex)] != 0 && isMet(pool.needs, isDown))
            servers += serversIn(pool, isDown);
        if (servers >= m_structure.required)
            break;
    }
    return servers;
}

void StructureState::reachFrom(int vertex, const std::vector<char> &isDown)
{
    m_isReached.assign(static_cast<std::size_t>(m_structure.vertices), 0);
    m_isReached[static_cast<std::size_t>(vertex)] = 1;
    m_open.assign(1, vertex);
    while (!m_open.empty()) {
        const auto from = static_cast<std::size_t>(m_open.back());
        m_open.pop_back();
        for (std::size_t i = m_firstArc[from]; i < m_firstArc[from + 1]; ++i) {
            const Arc &arc = m_structure.arcs[i];
            char &isReached = m_isReached[static_cast<std::size_t>(arc.to)];
            if (isReached == 0 && isMet(arc.needs, isDown)) {
                isReached = 1;
                m_open.push_back(arc.to);
            }
        }
    }
}

} // namespace loadstar::reliability
