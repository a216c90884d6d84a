// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/units.h"
#include "cli/command.h"
#include "cli/command_output.h"
#include "cli/interrupt.h"
#include "cli/probe_json.h"
#include "model/design_file.h"
#include "model/kinds/builtin_kinds.h"
#include "probe/prober.h"

#include <QCoreApplication>
#include <QTimer>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>

namespace loadstar::cli {

namespace {

using probe::ProbeState;
using probe::ProbeTarget;
using probe::TargetReport;

struct Options
{
    std::string file;
    std::vector<std::string> urls;
    std::optional<double> duration;
    std::string json;
    /// Settings of --url targets; those of a design stand in the design unless they are given here.
    std::optional<double> interval;
    std::optional<double> timeout;
    std::optional<int> rise;
    std::optional<int> fall;
    std::optional<std::string> expectStatus;
    std::optional<std::string> expectBody;
    bool isInsecure = false;
};

QString tr(const char *text)
{
    return QCoreApplication::translate("Cli", text);
}

int fail(const base::Error &error, int code)
{
    printError(error);
    return code;
}

/// Ids must differ; a URL that is given twice is probed once.
void addUrl(std::vector<ProbeTarget> &targets, const QString &id, const QUrl &url)
{
    const bool isKnown = std::any_of(targets.begin(), targets.end(),
                                     [&id](const ProbeTarget &t) { return t.id == id; });
    if (isKnown)
        return;
    ProbeTarget target;
    target.id = id;
    target.url = url;
    targets.push_back(std::move(target));
}

base::Result<void> override(std::vector<ProbeTarget> &targets, const Options &options)
{
    std::optional<base::StatusSet> status;
    if (options.expectStatus) {
        auto parsed = base::StatusSet::parse(QString::fromStdString(*options.expectStatus));
        if (!parsed)
            return parsed.error();
        status = std::move(*parsed);
    }
    for (ProbeTarget &target : targets) {
        target.checks.interval = options.interval.value_or(target.checks.interval);
        target.checks.timeout = options.timeout.value_or(target.checks.timeout);
        target.checks.rise = options.rise.value_or(target.checks.rise);
        target.checks.fall = options.fall.value_or(target.checks.fall);
        target.expectStatus = status.value_or(target.expectStatus);
        if (options.expectBody)
            target.expectBody = QString::fromStdString(*options.expectBody);
        target.isTlsVerified = !options.isInsecure;
    }
    return {};
}

/// Tells each change of state on standard error as it happens.
class Progress
{
public:
    void show(const QList<TargetReport> &changed)
    {
        for (const TargetReport &report : changed) {
            qsizetype &told = m_told[report.id];
            for (; told < report.transitions.size(); ++told) {
                const probe::ProbeTransition &change = report.transitions.at(told);
                const QString line = QStringLiteral("%1  %2  %3  %4\n")
                                         .arg(change.at.toString(Qt::ISODateWithMs), report.id,
                                              probe::stateName(change.to), change.why);
                std::fputs(line.toUtf8().constData(), stderr);
            }
        }
    }

private:
    QHash<QString, qsizetype> m_told;
};

QString seconds(double value)
{
    return base::formatQuantity(std::round(value * 1e4) / 1e4, base::Quantity::Seconds);
}

void printTable(const QList<TargetReport> &reports)
{
    std::vector<QStringList> rows{{tr("target"), tr("state"), tr("checks"), tr("failed"), tr("p50"),
                                   tr("p95"), tr("max"), tr("last error")}};
    for (const TargetReport &report : reports) {
        const auto &latency = report.latency;
        rows.push_back({report.id, probe::stateName(report.state), QString::number(report.checks),
                        QString::number(report.failures),
                        latency ? seconds(latency->p50) : QString(),
                        latency ? seconds(latency->p95) : QString(),
                        latency ? seconds(latency->max) : QString(), report.lastError});
    }
    print(table(rows, {2, 3, 4, 5, 6}));
}

QList<TargetReport> run(std::vector<ProbeTarget> targets, const Options &options)
{
    probe::Prober prober;
    Progress progress;
    QObject context;
    QObject::connect(&prober, &probe::Prober::updated, &context,
                     [&](const QList<TargetReport> &changed) {
                         progress.show(changed);
                         if (!options.duration && prober.hasAllVerdicts())
                             QCoreApplication::quit();
                     });
    Interrupt interrupt;
    QObject::connect(&interrupt, &Interrupt::requested, qApp, &QCoreApplication::quit);
    QTimer end;
    end.setSingleShot(true);
    QObject::connect(&end, &QTimer::timeout, qApp, &QCoreApplication::quit);
    if (options.duration)
        end.start(static_cast<int>(std::ceil(*options.duration * 1000.0)));
    prober.start(std::move(targets));
    QCoreApplication::exec();
    prober.stop();
    return prober.reports();
}

int probeTargets(const Options &options)
{
    std::vector<ProbeTarget> targets;
    if (!options.file.empty()) {
        const auto loaded =
            model::loadDesign(QString::fromStdString(options.file), model::builtinKinds());
        if (!loaded)
            return fail(loaded.error(), kInvalidInput);
        printDiagnostics(loaded->warnings);
        probe::DesignTargets found = probe::targetsOf(loaded->design, model::builtinKinds());
        printDiagnostics(found.diagnostics);
        if (!found.diagnostics.empty())
            return kInvalidInput;
        targets = std::move(found.targets);
    }
    for (const std::string &text : options.urls) {
        const auto url = probe::parseProbeUrl(QString::fromStdString(text));
        if (!url)
            return fail(url.error(), kWrongUsage);
        addUrl(targets, QString::fromStdString(text), *url);
    }
    if (options.file.empty() && options.urls.empty())
        return fail({QStringLiteral("probe.usage"), tr("give a design FILE or --url"), {}},
                    kWrongUsage);
    if (targets.empty())
        return fail({QStringLiteral("probe.no-targets"),
                     tr("nothing to probe: no node has an address and a heartbeat, and no storage "
                        "an address"),
                     QString::fromStdString(options.file)},
                    kInvalidInput);
    if (const auto done = override(targets, options); !done)
        return fail(done.error(), kWrongUsage);

    const QList<TargetReport> reports = run(std::move(targets), options);
    if (options.json.empty()) {
        printTable(reports);
    } else if (const int delivered = deliver(options.json, probeJson(reports));
               delivered != kDone) {
        return delivered;
    }
    const bool isAnyDown =
        std::any_of(reports.begin(), reports.end(),
                    [](const TargetReport &report) { return report.state == ProbeState::Down; });
    return isAnyDown ? kAnswerIsNo : kDone;
}

} // namespace

CommandBody probeCommand(CLI::App &command)
{
    auto options = std::make_shared<Options>();
    command.add_option("FILE", options->file,
                       "Design file: its nodes and storages with an address are probed");
    command.add_option("--url", options->urls,
                       "Probe this: http://…, https://… or tcp://host:port; may be repeated");
    command
        .add_option("--duration", options->duration,
                    "Seconds to probe; without it until every target has a verdict")
        ->check(finiteRange(0.001, 2e6));
    command
        .add_option("--json", options->json,
                    "Write the result as JSON to this file; - = standard output")
        ->check(fileName());
    command.add_option("--interval", options->interval, "Seconds between checks; at least 0.1")
        ->check(finiteRange(0.1, 1e6));
    command.add_option("--timeout", options->timeout, "Seconds after which a check has failed")
        ->check(finiteRange(0.001, 1e6));
    command.add_option("--rise", options->rise, "Passed checks in a row that make a target up")
        ->check(CLI::Range(1, 1000));
    command.add_option("--fall", options->fall, "Failed checks in a row that make a target down")
        ->check(CLI::Range(1, 1000));
    command.add_option("--expect-status", options->expectStatus,
                       "Statuses that pass, such as 200-399 or 200,204");
    command.add_option("--expect-body", options->expectBody, "Text that the answer must contain");
    command.add_flag("--insecure", options->isInsecure, "Do not verify certificates");
    command.footer("--interval and what follows it override what a design says; for --url the "
                   "defaults are those of a\n"
                   "load balancer: 2 s, 2 s, rise 2, fall 3, status 200-399.");
    return [options] { return probeTargets(*options); };
}

} // namespace loadstar::cli
