// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/probe_json.h"

#include "model/json_document.h"

#include <nlohmann/json.hpp>

namespace loadstar::cli {

namespace {

using nlohmann::json;

json textOrNull(const QString &text)
{
    return text.isEmpty() ? json(nullptr) : json(text.toStdString());
}

json latencyJson(const std::optional<probe::LatencySummary> &latency)
{
    if (!latency)
        return {{"p50", nullptr}, {"p95", nullptr}, {"max", nullptr}};
    return {{"p50", latency->p50}, {"p95", latency->p95}, {"max", latency->max}};
}

json targetJson(const probe::TargetReport &report)
{
    json transitions = json::array();
    for (const probe::ProbeTransition &change : report.transitions)
        transitions.push_back({{"at", change.at.toString(Qt::ISODateWithMs).toStdString()},
                               {"to", probe::stateName(change.to).toStdString()},
                               {"why", change.why.toStdString()}});
    return {{"id", report.id.toStdString()},
            {"url", report.url.toString(QUrl::FullyEncoded).toStdString()},
            {"state", probe::stateName(report.state).toStdString()},
            {"checks", report.checks},
            {"failures", report.failures},
            {"latency", latencyJson(report.latency)},
            {"lastError", textOrNull(report.lastError)},
            {"transitions", std::move(transitions)}};
}

} // namespace

QByteArray probeJson(const QList<probe::TargetReport> &reports)
{
    json targets = json::array();
    for (const probe::TargetReport &report : reports)
        targets.push_back(targetJson(report));
    return model::prettyJson({{"targets", std::move(targets)}});
}

} // namespace loadstar::cli
