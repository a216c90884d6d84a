// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/appearance_json.h"

#include "model/json_document.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <tuple>

namespace loadstar::model {

namespace {

using nlohmann::json;

QString tr(const char *text)
{
    return QCoreApplication::translate("DesignFile", text);
}

base::Error wrongType(const json &found, const QString &where, const QString &allowed)
{
    return {QStringLiteral("file.wrong-type"),
            tr("found %1, but %2 is allowed").arg(quotedJson(found), allowed), where};
}

base::Result<void> readFlag(const json &object, const char *key, const QString &path, bool &out)
{
    const auto found = object.find(key);
    if (found == object.end())
        return {};
    if (!found->is_boolean())
        return wrongType(*found, path + u'.' + QString::fromLatin1(key), tr("true or false"));
    out = found->get<bool>();
    return {};
}

base::Result<void> readName(const json &object, const char *key, const QString &path, QString &out)
{
    const auto found = object.find(key);
    if (found == object.end())
        return {};
    if (!found->is_string())
        return wrongType(*found, path + u'.' + QString::fromLatin1(key), tr("a text"));
    out = QString::fromStdString(found->get_ref<const std::string &>());
    return {};
}

} // namespace

base::Result<void> readAppearance(const json &object, const QString &path, Appearance &appearance)
{
    const auto order = object.find("order");
    if (order != object.end()) {
        const bool isWhole =
            order->is_number() && std::floor(order->get<double>()) == order->get<double>();
        if (!isWhole || std::abs(order->get<double>()) > kMostOrder)
            return wrongType(*order, path + QStringLiteral(".order"),
                             tr("a whole number from %1 to %2").arg(-kMostOrder).arg(kMostOrder));
        appearance.order = static_cast<int>(order->get<double>());
    }
    const std::pair<const char *, bool *> flags[] = {{"locked", &appearance.isLocked},
                                                     {"hidden", &appearance.isHidden},
                                                     {"collapsed", &appearance.isCollapsed},
                                                     {"pinned", &appearance.isPinned}};
    for (const auto &[key, flag] : flags) {
        if (const base::Result<void> read = readFlag(object, key, path, *flag); !read)
            return read.error();
    }
    return readName(object, "layer", path, appearance.layer);
}

base::Result<void> readLayer(const json &object, const QString &path,
                             const std::vector<Layer> &others, Layer &layer)
{
    if (!object.is_object())
        return wrongType(object, path, tr("an object"));
    for (const base::Result<void> &read : {readName(object, "name", path, layer.name),
                                           readFlag(object, "hidden", path, layer.isHidden),
                                           readFlag(object, "locked", path, layer.isLocked)}) {
        if (!read)
            return read.error();
    }
    const bool isTaken = std::any_of(others.begin(), others.end(), [&layer](const Layer &other) {
        return other.name == layer.name;
    });
    if (layer.name.isEmpty() || isTaken || others.size() >= kMostLayers)
        return base::Error{
            QStringLiteral("file.bad-layer"),
            tr("found \"%1\", but a name that no other layer has, of %2 layers at most, is allowed")
                .arg(layer.name)
                .arg(kMostLayers),
            path + QStringLiteral(".name")};
    return {};
}

base::Result<void> readLabel(const json &object, const QString &path, Connection &connection)
{
    if (const base::Result<void> read = readName(object, "name", path, connection.name); !read)
        return read.error();
    const auto found = object.find("label");
    if (found == object.end())
        return {};
    const QString where = path + QStringLiteral(".label");
    if (!found->is_object())
        return wrongType(*found, where, tr("an object"));
    LabelPlace label;
    double dx = 0.0;
    double dy = 0.0;
    const std::tuple<const char *, double *, double, double> numbers[] = {
        {"at", &label.at, 0.0, 1.0},
        {"dx", &dx, -LabelPlace::kMostOffset, LabelPlace::kMostOffset},
        {"dy", &dy, -LabelPlace::kMostOffset, LabelPlace::kMostOffset}};
    for (const auto &[key, value, least, most] : numbers) {
        const auto number = found->find(key);
        if (number == found->end())
            continue;
        const QString at = where + u'.' + QString::fromLatin1(key);
        if (!number->is_number())
            return wrongType(*number, at, tr("a number"));
        *value = number->get<double>();
        if (!(*value >= least && *value <= most))
            return base::Error{QStringLiteral("file.out-of-range"),
                               tr("found %1, but %2 to %3 is allowed")
                                   .arg(quotedJson(*number))
                                   .arg(least)
                                   .arg(most),
                               at};
    }
    label.offset = {dx, dy};
    connection.label = label;
    return {};
}

json labelJson(const LabelPlace &label)
{
    json object = json::object();
    object["at"] = label.at;
    if (!label.offset.isNull()) {
        object["dx"] = label.offset.x();
        object["dy"] = label.offset.y();
    }
    return object;
}

void addAppearance(json &object, const Appearance &appearance)
{
    if (appearance.order != 0)
        object["order"] = appearance.order;
    const std::pair<const char *, bool> flags[] = {{"locked", appearance.isLocked},
                                                   {"hidden", appearance.isHidden},
                                                   {"collapsed", appearance.isCollapsed},
                                                   {"pinned", appearance.isPinned}};
    for (const auto &[key, isSet] : flags) {
        if (isSet)
            object[key] = true;
    }
    if (!appearance.layer.isEmpty())
        object["layer"] = appearance.layer.toStdString();
}

json layerJson(const Layer &layer)
{
    json object = json::object();
    object["name"] = layer.name.toStdString();
    if (layer.isHidden)
        object["hidden"] = true;
    if (layer.isLocked)
        object["locked"] = true;
    return object;
}

} // namespace loadstar::model
