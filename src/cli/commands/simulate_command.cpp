// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/units.h"
#include "cli/command.h"
#include "cli/command_output.h"
#include "model/design_file.h"
#include "model/json_document.h"
#include "model/kinds/builtin_kinds.h"
#include "sim/design_simulation.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <memory>
#include <thread>

namespace loadstar::cli {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Cli", text);
}

struct Options
{
    std::string file;
    sim::RunOptions run;
    int replications = 1;
    int threads = 0;
    std::string jsonPath;
};

/// Four significant digits: enough for people, who have --json for the rest.
QString number(double value)
{
    return QString::number(value, 'g', 4);
}

QString number(const std::optional<double> &value)
{
    return value ? number(*value) : QStringLiteral("-");
}

QString percent(const std::optional<double> &value)
{
    return value ? QString::number(100.0 * *value, 'f', 2) + QStringLiteral(" %")
                 : QStringLiteral("-");
}

QString interval(const sim::engine::MeanInterval &mean)
{
    if (!mean.low)
        return QStringLiteral("-");
    return tr("%1 to %2").arg(number(mean.low), number(mean.high));
}

void printTimes(const sim::RunReport &report)
{
    std::vector<QStringList> rows{{tr("seconds"), tr("mean"), tr("95 % interval"),
                                   QStringLiteral("p50"), QStringLiteral("p90"),
                                   QStringLiteral("p95"), QStringLiteral("p99"), tr("max")}};
    const auto row = [&rows](const QString &name, const sim::TimeSummary &time) {
        rows.push_back({name, number(time.mean.mean), interval(time.mean), number(time.p50),
                        number(time.p90), number(time.p95), number(time.p99),
                        number(time.maximum)});
    };
    row(tr("response time"), report.responseTime);
    row(tr("waiting time"), report.waitingTime);
    print(table(rows, {1, 3, 4, 5, 6, 7}) + u'\n');
}

void printComponents(const sim::RunReport &report)
{
    std::vector<QStringList> rows{{tr("component"), tr("utilization"), tr("mean queue"),
                                   tr("completed"), tr("failed"), tr("share"),
                                   tr("mean response (s)")}};
    for (const sim::ComponentReport &component : report.components) {
        rows.push_back({component.id, percent(component.utilization), number(component.meanQueue),
                        QString::number(component.completed), QString::number(component.failed),
                        percent(component.share), number(component.responseMean)});
    }
    print(table(rows, {1, 2, 3, 4, 5, 6}) + u'\n');
}

void printEvents(const sim::RunReport &report)
{
    constexpr std::size_t kMostShown = 40;
    if (report.events.empty())
        return;
    std::vector<QStringList> rows{{tr("at (s)"), tr("what"), tr("target"), tr("by")}};
    for (const sim::RunEvent &event : report.events) {
        if (rows.size() > kMostShown) {
            rows.push_back({QString(), tr("and %1 more").arg(report.events.size() - kMostShown),
                            QString(), QString()});
            break;
        }
        const QString what =
            event.mode.isEmpty() ? event.what : tr("%1 (%2)").arg(event.what, event.mode);
        rows.push_back({QString::number(event.at, 'f', 3), what, event.target, event.by});
    }
    print(table(rows, {0}) + u'\n');
}

void printObjectives(const std::vector<sim::ObjectiveResult> &objectives)
{
    if (objectives.empty())
        return;
    std::vector<QStringList> rows{{tr("objective"), tr("wanted"), tr("found"), tr("met")}};
    for (const sim::ObjectiveResult &objective : objectives) {
        rows.push_back({objective.key, base::formatNumber(objective.wanted),
                        number(objective.found), objective.isMet ? tr("yes") : tr("no")});
    }
    print(table(rows, {1, 2}) + u'\n');
}

void printRecovery(const sim::RunReport &report)
{
    if (report.recovery) {
        print(table({{tr("recovery time (s)"), tr("recovery point (s)"), tr("lost writes")},
                     {number(report.recovery->rto), number(report.recovery->rpo),
                      QString::number(report.recovery->lostWrites)}},
                    {0, 1, 2}) +
              u'\n');
    }
    if (report.maintenance) {
        print(table({{tr("failed for maintenance"), tr("availability outside")},
                     {QString::number(report.maintenance->failed),
                      percent(report.maintenance->availabilityOutside)}},
                    {0, 1}) +
              u'\n');
    }
}

