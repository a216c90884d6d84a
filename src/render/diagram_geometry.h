// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/design.h"
#include "model/design_edit.h"
#include "model/kind_registry.h"
#include "render/connection_bundles.h"
#include "render/route_length.h"

#include <QPolygonF>
#include <QRectF>

#include <map>
#include <memory>
#include <set>
#include <vector>

namespace loadstar::render {

/// Where a component stands and how deep.
struct ComponentPlace
{
    /// On the canvas, in pixels.
    QRectF rect;
    /// Containers around it.
    int depth = 0;
    /// Which of the theme's tints its container shape takes, or -1 for none.
    int tint = -1;
    model::ComponentShape shape = model::ComponentShape::Card;
    /// Of components that overlap the one with the larger number lies above.
    int order = 0;
    /// Components inside a collapsed container, which is drawn as a card.
    int hiddenInside = 0;
    /// It or its layer is locked: it wears a padlock.
    bool isLocked = false;

    /// Whether it lies below the connections: a container or frame.
    bool isGround() const
    {
        return shape == model::ComponentShape::Container || shape == model::ComponentShape::Frame;
    }

    bool operator==(const ComponentPlace &) const = default;
};

class DiagramIndex;

/// The picture of a design without its pixels: rectangles of components and routes of connections.
/// A value; the same design gives the same geometry once settle() was called.
class DiagramGeometry
{
public:
    /// Ids whose place or route is different now, or gone.
    struct Update
    {
        std::set<model::ElementId> components;
        std::set<model::ElementId> connections;

        bool isEmpty() const { return components.empty() && connections.empty(); }
    };

    using Routes = std::map<model::ElementId, QPolygonF>;

    DiagramGeometry();
    /// `kinds` must outlive it.
    DiagramGeometry(const model::Design &design, const model::KindRegistry &kinds);
    ~DiagramGeometry();
    DiagramGeometry(const DiagramGeometry &other);
    DiagramGeometry &operator=(const DiagramGeometry &other);

    /// Follows a change of the design. With many connections only some of those near the change are
    /// routed again; isSettled() is false then and settle() routes the rest. A large design that is
    /// new altogether has drafts for routes: refine() routes those that are looked at.
    Update update(const model::Design &design, const model::KindRegistry &kinds,
                  const model::DesignChange &change);
    bool isSettled() const { return m_isSettled; }
    Update settle(const model::Design &design);

    /// Takes the routes of a geometry that was made afresh of the same design, perhaps on another
    /// thread; is settled then.
    Update adopt(Routes routes);

    /// Routes those of the connections that have no more than a draft.
    Update refine(const model::Design &design, const std::vector<model::ElementId> &connections);
    bool hasDrafts() const { return !m_drafts.empty(); }

    /// Whether it carries traffic, which is routed from side to side.
    bool isFlow(const model::Connection &connection) const;

    const std::map<model::ElementId, ComponentPlace> &places() const { return m_places; }
    /// Of all lines that are drawn; those of a bundle are one.
    const Routes &routes() const { return m_routes; }
    const ConnectionBundles &bundles() const { return m_bundles; }

    /// The component's place, or null when there is none with that id.
    const ComponentPlace *place(const model::ElementId &id) const;
    /// The component's rectangle on the canvas; null when there is none with that id.
    QRectF componentRect(const model::ElementId &id) const;
    /// From the border of `from` to the border of `to`, bends between; that of its bundle for one
    /// without its own line; empty for an unknown id.
    QPolygonF route(const model::ElementId &id) const;
    /// Whether the line crosses no card or note besides the two at its ends.
    bool isFree(const QPolygonF &route, const model::ElementId &from,
                const model::ElementId &to) const;
    /// Around all components and routes; null for an empty design.
    QRectF bounds() const;

    bool operator==(const DiagramGeometry &other) const;

private:
    void placeAll(const model::Design &design, const model::KindRegistry &kinds);
    /// Colours stay with their containers, whether those are shown or not.
    void tintAll(const model::Design &design);
    void indexAll(const model::Design &design);
    Routes settledRoutes(const model::Design &design) const;
    Update updateAll(const model::Design &design, const model::KindRegistry &kinds,
                     const model::DesignChange &change);
    Update updateNear(const model::Design &design, const model::KindRegistry &kinds,
                      const model::DesignChange &change);
    void setRoute(const model::ElementId &id, QPolygonF route, Update &update);
    ConnectionBundles allBundles(const model::Design &design) const;
    /// The same through the index.
    ConnectionBundles bundlesInCollapsed(const model::Design &design) const;

    const model::KindRegistry *m_kinds = nullptr;
    std::map<model::ElementId, ComponentPlace> m_places;
    Routes m_routes;
    ConnectionBundles m_bundles;
    /// Of the design that the places are of.
    std::vector<model::Layer> m_layers;
    /// Of a large design only.
    std::unique_ptr<DiagramIndex> m_index;
    std::set<model::ElementId> m_drafts;
    bool m_isSettled = true;
};

} // namespace loadstar::render
