// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Presets, deep checks, outliers and observed traffic. Defaults and detection times that are
// published or measured are in tests/reference/check_cases.cpp, which tst_reference_rules runs.
#include "reference/check_cases.h"
#include "sim/design_text.h"
#include "support/counts.h"

#include <QDate>
#include <QtTest>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

using namespace loadstar;
using namespace loadstar::tests;
using nlohmann::json;

class TestSimHealth : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void presetsAreDatedAndAgreeWithTheirSources();
    void detectionLiesInTerraformsWindow();
    void aShallowCheckLiesAndADeepOneDoesNot();
    void envoyCutsADeepFailureAtOnceUnlessItIsRetriable();
    void aDeepCheckHangsWithItsStorage();
    void outliersAreEjectedForLongerAndLonger();
    void aPassedEnvoyCheckEndsAnEjection();
    void slowTargetsOfBadSuccessRateAreEjected();
    void observedErrorsMarkDown();
    void observedErrorsBringTheNextCheckForward();
    void envoySpreadsTrafficOverPriorityLevels_data();
    void envoySpreadsTrafficOverPriorityLevels();
    void aHashKeepsItsLevel();
    void withoutEnvoysRulesALevelIsABackup();
    void nothingNewGoesToWhatIsHeldDown_data();
    void nothingNewGoesToWhatIsHeldDown();
};

namespace {

/// users -> lb -> n01, n02, each with a storage of its own.
DesignText withStorages(const char *balancer)
{
    return DesignText()
        .farm(2, R"j({"interarrival": "constant(0.1)", "work": "constant(0.01)"})j", balancer)
        .add("storage", "db1")
        .add("storage", "db2")
        .connect("state", "n01", "db1")
        .connect("state", "n02", "db2");
}

/// `first` of 100 nodes of level 0 up, and `second` of 100 of level 1, from the start on: a node
/// without heartbeat is down to a balancer that checks.
DesignText withLevels(const char *balancer, int first, int second)
{
    DesignText text;
    text.users(R"j({"rate": 1000, "work": "constant(0.0001)", "clients": 100000})j")
        .balancer(balancer)
        .traffic("users", "lb");
    for (int i = 0; i < 200; ++i) {
        const bool isSecond = i >= 100;
        const bool isUp = i % 100 < (isSecond ? second : first);
        std::string properties("{\"priorityLevel\": ");
        properties.append(isSecond ? "1" : "0").append(isUp ? "}" : R"(, "heartbeat": ""})");
        const std::string id = (isSecond ? "b" : "a") + std::to_string(i);
        text.node(id, properties).traffic("lb", id);
    }
    return text;
}

/// Completed requests of the nodes whose id begins so.
double servedBy(const sim::RunReport &report, char16_t letter)
{
    double served = 0.0;
    for (const sim::ComponentReport &component : report.components)
        served += component.id.startsWith(letter) && component.id != u"lb"
                      ? static_cast<double>(component.completed)
                      : 0.0;
    return served;
}

/// Watches what is sent to targets that are held down.
class HeldDownWatch : public sim::TraceSink
{
public:
    void segment(const sim::TraceSegment &segment) override
    {
        if (segment.fate == sim::Fate::Travelling && m_down.count({segment.from, segment.to}) > 0)
            ++sentToDown;
    }
    void event(const sim::TraceEvent &event) override
    {
        if (event.what == sim::EventWhat::MarkedDown) {
            m_down.insert({event.by, event.target});
            ++cuts;
        } else if (event.what == sim::EventWhat::MarkedUp) {
            m_down.erase({event.by, event.target});
        }
    }

    int sentToDown = 0;
    int cuts = 0;

private:
    std::set<std::pair<sim::ElementIndex, sim::ElementIndex>> m_down;
};

} // namespace

