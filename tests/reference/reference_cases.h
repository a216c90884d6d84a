// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/task.h"
#include "sim/design_text.h"
#include "sim/run_data.h"
#include "support/counts.h"

#include <QFile>

#include <cmath>
#include <optional>

/// The queueing and balancing cases of open.json as designs. Sources stand in that file.
namespace loadstar::tests {

using nlohmann::json;

/// One published number, how far from it the simulator may be besides three standard errors of its
/// own, and where a report has it.
struct Expectation
{
    const char *name = "responseTime.mean";
    double value = 0.0;
    double slack = 0.0;
    std::optional<double> (*read)(const sim::RunReport &) = nullptr;
};

/// A case of open.json as a design, with the numbers that it should give; the first is the main
/// one.
struct Case
{
    DesignText text;
    double rate = 1.0;        ///< requests per second
    double load = 0.5;        ///< of each server
    double meanService = 1.0; ///< seconds
    std::vector<Expectation> expectations;
};

/// Joined without operator+, which GCC 12 warns about wrongly.
inline std::string joined(std::initializer_list<std::string> parts)
{
    std::string whole;
    for (const std::string &part : parts)
        whole.append(part);
    return whole;
}

inline std::string number(double value)
{
    return json(value).dump();
}

inline std::string usersOf(double rate, const std::string &work)
{
    return joined({R"j({"rate": )j", number(rate), R"j(, "work": ")j", work, "\"}"});
}

inline std::string exponential(double mean)
{
    return joined({"exponential(", number(mean), ")"});
}

/// The keys of open.json that a report answers, with the slack as a part of the value: percentiles
/// come from a sketch that is right within 0.5 %.
inline const std::vector<std::pair<std::string, Expectation>> &knownFigures()
{
    using Report = const sim::RunReport &;
    using Found = std::optional<double>;
    static const std::vector<std::pair<std::string, Expectation>> kFigures{
        {"mean_response",
         {"mean response", 0.0, 0.0, [](Report r) -> Found { return r.responseTime.mean.mean; }}},
        {"mean_wait",
         {"mean wait", 0.0, 0.0, [](Report r) -> Found { return r.waitingTime.mean.mean; }}},
        {"throughput",
         {"throughput", 0.0, 0.0, [](Report r) -> Found { return r.throughput.mean; }}},
        {"p_loss",
         {"loss", 0.0, 0.0,
          [](Report r) -> Found {
              return double(r.requests.rejected) / double(r.requests.offered);
          }}},
        {"resp_p50",
         {"response p50", 0.0, 0.005, [](Report r) -> Found { return r.responseTime.p50; }}},
        {"resp_p90",
         {"response p90", 0.0, 0.005, [](Report r) -> Found { return r.responseTime.p90; }}},
        {"resp_p99",
         {"response p99", 0.0, 0.005, [](Report r) -> Found { return r.responseTime.p99; }}},
        {"wait_p90", {"wait p90", 0.0, 0.005, [](Report r) -> Found { return r.waitingTime.p90; }}},
        {"wait_p99", {"wait p99", 0.0, 0.005, [](Report r) -> Found { return r.waitingTime.p99; }}},
    };
    return kFigures;
}

inline void expectMean(Case &one, const std::string &key, double value, double slack = 0.0)
{
    for (const auto &[known, figure] : knownFigures()) {
        if (known != key)
            continue;
        one.expectations.push_back(figure);
        one.expectations.back().value = value;
        one.expectations.back().slack = figure.slack * value + slack;
    }
}

/// All published figures that a report has; of simulated ones also their own error.
inline void expectAll(Case &one, const json &out)
{
    const double error = out.value("se_response", out.value("se", 0.0));
    for (const auto &[key, figure] : knownFigures()) {
        const std::string name = out.contains("exact_" + key)      ? "exact_" + key
                                 : out.contains(key + "_accepted") ? key + "_accepted"
                                                                   : key;
        if (!out.contains(name))
            continue;
        const double value = out[name];
        const bool isMean = key == "mean_response";
        // Published percentiles of simulations are good to 1 %.
        expectMean(one, key, value, isMean ? 3.0 * error : error > 0.0 ? 0.01 * value : 0.0);
    }
}

/// One fifo node with its own Poisson stream.
inline Case station(double rate, const std::string &work, double meanService, int servers,
                    const std::string &more = {})
{
    Case one;
    one.text.users(usersOf(rate, work))
        .node("n1", joined({"{\"cores\": ", std::to_string(servers), more, "}"}))
        .traffic("users", "n1");
    one.rate = rate;
    one.meanService = meanService;
    one.load = rate * meanService / servers;
    return one;
}

