// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "player/scenario_offers.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace loadstar::player {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Scenario", text);
}

/// One row per thing to offer; kinds come from the registry.
struct OfferRow
{
    const char *action;
    const char *label;
    std::vector<std::pair<const char *, model::PropertyValue>> arguments;
};

const std::vector<OfferRow> &offerRows()
{
    static const std::vector<OfferRow> kRows{
        {"fail", QT_TRANSLATE_NOOP("Scenario", "Fail"), {}},
        {"fail", QT_TRANSLATE_NOOP("Scenario", "Hang"), {{"mode", QStringLiteral("hang")}}},
        {"recover", QT_TRANSLATE_NOOP("Scenario", "Recover"), {}},
        {"drain", QT_TRANSLATE_NOOP("Scenario", "Drain"), {}},
        {"undrain", QT_TRANSLATE_NOOP("Scenario", "End drain"), {}},
        {"slow", QT_TRANSLATE_NOOP("Scenario", "Slow down to half"), {{"factor", 2.0}}},
        {"slow", QT_TRANSLATE_NOOP("Scenario", "Back to full speed"), {{"factor", 1.0}}},
        {"surge",
         QT_TRANSLATE_NOOP("Scenario", "Double the load for a minute"),
         {{"factor", 2.0}, {"for", 60.0}}},
        {"disconnect", QT_TRANSLATE_NOOP("Scenario", "Disconnect"), {}},
        {"reconnect", QT_TRANSLATE_NOOP("Scenario", "Reconnect"), {}},
    };
    return kRows;
}

bool mayActOn(const model::ActionKind &action, const model::Design &design,
              const model::KindRegistry &kinds, const model::ElementId &target)
{
    if (const model::Connection *connection = design.connection(target))
        return action.targets.contains(connection->kind);
    const model::Component *component = design.component(target);
    const model::ComponentKind *kind = component ? kinds.component(component->kind) : nullptr;
    if (!kind)
        return false;
    return action.targets.isEmpty() ? kind->canFail : action.targets.contains(kind->id);
}

std::optional<ScenarioOffer> offerOf(const OfferRow &row, const model::Design &design,
                                     const model::KindRegistry &kinds,
                                     const model::ElementId &target)
{
    const QString id = QString::fromLatin1(row.action);
    const model::ActionKind *action = kinds.action(id);
    if (!action || !mayActOn(*action, design, kinds, target))
        return std::nullopt;
    ScenarioOffer offer;
    offer.label = tr(row.label);
    offer.event.action = id;
    offer.event.target = target;
    for (const auto &[key, value] : row.arguments)
        offer.event.arguments[QString::fromLatin1(key)] = value;
    return offer;
}

} // namespace

ActionTone toneOf(const QString &action)
{
    static const std::array<std::pair<QString, ActionTone>, 9> kTones{{
        {QStringLiteral("fail"), ActionTone::Harm},
        {QStringLiteral("disconnect"), ActionTone::Harm},
        {QStringLiteral("failover"), ActionTone::Harm},
        {QStringLiteral("recover"), ActionTone::Cure},
        {QStringLiteral("reconnect"), ActionTone::Cure},
        {QStringLiteral("undrain"), ActionTone::Cure},
        {QStringLiteral("failback"), ActionTone::Cure},
        {QStringLiteral("surge"), ActionTone::Load},
        {QStringLiteral("slow"), ActionTone::Load},
    }};
    const auto found = std::find_if(kTones.begin(), kTones.end(),
                                    [&](const auto &row) { return row.first == action; });
    return found == kTones.end() ? ActionTone::Change : found->second;
}

std::vector<ScenarioOffer> offersFor(const model::Design &design, const model::KindRegistry &kinds,
                                     const model::ElementId &target)
{
    std::vector<ScenarioOffer> offers;
    for (const OfferRow &row : offerRows()) {
        if (std::optional<ScenarioOffer> offer = offerOf(row, design, kinds, target))
            offers.push_back(std::move(*offer));
    }
    return offers;
}

std::vector<std::vector<ScenarioOffer>> offersForContents(const model::Design &design,
                                                          const model::KindRegistry &kinds,
                                                          const model::ElementId &container)
{
    std::vector<model::ElementId> inside;
    for (const auto &[id, component] : design.components) {
        const model::ComponentKind *kind = kinds.component(component.kind);
        if (id != container && kind && !kind->isContainer && design.isInside(id, container))
            inside.push_back(id);
    }
    std::vector<std::vector<ScenarioOffer>> offers;
    for (const OfferRow &row : offerRows()) {
        std::vector<ScenarioOffer> alike;
        for (const model::ElementId &id : inside) {
            if (std::optional<ScenarioOffer> offer = offerOf(row, design, kinds, id))
                alike.push_back(std::move(*offer));
        }
        if (!alike.empty())
            offers.push_back(std::move(alike));
    }
    return offers;
}

QString scenarioLabel(const model::ScenarioEvent &event, const model::Design &design,
                      const model::KindRegistry &kinds)
{
    const model::ActionKind *action = kinds.action(event.action);
    QString words = action ? action->name.toLower() : event.action;
    const auto mode = event.arguments.find(QStringLiteral("mode"));
    if (mode != event.arguments.end() &&
        mode->second == model::PropertyValue(QStringLiteral("hang")))
        words = tr("hang");
    const auto factor = event.arguments.find(QStringLiteral("factor"));
    if (factor != event.arguments.end() && std::holds_alternative<double>(factor->second)) {
        words += u' ' + QLocale().toString(std::get<double>(factor->second), 'g', 4) +
                 QStringLiteral("×");
    }
    return event.target.isEmpty() ? words : words + u' ' + elementName(design, event.target);
}

ScenarioChange withEvent(model::Scenario scenario, const model::ScenarioEvent &event)
{
    const auto place = std::upper_bound(
        scenario.begin(), scenario.end(), event.at,
        [](double at, const model::ScenarioEvent &other) { return at < other.at; });
    const auto index = static_cast<int>(place - scenario.begin());
    scenario.insert(place, event);
    return {std::move(scenario), index};
}

ScenarioChange withEventAt(const model::Scenario &scenario, int index, double at)
{
    model::ScenarioEvent event = scenario[static_cast<size_t>(index)];
    event.at = std::max(0.0, at);
    return withEventReplaced(scenario, index, event);
}

ScenarioChange withEventReplaced(const model::Scenario &scenario, int index,
                                 const model::ScenarioEvent &event)
{
    if (scenario[static_cast<size_t>(index)].at == event.at) {
        model::Scenario changed = scenario;
        changed[static_cast<size_t>(index)] = event;
        return {std::move(changed), index};
    }
    return withEvent(withoutEvent(scenario, index).scenario, event);
}

ScenarioChange withoutEvent(model::Scenario scenario, int index)
{
    scenario.erase(scenario.begin() + index);
    return {std::move(scenario), -1};
}

} // namespace loadstar::player
