// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "render/theme.h"
#include "sim/run_report.h"

#include <QString>

namespace loadstar::film {

constexpr int kMostFilmFrames = 2000;
/// Browsers show GIF frames of less than 1/50 s for a tenth.
constexpr double kMostFramesPerSecond = 50.0;

/// Which stretch of which run a film shows, and how.
struct FilmSettings
{
    double from = 0.0; ///< simulated seconds, 0 <= from < to
    double to = 10.0;  ///< at most the duration of the run
    sim::RunOptions run;
    double framesPerSecond = 12.5; ///< above 0, at most kMostFramesPerSecond
    double speed = 1.0;            ///< simulated seconds per second of the film, above 0
    double scale = 1.0;            ///< film pixels per canvas pixel, above 0
    render::Theme theme = render::Theme::light();
    QString caption; ///< a line below the diagram; empty for the design's name
    QString altText; ///< what is read to those who do not see it; empty for one from the run
};

/// How many frames the film has. Errors: film.bad-stretch, film.bad-speed, film.too-many-frames.
base::Result<int> filmFrameCount(const FilmSettings &settings);

/// How long a frame is shown, in 1/100 s; the frames together keep the pace.
int filmFrameDelay(const FilmSettings &settings, int frame);

} // namespace loadstar::film
