// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/command.h"

#include <span>

namespace loadstar::cli {

/// One row of the table of commands.
struct CommandEntry
{
    const char *name;
    const char *summary;
    CommandFactory create;
};

/// All commands, in the order of --help.
std::span<const CommandEntry> builtinCommands();

} // namespace loadstar::cli
