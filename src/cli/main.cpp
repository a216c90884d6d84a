// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/english_plurals.h"
#include "cli/builtin_commands.h"
#include "cli/command_output.h"

#include <QGuiApplication>
#include <QLoggingCategory>

#include <csignal>
#include <iostream>
#include <map>
#include <new>

namespace {

using namespace loadstar;

int run(int argc, char **argv)
{
    CLI::App app("Draw, simulate, check and export clusters of servers, without a window",
                 "loadstarctl");
    app.set_version_flag("--version", "loadstarctl " LOADSTAR_VERSION);
    app.require_subcommand(1);
    app.failure_message(CLI::FailureMessage::simple);
    std::map<const CLI::App *, cli::CommandBody> bodies;
    for (const cli::CommandEntry &entry : cli::builtinCommands()) {
        CLI::App *command = app.add_subcommand(entry.name, entry.summary);
        bodies.emplace(command, entry.create(*command));
    }
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError &error) {
        const int code = app.exit(error) == 0 ? cli::kDone : cli::kWrongUsage;
        std::cout.flush();
        const bool isTold = std::cout.good() && cli::isOutputComplete();
        return code == cli::kDone && !isTold ? cli::kInvalidInput : code;
    }
    try {
        const int code = bodies.at(app.get_subcommands().front())();
        return cli::isOutputComplete() ? code : cli::kInvalidInput;
    } catch (const std::bad_alloc &) {
        cli::printError(
            {QStringLiteral("cli.out-of-memory"),
             QCoreApplication::translate(
                 "Cli", "this needs more memory than there is; make the design or the run smaller"),
             {}});
        return cli::kInvalidInput;
    }
}

} // namespace

int main(int argc, char **argv)
{
    // Pictures need fonts, and so the Gui library, but never a display, whatever the desktop says.
    qputenv("QT_QPA_PLATFORM", "offscreen");
    // Remarks of Qt's own, as on a missing XDG_RUNTIME_DIR, mean nothing to the caller.
    QLoggingCategory::setFilterRules(QStringLiteral("default.warning=false"));
    std::signal(SIGPIPE, SIG_IGN);
    int qtArgc = 1;
    QGuiApplication application(qtArgc, argv);
    QGuiApplication::setApplicationName(QStringLiteral("loadstar"));
    QGuiApplication::setApplicationVersion(QStringLiteral(LOADSTAR_VERSION));
    loadstar::base::EnglishPlurals plurals;
    QCoreApplication::installTranslator(&plurals);
    return run(argc, argv);
}
