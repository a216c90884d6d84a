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
