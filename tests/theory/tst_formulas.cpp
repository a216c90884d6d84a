// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The closed forms of open.json, to the tolerance that stands there; tst_reference_rules has those
// of endless pools and of calls to many leaves.
#include "reference/open_cases.h"
#include "theory/agreement.h"
#include "theory/formulas/balancing.h"
#include "theory/formulas/closed_network.h"
#include "theory/formulas/station.h"
#include "theory/formulas/time_spread.h"

#include <QtTest>

#include <cmath>
#include <nlohmann/json.hpp>

using namespace loadstar::theory;
using namespace loadstar::theory::formulas;
using loadstar::tests::referenceCase;
using nlohmann::json;

namespace {

/// The station of the case, by what its inputs say.
Station stationOf(const json &in)
{
    const double rate = in.contains("lam") ? in["lam"].get<double>() : 0.0;
    const double mean = in.contains("mu") ? 1.0 / in["mu"].get<double>() : 1.0;
    const int servers = in.value("servers", 1);
    if (in.contains("K_total_in_system"))
        return mmcFinite(rate, mean, servers, in["K_total_in_system"].get<int>() - servers);
    if (in.contains("lam_per_s"))
        return mmc(in["lam_per_s"], in["mean_service_s"], servers);
    if (in.contains("D"))
        return mg1(rate, constantLaw(in["D"]));
    if (in.contains("lam_per_ms")) {
        std::vector<double> values(19, 1.0);
        values.push_back(20.0);
        return mg1(in["lam_per_ms"], *timeLaw("empirical", values));
    }
    if (in.value("service", "") == "Erlang")
        return mg1(rate, *timeLaw("erlang", {in["k"].get<double>(), in["mean"].get<double>()}));
    if (in.value("service", "") == "hyperexponential")
        return mg1(rate, *timeLaw("hyperexponential", {1.0, std::sqrt(41.0 / 9.0)}));
    if (in.contains("interarrival")) {
        const double between = in["interarrival"];
        return gm1([=](double s) { return std::exp(-s * between); }, between, mean);
    }
    if (in.contains("services"))
        return processorSharing(rate, in["mean_service"], 1);
    if (in.contains("policy")) {
        const double load = in["rho"];
        if (in["policy"] == "uniform random")
            return mmc(load, 1.0, 1);
        const double between = 1.0 / load;
        return gm1([=](double s) { return std::pow(1.0 + s * between / servers, -servers); },
                   between, 1.0);
    }
    return mmc(rate, mean, servers);
}

/// The value of the station for a key of `expected`; nothing for keys that are not about it.
std::optional<double> valueOf(const std::string &key, const Station &station)
{
    const std::map<std::string, std::optional<double>> plain{
        {"rho", station.utilization},
        {"utilisation", station.utilization},
        {"occupancy", station.utilization},
        {"mean_wait", station.meanWait},
        {"mean_wait_s", station.meanWait},
        {"mean_wait_accepted", station.meanWait},
        {"mean_response", station.meanResponse},
        {"exact_mean_response", station.meanResponse},
        {"mean_response_accepted", station.meanResponse},
        {"L", station.meanInSystem()},
        {"Lq", station.meanQueue},
        {"exact_Lq", station.meanQueue},
        {"throughput", station.throughput},
        {"p_loss", station.loss},
        {"p_empty", station.emptyProbability},
        {"P_wait", station.waitProbability},
        {"sigma", station.waitProbability}};
    if (const auto found = plain.find(key); found != plain.end())
        return found->second;
    const std::map<std::string, double> fractions{
        {"p50", 0.5}, {"p90", 0.9}, {"p99", 0.99}, {"p999", 0.999}};
    const auto cut = key.find('_');
    const std::string head = key.substr(0, cut);
    const auto fraction = fractions.find(cut == std::string::npos ? "" : key.substr(cut + 1));
    if (fraction == fractions.end())
        return std::nullopt;
    return quantile(head == "wait" ? station.waitTail : station.responseTail, fraction->second);
}

bool isNear(double value, double expected, double relative = 1e-9)
{
    return std::abs(value - expected) <= relative * std::max(std::abs(expected), 1e-3);
}

} // namespace

