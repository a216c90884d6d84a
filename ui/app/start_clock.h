// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

namespace loadstar::app {

/// Milliseconds since the kernel started this process, to the resolution of the kernel's clock tick
/// (10 ms); none where /proc cannot be read. Linux, proc(5), /proc/self/stat field 22.
std::optional<double> millisecondsSinceProcessStart();

} // namespace loadstar::app
