// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/units.h"
#include "cli/command.h"
#include "cli/command_output.h"
#include "model/design_file.h"
#include "model/json_document.h"
#include "model/kinds/builtin_kinds.h"
#include "reliability/availability_report.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>

namespace loadstar::cli {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Cli", text);
}

constexpr double kMostYears = 1e6;
constexpr std::size_t kShownSets = 20;

struct AvailabilityChoices
{
    std::string file;
    std::string jsonPath;
    double years = 0.0;
    std::uint64_t seed = 1;
};

/// An availability with as many digits as its nines need, and three more.
QString percent(double unavailability)
{
    const double digits = unavailability > 0.0 ? std::ceil(-std::log10(unavailability)) : 2.0;
    const int decimals = std::clamp(static_cast<int>(digits) + 1, 2, 14);
    return QString::number(100.0 * (1.0 - unavailability), 'f', decimals) + QStringLiteral(" %");
}

QString nameOf(const model::Design &design, const model::ElementId &id)
{
    const model::Component *component = design.component(id);
    return component && !component->name.isEmpty() ? component->name : id.text();
}

void printSystem(const reliability::AvailabilityReport &report)
{
    const auto shown = [](const std::optional<double> &value, int decimals) {
        return value ? QString::number(*value, 'f', decimals) : QStringLiteral("-");
    };
    QString interval = QStringLiteral("-");
    if (report.ci95)
        interval = tr("%1 to %2")
                       .arg(percent(1.0 - report.ci95->first), percent(1.0 - report.ci95->second));
    print(table({{tr("availability"), tr("nines"), tr("down a year (365 d)"), tr("failures a year"),
                  tr("method"), tr("95 % interval")},
                 {percent(report.unavailability), shown(report.nines, 2),
                  base::formatQuantity(std::round(report.downtimePerYear * 10.0) / 10.0,
                                       base::Quantity::Seconds),
                  shown(report.failuresPerYear, 2), reliability::methodName(report.method),
                  interval}},
                {1, 2, 3}) +
          u'\n');
}

/// What costs most availability first.
void printParts(const model::Design &design, const reliability::AvailabilityReport &report)
{
    std::vector<reliability::PartAvailability> parts = report.components;
    parts.insert(parts.end(), report.connections.begin(), report.connections.end());
    if (parts.empty()) {
        print(tr("Nothing in this design says how often it fails; give components an mtbf and an "
                 "mttr, or an availability.\n"));
        return;
    }
    std::stable_sort(parts.begin(), parts.end(), [](const auto &a, const auto &b) {
        return a.importance.share.value_or(0.0) > b.importance.share.value_or(0.0);
    });
    std::vector<QStringList> rows{
        {tr("id"), tr("name"), tr("availability"), tr("Birnbaum"), tr("share of downtime")}};
    for (const reliability::PartAvailability &part : parts) {
        const auto &share = part.importance.share;
        rows.push_back({part.id.text(), nameOf(design, part.id), percent(part.unavailability),
                        QString::number(part.importance.birnbaum, 'g', 4),
                        share ? QString::number(100.0 * *share, 'f', 1) + QStringLiteral(" %")
                              : QStringLiteral("-")});
    }
    print(table(rows, {2, 3, 4}) + u'\n');
}

void printSets(const reliability::AvailabilityReport &report)
{
    QStringList points;
    for (const model::ElementId &id : report.singlePointsOfFailure)
        points += id.text();
    print(tr("Single points of failure: %1\n")
              .arg(points.isEmpty() ? tr("none") : points.join(QStringLiteral(", "))));
    QStringList sets;
    for (const std::vector<QString> &set : report.minimalCutSets) {
        if (set.size() > 1 && static_cast<std::size_t>(sets.size()) < kShownSets)
            sets += QStringList(set.begin(), set.end()).join(QStringLiteral(" + "));
    }
    if (!sets.isEmpty())
        print(tr("Smallest further sets that take it down together: %1\n")
                  .arg(sets.join(QStringLiteral("; "))));
}

int availability(const AvailabilityChoices &choices)
{
    if (!areFilesApart({{"FILE", choices.file}, {"--json", choices.jsonPath}}))
        return kWrongUsage;
    const QString file = QString::fromStdString(choices.file);
    const auto loaded = model::loadDesign(file, model::builtinKinds());
    if (!loaded) {
        printError(loaded.error());
        return kInvalidInput;
    }
    printDiagnostics(loaded->warnings);
    reliability::AvailabilityOptions options;
    options.seed = choices.seed;
    if (choices.years > 0.0)
        options.monteCarloYears = choices.years;
    const auto report =
        reliability::analyseAvailability(loaded->design, model::builtinKinds(), options);
    if (!report) {
        base::Error error = report.error();
        error.where = file;
        printError(error);
        return kInvalidInput;
    }
    printDiagnostics(report->remarks);
    if (choices.jsonPath.empty()) {
        printSystem(*report);
        printParts(loaded->design, *report);
        printSets(*report);
    } else if (const int code =
                   deliver(choices.jsonPath, model::prettyJson(reliability::toJson(*report)));
               code != kDone) {
        return code;
    }
    if (report->meetsObjective())
        return kDone;
    printDiagnostics({{base::Severity::Warning, QStringLiteral("availability.objective-missed"),
                       tr("the availability, %1, is below the objective, %2")
                           .arg(percent(report->unavailability), percent(1.0 - *report->objective)),
                       file}});
    return kAnswerIsNo;
}

} // namespace

CommandBody availabilityCommand(CLI::App &command)
{
    auto choices = std::make_shared<AvailabilityChoices>();
    command.add_option("FILE", choices->file, "Design file")->required();
    command
        .add_option("--monte-carlo", choices->years,
                    "Simulate failures and repairs for so many years instead")
        ->type_name("YEARS")
        ->check(finiteRange(1e-3, kMostYears));
    command.add_option("--seed", choices->seed, "Of the simulated years")->capture_default_str();
    command
        .add_option("--json", choices->jsonPath,
                    "Write the result as JSON to this file, - for standard output")
        ->check(fileName());
    return [choices] { return availability(*choices); };
}

} // namespace loadstar::cli
