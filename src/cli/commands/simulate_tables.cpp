// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/commands/simulate_tables.h"

#include "base/units.h"
#include "cli/command_output.h"

#include <QCoreApplication>

#include <algorithm>

namespace loadstar::cli {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Cli", text);
}

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
            rows.push_back({QString(),
                            tr("and %1 more")
                                .arg(static_cast<std::int64_t>(report.events.size() - kMostShown) +
                                     report.eventsLeftOut),
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
    if (report.jobs) {
        const sim::JobsData &jobs = *report.jobs;
        const auto time = [](std::optional<double> seconds) {
            return seconds ? QString::number(*seconds, 'f', 1) : QStringLiteral("-");
        };
        print(table({{tr("jobs"), tr("completed"), tr("ended at their limit"), tr("running"),
                      tr("waiting"), tr("requeued"), tr("wait p50 (s)"), tr("wait p95 (s)"),
                      tr("turnaround p95 (s)")},
                     {QString::number(jobs.submitted), QString::number(jobs.completed),
                      QString::number(jobs.cut), QString::number(jobs.running),
                      QString::number(jobs.waiting), QString::number(jobs.requeued),
                      time(jobs.waits.percentile(0.5)), time(jobs.waits.percentile(0.95)),
                      time(jobs.turnarounds.percentile(0.95))}},
                    {0, 1, 2, 3, 4, 5, 6, 7, 8}) +
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

} // namespace

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

namespace {

QString eventWords(const sim::RunStory &story, sim::EventNumber number)
{
    const sim::TraceEvent &event = story.events()[static_cast<std::size_t>(number)].event;
    const QString mode = QString::fromLatin1(sim::failureModeName(event.mode));
    const QString what = QString::fromLatin1(sim::eventName(event.what));
    return tr("%1 of %2 at %3 s")
        .arg(mode.isEmpty() ? what : tr("%1 (%2)").arg(what, mode), story.idOf(event.target),
             QString::number(event.at, 'f', 3));
}

QString causeWords(const sim::RunStory &story, sim::EventNumber cause)
{
    QStringList words;
    for (const sim::EventNumber event : story.chain(cause))
        words += eventWords(story, event);
    return words.isEmpty() ? tr("the load alone") : words.join(tr(", for "));
}

void printFailures(const sim::RunStory &story)
{
    std::vector<QStringList> rows{{tr("requests failed"), tr("reason")}};
    for (std::size_t i = 0; i < sim::kFailureReasons; ++i) {
        const auto reason = static_cast<sim::FailureReason>(i);
        if (story.count(reason) > 0)
            rows.push_back({QString::number(story.count(reason)),
                            QString::fromLatin1(sim::failureReasonName(reason))});
    }
    if (rows.size() == 1)
        return;
    print(table(rows, {0}) + u'\n');
    rows = {{tr("at (s)"), tr("request"), tr("on"), tr("reason"), tr("why")}};
    for (const sim::RunStory::FailedRequest &failed : story.failedRequests()) {
        rows.push_back({QString::number(failed.outcome.at, 'f', 3),
                        QString::number(failed.outcome.request), story.idOf(failed.outcome.where),
                        QString::fromLatin1(sim::failureReasonName(failed.reason)),
                        causeWords(story, failed.cause)});
    }
    if (rows.size() > 1)
        print(table(rows, {0, 1}) + u'\n');
}

QStringList ledgerRow(const QString &name, const QString &from, const sim::Outage &outage)
{
    return {name,
            from,
            number(outage.detect),
            number(outage.decide),
            number(outage.switchOver),
            number(outage.repair),
            number(outage.warmUp),
            QString::number(outage.failedRequests),
            QString::number(outage.lostSessions)};
}

} // namespace

void printExplanation(const sim::ExplainedRun &run)
{
    printFailures(*run.story);
    if (run.ledger.outages.empty())
        return;
    std::vector<QStringList> rows{{tr("outage of"), tr("from (s)"), tr("detect (s)"),
                                   tr("decide (s)"), tr("switch (s)"), tr("repair (s)"),
                                   tr("warm up (s)"), tr("requests failed"), tr("sessions lost")}};
    for (const sim::Outage &outage : run.ledger.outages)
        rows.push_back(ledgerRow(run.story->idOf(outage.target),
                                 QString::number(outage.from, 'f', 3), outage));
    rows.push_back(ledgerRow(tr("all"), QString(), run.ledger.total));
    print(table(rows, {1, 2, 3, 4, 5, 6, 7, 8}) + u'\n');
}

void printStory(const sim::RequestStory &story)
{
    const QString ended =
        story.endedAt ? QString::number(*story.endedAt, 'f', 6) : tr("not by the end of the run");
    print(table({{tr("request"), tr("users"), tr("sent (s)"), tr("ended (s)"), tr("outcome"),
                  tr("where")},
                 {QString::number(story.request), story.users,
                  QString::number(story.sentAt, 'f', 6), ended, story.outcome, story.where}},
                {0, 2}) +
          u'\n');
    if (!story.steps.empty()) {
        std::vector<QStringList> steps{{tr("at (s)"), tr("what"), tr("from"), tr("to")}};
        for (const sim::RequestStep &step : story.steps)
            steps.push_back({QString::number(step.at, 'f', 6), step.what, step.from, step.to});
        print(table(steps, {0}) + u'\n');
    }
    if (!story.works.empty()) {
        std::vector<QStringList> works{
            {tr("node"), tr("began (s)"), tr("waited (s)"), tr("worked (s)"), tr("alone (s)")}};
        for (const sim::RequestWork &work : story.works) {
            works.push_back({work.node, QString::number(work.beganAt, 'f', 6),
                             QString::number(work.waited, 'f', 6),
                             work.doneAt ? QString::number(*work.doneAt - work.beganAt, 'f', 6)
                                         : QStringLiteral("-"),
                             QString::number(work.alone, 'f', 6)});
        }
        print(table(works, {1, 2, 3, 4}) + u'\n');
    }
    const bool hasFailed = story.endedAt && story.outcome != QStringLiteral("answered");
    if (!hasFailed)
        return;
    if (story.causes.empty()) {
        print(tr("No event of the run explains it: nothing was wrong on its way but the load.") +
              u'\n');
        return;
    }
    std::vector<QStringList> causes{
        {tr("because"), tr("at (s)"), tr("what"), tr("target"), tr("by")}};
    for (const sim::RequestStory::NumberedEvent &cause : story.causes) {
        const sim::RunEvent &event = cause.event;
        const QString what =
            event.mode.isEmpty() ? event.what : tr("%1 (%2)").arg(event.what, event.mode);
        causes.push_back({QString::number(cause.number), QString::number(event.at, 'f', 6), what,
                          event.target, event.by});
    }
    print(table(causes, {0, 1}) + u'\n');
}

void remarkObjectives(const model::Design &design,
                      const std::vector<sim::ObjectiveResult> &objectives)
{
    std::vector<base::Diagnostic> remarks;
    for (const sim::ObjectiveResult &objective : objectives) {
        if (objective.isMet)
            continue;
        remarks.push_back(
            {base::Severity::Warning, QStringLiteral("simulate.objective-missed"),
             tr("wanted %1, found %2")
                 .arg(base::formatNumber(objective.wanted),
                      objective.found ? base::formatNumber(*objective.found) : tr("no value")),
             QStringLiteral("objective.") + objective.key});
    }
    QStringList unjudged;
    for (const auto &[key, value] : design.header.objective) {
        const bool isJudged = std::any_of(objectives.begin(), objectives.end(),
                                          [key = key](const auto &one) { return one.key == key; });
        if (!isJudged && !std::holds_alternative<std::monostate>(value))
            unjudged += key;
    }
    if (!unjudged.isEmpty()) {
        remarks.push_back(
            {base::Severity::Hint, QStringLiteral("simulate.objective-not-judged"),
             tr("this run says nothing about: %1").arg(unjudged.join(QStringLiteral(", "))),
             QStringLiteral("objective")});
    }
    printDiagnostics(remarks);
}

} // namespace loadstar::cli