void TestSimHealth::presetsAreDatedAndAgreeWithTheirSources()
{
    const std::vector<model::PropertySpec> &specs =
        model::builtinKinds().component(QStringLiteral("loadBalancer"))->properties;
    for (const json &preset : healthPresets()) {
        QVERIFY(!preset.at("source").get<std::string>().empty());
        QVERIFY(
            QDate::fromString(QString::fromStdString(preset.at("date")), Qt::ISODate).isValid());
        // Every number is a property of a balancer and allowed there.
        const std::string design =
            DesignText().balancer(preset.at("properties").dump()).bytes().toStdString();
        const auto loaded =
            model::parseDesign(QByteArray::fromStdString(design), model::builtinKinds());
        QVERIFY(loaded);
        QVERIFY(loaded->warnings.empty());
    }
    // What a balancer does by itself is what its product does.
    for (const char *id : {"haproxy", "envoy"}) {
        const json properties = healthPreset(id).at("properties");
        for (const auto &[key, value] : properties.items()) {
            if (key == "checkRules" || key == "expectStatus")
                continue;
            const model::PropertySpec *spec = model::findSpec(specs, QString::fromStdString(key));
            QVERIFY(spec);
            if (value.is_number())
                QCOMPARE(std::get<double>(spec->defaultValue), value.get<double>());
            else
                QCOMPARE(std::get<QString>(spec->defaultValue),
                         QString::fromStdString(value.get<std::string>()));
        }
    }
}

void TestSimHealth::detectionLiesInTerraformsWindow()
{
    const int phases = roundsFor(100, 2000);
    const DetectionTimes times = detectionTimes(
        healthPreset("terraform-aws-alb").at("properties").dump(), "crash", phases, 1);
    for (const std::vector<double> &found : {times.downs, times.ups}) {
        for (const Row &row : windowRows(QStringLiteral("s"), 60.0, 90.0, {found}, phases))
            QVERIFY2(row.agrees(), qPrintable(row.figure));
    }
}

void TestSimHealth::aShallowCheckLiesAndADeepOneDoesNot()
{
    const auto run = [](const char *balancer) {
        return reportOf(withStorages(balancer).at(50.0, "fail", "db1").design(), {200.0, 100.0});
    };
    const auto shallow = run("{}");
    QVERIFY(timesOf(shallow, "marked-down", "n01").empty());
    QVERIFY(std::abs(*shallow.availability - 0.5) < 0.02);
    const auto deep = run(R"({"checkDepth": "deep"})");
    const auto downs = timesOf(deep, "marked-down", "n01");
    QCOMPARE(downs.size(), 1U);
    QVERIFY(downs.front() >= 54.0 && downs.front() <= 56.0);
    QCOMPARE(*deep.availability, 1.0);
    QVERIFY(timesOf(deep, "marked-down", "n02").empty());
}

void TestSimHealth::envoyCutsADeepFailureAtOnceUnlessItIsRetriable()
{
    const auto downAt = [](const char *balancer) {
        const auto report =
            reportOf(withStorages(balancer).at(50.0, "fail", "db1").design(), {100.0});
        return timesOf(report, "marked-down", "n01").front() - 50.0;
    };
    QVERIFY(downAt(R"({"checkRules": "envoy", "checkDepth": "deep"})") <= 2.0);
    const double counted =
        downAt(R"({"checkRules": "envoy", "checkDepth": "deep", "retriableStatus": "500-599"})");
    QVERIFY(counted >= 4.0 && counted <= 6.0);
}

void TestSimHealth::aDeepCheckHangsWithItsStorage()
{
    const auto report = reportOf(withStorages(R"({"checkDepth": "deep", "checkTimeout": 1})")
                                     .at(50.0, "fail", "db1", R"({"mode": "hang"})")
                                     .design(),
                                 {100.0});
    const auto downs = timesOf(report, "marked-down", "n01");
    QCOMPARE(downs.size(), 1U);
    QVERIFY(downs.front() >= 50.0 + 3 * 1 + 2 * 2 && downs.front() <= 50.0 + 3 * 1 + 3 * 2);
}

