// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Policies by themselves, against closed forms.
#include "model/kinds/builtin_kinds.h"
#include "sim/policies/balancing_policy.h"
#include "sim/policies/hash_ring.h"
#include "sim/policies/maglev_table.h"
#include "support/counts.h"

#include <QFile>
#include <QtTest>

#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>

using namespace loadstar;
using namespace loadstar::tests;
using nlohmann::json;
using sim::HashMapping;
using sim::PolicyKind;
using sim::engine::Random;

namespace {

sim::TargetTable tableOf(const std::vector<double> &weights)
{
    sim::TargetTable table;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        table.outstanding.push_back(0);
        table.weight.push_back(weights[i]);
        table.reportedLoad.push_back(0.0);
        table.identity.push_back(sim::engine::stableHash("node-" + std::to_string(i)));
        table.zone.push_back(0);
        table.sessions.push_back(0);
    }
    return table;
}

std::vector<std::uint32_t> allOf(const sim::TargetTable &table)
{
    std::vector<std::uint32_t> all(table.size());
    std::iota(all.begin(), all.end(), 0U);
    return all;
}

std::unique_ptr<sim::BalancingPolicy> policyOver(const sim::PolicyOptions &options,
                                                 const sim::TargetTable &table,
                                                 const std::vector<std::uint32_t> &usable)
{
    auto policy = sim::makePolicy(options);
    policy->prepare(table, usable);
    return policy;
}

const json &referenceCase(const std::string &id)
{
    static const json cases = [] {
        QFile file(QStringLiteral(LOADSTAR_SOURCE_DIR "/tests/reference/open.json"));
        if (!file.open(QIODevice::ReadOnly))
            qFatal("open.json is missing");
        return json::parse(file.readAll().toStdString());
    }();
    for (const json &item : cases) {
        if (item["id"] == id)
            return item;
    }
    qFatal("no case %s", id.c_str());
}

/// Part of the keys whose target differs between two sets of usable targets.
double movedBetween(const sim::PolicyOptions &options, const sim::TargetTable &table,
                    const std::vector<std::uint32_t> &before,
                    const std::vector<std::uint32_t> &after)
{
    const auto first = policyOver(options, table, before);
    const auto second = policyOver(options, table, after);
    Random random(7);
    int moved = 0;
    constexpr int kKeys = 40000;
    for (int key = 0; key < kKeys; ++key) {
        const sim::PickContext context{random.next(), 0.0};
        moved += first->pick(table, context, random) != second->pick(table, context, random);
    }
    return double(moved) / kKeys;
}

} // namespace

class TestSimPolicies : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesAndKindsMatch();
    void weightsGiveTheShares_data();
    void weightsGiveTheShares();
    void leastConnectionsCountsTheNextRequestAsHaproxyDoes();
    void fewestSessionsFollowsTheCounts();
    void consistentHashMovesTheShareOfTheLostNode_data();
    void consistentHashMovesTheShareOfTheLostNode();
    void growingMovesOneSixth();
    void ringsSpreadAsTheBetaDistributionSays();
    void defaultsAreEnvoys();
    void maglevIsEvenAndMovesLittle();
    void boundedLoadIsNeverExceeded_data();
    void boundedLoadIsNeverExceeded();
    void boundedLoadKeepsKeysHomeWhileThereIsRoom();
};

void TestSimPolicies::namesAndKindsMatch()
{
    const model::PropertySpec *spec =
        model::findSpec(model::builtinKinds().component(QStringLiteral("loadBalancer"))->properties,
                        QStringLiteral("algorithm"));
    for (const QString &name : spec->choices) {
        const auto kind = sim::policyFromName(name);
        QVERIFY2(kind.has_value(), qPrintable(name));
        QCOMPARE(sim::policyName(*kind), name);
        const sim::TargetTable table = tableOf({1.0, 1.0, 1.0});
        sim::PolicyOptions options;
        options.kind = *kind;
        Random random(1);
        QVERIFY(policyOver(options, table, {1, 2})->pick(table, {99, 0.0}, random) >= 1);
    }
}

