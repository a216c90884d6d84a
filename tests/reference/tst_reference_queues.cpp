// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The queueing and balancing cases of open.json, whose sources stand in that file, against the
// simulator's own interval.
#include "sim/design_text.h"
#include "support/counts.h"

#include <QFile>
#include <QtTest>

#include <cmath>
#include <optional>

using namespace loadstar;
using namespace loadstar::tests;
using nlohmann::json;

namespace {

/// What of the report a case speaks of.
enum class Figure { Response, Wait, Throughput };

/// One published number and the design that should give it.
struct Case
{
    DesignText text;
    double rate = 1.0;        ///< requests per second
    double load = 0.5;        ///< of each server
    double meanService = 1.0; ///< seconds
    Figure figure = Figure::Response;
    double expected = 0.0;
    double publishedError = 0.0; ///< its own standard error
};

/// Joined without operator+, which GCC 12 warns about wrongly.
std::string joined(std::initializer_list<std::string> parts)
{
    std::string whole;
    for (const std::string &part : parts)
        whole.append(part);
    return whole;
}

std::string number(double value)
{
    return json(value).dump();
}

std::string usersOf(double rate, const std::string &work)
{
    return joined({R"j({"rate": )j", number(rate), R"j(, "work": ")j", work, "\"}"});
}

std::string exponential(double mean)
{
    return joined({"exponential(", number(mean), ")"});
}

/// One fifo node with its own Poisson stream.
Case station(double rate, const std::string &work, double meanService, int servers,
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
Case farmOf(int servers, double load, const std::string &balancer)
{
    Case one;
    one.text.farm(servers, usersOf(servers * load, "exponential(1)"), balancer);
    one.rate = servers * load;
    one.load = load;
    return one;
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
        one->figure = Figure::Wait;
        one->expected = out["mean_wait_s"];
    } else if (id == "Q-034") {
        std::string values = "20 ms";
        for (int i = 0; i < 19; ++i)
            values += ",1 ms";
        one = station(1000.0 * in["lam_per_ms"].get<double>(), joined({"empirical(", values, ")"}),
                      0.00195, 1);
        one->expected = out["mean_response"].get<double>() / 1000.0;
    } else if (id == "Q-035") {
        one = station(in["lam"], "hyperexponential(1,2.1343747458)", 1.0, 1,
                      R"j(, "discipline": "ps")j");
        one->expected = out["mean_response"];
    } else if (id == "Q-037") {
        one.emplace();
        one->text.users(R"j({"interarrival": "constant(1.25)", "work": "exponential(1)"})j")
            .node("n1")
            .traffic("users", "n1");
        one->rate = one->load = 0.8;
        one->expected = out["mean_response"];
    } else if (id == "Q-041") {
        one.emplace();
        one->text
            .users(
                R"j({"arrivals": "closed", "population": 20, "thinkTime": "exponential(1)", "work": "exponential(0.05)"})j")
            .node("n1")
            .traffic("users", "n1");
        one->rate = one->expected = out["throughput"];
        one->meanService = 0.05;
        one->load = 0.84;
        one->figure = Figure::Throughput;
    } else if (in.contains("K_total_in_system")) {
        const int places = in["K_total_in_system"].get<int>() - servers;
        one = station(in["lam"], workOf(in), 1.0 / in["mu"].get<double>(), servers,
                      joined({", \"queueLimit\": ", std::to_string(places)}));
        one->load = std::min(one->load, 0.8);
        one->expected = out.contains("exact") ? out["exact"]["mean_response_accepted"]
                                              : out["mean_response_accepted"];
    } else if (in.contains("lam") &&
               (out.contains("mean_response") || out.contains("exact_mean_response"))) {
        const double mean = in.contains("mu") ? 1.0 / in["mu"].get<double>() : 1.0;
        one = station(in["lam"], workOf(in), mean, servers);
        one->expected =
            out.contains("exact_mean_response") ? out["exact_mean_response"] : out["mean_response"];
    }
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
    one->expected = out["mean_response"];
    one->publishedError = out.value("se_response", out.value("se", 0.0));
    return one;
}

const json &allCases()
{
    static const json cases = [] {
        QFile file(QStringLiteral(LOADSTAR_SOURCE_DIR "/tests/reference/open.json"));
        if (!file.open(QIODevice::ReadOnly))
            qFatal("open.json is missing");
        return json::parse(file.readAll().toStdString());
    }();
    return cases;
}

sim::engine::MeanInterval figureOf(const sim::RunReport &report, const Case &one)
{
    switch (one.figure) {
    case Figure::Response:
        return report.responseTime.mean;
    case Figure::Wait:
        return report.waitingTime.mean;
    case Figure::Throughput:
        return report.throughput;
    }
    return {};
}

/// Seconds until an empty system has forgotten that it was, by far.
double warmupOf(const Case &one)
{
    const double relaxation = one.meanService / std::pow(1.0 - std::sqrt(one.load), 2);
    return 8.0 * relaxation + 20.0 * one.meanService;
}

} // namespace

class TestReferenceQueues : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void publishedMeans_data();
    void publishedMeans();
    void intervalsCoverTheTruth();
    void policiesKeepTheirOrder();
    void lossesFollowErlang();
};