void TestSimHealth::outliersAreEjectedForLongerAndLonger()
{
    // Round robin over ten: one request a second for each.
    const auto design =
        DesignText()
            .farm(10, R"j({"interarrival": "constant(0.1)", "work": "constant(0.01)"})j",
                  R"({"healthCheck": false, "outlierDetection": true,
                      "algorithm": "round-robin"})")
            .at(100.05, "fail", "n01")
            .design();
    const auto report = reportOf(design, {300.0});
    const auto downs = timesOf(report, "marked-down", "n01");
    const auto ups = timesOf(report, "marked-up", "n01");
    QVERIFY(downs.size() >= 3 && ups.size() >= 2);
    // Five errors, then back at the first sweep after 30 s; five more, then after 60 s.
    QVERIFY(downs[0] > 104.0 && downs[0] < 105.2);
    QCOMPARE(ups[0], 140.0);
    QVERIFY(downs[1] > 143.9 && downs[1] < 145.2);
    QCOMPARE(ups[1], 210.0);
    QVERIFY(downs[2] > 213.9 && downs[2] < 215.2);
    QCOMPARE(report.requests.failed, 15);
}

void TestSimHealth::aPassedEnvoyCheckEndsAnEjection()
{
    // The checks are shallow and pass; the requests fail.
    const auto run = [](const char *rules) {
        const std::string balancer =
            std::string(R"({"outlierDetection": true, "algorithm": "round-robin", "checkRules": ")")
                .append(rules)
                .append("\"}");
        return reportOf(withStorages(balancer.c_str()).at(50.0, "fail", "db1").design(), {80.0});
    };
    const auto envoy = run("envoy");
    const auto downs = timesOf(envoy, "marked-down", "n01");
    const auto ups = timesOf(envoy, "marked-up", "n01");
    QVERIFY(downs.size() > 3);
    for (std::size_t i = 0; i < ups.size(); ++i)
        QVERIFY(ups[i] - downs[i] <= 2.0);
    const auto other = run("haproxy");
    QCOMPARE(timesOf(other, "marked-down", "n01").size(), 1U);
    QVERIFY(timesOf(other, "marked-up", "n01").empty());
}

void TestSimHealth::slowTargetsOfBadSuccessRateAreEjected()
{
    // Patience 0.5 s: n01, slowed down, misses about every other request and never many in a row.
    const auto text = [](const char *balancer) {
        return DesignText()
            .farm(6, R"j({"rate": 120, "work": "exponential(0.01)", "timeout": 0.5})j", balancer,
                  R"({"cores": 64})")
            .at(20.0, "slow", "n01", R"({"factor": 40})")
            .design();
    };
    const auto report = reportOf(text(R"({"healthCheck": false, "outlierDetection": true,
                                          "outlierErrors": 0, "algorithm": "round-robin"})"),
                                 {60.0});
    const auto downs = timesOf(report, "marked-down", "n01");
    QVERIFY(!downs.empty());
    QCOMPARE(downs.front(), 30.0);
    for (const char *node : {"n02", "n03", "n04", "n05", "n06"})
        QVERIFY(timesOf(report, "marked-down", node).empty());
}

void TestSimHealth::observedErrorsMarkDown()
{
    // Two nodes, five requests a second each; checks are a minute apart.
    const auto downAt = [](const char *more) {
        const std::string balancer =
            std::string(R"({"algorithm": "round-robin", "checkInterval": 60)").append(more) + "}";
        const auto design =
            DesignText()
                .farm(2, R"j({"interarrival": "constant(0.1)", "work": "constant(0.01)"})j",
                      balancer)
                .at(300.05, "fail", "n01")
                .design();
        return timesOf(reportOf(design, {600.0}), "marked-down", "n01").front() - 300.05;
    };
    QVERIFY(downAt("") >= 120.0);
    const double marked = downAt(R"(, "observe": "layer7", "onError": "mark-down")");
    QVERIFY(marked > 1.8 && marked < 2.2);
    // Three times ten errors are three failed checks.
    const double counted = downAt(R"(, "observe": "layer4")");
    QVERIFY(counted > 5.8 && counted < 6.2);
    const double few = downAt(R"(, "observe": "layer4", "errorLimit": 1)");
    QVERIFY(few > 0.3 && few < 0.7);
}

