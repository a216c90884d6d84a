// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/design_writer.h"

#include "model/appearance_json.h"
#include "model/design_file.h"
#include "model/json_document.h"

namespace loadstar::model {

namespace {

using nlohmann::json;

json keptValue(const KeptJson &kept)
{
    base::Result<json> parsed = parseJson(kept.text);
    return parsed ? std::move(parsed).value() : json();
}

json textJson(const QString &text)
{
    return text.toStdString();
}

void addKept(json &object, const KeptMap &kept)
{
    for (const auto &[key, value] : kept)
        object[key.toStdString()] = keptValue(value);
}

json propertiesJson(const PropertyMap &properties)
{
    json object = json::object();
    for (const auto &[key, value] : properties)
        object[key.toStdString()] = valueJson(value);
    return object;
}

json componentJson(const Component &component)
{
    json object = json::object();
    addKept(object, component.kept);
    object["id"] = textJson(component.id.text());
    object["kind"] = textJson(component.kind);
    object["name"] = textJson(component.name);
    object["x"] = component.position.x();
    object["y"] = component.position.y();
    addAppearance(object, component.appearance);
    if (!component.parent.isEmpty())
        object["parent"] = textJson(component.parent.text());
    if (component.size) {
        object["width"] = component.size->width();
        object["height"] = component.size->height();
    }
    if (!component.properties.empty())
        object["properties"] = propertiesJson(component.properties);
    return object;
}

json connectionJson(const Connection &connection)
{
    json object = json::object();
    addKept(object, connection.kept);
    object["id"] = textJson(connection.id.text());
    object["kind"] = textJson(connection.kind);
    object["from"] = textJson(connection.from.text());
    object["to"] = textJson(connection.to.text());
    for (const QPointF &point : connection.waypoints)
        object["waypoints"].push_back(json::array({point.x(), point.y()}));
    if (!connection.name.isEmpty())
        object["name"] = textJson(connection.name);
    if (connection.label) {
        object["label"] = labelJson(*connection.label);
        addKept(object["label"], connection.label->kept);
    }
    if (!connection.properties.empty())
        object["properties"] = propertiesJson(connection.properties);
    return object;
}

json eventJson(const ScenarioEvent &event)
{
    json object = propertiesJson(event.arguments);
    addKept(object, event.kept);
    object["at"] = event.at;
    object["action"] = textJson(event.action);
    if (!event.target.isEmpty())
        object["target"] = textJson(event.target.text());
    return object;
}

} // namespace

json valueJson(const PropertyValue &value)
{
    struct Visitor
    {
        json operator()(std::monostate) const { return json(); }
        json operator()(bool flag) const { return flag; }
        json operator()(double number) const { return number; }
        json operator()(const QString &text) const { return textJson(text); }
        json operator()(const QStringList &list) const
        {
            json array = json::array();
            for (const QString &item : list)
                array.push_back(textJson(item));
            return array;
        }
        json operator()(const KeptJson &kept) const { return keptValue(kept); }
    };
    return std::visit(Visitor(), value);
}

json designJson(const Design &design)
{
    json root = json::object();
    addKept(root, design.header.kept);
    root["loadstar"] = kDesignFileVersion;
    root["name"] = textJson(design.header.name);
    if (!design.header.notes.isEmpty())
        root["notes"] = textJson(design.header.notes);
    root["objective"] = propertiesJson(design.header.objective);
    for (const Layer &layer : design.header.layers) {
        json object = layerJson(layer);
        addKept(object, layer.kept);
        root["layers"].push_back(std::move(object));
    }
    root["components"] = json::array();
    for (const auto &[id, component] : design.components)
        root["components"].push_back(componentJson(component));
    root["connections"] = json::array();
    for (const auto &[id, connection] : design.connections)
        root["connections"].push_back(connectionJson(connection));
    Scenario scenario = design.scenario;
    sortScenario(scenario);
    root["scenario"] = json::array();
    for (const ScenarioEvent &event : scenario)
        root["scenario"].push_back(eventJson(event));
    return root;
}

} // namespace loadstar::model
