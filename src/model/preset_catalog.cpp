// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/preset_catalog.h"

#include "model/design.h"
#include "model/design_file.h"

#include <QCoreApplication>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace loadstar::model {

namespace {

using nlohmann::json;

base::Error invalidPreset(const QString &id)
{
    return {QStringLiteral("preset.invalid"),
            QCoreApplication::translate(
                "Presets", "the preset \"%1\" names a kind or property that there is not")
                .arg(id),
            {}};
}

QString textOf(const json &object, const char *key)
{
    const auto found = object.find(key);
    return found != object.end() && found->is_string()
               ? QString::fromStdString(found->get<std::string>())
               : QString();
}

/// The properties as the design reader takes them for a component of that kind.
base::Result<PropertyMap> readAsComponent(const QString &preset, const std::string &kind,
                                          const json &properties, const KindRegistry &kinds)
{
    const json design{{"loadstar", 1},
                      {"components", {{{"id", "x"}, {"kind", kind}, {"properties", properties}}}}};
    base::Result<LoadedDesign> loaded =
        parseDesign(QByteArray::fromStdString(design.dump()), kinds);
    if (!loaded)
        return loaded.error();
    if (!loaded->warnings.empty())
        return invalidPreset(preset);
    return loaded->design.components.begin()->second.properties;
}

} // namespace

bool Preset::suits(const PropertyMap &component, const ComponentKind &componentKind) const
{
    const auto isSet = [&](const auto &wanted) { return component.count(wanted.first) > 0; };
    const bool isAnySet = std::any_of(offeredFor.begin(), offeredFor.end(), isSet);
    return std::any_of(offeredFor.begin(), offeredFor.end(), [&](const auto &wanted) {
        const PropertySpec *spec = findSpec(componentKind.properties, wanted.first);
        return spec && (isSet(wanted) || !isAnySet) && valueOf(component, *spec) == wanted.second;
    });
}

base::Result<std::vector<Preset>> readPresets(const QByteArray &text, const KindRegistry &kinds)
{
    const json root = json::parse(text.begin(), text.end(), nullptr, false);
    const auto list = root.is_object() ? root.find("presets") : root.end();
    if (!root.is_object() || list == root.end())
        return invalidPreset({});
    std::vector<Preset> presets;
    for (const json &item : *list) {
        Preset preset;
        preset.id = textOf(item, "id");
        preset.name = textOf(item, "name");
        preset.kind = textOf(item, "kind");
        preset.date = textOf(item, "date");
        preset.source = textOf(item, "source");
        const std::string kind = preset.kind.toStdString();
        for (auto [key, target] : {std::pair("properties", &preset.properties),
                                   std::pair("offeredFor", &preset.offeredFor)}) {
            const json properties = item.value(key, json::object());
            base::Result<PropertyMap> read = readAsComponent(preset.id, kind, properties, kinds);
            if (!read)
                return read.error();
            *target = std::move(*read);
        }
        presets.push_back(std::move(preset));
    }
    return presets;
}

} // namespace loadstar::model
