// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/command.h"
#include "cli/command_output.h"
#include "cli/run_settings.h"
#include "model/design_file.h"
#include "model/json_document.h"
#include "model/kinds/builtin_kinds.h"
#include "study/sweep.h"
#include "study/sweep_report.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QStandardPaths>

#include <algorithm>
#include <memory>

namespace loadstar::cli {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Cli", text);
}

struct Options
{
    std::string file;
    std::vector<std::string> vary;
    RunSettings settings;
    std::string executor = "local";
    std::string jsonPath;
    std::string csvPath;
};

QString number(const std::optional<double> &value)
{
    return value ? QString::number(*value, 'g', 4) : QStringLiteral("-");
}

QString interval(const sim::engine::MeanInterval &mean)
{
    return mean.low ? tr("%1 to %2").arg(number(mean.low), number(mean.high)) : QStringLiteral("-");
}

void printSweep(const model::Design &design, const study::Sweep &sweep)
{
    print(tr("%1: %2 points, %3 s simulated, warm-up %4 s, seed %5, replications %6")
              .arg(design.header.name.isEmpty() ? tr("Design without a name") : design.header.name,
                   QString::number(sweep.points.size()), number(sweep.options.run.duration),
                   number(sweep.options.run.warmup), QString::number(sweep.options.run.seed),
                   QString::number(sweep.options.replications)) +
          QStringLiteral("\n\n"));
    QStringList heading;
    for (const study::Variation &variation : sweep.variations)
        heading += variation.name();
    heading << tr("mean response (s)") << tr("95 % interval") << QStringLiteral("p95")
            << tr("throughput (1/s)") << tr("availability") << tr("more than first (s)")
            << tr("95 % interval");
    std::vector<QStringList> rows{heading};
    for (const study::SweepPoint &point : sweep.points) {
        QStringList row;
        for (const model::PropertyValue &value : point.settings)
            row += study::shownValue(value);
        const sim::TimeSummary &time = point.report.responseTime;
        row << number(time.mean.mean) << interval(time.mean) << number(time.p95)
            << number(point.report.throughput.mean) << number(point.report.availability);
        const auto difference = point.difference.value_or(study::PairedDifference());
        row << number(difference.responseMean.mean) << interval(difference.responseMean);
        rows.push_back(row);
    }
    const int first = static_cast<int>(sweep.variations.size());
    print(table(rows, {first, first + 2, first + 3, first + 4, first + 5}));
}

/// Says what the executor lacks; 0 when it lacks nothing.
int checkExecutor(const std::string &executor)
{
    if (executor == "local")
        return kDone;
    const bool isThere = !QStandardPaths::findExecutable(QStringLiteral("sbatch")).isEmpty();
    printError({QStringLiteral("sweep.no-executor"),
                isThere ? tr("this version cannot send points to Slurm; use --executor local")
                        : tr("sbatch was not found; install the package slurm-client, or use "
                             "--executor local"),
                QStringLiteral("--executor slurm")});
    return kEnvironment;
}

int usageError(const base::Error &error)
{
    printError(error);
    return kWrongUsage;
}

int deliverSweep(const Options &options, const model::Design &design, const study::Sweep &sweep)
{
    if (options.jsonPath.empty() && options.csvPath.empty())
        printSweep(design, sweep);
    if (!options.jsonPath.empty() &&
        deliver(options.jsonPath, model::prettyJson(study::toJson(sweep))) != kDone)
        return kInvalidInput;
    if (!options.csvPath.empty() && deliver(options.csvPath, study::toCsv(sweep)) != kDone)
        return kInvalidInput;
    const bool isJudged = sweep.points.front().meetsObjective.has_value();
    const bool isMet = std::any_of(sweep.points.begin(), sweep.points.end(),
                                   [](const auto &point) { return point.meetsObjective == true; });
    return isJudged && !isMet ? kAnswerIsNo : kDone;
}

int runSweepCommand(const Options &options)
{
    if (const auto checked = options.settings.check(QStringLiteral("sweep.usage")); !checked)
        return usageError(checked.error());
    if (options.jsonPath == "-" && options.csvPath == "-") {
        return usageError({QStringLiteral("sweep.usage"),
                           tr("--json - and --csv - cannot share standard output"),
                           {}});
    }
    if (!areFilesApart(
            {{"FILE", options.file}, {"--json", options.jsonPath}, {"--csv", options.csvPath}}))
        return kWrongUsage;
    if (const int missing = checkExecutor(options.executor); missing != kDone)
        return missing;
    const QString file = QString::fromStdString(options.file);
    const auto loaded = model::loadDesign(file, model::builtinKinds());
    if (!loaded) {
        printError(loaded.error());
        return kInvalidInput;
    }
    printDiagnostics(loaded->warnings);
    std::vector<study::Variation> variations;
    for (const std::string &text : options.vary) {
        const auto variation = study::parseVariation(QString::fromStdString(text), loaded->design,
                                                     model::builtinKinds());
        if (!variation)
            return usageError(variation.error());
        variations.push_back(*variation);
    }
    study::SweepOptions how{options.settings.run, options.settings.replications,
                            options.settings.threadCount()};
    how.run.inputs.folder = QFileInfo(file).absolutePath();
    const auto sweep = study::runSweep(loaded->design, variations, how);
    if (!sweep) {
        base::Error error = sweep.error();
        if (error.code.startsWith(QStringLiteral("sweep.")))
            return usageError(error);
        error.where = error.where.isEmpty() ? file : file + QStringLiteral(": ") + error.where;
        printError(error);
        return kInvalidInput;
    }
    printDiagnostics(sweep->warnings);
    return deliverSweep(options, loaded->design, *sweep);
}

} // namespace

CommandBody sweepCommand(CLI::App &command)
{
    auto options = std::make_shared<Options>();
    command.add_option("FILE", options->file, "Design file")->required();
    command
        .add_option("--vary", options->vary,
                    "A property and its values, such as n1.cores=2,4,8; may be given several times")
        ->required()
        ->allow_extra_args(false);
    addRunSettings(command, options->settings);
    addWarmup(command, options->settings);
    command.add_option("--executor", options->executor, "Where the points run")
        ->capture_default_str()
        ->check(CLI::IsMember({"local", "slurm"}));
    command
        .add_option("--json", options->jsonPath,
                    "Write the result as JSON to this file, - for standard output")
        ->check(fileName());
    command
        .add_option("--csv", options->csvPath,
                    "Write one line per point as CSV to this file, - for standard output")
        ->check(fileName());
    return [options] { return runSweepCommand(*options); };
}

} // namespace loadstar::cli
