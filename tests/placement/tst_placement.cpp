// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Placing, scaling and evicting pods: the published cases, the documentation's examples, and what
// must hold for any cluster.
#include "placement/disruption_budget.h"
#include "placement/pod_autoscaler.h"
#include "placement/scheduler.h"
#include "reference/open_cases.h"
#include "sim/engine/random_streams.h"
#include "support/counts.h"

#include <QtTest>

using namespace loadstar;
using namespace loadstar::placement;
using nlohmann::json;
using tests::referenceCase;

namespace {

const std::string kWorkload = "web";

std::vector<WorkerNode> clusterFrom(const json &inputs)
{
    std::vector<WorkerNode> nodes;
    for (const auto &[name, zone] : inputs["nodes"].items()) {
        WorkerNode node{name, zone, {1000000, 1000000}, true, {}};
        for (int i = 0; i < inputs["pods"][name].get<int>(); ++i)
            node.pods.push_back({kWorkload, {1, 1}, {}});
        nodes.push_back(node);
    }
    return nodes;
}

SpreadConstraint constraintFrom(const json &constraint)
{
    return {constraint["topologyKey"] == "zone" ? TopologyKey::Zone : TopologyKey::Node,
            constraint["maxSkew"], true};
}

std::vector<std::string> allowedNodes(const std::vector<WorkerNode> &nodes, const PodSpec &pod)
{
    const std::vector<NodeVerdict> verdicts = judgeNodes(nodes, pod, {});
    std::vector<std::string> allowed;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        if (verdicts[i].misfit == Misfit::None)
            allowed.push_back(nodes[i].name);
    }
    return allowed;
}

} // namespace

class TestPlacement : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void spreadCases_data();
    void spreadCases();
    void scoreCases_data();
    void scoreCases();
    void capacityRatioCase();
    void documentedSpreadExamples();
    void pendingPodsSayWhy();
    void autoscalerFollowsItsFormula();
    void autoscalerIsCarefulWithWhatItDoesNotKnow();
    void autoscalerWaitsBeforeItShrinks();
    void budgetExamples();
    void anyClusterKeepsTheRules();
};

void TestPlacement::spreadCases_data()
{
    QTest::addColumn<QString>("id");
    for (const char *id : {"K8-001", "K8-003", "K8-004", "K8-005"})
        QTest::newRow(id) << QString::fromLatin1(id);
}

void TestPlacement::spreadCases()
{
    QFETCH(QString, id);
    const json &item = referenceCase(id.toStdString());
    const std::vector<WorkerNode> nodes = clusterFrom(item["inputs"]);
    PodSpec pod{kWorkload, {1, 1}, {}};
    for (const json &constraint : item["inputs"]["constraints"])
        pod.spread.push_back(constraintFrom(constraint));
    const auto expected = item["expected"]["allowed"].get<std::vector<std::string>>();
    QCOMPARE(allowedNodes(nodes, pod), expected);
    if (!expected.empty())
        return;
    QVERIFY(!chooseNode(nodes, pod, {}));
    for (const char *key : {"zone", "node"}) {
        PodSpec one = pod;
        one.spread = {
            {std::string(key) == "zone" ? TopologyKey::Zone : TopologyKey::Node, 1, true}};
        QCOMPARE(allowedNodes(nodes, one),
                 item["expected"][std::string(key) + "_allows"].get<std::vector<std::string>>());
    }
}

void TestPlacement::scoreCases_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<bool>("isLeast");
    for (const char *id : {"K8-012", "K8-014", "K8-017"})
        QTest::newRow(id) << QString::fromLatin1(id) << true;
    for (const char *id : {"K8-018", "K8-020", "K8-022"})
        QTest::newRow(id) << QString::fromLatin1(id) << false;
}

void TestPlacement::scoreCases()
{
    QFETCH(QString, id);
    QFETCH(bool, isLeast);
    const json &item = referenceCase(id.toStdString());
    const json &in = item["inputs"];
    Scoring scoring;
    scoring.strategy = isLeast ? ScoringStrategy::LeastAllocated : ScoringStrategy::MostAllocated;
    for (std::size_t i = 0; i < in["capacity_cpu_mem"].size(); ++i) {
        const json &capacity = in["capacity_cpu_mem"][i];
        const json &requested = in["requested_including_new_pod"][i];
        const json &weights = in["weights_cpu_mem"];
        QCOMPARE(resourceScore({{requested[0], capacity[0], weights[0]},
                                {requested[1], capacity[1], weights[1]}},
                               scoring),
                 item["expected"]["node_scores"][i].get<std::int64_t>());
    }
}

