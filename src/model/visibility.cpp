// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/visibility.h"

#include <algorithm>

namespace loadstar::model {

const Layer *findLayer(const Design &design, const QString &name)
{
    const std::vector<Layer> &layers = design.header.layers;
    const auto found = std::find_if(layers.begin(), layers.end(),
                                    [&name](const Layer &layer) { return layer.name == name; });
    return found == layers.end() ? nullptr : &*found;
}

ElementId shownAs(const Design &design, const ElementId &component)
{
    ElementId shown = component;
    for (const Component *at = design.component(component); at; at = design.component(at->parent)) {
        const Layer *layer =
            at->appearance.layer.isEmpty() ? nullptr : findLayer(design, at->appearance.layer);
        if (at->appearance.isHidden || (layer && layer->isHidden))
            return {};
        if (at->appearance.isCollapsed)
            shown = at->id;
    }
    return shown;
}

bool isLocked(const Design &design, const ElementId &component)
{
    const Component *found = design.component(component);
    if (!found)
        return false;
    const Layer *layer = findLayer(design, found->appearance.layer);
    return found->appearance.isLocked || (layer && layer->isLocked);
}

QString layerOf(const Design &design, const ElementId &component)
{
    for (const Component *at = design.component(component); at; at = design.component(at->parent)) {
        if (findLayer(design, at->appearance.layer))
            return at->appearance.layer;
    }
    return {};
}

Design layerPart(const Design &design, const QString &layer)
{
    Design part;
    part.header = design.header;
    std::erase_if(part.header.layers, [&](const Layer &each) { return each.name != layer; });
    for (Layer &each : part.header.layers)
        each.isHidden = false;
    for (const auto &[id, component] : design.components) {
        if (!layer.isEmpty() && layerOf(design, id) == layer)
            part.components.emplace(id, component);
    }
    for (auto &[id, component] : part.components) {
        if (part.component(component.parent))
            continue;
        component.position = design.absolutePosition(id);
        component.parent = ElementId();
    }
    for (const auto &[id, connection] : design.connections) {
        if (part.component(connection.from) && part.component(connection.to))
            part.connections.emplace(id, connection);
    }
    for (const ScenarioEvent &event : design.scenario) {
        if (part.hasElement(event.target))
            part.scenario.push_back(event);
    }
    return part;
}

} // namespace loadstar::model
