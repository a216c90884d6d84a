// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/builtin_commands.h"

#include <array>

namespace loadstar::cli {

// Each is defined in commands/NAME_command.cpp.
CommandBody availabilityCommand(CLI::App &command);
CommandBody exportCommand(CLI::App &command);
CommandBody kindsCommand(CLI::App &command);
CommandBody lintCommand(CLI::App &command);
CommandBody newCommand(CLI::App &command);
CommandBody probeCommand(CLI::App &command);
CommandBody renderCommand(CLI::App &command);
CommandBody replayCommand(CLI::App &command);
CommandBody reportCommand(CLI::App &command);
CommandBody schemaCommand(CLI::App &command);
CommandBody simulateCommand(CLI::App &command);
CommandBody stubCommand(CLI::App &command);
CommandBody sweepCommand(CLI::App &command);

std::span<const CommandEntry> builtinCommands()
{
    static constexpr std::array kCommands{
        CommandEntry{"new", "Write a design from a template", newCommand},
        CommandEntry{"simulate", "Run a design and say what happened", simulateCommand},
        CommandEntry{"replay", "Run a recorded run again and compare", replayCommand},
        CommandEntry{"sweep", "Run a design over and over with other values", sweepCommand},
        CommandEntry{"availability", "Say how often a design is up, and what it loses most by",
                     availabilityCommand},
        CommandEntry{"lint", "Find what is wrong with a design", lintCommand},
        CommandEntry{"report", "Write what there is to say about a design", reportCommand},
        CommandEntry{"render", "Draw a design as SVG, PNG or PDF", renderCommand},
        CommandEntry{"export", "Write configuration files from a design", exportCommand},
        CommandEntry{"probe", "Check real heartbeats over and over", probeCommand},
        CommandEntry{"stub", "Serve a heartbeat that behaves as told", stubCommand},
        CommandEntry{"kinds", "List component and connection kinds with their properties",
                     kindsCommand},
        CommandEntry{"schema", "Print the JSON Schema of the design file", schemaCommand},
    };
    return kCommands;
}

} // namespace loadstar::cli
