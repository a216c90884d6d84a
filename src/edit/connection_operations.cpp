// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "edit/connection_operations.h"

#include "edit/edit_operations.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace loadstar::edit {

namespace {

using model::Component;
using model::Connection;
using model::Design;
using model::DesignEdit;
using model::ElementId;

/// Where components will be once some edits are done.
class PlacesAfter
{
public:
    PlacesAfter(const Design &design, const std::vector<DesignEdit> &edits)
        : m_design(design)
    {
        for (const DesignEdit &edit : edits) {
            if (const auto *place = std::get_if<model::PutPlace>(&edit))
                m_places[place->id] = {place->position, place->parent};
            else if (const auto *put = std::get_if<model::PutComponent>(&edit); put && put->value)
                m_places[put->id] = {put->value->position, put->value->parent};
        }
    }

    bool isEmpty() const { return m_places.empty(); }

    /// How far the component moves, in pixels; null for one that is not there before.
    QPointF movement(const ElementId &id) const
    {
        if (!m_design.component(id))
            return {};
        QPointF after;
        for (ElementId at = id; !at.isEmpty();) {
            const Place place = placeOf(at);
            after += place.position;
            at = place.parent;
        }
        return after - m_design.absolutePosition(id);
    }

private:
    struct Place
    {
        QPointF position;
        ElementId parent;
    };

    Place placeOf(const ElementId &id) const
    {
        if (const auto found = m_places.find(id); found != m_places.end())
            return found->second;
        const Component *component = m_design.component(id);
        return component ? Place{component->position, component->parent} : Place();
    }

    const Design &m_design;
    std::map<ElementId, Place> m_places;
};

/// The design without that connection, so that it is not in its own way.
Design without(const Design &design, const ElementId &connection)
{
    Design rest = design;
    rest.connections.erase(connection);
    return rest;
}

/// The connection that connectComponents() proposes between the two.
base::Result<Connection> proposed(const Design &design, const model::KindRegistry &kinds,
                                  const ElementId &from, const ElementId &to)
{
    const auto edits = connectComponents(design, kinds, from, to);
    if (!edits)
        return edits.error();
    return *std::get<model::PutConnection>(edits->front()).value;
}

using Followers = std::map<ElementId, std::vector<ElementId>>;

/// What each component that goes leads to.
Followers followersOf(const Design &design, const Selection &gone)
{
    Followers followers;
    for (const auto &[id, connection] : design.connections) {
        if (gone.count(connection.from))
            followers[connection.from].push_back(connection.to);
    }
    return followers;
}

/// What connections lead to from `start`, over any number of components that go.
std::set<ElementId> endsBeyond(const Followers &followers, const Selection &gone,
                               const ElementId &start)
{
    std::set<ElementId> ends;
    std::set<ElementId> seen{start};
    std::vector<ElementId> open{start};
    while (!open.empty()) {
        const auto next = followers.find(open.back());
        open.pop_back();
        if (next == followers.end())
            continue;
        for (const ElementId &to : next->second) {
            if (!gone.count(to))
                ends.insert(to);
            else if (seen.insert(to).second)
                open.push_back(to);
        }
    }
    return ends;
}

} // namespace

std::vector<DesignEdit> setWaypoints(const Design &design, const ElementId &connection,
                                     const std::vector<QPointF> &waypoints)
{
    Connection changed = *design.connection(connection);
    changed.waypoints = waypoints;
    return {model::PutConnection{connection, std::move(changed)}};
}

std::vector<DesignEdit> nameConnection(const Design &design, const ElementId &connection,
                                       const QString &name)
{
    Connection changed = *design.connection(connection);
    changed.name = name;
    return {model::PutConnection{connection, std::move(changed)}};
}

std::vector<DesignEdit> placeLabel(const Design &design, const ElementId &connection,
                                   std::optional<model::LabelPlace> place)
{
    constexpr double kParts = 1000.0;
    const auto whole = [](double offset) {
        constexpr double kMost = model::LabelPlace::kMostOffset;
        return std::clamp(std::round(offset), -kMost, kMost);
    };
    if (place)
        place = {std::round(std::clamp(place->at, 0.0, 1.0) * kParts) / kParts,
                 {whole(place->offset.x()), whole(place->offset.y())}};
    Connection changed = *design.connection(connection);
    if (place && changed.label)
        place->kept = changed.label->kept;
    changed.label = place;
    return {model::PutConnection{connection, std::move(changed)}};
}