void TestSimPolicies::weightsGiveTheShares_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("mapping");
    QTest::addColumn<bool>("isExact");
    const auto row = [](const char *name, PolicyKind kind, HashMapping mapping, bool isExact) {
        QTest::newRow(name) << static_cast<int>(kind) << static_cast<int>(mapping) << isExact;
    };
    row("round robin", PolicyKind::RoundRobin, HashMapping::Slots, true);
    row("random", PolicyKind::Random, HashMapping::Slots, false);
    row("weighted random", PolicyKind::WeightedRandom, HashMapping::Slots, false);
    row("source slots", PolicyKind::SourceHash, HashMapping::Slots, false);
    row("uri maglev", PolicyKind::UriHash, HashMapping::Maglev, false);
}

void TestSimPolicies::weightsGiveTheShares()
{
    // nginx: of 7 requests at weights 5:1:1 the nodes get 5, 1 and 1.
    QFETCH(int, kind);
    QFETCH(int, mapping);
    QFETCH(bool, isExact);
    const sim::TargetTable table = tableOf({5.0, 1.0, 1.0});
    sim::PolicyOptions options;
    options.kind = static_cast<PolicyKind>(kind);
    options.mapping = static_cast<HashMapping>(mapping);
    const auto policy = policyOver(options, table, allOf(table));
    Random random(11);
    constexpr int kRounds = 10000;
    std::vector<int> counts(3, 0);
    for (int i = 0; i < 7 * kRounds; ++i)
        ++counts[policy->pick(table, {random.next(), 0.0}, random)];
    for (std::size_t i = 0; i < 3; ++i) {
        const double wanted = kRounds * table.weight[i];
        const double deviation = std::sqrt(wanted * (1.0 - table.weight[i] / 7.0));
        QVERIFY2(std::abs(counts[i] - wanted) <= (isExact ? 1.0 : 4.5 * deviation),
                 qPrintable(QStringLiteral("%1: %2").arg(i).arg(counts[i])));
    }
}

void TestSimPolicies::leastConnectionsCountsTheNextRequestAsHaproxyDoes()
{
    // 3 requests at weight 4 against 1 at weight 1: 3/4 < 1, and (3+1)/4 = 1 < (1+1)/1 = 2. With
    // 1 at weight 2 and 1 at weight 3 and an idle one at weight 1, both take the idle one. 5 at 4
    // against 1 at 1: 5/4 > 1, but 6/4 < 2.
    sim::TargetTable table = tableOf({4.0, 1.0});
    table.outstanding = {5, 1};
    sim::PolicyOptions options;
    options.kind = PolicyKind::LeastConnections;
    Random random(1);
    QCOMPARE(policyOver(options, table, {0, 1})->pick(table, {}, random), 1U);
    options.countsNext = true;
    QCOMPARE(policyOver(options, table, {0, 1})->pick(table, {}, random), 0U);
    table.outstanding = {1, 0};
    QCOMPARE(policyOver(options, table, {0, 1})->pick(table, {}, random), 1U);
    // Idle nodes are alike, whatever their weight.
    table.outstanding = {0, 0};
    const auto policy = policyOver(options, table, {0, 1});
    int heavy = 0;
    for (int i = 0; i < 10000; ++i)
        heavy += policy->pick(table, {}, random) == 0 ? 1 : 0;
    QVERIFY(std::abs(heavy - 5000) < 225);
}

void TestSimPolicies::fewestSessionsFollowsTheCounts()
{
    sim::TargetTable table = tableOf({1.0, 1.0, 2.0});
    table.sessions = {5, 4, 9};
    sim::PolicyOptions options;
    options.kind = PolicyKind::FewestSessions;
    Random random(1);
    const auto policy = policyOver(options, table, {0, 1, 2});
    QVERIFY(policy->readsSessions());
    QCOMPARE(policy->pick(table, {}, random), 1U);
    table.sessions[2] = 7;
    QCOMPARE(policy->pick(table, {}, random), 2U);
}