class TestFormulas : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void stations_data();
    void stations();
    void erlangTables();
    void tandem();
    void closedLoop();
    void convolutionIsMeanValueAnalysis();
    void shortestQueue_data();
    void shortestQueue();
    void hedging();
    void transformsHaveTheMean_data();
    void transformsHaveTheMean();
    void threeErrorsGrowWithFewValues();
    void spreadsHaveTheirPercentile_data();
    void spreadsHaveTheirPercentile();
    void singleTimesHaveChancesInsteadOfADensity();
    void whatNumbersDoNotHoldHasNoSpread();
};

void TestFormulas::stations_data()
{
    QTest::addColumn<QString>("id");
    for (const char *id :
         {"Q-001", "Q-003", "Q-008",  "Q-009",  "Q-010",  "Q-011", "Q-014", "Q-015",
          "Q-016", "Q-020", "Q-021",  "Q-024",  "Q-025",  "Q-029", "Q-032", "Q-034",
          "Q-035", "Q-037", "LB-017", "LB-018", "LB-019", "LB-023"})
        QTest::newRow(id) << QString::fromLatin1(id);
}

void TestFormulas::stations()
{
    QFETCH(QString, id);
    const json &item = referenceCase(id.toStdString());
    const Station station = stationOf(item["inputs"]);
    const json &out = item["expected"];
    const json &exact = out.contains("exact") ? out["exact"] : out;
    int compared = 0;
    for (const auto &[key, expected] : exact.items()) {
        if (!expected.is_number())
            continue;
        const std::optional<double> value = valueOf(key, station);
        if (!value)
            continue;
        ++compared;
        const bool isRounded = id == QStringLiteral("Q-001") && key.rfind("exact", 0) != 0;
        const bool isSame =
            isRounded ? std::abs(*value - expected.get<double>()) < 1e-3 : isNear(*value, expected);
        QVERIFY2(isSame, qPrintable(QStringLiteral("%1: %2, published %3")
                                        .arg(QString::fromStdString(key))
                                        .arg(*value, 0, 'g', 14)
                                        .arg(expected.get<double>(), 0, 'g', 14)));
    }
    QVERIFY(compared >= 2);
    if (out.contains("service_level"))
        QVERIFY(isNear(1.0 - station.waitTail(item["inputs"]["target_s"]), out["service_level"]));
    if (out.contains("published"))
        QVERIFY(std::abs(*station.emptyProbability - out["published"]["p_empty"].get<double>()) <
                1e-6);
}

void TestFormulas::erlangTables()
{
    const json &item = referenceCase("Q-006");
    const json &out = item["expected"];
    QVERIFY(isNear(erlangB(15, out["max_offered_erlangs"]), out["B_at_8_108"]));
    QVERIFY(std::abs(erlangsAtBlocking(15, 0.01) - 8.108) < 5e-4);
}

void TestFormulas::tandem()
{
    const json &item = referenceCase("Q-039");
    double total = 0.0;
    for (std::size_t i = 0; i < item["inputs"]["stages"].size(); ++i) {
        const json &stage = item["inputs"]["stages"][i];
        const Station station =
            mmc(item["inputs"]["lam"], 1.0 / stage["mu"].get<double>(), stage["servers"]);
        QVERIFY(isNear(station.meanResponse, item["expected"]["stage_response"][i]));
        total += station.meanResponse;
    }
    QVERIFY(isNear(total, item["expected"]["total_response"]));
}

void TestFormulas::closedLoop()
{
    const json &out = referenceCase("Q-041")["expected"];
    const ClosedAnswer answer = closedNetwork(20, {{1.0, 0}, {0.05, 1}});
    QVERIFY(isNear(answer.throughput, out["throughput"]));
    QVERIFY(isNear(answer.responses[1], out["mean_response"]));
    QVERIFY(isNear(answer.throughput * 0.05, out["utilisations"][0]));
}

