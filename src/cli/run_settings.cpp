// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/run_settings.h"

#include "base/units.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <thread>

namespace loadstar::cli {

int RunSettings::threadCount() const
{
    const int cores = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
    return threads > 0 ? threads : cores;
}

base::Result<void> RunSettings::check(const QString &code) const
{
    if (std::isfinite(run.duration) && run.warmup < run.duration)
        return {};
    return base::Error{code,
                       QCoreApplication::translate(
                           "Cli", "--warmup %1 with --duration %2 is not allowed; the warm-up must "
                                  "be shorter than a finite duration")
                           .arg(base::formatNumber(run.warmup), base::formatNumber(run.duration)),
                       {}};
}

CLI::Option *addDuration(CLI::App &command, sim::RunOptions &run)
{
    return command.add_option("--duration", run.duration, "Simulated seconds, warm-up included")
        ->capture_default_str()
        ->check(finiteRange(1e-9, 1e9));
}

CLI::Option *addSeed(CLI::App &command, sim::RunOptions &run)
{
    return command.add_option("--seed", run.seed, "Seed of all random numbers")
        ->capture_default_str()
        ->check([](const std::string &text) {
            const bool isWhole = !text.empty() && text.size() <= 19 &&
                                 text.find_first_not_of("0123456789") == std::string::npos;
            return isWhole ? std::string()
                           : "found \"" + text +
                                 "\", but a whole number from 0 to 9999999999999999999 is allowed";
        });
}

void addRunSettings(CLI::App &command, RunSettings &settings)
{
    addDuration(command, settings.run);
    addSeed(command, settings.run);
    command
        .add_option("--replications", settings.replications,
                    "Independent runs with consecutive random streams")
        ->capture_default_str()
        ->check(CLI::Range(1, 1000000));
    command
        .add_option("--threads", settings.threads,
                    "Threads to use; the result does not depend on it (default: one per core)")
        ->check(CLI::Range(1, 1024));
}

void addWarmup(CLI::App &command, RunSettings &settings)
{
    command
        .add_option("--warmup", settings.run.warmup,
                    "Seconds at the start whose requests are not counted")
        ->capture_default_str()
        ->check(finiteRange(0.0, 1e9));
}

} // namespace loadstar::cli