std::vector<DesignEdit> withCarriedWaypoints(const Design &design, std::vector<DesignEdit> edits)
{
    const PlacesAfter places(design, edits);
    if (places.isEmpty())
        return edits;
    std::set<ElementId> put;
    for (const DesignEdit &edit : edits) {
        if (const auto *connection = std::get_if<model::PutConnection>(&edit))
            put.insert(connection->id);
    }
    for (const auto &[id, connection] : design.connections) {
        if (connection.waypoints.empty() || put.count(id))
            continue;
        const QPointF movement = places.movement(connection.from);
        if (movement.isNull() || movement != places.movement(connection.to))
            continue;
        std::vector<QPointF> waypoints = connection.waypoints;
        for (QPointF &point : waypoints)
            point += movement;
        const std::vector<DesignEdit> carried = setWaypoints(design, id, waypoints);
        edits.insert(edits.end(), carried.begin(), carried.end());
    }
    return edits;
}

base::Result<std::vector<DesignEdit>> reconnect(const Design &design,
                                                const model::KindRegistry &kinds,
                                                const ElementId &connection, const ElementId &from,
                                                const ElementId &to)
{
    const base::Result<Connection> wanted = proposed(without(design, connection), kinds, from, to);
    if (!wanted)
        return wanted.error();
    Connection changed = *design.connection(connection);
    // What is set of another kind has no meaning for this one.
    if (changed.kind != wanted->kind)
        changed.properties.clear();
    changed.kind = wanted->kind;
    changed.from = from;
    changed.to = to;
    changed.waypoints.clear();
    return std::vector<DesignEdit>{model::PutConnection{connection, std::move(changed)}};
}

base::Result<std::vector<DesignEdit>>
reverse(const Design &design, const model::KindRegistry &kinds, const ElementId &connection)
{
    const Connection &now = *design.connection(connection);
    auto edits = reconnect(design, kinds, connection, now.to, now.from);
    if (edits) {
        Connection &changed = *std::get<model::PutConnection>(edits->front()).value;
        changed.waypoints.assign(now.waypoints.rbegin(), now.waypoints.rend());
        if (changed.label)
            changed.label->at = 1.0 - changed.label->at;
    }
    return edits;
}

base::Result<std::vector<DesignEdit>> splitConnection(const Design &design,
                                                      const model::KindRegistry &kinds,
                                                      const ElementId &connection,
                                                      const Component &middle)
{
    const Connection now = *design.connection(connection);
    Design with = without(design, connection);
    with.components[middle.id] = middle;
    base::Result<Connection> first = proposed(with, kinds, now.from, middle.id);
    if (!first)
        return first.error();
    first->id = connection;
    if (first->kind == now.kind) {
        first->properties = now.properties;
        first->kept = now.kept;
        first->name = now.name;
    }
    with.connections.emplace(connection, *first);
    const base::Result<Connection> second = proposed(with, kinds, middle.id, now.to);
    if (!second)
        return second.error();
    return std::vector<DesignEdit>{model::PutConnection{connection, *first},
                                   model::PutConnection{second->id, *second}};
}

std::vector<DesignEdit> removeAndReconnect(const Design &design, const model::KindRegistry &kinds,
                                           const Selection &elements)
{
    const Selection gone = withContents(design, elements);
    std::vector<DesignEdit> edits = removeElements(design, elements);
    Design after = design;
    for (const DesignEdit &edit : edits)
        model::apply(after, edit);
    const Followers followers = followersOf(design, gone);
    std::map<ElementId, std::set<ElementId>> ends;
    for (const auto &[id, connection] : design.connections) {
        if (gone.count(connection.from) || !gone.count(connection.to))
            continue;
        const auto [known, isNew] = ends.try_emplace(connection.to);
        if (isNew)
            known->second = endsBeyond(followers, gone, connection.to);
        for (const ElementId &end : known->second) {
            if (end == connection.from)
                continue;
            const auto joined = connectComponents(after, kinds, connection.from, end);
            if (!joined)
                continue;
            for (const DesignEdit &edit : *joined)
                model::apply(after, edit);
            edits.insert(edits.end(), joined->begin(), joined->end());
        }
    }
    return edits;
}

std::vector<const model::ComponentKind *> possibleFollowers(const model::KindRegistry &kinds,
                                                            const QString &kind)
{
    std::vector<const model::ComponentKind *> followers;
    for (const model::ComponentKind &candidate : kinds.components()) {
        if (kinds.connectionBetween(kind, candidate.id))
            followers.push_back(&candidate);
    }
    return followers;
}

} // namespace loadstar::edit