/// One-core nodes of speed 1 behind a balancer, mean service 1 s.
inline Case farmOf(int servers, double load, const std::string &balancer)
{
    Case one;
    one.text.farm(servers, usersOf(servers * load, "exponential(1)"), balancer);
    one.rate = servers * load;
    one.load = load;
    return one;
}

inline std::string workOf(const json &inputs)
{
    if (inputs.contains("D"))
        return joined({"constant(", number(inputs["D"]), ")"});
    if (inputs.value("service", "") == "Erlang")
        return joined({"erlang(", number(inputs["k"]), ",", number(inputs["mean"]), ")"});
    if (inputs.value("service", "") == "hyperexponential")
        return joined({"hyperexponential(1,", number(std::sqrt(41.0 / 9.0)),
                       ")"}); // p = 0.9, rates 1.8 and 0.2
    return exponential(1.0 / inputs.value("mu", 1.0));
}

inline std::optional<Case> queueingCase(const json &item)
{
    const json &in = item["inputs"];
    const json &out = item["expected"];
    const std::string id = item["id"];
    const int servers = in.value("servers", 1);
    std::optional<Case> one;
    if (id == "Q-008") {
        one = station(in["lam_per_s"], exponential(in["mean_service_s"]), in["mean_service_s"],
                      servers);
        expectMean(*one, "mean_wait", out["mean_wait_s"]);
    } else if (id == "Q-034") {
        std::string values = "20 ms";
        for (int i = 0; i < 19; ++i)
            values += ",1 ms";
        one = station(1000.0 * in["lam_per_ms"].get<double>(), joined({"empirical(", values, ")"}),
                      0.00195, 1);
        expectMean(*one, "mean_response", out["mean_response"].get<double>() / 1000.0);
    } else if (id == "Q-035") {
        one = station(in["lam"], "hyperexponential(1,2.1343747458)", 1.0, 1,
                      R"j(, "discipline": "ps")j");
    } else if (id == "Q-037") {
        one.emplace();
        one->text.users(R"j({"interarrival": "constant(1.25)", "work": "exponential(1)"})j")
            .node("n1")
            .traffic("users", "n1");
        one->rate = one->load = 0.8;
    } else if (id == "Q-041") {
        one.emplace();
        one->text
            .users(
                R"j({"arrivals": "closed", "population": 20, "thinkTime": "exponential(1)", "work": "exponential(0.05)"})j")
            .node("n1")
            .traffic("users", "n1");
        one->rate = out["throughput"];
        one->meanService = 0.05;
        one->load = 0.84;
    } else if (id == "Q-039") {
        // The first stage is a node, the others are storages that it visits in id order.
        one = station(in["lam"], exponential(1.0 / in["stages"][0]["mu"].get<double>()),
                      1.0 / in["stages"][2]["mu"].get<double>(), 1);
        for (std::size_t stage = 1; stage < in["stages"].size(); ++stage) {
            const std::string store = joined({"s", std::to_string(stage)});
            one->text
                .add("storage", store,
                     joined({"{\"ioTime\": \"",
                             exponential(1.0 / in["stages"][stage]["mu"].get<double>()),
                             "\", \"concurrency\": ", in["stages"][stage]["servers"].dump(), "}"}))
                .connect("state", "n1", store);
        }
        one->load = 0.84;
        expectMean(*one, "mean_response", out["total_response"]);
    } else if (in.contains("K_total_in_system")) {
        const int places = in["K_total_in_system"].get<int>() - servers;
        one = station(in["lam"], workOf(in), 1.0 / in["mu"].get<double>(), servers,
                      joined({", \"queueLimit\": ", std::to_string(places)}));
        one->load = std::min(one->load, 0.8);
    } else if (in.contains("lam") &&
               (out.contains("mean_response") || out.contains("exact_mean_response"))) {
        const double mean = in.contains("mu") ? 1.0 / in["mu"].get<double>() : 1.0;
        one = station(in["lam"], workOf(in), mean, servers);
    }
    if (one && one->expectations.empty())
        expectAll(*one, out.contains("exact") ? json(out["exact"]) : out);
    return one;
}

