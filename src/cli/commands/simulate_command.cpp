// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/units.h"
#include "cli/command.h"
#include "cli/command_output.h"
#include "cli/commands/simulate_tables.h"
#include "cli/input_file.h"
#include "cli/progress_line.h"
#include "cli/run_settings.h"
#include "cli/theory_section.h"
#include "model/design_file.h"
#include "model/json_document.h"
#include "model/kinds/builtin_kinds.h"
#include "sim/design_simulation.h"
#include "sim/replications.h"
#include "sim/run_record.h"
#include "sim/story/explained_run.h"
#include "sim/story/request_story.h"
#include "theory/answer.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

namespace loadstar::cli {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Cli", text);
}

constexpr qint64 kLargestState = qint64(16) << 20;
const std::string kAutoWarmup = "auto";

struct Options
{
    std::string file;
    RunSettings settings;
    /// Seconds, or kAutoWarmup.
    std::string warmup = "0";
    int mostReplications = 1000;
    double precision = 0.0;
    std::string jsonPath;
    std::string recordPath;
    std::string startPath;
    std::string savePath;
    std::uint64_t why = 0;
    bool isExplained = false;
    bool hasSeries = false;
    int failedRequests = 20;
};

int wrongUsage(const QString &message)
{
    printError({QStringLiteral("simulate.usage"), message, {}});
    return kWrongUsage;
}

int invalid(base::Error error, const std::string &path)
{
    const QString file = QString::fromStdString(path);
    error.where = error.where.isEmpty() ? file : file + QStringLiteral(": ") + error.where;
    printError(error);
    return kInvalidInput;
}

/// Says so when the precision that was asked for is not reached.
void remarkPrecision(const sim::RunReport &report)
{
    if (!report.precision || report.precision->isReached)
        return;
    printDiagnostics(
        {{base::Severity::Warning,
          QStringLiteral("simulate.not-precise"),
          tr("after %1 replications the mean response time is still not known to %2 %; "
             "give a longer --duration or a higher --most-replications")
              .arg(QString::number(report.replications),
                   base::formatNumber(100.0 * report.precision->wanted)),
          {}}});
}

/// Keys of the JSON that are about how the run was asked for.
void addChoices(nlohmann::json &json, const sim::RunReport &report, bool isAuto)
{
    if (isAuto)
        json["warmupRule"] = "MSER-5";
    if (!report.precision)
        return;
    const auto &reached = report.precision->reached;
    json["precision"] = {{"wanted", report.precision->wanted},
                         {"reached", reached ? nlohmann::json(*reached) : nlohmann::json(nullptr)},
                         {"isReached", report.precision->isReached}};
}

int tellWhy(const model::Design &design, const Options &options)
{
    const auto story = sim::tellRequest(design, options.settings.run, options.why);
    if (!story) {
        if (story.error().code == QStringLiteral("sim.no-such-request"))
            return wrongUsage(story.error().message);
        return invalid(story.error(), options.file);
    }
    if (!options.jsonPath.empty())
        return deliver(options.jsonPath, model::prettyJson(sim::toJson(*story)));
    printStory(*story);
    return kDone;
}

/// Replaces an automatic warm-up by that of a pilot run.
int settleWarmup(const model::Design &design, Options &options)
{
    if (options.warmup != kAutoWarmup)
        return kDone;
    const auto cut = sim::detectWarmup(design, options.settings.run);
    if (!cut)
        return invalid(cut.error(), options.file);
    options.settings.run.warmup = cut->at;
    if (!cut->isCertain) {
        printDiagnostics({{base::Severity::Warning,
                           QStringLiteral("simulate.warmup-uncertain"),
                           tr("the run is too short to tell its warm-up; the first half, %1 s, is "
                              "left out")
                               .arg(base::formatNumber(cut->at)),
                           {}}});
    }
    return kDone;
}

/// Reads the state to begin in, when one is asked for.
int settleStart(Options &options)
{
    if (options.startPath.empty())
        return kDone;
    const base::Result<QByteArray> bytes =
        readInput(QString::fromStdString(options.startPath), kLargestState,
                  QStringLiteral("state.unreadable"));
    if (!bytes) {
        printError(bytes.error());
        return kInvalidInput;
    }
    const base::Result<sim::StartState> state = sim::readState(*bytes);
    if (!state)
        return invalid(state.error(), options.startPath);
    options.settings.run.start = *state;
    return kDone;
}

/// Writes the state at the end, when that is asked for.
int saveState(const model::Design &design, const Options &options)
{
    if (options.savePath.empty())
        return kDone;
    const base::Result<sim::StartState> state = sim::stateAtEnd(design, options.settings.run);
    if (!state)
        return invalid(state.error(), options.file);
    return deliver(options.savePath, sim::writeState(*state));
}

