// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/design.h"
#include "sim/trace.h"

#include <map>
#include <vector>

namespace loadstar::film {

/// The numbers that a run gives to the elements of its design: components in id order from 0, then
/// connections in id order. Reads records of a trace back to ids without the run.
class ElementTable
{
public:
    ElementTable() = default;
    explicit ElementTable(const model::Design &design);

    int componentCount() const { return m_componentCount; }
    int connectionCount() const { return static_cast<int>(m_ends.size()); }
    int elementCount() const { return static_cast<int>(m_ids.size()); }

    /// The id, or an empty one for what is no element (a cause such as chance).
    model::ElementId idOf(sim::ElementIndex element) const;
    /// The number, or kNoElement for an id that the design does not have.
    sim::ElementIndex indexOf(const model::ElementId &id) const;

    bool isConnection(sim::ElementIndex element) const;
    /// Position among the connections, 0..connectionCount()-1; `element` must be a connection.
    int connectionNumber(sim::ElementIndex element) const { return element - m_componentCount; }
    /// The component at the connection's start and end; `element` must be a connection.
    sim::ElementIndex fromOf(sim::ElementIndex element) const;
    sim::ElementIndex toOf(sim::ElementIndex element) const;

private:
    struct Ends
    {
        sim::ElementIndex from = sim::kNoElement;
        sim::ElementIndex to = sim::kNoElement;
    };

    int m_componentCount = 0;
    std::vector<model::ElementId> m_ids;
    std::map<model::ElementId, sim::ElementIndex> m_indexes;
    std::vector<Ends> m_ends;
};

} // namespace loadstar::film
