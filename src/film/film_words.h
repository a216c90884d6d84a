// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "base/task.h"
#include "film/film_settings.h"
#include "model/design.h"

#include <QString>

namespace loadstar::film {

/// What is read to those who do not see the film: the design's name, the stretch, what happens in
/// it and what it comes to. Runs the design up to the end of the film. Errors: those of Reel.
base::Result<QString> filmWords(const model::Design &design, const FilmSettings &settings,
                                const base::TaskControl *control = nullptr);

} // namespace loadstar::film
