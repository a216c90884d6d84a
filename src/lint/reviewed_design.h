// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/design.h"
#include "model/kind_registry.h"

#include <map>
#include <vector>

namespace loadstar::lint {

/// A design with what rules ask for again and again: who is connected with whom, and where things
/// lie. Design and kinds must live as long as this.
class ReviewedDesign
{
public:
    ReviewedDesign(const model::Design &design, const model::KindRegistry &kinds);

    const model::Design &design() const { return m_design; }
    const model::KindRegistry &kinds() const { return m_kinds; }

    /// Ids in id order.
    const std::vector<model::ElementId> &playing(model::ComponentRole role) const;
    model::ComponentRole roleOf(const model::ElementId &id) const;
    /// Properties of a component of a known kind.
    model::PropertyReader read(const model::ElementId &id) const;
    model::PropertyReader objective() const;
    /// Its name, or its id where it has none.
    QString nameOf(const model::ElementId &id) const;

    /// Ends of connections of a role, each once, in id order.
    std::vector<model::ElementId> targetsOf(const model::ElementId &from,
                                            model::ConnectionRole role) const;
    std::vector<model::ElementId> sourcesOf(const model::ElementId &to,
                                            model::ConnectionRole role) const;
    /// Nodes that a balancer sends requests to by itself.
    std::vector<model::ElementId> nodesBehind(const model::ElementId &balancer) const;
    /// Users whose requests can reach the component over balancers.
    std::vector<model::ElementId> usersBefore(const model::ElementId &id) const;
    /// The innermost container of that role around it, or empty.
    model::ElementId around(const model::ElementId &id, model::ComponentRole role) const;
    /// Zones that the components lie in, each once; empty ones are left out.
    std::vector<model::ElementId> zonesOf(const std::vector<model::ElementId> &ids) const;

private:
    const model::Design &m_design;
    const model::KindRegistry &m_kinds;
    std::map<model::ComponentRole, std::vector<model::ElementId>> m_playing;
    std::map<model::ElementId, std::vector<const model::Connection *>> m_leaving;
    std::map<model::ElementId, std::vector<const model::Connection *>> m_arriving;
};

} // namespace loadstar::lint