int simulate(Options options)
{
    const bool isAuto = options.warmup == kAutoWarmup;
    sim::RunOptions &run = options.settings.run;
    run.warmup = isAuto ? 0.0 : std::stod(options.warmup);
    if (const auto checked = options.settings.check(QStringLiteral("simulate.usage")); !checked)
        return wrongUsage(checked.error().message);
    if (!areFilesApart({{"FILE", options.file},
                        {"--json", options.jsonPath},
                        {"--record", options.recordPath},
                        {"--save-state", options.savePath}}) ||
        !areFilesApart({{"--start-state", options.startPath},
                        {"--json", options.jsonPath},
                        {"--record", options.recordPath}}))
        return kWrongUsage;
    const auto loaded =
        model::loadDesign(QString::fromStdString(options.file), model::builtinKinds());
    if (!loaded) {
        printError(loaded.error());
        return kInvalidInput;
    }
    const model::Design &design = loaded->design;
    printDiagnostics(loaded->warnings);
    run.inputs.folder = QFileInfo(QString::fromStdString(options.file)).absolutePath();
    if (const base::Result<void> gathered = sim::gatherInputs(design, run.inputs); !gathered)
        return invalid(gathered.error(), options.file);
    if (const int code = settleStart(options); code != kDone)
        return code;
    const auto trial = sim::DesignSimulation::create(design, run);
    if (!trial) {
        const bool isState = trial.error().code == QStringLiteral("sim.bad-state");
        return invalid(trial.error(), isState ? options.startPath : options.file);
    }
    printDiagnostics((*trial)->warnings());
    if (const int code = settleWarmup(design, options); code != kDone)
        return code;
    if (options.why > 0)
        return tellWhy(design, options);
    base::TaskControl control;
    base::Result<sim::RunReport> report = [&] {
        const ProgressLine progress(control);
        const auto precision =
            options.precision > 0.0 ? std::optional(options.precision) : std::nullopt;
        return sim::runReplications(design, run,
                                    {options.settings.replications, options.settings.threadCount(),
                                     precision, options.mostReplications},
                                    &control);
    }();
    if (!report) {
        printError(report.error());
        return kInvalidInput;
    }
    const std::vector<sim::ObjectiveResult> objectives = sim::judgeObjectives(design, *report);
    nlohmann::json json = sim::toJson(*report);
    if (!options.recordPath.empty()) {
        const QByteArray record = sim::writeRecord({design, run, report->replications, json});
        if (deliver(options.recordPath, record) != kDone)
            return kInvalidInput;
    }
    if (const int code = saveState(design, options); code != kDone)
        return code;
    const theory::Answer answer = theory::answersFor(design);
    json["theory"] = theoryJson(answer, *report);
    remarkPrecision(*report);
    addChoices(json, *report, isAuto);
    std::optional<sim::ExplainedRun> explained;
    if (options.isExplained || options.hasSeries) {
        auto told = sim::explainRun(design, run,
                                    {static_cast<std::size_t>(options.failedRequests),
                                     options.hasSeries, report->timeline.step});
        if (!told)
            return invalid(told.error(), options.file);
        explained = std::move(*told);
        sim::addTo(json, *explained);
    }
    if (options.jsonPath.empty()) {
        printReport(design, *report, objectives);
        printTheory(answer, *report);
        if (options.isExplained)
            printExplanation(*explained);
    } else if (deliver(options.jsonPath, model::prettyJson(json)) != kDone) {
        return kInvalidInput;
    }
    remarkObjectives(design, objectives);
    const bool areMet = std::all_of(objectives.begin(), objectives.end(),
                                    [](const sim::ObjectiveResult &o) { return o.isMet; });
    return areMet ? kDone : kAnswerIsNo;
}

} // namespace

CommandBody simulateCommand(CLI::App &command)
{
    auto options = std::make_shared<Options>();
    command.add_option("FILE", options->file, "Design file")->required();
    addRunSettings(command, options->settings);
    command
        .add_option("--warmup", options->warmup,
                    "Seconds at the start whose requests are not counted, or auto (MSER-5)")
        ->capture_default_str()
        ->check([](const std::string &text) {
            std::string number = text;
            return text == kAutoWarmup ? std::string() : finiteRange(0.0, 1e9)(number);
        });
    command
        .add_option("--precision", options->precision,
                    "Add replications until the mean response time is known to this part of itself "
                    "(0.01 = 1 %)")
        ->check(finiteRange(1e-4, 1.0));
    command
        .add_option("--most-replications", options->mostReplications,
                    "Where --precision stops in any case")
        ->capture_default_str()
        ->check(CLI::Range(10, 1000000));
    command.add_flag("--explain", options->isExplained,
                     "Say why requests failed and where the time of each outage went");
    command
        .add_option("--failed-requests", options->failedRequests,
                    "With --explain: how many failed requests to list")
        ->capture_default_str()
        ->check(CLI::Range(0, 1000000));
    command
        .add_option("--why", options->why,
                    "Tell only what became of the request with this number, and why")
        ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1} << 62U));
    command.add_flag("--series", options->hasSeries,
                     "Add series of every component and connection to the JSON");
    command
        .add_option("--start-state", options->startPath,
                    "Begin in the state that this file describes instead of idle and well")
        ->check(fileName());
    command
        .add_option("--save-state", options->savePath,
                    "Write the state at the end of the first replication to this file")
        ->check(fileName());
    command
        .add_option("--record", options->recordPath,
                    "Write design, options and result to this file, for the command replay")
        ->check(fileName());
    command
        .add_option("--json", options->jsonPath,
                    "Write the result as JSON to this file, - for standard output")
        ->check(fileName());
    return [options] { return simulate(*options); };
}

} // namespace loadstar::cli
