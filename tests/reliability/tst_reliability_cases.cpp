// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The published cases of availability, network reliability and fault trees (tests/reference).
#include "model/design_file.h"
#include "model/kinds/builtin_kinds.h"
#include "reference/open_cases.h"
#include "reliability/diagram_probability.h"
#include "reliability/exact.h"
#include "reliability/fault_tree.h"
#include "reliability/network.h"
#include "reliability/repairable.h"

#include <QtTest>

using namespace loadstar;
using namespace loadstar::reliability;
using nlohmann::json;
using tests::referenceCase;

namespace {

/// Whether two unavailabilities agree to a part of the second.
bool agrees(double found, double expected, double part = 1e-9)
{
    return std::abs(found - expected) <= part * std::abs(expected);
}

/// A design as JSON: users in front of a balancer that never fails, and what is added.
struct Sketch
{
    json components = json::array(
        {{{"id", "users"}, {"kind", "users"}}, {{"id", "lb"}, {"kind", "loadBalancer"}}});
    json connections =
        json::array({{{"id", "c-lb"}, {"kind", "traffic"}, {"from", "users"}, {"to", "lb"}}});
    int required = 1;

    void add(const std::string &kind, const std::string &id, double availability,
             const std::string &parent = {})
    {
        json component{
            {"id", id}, {"kind", kind}, {"properties", {{"availability", availability}}}};
        if (!parent.empty())
            component["parent"] = parent;
        components.push_back(component);
        if (kind == "node")
            connect("traffic", "lb", id);
    }
    void connect(const std::string &kind, const std::string &from, const std::string &to)
    {
        connections.push_back(
            {{"id", from + "-" + to}, {"kind", kind}, {"from", from}, {"to", to}});
    }
    Availability solve() const
    {
        const json file{{"loadstar", 1},
                        {"name", "case"},
                        {"components", components},
                        {"connections", connections},
                        {"objective", {{"requiredNodes", required}}}};
        const auto loaded =
            model::parseDesign(QByteArray::fromStdString(file.dump()), model::builtinKinds());
        if (!loaded)
            qFatal("%s", qPrintable(loaded.error().text()));
        const auto structure = readStructure(loaded->design, model::builtinKinds());
        const auto answer = exactAvailability(*structure);
        if (!answer)
            qFatal("%s", qPrintable(answer.error().text()));
        return *answer;
    }
};

Availability pool(int units, int required, double availability)
{
    Sketch sketch;
    sketch.required = required;
    for (int i = 0; i < units; ++i)
        sketch.add("node", "n" + std::to_string(i), availability);
    return sketch.solve();
}

/// Edges as vertex numbers, whatever the vertices are called.
Network namedNetwork(const json &inputs)
{
    Network network;
    std::map<std::string, int> numbers;
    const auto number = [&numbers](const json &name) {
        return numbers.emplace(name.dump(), static_cast<int>(numbers.size())).first->second;
    };
    for (const json &edge : inputs["edges"])
        network.edges.emplace_back(number(edge[0]), number(edge[1]));
    for (const json &terminal : inputs["terminals"])
        network.terminals.push_back(number(terminal));
    network.vertices = static_cast<int>(numbers.size());
    return network;
}

Network grid(int rows, int columns)
{
    Network network;
    network.vertices = rows * columns;
    for (int r = 0; r < rows; ++r) {
        for (int c = 0; c < columns; ++c) {
            if (c + 1 < columns)
                network.edges.emplace_back(r * columns + c, r * columns + c + 1);
            if (r + 1 < rows)
                network.edges.emplace_back(r * columns + c, (r + 1) * columns + c);
        }
    }
    network.terminals = {0, network.vertices - 1};
    return network;
}

Network complete(int vertices)
{
    Network network;
    network.vertices = vertices;
    for (int a = 0; a < vertices; ++a) {
        network.terminals.push_back(a);
        for (int b = a + 1; b < vertices; ++b)
            network.edges.emplace_back(a, b);
    }
    return network;
}

Network networkOf(const json &inputs)
{
    if (inputs.contains("grid"))
        return grid(inputs["grid"][0], inputs["grid"][1]);
    if (inputs.contains("complete"))
        return complete(inputs["complete"]);
    return namedNetwork(inputs);
}

FaultTree treeFrom(const json &file)
{
    FaultTree tree;
    tree.top = file["top"];
    for (const auto &[name, gate] : file["gates"].items()) {
        const std::string op = gate["op"];
        Gate made;
        made.kind = op == "and"  ? Gate::Kind::All
                    : op == "or" ? Gate::Kind::Any
                                 : Gate::Kind::AtLeast;
        if (made.kind == Gate::Kind::AtLeast)
            made.count = gate["k"];
        made.arguments = gate["args"].get<std::vector<std::string>>();
        tree.gates.emplace(name, std::move(made));
    }
    tree.events = file["q"].get<std::map<std::string, double>>();
    return tree;
}

double topOf(const FaultTree &tree)
{
    const auto function = functionOf(tree);
    if (!function)
        qFatal("%s", qPrintable(function.error().text()));
    return probabilityOf(function->diagram, function->probabilities);
}

} // namespace