void TestSimPolicies::consistentHashMovesTheShareOfTheLostNode_data()
{
    QTest::addColumn<int>("row");
    for (int row = 0; row < 4; ++row)
        QTest::addRow("SH-001 row %d", row) << row;
}

void TestSimPolicies::consistentHashMovesTheShareOfTheLostNode()
{
    QFETCH(int, row);
    const json &item = referenceCase("SH-001");
    const int nodes = item["inputs"]["n"][static_cast<std::size_t>(row)];
    const double expected = item["expected"]["moved"][static_cast<std::size_t>(row)];
    const sim::TargetTable table = tableOf(std::vector<double>(std::size_t(nodes), 1.0));
    const std::vector<std::uint32_t> all = allOf(table);
    sim::PolicyOptions options;
    options.kind = PolicyKind::ConsistentHash;
    // The mean over the lost node; one ring's shares vary by about 1/sqrt(160).
    const int trials = std::min(nodes, 20);
    double sum = 0.0;
    for (int lost = 0; lost < trials; ++lost) {
        std::vector<std::uint32_t> rest = all;
        rest.erase(rest.begin() + lost);
        sum += movedBetween(options, table, all, rest);
    }
    const double error = expected * std::sqrt((1.0 / 160.0 + 1.0 / (40000.0 * expected)) / trials);
    QVERIFY2(std::abs(sum / trials - expected) < 4.0 * error,
             qPrintable(QString::number(sum / trials)));
}

void TestSimPolicies::growingMovesOneSixth()
{
    const json &item = referenceCase("SH-002");
    const std::size_t most = item["inputs"]["n_to"];
    const sim::TargetTable table = tableOf(std::vector<double>(most, 1.0));
    std::vector<std::uint32_t> few = allOf(table);
    few.resize(item["inputs"]["n_from"].get<std::size_t>());
    sim::PolicyOptions ring;
    ring.kind = PolicyKind::ConsistentHash;
    ring.ringPoints = 20000;
    const double moved = movedBetween(ring, table, few, allOf(table));
    QVERIFY2(std::abs(moved - item["expected"]["consistent_moved"].get<double>()) < 0.01,
             qPrintable(QString::number(moved)));
    sim::PolicyOptions modulo;
    modulo.kind = PolicyKind::SourceHash;
    const double reshuffled = movedBetween(modulo, table, few, allOf(table));
    QVERIFY2(std::abs(reshuffled - item["expected"]["modulo_moved"].get<double>()) < 0.01,
             qPrintable(QString::number(reshuffled)));
}

void TestSimPolicies::ringsSpreadAsTheBetaDistributionSays()
{
    const json &item = referenceCase("SH-004");
    for (std::size_t row = 0; row < 3; ++row) {
        const std::size_t nodes = item["inputs"]["n"][row];
        const std::uint32_t points = item["inputs"]["vnodes"][row];
        const double expected = item["expected"]["cv"][row];
        const int rings = nodes > 50 ? roundsFor(60, 1000) : roundsFor(1500, 10000);
        const std::vector<double> weights(nodes, 1.0);
        Random random(5);
        double squares = 0.0;
        for (int ring = 0; ring < rings; ++ring) {
            std::vector<std::uint64_t> identity;
            for (std::size_t i = 0; i < nodes; ++i)
                identity.push_back(random.next());
            sim::HashRing circle;
            circle.build(identity, weights, points);
            const std::vector<double> shares = circle.shares(nodes);
            QVERIFY(std::abs(std::accumulate(shares.begin(), shares.end(), 0.0) - 1.0) < 1e-9);
            for (const double share : shares)
                squares += std::pow(share * double(nodes) - 1.0, 2);
        }
        const double cv = std::sqrt(squares / double(nodes) / rings);
        QVERIFY2(std::abs(cv / expected - 1.0) < 0.03, qPrintable(QString::number(cv)));
    }
}

