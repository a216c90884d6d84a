// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/component.h"
#include "model/component_kind.h"
#include "model/connection.h"
#include "model/scenario.h"

#include <QRectF>
#include <QString>

#include <map>
#include <set>
#include <vector>

namespace loadstar::model {

/// What a design says about itself.
struct DesignHeader
{
    QString name;
    QString notes;
    /// Targets by key (availability, responseTimeP95, …); one that is absent is not judged.
    PropertyMap objective;
    /// In the order of the file.
    std::vector<Layer> layers;
    /// Keys at the top level that are not understood.
    KeptMap kept;

    bool operator==(const DesignHeader &) const = default;
};

/// A whole design: a regular value, copyable and comparable, with components and connections in id
/// order.
struct Design
{
    DesignHeader header;
    std::map<ElementId, Component> components;
    std::map<ElementId, Connection> connections;
    Scenario scenario;

    bool operator==(const Design &) const = default;

    /// The component or connection, or null.
    const Component *component(const ElementId &id) const;
    const Connection *connection(const ElementId &id) const;

    bool hasElement(const ElementId &id) const;

    /// Ids of the components whose parent is `parent` (empty = those at the top), in id order.
    std::vector<ElementId> childrenOf(const ElementId &parent) const;

    /// Whether `ancestor` is `id` itself or one of the containers around it.
    bool isInside(const ElementId &id, const ElementId &ancestor) const;

    /// Top-left corner of the component in canvas pixels, all its containers' positions added.
    QPointF absolutePosition(const ElementId &id) const;

    /// An id that is not taken: `stem`, or `stem` with a number behind.
    ElementId freeId(const QString &stem) const;
};

/// Hands out ids that a design does not have, one after another: many of one stem in linear time.
class FreeIds
{
public:
    /// `design` must live as long as this.
    explicit FreeIds(const Design &design)
        : m_design(design)
    {}

    /// `wanted`, or where that is taken, `stem` with a number behind; taken from now on.
    ElementId take(const ElementId &wanted, const QString &stem);

private:
    bool isTaken(const ElementId &id) const;

    const Design &m_design;
    std::set<ElementId> m_taken;
    std::map<QString, int> m_next; ///< by stem: smaller numbers are taken
};

/// The property's value, or its default when it is not set (or set to something that is not
/// understood).
const PropertyValue &valueOf(const PropertyMap &properties, const PropertySpec &spec);

/// Typed access to a set or default value of a property that the kind has; asking for one that it
/// does not have, or of another type, is a bug.
class PropertyReader
{
public:
    PropertyReader(const PropertyMap &properties, const std::vector<PropertySpec> &specs)
        : m_properties(properties)
        , m_specs(specs)
    {}

    bool boolean(const QString &key) const;
    /// The number; not for nullable properties.
    double number(const QString &key) const;
    /// The number, or none for null.
    std::optional<double> optionalNumber(const QString &key) const;
    /// Text or choice; empty for null.
    QString text(const QString &key) const;
    QStringList list(const QString &key) const;
    /// Whether it has a value here, default or not, that is not null.
    bool isGiven(const QString &key) const { return !isNull(value(key)); }
    /// Distribution text; a bare number m comes as "constant(m)"; empty for null.
    QString distribution(const QString &key) const;

private:
    const PropertyValue &value(const QString &key) const;

    const PropertyMap &m_properties;
    const std::vector<PropertySpec> &m_specs;
};

} // namespace loadstar::model