class TestReliabilityCases : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void redundantUnits();
    void unitsInSeries();
    void webAndDatabase();
    void yearTable();
    void betweenFailuresAndRepair();
    void imperfectCoverage();
    void repairCrews_data();
    void repairCrews();
    void sharedRepairInADesign();
    void zonesAreCommonCauses();
    void trainsWithCommonCause();
    void networks_data();
    void networks();
    void twoOfThreeFailures();
    void faultTrees_data();
    void faultTrees();
    void brokenTreesAreTold();
};

void TestReliabilityCases::redundantUnits()
{
    for (const char *id : {"AV-001", "AV-003", "AV-023", "AV-024", "AV-025"}) {
        const json &item = referenceCase(id);
        const int units = item["inputs"]["n"];
        const double a = item["inputs"]["a"];
        const int required = item["inputs"].contains("k") ? item["inputs"]["k"].get<int>()
                             : item["inputs"].contains("need")
                                 ? item["inputs"]["need"].get<int>()
                                 : units - item["inputs"]["spares"].get<int>();
        const json &expected = item["expected"];
        const double availability = expected.contains("availability")
                                        ? expected["availability"].get<double>()
                                        : expected["exact_binomial"].get<double>();
        const Availability found = pool(units, required, a);
        // The published availabilities have up to 13 digits.
        const double unavailability = expected.contains("unavailability")
                                          ? expected["unavailability"].get<double>()
                                          : 1.0 - availability;
        QVERIFY2(agrees(found.unavailability, unavailability), id);
        QVERIFY2(agrees(1.0 - kOfNAvailability(units, required, a), unavailability), id);
    }
    const json &spares = referenceCase("AV-003");
    QVERIFY(agrees(sparesApproximation(4, 1, 0.99), spares["expected"]["aws_approximation"]));
}

void TestReliabilityCases::unitsInSeries()
{
    const json &item = referenceCase("AV-005");
    Sketch sketch;
    sketch.add("node", "app", item["inputs"]["series"][0]);
    for (int i = 1; i < 3; ++i) {
        const std::string id = "s" + std::to_string(i);
        sketch.add("storage", id, item["inputs"]["series"][static_cast<std::size_t>(i)]);
        sketch.connect("state", "app", id);
    }
    const Availability found = sketch.solve();
    QVERIFY(agrees(found.availability(), item["expected"]["exact"], 1e-12));
    QVERIFY(agrees(found.downtimePerYear() / 60.0, item["expected"]["downtime_min_365d"][1], 1e-9));
}

void TestReliabilityCases::webAndDatabase()
{
    const json &item = referenceCase("AV-006");
    Sketch sketch;
    sketch.add("storage", "db", item["inputs"]["db"]);
    for (int i = 0; i < item["inputs"]["web"]["n"]; ++i) {
        const std::string id = "web" + std::to_string(i);
        sketch.add("node", id, item["inputs"]["web"]["a"]);
        sketch.connect("state", id, "db");
    }
    const Availability found = sketch.solve();
    QVERIFY(agrees(found.unavailability, 1.0 - item["expected"]["exact"].get<double>()));
    // The database alone takes everything down.
    const auto &sets = found.cutSets.sets;
    QCOMPARE(sets.size(), std::size_t(3)); // lb, db; both nodes
    QVERIFY(!found.cutSets.isCut);
}

