// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/player_sample.h"
#include "player/playback_controller.h"

#include <QTest>

#include <functional>
#include <memory>
#include <vector>

namespace loadstar::test {

constexpr int kPatience = 60000; ///< milliseconds until a test gives up

inline sim::RunOptions options(double duration = 90.0, std::uint64_t seed = 42)
{
    sim::RunOptions options;
    options.duration = duration;
    options.seed = seed;
    return options;
}

/// Keeps what the controller hands out.
struct Watcher
{
    explicit Watcher(player::PlaybackController &controller)
    {
        QObject::connect(&controller, &player::PlaybackController::frameReady, &controller,
                         [this](const player::PlaybackFrame &frame) {
                             ++frames;
                             last = frame.snapshot;
                             if (frame.report)
                                 report = frame.report;
                             if (frame.isPrepared)
                                 events.clear();
                             for (const sim::TraceEvent &event : frame.traffic.events)
                                 events.push_back(event);
                         });
    }

    int frames = 0;
    sim::Snapshot last;
    std::shared_ptr<const sim::RunReport> report;
    std::vector<sim::TraceEvent> events;
};

/// Ticks until `isDone`; irregular ticks, as frames are.
inline bool playUntil(player::PlaybackController &controller, const std::function<bool()> &isDone)
{
    int count = 0;
    return QTest::qWaitFor(
        [&] {
            controller.tick(++count % 3 == 0 ? 0.09 : 0.017);
            return isDone();
        },
        kPatience);
}

inline bool playUntil(player::PlaybackController &controller,
                      player::PlaybackController::State state)
{
    return playUntil(controller, [&] { return controller.state() == state; });
}

inline bool playUntil(player::PlaybackController &controller, double simulatedSeconds)
{
    return playUntil(controller, [&] { return controller.clock().reached() >= simulatedSeconds; });
}

} // namespace loadstar::test