void TestFormulas::convolutionIsMeanValueAnalysis()
{
    const std::vector<ClosedStation> simple{{5.0, 0}, {0.2, 1}, {0.31, 1}, {0.05, 1}};
    for (const int population : {1, 2, 17, 400}) {
        const ClosedAnswer a = closedNetwork(population, simple);
        const ClosedAnswer b = closedNetworkByConvolution(population, simple);
        QVERIFY(isNear(a.throughput, b.throughput, 1e-11));
        for (std::size_t i = 0; i < simple.size(); ++i)
            QVERIFY(isNear(a.responses[i], b.responses[i], 1e-10));
    }
    // Machine repair: N = 5, think 1, two servers of mean 1, solved by hand as a birth-death chain.
    double weight = 1.0;
    double sum = 1.0;
    double working = 0.0;
    for (int n = 1; n <= 5; ++n) {
        weight *= (5.0 - (n - 1)) / std::min(n, 2);
        sum += weight;
        working += weight * std::min(n, 2);
    }
    QVERIFY(isNear(closedNetwork(5, {{1.0, 0}, {1.0, 2}}).throughput, working / sum, 1e-12));
}

void TestFormulas::shortestQueue_data()
{
    QTest::addColumn<QString>("id");
    for (const char *id : {"LB-026", "LB-027", "LB-030", "LB-032"})
        QTest::newRow(id) << QString::fromLatin1(id);
}

void TestFormulas::shortestQueue()
{
    QFETCH(QString, id);
    const json &item = referenceCase(id.toStdString());
    const auto answer = joinShortestQueue(item["inputs"]["servers"], item["inputs"]["rho"]);
    QVERIFY2(isNear(answer.meanResponse, item["expected"]["mean_response"], 1e-7),
             qPrintable(QString::number(answer.meanResponse, 'g', 12)));
    QVERIFY(isNear(answer.allBusy, item["expected"]["P_all_busy"], 1e-7));
}

void TestFormulas::hedging()
{
    const json &hedged = referenceCase("TL-005");
    const double delay = hedged["inputs"]["hedge_delay"];
    const json &out = hedged["expected"]["hedge"];
    const Tail tail = hedgedExponential(1.0, delay);
    QVERIFY(isNear(hedgedExponentialMean(1.0, delay), out["mean"]));
    QVERIFY(isNear(*quantile(tail, 0.5), out["p50"]));
    QVERIFY(isNear(*quantile(tail, 0.99), out["p99"]));
    QVERIFY(isNear(*quantile(tail, 0.999), out["p999"]));
}

void TestFormulas::transformsHaveTheMean_data()
{
    QTest::addColumn<QString>("family");
    QTest::addColumn<QList<double>>("parameters");
    QTest::newRow("constant") << QStringLiteral("constant") << QList<double>{0.7};
    QTest::newRow("exponential") << QStringLiteral("exponential") << QList<double>{0.7};
    QTest::newRow("erlang") << QStringLiteral("erlang") << QList<double>{3, 0.7};
    QTest::newRow("hyper") << QStringLiteral("hyperexponential") << QList<double>{0.7, 2.5};
    QTest::newRow("gamma") << QStringLiteral("gamma") << QList<double>{0.4, 0.7};
    QTest::newRow("uniform") << QStringLiteral("uniform") << QList<double>{0.2, 1.2};
    QTest::newRow("empirical") << QStringLiteral("empirical") << QList<double>{0.2, 0.2, 1.7};
}

void TestFormulas::transformsHaveTheMean()
{
    QFETCH(QString, family);
    QFETCH(QList<double>, parameters);
    const TimeLaw law = *timeLaw(family.toStdString(), {parameters.begin(), parameters.end()});
    QVERIFY(isNear(law.mean, 0.7, 1e-12));
    // A(s) = 1 - s m + s^2 m^2 (1 + cv^2) / 2 - …
    const double s = 1e-4;
    const double second = 2.0 * (*law.transform(s) - 1.0 + s * law.mean) / (s * s);
    QVERIFY(isNear(second, law.mean * law.mean * (1.0 + law.squaredVariation), 2e-3));
    const TimeLaw twice = law.scaled(2.0);
    QVERIFY(isNear(*twice.transform(1.0), *law.transform(2.0), 1e-12));
}

void TestFormulas::threeErrorsGrowWithFewValues()
{
    const Simulated many{1.0, 0.9, 1.1, 100000};
    QVERIFY(isNear(threeErrors(many), 0.1 * 3.0 / 1.959964, 1e-3));
    const Simulated few{1.0, 0.9, 1.1, 3};
    QVERIFY(threeErrors(few) > 0.4);
    QVERIFY(agrees(1.15, many));
    QVERIFY(!agrees(1.16, many));
}

