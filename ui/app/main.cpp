// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/start_clock.h"
#include "base/english_plurals.h"
#include "model/kinds/builtin_kinds.h"
#include "shell/dialogs/window_dialogs.h"
#include "shell/main_window.h"
#include "shell/window_set.h"

#include <QApplication>
#include <QIcon>
#include <QSettings>
#include <QStandardPaths>
#include <QStyleFactory>
#include <QTimer>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

namespace {

using namespace loadstar;

struct Options
{
    std::vector<std::string> files;
    bool isStartMeasured = false;
};

void measureStart(const shell::MainWindow &window)
{
    QObject::connect(&window, &shell::MainWindow::firstFramePainted, qApp, [] {
        const std::optional<double> passed = app::millisecondsSinceProcessStart();
        std::printf("%.0f\n", passed.value_or(-1.0));
        std::fflush(stdout);
        QCoreApplication::exit(passed ? 0 : 4);
    });
}

int run(QApplication &application, const Options &options)
{
    QCoreApplication::setApplicationName(QStringLiteral("loadstar"));
    QCoreApplication::setOrganizationName(QStringLiteral("loadstar"));
    QCoreApplication::setApplicationVersion(QStringLiteral(LOADSTAR_VERSION));
    QGuiApplication::setApplicationDisplayName(QStringLiteral("Loadstar"));
    QGuiApplication::setDesktopFileName(QStringLiteral("org.loadstar.Loadstar"));
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    QApplication::setWindowIcon(QIcon(QStringLiteral(":/icons/app/loadstar.svg")));
    base::EnglishPlurals plurals;
    QCoreApplication::installTranslator(&plurals);

    QSettings settings;
    shell::WindowSet windows(
        model::builtinKinds(), settings, [] { return std::make_unique<shell::WindowDialogs>(); },
        QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation));
    shell::MainWindow &window = windows.open();
    if (options.isStartMeasured)
        measureStart(window);
    window.show();
    QStringList files;
    for (const std::string &file : options.files)
        files += QString::fromLocal8Bit(file.c_str());
    // With the window on its way to the screen, so that an error has a window to stand before.
    QTimer::singleShot(0, &windows, [&windows, files] {
        files.isEmpty() ? windows.reopenFiles() : windows.openFiles(files);
    });
    return application.exec();
}

} // namespace

int main(int argc, char **argv)
{
    Options options;
    CLI::App parser("Draw, simulate and probe clusters of servers", "loadstar");
    parser.set_version_flag("--version", "loadstar " LOADSTAR_VERSION);
    parser.add_option("FILE", options.files,
                      "Designs to open (.loadstar), each in a window of its own");
    parser.add_flag("--measure-start", options.isStartMeasured,
                    "Print the milliseconds from process start to the first painted frame, and "
                    "exit");
    try {
        parser.parse(argc, argv);
    } catch (const CLI::ParseError &error) {
        constexpr int kWrongUsage = 2;
        return parser.exit(error) == 0 ? 0 : kWrongUsage;
    }
    // Our own arguments are none of Qt's business.
    int qtArgc = 1;
    QApplication application(qtArgc, argv);
    return run(application, options);
}
