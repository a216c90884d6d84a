// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/design_edit.h"

#include <utility>

namespace loadstar::model {

namespace {

/// Sets or removes the entry and returns what was there.
template <typename Map, typename Value>
std::optional<Value> exchangeEntry(Map &map, const ElementId &id, const std::optional<Value> &value)
{
    std::optional<Value> former;
    const auto found = map.find(id);
    if (found != map.end()) {
        former = std::move(found->second);
        if (value)
            found->second = *value;
        else
            map.erase(found);
    } else if (value) {
        map.emplace(id, *value);
    }
    return former;
}

PropertyMap &propertiesOf(Design &design, const ElementId &id)
{
    const auto component = design.components.find(id);
    if (component != design.components.end())
        return component->second.properties;
    const auto connection = design.connections.find(id);
    Q_ASSERT_X(connection != design.connections.end(), "apply",
               "PutProperty names an element that is not there");
    return connection->second.properties;
}

struct Applier
{
    Design &design;

    DesignEdit operator()(const PutComponent &edit) const
    {
        return PutComponent{edit.id, exchangeEntry(design.components, edit.id, edit.value)};
    }
    DesignEdit operator()(const PutConnection &edit) const
    {
        return PutConnection{edit.id, exchangeEntry(design.connections, edit.id, edit.value)};
    }
    DesignEdit operator()(const PutProperty &edit) const
    {
        PropertyMap &properties = propertiesOf(design, edit.id);
        PutProperty inverse{edit.id, edit.key, std::nullopt};
        const auto found = properties.find(edit.key);
        if (found != properties.end())
            inverse.value = found->second;
        if (edit.value)
            properties.insert_or_assign(edit.key, *edit.value);
        else
            properties.erase(edit.key);
        return inverse;
    }
    DesignEdit operator()(const PutPlace &edit) const
    {
        const auto found = design.components.find(edit.id);
        Q_ASSERT_X(found != design.components.end(), "apply",
                   "PutPlace names a component that is not there");
        Component &component = found->second;
        PutPlace inverse{edit.id, component.position, component.size, component.parent};
        component.position = edit.position;
        component.size = edit.size;
        component.parent = edit.parent;
        return inverse;
    }
    DesignEdit operator()(const PutScenario &edit) const
    {
        return PutScenario{std::exchange(design.scenario, edit.value)};
    }
    DesignEdit operator()(const PutHeader &edit) const
    {
        return PutHeader{std::exchange(design.header, edit.value)};
    }
};

struct ChangeRecorder
{
    DesignChange &change;
    const Design &design;

    void operator()(const PutComponent &edit) const { change.components.insert(edit.id); }
    void operator()(const PutConnection &edit) const { change.connections.insert(edit.id); }
    void operator()(const PutProperty &edit) const
    {
        (design.connection(edit.id) ? change.connections : change.components).insert(edit.id);
    }
    void operator()(const PutPlace &edit) const { change.components.insert(edit.id); }
    void operator()(const PutScenario &) const { change.isScenarioChanged = true; }
    void operator()(const PutHeader &) const { change.isHeaderChanged = true; }
};

} // namespace

DesignEdit apply(Design &design, const DesignEdit &edit)
{
    return std::visit(Applier{design}, edit);
}

bool DesignChange::isEmpty() const
{
    return components.empty() && connections.empty() && !isScenarioChanged && !isHeaderChanged &&
           !isReset;
}

void DesignChange::add(const DesignEdit &edit, const Design &design)
{
    std::visit(ChangeRecorder{*this, design}, edit);
}

void DesignChange::merge(const DesignChange &other)
{
    components.insert(other.components.begin(), other.components.end());
    connections.insert(other.connections.begin(), other.connections.end());
    isScenarioChanged = isScenarioChanged || other.isScenarioChanged;
    isHeaderChanged = isHeaderChanged || other.isHeaderChanged;
    isReset = isReset || other.isReset;
}

} // namespace loadstar::model
