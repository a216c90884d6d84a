// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/design_report.h"

#include "base/units.h"
#include "cost/cost_model.h"
#include "lint/review.h"
#include "reliability/availability_report.h"
#include "render/picture.h"
#include "sim/design_simulation.h"
#include "sim/replications.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <set>

namespace loadstar::report {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Report", text);
}

QString nameOf(const model::Design &design, const model::ElementId &id)
{
    const model::Component *component = design.component(id);
    return component && !component->name.isEmpty() ? component->name : id.text();
}

QString percentOf(double part, int decimals)
{
    return tr("%1 %").arg(QString::number(100.0 * part, 'f', decimals));
}

/// As many digits as its nines need, and two more.
QString availabilityText(double unavailability)
{
    const double nines = unavailability > 0.0 ? -std::log10(unavailability) : 2.0;
    return percentOf(1.0 - unavailability, std::clamp(static_cast<int>(nines) + 1, 2, 11));
}

QString secondsText(double seconds)
{
    return base::formatQuantity(std::round(seconds * 1000.0) / 1000.0, base::Quantity::Seconds);
}

QString dollars(double amount)
{
    return QStringLiteral("$%1").arg(QString::number(amount, 'f', 2));
}

Section designSection(const model::Design &design, const QByteArray &svg)
{
    Section section{tr("The design"), {}};
    if (!design.header.notes.isEmpty())
        section.blocks.emplace_back(Paragraph{design.header.notes});
    section.blocks.emplace_back(Figure{svg, tr("Diagram of %1: %2 components, %3 connections")
                                                .arg(design.header.name)
                                                .arg(design.components.size())
                                                .arg(design.connections.size())});
    return section;
}

Section availabilitySection(const model::Design &design, const model::KindRegistry &kinds)
{
    Section section{tr("Availability"), {}};
    const auto report = reliability::analyseAvailability(design, kinds);
    if (!report) {
        section.blocks.emplace_back(Paragraph{report.error().message});
        return section;
    }
    section.blocks.emplace_back(Paragraph{
        tr("In the long run the design is up %1 of the time: %2 down in a year of 365 days (%3).")
            .arg(availabilityText(report->unavailability), secondsText(report->downtimePerYear),
                 report->method == reliability::AvailabilityMethod::Exact ? tr("exact")
                                                                          : tr("simulated"))});
    if (report->failuresPerYear)
        section.blocks.emplace_back(
            Paragraph{tr("It fails %1 times a year.")
                          .arg(QString::number(*report->failuresPerYear, 'g', 3))});
    std::vector<reliability::PartAvailability> parts = report->components;
    std::erase_if(parts,
                  [](const auto &part) { return part.importance.share.value_or(0.0) <= 0.0; });
    std::stable_sort(parts.begin(), parts.end(), [](const auto &a, const auto &b) {
        return *a.importance.share > *b.importance.share;
    });
    if (!parts.empty()) {
        Table table{{{tr("Component"), tr("Availability"), tr("Part of the time down")}}};
        for (const reliability::PartAvailability &part : parts)
            table.rows.push_back({nameOf(design, part.id), availabilityText(part.unavailability),
                                  percentOf(*part.importance.share, 1)});
        section.blocks.emplace_back(std::move(table));
    }
    BulletList points;
    for (const model::ElementId &id : report->singlePointsOfFailure)
        points.items += nameOf(design, id);
    if (!points.items.isEmpty()) {
        section.blocks.emplace_back(
            Paragraph{tr("Each of these takes everything down by itself:")});
        section.blocks.emplace_back(std::move(points));
    }
    return section;
}

Section findingsSection(const model::Design &design, const model::KindRegistry &kinds)
{
    Section section{tr("Findings"), {}};
    const std::vector<lint::Finding> findings = lint::review(design, kinds);
    if (findings.empty())
        section.blocks.emplace_back(Paragraph{tr("None of the rules finds fault with it.")});
    Table table{{{tr("Severity"), tr("What"), tr("Fix"), tr("Chapter")}}};
    for (const lint::Finding &finding : findings)
        table.rows.push_back(
            {base::severityName(finding.severity), finding.message, finding.fix, finding.chapter});
    if (!findings.empty())
        section.blocks.emplace_back(std::move(table));
    return section;
}

