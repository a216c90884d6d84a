// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "cli/command.h"
#include "sim/run_report.h"

namespace loadstar::cli {

/// How to run a design: the options that all commands which simulate have in common.
struct RunSettings
{
    sim::RunOptions run;
    int replications = 1;
    /// 0 = one per core.
    int threads = 0;

    /// Never below 1.
    int threadCount() const;

    /// Fails with CODE.usage when the warm-up is not shorter than the duration.
    base::Result<void> check(const QString &code) const;
};

/// Adds --duration in seconds, or --seed; `run` must outlive the reading of the command line.
CLI::Option *addDuration(CLI::App &command, sim::RunOptions &run);
CLI::Option *addSeed(CLI::App &command, sim::RunOptions &run);

/// Adds --duration, --seed, --replications and --threads; `settings` must outlive the reading of
/// the command line.
void addRunSettings(CLI::App &command, RunSettings &settings);

/// Adds --warmup in seconds, for commands that take nothing else there.
void addWarmup(CLI::App &command, RunSettings &settings);

} // namespace loadstar::cli
