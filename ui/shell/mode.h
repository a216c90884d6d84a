// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace loadstar::shell {

/// What the window is used for at the moment. The diagram is the same in all of them.
enum class Mode {
    Design,   ///< draw and edit
    Simulate, ///< run the scenario and watch
    Live,     ///< probe real endpoints
};

} // namespace loadstar::shell
