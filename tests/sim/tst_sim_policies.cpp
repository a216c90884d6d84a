// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Policies by themselves, against closed forms. The published cases of hashing are in
// tests/reference/hash_cases.cpp, which tst_reference_rules runs.
#include "model/kinds/builtin_kinds.h"
#include "reference/hash_cases.h"
#include "sim/policies/balancing_policy.h"
#include "sim/policies/hash_ring.h"
#include "sim/policies/maglev_table.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace loadstar;
using namespace loadstar::tests;
using sim::HashMapping;
using sim::PolicyKind;
using sim::engine::Random;

class TestSimPolicies : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesAndKindsMatch();
    void whatIsForeseenIsPicked();
    void weightsGiveTheShares_data();
    void weightsGiveTheShares();
    void leastConnectionsCountsTheNextRequestAsHaproxyDoes();
    void fewestSessionsFollowsTheCounts();
    void sharesOfARingSumToOne();
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

void TestSimPolicies::whatIsForeseenIsPicked()
{
    int foreseeing = 0;
    for (int kind = 0; kind <= static_cast<int>(PolicyKind::SystemLoad); ++kind) {
        for (const bool areDistinct : {true, false}) {
            sim::TargetTable table = tableOf(std::vector<double>(40, 1.0));
            std::vector<std::uint32_t> usable(39);
            std::iota(usable.begin(), usable.end(), 1U);
            sim::PolicyOptions options;
            options.kind = static_cast<PolicyKind>(kind);
            options.areDistinct = areDistinct;
            const auto policy = policyOver(options, table, usable);
            Random random(7);
            for (std::uint64_t round = 0; round < 200; ++round) {
                const sim::Foreseen next = policy->foresee(random);
                const std::uint32_t picked = policy->pick(table, {round, 0.0}, random);
                foreseeing += next.count > 0 ? 1 : 0;
                const auto end = next.targets.begin() + next.count;
                QVERIFY(next.count == 0 || std::find(next.targets.begin(), end, picked) != end);
                ++table.outstanding[picked];
                if (policy->watchesOutstanding())
                    policy->outstandingChanged(table, picked);
            }
        }
    }
    QVERIFY(foreseeing >= 4 * 2 * 200);
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

void TestSimPolicies::sharesOfARingSumToOne()
{
    for (const std::size_t nodes : {1U, 10U, 100U}) {
        for (const std::uint32_t points : {1U, 160U}) {
            const sim::TargetTable table = tableOf(std::vector<double>(nodes, 1.0));
            sim::HashRing circle;
            circle.build(table.identity, table.weight, points);
            const std::vector<double> shares = circle.shares(nodes);
            QVERIFY(std::abs(std::accumulate(shares.begin(), shares.end(), 0.0) - 1.0) < 1e-9);
        }
    }
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
