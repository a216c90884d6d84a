// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace loadstar::render {

/// Makes the icons and themes below :/icons and :/themes available; any number of times.
void initResources();

} // namespace loadstar::render