void TestFormulas::spreadsHaveTheirPercentile_data()
{
    QTest::addColumn<QString>("family");
    QTest::addColumn<QList<double>>("parameters");
    QTest::addColumn<double>("p95");
    const auto row = [](const char *family, const QList<double> &parameters, double p95) {
        QTest::newRow(family) << QString::fromLatin1(family) << parameters << p95;
    };
    const double ln20 = std::log(20.0);
    row("exponential", {0.2}, 0.2 * ln20);
    // (1 + x) exp(-x) = 0.05 for two phases of mean 1.
    row("erlang", {2, 2.0}, 4.743864518390554);
    row("gamma", {0.5, 1.0}, 3.841458820694124); // chi squared of one degree of freedom
    // Two phases of mean 2.5 and 0.625, taken with chance 0.2 and 0.8.
    row("hyperexponential", {1.0, std::sqrt(2.125)}, 3.595935082275926);
    row("lognormal", {0.2, 1.5},
        0.2 / std::sqrt(3.25) * std::exp(1.6448536269514722 * std::sqrt(std::log(3.25))));
    row("normal", {0.0, 1.0}, 1.959963984540054); // both halves on one side
    row("uniform", {1.0, 3.0}, 2.9);
    row("weibull", {2.0, std::sqrt(M_PI) / 2.0}, std::sqrt(ln20));
    row("pareto", {2.0, 2.0}, std::sqrt(20.0));
}

void TestFormulas::spreadsHaveTheirPercentile()
{
    QFETCH(QString, family);
    QFETCH(QList<double>, parameters);
    QFETCH(double, p95);
    constexpr int kCells = 1000;
    const auto spread =
        timeSpread(family.toStdString(), {parameters.begin(), parameters.end()}, kCells);
    QVERIFY(spread.has_value());
    QVERIFY2(isNear(spread->p95, p95, 1e-8), qPrintable(QString::number(spread->p95, 'g', 12)));
    QCOMPARE(spread->densities.size(), std::size_t(kCells));
    // The cells up to the percentile hold 95 %.
    const double width = spread->end / kCells;
    double below = 0.0;
    for (int i = 0; i < kCells; ++i) {
        const double part = std::clamp((spread->p95 - i * width) / width, 0.0, 1.0);
        below += part * spread->densities[std::size_t(i)] * width;
    }
    QVERIFY2(std::abs(below - 0.95) < 1e-3, qPrintable(QString::number(below)));
}

void TestFormulas::singleTimesHaveChancesInsteadOfADensity()
{
    const auto constant = timeSpread("constant", {0.25}, 10);
    QCOMPARE(constant->p95, 0.25);
    QCOMPARE(constant->masses.size(), std::size_t(1));
    QVERIFY(constant->densities.empty());
    // 2 stands three times, 9 once of twenty: 95 % do not exceed 7.
    std::vector<double> values(16, 7.0);
    values.insert(values.begin(), {9.0, 2.0, 2.0, 2.0});
    const auto empirical = timeSpread("empirical", values, 10);
    QCOMPARE(empirical->p95, 7.0);
    QCOMPARE(empirical->masses.size(), std::size_t(3));
    QCOMPARE(empirical->masses.front().time, 2.0);
    QVERIFY(isNear(empirical->masses.front().chance, 0.15));
    // No variation is one time, whatever the family; nothing ever is one time, too.
    QCOMPARE(timeSpread("lognormal", {3.0, 0.0}, 10)->masses.size(), std::size_t(1));
    QVERIFY(timeSpread("constant", {0.0}, 10)->end > 0.0);
}

void TestFormulas::whatNumbersDoNotHoldHasNoSpread()
{
    QVERIFY(!timeSpread("cauchy", {1.0, 1.0}, 10));
    QVERIFY(!timeSpread("weibull", {1e-3, 1.0}, 10));
    for (const double shape : {1e-300, 1e-9, 1e300}) {
        const auto spread = timeSpread("gamma", {shape, 1.0}, 10);
        for (const double density : spread ? spread->densities : std::vector<double>())
            QVERIFY(std::isfinite(density));
    }
}

QTEST_APPLESS_MAIN(TestFormulas)
#include "tst_formulas.moc"
