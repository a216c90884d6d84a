// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/kind_documents.h"

#include "model/design_file.h"
#include "model/design_writer.h"
#include "model/json_document.h"

#include <cmath>

namespace loadstar::model {

namespace {

using nlohmann::json;

json textList(const QStringList &texts)
{
    json array = json::array();
    for (const QString &text : texts)
        array.push_back(text.toStdString());
    return array;
}

json specJson(const PropertySpec &spec)
{
    json object{{"key", spec.key.toStdString()},
                {"label", spec.label.toStdString()},
                {"type", propertyTypeName(spec.type).toStdString()},
                {"unit", spec.unit().toStdString()},
                {"default", valueJson(spec.defaultValue)},
                {"nullable", spec.isNullable},
                {"allowed", spec.allowed().toStdString()},
                {"group", spec.group.toStdString()},
                {"doc", spec.doc.toStdString()}};
    if (std::isfinite(spec.minimum))
        object[spec.isMinimumExclusive ? "exclusiveMinimum" : "minimum"] = spec.minimum;
    if (std::isfinite(spec.maximum))
        object["maximum"] = spec.maximum;
    if (!spec.choices.isEmpty())
        object["choices"] = textList(spec.choices);
    if (!spec.nullLabel.isEmpty())
        object["null"] = spec.nullLabel.toStdString();
    if (!spec.source.isEmpty())
        object["source"] = spec.source.toStdString();
    return object;
}

json specsJson(const std::vector<PropertySpec> &specs)
{
    json array = json::array();
    for (const PropertySpec &spec : specs)
        array.push_back(specJson(spec));
    return array;
}

json componentKindJson(const ComponentKind &kind)
{
    return {{"id", kind.id.toStdString()},
            {"name", kind.name.toStdString()},
            {"group", kind.group.toStdString()},
            {"doc", kind.doc.toStdString()},
            {"aliases", textList(kind.aliases)},
            {"container", kind.isContainer},
            {"properties", specsJson(kind.properties)}};
}

json connectionKindJson(const ConnectionKind &kind)
{
    json ends = json::array();
    for (const ConnectionKind::Ends &pair : kind.ends)
        ends.push_back({{"from", pair.from.toStdString()}, {"to", pair.to.toStdString()}});
    return {{"id", kind.id.toStdString()},
            {"name", kind.name.toStdString()},
            {"doc", kind.doc.toStdString()},
            {"ends", ends},
            {"properties", specsJson(kind.properties)}};
}

json actionKindJson(const ActionKind &kind)
{
    return {{"id", kind.id.toStdString()},           {"name", kind.name.toStdString()},
            {"doc", kind.doc.toStdString()},         {"targets", textList(kind.targets)},
            {"required", textList(kind.required)},   {"targetOptional", kind.isTargetOptional},
            {"arguments", specsJson(kind.arguments)}};
}

json distributionSchema()
{
    return {{"anyOf", {{{"type", "number"}, {"minimum", 0}}, {{"type", "string"}}}}};
}

json valueSchema(const PropertySpec &spec)
{
    json schema = json::object();
    switch (spec.type) {
    case PropertyType::Boolean:
        schema["type"] = "boolean";
        break;
    case PropertyType::Integer:
    case PropertyType::Number:
        schema["type"] = spec.type == PropertyType::Integer ? "integer" : "number";
        if (std::isfinite(spec.minimum))
            schema[spec.isMinimumExclusive ? "exclusiveMinimum" : "minimum"] = spec.minimum;
        if (std::isfinite(spec.maximum))
            schema["maximum"] = spec.maximum;
        break;
    case PropertyType::Text:
        schema["type"] = "string";
        break;
    case PropertyType::Choice:
        schema["enum"] = textList(spec.choices);
        break;
    case PropertyType::ChoiceList:
        schema = {{"type", "array"},
                  {"uniqueItems", true},
                  {"items", {{"enum", textList(spec.choices)}}}};
        break;
    case PropertyType::Distribution:
        schema = distributionSchema();
        break;
    }
    if (spec.isNullable)
        schema = {{"anyOf", {schema, {{"type", "null"}}}}};
    schema["description"] = spec.doc.toStdString();
    schema["default"] = valueJson(spec.defaultValue);
    return schema;
}

json propertiesSchema(const std::vector<PropertySpec> &specs)
{
    json properties = json::object();
    for (const PropertySpec &spec : specs)
        properties[spec.key.toStdString()] = valueSchema(spec);
    return {{"type", "object"}, {"properties", properties}};
}

json whenKind(const QString &kind, const std::vector<PropertySpec> &specs)
{
    return {{"if", {{"properties", {{"kind", {{"const", kind.toStdString()}}}}}}},
            {"then", {{"properties", {{"properties", propertiesSchema(specs)}}}}}};
}

json idSchema()
{
    return {{"type", "string"}, {"pattern", "^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$"}};
}

json flagSchema(const char *description)
{
    return {{"type", "boolean"}, {"default", false}, {"description", description}};
}

/// The keys of Appearance.
json appearanceSchema()
{
    return {{"order",
             {{"type", "integer"},
              {"minimum", -kMostOrder},
              {"maximum", kMostOrder},
              {"default", 0},
              {"description", "Of components that overlap the one with the larger number lies "
                              "above."}}},
            {"locked", flagSchema("Not moved, resized, connected or removed by hand.")},
            {"hidden", flagSchema("Not drawn, with what lies inside it and its connections.")},
            {"collapsed", flagSchema("A container that is drawn as one card.")},
            {"pinned", flagSchema("Automatic layout leaves it where it is.")},
            {"layer",
             {{"type", "string"}, {"description", "The name of one of the design's layers."}}}};
}

json layerSchema()
{
    return {{"type", "object"},
            {"required", {"name"}},
            {"properties",
             {{"name", {{"type", "string"}, {"minLength", 1}}},
              {"hidden", flagSchema("What is on the layer is not drawn.")},
              {"locked", flagSchema("What is on the layer is locked.")}}}};
}

json componentSchema(const KindRegistry &kinds)
{
    json rules = json::array();
    for (const ComponentKind &kind : kinds.components())
        rules.push_back(whenKind(kind.id, kind.properties));
    json properties = appearanceSchema();
    properties.update({{"id", idSchema()},
                       {"kind", {{"type", "string"}}},
                       {"name", {{"type", "string"}}},
                       {"parent", idSchema()},
                       {"x", {{"type", "number"}}},
                       {"y", {{"type", "number"}}},
                       {"width", {{"type", "number"}, {"minimum", 1}}},
                       {"height", {{"type", "number"}, {"minimum", 1}}},
                       {"properties", {{"type", "object"}}}});
    return {{"type", "object"},
            {"required", {"id", "kind"}},
            {"properties", properties},
            {"dependentRequired", {{"width", {"height"}}, {"height", {"width"}}}},
            {"allOf", rules}};
}

json connectionSchema(const KindRegistry &kinds)
{
    const json labelOffset = {{"type", "number"},
                              {"minimum", -LabelPlace::kMostOffset},
                              {"maximum", LabelPlace::kMostOffset}};
    json rules = json::array();
    for (const ConnectionKind &kind : kinds.connections())
        rules.push_back(whenKind(kind.id, kind.properties));
    return {{"type", "object"},
            {"required", {"id", "kind", "from", "to"}},
            {"properties",
             {{"id", idSchema()},
              {"kind", {{"type", "string"}}},
              {"from", idSchema()},
              {"to", idSchema()},
              {"waypoints",
               {{"type", "array"},
                {"items",
                 {{"type", "array"},
                  {"items", {{"type", "number"}}},
                  {"minItems", 2},
                  {"maxItems", 2}}},
                {"description",
                 "Bends that the line takes in this order, as x and y in canvas pixels; they move "
                 "when both ends move. Absent: routed automatically."}}},
              {"name", {{"type", "string"}, {"description", "Shown at the line."}}},
              {"label",
               {{"type", "object"},
                {"properties",
                 {{"at", {{"type", "number"}, {"minimum", 0}, {"maximum", 1}}},
                  {"dx", labelOffset},
                  {"dy", labelOffset}}},
                {"description",
                 "Where the text of the line stands: part of the way, and from there to its "
                 "middle in canvas pixels. Absent: it finds a place by itself."}}},
              {"properties", {{"type", "object"}}}}},
            {"allOf", rules}};
}

json eventSchema(const KindRegistry &kinds)
{
    json rules = json::array();
    for (const ActionKind &kind : kinds.actions()) {
        json then = propertiesSchema(kind.arguments);
        json required = textList(kind.required);
        if (!kind.isTargetOptional)
            required.push_back("target");
        then["required"] = required;
        rules.push_back({{"if", {{"properties", {{"action", {{"const", kind.id.toStdString()}}}}}}},
                         {"then", then}});
    }
    return {{"type", "object"},
            {"required", {"at", "action"}},
            {"properties",
             {{"at", {{"type", "number"}, {"minimum", 0}}},
              {"action", {{"type", "string"}}},
              {"target", idSchema()}}},
            {"allOf", rules}};
}

} // namespace

QByteArray kindsJson(const KindRegistry &kinds)
{
    json root{
        {"components", json::array()}, {"connections", json::array()}, {"actions", json::array()}};
    for (const ComponentKind &kind : kinds.components())
        root["components"].push_back(componentKindJson(kind));
    for (const ConnectionKind &kind : kinds.connections())
        root["connections"].push_back(connectionKindJson(kind));
    for (const ActionKind &kind : kinds.actions())
        root["actions"].push_back(actionKindJson(kind));
    root["objective"] = specsJson(kinds.objective());
    return prettyJson(root);
}

QByteArray designSchema(const KindRegistry &kinds)
{
    const json root{
        {"$schema", "https://json-schema.org/draft/2020-12/schema"},
        {"title", "Loadstar design"},
        {"type", "object"},
        {"required", {"loadstar"}},
        {"properties",
         {{"loadstar", {{"const", kDesignFileVersion}}},
          {"name", {{"type", "string"}}},
          {"notes", {{"type", "string"}}},
          {"objective", propertiesSchema(kinds.objective())},
          {"layers", {{"type", "array"}, {"items", layerSchema()}, {"maxItems", kMostLayers}}},
          {"components", {{"type", "array"}, {"items", componentSchema(kinds)}}},
          {"connections", {{"type", "array"}, {"items", connectionSchema(kinds)}}},
          {"scenario", {{"type", "array"}, {"items", eventSchema(kinds)}}}}}};
    return prettyJson(root);
}

} // namespace loadstar::model