Section costSection(const model::Design &design, const model::KindRegistry &kinds)
{
    Section section{tr("Cost"), {}};
    const cost::CostSummary summary = cost::costOf(design, kinds);
    if (summary.items.empty()) {
        section.blocks.emplace_back(Paragraph{tr("No component has a price.")});
        return section;
    }
    Table table{{{tr("Component"), tr("Per hour"), tr("Per month")}}};
    for (const cost::CostItem &item : summary.items)
        table.rows.push_back({nameOf(design, item.id), dollars(item.perHour),
                              dollars(item.perHour * cost::kMonthHours)});
    table.rows.push_back({tr("Together"), dollars(summary.perHour), dollars(summary.perMonth())});
    section.blocks.emplace_back(std::move(table));
    QString text = tr("That is %1 a year").arg(dollars(summary.perYear()));
    if (const auto perPerson = summary.perPerson())
        text += tr(" and %1 a month for each of %2 people")
                    .arg(dollars(*perPerson), QString::number(summary.people, 'g', 8));
    text += u'.';
    if (summary.budget)
        text += summary.isWithinBudget()
                    ? tr(" It is within the budget of %1 a month.").arg(dollars(*summary.budget))
                    : tr(" It is above the budget of %1 a month.").arg(dollars(*summary.budget));
    section.blocks.emplace_back(Paragraph{text});
    if (!summary.unpriced.empty())
        section.blocks.emplace_back(
            Paragraph{tr("%1 components have no price.").arg(summary.unpriced.size())});
    return section;
}

QString intervalText(const sim::engine::MeanInterval &mean)
{
    if (!mean.mean)
        return QStringLiteral("-");
    if (!mean.low || !mean.high)
        return secondsText(*mean.mean);
    return tr("%1 (%2 to %3)")
        .arg(secondsText(*mean.mean), secondsText(*mean.low), secondsText(*mean.high));
}

/// `objectives` takes how the targets of the run are met.
base::Result<Section> simulationSection(const model::Design &design, const ReportOptions &options,
                                        std::vector<sim::ObjectiveResult> &objectives,
                                        base::TaskControl *control)
{
    Section section{tr("Simulation"), {}};
    sim::ReplicationPlan plan;
    plan.count = options.replications;
    plan.threads = options.threads;
    const auto report = sim::runReplications(design, options.run, plan, control);
    if (!report) {
        if (report.error().code == QStringLiteral("sim.cancelled"))
            return report.error();
        section.blocks.emplace_back(
            Paragraph{tr("It cannot be simulated: %1").arg(report.error().message)});
        return section;
    }
    objectives = sim::judgeObjectives(design, *report);
    section.blocks.emplace_back(Paragraph{
        tr("%1 runs of %2 with the scenario of the design, seed %3; intervals are of 95 %.")
            .arg(report->replications)
            .arg(secondsText(options.run.duration))
            .arg(options.run.seed)});
    const auto optional = [](const std::optional<double> &seconds) {
        return seconds ? secondsText(*seconds) : QStringLiteral("-");
    };
    section.blocks.emplace_back(
        Table{{{tr("Figure"), tr("Value")},
               {tr("Requests offered"), QString::number(report->requests.offered)},
               {tr("Answered"),
                report->availability ? percentOf(*report->availability, 3) : QStringLiteral("-")},
               {tr("Response time, mean"), intervalText(report->responseTime.mean)},
               {tr("Response time, p95"), optional(report->responseTime.p95)},
               {tr("Response time, p99"), optional(report->responseTime.p99)},
               {tr("Sessions started"), QString::number(report->sessions.started)},
               {tr("Sessions lost"), QString::number(report->sessions.lost)},
               {tr("Sessions broken"), QString::number(report->sessions.broken)}}});
    return section;
}