void TestReferenceQueues::publishedMeans_data()
{
    QTest::addColumn<int>("index");
    int count = 0;
    for (std::size_t i = 0; i < allCases().size(); ++i) {
        const json &item = allCases()[i];
        const auto one = item["area"] == "queueing"         ? queueingCase(item)
                         : item["area"] == "load-balancing" ? balancingCase(item)
                                                            : std::nullopt;
        if (!one)
            continue;
        ++count;
        const std::string name =
            joined({item["id"].get<std::string>(), " ", item["title"].get<std::string>()});
        QTest::newRow(name.c_str()) << static_cast<int>(i);
    }
    QVERIFY2(count >= 35, "the reader of open.json has lost cases");
}

void TestReferenceQueues::publishedMeans()
{
    QFETCH(int, index);
    const json &item = allCases()[static_cast<std::size_t>(index)];
    const Case one = *(item["area"] == "queueing" ? queueingCase(item) : balancingCase(item));
    constexpr int kReplications = 20;
    constexpr double kStudent19 = 2.093024054;
    sim::RunOptions options;
    options.warmup = warmupOf(one);
    const double counted = std::max(roundsFor(3000, 60000) / one.rate, options.warmup);
    options.duration = options.warmup + counted;
    if (!isFullTier() && options.duration * one.rate * kReplications > 700000)
        QSKIP("takes long: in the full tier");
    int missed = 0;
    const int seeds = roundsFor(1, 5);
    for (int seed = 1; seed <= seeds; ++seed) {
        options.seed = static_cast<std::uint64_t>(seed);
        const auto report = sim::simulateReplications(one.text.design(), options, kReplications, 2);
        QVERIFY(report.isOk());
        const sim::engine::MeanInterval found = figureOf(*report, one);
        QVERIFY(found.low.has_value());
        const double error = (*found.high - *found.low) / 2.0 / kStudent19;
        const double distance = std::abs(*found.mean - one.expected);
        const bool isInside = distance <= 3.0 * (error + one.publishedError);
        qInfo("%s seed %d: published %.6g, found %.6g, standard error %.2g, %.2f of them apart",
              item["id"].get<std::string>().c_str(), seed, one.expected, *found.mean, error,
              distance / error);
        missed += isInside ? 0 : 1;
    }
    QVERIFY2(missed <= (seeds == 5 ? 1 : 0), "outside three standard errors");
}

void TestReferenceQueues::intervalsCoverTheTruth()
{
    // 95 % intervals over 10 replications of M/M/1 at load 0.5, mean response 2 s: the number of
    // hits is binomial.
    const Case one = station(0.5, exponential(1.0), 1.0, 1);
    const model::Design design = one.text.design();
    const int trials = roundsFor(100, 400);
    int hits = 0;
    int batchHits = 0;
    for (int trial = 0; trial < trials; ++trial) {
        sim::RunOptions options{1500.0, 100.0, 1000 + static_cast<std::uint64_t>(trial), 0};
        const auto joined = sim::simulateReplications(design, options, 10, 2);
        QVERIFY(joined.isOk());
        const sim::engine::MeanInterval &mean = joined->responseTime.mean;
        hits += *mean.low <= 2.0 && 2.0 <= *mean.high ? 1 : 0;
        options.duration = 20000.0;
        const sim::engine::MeanInterval batches = reportOf(design, options).responseTime.mean;
        batchHits += *batches.low <= 2.0 && 2.0 <= *batches.high ? 1 : 0;
    }
    const double deviation = std::sqrt(0.95 * 0.05 / trials);
    qInfo("coverage %.3f over replications, %.3f by batch means", double(hits) / trials,
          double(batchHits) / trials);
    QVERIFY(std::abs(double(hits) / trials - 0.95) < 4.0 * deviation);
    QVERIFY(std::abs(double(batchHits) / trials - 0.95) < 4.0 * deviation + 0.02);
}

void TestReferenceQueues::policiesKeepTheirOrder()
{
    const auto mean = [](const std::string &algorithm) {
        const Case one = farmOf(16, 0.9, joined({R"j({"algorithm": ")j", algorithm, "\"}"}));
        return *reportOf(one.text.design(), {4000.0 + roundsFor(2000, 20000), 3000.0})
                    .responseTime.mean.mean;
    };
    const Case central = station(14.4, exponential(1.0), 1.0, 16);
    const std::vector<double> ordered{
        *reportOf(central.text.design(), {8000.0, 3000.0}).responseTime.mean.mean,
        mean("least-connections"), mean("power-of-two"), mean("round-robin"), mean("random")};
    for (std::size_t i = 1; i < ordered.size(); ++i)
        QVERIFY2(ordered[i - 1] < ordered[i], qPrintable(QString::number(i)));
}

void TestReferenceQueues::lossesFollowErlang()
{
    // Q-020: ten servers without a queue, offered load 9: 16.8 % are lost.
    const Case one = station(9.0, exponential(1.0), 1.0, 10, R"j(, "queueLimit": 0)j");
    const auto report = reportOf(one.text.design(), {roundsFor(20000, 200000) + 50.0, 50.0});
    const double loss = double(report.requests.rejected) / double(report.requests.offered);
    QVERIFY(std::abs(loss - 0.1679632262916) <
            5.0 * std::sqrt(0.14 * 4.0 / double(report.requests.offered)));
}

QTEST_GUILESS_MAIN(TestReferenceQueues)
#include "tst_reference_queues.moc"
