// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "player/playback_clock.h"

#include <algorithm>

namespace loadstar::player {

namespace {

constexpr double kMeasuringTime = 0.5; ///< wall seconds over which the achieved speed is taken

} // namespace

void PlaybackClock::setSpeed(double speed)
{
    m_speed = speed == kUnlimited ? kUnlimited : std::clamp(speed, kSlowest, kFastest);
    // What was wished for at a higher speed and not reached is not owed at the new one.
    m_wanted = m_reached;
}

void PlaybackClock::setDuration(double seconds)
{
    m_duration = seconds;
    m_wanted = std::min(m_wanted, m_duration);
}

void PlaybackClock::play()
{
    m_isPlaying = true;
    m_measuredFrom = m_reached;
    m_measuredWall = 0.0;
}

void PlaybackClock::rewind()
{
    m_isPlaying = false;
    m_wanted = 0.0;
    m_reached = 0.0;
    m_animation = 0.0;
    m_achieved = 0.0;
    m_measuredFrom = 0.0;
    m_measuredWall = 0.0;
}

void PlaybackClock::tick(double wallSeconds)
{
    if (!m_isPlaying)
        return;
    const double wall = std::clamp(wallSeconds, 0.0, kLongestTick);
    if (wall == 0.0)
        return;
    m_animation += wall;
    m_wanted =
        std::min({m_wanted + wall * m_speed, m_reached + kLongestTick * m_speed, m_duration});
    m_measuredWall += wallSeconds;
    if (m_measuredWall >= kMeasuringTime) {
        m_achieved = (m_reached - m_measuredFrom) / m_measuredWall;
        m_measuredFrom = m_reached;
        m_measuredWall = 0.0;
    }
}

void PlaybackClock::jump(double simulatedSeconds)
{
    m_reached = std::clamp(simulatedSeconds, 0.0, m_duration);
    m_wanted = m_reached;
    m_measuredFrom = m_reached;
    m_measuredWall = 0.0;
}

void PlaybackClock::step(double simulatedSeconds)
{
    const double taken = std::max(0.0, simulatedSeconds - m_reached);
    m_animation += std::min(taken / m_speed, kLongestStep);
    reach(simulatedSeconds);
}

void PlaybackClock::reach(double simulatedSeconds)
{
    m_reached = simulatedSeconds;
    m_wanted = std::max(m_wanted, m_reached);
}

} // namespace loadstar::player
