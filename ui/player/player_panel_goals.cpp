// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Going on by steps and until something holds.
#include "charts/plot_widget.h"
#include "player/moment_words.h"
#include "player/player_panel.h"
#include "player/request_words.h"
#include "player/scenario_offers.h"
#include "player/traffic_layer.h"
#include "player/transport_bar.h"
#include "player/until_menu.h"

#include <QInputDialog>
#include <QMenu>

namespace loadstar::player {

void PlayerPanel::connectGoals()
{
    connect(m_transport, &TransportBar::stepRequested, this, &PlayerPanel::step);
    auto *menu = new QMenu(m_transport);
    connect(menu, &QMenu::aboutToShow, this, [this, menu] { fillStepMenu(*menu); });
    m_transport->setStepMenu(*menu);
    connect(&m_controller, &PlaybackController::goalEnded, this, &PlayerPanel::showGoalEnd);
    connect(&m_controller, &PlaybackController::frameReady, this,
            [this](const PlaybackFrame &frame) {
                if (frame.isStep)
                    showStep(frame);
            });
}

void PlayerPanel::beginIfOver()
{
    using State = PlaybackController::State;
    const State state = m_controller.state();
    if (state == State::Empty || state == State::Failed || state == State::Finished)
        begin(false);
}

void PlayerPanel::step()
{
    beginIfOver();
    m_controller.step();
}

void PlayerPanel::showStep(const PlaybackFrame &frame)
{
    m_layer->animate(m_controller.clock().animation());
    const SteppedMoment moment =
        steppedMoment(frame, m_controller.elements(), m_controller.design());
    m_layer->pointOut(moment);
    Q_EMIT statusMessage(tr("%1: %2").arg(moment.title, moment.text));
}

void PlayerPanel::stepToSelected()
{
    const edit::Selection &selection = m_document.selection();
    if (selection.empty()) {
        Q_EMIT statusMessage(tr("Select a component first"));
        return;
    }
    beginIfOver();
    PlaybackGoal goal;
    goal.kind = PlaybackGoal::Kind::EventOf;
    goal.elements = selectedElements();
    goOnUntil(goal,
              selection.size() == 1
                  ? tr("next event of %1").arg(elementName(m_document.design(), *selection.begin()))
                  : tr("next event of the selection"));
}

std::vector<sim::ElementIndex> PlayerPanel::selectedElements() const
{
    const model::Design &design = m_controller.design();
    std::vector<sim::ElementIndex> elements;
    for (const model::ElementId &selected : m_document.selection()) {
        if (design.connections.contains(selected))
            elements.push_back(m_controller.elements().indexOf(selected));
        for (const auto &[id, component] : design.components) {
            if (design.isInside(id, selected))
                elements.push_back(m_controller.elements().indexOf(id));
        }
    }
    return elements;
}

void PlayerPanel::goOnUntil(const PlaybackGoal &goal, const QString &text)
{
    beginIfOver();
    m_goalText = text;
    m_marksGoal = goal.kind == PlaybackGoal::Kind::EventOf;
    m_controller.runUntil(goal);
}

void PlayerPanel::showGoalEnd(bool isMet)
{
    m_layer->animate(m_controller.clock().animation());
    const QString moment = momentText(m_controller.clock().reached());
    if (isMet && m_marksGoal) {
        const edit::Selection &selection = m_document.selection();
        m_layer->pointOut({moment, m_goalText, {selection.begin(), selection.end()}});
    }
    Q_EMIT statusMessage(isMet ? tr("%1: %2").arg(moment, m_goalText)
                               : tr("Not before the end of the run: %1").arg(m_goalText));
}

void PlayerPanel::fillStepMenu(QMenu &menu)
{
    menu.clear();
    qDeleteAll(menu.findChildren<QMenu *>(Qt::FindDirectChildrenOnly));
    menu.addAction(tr("Step one event"), this, &PlayerPanel::step);
    menu.addAction(tr("Step to the next event of the selection"), this,
                   &PlayerPanel::stepToSelected)
        ->setEnabled(!m_document.selection().empty());
    menu.addSeparator();
    menu.addAction(tr("Until a time…"), this, &PlayerPanel::askForTime);
    addGoals(menu,
             [this](const PlaybackGoal &goal, const QString &text) { goOnUntil(goal, text); });
}

void PlayerPanel::showStepMenu()
{
    m_transport->showStepMenu();
}

void PlayerPanel::askForTime()
{
    auto *dialog = new QInputDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Run until a time"));
    dialog->setLabelText(tr("Simulated time, such as 1:30, or seconds:"));
    dialog->setTextValue(charts::clockText(m_controller.clock().reached()));
    connect(dialog, &QInputDialog::textValueSelected, this, &PlayerPanel::runUntilTime);
    dialog->open();
}

void PlayerPanel::runUntilTime(const QString &clock)
{
    const std::optional<double> seconds = secondsFromClock(clock);
    if (!seconds) {
        Q_EMIT statusMessage(tr("\"%1\" is not a time").arg(clock));
        return;
    }
    beginIfOver();
    if (*seconds <= m_controller.clock().reached()) {
        m_controller.pause();
        seek(*seconds);
        return;
    }
    PlaybackGoal goal;
    goal.kind = PlaybackGoal::Kind::Time;
    goal.value = *seconds;
    goOnUntil(goal, tr("the time that was asked for"));
}

} // namespace loadstar::player
