// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "reference/check_cases.h"

#include "health/check_machine.h"
#include "health/kubernetes_probes.h"
#include "support/counts.h"

#include <QFile>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace loadstar::tests {

using health::CheckResult;
using health::CheckRules;
using health::Verdict;
using nlohmann::json;

const json &healthPresets()
{
    static const json presets = [] {
        QFile file(QStringLiteral(LOADSTAR_SOURCE_DIR "/resources/catalog/health_presets.json"));
        if (!file.open(QIODevice::ReadOnly))
            qFatal("the presets are missing");
        return json::parse(file.readAll().toStdString()).at("presets");
    }();
    return presets;
}

const json &healthPreset(const std::string &id)
{
    for (const json &one : healthPresets()) {
        if (one.at("id") == id)
            return one;
    }
    qFatal("no preset %s", id.c_str());
}

DetectionTimes detectionTimes(const std::string &balancer, const char *mode, int phases,
                              std::uint64_t seed)
{
    constexpr double kFails = 200.0;
    constexpr double kRecovers = 500.0;
    const model::Design design =
        DesignText()
            .farm(2, R"j({"rate": 0.5, "work": "constant(0.01)"})j", balancer)
            .at(kFails, "fail", "n01", std::string("{\"mode\": \"").append(mode).append("\"}"))
            .at(kRecovers, "recover", "n01")
            .design();
    DetectionTimes times;
    for (int phase = 0; phase < phases; ++phase) {
        const sim::RunReport report =
            reportOf(design, {800.0, 0.0, seed, static_cast<std::uint64_t>(phase)});
        for (const double at : timesOf(report, "marked-down", "n01"))
            times.downs.push_back(at - kFails);
        for (const double at : timesOf(report, "marked-up", "n01"))
            times.ups.push_back(at - kRecovers);
    }
    return times;
}

std::vector<Row> windowRows(const QString &figure, double low, double high,
                            const std::vector<std::vector<double>> &timesBySeed, int phases)
{
    // Of n even times, the least is further from the end than 12/n of the window once in e^12.
    const double reach = (high - low) * std::min(1.0, 12.0 / phases);
    const double error = (high - low) / std::sqrt(12.0 * phases);
    std::vector<double> least;
    std::vector<double> largest;
    std::vector<Sampled> means;
    bool isComplete = true;
    for (const std::vector<double> &times : timesBySeed) {
        isComplete = isComplete && times.size() == static_cast<std::size_t>(phases);
        const auto [first, last] = std::minmax_element(times.begin(), times.end());
        least.push_back(times.empty() ? 0.0 : *first);
        largest.push_back(times.empty() ? 0.0 : *last);
        means.push_back({std::accumulate(times.begin(), times.end(), 0.0) / phases, error});
    }
    std::vector<Row> rows{
        rangeRow(figure + QStringLiteral(", least"), low, least, low, low + reach),
        sampledRow(figure + QStringLiteral(", mean"), (low + high) / 2.0, means),
        rangeRow(figure + QStringLiteral(", largest"), high, largest, high - reach, high)};
    if (!isComplete) {
        for (Row &row : rows)
            row.agreements.assign(row.agreements.size(), false);
    }
    return rows;
}

