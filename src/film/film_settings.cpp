// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "film/film_settings.h"

#include "base/units.h"

#include <QCoreApplication>

#include <cmath>

namespace loadstar::film {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Film", text);
}

base::Error badSpeed(const QString &message)
{
    return {QStringLiteral("film.bad-speed"), message, {}};
}

} // namespace

base::Result<int> filmFrameCount(const FilmSettings &settings)
{
    const auto badStretch = [](const QString &message) {
        return base::Error{QStringLiteral("film.bad-stretch"), message, {}};
    };
    if (!(settings.from >= 0.0) || !(settings.to > settings.from) || !std::isfinite(settings.to))
        return badStretch(
            tr("a film goes from a time of 0 s or more to a later one, not from %1 s "
               "to %2 s")
                .arg(base::formatNumber(settings.from), base::formatNumber(settings.to)));
    if (settings.to > settings.run.duration)
        return badStretch(
            tr("the film ends at %1 s, but the run at %2 s")
                .arg(base::formatNumber(settings.to), base::formatNumber(settings.run.duration)));
    if (!(settings.framesPerSecond > 0.0) || settings.framesPerSecond > kMostFramesPerSecond)
        return badSpeed(tr("a film has above 0 and at most %1 frames per second, not %2")
                            .arg(base::formatNumber(kMostFramesPerSecond),
                                 base::formatNumber(settings.framesPerSecond)));
    if (!(settings.speed > 0.0) || !std::isfinite(settings.speed))
        return badSpeed(tr("a film's speed is above 0 simulated seconds per second, not %1")
                            .arg(base::formatNumber(settings.speed)));
    const double seconds = (settings.to - settings.from) / settings.speed;
    const double frames = std::max(1.0, std::ceil(seconds * settings.framesPerSecond - 1.0e-6));
    if (frames > kMostFilmFrames)
        return base::Error{QStringLiteral("film.too-many-frames"),
                           tr("the film would have %1 frames, at most %2 are possible; take a "
                              "shorter stretch, fewer frames per second or a higher speed")
                               .arg(frames, 0, 'f', 0)
                               .arg(kMostFilmFrames),
                           {}};
    return static_cast<int>(frames);
}

int filmFrameDelay(const FilmSettings &settings, int frame)
{
    const auto hundredths = [&](int number) {
        return static_cast<int>(std::lround(number * 100.0 / settings.framesPerSecond));
    };
    return hundredths(frame + 1) - hundredths(frame);
}

} // namespace loadstar::film
