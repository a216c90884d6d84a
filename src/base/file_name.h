// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace loadstar::base {

/// What somebody calls a thing as the name of a file, without suffix: letters and digits in lower
/// case with single dashes between, at most 60 of them; `fallback` when nothing is left. It never
/// leads out of a folder, whatever was typed.
QString fileNameFor(const QString &name, const QString &fallback);

} // namespace loadstar::base
