// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/design.h"

#include <optional>
#include <set>
#include <variant>

namespace loadstar::model {

/// Sets a component to a value: adds, changes or (without value) removes it.
struct PutComponent
{
    ElementId id;
    std::optional<Component> value;
};

/// Sets a connection to a value: adds, changes or (without value) removes it.
struct PutConnection
{
    ElementId id;
    std::optional<Connection> value;
};

/// Sets one property of a component or connection, or (without value) sets it back to its default.
struct PutProperty
{
    ElementId id;
    QString key;
    std::optional<PropertyValue> value;
};

/// Moves a component: position, and container if it changes.
struct PutPlace
{
    ElementId id;
    QPointF position;
    std::optional<QSizeF> size;
    ElementId parent;
};

/// Replaces the scenario.
struct PutScenario
{
    Scenario value;
};

/// Replaces name, notes and objective.
struct PutHeader
{
    DesignHeader value;
};

/// One change of a design. Each holds the value to set; applying it gives the edit that sets the
/// former one.
using DesignEdit =
    std::variant<PutComponent, PutConnection, PutProperty, PutPlace, PutScenario, PutHeader>;

/// Does one edit and returns its inverse. The edit must fit the design: the element of PutProperty
/// and PutPlace exists, a removed component has no connections, children or scenario events left,
/// the ends of an added connection exist.
DesignEdit apply(Design &design, const DesignEdit &edit);

/// What changed, as facts for those who look at a design.
struct DesignChange
{
    std::set<ElementId> components; ///< added, changed or removed
    std::set<ElementId> connections;
    bool isScenarioChanged = false;
    bool isHeaderChanged = false;
    /// Everything may be different: another file was opened.
    bool isReset = false;

    bool isEmpty() const;
    void add(const DesignEdit &edit, const Design &design);
    void merge(const DesignChange &other);
};

} // namespace loadstar::model
