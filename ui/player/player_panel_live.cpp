// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What may be done to components while a run plays.
#include "charts/plot_widget.h"
#include "player/inspector_windows.h"
#include "player/player_panel.h"
#include "player/request_panel.h"
#include "player/scenario_offers.h"
#include "player/traffic_layer.h"

#include <QApplication>
#include <QMenu>
#include <QTabWidget>

#include <cmath>

namespace loadstar::player {

namespace {

/// Whether the event would change something about a component in that state.
bool makesSense(const model::ScenarioEvent &event, const sim::ComponentState &state)
{
    const bool isDown = !state.isUp || state.isHung;
    if (event.action == u"recover" || isDown)
        return event.action == u"recover" && isDown;
    if (event.action == u"drain" || event.action == u"undrain")
        return (event.action == u"undrain") == state.isDraining;
    if (event.action == u"slow") {
        const bool isCure =
            event.arguments.at(QStringLiteral("factor")) == model::PropertyValue(1.0);
        return isCure == (state.slowFactor > 1.0);
    }
    return true;
}

} // namespace

bool PlayerPanel::takesEvents() const
{
    return m_isActive && m_controller.hasRun() &&
           m_controller.state() != PlaybackController::State::Finished;
}

QMenu *PlayerPanel::makeLiveMenu(const model::ElementId &id)
{
    if (!takesEvents())
        return nullptr;
    auto menu = std::make_unique<QMenu>(this);
    menu->addAction(elementName(m_controller.design(), id))->setEnabled(false);
    menu->addAction(tr("Inspect"), this, [this, id] { inspect(id); });
    menu->addSeparator();
    const bool hasOffer = addOffers(*menu, id);
    menu->addSeparator();
    const bool hasOfferInside = addOffersForContents(*menu, id);
    return hasOffer || hasOfferInside ? menu.release() : nullptr;
}

const sim::ComponentState *PlayerPanel::stateOf(const model::ElementId &id) const
{
    const sim::ElementIndex index = m_controller.elements().indexOf(id);
    const auto &states = m_layer->snapshot().components;
    const bool isKnown = index >= 0 && static_cast<size_t>(index) < states.size();
    return isKnown ? &states[static_cast<size_t>(index)] : nullptr;
}

std::vector<ScenarioOffer> PlayerPanel::liveOffers(const model::ElementId &id) const
{
    const sim::ComponentState *state = stateOf(id);
    if (!takesEvents() || !state)
        return {};
    std::vector<ScenarioOffer> offers = offersFor(m_controller.design(), m_document.kinds(), id);
    std::erase_if(offers,
                  [state](const ScenarioOffer &offer) { return !makesSense(offer.event, *state); });
    return offers;
}

void PlayerPanel::accept(const ScenarioOffer &offer)
{
    addLiveEvents({offer.event}, tr("%1 %2").arg(offer.label, elementName(m_document.design(),
                                                                          offer.event.target)));
}

bool PlayerPanel::addOffers(QMenu &menu, const model::ElementId &id)
{
    const std::vector<ScenarioOffer> offers = liveOffers(id);
    for (const ScenarioOffer &offer : offers)
        menu.addAction(offer.label, this, [this, offer] { accept(offer); });
    return !offers.empty();
}

bool PlayerPanel::addOffersForContents(QMenu &menu, const model::ElementId &container)
{
    bool hasOffer = false;
    for (const std::vector<ScenarioOffer> &alike :
         offersForContents(m_controller.design(), m_document.kinds(), container)) {
        std::vector<model::ScenarioEvent> events;
        for (const ScenarioOffer &offer : alike) {
            const sim::ComponentState *state = stateOf(offer.event.target);
            if (state && makesSense(offer.event, *state))
                events.push_back(offer.event);
        }
        if (events.empty())
            continue;
        const QString label = tr("%1: all %2 inside").arg(alike.front().label).arg(events.size());
        menu.addAction(label, this, [this, label, events] { addLiveEvents(events, label); });
        hasOffer = true;
    }
    return hasOffer;
}

void PlayerPanel::showLiveMenu(const model::ElementId &id, const QPoint &globalPosition)
{
    if (QMenu *menu = makeLiveMenu(id)) {
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->popup(globalPosition);
    }
}

void PlayerPanel::offerLiveMenu(const model::ElementId &id, const QPoint &globalPosition)
{
    m_clickTimer.disconnect(this);
    connect(&m_clickTimer, &QTimer::timeout, this,
            [this, id, globalPosition] { showLiveMenu(id, globalPosition); });
    m_clickTimer.start(QApplication::doubleClickInterval());
}

void PlayerPanel::connectInspectors()
{
    m_clickTimer.setSingleShot(true);
    m_inspectors = new InspectorWindows(m_controller, *m_layer, m_document.kinds(), this);
    connect(m_inspectors, &InspectorWindows::failuresWanted, this,
            [this](const model::ElementId &id) {
                m_pages->setCurrentWidget(m_requests);
                m_requests->showOnlyAt(id);
            });
}

void PlayerPanel::inspect(const model::ElementId &id)
{
    m_clickTimer.stop();
    if (m_isActive)
        m_inspectors->open(id);
}

void PlayerPanel::addLiveEvents(const std::vector<model::ScenarioEvent> &events,
                                const QString &text)
{
    model::Scenario scenario = m_document.design().scenario;
    for (model::ScenarioEvent now : events) {
        // A tenth of a second ahead at most, so that the file shows a short number and the run has
        // not passed it.
        now.at = std::ceil(m_controller.clock().reached() * 10.0) / 10.0;
        scenario = withEvent(std::move(scenario), now).scenario;
        m_byHand.push_back(now);
    }
    m_document.perform(text, {model::PutScenario{std::move(scenario)}});
    m_scenarioTimer.stop();
    applyScenario();
    Q_EMIT statusMessage(tr("%1: added to the scenario at %2; Undo takes it back")
                             .arg(text, charts::clockText(m_byHand.back().at)));
}

} // namespace loadstar::player
