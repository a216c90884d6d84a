// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <limits>

namespace loadstar::player {

/// Keeps the three clocks of the player apart. Wall time comes in as ticks; the animation clock
/// follows it while the player runs; the simulated clock is asked to follow at `speed` simulated
/// seconds per wall second and says how far it has come. Neither of the first two ever changes what
/// the simulation does. Pure logic: it reads no clock itself.
///
///     paused --play()--> playing --pause()--> paused
///     any --rewind()--> paused at 0
class PlaybackClock
{
public:
    /// As fast as the simulation can.
    static constexpr double kUnlimited = std::numeric_limits<double>::infinity();
    static constexpr double kSlowest = 1.0 / 16.0;
    static constexpr double kFastest = 64.0;
    /// A tick longer than this counts as this long, so that a stalled window does not leap, in
    /// seconds.
    static constexpr double kLongestTick = 0.1;

    /// Animation seconds that a step takes at most.
    static constexpr double kLongestStep = 1.0;

    /// Simulated seconds per wall second: kSlowest..kFastest (values outside are clamped), or
    /// kUnlimited.
    void setSpeed(double speed);
    double speed() const { return m_speed; }
    bool isUnlimited() const { return m_speed == kUnlimited; }

    /// The end of the run, in simulated seconds.
    void setDuration(double seconds);
    double duration() const { return m_duration; }

    void play();
    void pause() { m_isPlaying = false; }
    void rewind();
    bool isPlaying() const { return m_isPlaying; }

    /// `wallSeconds` have passed. While playing the animation clock moves, and the wish is moved on
    /// by at most kLongestTick ahead of what the simulation has reached: simulated time waits for
    /// the simulation, never the other way round.
    void tick(double wallSeconds);

    /// The simulation has come to this simulated time.
    void reach(double simulatedSeconds);
    /// The simulation was taken to this later time while paused: the animation clock moves by what
    /// that takes at `speed`, by kLongestStep at most.
    void step(double simulatedSeconds);
    /// Goes on from this simulated time, before or after the present one; the animation clock keeps
    /// its time.
    void jump(double simulatedSeconds);

    /// Where the simulation should be now.
    double wanted() const { return m_wanted; }
    /// Where it is.
    double reached() const { return m_reached; }
    /// Wall seconds spent playing since the last rewind().
    double animation() const { return m_animation; }
    bool isAtEnd() const { return m_reached >= m_duration; }

    /// Simulated seconds per wall second over about the last second; 0 before anything moved.
    double achievedSpeed() const { return m_achieved; }

private:
    double m_speed = 1.0;
    double m_duration = 600.0;
    double m_wanted = 0.0;
    double m_reached = 0.0;
    double m_animation = 0.0;
    double m_achieved = 0.0;
    double m_measuredFrom = 0.0;
    double m_measuredWall = 0.0;
    bool m_isPlaying = false;
};

} // namespace loadstar::player