void TestSimPolicies::defaultsAreEnvoys()
{
    const json &expected = referenceCase("SH-006")["expected"];
    QCOMPARE(sim::MaglevTable::kSize, expected["maglev_table_size"].get<std::uint32_t>());
    QCOMPARE(sim::MaglevTable::kLargestSize, expected["maglev_max"].get<std::uint32_t>());
    QCOMPARE(sim::HashRing::kMostPoints, expected["ring_hash_maximum"].get<std::uint64_t>());
    QCOMPARE(sim::PolicyOptions().choices,
             expected["least_request_choice_count"].get<std::uint32_t>());
}

void TestSimPolicies::maglevIsEvenAndMovesLittle()
{
    const sim::TargetTable table = tableOf(std::vector<double>(10, 1.0));
    sim::MaglevTable maglev;
    maglev.build(table.identity, table.weight, allOf(table));
    std::vector<int> counts(10, 0);
    for (const std::uint32_t target : maglev.filled())
        ++counts[target];
    const auto [least, most] = std::minmax_element(counts.begin(), counts.end());
    QVERIFY(*most - *least <= 1);
    sim::PolicyOptions options;
    options.kind = PolicyKind::CookieHash;
    options.mapping = HashMapping::Maglev;
    std::vector<std::uint32_t> rest = allOf(table);
    rest.erase(rest.begin() + 3);
    const double moved = movedBetween(options, table, allOf(table), rest);
    QVERIFY2(moved > 0.095 && moved < 0.2, qPrintable(QString::number(moved)));
}

void TestSimPolicies::boundedLoadIsNeverExceeded_data()
{
    QTest::addColumn<double>("bound");
    QTest::addColumn<bool>("isWeighted");
    QTest::newRow("tight") << 0.01 << false;
    QTest::newRow("HAProxy's 125") << 0.25 << false;
    QTest::newRow("loose") << 2.0 << false;
    QTest::newRow("weighted") << 0.25 << true;
}

void TestSimPolicies::boundedLoadIsNeverExceeded()
{
    QFETCH(double, bound);
    QFETCH(bool, isWeighted);
    sim::TargetTable table = tableOf(isWeighted ? std::vector<double>{1, 2, 3, 1, 5, 1, 1, 2}
                                                : std::vector<double>(8, 1.0));
    const double weights = std::accumulate(table.weight.begin(), table.weight.end(), 0.0);
    sim::PolicyOptions options;
    options.kind = PolicyKind::ConsistentHash;
    options.loadBound = bound;
    const auto policy = policyOver(options, table, allOf(table));
    Random random(3);
    std::vector<std::uint32_t> under;
    for (int step = 0; step < 20000; ++step) {
        const bool isArrival = under.empty() || random.below(1000) < (step < 10000 ? 550U : 450U);
        if (isArrival) {
            // Few keys, so that without the bound three targets would have it all.
            const std::uint64_t hash = sim::engine::mixBits(random.below(3));
            const std::uint32_t target = policy->pick(table, {hash, 0.0}, random);
            under.push_back(target);
            ++table.outstanding[target];
            policy->outstandingChanged(table, target);
            const double share = double(under.size()) * table.weight[target] / weights;
            QVERIFY(table.outstanding[target] <= std::ceil((1.0 + bound) * share + 1e-9));
        } else {
            std::swap(under[random.below(std::uint32_t(under.size()))], under.back());
            const std::uint32_t target = under.back();
            under.pop_back();
            --table.outstanding[target];
            policy->outstandingChanged(table, target);
        }
    }
}

void TestSimPolicies::boundedLoadKeepsKeysHomeWhileThereIsRoom()
{
    sim::TargetTable table = tableOf(std::vector<double>(8, 1.0));
    sim::PolicyOptions options;
    options.kind = PolicyKind::ConsistentHash;
    const auto plain = policyOver(options, table, allOf(table));
    options.loadBound = 1.0;
    const auto bounded = policyOver(options, table, allOf(table));
    Random random(9);
    for (int i = 0; i < 1000; ++i) {
        const sim::PickContext context{random.next(), 0.0};
        QCOMPARE(bounded->pick(table, context, random), plain->pick(table, context, random));
    }
}

QTEST_GUILESS_MAIN(TestSimPolicies)
#include "tst_sim_policies.moc"
