// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPalette>
#include <QString>

namespace loadstar::render {
struct Theme;
}

namespace loadstar::shell {

/// The window's style sheet in the theme's colours.
QString windowStyleSheet(const render::Theme &theme);

/// The palette for everything that the style sheet leaves to the widget style.
QPalette windowPalette(const render::Theme &theme);

} // namespace loadstar::shell