inline std::optional<Case> balancingCase(const json &item)
{
    const json &in = item["inputs"];
    const json &out = item["expected"];
    const std::string policy = in.value("policy", "");
    std::optional<Case> one;
    if (item["id"] == "LB-024") {
        one.emplace();
        one->text.users(usersOf(in["total_rate"], "exponential(1)"))
            .balancer(R"j({"algorithm": "random"})j")
            .traffic("users", "lb");
        for (const int speed : {4, 2, 1}) {
            const std::string id = joined({"n", std::to_string(speed)});
            one->text
                .node(id, joined({"{\"speed\": ", std::to_string(speed),
                                  ", \"weight\": ", std::to_string(speed), "}"}))
                .traffic("lb", id);
        }
        one->rate = in["total_rate"];
        one->load = 0.8;
    } else if (in.value("sampling", "") != "") {
        const bool isDistinct = in["sampling"] == "without replacement";
        one = farmOf(in["servers"], in["rho"],
                     joined({R"j({"algorithm": "power-of-two", "distinctChoices": )j",
                             isDistinct ? "true}" : "false}"}));
    } else if (policy == "cyclic round robin") {
        one = farmOf(in["servers"], in["rho"], R"j({"algorithm": "round-robin"})j");
    } else if (policy == "uniform random") {
        one = farmOf(in["servers"], in["rho"], R"j({"algorithm": "random"})j");
    } else if (policy.rfind("JSQ", 0) == 0) {
        one = farmOf(in["servers"], in["rho"], R"j({"algorithm": "least-connections"})j");
    }
    if (!one || !out.contains("mean_response"))
        return std::nullopt;
    expectAll(*one, out);
    return one;
}

inline const json &allCases()
{
    static const json cases = [] {
        QFile file(QStringLiteral(LOADSTAR_SOURCE_DIR "/tests/reference/open.json"));
        if (!file.open(QIODevice::ReadOnly))
            qFatal("open.json is missing");
        return json::parse(file.readAll().toStdString());
    }();
    return cases;
}

inline constexpr int kReplications = 20;
inline constexpr double kStudent19 = 2.093024054; ///< 97.5 % quantile, 19 degrees of freedom

inline sim::RunOptions optionsOf(const Case &one);

/// Whether a case is short enough for the quick tier.
inline bool isQuick(const Case &one)
{
    return optionsOf(one).duration * one.rate * kReplications <= 700000;
}

/// Seconds until an empty system has forgotten that it was, by far.
inline double warmupOf(const Case &one)
{
    const double relaxation = one.meanService / std::pow(1.0 - std::sqrt(one.load), 2);
    return 8.0 * relaxation + 20.0 * one.meanService;
}

inline sim::RunOptions optionsOf(const Case &one)
{
    sim::RunOptions options;
    options.warmup = warmupOf(one);
    const double counted = std::max(roundsFor(3000, 60000) / one.rate, options.warmup);
    options.duration = options.warmup + counted;
    return options;
}

/// What the simulator gives for one expectation.
struct Found
{
    double value = 0.0;
    double standardError = 0.0;

    double low() const { return value - kStudent19 * standardError; }
    double high() const { return value + kStudent19 * standardError; }
    bool agrees(const Expectation &expected, double errors = 3.0) const
    {
        return std::abs(value - expected.value) <= errors * standardError + expected.slack;
    }
};

/// Runs the replications of a case; values are of all of them together, standard errors come from
/// what differs between them.
inline std::vector<Found> run(const Case &one, std::uint64_t seed)
{
    const model::Design design = one.text.design();
    std::vector<sim::RunData> runs(kReplications);
    base::forEachIndex(kReplications, 2, [&](int r) {
        sim::RunOptions options = optionsOf(one);
        options.seed = seed;
        options.replication = static_cast<std::uint64_t>(r);
        runs[static_cast<std::size_t>(r)] = simulated(design, options)->data();
    });
    std::vector<sim::RunReport> alone;
    for (const sim::RunData &data : runs)
        alone.push_back(sim::joinRuns({data}));
    const sim::RunReport together = sim::joinRuns(runs);
    std::vector<Found> all;
    for (const Expectation &expected : one.expectations) {
        std::vector<double> values;
        for (const sim::RunReport &report : alone)
            values.push_back(expected.read(report).value_or(0.0));
        all.push_back({expected.read(together).value_or(0.0),
                       *sim::engine::studentHalfWidth(values) / kStudent19});
    }
    return all;
}

inline std::optional<Case> caseOf(const json &item)
{
    return item["area"] == "queueing"         ? queueingCase(item)
           : item["area"] == "load-balancing" ? balancingCase(item)
                                              : std::nullopt;
}

} // namespace loadstar::tests
