// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/design.h"
#include "render/connection_router.h"
#include "render/place_index.h"

#include <QPolygonF>

#include <map>
#include <set>
#include <vector>

namespace loadstar::render {

/// What depends on what in a diagram: what lies in which container, which connections end where,
/// and what runs through a place. With it, following a change costs what has changed, not what
/// there is.
class DiagramIndex
{
public:
    /// The component is as the design has it now, or gone.
    void noteComponent(const model::Design &design, const model::ElementId &id);
    /// The same for a connection.
    void noteConnection(const model::Design &design, const model::ElementId &id);
    /// The connection runs along this route now; an empty one takes it out.
    void noteRoute(const model::ElementId &id, const QPolygonF &route);

    /// The component with everything inside it.
    std::set<model::ElementId> withContents(const model::ElementId &id) const;
    /// The container that the component lay in when it was noted last.
    model::ElementId parentOf(const model::ElementId &id) const;
    const std::set<model::ElementId> &connectionsOf(const model::ElementId &component) const;
    /// Connections whose route may run through the area.
    std::vector<model::ElementId> routesIn(const QRectF &area) const { return m_routes.in(area); }

    /// Knows all cards as obstacles and all titles as places to avoid.
    ConnectionRouter router;

private:
    struct Ends
    {
        model::ElementId from;
        model::ElementId to;
    };

    std::map<model::ElementId, model::ElementId> m_parents;
    std::map<model::ElementId, std::set<model::ElementId>> m_contents;
    std::map<model::ElementId, Ends> m_ends;
    std::map<model::ElementId, std::set<model::ElementId>> m_connections;
    PlaceIndex m_routes;
};

} // namespace loadstar::render
