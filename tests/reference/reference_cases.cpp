// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "reference/reference_cases.h"

#include "base/task.h"
#include "reference/open_cases.h"
#include "support/counts.h"
#include "theory/formulas/balancing.h"

namespace loadstar::tests {

using nlohmann::json;

namespace {

constexpr double kStudent19 = 2.093024054; ///< 97.5 % quantile, 19 degrees of freedom

std::string number(double value)
{
    return json(value).dump();
}

} // namespace

double Found::low() const
{
    return value - kStudent19 * standardError;
}

double Found::high() const
{
    return value + kStudent19 * standardError;
}

bool Found::agrees(const Expectation &expected, double errors) const
{
    return std::abs(value - expected.value) <= errors * standardError + expected.slack;
}

std::string joined(std::initializer_list<std::string> parts)
{
    std::string whole;
    for (const std::string &part : parts)
        whole.append(part);
    return whole;
}

std::string exponential(double mean)
{
    return joined({"exponential(", number(mean), ")"});
}

namespace {

std::string usersOf(double rate, const std::string &work)
{
    return joined({R"j({"rate": )j", number(rate), R"j(, "work": ")j", work, "\"}"});
}

/// The keys of open.json that a report answers, with the slack as a part of the value: percentiles
/// come from a sketch that is right within 0.5 %.
const std::vector<std::pair<std::string, Expectation>> &knownFigures()
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

void expectMean(Case &one, const std::string &key, double value, double slack = 0.0)
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
void expectAll(Case &one, const json &out)
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

} // namespace

Case station(double rate, const std::string &work, double meanService, int servers,
             const std::string &more)
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

Case farmOf(int servers, double load, const std::string &balancer)
{
    Case one;
    one.text.farm(servers, usersOf(servers * load, "exponential(1)"), balancer);
    one.rate = servers * load;
    one.load = load;
    return one;
}

namespace {

/// Responses of the nodes n4, n2 and n1, which are as fast as their number says.
void expectEachNode(Case &one, const json &speeds, const json &responses)
{
    for (std::size_t i = 0; i < speeds.size(); ++i) {
        const std::string node = joined({"n", speeds[i].dump()});
        one.expectations.push_back({joined({"mean response of ", node}), responses[i], 0.0,
                                    [node](const sim::RunReport &r) {
                                        return componentOf(r, node.c_str()).responseMean;
                                    }});
    }
}

std::string workOf(const json &inputs)
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

std::optional<Case> queueingCase(const json &item)
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
    } else if (id == "Q-006") {
        const int lines = in["lines"];
        const double offered = out["max_offered_erlangs"];
        one = station(offered, exponential(1.0), 1.0, lines, R"j(, "queueLimit": 0)j");
        expectMean(*one, "p_loss", out["B_at_8_108"]);
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

std::optional<Case> balancingCase(const json &item)
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
    if (out.contains("per_server_response"))
        expectEachNode(*one, in["speeds"], out["per_server_response"]);
    return one;
}

/// The five ways of LB-045 to serve one stream with 16 servers.
std::vector<Case> orderedPolicies(const json &item)
{
    const int servers = item["inputs"]["servers"];
    const double load = item["inputs"]["rho"];
    const auto behind = [&](const char *algorithm) {
        return farmOf(servers, load, joined({R"j({"algorithm": ")j", algorithm, "\"}"}));
    };
    std::vector<Case> all{station(servers * load, exponential(1.0), 1.0, servers),
                          behind("least-connections"), behind("power-of-two"),
                          behind("round-robin"), behind("random")};
    const json &out = item["expected"];
    for (std::size_t i = 0; i < all.size(); ++i) {
        all[i].part = out["order"][i];
        const json &value = out["values"][i];
        // A number after ~ is good to its digits; that of JSQ is LB-038's, simulated.
        if (value.is_string())
            expectMean(all[i], "mean_response", std::stod(value.get<std::string>().substr(1)),
                       0.05);
        else
            expectMean(all[i], "mean_response", value,
                       all[i].part == "JSQ"
                           ? 3.0 * referenceCase("LB-038")["expected"]["se"].get<double>()
                           : 0.0);
    }
    return all;
}

/// TL-005: servers for everybody, without hedging and with it.
std::vector<Case> hedgedCases(const json &item)
{
    const double delay = item["inputs"]["hedge_delay"];
    std::vector<Case> all;
    for (const char *part : {"no_hedge", "hedge"}) {
        const json &out = item["expected"][part];
        const bool isHedged = out.contains("hedged_share");
        const std::string hedge =
            isHedged ? joined({R"j(, "hedgeDelay": )j", number(delay)}) : std::string();
        Case one;
        one.text.users(joined({R"j({"rate": 2, "work": "exponential(1)")j", hedge, "}"}))
            .node("n1", R"j({"cores": 1000})j")
            .traffic("users", "n1");
        one.rate = 2.0;
        one.effort = 4.0;
        one.part = isHedged ? "hedged" : "not hedged";
        const auto tail = theory::formulas::hedgedExponential(1.0, isHedged ? delay : 1e9);
        expectMean(one, "mean_response", out["mean"]);
        one.expectations.back().theory =
            theory::formulas::hedgedExponentialMean(1.0, isHedged ? delay : 1e9);
        if (isHedged) {
            one.expectations.push_back({"hedged share", out["hedged_share"], 0.0,
                                        [](const sim::RunReport &r) -> std::optional<double> {
                                            return double(r.requests.hedged) /
                                                   double(r.requests.completed);
                                        },
                                        std::exp(-delay)});
            expectMean(one, "resp_p50", out["p50"]);
            one.expectations.back().theory = theory::formulas::quantile(tail, 0.5);
        }
        expectMean(one, "resp_p99", out["p99"]);
        one.expectations.back().theory = theory::formulas::quantile(tail, 0.99);
        all.push_back(one);
    }
    return all;
}

/// Seconds until an empty system has forgotten that it was, by far.
double warmupOf(const Case &one)
{
    const double relaxation = one.meanService / std::pow(1.0 - std::sqrt(one.load), 2);
    return 8.0 * relaxation + 20.0 * one.meanService;
}

} // namespace

sim::RunOptions optionsOf(const Case &one)
{
    sim::RunOptions options;
    options.warmup = warmupOf(one);
    // What is still under way at the end is not counted, so that the mean lacks about the variance
    // over the length.
    const double counted = std::max({one.effort * roundsFor(3000, 60000) / one.rate, options.warmup,
                                     roundsFor(300, 3000) * one.meanService});
    options.duration = options.warmup + counted;
    return options;
}

bool isQuick(const Case &one)
{
    return optionsOf(one).duration * one.rate * kReplications <= 700000;
}

std::vector<Found> run(const Case &one, std::uint64_t seed)
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

std::vector<Case> casesOf(const json &item)
{
    if (item["id"] == "LB-045")
        return orderedPolicies(item);
    if (item["id"] == "TL-005")
        return hedgedCases(item);
    const std::optional<Case> one = item["area"] == "queueing"         ? queueingCase(item)
                                    : item["area"] == "load-balancing" ? balancingCase(item)
                                                                       : std::nullopt;
    return one ? std::vector<Case>{*one} : std::vector<Case>();
}

} // namespace loadstar::tests
