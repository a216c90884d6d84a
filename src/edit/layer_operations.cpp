// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "edit/layer_operations.h"

#include "edit/arrange_operations.h"
#include "edit/edit_operations.h"
#include "model/visibility.h"

#include <QCoreApplication>

#include <algorithm>

namespace loadstar::edit {

namespace {

using model::Design;
using model::DesignEdit;
using model::Layer;

bool isFreeName(const Design &design, const QString &name)
{
    return !name.trimmed().isEmpty() && !model::findLayer(design, name);
}

Selection membersOf(const Design &design, const QString &layer)
{
    Selection members;
    for (const auto &[id, component] : design.components) {
        if (component.appearance.layer == layer)
            members.insert(id);
    }
    return members;
}

} // namespace

QString freeLayerName(const Design &design)
{
    int number = int(design.header.layers.size());
    QString name;
    do {
        name = QCoreApplication::translate("Layers", "Layer %1").arg(++number);
    } while (model::findLayer(design, name));
    return name;
}

std::vector<DesignEdit> addLayer(const Design &design, const QString &name)
{
    if (!isFreeName(design, name) || design.header.layers.size() >= model::kMostLayers)
        return {};
    model::DesignHeader header = design.header;
    Layer layer;
    layer.name = name;
    header.layers.push_back(std::move(layer));
    return {model::PutHeader{std::move(header)}};
}

std::vector<DesignEdit> changeLayer(const Design &design, const QString &name,
                                    const std::function<void(Layer &)> &change)
{
    model::DesignHeader header = design.header;
    for (Layer &layer : header.layers) {
        if (layer.name == name)
            change(layer);
    }
    if (header == design.header)
        return {};
    return {model::PutHeader{std::move(header)}};
}

std::vector<DesignEdit> renameLayer(const Design &design, const QString &name,
                                    const QString &newName)
{
    if (!isFreeName(design, newName))
        return {};
    std::vector<DesignEdit> edits =
        changeLayer(design, name, [&](Layer &layer) { layer.name = newName; });
    const std::vector<DesignEdit> followed =
        setAppearance(design, membersOf(design, name),
                      [&](model::Appearance &appearance) { appearance.layer = newName; });
    edits.insert(edits.end(), followed.begin(), followed.end());
    return edits;
}

std::vector<DesignEdit> removeLayer(const Design &design, const QString &name)
{
    model::DesignHeader header = design.header;
    std::erase_if(header.layers, [&](const Layer &layer) { return layer.name == name; });
    if (header == design.header)
        return {};
    std::vector<DesignEdit> edits{model::PutHeader{std::move(header)}};
    const std::vector<DesignEdit> freed =
        setAppearance(design, membersOf(design, name),
                      [](model::Appearance &appearance) { appearance.layer.clear(); });
    edits.insert(edits.end(), freed.begin(), freed.end());
    return edits;
}

std::vector<DesignEdit> moveToLayer(const Design &design, const Selection &selection,
                                    const QString &layer)
{
    return setAppearance(design, withContents(design, selection),
                         [&](model::Appearance &appearance) { appearance.layer = layer; });
}

void useCurrentLayer(const DesignDocument &document, std::vector<DesignEdit> &edits)
{
    const Layer *layer = model::findLayer(document.design(), document.currentLayer());
    if (!layer || layer->isHidden || layer->isLocked)
        return;
    for (DesignEdit &edit : edits) {
        auto *put = std::get_if<model::PutComponent>(&edit);
        if (put && put->value && !document.design().component(put->id))
            put->value->appearance.layer = layer->name;
    }
}

} // namespace loadstar::edit