namespace {

int phaseCount()
{
    return roundsFor(100, 2000);
}

/// Times of all seeds, told apart.
struct TimesBySeed
{
    std::vector<std::vector<double>> downs;
    std::vector<std::vector<double>> ups;
};

TimesBySeed timesBySeed(const json &balancer, const char *mode)
{
    TimesBySeed all;
    for (DetectionTimes &times : bySeed([&](std::uint64_t seed) {
             return detectionTimes(balancer.dump(), mode, phaseCount(), seed);
         })) {
        // What is marked down has to come back; without that, windowRows() lacks a time.
        if (times.ups.size() != times.downs.size())
            times = {};
        all.downs.push_back(std::move(times.downs));
        all.ups.push_back(std::move(times.ups));
    }
    return all;
}

/// Puts windowRows() for a published { min, mean, max } to the end.
void addWindow(CaseRows &found, const char *figure, const json &published,
               const std::vector<std::vector<double>> &times)
{
    std::vector<Row> rows = windowRows(QString::fromLatin1(figure), published.at("min"),
                                       published.at("max"), times, phaseCount());
    // What stands there is the number, not what follows from the ends.
    rows[1].published = published.at("mean");
    if (std::abs(rows[1].published - (rows[0].published + rows[2].published) / 2.0) > 1e-9)
        rows[1].agreements.assign(rows[1].agreements.size(), false);
    found.rows.insert(found.rows.end(), rows.begin(), rows.end());
}

/// Milliseconds from the end of a check to the next one's start.
double pauseAfter(health::CheckMachine &machine)
{
    return std::round((machine.nextStart(100.0, 100.001) - 100.001) * 1e6) / 1000.0;
}

CaseRows haproxyDefaults(const json &out)
{
    const json &preset = healthPreset("haproxy").at("properties");
    health::CheckSettings settings;
    settings.interval = preset.at("checkInterval");
    settings.fall = preset.at("fall");
    settings.rise = preset.at("rise");
    const double inter = out.at("inter_ms");
    CaseRows found;
    found.rows = {exactRow(QStringLiteral("inter, ms"), inter, settings.interval * 1000.0),
                  exactRow(QStringLiteral("fall"), out.at("fall"), settings.fall),
                  exactRow(QStringLiteral("rise"), out.at("rise"), settings.rise),
                  exactRow(QStringLiteral("observe error limit"), out.at("observe_error_limit"),
                           preset.at("errorLimit"))};
    // inter_when, at its defaults and with 500 ms while counting and 8000 ms while down.
    for (const bool isSet : {false, true}) {
        if (isSet) {
            settings.fastInterval = 0.5;
            settings.downInterval = 8.0;
        }
        const QString with = isSet ? QStringLiteral(" (set)") : QString();
        const auto up = health::makeMachine(settings, Verdict::Up);
        up->record(CheckResult::Passed);
        const double whileUp = pauseAfter(*up);
        if (!isSet)
            found.rows.push_back(exactRow(QStringLiteral("spread-checks, %"),
                                          out.at("spread_checks_percent"),
                                          (whileUp / inter - 1.0) * 100.0));
        found.rows.push_back(exactRow(QStringLiteral("pause while up, ms") + with, inter, whileUp));
        up->record(CheckResult::Refused);
        found.rows.push_back(exactRow(QStringLiteral("pause while counting, ms") + with,
                                      isSet ? 500.0 : inter, pauseAfter(*up)));
        const auto down = health::makeMachine(settings, Verdict::Down);
        down->record(CheckResult::Refused);
        found.rows.push_back(exactRow(QStringLiteral("pause while down, ms") + with,
                                      isSet ? 8000.0 : inter, pauseAfter(*down)));
    }
    return found;
}

CaseRows albDefaults(const json &out)
{
    const json &preset = healthPreset("aws-alb");
    const json &ours = preset.at("properties");
    CaseRows found;
    const auto add = [&](const char *figure, double published, double value) {
        found.rows.push_back(exactRow(QString::fromLatin1(figure), published, value));
    };
    add("interval, s", out.at("interval_s"), ours.at("checkInterval"));
    add("timeout, s", out.at("timeout_s"), ours.at("checkTimeout"));
    add("unhealthy threshold", out.at("unhealthy_threshold"), ours.at("fall"));
    add("healthy threshold", out.at("healthy_threshold"), ours.at("rise"));
    const json &ranges = preset.at("ranges");
    for (const std::size_t end : {0U, 1U}) {
        const std::string word = end == 0 ? "least" : "largest";
        add((word + " interval, s").c_str(), out.at("interval_range")[end],
            ranges.at("checkInterval")[end]);
        add((word + " timeout, s").c_str(), out.at("timeout_range")[end],
            ranges.at("checkTimeout")[end]);
        add((word + " unhealthy threshold").c_str(), out.at("threshold_range")[end],
            ranges.at("fall")[end]);
        add((word + " healthy threshold").c_str(), out.at("threshold_range")[end],
            ranges.at("rise")[end]);
    }
    const health::CheckSettings settings{
        CheckRules::Alb, ours.at("checkInterval"), ours.at("checkTimeout"), {}, {},
        ours.at("fall"), ours.at("rise")};
    const auto machine = health::makeMachine(settings, Verdict::Pending);
    int passes = 0;
    while (machine->verdict() != Verdict::Up && passes < 10) {
        machine->record(CheckResult::Passed);
        ++passes;
    }
    add("passes of a new target", out.at("initial_pass_needed"), passes);
    add("fails open (1 = yes)", out.at("fail_open").get<std::string>().empty() ? 0.0 : 1.0,
        ours.at("failOpen").get<bool>() ? 1.0 : 0.0);
    found.remark = QStringLiteral("the Lambda defaults: nodes are instances");
    return found;
}

CaseRows kubernetesDefaults(const json &out)
{
    const json &ours = healthPreset("kubernetes").at("properties");
    CaseRows found;
    found.rows = {
        exactRow(QStringLiteral("periodSeconds"), out.at("periodSeconds"),
                 ours.at("checkInterval")),
        exactRow(QStringLiteral("timeoutSeconds"), out.at("timeoutSeconds"),
                 ours.at("checkTimeout")),
        exactRow(QStringLiteral("successThreshold"), out.at("successThreshold"), ours.at("rise")),
        exactRow(QStringLiteral("failureThreshold"), out.at("failureThreshold"), ours.at("fall")),
        exactRow(QStringLiteral("initialDelaySeconds"), out.at("initialDelaySeconds"),
                 health::ProbeSettings().initialDelay)};
    found.remark = QStringLiteral(
        "terminationGracePeriodSeconds: pods that are killed do not linger in the model");
    return found;
}

/// A startup probe that never passes.
CaseRows startupBudgetRows(const json &item)
{
    const health::ProbeSettings startup{0.0, item.at("inputs").at("periodSeconds"), 1.0,
                                        item.at("inputs").at("failureThreshold"), 1};
    health::ContainerProbes probes(startup, {}, {});
    double now = 0.0;
    do {
        now += startup.period;
    } while (probes.record(health::ProbeKind::Startup, CheckResult::Refused) !=
                 health::ProbeEffect::Restart &&
             now < 10000.0);
    Row row =
        exactRow(QStringLiteral("longest start, s"), item.at("expected").at("max_startup_s"), now);
    row.theory = health::startupBudget(startup);
    return {{row}, {}};
}

/// Rules and what a real HAProxy did beside each other: it may need some milliseconds more, and
/// its trials scatter.
CaseRows measuredHaproxy(const json &item)
{
    const json &in = item.at("inputs");
    const json &out = item.at("expected");
    const TimesBySeed times = timesBySeed(
        {{"checkInterval", in.at("inter_s")}, {"fall", in.at("fall")}, {"rise", in.at("rise")}},
        "crash");
    CaseRows found;
    addWindow(found, "rule, down, s", out.at("down_rule"), times.downs);
    addWindow(found, "rule, up, s", out.at("up_rule"), times.ups);
    const auto addMeasured = [&](const char *figure, const json &measured,
                                 const std::vector<std::vector<double>> &ours) {
        const double error =
            in.at("inter_s").get<double>() / std::sqrt(12.0 * measured.at("n").get<double>());
        const double least = measured.at("min");
        const double largest = measured.at("max");
        std::vector<double> firsts;
        std::vector<double> lasts;
        std::vector<Sampled> means;
        for (const std::vector<double> &one : ours) {
            firsts.push_back(*std::min_element(one.begin(), one.end()));
            lasts.push_back(*std::max_element(one.begin(), one.end()));
            // Its own error and ours.
            const Sampled mean = meanOf(one);
            means.push_back({mean.value, std::hypot(mean.standardError, error)});
        }
        const QString name = QString::fromLatin1(figure);
        const double inter = in.at("inter_s");
        // All that was measured has to lie within ours.
        found.rows.push_back(
            rangeRow(name + QStringLiteral(", least"), least, firsts, least - inter, least + 0.01));
        found.rows.push_back(
            sampledRow(name + QStringLiteral(", mean"), measured.at("mean"), means, 0.005));
        found.rows.push_back(rangeRow(name + QStringLiteral(", largest"), largest, lasts,
                                      largest - 0.01, largest + inter));
    };
    addMeasured("measured, down, s", out.at("down_measured"), times.downs);
    addMeasured("measured, up, s", out.at("up_measured"), times.ups);
    return found;
}

/// What one dead node of several costs until it is noticed, at one seed.
struct LossSample
{
    Sampled errors;
    Sampled share;
    double worst = 0.0;
};

LossSample lossUntilDetection(const json &in, std::uint64_t seed)
{
    const double rate = in.at("rate_per_s");
    const json users{{"rate", rate}, {"work", "constant(0.0001)"}};
    const json balancer{
        {"algorithm", "round-robin"}, {"checkInterval", in.at("inter_s")}, {"fall", in.at("fall")}};
    const model::Design design = DesignText()
                                     .farm(in.at("servers"), users.dump(), balancer.dump())
                                     .at(10.0, "fail", "n01")
                                     .design();
    std::vector<double> errors;
    double seconds = 0.0;
    const int rounds = roundsFor(40, 400);
    for (int round = 0; round < rounds; ++round) {
        const sim::RunReport report =
            reportOf(design, {17.0, 0.0, seed, static_cast<std::uint64_t>(round)});
        errors.push_back(static_cast<double>(report.requests.failed));
        const std::vector<double> downs = timesOf(report, "marked-down", "n01");
        seconds += downs.empty() ? 1e9 : downs.front() - 10.0;
    }
    const double sum = std::accumulate(errors.begin(), errors.end(), 0.0);
    // Of all requests sent meanwhile, of which every n-th fails: the count of those is Poisson.
    const double share = sum / (rate * seconds);
    return {meanOf(errors),
            {share, share / std::sqrt(rate * seconds)},
            *std::max_element(errors.begin(), errors.end())};
}

CaseRows lossRows(const json &item)
{
    const json &out = item.at("expected");
    std::vector<Sampled> errors;
    std::vector<Sampled> shares;
    std::vector<double> worst;
    for (const LossSample &sample :
         bySeed([&](std::uint64_t seed) { return lossUntilDetection(item.at("inputs"), seed); })) {
        errors.push_back(sample.errors);
        shares.push_back(sample.share);
        worst.push_back(sample.worst);
    }
    const double most = out.at("worst_errors");
    const double mean = out.at("expected_errors");
    // Arrivals scatter about what the window allows.
    const double scatter = 5.0 * std::sqrt(most / item.at("inputs").at("servers").get<double>());
    const double reach = 2.0 * (most - mean) * 12.0 / roundsFor(40, 400);
    return {
        {sampledRow(QStringLiteral("error share"), out.at("error_share_during_detection"), shares),
         sampledRow(QStringLiteral("errors, mean"), mean, errors),
         rangeRow(QStringLiteral("errors, largest"), most, worst, most - reach - scatter,
                  most + scatter)},
        {}};
}

} // namespace