void TestReliabilityCases::yearTable()
{
    const json &item = referenceCase("AV-009");
    for (std::size_t i = 0; i < item["inputs"]["availability"].size(); ++i) {
        const Availability found = pool(1, 1, item["inputs"]["availability"][i]);
        QVERIFY(agrees(found.downtimePerYear() / 60.0, item["expected"]["minutes_365d"][i], 1e-9));
    }
    const json &month = referenceCase("AV-011");
    const Availability found = pool(1, 1, month["inputs"]["a"]);
    QVERIFY(agrees(found.unavailability * month["inputs"]["window_days"].get<double>() * 1440.0,
                   month["expected"]["error_budget_min"], 1e-9));
    QVERIFY(std::abs(*pool(1, 1, 0.999).nines() - 3.0) < 1e-9);
}

void TestReliabilityCases::betweenFailuresAndRepair()
{
    const json &item = referenceCase("AV-012");
    Sketch sketch;
    sketch.components.push_back(
        {{"id", "n"},
         {"kind", "node"},
         {"properties", {{"mtbf", item["inputs"]["mtbf_h"]}, {"mttr", item["inputs"]["mttr_h"]}}}});
    sketch.connect("traffic", "lb", "n");
    const Availability found = sketch.solve();
    QVERIFY(agrees(found.unavailability, 10.0 / 1010.0, 1e-12));
    QVERIFY(std::abs(found.availability() - item["expected"]["exact"].get<double>()) < 1e-12);
    QVERIFY(agrees(*found.failuresPerYear, 8760.0 / 1010.0, 1e-12));
}

void TestReliabilityCases::imperfectCoverage()
{
    const json &item = referenceCase("AV-015");
    const json &in = item["inputs"];
    const std::vector<double> states =
        statesOf({in["mttf_h"], in["mttr_h"], in["coverage"],
                  in["reconfig_s"].get<double>() / 3600.0, in["reboot_min"].get<double>() / 60.0});
    for (std::size_t i = 0; i < states.size(); ++i)
        QVERIFY(agrees(states[i], item["expected"]["exact"][i], 1e-9));
    QVERIFY(std::abs(states[0] + states[3] -
                     item["expected"]["availability_if_RC_RB_0_are_down"].get<double>()) < 1e-12);
}

void TestReliabilityCases::repairCrews_data()
{
    QTest::addColumn<QString>("id");
    for (const char *id : {"AV-017", "AV-018", "AV-019"})
        QTest::newRow(id) << QString::fromLatin1(id);
}

void TestReliabilityCases::repairCrews()
{
    QFETCH(QString, id);
    const json &item = referenceCase(id.toStdString());
    const json &in = item["inputs"];
    const PoolAvailability found =
        availabilityOf({in["n"], in["k"], in["mttf_h"], in["mttr_h"], in["crews"]});
    const json &expected = item["expected"];
    QVERIFY(agrees(found.unavailability, expected["unavailability"]));
    QVERIFY(agrees(found.meanTimeToFailure, expected["mttf_system_h"]));
    for (std::size_t i = 0; i < found.failed.size(); ++i)
        QVERIFY(agrees(found.failed[i], expected["state_probs_failed"][i]));
}

void TestReliabilityCases::sharedRepairInADesign()
{
    for (const char *id : {"AV-017", "AV-018"}) {
        const json &item = referenceCase(id);
        const json &in = item["inputs"];
        Sketch sketch;
        sketch.components.push_back({{"id", "db"},
                                     {"kind", "storage"},
                                     {"properties",
                                      {{"mtbf", in["mttf_h"]},
                                       {"mttr", in["mttr_h"]},
                                       {"replicas", in["n"]},
                                       {"repairCrews", in["crews"]}}}});
        sketch.add("node", "n", 1.0);
        sketch.connect("state", "n", "db");
        QVERIFY2(agrees(sketch.solve().unavailability, item["expected"]["unavailability"]), id);
    }
}

void TestReliabilityCases::zonesAreCommonCauses()
{
    for (const char *id : {"AV-029", "AV-030"}) {
        const json &item = referenceCase(id);
        const json &in = item["inputs"];
        Sketch sketch;
        sketch.required = in["need"];
        sketch.components[1]["properties"] = {{"availability", in["front_series"]}};
        for (int zone = 0; zone < in["zones"]; ++zone) {
            const std::string name = "z" + std::to_string(zone);
            sketch.add("zone", name, in["zone_availability"]);
            for (int i = 0; i < in["per_zone"]; ++i)
                sketch.add("node", name + "-" + std::to_string(i), in["instance_availability"],
                           name);
        }
        const double expected = item["expected"]["availability"];
        const double found = sketch.solve().unavailability;
        QVERIFY2(std::abs(found - (1.0 - expected)) < 1e-9 * (1.0 - expected) + 1e-13, id);
        const double wrong = item["expected"]["wrong_if_zone_treated_independent_per_instance"];
        QVERIFY(std::abs(found - (1.0 - wrong)) > 1e-6);
    }
}

