// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Going on by steps.
#include "player/moment_words.h"
#include "player/player_panel.h"
#include "player/traffic_layer.h"
#include "player/transport_bar.h"

namespace loadstar::player {

void PlayerPanel::connectGoals()
{
    connect(m_transport, &TransportBar::stepRequested, this, &PlayerPanel::step);
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
    Q_EMIT statusMessage(momentWords(frame, m_controller.elements(), m_controller.design()));
}

} // namespace loadstar::player
