// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/english_plurals.h"
#include "cli/builtin_commands.h"
#include "cli/command_output.h"

#include <QGuiApplication>
#include <QLoggingCategory>

#include <csignal>
#include <map>

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
        return app.exit(error) == 0 ? cli::kDone : cli::kWrongUsage;
    }
    return bodies.at(app.get_subcommands().front())();
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
