// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The cases of open.json that are one run in a steady state each, whose sources stand in that file,
// against the simulator's own interval.
#include "reference/open_cases.h"
#include "reference/reference_cases.h"
#include "support/counts.h"

#include <QtTest>

using namespace loadstar;
using namespace loadstar::tests;
using nlohmann::json;

class TestReferenceQueues : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void publishedFigures_data();
    void publishedFigures();
    void intervalsCoverTheTruth();
    void policiesKeepTheirOrder();
    void lossesFollowErlang();
};

void TestReferenceQueues::publishedFigures_data()
{
    QTest::addColumn<int>("index");
    QTest::addColumn<int>("design");
    int count = 0;
    for (std::size_t i = 0; i < allCases().size(); ++i) {
        const json &item = allCases()[i];
        const std::vector<Case> designs = casesOf(item);
        for (std::size_t k = 0; k < designs.size(); ++k) {
            ++count;
            if (!isFullTier() && !isQuick(designs[k]))
                continue;
            const std::string part = designs[k].part.empty() ? "" : joined({", ", designs[k].part});
            const std::string name = joined(
                {item["id"].get<std::string>(), " ", item["title"].get<std::string>(), part});
            QTest::newRow(name.c_str()) << static_cast<int>(i) << static_cast<int>(k);
        }
    }
    QVERIFY2(count >= 50, "the reader of open.json has lost cases");
}

void TestReferenceQueues::publishedFigures()
{
    QFETCH(int, index);
    QFETCH(int, design);
    const Case one =
        casesOf(allCases()[static_cast<std::size_t>(index)]).at(static_cast<std::size_t>(design));
    QVERIFY(!one.expectations.empty());
    const int seeds = roundsFor(1, 5);
    std::vector<int> missed(one.expectations.size(), 0);
    for (int seed = 1; seed <= seeds; ++seed) {
        const std::vector<Found> all = run(one, static_cast<std::uint64_t>(seed));
        for (std::size_t i = 0; i < all.size(); ++i) {
            // Many figures and one seed: the tails of all but the main one get more room.
            const double errors = i == 0 || isFullTier() ? 3.0 : 4.5;
            missed[i] += all[i].agrees(one.expectations[i], errors) ? 0 : 1;
            qInfo("%s, seed %d: published %.6g, found %.6g, standard error %.2g",
                  one.expectations[i].name.c_str(), seed, one.expectations[i].value, all[i].value,
                  all[i].standardError);
        }
    }
    for (std::size_t i = 0; i < missed.size(); ++i)
        QVERIFY2(missed[i] <= (seeds == 5 ? 1 : 0), one.expectations[i].name.c_str());
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