void TestPlacement::capacityRatioCase()
{
    const json &item = referenceCase("K8-010");
    const json &in = item["inputs"];
    Scoring scoring;
    scoring.strategy = ScoringStrategy::RequestedToCapacityRatio;
    scoring.shape.clear();
    for (const json &point : in["shape"])
        scoring.shape.emplace_back(point[0], point[1]);
    std::vector<ResourceUse> uses;
    for (const auto &[name, key] :
         {std::pair("foo", "foo"), std::pair("memory", "memory_MB"), std::pair("cpu", "cpu")}) {
        const ResourceUse use{in["used"][key].get<std::int64_t>() +
                                  in["request"][key].get<std::int64_t>(),
                              in["available"][key], in["weights"][name]};
        QCOMPARE(resourceScore({use}, scoring),
                 item["expected"]["resource_scores"][name].get<std::int64_t>());
        uses.push_back(use);
    }
    QCOMPARE(resourceScore(uses, scoring), item["expected"]["node_score"].get<std::int64_t>());
}

void TestPlacement::documentedSpreadExamples()
{
    // Pods 2/2/1 and 1/1/0 over three zones: the next one goes into the third.
    for (const auto &counts : {std::array{2, 2, 1}, std::array{1, 1, 0}}) {
        std::vector<WorkerNode> nodes;
        for (int zone = 0; zone < 3; ++zone) {
            const std::string name = "zone" + std::to_string(zone + 1);
            nodes.push_back({name + "-node", name, {10000, 10000}, true, {}});
            nodes.back().pods.assign(
                static_cast<std::size_t>(counts[static_cast<std::size_t>(zone)]),
                {kWorkload, {1, 1}, {}});
        }
        const PodSpec pod{kWorkload, {1, 1}, {{TopologyKey::Zone, 1, true}}};
        QCOMPARE(allowedNodes(nodes, pod), std::vector<std::string>{"zone3-node"});
    }
}

void TestPlacement::pendingPodsSayWhy()
{
    const std::vector<WorkerNode> nodes{{"a", "z1", {1000, 4096}, true, {}},
                                        {"b", "z1", {4000, 512}, true, {}},
                                        {"c", "z2", {4000, 4096}, false, {}}};
    const PodSpec pod{kWorkload, {2000, 1024}, {}};
    QCOMPARE(pendingReason(judgeNodes(nodes, pod, {})),
             std::string("0/3 nodes are available: 1 Insufficient cpu, 1 Insufficient memory, 1 "
                         "node(s) were unschedulable."));
    QVERIFY(!chooseNode(nodes, pod, {}));
}

void TestPlacement::autoscalerFollowsItsFormula()
{
    AutoscalerSettings settings;
    settings.target = 100.0;
    QCOMPARE(wishedReplicas(3, {{200.0, 200.0, 200.0}, 0, 0}, settings), 6);        // doubles
    QCOMPARE(wishedReplicas(4, {{50.0, 50.0, 50.0, 50.0}, 0, 0}, settings), 2);     // halves
    QCOMPARE(wishedReplicas(4, {{110.0, 110.0, 110.0, 110.0}, 0, 0}, settings), 4); // tolerance
    QCOMPARE(wishedReplicas(4, {{90.0, 90.0, 90.0, 90.0}, 0, 0}, settings), 4);
    QCOMPARE(wishedReplicas(4, {{111.0, 111.0, 111.0, 111.0}, 0, 0}, settings), 5); // rounds up
    QCOMPARE(wishedReplicas(3, {{70.0, 70.0, 70.0}, 0, 0}, settings), 3);
}

void TestPlacement::autoscalerIsCarefulWithWhatItDoesNotKnow()
{
    AutoscalerSettings settings;
    settings.target = 100.0;
    // Two of four pods at 200: the missing count as 0, so the mean is the target.
    QCOMPARE(wishedReplicas(4, {{200.0, 200.0}, 2, 0}, settings), 4);
    QCOMPARE(wishedReplicas(4, {{300.0, 300.0}, 2, 0}, settings), 6);
    // Downwards the missing count as the target.
    QCOMPARE(wishedReplicas(4, {{10.0, 10.0}, 2, 0}, settings), 3);
    // Pods that start count as 0 upwards and not at all downwards.
    QCOMPARE(wishedReplicas(3, {{150.0, 150.0}, 0, 1}, settings), 3);
    QCOMPARE(wishedReplicas(3, {{20.0, 20.0}, 0, 1}, settings), 1);
    QCOMPARE(wishedReplicas(3, {{}, 3, 0}, settings), 3);
}

