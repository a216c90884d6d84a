// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Detection as published and measured, deep checks, outliers and observed traffic.
#include "sim/design_text.h"
#include "support/counts.h"

#include <QDate>
#include <QFile>
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
    void detectionLiesInThePublishedWindow_data();
    void detectionLiesInThePublishedWindow();
    void measuredHaproxyLiesInTheSimulatedWindow();
    void errorsUntilDetection();
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

json referenceCase(const char *id)
{
    QFile file(QStringLiteral(LOADSTAR_SOURCE_DIR "/tests/reference/open.json"));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("cannot read the reference cases");
    const json all = json::parse(file.readAll().toStdString());
    for (const json &one : all.is_array() ? all : all.at("cases")) {
        if (one.at("id") == id)
            return one;
    }
    qFatal("no reference case %s", id);
}

json presets()
{
    QFile file(QStringLiteral(LOADSTAR_SOURCE_DIR "/resources/catalog/health_presets.json"));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("cannot read the presets");
    return json::parse(file.readAll().toStdString()).at("presets");
}

json propertiesOf(const char *preset)
{
    for (const json &one : presets()) {
        if (one.at("id") == preset)
            return one.at("properties");
    }
    qFatal("no preset %s", preset);
}

/// Two nodes, quiet traffic; n01 fails at 200 and recovers at 500.
DesignText failing(const QByteArray &balancer, const char *mode)
{
    return DesignText()
        .farm(2, R"j({"rate": 0.5, "work": "constant(0.01)"})j", balancer.toStdString())
        .at(200.0, "fail", "n01", std::string("{\"mode\": \"").append(mode).append("\"}"))
        .at(500.0, "recover", "n01");
}

/// Seconds from the failure to marked-down and from the recovery to marked-up, over many phases.
struct Times
{
    std::vector<double> downs;
    std::vector<double> ups;
};

Times timesOver(int phases, const DesignText &text)
{
    const auto design = text.design();
    Times times;
    for (int seed = 1; seed <= phases; ++seed) {
        const auto report = reportOf(design, {800.0, 0.0, static_cast<std::uint64_t>(seed)});
        for (const double at : timesOf(report, "marked-down", "n01"))
            times.downs.push_back(at - 200.0);
        for (const double at : timesOf(report, "marked-up", "n01"))
            times.ups.push_back(at - 500.0);
    }
    return times;
}

/// Whether the times are uniform on [low, high] as far as bounds and mean can tell.
bool fillsWindow(const std::vector<double> &times, double low, double high)
{
    const auto [first, last] = std::minmax_element(times.begin(), times.end());
    double sum = 0.0;
    for (const double time : times)
        sum += time;
    const auto count = static_cast<double>(times.size());
    const double error = (high - low) / std::sqrt(12.0 * count);
    return *first >= low - 1e-9 && *last <= high + 1e-9 &&
           std::abs(sum / count - (low + high) / 2.0) < 4.0 * error;
}

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
    for (const json &preset : presets()) {
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
        const json properties = propertiesOf(id);
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
    const json one = referenceCase("HC-001").at("expected");
    const json haproxy = propertiesOf("haproxy");
    QCOMPARE(haproxy.at("checkInterval").get<double>() * 1000.0, one.at("inter_ms").get<double>());
    QVERIFY(haproxy.at("fall") == one.at("fall") && haproxy.at("rise") == one.at("rise"));
    QVERIFY(haproxy.at("errorLimit") == one.at("observe_error_limit"));
    const json seven = referenceCase("HC-007").at("expected");
    const json alb = propertiesOf("aws-alb");
    QVERIFY(alb.at("checkInterval") == seven.at("interval_s"));
    QVERIFY(alb.at("checkTimeout") == seven.at("timeout_s"));
    QVERIFY(alb.at("fall") == seven.at("unhealthy_threshold"));
    QVERIFY(alb.at("rise") == seven.at("healthy_threshold"));
    const json eleven = referenceCase("HC-011").at("expected");
    const json kubernetes = propertiesOf("kubernetes");
    QVERIFY(kubernetes.at("checkInterval") == eleven.at("periodSeconds"));
    QVERIFY(kubernetes.at("checkTimeout") == eleven.at("timeoutSeconds"));
    QVERIFY(kubernetes.at("fall") == eleven.at("failureThreshold"));
    QVERIFY(kubernetes.at("rise") == eleven.at("successThreshold"));
}

