// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/start_state.h"

#include "base/units.h"
#include "model/json_document.h"
#include "sim/design_simulation.h"

#include <QCoreApplication>

#include <cmath>

namespace loadstar::sim {

namespace {

using nlohmann::json;

constexpr int kStateVersion = 1;
constexpr const char *kFormat = "loadstar-state";

QString tr(const char *text)
{
    return QCoreApplication::translate("StartState", text);
}

base::Error invalid(const QString &where, const QString &message)
{
    return {QStringLiteral("state.invalid"), message, where};
}

base::Error notAllowed(const QString &where, const json &found, const QString &allowed)
{
    constexpr qsizetype kMost = 60;
    const QString text = QString::fromUtf8(model::compactJson(found));
    return invalid(where, tr("found %1, but %2 is allowed")
                              .arg(text.size() <= kMost ? text : text.left(kMost) + u'…', allowed));
}

/// Reads one field of a component; the error has the place.
base::Result<void> readField(const QString &where, const std::string &key, const json &value,
                             StartState::Component &component)
{
    if (key == "failure") {
        for (const FailureMode mode : {FailureMode::Crash, FailureMode::Hang}) {
            if (value == failureModeName(mode)) {
                component.failure = mode;
                return {};
            }
        }
        return notAllowed(where, value, QStringLiteral("\"crash\" or \"hang\""));
    }
    if (key == "draining") {
        if (!value.is_boolean())
            return notAllowed(where, value, QStringLiteral("true or false"));
        component.isDraining = value.get<bool>();
        return {};
    }
    if (key == "slowFactor") {
        const double factor = value.is_number() ? value.get<double>() : 0.0;
        if (!(factor > 0.0 && factor <= StartState::kMostSlow))
            return notAllowed(
                where, value,
                tr("a number above 0, up to %1").arg(base::formatNumber(StartState::kMostSlow)));
        component.slowFactor = factor;
        return {};
    }
    if (key == "requests") {
        const bool isCount =
            value.is_number_unsigned() && value.get<std::uint64_t>() <= StartState::kMostRequests;
        if (!isCount)
            return notAllowed(where, value,
                              tr("a whole number from 0 to %1").arg(StartState::kMostRequests));
        component.requests = value.get<std::uint32_t>();
        return {};
    }
    return invalid(where,
                   tr("this key is not known; failure, draining, slowFactor and requests are "
                      "allowed"));
}

base::Result<void> readComponents(const json &all, StartState &state)
{
    if (!all.is_object())
        return notAllowed(QStringLiteral("components"), all, tr("an object"));
    for (const auto &[id, fields] : all.items()) {
        const QString where = QStringLiteral("components.") + QString::fromStdString(id);
        if (!fields.is_object())
            return notAllowed(where, fields, tr("an object"));
        StartState::Component &component = state.components[QString::fromStdString(id)];
        for (const auto &[key, value] : fields.items()) {
            if (const base::Result<void> read =
                    readField(where + u'.' + QString::fromStdString(key), key, value, component);
                !read)
                return read;
        }
    }
    return {};
}

base::Result<void> readHeldDown(const json &all, StartState &state)
{
    if (!all.is_object())
        return notAllowed(QStringLiteral("heldDown"), all, tr("an object"));
    for (const auto &[id, targets] : all.items()) {
        const QString where = QStringLiteral("heldDown.") + QString::fromStdString(id);
        if (!targets.is_array())
            return notAllowed(where, targets, tr("a list of ids"));
        for (const json &target : targets) {
            if (!target.is_string())
                return notAllowed(where, target, tr("an id"));
            state.heldDown[QString::fromStdString(id)].insert(
                QString::fromStdString(target.get<std::string>()));
        }
    }
    return {};
}

} // namespace

base::Result<StartState> stateFromJson(const json &file)
{
    if (!file.is_object() || file.value("format", json()) != kFormat) {
        return invalid({}, tr("this is not the state of a run: its \"format\" must be \"%1\"")
                               .arg(QString::fromLatin1(kFormat)));
    }
    if (file.value("version", json()) != kStateVersion) {
        return notAllowed(QStringLiteral("version"), file.value("version", json()),
                          QString::number(kStateVersion));
    }
    StartState state;
    for (const auto &[key, value] : file.items()) {
        base::Result<void> read;
        if (key == "components")
            read = readComponents(value, state);
        else if (key == "heldDown")
            read = readHeldDown(value, state);
        else if (key != "format" && key != "version")
            read = invalid(QString::fromStdString(key), tr("this key is not known"));
        if (!read)
            return read.error();
    }
    return state;
}

json toJson(const StartState &state)
{
    json components = json::object();
    for (const auto &[id, component] : state.components) {
        json &one = components[id.toStdString()] = json::object();
        if (component.failure != FailureMode::None)
            one["failure"] = failureModeName(component.failure);
        if (component.isDraining)
            one["draining"] = true;
        if (component.slowFactor != 1.0)
            one["slowFactor"] = component.slowFactor;
        if (component.requests > 0)
            one["requests"] = component.requests;
    }
    json heldDown = json::object();
    for (const auto &[id, targets] : state.heldDown) {
        json &list = heldDown[id.toStdString()] = json::array();
        for (const QString &target : targets)
            list.push_back(target.toStdString());
    }
    return {{"format", kFormat},
            {"version", kStateVersion},
            {"components", std::move(components)},
            {"heldDown", std::move(heldDown)}};
}

base::Result<StartState> readState(const QByteArray &bytes)
{
    const base::Result<json> parsed = model::parseJson(bytes);
    if (!parsed)
        return parsed.error();
    return stateFromJson(*parsed);
}

QByteArray writeState(const StartState &state)
{
    return model::prettyJson(toJson(state));
}

base::Result<StartState> stateAtEnd(const model::Design &design, const RunOptions &options)
{
    auto created = DesignSimulation::create(design, options);
    if (!created)
        return created.error();
    DesignSimulation &simulation = *created.value();
    if (!simulation.runUntil(options.duration)) {
        if (const std::optional<base::Error> failure = simulation.failure())
            return *failure;
    }
    return simulation.state();
}

} // namespace loadstar::sim