void printReport(const model::Design &design, const sim::RunReport &report,
                 const std::vector<sim::ObjectiveResult> &objectives)
{
    print(tr("%1: %2 s simulated, warm-up %3 s, seed %4, replications %5")
              .arg(design.header.name.isEmpty() ? tr("Design without a name") : design.header.name,
                   base::formatNumber(report.duration), base::formatNumber(report.warmup),
                   QString::number(report.seed), QString::number(report.replications)) +
          QStringLiteral("\n\n"));
    const sim::RequestCounts &requests = report.requests;
    print(table({{tr("offered"), tr("completed"), tr("failed"), tr("rejected"), tr("timed out"),
                  tr("in flight"), tr("retried"), tr("availability"), tr("throughput (1/s)")},
                 {QString::number(requests.offered), QString::number(requests.completed),
                  QString::number(requests.failed), QString::number(requests.rejected),
                  QString::number(requests.timedOut), QString::number(requests.inFlight),
                  QString::number(requests.retried), percent(report.availability),
                  number(report.throughput.mean)}},
                {0, 1, 2, 3, 4, 5, 6, 7, 8}) +
          u'\n');
    printTimes(report);
    const sim::SessionCounts &sessions = report.sessions;
    if (sessions.started > 0) {
        print(table({{tr("sessions started"), tr("lost"), tr("broken"), tr("moved")},
                     {QString::number(sessions.started), QString::number(sessions.lost),
                      QString::number(sessions.broken), QString::number(sessions.moved)}},
                    {0, 1, 2, 3}) +
              u'\n');
    }
    printRecovery(report);
    printComponents(report);
    printEvents(report);
    printObjectives(objectives);
}

int simulate(const Options &options)
{
    if (!std::isfinite(options.run.duration) || !(options.run.warmup < options.run.duration)) {
        printError({QStringLiteral("simulate.usage"),
                    tr("--warmup %1 with --duration %2 is not allowed; the warm-up must be shorter "
                       "than a finite duration")
                        .arg(base::formatNumber(options.run.warmup),
                             base::formatNumber(options.run.duration)),
                    {}});
        return kWrongUsage;
    }
    const auto loaded =
        model::loadDesign(QString::fromStdString(options.file), model::builtinKinds());
    if (!loaded) {
        printError(loaded.error());
        return kInvalidInput;
    }
    printDiagnostics(loaded->warnings);
    const auto trial = sim::DesignSimulation::create(loaded->design, options.run);
    if (!trial) {
        base::Error error = trial.error();
        const QString file = QString::fromStdString(options.file);
        error.where = error.where.isEmpty() ? file : file + QStringLiteral(": ") + error.where;
        printError(error);
        return kInvalidInput;
    }
    printDiagnostics((*trial)->warnings());
    const int cores = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
    const int threads = options.threads > 0 ? options.threads : cores;
    const auto report =
        sim::simulateReplications(loaded->design, options.run, options.replications, threads);
    if (!report) {
        printError(report.error());
        return kInvalidInput;
    }
    const std::vector<sim::ObjectiveResult> objectives =
        sim::judgeObjectives(loaded->design, *report);
    if (options.jsonPath.empty())
        printReport(loaded->design, *report, objectives);
    else if (deliver(options.jsonPath, model::prettyJson(sim::toJson(*report))) != kDone)
        return kInvalidInput;
    const bool areMet = std::all_of(objectives.begin(), objectives.end(),
                                    [](const sim::ObjectiveResult &o) { return o.isMet; });
    return areMet ? kDone : kAnswerIsNo;
}

} // namespace

CommandBody simulateCommand(CLI::App &command)
{
    auto options = std::make_shared<Options>();
    command.add_option("FILE", options->file, "Design file")->required();
    command.add_option("--duration", options->run.duration, "Simulated seconds, warm-up included")
        ->capture_default_str()
        ->check(finiteRange(1e-9, 1e9));
    command
        .add_option("--warmup", options->run.warmup,
                    "Seconds at the start whose requests are not counted")
        ->capture_default_str()
        ->check(finiteRange(0.0, 1e9));
    command.add_option("--seed", options->run.seed, "Seed of all random numbers")
        ->capture_default_str()
        ->check([](const std::string &text) {
            const bool isWhole =
                text.size() <= 19 && text.find_first_not_of("0123456789") == std::string::npos;
            return isWhole ? std::string()
                           : "found " + text +
                                 ", but a whole number from 0 to 9999999999999999999 is allowed";
        });
    command
        .add_option("--replications", options->replications,
                    "Independent runs with consecutive random streams")
        ->capture_default_str()
        ->check(CLI::Range(1, 1000000));
    command
        .add_option("--threads", options->threads,
                    "Threads to use; the result does not depend on it (default: one per core)")
        ->check(CLI::Range(1, 1024));
    command.add_option("--json", options->jsonPath,
                       "Write the result as JSON to this file, - for standard output");
    return [options] { return simulate(*options); };
}

} // namespace loadstar::cli
