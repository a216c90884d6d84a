// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <sstream>
#include <string>

namespace loadstar::cli {

/// Exit codes of every command (contract, section 4).
enum ExitCode {
    kDone = 0, ///< done, and the answer is yes
    kAnswerIsNo =
        1, ///< done, but an objective is missed, a finding is an error, or a target is down
    kWrongUsage = 2,   ///< the command line is wrong
    kInvalidInput = 3, ///< a file cannot be read or is invalid
    kEnvironment = 4,  ///< something that the command needs is not installed
};

/// Accepts a number from `minimum` to `maximum`; CLI::Range alone lets "nan" through.
inline CLI::Validator finiteRange(double minimum, double maximum)
{
    const auto check = [minimum, maximum](std::string &text) {
        double number = 0.0;
        const bool isInside =
            CLI::detail::lexical_cast(text, number) && number >= minimum && number <= maximum;
        std::ostringstream allowed;
        allowed << "found " << text << ", but a number from " << minimum << " to " << maximum
                << " is allowed";
        return isInside ? std::string() : allowed.str();
    };
    return CLI::Validator(check, "NUMBER", "number");
}

/// Refuses an empty name of a file.
inline CLI::Validator fileName()
{
    const auto check = [](std::string &text) {
        return text.empty() ? std::string("found \"\", but the name of a file is required")
                            : std::string();
    };
    return CLI::Validator(check, "", "file name");
}

/// What runs once the command line is read; returns an ExitCode.
using CommandBody = std::function<int()>;

/// One command: adds itself with its options to the program and returns what runs when it is
/// called. Options that the body reads are owned by the body, so that nothing is global.
using CommandFactory = CommandBody (*)(CLI::App &command);

} // namespace loadstar::cli