void TestReliabilityCases::trainsWithCommonCause()
{
    const json &item = referenceCase("AV-033");
    const json &in = item["inputs"];
    const double valve = in["valve_q"];
    const double pump = in["pump_q"];
    const double normal = trainsUnavailability(in["trains"], {valve, pump}, in["beta"]);
    QVERIFY(agrees(normal, item["expected"]["P_fail_normal"]));
    // While one pump is out, the other train works alone.
    const double out = trainsUnavailability(1, {valve, pump}, in["beta"]);
    QVERIFY(agrees(out, item["expected"]["P_fail_pump_out"]));
    const double part = in["trains"].get<double>() * 24.0 / 8760.0;
    QVERIFY(agrees((1.0 - part) * normal + part * out, item["expected"]["P_fail_total"]));
}

void TestReliabilityCases::networks_data()
{
    QTest::addColumn<int>("index");
    for (std::size_t i = 0; i < tests::allCases().size(); ++i) {
        const json &item = tests::allCases()[i];
        if (item["area"] == "network-reliability")
            QTest::newRow(item["id"].get<std::string>().c_str()) << static_cast<int>(i);
    }
}

void TestReliabilityCases::networks()
{
    QFETCH(int, index);
    const json &item = tests::allCases()[static_cast<std::size_t>(index)];
    const auto found = networkReliability(networkOf(item["inputs"]), item["inputs"]["p"]);
    QVERIFY2(found, found ? "" : qPrintable(found.error().text()));
    QVERIFY(agrees(*found, item["expected"]["exact"]));
}

void TestReliabilityCases::twoOfThreeFailures()
{
    const json &item = referenceCase("FT-010");
    FaultTree tree{
        "top", {{"top", {Gate::Kind::AtLeast, item["inputs"]["k"], {"a", "b", "c"}}}}, {}};
    for (std::size_t i = 0; i < 3; ++i)
        tree.events[std::string(1, static_cast<char>('a' + i))] = item["inputs"]["q"][i];
    QVERIFY(agrees(topOf(tree), item["expected"]["P_top_exact"], 1e-12));
}

void TestReliabilityCases::faultTrees_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<double>("expected");
    const QString folder = qEnvironmentVariable("LOADSTAR_REFERENCE");
    for (const json &item : tests::allCases()) {
        if (item["area"] != "fault-tree" || !item["inputs"].contains("json"))
            continue;
        const std::string id = item["id"];
        QTest::newRow(id.c_str()) << (folder.isEmpty()
                                          ? QString()
                                          : folder + u'/' +
                                                QString::fromStdString(
                                                    item["inputs"]["json"].get<std::string>()))
                                  << item["expected"]["P_top_exact"].get<double>();
    }
}

void TestReliabilityCases::faultTrees()
{
    QFETCH(QString, path);
    QFETCH(double, expected);
    if (path.isEmpty())
        QSKIP("fault-tree cases: LOADSTAR_REFERENCE does not name the folder that holds them");
    QFile file(path);
    QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(path));
    const double found = topOf(treeFrom(json::parse(file.readAll().toStdString())));
    qInfo("%.13g, published %.13g", found, expected);
    QVERIFY(agrees(found, expected));
}

void TestReliabilityCases::brokenTreesAreTold()
{
    const auto missing = functionOf({"top", {{"top", {Gate::Kind::Any, 1, {"x"}}}}, {}});
    QCOMPARE(missing.error().code, QStringLiteral("reliability.no-such-event"));
    const auto loop = functionOf(
        {"a", {{"a", {Gate::Kind::Any, 1, {"b"}}}, {"b", {Gate::Kind::All, 1, {"a"}}}}, {}});
    QCOMPARE(loop.error().code, QStringLiteral("reliability.loop"));
}

QTEST_GUILESS_MAIN(TestReliabilityCases)
#include "tst_reliability_cases.moc"
