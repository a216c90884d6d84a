// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "film/blast_radius.h"

#include <algorithm>

namespace loadstar::film {

namespace {

using render::Impact;

const sim::ComponentState &stateOf(const sim::Snapshot &snapshot, std::size_t component)
{
    return snapshot.components[component];
}

bool isDown(const sim::Snapshot &snapshot, std::size_t component)
{
    const sim::ComponentState &state = stateOf(snapshot, component);
    return !state.isUp || state.isHung;
}

bool isCut(const sim::Snapshot &snapshot, int connection)
{
    const auto number = static_cast<std::size_t>(connection);
    return number < snapshot.isConnectionCut.size() && snapshot.isConnectionCut[number];
}

} // namespace

BlastRadius::BlastRadius(const model::Design &design, const model::KindRegistry &kinds)
{
    const ElementTable table(design);
    m_parts.resize(static_cast<std::size_t>(table.componentCount()));
    const auto partOf = [this](sim::ElementIndex component) -> Part & {
        return m_parts[static_cast<std::size_t>(component)];
    };
    for (const auto &[id, component] : design.components)
        partOf(table.indexOf(id)).parent = table.indexOf(component.parent);
    for (const auto &[id, connection] : design.connections) {
        const sim::ElementIndex element = table.indexOf(id);
        const int number = table.connectionNumber(element);
        const sim::ElementIndex from = table.fromOf(element);
        const sim::ElementIndex to = table.toOf(element);
        switch (kinds.roleOf(connection)) {
        case model::ConnectionRole::Traffic:
            partOf(from).targets.push_back({to, number});
            partOf(to).sources.push_back({from, number});
            break;
        case model::ConnectionRole::State:
            partOf(from).storages.push_back({to, number});
            break;
        case model::ConnectionRole::Replication:
            partOf(from).copies.push_back({to, number});
            break;
        case model::ConnectionRole::Unknown:
            break;
        }
    }
}

std::vector<Suffering> BlastRadius::follow(const sim::Snapshot &snapshot) const
{
    std::vector<Suffering> all(m_parts.size());
    if (snapshot.components.size() != m_parts.size())
        return all;
    const bool isAnyCut =
        std::find(snapshot.isConnectionCut.begin(), snapshot.isConnectionCut.end(), true) !=
        snapshot.isConnectionCut.end();
    bool isAnyDown = false;
    for (std::size_t i = 0; i < m_parts.size(); ++i)
        isAnyDown = isAnyDown || isDown(snapshot, i);
    if (!isAnyDown && !isAnyCut)
        return all;
    spreadUp(snapshot, all);
    spreadDown(snapshot, all);
    spreadInside(snapshot, all);
    return all;
}

bool BlastRadius::isMissed(const sim::Snapshot &snapshot, const Line &storage) const
{
    if (isCut(snapshot, storage.connection))
        return true;
    const auto other = static_cast<std::size_t>(storage.other);
    const std::vector<Line> &copies = m_parts[other].copies;
    return isDown(snapshot, other) &&
           std::all_of(copies.begin(), copies.end(), [&](const Line &copy) {
               return isDown(snapshot, static_cast<std::size_t>(copy.other));
           });
}

void BlastRadius::spreadUp(const sim::Snapshot &snapshot, std::vector<Suffering> &all) const
{
    for (std::size_t i = 0; i < m_parts.size(); ++i) {
        const auto lacking =
            std::find_if(m_parts[i].storages.begin(), m_parts[i].storages.end(),
                         [&](const Line &line) { return isMissed(snapshot, line); });
        if (lacking != m_parts[i].storages.end() && !isDown(snapshot, i)) {
            all[i].impact = Impact::Stopped;
            all[i].lacks = lacking->other;
        }
    }
    // Whoever has lost all its targets is none for those before it: until nothing changes.
    for (bool hasChanged = true; hasChanged;) {
        hasChanged = false;
        for (std::size_t i = 0; i < m_parts.size(); ++i) {
            if (m_parts[i].targets.empty() || isDown(snapshot, i) || all[i].lacks >= 0)
                continue;
            Suffering now = all[i];
            now.targets = static_cast<int>(m_parts[i].targets.size());
            now.left = static_cast<int>(std::count_if(
                m_parts[i].targets.begin(), m_parts[i].targets.end(), [&](const Line &line) {
                    const auto other = static_cast<std::size_t>(line.other);
                    return !isCut(snapshot, line.connection) && !isDown(snapshot, other) &&
                           all[other].impact != Impact::Stopped;
                }));
            if (now.left < now.targets)
                now.impact = now.left == 0 ? Impact::Stopped : Impact::Weakened;
            hasChanged = hasChanged || now != all[i];
            all[i] = now;
        }
    }
}

void BlastRadius::spreadDown(const sim::Snapshot &snapshot, std::vector<Suffering> &all) const
{
    for (bool hasChanged = true; hasChanged;) {
        hasChanged = false;
        for (std::size_t i = 0; i < m_parts.size(); ++i) {
            const std::vector<Line> &sources = m_parts[i].sources;
            if (sources.empty() || isDown(snapshot, i) || all[i].isCutOff)
                continue;
            const bool isFed = std::any_of(sources.begin(), sources.end(), [&](const Line &line) {
                const auto other = static_cast<std::size_t>(line.other);
                return !isCut(snapshot, line.connection) && !isDown(snapshot, other) &&
                       !all[other].isCutOff;
            });
            if (isFed)
                continue;
            all[i].isCutOff = hasChanged = true;
            if (all[i].impact == Impact::None)
                all[i].impact = Impact::Weakened;
        }
    }
}

void BlastRadius::spreadInside(const sim::Snapshot &snapshot, std::vector<Suffering> &all) const
{
    for (std::size_t i = 0; i < m_parts.size(); ++i) {
        for (sim::ElementIndex around = m_parts[i].parent; around >= 0 && !all[i].isInside;
             around = m_parts[static_cast<std::size_t>(around)].parent)
            all[i].isInside = isDown(snapshot, static_cast<std::size_t>(around));
    }
}

} // namespace loadstar::film