void TestSimHealth::observedErrorsBringTheNextCheckForward()
{
    const auto design =
        DesignText()
            .farm(2, R"j({"interarrival": "constant(0.1)", "work": "constant(0.01)"})j",
                  R"({"algorithm": "round-robin", "checkInterval": 60, "fastInterval": 0.5,
                      "observe": "layer7", "onError": "fastinter"})")
            .at(300.05, "fail", "n01")
            .design();
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const auto report = reportOf(design, {600.0, 0.0, seed});
        const double after = timesOf(report, "marked-down", "n01").front() - 300.05;
        // Ten errors, then three checks half a second apart; a regular check may come first.
        QVERIFY2(after >= 1.0 && after <= 2.2 + 3 * 0.5, qPrintable(QString::number(after)));
        QCOMPARE(timesOf(report, "marked-down", "n01").size(), 1U);
    }
}

void TestSimHealth::envoySpreadsTrafficOverPriorityLevels_data()
{
    QTest::addColumn<int>("first");
    QTest::addColumn<int>("second");
    QTest::addColumn<double>("published"); // part of the first level
    QTest::addColumn<bool>("isPanic");     // whether nodes that are down get traffic, too
    // Envoy, "Priority levels", over-provisioning 1.4.
    QTest::newRow("72 %") << 72 << 100 << 1.0 << false;
    QTest::newRow("71 %") << 71 << 100 << 0.99 << false;
    QTest::newRow("50 %") << 50 << 100 << 0.70 << false;
    QTest::newRow("25 %") << 25 << 100 << 0.35 << false;
    QTest::newRow("0 %") << 0 << 100 << 0.0 << false;
    QTest::newRow("25 % and 25 %") << 25 << 25 << 0.5 << true;
    QTest::newRow("5 % and 65 %") << 5 << 65 << 0.07 << true;
}

void TestSimHealth::envoySpreadsTrafficOverPriorityLevels()
{
    QFETCH(int, first);
    QFETCH(int, second);
    QFETCH(double, published);
    QFETCH(bool, isPanic);
    for (const char *algorithm : {"round-robin", "least-connections"}) {
        const std::string balancer = std::string(R"({"checkRules": "envoy", "algorithm": ")")
                                         .append(algorithm)
                                         .append("\"}");
        const auto report = reportOf(withLevels(balancer.c_str(), first, second).design(), {20.0});
        const double all = static_cast<double>(report.requests.completed);
        const double share = servedBy(report, u'a') / all;
        QVERIFY2(std::abs(share - published) <=
                     4.0 * std::sqrt(published * (1.0 - published) / all),
                 qPrintable(QString::number(share)));
        QCOMPARE(servedBy(report, u'a') + servedBy(report, u'b'), all);
        QCOMPARE(componentOf(report, "a99").completed > 0, isPanic);
        QCOMPARE(report.requests.failed, 0);
    }
}

void TestSimHealth::aHashKeepsItsLevel()
{
    const auto report = [](const char *balancer) {
        return reportOf(withLevels(balancer, 50, 100).design(), {20.0});
    };
    // 30 % of the keys, not of the requests, go to the second level: each key to one node.
    const auto hashed = report(R"({"checkRules": "envoy", "algorithm": "source-hash"})");
    const double share = servedBy(hashed, u'a') / static_cast<double>(hashed.requests.completed);
    QVERIFY(std::abs(share - 0.7) < 0.02);
    DesignText one = withLevels(R"({"checkRules": "envoy", "algorithm": "source-hash"})", 50, 100);
    model::Design design = one.design();
    design.components.at(model::ElementId(QStringLiteral("users")))
        .properties[QStringLiteral("clients")] = 1.0;
    const auto alone = reportOf(design, {5.0});
    const auto busy = std::count_if(alone.components.begin(), alone.components.end(),
                                    [](const sim::ComponentReport &component) {
                                        return component.completed > 0 && component.id != u"lb" &&
                                               component.id != u"users";
                                    });
    QCOMPARE(busy, 1);
}