void TestPlacement::autoscalerWaitsBeforeItShrinks()
{
    AutoscalerSettings settings;
    settings.target = 0.5;
    settings.most = 10;
    PodAutoscaler scaler(settings);
    QCOMPARE(scaler.decide(0.0, 2, {{1.0, 1.0}, 0, 0}), 4);
    const PodMetrics idle{{0.1, 0.1, 0.1, 0.1}, 0, 0};
    for (double now = 15.0; now <= 300.0; now += 15.0)
        QCOMPARE(scaler.decide(now, 4, idle), 4);
    QCOMPARE(scaler.decide(315.0, 4, idle), 1);
    settings.least = 2;
    PodAutoscaler bounded(settings);
    QCOMPARE(bounded.decide(0.0, 4, idle), 2);
    QCOMPARE(bounded.decide(400.0, 2, {{50.0, 50.0}, 0, 0}), 10);
}

void TestPlacement::budgetExamples()
{
    // Three nodes with a pod each and minAvailable 2: the first drain works, the second blocks
    // until the replacement is ready.
    std::vector<WorkerNode> nodes;
    for (const char *name : {"node-1", "node-2", "node-3"})
        nodes.push_back({name, "z", {1000, 1000}, true, {{kWorkload, {100, 100}, {}}}});
    const DrainStep first = drainNode(nodes[0], kWorkload, 3, 2);
    QCOMPARE(first.evicted, 1);
    QVERIFY(!first.isBlocked);
    const DrainStep second = drainNode(nodes[1], kWorkload, 2, 2);
    QCOMPARE(second.evicted, 0);
    QVERIFY(second.isBlocked);
    const DrainStep later = drainNode(nodes[1], kWorkload, 3, 2);
    QCOMPARE(later.evicted, 1);
    // Five replicas, four of which must stay: one at a time; what failed by itself counts.
    QCOMPARE(allowedDisruptions(5, 4), 1);
    QCOMPARE(allowedDisruptions(4, 4), 0);
    QCOMPARE(allowedDisruptions(3, 4), 0);
    QCOMPARE(allowedDisruptions(5, std::nullopt), 5);
}

void TestPlacement::anyClusterKeepsTheRules()
{
    sim::engine::Random random(11);
    const auto below = [&random](int count) {
        return static_cast<int>(random.below(static_cast<std::uint32_t>(count)));
    };
    int pending = 0;
    for (int round = 0; round < tests::roundsFor(200, 5000); ++round) {
        std::vector<WorkerNode> nodes;
        for (int i = 1 + below(8); i > 0; --i)
            nodes.push_back({"node" + std::to_string(i),
                             "zone" + std::to_string(below(3)),
                             {1000 + 1000 * below(8), 1024 * (1 + below(16))},
                             below(6) > 0,
                             {}});
        Scoring scoring;
        scoring.strategy = static_cast<ScoringStrategy>(below(3));
        const int maxSkew = 1 + below(2);
        const TopologyKey key = below(2) == 0 ? TopologyKey::Zone : TopologyKey::Node;
        int placed = 0;
        int wanted = 0;
        for (int i = below(30); i > 0; --i) {
            const PodSpec pod{below(2) == 0 ? "a" : "b",
                              {100 + below(2000), 100 + below(2000)},
                              {{key, maxSkew, true}}};
            ++wanted;
            const auto chosen = chooseNode(nodes, pod, scoring);
            if (!chosen) {
                ++pending;
                QVERIFY(pendingReason(judgeNodes(nodes, pod, scoring)).starts_with("0/"));
                continue;
            }
            ++placed;
            nodes[*chosen].pods.push_back(pod);
            // No pod on a node that is full or must not get any, and the skew is respected.
            QVERIFY(nodes[*chosen].isSchedulable);
            QVERIFY(nodes[*chosen].requested().fitsInto(nodes[*chosen].allocatable));
            QVERIFY(skewOf(nodes, pod.workload, key) <= maxSkew);
        }
        std::size_t there = 0;
        for (const WorkerNode &node : nodes)
            there += node.pods.size();
        QCOMPARE(static_cast<int>(there), placed);
        QVERIFY(placed <= wanted);
    }
    QVERIFY(pending > 50);
}

QTEST_GUILESS_MAIN(TestPlacement)
#include "tst_placement.moc"
