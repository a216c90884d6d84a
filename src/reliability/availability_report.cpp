// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "reliability/availability_report.h"

#include "reliability/monte_carlo.h"

#include <QCoreApplication>

#include <cmath>
#include <nlohmann/json.hpp>

namespace loadstar::reliability {

namespace {

QString reportText(const char *text)
{
    return QCoreApplication::translate("Reliability", text);
}

void remark(AvailabilityReport &report, const char *code, const QString &message,
            const QString &where = {})
{
    report.remarks.push_back({base::Severity::Warning, QString::fromLatin1(code), message, where});
}

QString setName(const Variable &variable)
{
    return variable.kind == Variable::Kind::CommonCause
               ? variable.id.text() + QStringLiteral(":common-cause")
               : variable.id.text();
}

void addParts(AvailabilityReport &report, const Structure &structure,
              const std::vector<Importance> &importance)
{
    for (std::size_t i = 0; i < structure.variables.size(); ++i) {
        const Variable &variable = structure.variables[i];
        if (!variable.hasFigures || variable.kind == Variable::Kind::CommonCause)
            continue;
        auto &parts =
            variable.kind == Variable::Kind::Component ? report.components : report.connections;
        parts.push_back({variable.id, variable.unavailability,
                         importance.empty() ? Importance() : importance[i]});
    }
}

void addCutSets(AvailabilityReport &report, const Structure &structure, const CutSets &cutSets)
{
    for (const int point : singlePointsOfFailure(structure, cutSets))
        report.singlePointsOfFailure.push_back(
            structure.variables[static_cast<std::size_t>(point)].id);
    for (const std::vector<int> &set : cutSets.sets) {
        std::vector<QString> names;
        for (const int variable : set) {
            const Variable &part = structure.variables[static_cast<std::size_t>(variable)];
            names.insert(names.end(), static_cast<std::size_t>(part.order), setName(part));
        }
        report.minimalCutSets.push_back(std::move(names));
    }
    if (cutSets.isCut)
        remark(report, "availability.many-cut-sets",
               reportText("there are more minimal cut sets than the %1 that are listed")
                   .arg(cutSets.sets.size()));
}

/// A time between failures without a time to repair says nothing about the long run.
void remarkMissingRepairs(AvailabilityReport &report, const model::Design &design,
                          const model::KindRegistry &kinds)
{
    for (const auto &[id, component] : design.components) {
        const model::ComponentKind *kind = kinds.component(component.kind);
        if (!kind || !kind->canFail)
            continue;
        const model::PropertyReader read(component.properties, kind->properties);
        if (read.isGiven(QStringLiteral("mtbf")) && !read.isGiven(QStringLiteral("mttr")) &&
            !read.isGiven(QStringLiteral("availability")))
            remark(report, "availability.no-repair-time",
                   reportText("has a mean time between failures but none to repair, so it counts "
                              "as always up"),
                   id.text());
    }
}

void setSystem(AvailabilityReport &report, double unavailability)
{
    report.unavailability = unavailability;
    report.downtimePerYear = unavailability * kYearHours * 3600.0;
    if (unavailability > 0.0)
        report.nines = -std::log10(unavailability);
}

} // namespace

QString methodName(AvailabilityMethod method)
{
    return method == AvailabilityMethod::Exact ? QStringLiteral("exact")
                                               : QStringLiteral("monte-carlo");
}

base::Result<AvailabilityReport> analyseAvailability(const model::Design &design,
                                                     const model::KindRegistry &kinds,
                                                     const AvailabilityOptions &options,
                                                     base::TaskControl *control)
{
    const base::Result<Structure> structure = readStructure(design, kinds);
    if (!structure)
        return structure.error();
    AvailabilityReport report;
    report.objective = model::PropertyReader(design.header.objective, kinds.objective())
                           .optionalNumber(QStringLiteral("availability"));
    remarkMissingRepairs(report, design, kinds);
    const double years = options.monteCarloYears.value_or(quickYears(*structure, kFallbackYears));
    const base::Result<Availability> exact = exactAvailability(*structure);
    addParts(report, *structure, exact ? exact->importance : std::vector<Importance>());
    if (exact) {
        addCutSets(report, *structure, exact->cutSets);
        setSystem(report, exact->unavailability);
        report.failuresPerYear = exact->failuresPerYear;
        if (!options.monteCarloYears)
            return report;
        report.exactUnavailability = exact->unavailability;
    } else {
        remark(report, "availability.not-exact",
               reportText("too large for an exact answer; %1 years are simulated instead, and "
                          "neither importance nor cut sets are known")
                   .arg(QString::number(years, 'g', 3)));
    }
    const base::Result<MonteCarloAvailability> played =
        simulateAvailability(*structure, years, options.seed, control);
    if (!played)
        return played.error();
    report.method = AvailabilityMethod::MonteCarlo;
    report.nines.reset();
    setSystem(report, played->unavailability);
    report.failuresPerYear = static_cast<double>(played->failures) / played->years;
    report.ci95 = {1.0 - played->high, 1.0 - played->low};
    return report;
}

nlohmann::json toJson(const AvailabilityReport &report)
{
    using nlohmann::json;
    const auto orNull = [](const std::optional<double> &value) {
        return value ? json(*value) : json(nullptr);
    };
    const auto partsJson = [&orNull](const std::vector<PartAvailability> &parts) {
        json all = json::array();
        for (const PartAvailability &part : parts)
            all.push_back({{"id", part.id.text().toStdString()},
                           {"availability", 1.0 - part.unavailability},
                           {"birnbaum", part.importance.birnbaum},
                           {"share", orNull(part.importance.share)}});
        return all;
    };
    json system{{"availability", report.availability()},
                {"unavailability", report.unavailability},
                {"nines", orNull(report.nines)},
                {"downtimePerYear", report.downtimePerYear},
                {"yearDays", kYearDays},
                {"failuresPerYear", orNull(report.failuresPerYear)},
                {"method", methodName(report.method).toStdString()},
                {"ci95", nullptr}};
    if (report.ci95)
        system["ci95"] = {report.ci95->first, report.ci95->second};
    if (report.exactUnavailability)
        system["exactUnavailability"] = *report.exactUnavailability;
    json points = json::array();
    for (const model::ElementId &id : report.singlePointsOfFailure)
        points.push_back(id.text().toStdString());
    json sets = json::array();
    for (const std::vector<QString> &set : report.minimalCutSets) {
        json names = json::array();
        for (const QString &name : set)
            names.push_back(name.toStdString());
        sets.push_back(std::move(names));
    }
    json result{{"system", std::move(system)},
                {"components", partsJson(report.components)},
                {"connections", partsJson(report.connections)},
                {"singlePointsOfFailure", std::move(points)},
                {"minimalCutSets", std::move(sets)}};
    if (report.objective)
        result["objective"] = {{"availability", *report.objective},
                               {"isMet", report.meetsObjective()}};
    return result;
}

} // namespace loadstar::reliability