void TestSimHealth::withoutEnvoysRulesALevelIsABackup()
{
    // Three levels of one node each, whose numbers have gaps.
    const auto design = [](const char *balancer) {
        return DesignText()
            .users(R"j({"interarrival": "constant(0.1)", "work": "constant(0.01)"})j")
            .balancer(balancer)
            .traffic("users", "lb")
            .node("n0", R"({"priorityLevel": 1})")
            .node("n1", R"({"priorityLevel": 4})")
            .node("n2", R"({"priorityLevel": 7})")
            .traffic("lb", "n0")
            .traffic("lb", "n1")
            .traffic("lb", "n2")
            .at(100, "fail", "n0")
            .at(200, "fail", "n1")
            .at(300, "recover", "n0")
            .design();
    };
    const auto report = reportOf(design("{}"), {400.0});
    const auto servedFor = [&report](const char *id) {
        return static_cast<double>(componentOf(report, id).completed) / 10.0;
    };
    // Down after 4 to 6 s, up again after 2 to 4 s.
    QVERIFY(std::abs(servedFor("n0") - 197.0) <= 1.1);
    QVERIFY(std::abs(servedFor("n1") - 95.0) <= 1.1);
    QVERIFY(std::abs(servedFor("n2") - 98.0) <= 2.1);
    QCOMPARE(timesOf(report, "promoted", "n1").size(), 1U);
    QCOMPARE(timesOf(report, "promoted", "n2").size(), 1U);
    QVERIFY(timesOf(report, "promoted", "n0").empty());
}

void TestSimHealth::nothingNewGoesToWhatIsHeldDown_data()
{
    QTest::addColumn<QByteArray>("balancer");
    QTest::addColumn<bool>("mayBeForced");
    QTest::newRow("haproxy") << QByteArray("{}") << false;
    QTest::newRow("sticky") << QByteArray(R"({"sticky": "cookie"})") << false;
    QTest::newRow("kubernetes") << QByteArray(R"({"checkRules": "kubernetes"})") << false;
    QTest::newRow("alb") << QByteArray(R"({"checkRules": "alb"})") << false;
    QTest::newRow("alb fails open")
        << QByteArray(R"({"checkRules": "alb", "failOpen": true})") << true;
    QTest::newRow("envoy panics") << QByteArray(R"({"checkRules": "envoy"})") << true;
    QTest::newRow("outliers") << QByteArray(R"({"healthCheck": false, "outlierDetection": true,
                                                "mostEjected": 1})")
                              << false;
    QTest::newRow("observed") << QByteArray(R"({"observe": "layer7", "onError": "mark-down"})")
                              << false;
}

void TestSimHealth::nothingNewGoesToWhatIsHeldDown()
{
    QFETCH(QByteArray, balancer);
    QFETCH(bool, mayBeForced);
    // One after the other until none is up, and back.
    const auto design = DesignText()
                            .farm(4, R"j({"rate": 40, "work": "exponential(0.02)",
                                          "sessionLength": 5})j",
                                  balancer.toStdString())
                            .at(10, "fail", "n01")
                            .at(30, "fail", "n02", R"({"mode": "hang"})")
                            .at(50, "fail", "n03")
                            .at(70, "fail", "n04")
                            .at(90, "recover", "n02")
                            .at(110, "recover", "n04")
                            .at(130, "recover", "n01")
                            .design();
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        HeldDownWatch watch;
        simulated(design, {200.0, 0.0, seed}, &watch);
        QVERIFY(watch.cuts >= 2);
        QCOMPARE(watch.sentToDown > 0, mayBeForced);
    }
}

QTEST_GUILESS_MAIN(TestSimHealth)
#include "tst_sim_health.moc"