void TestSimHealth::detectionLiesInThePublishedWindow_data()
{
    QTest::addColumn<QByteArray>("balancer");
    QTest::addColumn<QByteArray>("mode");
    QTest::addColumn<double>("low");
    QTest::addColumn<double>("high");
    QTest::addColumn<double>("upLow");
    QTest::addColumn<double>("upHigh");
    const auto preset = [](const char *id) {
        return QByteArray::fromStdString(propertiesOf(id).dump());
    };
    const QByteArray haproxy = preset("haproxy");
    const QByteArray alb = preset("aws-alb");
    const QByteArray terraform = preset("terraform-aws-alb");
    const QByteArray kubernetes = preset("kubernetes");
    const auto window = [](const json &expected) {
        return std::pair{expected.at("min").get<double>(), expected.at("max").get<double>()};
    };
    const auto row = [](const char *name, const QByteArray &balancer, const char *mode,
                        std::pair<double, double> down, std::pair<double, double> up) {
        QTest::newRow(name) << balancer << QByteArray(mode) << down.first << down.second << up.first
                            << up.second;
    };
    const json two = referenceCase("HC-002").at("expected");
    const json eight = referenceCase("HC-008").at("expected");
    const json twelve = referenceCase("HC-012").at("expected");
    row("HC-002 HAProxy", haproxy, "crash", window(two), {2.0, 4.0});
    row("HC-008 ALB", alb, "crash", window(eight.at("refused_down")), window(eight.at("up")));
    row("HC-008 ALB hang", alb, "hang", window(eight.at("hang_down")), window(eight.at("up")));
    row("HC-012 Kubernetes", kubernetes, "crash", window(twelve.at("refused")),
        window(twelve.at("back_ready")));
    row("HC-012 Kubernetes hang", kubernetes, "hang", window(twelve.at("hang")),
        window(twelve.at("back_ready")));
    row("Terraform's target group", terraform, "crash", {60.0, 90.0}, {60.0, 90.0});
}

void TestSimHealth::detectionLiesInThePublishedWindow()
{
    QFETCH(QByteArray, balancer);
    QFETCH(QByteArray, mode);
    QFETCH(double, low);
    QFETCH(double, high);
    QFETCH(double, upLow);
    QFETCH(double, upHigh);
    const int phases = roundsFor(100, 2000);
    const Times times = timesOver(phases, failing(balancer, mode.constData()));
    QCOMPARE(times.downs.size(), static_cast<std::size_t>(phases));
    QVERIFY(fillsWindow(times.downs, low, high));
    QCOMPARE(times.ups.size(), static_cast<std::size_t>(phases));
    // After a hang the first check may still have been under way.
    if (mode == "crash")
        QVERIFY(fillsWindow(times.ups, upLow, upHigh));
}

void TestSimHealth::measuredHaproxyLiesInTheSimulatedWindow()
{
    const json expected = referenceCase("HC-003").at("expected");
    const Times times = timesOver(
        roundsFor(200, 2000), failing(R"({"checkInterval": 0.5, "fall": 3, "rise": 2})", "crash"));
    const auto agrees = [](const std::vector<double> &ours, const json &measured) {
        const auto [first, last] = std::minmax_element(ours.begin(), ours.end());
        double sum = 0.0;
        for (const double time : ours)
            sum += time;
        // The real program adds a few milliseconds, and its 60 trials scatter.
        const double mean = sum / static_cast<double>(ours.size());
        const double error = 0.5 / std::sqrt(12.0 * measured.at("n").get<double>());
        return measured.at("min").get<double>() >= *first - 0.01 &&
               measured.at("max").get<double>() <= *last + 0.01 &&
               std::abs(measured.at("mean").get<double>() - mean) < 3.0 * error + 0.005;
    };
    QVERIFY(agrees(times.downs, expected.at("down_measured")));
    QVERIFY(agrees(times.ups, expected.at("up_measured")));
}

void TestSimHealth::errorsUntilDetection()
{
    const json reference = referenceCase("HC-015");
    const json &expected = reference.at("expected");
    const auto design = DesignText()
                            .farm(8, R"j({"rate": 800, "work": "constant(0.0001)"})j",
                                  R"({"algorithm": "round-robin"})")
                            .at(10.0, "fail", "n01")
                            .design();
    std::vector<double> errors;
    double sum = 0.0;
    double seconds = 0.0;
    const int rounds = roundsFor(40, 400);
    for (int seed = 1; seed <= rounds; ++seed) {
        const auto report = reportOf(design, {17.0, 0.0, static_cast<std::uint64_t>(seed)});
        errors.push_back(static_cast<double>(report.requests.failed));
        sum += errors.back();
        seconds += timesOf(report, "marked-down", "n01").front() - 10.0;
    }
    const double mean = sum / rounds;
    double squares = 0.0;
    for (const double value : errors)
        squares += (value - mean) * (value - mean);
    const double error = std::sqrt(squares / (rounds - 1) / rounds);
    QVERIFY(std::abs(mean - expected.at("expected_errors").get<double>()) < 3.0 * error);
    const double worst = expected.at("worst_errors").get<double>();
    QVERIFY(*std::max_element(errors.begin(), errors.end()) < worst + 5.0 * std::sqrt(worst / 8));
    // Of all requests sent meanwhile, the share of one of eight.
    const double share = sum / (800.0 * seconds);
    QVERIFY(std::abs(share - expected.at("error_share_during_detection").get<double>()) <
            4.0 * share / std::sqrt(800.0 * seconds));
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
