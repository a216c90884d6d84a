// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/theory_section.h"

#include "cli/command_output.h"
#include "theory/agreement.h"

#include <QCoreApplication>
#include <QHash>

#include <nlohmann/json.hpp>

namespace loadstar::cli {

namespace {

using nlohmann::json;

QString tr(const char *text)
{
    return QCoreApplication::translate("Cli", text);
}

/// A run alone has 20 to 39 batches behind its intervals; the smaller number is the careful one.
constexpr int kFewestBatches = 20;

const sim::engine::MeanInterval *intervalOf(const QString &key, const sim::RunReport &report)
{
    if (key == u"responseTime.mean")
        return &report.responseTime.mean;
    if (key == u"waitingTime.mean")
        return &report.waitingTime.mean;
    return key == u"throughput" ? &report.throughput : nullptr;
}

std::optional<double> percentileOf(const QString &name, const sim::TimeSummary &time)
{
    if (name == u"p50")
        return time.p50;
    if (name == u"p90")
        return time.p90;
    if (name == u"p95")
        return time.p95;
    return name == u"p99" ? time.p99 : std::nullopt;
}

using ComponentsById = QHash<QStringView, const sim::ComponentReport *>;

ComponentsById componentsById(const sim::RunReport &report)
{
    ComponentsById components;
    for (const sim::ComponentReport &component : report.components)
        components.insert(component.id, &component);
    return components;
}

std::optional<double> simulatedFigure(const QString &key, const sim::RunReport &report,
                                      const ComponentsById &components)
{
    if (const auto *mean = intervalOf(key, report))
        return mean->mean;
    if (key == u"availability")
        return report.availability;
    const QString last = key.section(u'.', -1);
    if (key.startsWith(QStringLiteral("responseTime.")))
        return percentileOf(last, report.responseTime);
    if (key.startsWith(QStringLiteral("waitingTime.")))
        return percentileOf(last, report.waitingTime);
    if (!key.startsWith(QStringLiteral("components.")))
        return std::nullopt;
    const sim::ComponentReport *component =
        components.value(QStringView(key).chopped(last.size() + 1).sliced(key.indexOf(u'.') + 1));
    if (!component)
        return std::nullopt;
    if (last == u"utilization")
        return component->utilization;
    return last == u"meanQueue" ? component->meanQueue : std::nullopt;
}

json optionalJson(const std::optional<double> &value)
{
    return value ? json(*value) : json(nullptr);
}

json optionalJson(const std::optional<bool> &value)
{
    return value ? json(*value) : json(nullptr);
}

QString number(const std::optional<double> &value)
{
    return value ? QString::number(*value, 'g', 4) : QStringLiteral("-");
}

QString verdict(const std::optional<bool> &agrees)
{
    if (!agrees)
        return QStringLiteral("-");
    return *agrees ? tr("yes") : tr("no");
}

} // namespace

std::vector<Comparison> compareWithTheory(const theory::Answer &answer,
                                          const sim::RunReport &report)
{
    const ComponentsById components = componentsById(report);
    std::vector<Comparison> comparisons;
    for (const theory::Figure &figure : answer.figures) {
        Comparison one;
        one.key = figure.key;
        one.theory = figure.value;
        one.simulated = simulatedFigure(figure.key, report, components);
        const auto *mean = intervalOf(figure.key, report);
        if (mean && mean->low && mean->high) {
            const int values = report.replications > 1 ? report.replications : kFewestBatches;
            const theory::Simulated simulated{*mean->mean, *mean->low, *mean->high, values};
            one.threeErrors = theory::threeErrors(simulated);
            if (answer.isExact)
                one.agrees = theory::agrees(figure.value, simulated);
        }
        comparisons.push_back(one);
    }
    return comparisons;
}

std::optional<bool> doAgree(const std::vector<Comparison> &comparisons)
{
    std::optional<bool> all;
    for (const Comparison &one : comparisons) {
        if (one.agrees)
            all = all.value_or(true) && *one.agrees;
    }
    return all;
}

json theoryJson(const theory::Answer &answer, const sim::RunReport &report)
{
    const std::vector<Comparison> comparisons = compareWithTheory(answer, report);
    json figures = json::object();
    for (const Comparison &one : comparisons) {
        figures[one.key.toStdString()] = {{"theory", one.theory},
                                          {"simulated", optionalJson(one.simulated)},
                                          {"threeErrors", optionalJson(one.threeErrors)},
                                          {"agrees", optionalJson(one.agrees)}};
    }
    json assumptions = json::array();
    for (const QString &assumption : answer.assumptions)
        assumptions.push_back(assumption.toStdString());
    const bool isKnown = answer.isKnown();
    return {{"model", isKnown ? json(answer.model.toStdString()) : json(nullptr)},
            {"exact", isKnown ? json(answer.isExact) : json(nullptr)},
            {"assumptions", std::move(assumptions)},
            {"figures", std::move(figures)},
            {"agrees", optionalJson(doAgree(comparisons))},
            {"reason", isKnown ? json(nullptr) : json(answer.reason.toStdString())}};
}

void printTheory(const theory::Answer &answer, const sim::RunReport &report)
{
    if (!answer.isKnown()) {
        print(tr("Theory: none, since %1.").arg(answer.reason) + u'\n');
        return;
    }
    constexpr std::size_t kMostShown = 24;
    std::vector<QStringList> rows{{tr("theory: %1").arg(answer.model), tr("theory"),
                                   tr("simulated"), tr("± 3 errors"), tr("agrees")}};
    const std::vector<Comparison> comparisons = compareWithTheory(answer, report);
    for (const Comparison &one : comparisons) {
        // The nodes of a large farm are all alike.
        const bool isOfComponent = one.key.startsWith(QStringLiteral("components."));
        if (isOfComponent && comparisons.size() > kMostShown)
            continue;
        rows.push_back({one.key, number(one.theory), number(one.simulated), number(one.threeErrors),
                        verdict(one.agrees)});
    }
    print(table(rows, {1, 2, 3}));
    print(tr("Holds for: %1.").arg(answer.assumptions.join(QStringLiteral("; "))) + u'\n');
    if (doAgree(comparisons) == false)
        print(tr("A run that is short or starts empty without --warmup is often the reason why "
                 "they differ.") +
              u'\n');
    print(QStringLiteral("\n"));
}

} // namespace loadstar::cli