CaseRows checkRows(const json &item)
{
    const std::string id = item.at("id");
    const json &out = item.at("expected");
    CaseRows found;
    if (id == "HC-001") {
        found = haproxyDefaults(out);
    } else if (id == "HC-002") {
        addWindow(found, "down, s", out,
                  timesBySeed(healthPreset("haproxy").at("properties"), "crash").downs);
    } else if (id == "HC-003") {
        found = measuredHaproxy(item);
    } else if (id == "HC-007") {
        found = albDefaults(out);
    } else if (id == "HC-008" || id == "HC-012") {
        const bool isAlb = id == "HC-008";
        const json &preset = healthPreset(isAlb ? "aws-alb" : "kubernetes").at("properties");
        const TimesBySeed refused = timesBySeed(preset, "crash");
        addWindow(found, "refused, down, s", out.at(isAlb ? "refused_down" : "refused"),
                  refused.downs);
        addWindow(found, "hang, down, s", out.at(isAlb ? "hang_down" : "hang"),
                  timesBySeed(preset, "hang").downs);
        addWindow(found, "refused, up, s", out.at(isAlb ? "up" : "back_ready"), refused.ups);
    } else if (id == "HC-011") {
        found = kubernetesDefaults(out);
    } else if (id == "HC-013") {
        found = startupBudgetRows(item);
    } else if (id == "HC-015") {
        found = lossRows(item);
    }
    return found;
}

} // namespace loadstar::tests