Section targetsSection(const model::Design &design, const model::KindRegistry &kinds,
                       const std::vector<sim::ObjectiveResult> &results)
{
    Section section{tr("Targets"), {}};
    Table table{{{tr("Target"), tr("Wanted"), tr("Found")}}};
    for (const model::PropertySpec &spec : kinds.objective()) {
        const auto set = design.header.objective.find(spec.key);
        const auto *wanted =
            set == design.header.objective.end() ? nullptr : std::get_if<double>(&set->second);
        if (!wanted)
            continue;
        QString met = tr("not judged by a run");
        for (const sim::ObjectiveResult &result : results) {
            if (result.key == spec.key)
                met = tr("%1 (%2)").arg(
                    result.isMet ? tr("met") : tr("missed"),
                    result.found
                        ? base::formatQuantity(std::floor(*result.found * 1e6) / 1e6, spec.quantity)
                        : tr("no value"));
        }
        if (spec.quantity == base::Quantity::Dollars) {
            const cost::CostSummary summary = cost::costOf(design, kinds);
            met = tr("%1 (%2)").arg(summary.isWithinBudget() ? tr("met") : tr("missed"),
                                    dollars(summary.perMonth()));
        }
        table.rows.push_back({spec.label, base::formatQuantity(*wanted, spec.quantity), met});
    }
    if (table.rows.size() == 1)
        section.blocks.emplace_back(Paragraph{tr("The design sets no targets.")});
    else
        section.blocks.emplace_back(std::move(table));
    return section;
}

/// What only those can say who run the machines: one question for each kind of gap.
Section questionsSection(const model::Design &design, const model::KindRegistry &kinds)
{
    BulletList questions;
    const cost::CostSummary summary = cost::costOf(design, kinds);
    for (const model::ElementId &id : summary.unpriced)
        questions.items += tr("What does \"%1\" cost an hour?").arg(nameOf(design, id));
    for (const auto &[id, component] : design.components) {
        const model::ComponentKind *kind = kinds.component(component.kind);
        if (!kind || !kind->canFail || kind->role == model::ComponentRole::Users ||
            kind->isContainer)
            continue;
        const model::PropertyReader read(component.properties, kind->properties);
        if (!read.isGiven(QStringLiteral("availability")) && !read.isGiven(QStringLiteral("mtbf")))
            questions.items += tr("How often does \"%1\" fail, and how long does a repair take?")
                                   .arg(nameOf(design, id));
        if (findSpec(kind->properties, QStringLiteral("address")) &&
            !read.isGiven(QStringLiteral("address")))
            questions.items += tr("Under which address is \"%1\" reached?").arg(nameOf(design, id));
    }
    if (questions.items.isEmpty())
        questions.items += tr("None: prices, failure figures and addresses are all there.");
    return {tr("Open questions for IT"), {std::move(questions)}};
}

Section sourcesSection(const model::KindRegistry &kinds, const model::Design &design)
{
    std::set<QString> sources;
    for (const auto &[id, component] : design.components) {
        const model::ComponentKind *kind = kinds.component(component.kind);
        if (!kind)
            continue;
        for (const model::PropertySpec &spec : kind->properties) {
            if (!spec.source.isEmpty() && component.properties.count(spec.key) > 0)
                sources.insert(spec.source);
        }
    }
    Section section{tr("Assumptions and sources"), {}};
    section.blocks.emplace_back(BulletList{{tr("Up means that all users reach as many nodes as are "
                                               "required, each with its storages; a "
                                               "year has 365 days, a month 730 hours."),
                                            tr("Failures are independent but for what lies in one "
                                               "container. Planned maintenance is not "
                                               "counted in the availability."),
                                            tr("The simulation leaves out networks beyond latency "
                                               "and loss, caches, and people who change "
                                               "their habits.")}});
    if (!sources.empty())
        section.blocks.emplace_back(BulletList{QStringList(sources.begin(), sources.end())});
    return section;
}

} // namespace

base::Result<Document> describeDesign(const model::Design &design, const model::KindRegistry &kinds,
                                      const ReportOptions &options, base::TaskControl *control)
{
    render::PictureOptions picture;
    picture.theme = render::Theme::print();
    picture.isBare = true;
    const auto svg = render::makePicture(design, kinds, render::PictureFormat::Svg, picture);
    if (!svg)
        return svg.error();
    std::vector<sim::ObjectiveResult> objectives;
    const base::Result<Section> simulation =
        simulationSection(design, options, objectives, control);
    if (!simulation)
        return simulation.error();
    Document document;
    document.title = design.header.name.isEmpty() ? tr("Report on a design")
                                                  : tr("Report on %1").arg(design.header.name);
    document.sections = {designSection(design, *svg),
                         targetsSection(design, kinds, objectives),
                         findingsSection(design, kinds),
                         availabilitySection(design, kinds),
                         *simulation,
                         costSection(design, kinds),
                         questionsSection(design, kinds),
                         sourcesSection(kinds, design)};
    return document;
}

} // namespace loadstar::report
