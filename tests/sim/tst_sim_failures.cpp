// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/design_text.h"
#include "support/counts.h"

#include <QtTest>

#include <cmath>

using namespace loadstar;
using namespace loadstar::tests;

class TestSimFailures : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void availabilityFollowsFromMtbfAndMttr_data();
    void availabilityFollowsFromMtbfAndMttr();
    void failureShapeSpreadsTheTimesToFailure_data();
    void failureShapeSpreadsTheTimesToFailure();
    void repairsOfNoSpreadTakeTheMeanTime();
    void aCommonCauseStrikesAllOfAKind();
    void aCommonCauseTakesOfTheSmallestRate();
    void allFailuresMayHaveACommonCause();
    void withoutCommonCauseNothingChanges();
    void repairableReplicas_data();
    void repairableReplicas();
    void partitionCutsAContainerOffAndHeals();
    void partitionAndDisconnectAddUp();
    void expiredCertificateRefusesNewRequests();
    void lostNamesFailNewSessionsOnly();
    void delayAddsUpBothWays();
    void lossCostsResends();
    void flappingChecksTakeAGoodNodeOut();
    void errorsHitTheirShare();
    void recoverEndsFaults();
    void faultsFitTheirTargets_data();
    void faultsFitTheirTargets();
    void idleStepsAreTold_data();
    void idleStepsAreTold();
    void standbyBehindABlindBalancerStandsByForEver();
};

namespace {

const std::string kSteady = R"j({"interarrival": "constant(1)", "work": "constant(0.25)"})j";
constexpr double kHour = 3600.0;

DesignText workedExample()
{
    return DesignText().users(kSteady).node("n1").traffic("users", "n1");
}

/// A storage on its own; the people ask once in a million years.
DesignText alone(const std::string &storage)
{
    return DesignText()
        .users(R"j({"interarrival": "constant(1e14)"})j")
        .node("n1")
        .traffic("users", "n1")
        .add("storage", "db", storage);
}

/// Three nodes and a storage of two replicas in a zone in a region; each unit fails every 100 s and
/// is repaired in a second. Another node of the region is not in the zone.
DesignText inZone(const std::string &zone, const std::string &region = "{}")
{
    const std::string often(R"("mtbf": 0.027777777777777778, "mttr": 0.00027777777777777778,
                               "repairSpread": 0)");
    const std::string node = "{" + often + "}";
    DesignText text;
    text.users(R"j({"interarrival": "constant(1e14)"})j")
        .add("region", "region", region)
        .add("zone", "zone", zone, "region")
        .add("storage", "db", "{\"replicas\": 2, " + often + "}", "zone")
        .node("other", node, "region");
    for (const char *id : {"n1", "n2", "n3"})
        text.node(id, node, "zone").traffic("users", id);
    return text;
}

/// How often each component failed for each reason, and at which instants by the zone.
struct Failings
{
    std::map<std::pair<QString, QString>, double> counts; ///< by component and cause
    std::map<QString, std::set<double>> common;           ///< by component
};

Failings failingsOf(const model::Design &design, double duration)
{
    sim::RunOptions options{duration};
    options.mostEvents = 10'000'000;
    Failings found;
    for (const sim::RunEvent &event : reportOf(design, options).events) {
        if (event.what != u"fail")
            continue;
        ++found.counts[{event.target, event.by}];
        if (event.by == u"zone")
            found.common[event.target].insert(event.at);
    }
    return found;
}

/// Whether a count is that of a process of `rate`, within four standard errors.
bool isPoisson(double count, double rate, double duration)
{
    return std::abs(count - rate * duration) <= 4.0 * std::sqrt(rate * duration);
}

struct Unavailability
{
    double mean = 0.0;
    double error = 0.0; ///< standard error over the replications
};

Unavailability unavailabilityOf(const model::Design &design, double hours)
{
    constexpr int kRuns = 20;
    std::vector<double> all;
    for (std::uint64_t run = 0; run < kRuns; ++run) {
        sim::RunOptions options;
        options.duration = hours * kHour;
        options.replication = run;
        const auto report = reportOf(design, options);
        all.push_back(componentOf(report, "db").unplannedDowntime / options.duration);
    }
    Unavailability found;
    for (const double one : all)
        found.mean += one / kRuns;
    double squares = 0.0;
    for (const double one : all)
        squares += (one - found.mean) * (one - found.mean);
    found.error = std::sqrt(squares / (kRuns - 1) / kRuns);
    return found;
}

} // namespace

void TestSimFailures::availabilityFollowsFromMtbfAndMttr_data()
{
    QTest::addColumn<QString>("pattern");
    // The long-run availability knows only the means (renewal theorem).
    QTest::newRow("exponential") << QString();
    QTest::newRow("wear-out, fixed repair")
        << QStringLiteral(R"j(, "failureShape": 3, "repairSpread": 0)j");
    QTest::newRow("early failures, wide repair")
        << QStringLiteral(R"j(, "failureShape": 0.7, "repairSpread": 1.5)j");
}

void TestSimFailures::availabilityFollowsFromMtbfAndMttr()
{
    QFETCH(QString, pattern);
    const auto design =
        alone(R"j({"mtbf": 100, "mttr": 10)j" + pattern.toStdString() + "}").design();
    const Unavailability found = unavailabilityOf(design, roundsFor(500000, 5000000));
    QVERIFY2(std::abs(found.mean - 10.0 / 110.0) < 3.0 * found.error + 1e-4,
             qPrintable(QStringLiteral("%1 +- %2").arg(found.mean).arg(found.error)));
    QVERIFY(found.error < 0.001);
}

void TestSimFailures::failureShapeSpreadsTheTimesToFailure_data()
{
    QTest::addColumn<double>("shape");
    // Weibull: cv^2 = G(1 + 2/k) / G(1 + 1/k)^2 - 1.
    QTest::newRow("early failures") << 0.5;
    QTest::newRow("no ageing") << 1.0;
    QTest::newRow("wear-out") << 2.0;
}

void TestSimFailures::failureShapeSpreadsTheTimesToFailure()
{
    QFETCH(double, shape);
    const auto design =
        alone(R"j({"mtbf": 10, "mttr": 1e-9, "failureShape": )j" + std::to_string(shape) + "}")
            .design();
    const int count = roundsFor(20000, 200000);
    const auto report = reportOf(design, {count * 10.0 * kHour});
    const std::vector<double> times = timesOf(report, "fail", "db");
    double sum = 0.0;
    double squares = 0.0;
    double last = 0.0;
    for (const double time : times) {
        sum += (time - last) / kHour;
        squares += std::pow((time - last) / kHour, 2);
        last = time;
    }
    const auto n = static_cast<double>(times.size());
    const double mean = sum / n;
    const double square = squares / n / (mean * mean) - 1.0;
    const double first = std::tgamma(1.0 + 1.0 / shape);
    const double exact = std::tgamma(1.0 + 2.0 / shape) / (first * first) - 1.0;
    QVERIFY2(std::abs(mean - 10.0) < 4.0 * 10.0 * std::sqrt(exact / n),
             qPrintable(QString::number(mean)));
    QVERIFY2(std::abs(square / exact - 1.0) < 0.15, qPrintable(QString::number(square)));
}

void TestSimFailures::repairsOfNoSpreadTakeTheMeanTime()
{
    const auto report =
        reportOf(alone(R"j({"mtbf": 50, "mttr": 2, "repairSpread": 0})j").design(), {1e7});
    const auto failed = timesOf(report, "fail", "db");
    const auto repaired = timesOf(report, "recover", "db");
    QVERIFY(repaired.size() > 30);
    for (std::size_t i = 0; i < repaired.size(); ++i)
        QVERIFY(std::abs(repaired[i] - failed[i] - 2.0 * kHour) < 1e-6);
}

void TestSimFailures::repairableReplicas_data()
{
    QTest::addColumn<QString>("storage");
    QTest::addColumn<double>("unavailability");
    // Reference cases AV-017 and AV-018: one of two must be up.
    QTest::newRow("AV-017")
        << QStringLiteral(R"j({"replicas": 2, "repairCrews": 1, "mtbf": 1000, "mttr": 10})j")
        << 0.0001960399921584;
    QTest::newRow("AV-018") << QStringLiteral(R"j({"replicas": 2, "mtbf": 1000, "mttr": 10})j")
                            << 9.802960494076e-05;
    // The same machine-repair chain for three units, of which one must be up: with x = mttr/mtbf
    // the states weigh 1, 3x, 6x^2, 6x^3.
    constexpr double x = 0.1;
    constexpr double all = 1.0 + 3.0 * x + 6.0 * x * x + 6.0 * x * x * x;
    QTest::newRow("three, one crew")
        << QStringLiteral(R"j({"replicas": 3, "repairCrews": 1, "mtbf": 100, "mttr": 10})j")
        << 6.0 * x * x * x / all;
}

void TestSimFailures::repairableReplicas()
{
    QFETCH(QString, storage);
    QFETCH(double, unavailability);
    const auto design = alone(storage.toStdString()).design();
    const Unavailability found = unavailabilityOf(design, roundsFor(4000000, 40000000));
    QVERIFY2(std::abs(found.mean - unavailability) < 3.0 * found.error,
             qPrintable(QStringLiteral("%1 +- %2").arg(found.mean).arg(found.error)));
    QVERIFY(found.error < 0.1 * unavailability);
}

void TestSimFailures::aCommonCauseStrikesAllOfAKind()
{
    const double duration = roundsFor(100000, 2000000);
    // A unit is up for 100 of 101 s. The region has no children that fail but one.
    const Failings found =
        failingsOf(inZone(R"({"commonCause": 0.3})", R"({"commonCause": 0})").design(), duration);
    const double up = 100.0 / 101.0;
    const auto count = [&found](const char *id, const char *by) {
        const auto one = found.counts.find({QLatin1String(id), QLatin1String(by)});
        return one == found.counts.end() ? 0.0 : one->second;
    };
    for (const char *id : {"n1", "n2", "n3"}) {
        QVERIFY(isPoisson(count(id, "random"), 0.7 / 100.0 * up, duration));
        QVERIFY(isPoisson(count(id, "zone"), 0.3 / 100.0 * up, duration));
    }
    QVERIFY(isPoisson(count("db", "random"), 2.0 * 0.7 / 100.0 * up, duration));
    QVERIFY(isPoisson(count("db", "zone") / 2.0, 0.3 / 100.0 * up, duration));
    QVERIFY(isPoisson(count("other", "random"), 1.0 / 100.0 * up, duration));
    QCOMPARE(count("other", "zone"), 0.0);
    // Whoever is not under repair is struck with the others, and nodes apart from storages.
    const auto shared = [&found](const char *a, const char *b) {
        std::vector<double> both;
        const std::set<double> &first = found.common.at(QLatin1String(a));
        const std::set<double> &second = found.common.at(QLatin1String(b));
        std::set_intersection(first.begin(), first.end(), second.begin(), second.end(),
                              std::back_inserter(both));
        return static_cast<double>(both.size()) / static_cast<double>(first.size());
    };
    QVERIFY(shared("n1", "n2") > 0.95);
    QVERIFY(shared("n3", "n2") > 0.95);
    QCOMPARE(shared("n1", "db"), 0.0);
}

void TestSimFailures::aCommonCauseTakesOfTheSmallestRate()
{
    const double duration = roundsFor(100000, 2000000);
    model::Design design = inZone(R"({"commonCause": 0.5})").design();
    // One fails half as often as the others.
    design.components.at(model::ElementId(QStringLiteral("n1")))
        .properties[QStringLiteral("mtbf")] = 200.0 / kHour;
    const Failings found = failingsOf(design, duration);
    const auto isOf = [&](const char *id, const char *by, double rate, double mtbf) {
        return isPoisson(found.counts.at({QLatin1String(id), QLatin1String(by)}),
                         rate * mtbf / (mtbf + 1.0), duration);
    };
    QVERIFY(isOf("n1", "zone", 0.0025, 200.0) && isOf("n1", "random", 0.0025, 200.0));
    QVERIFY(isOf("n2", "zone", 0.0025, 100.0) && isOf("n2", "random", 0.0075, 100.0));
}

void TestSimFailures::allFailuresMayHaveACommonCause()
{
    const Failings found =
        failingsOf(inZone(R"({"commonCause": 1})", R"({"commonCause": 1})").design(), 20000.0);
    for (const char *id : {"n1", "n2", "n3", "db"}) {
        QCOMPARE(found.counts.count({QLatin1String(id), QStringLiteral("random")}), 0U);
        QVERIFY(found.common.at(QLatin1String(id)).size() > 100U);
    }
    QCOMPARE(found.common.at(QStringLiteral("n1")), found.common.at(QStringLiteral("n3")));
    // The only child of its kind that fails: a cause all to itself.
    QVERIFY(found.counts.at({QStringLiteral("other"), QStringLiteral("region")}) > 100.0);
    const auto empty = simulated(DesignText()
                                     .users("{}")
                                     .add("zone", "zone", R"({"commonCause": 0.5})")
                                     .node("n1", "{}", "zone")
                                     .traffic("users", "n1")
                                     .design(),
                                 {1.0});
    QCOMPARE(empty->warnings().size(), 1U);
    QCOMPARE(empty->warnings().front().code, QStringLiteral("sim.no-common-cause"));
}

void TestSimFailures::withoutCommonCauseNothingChanges()
{
    const auto reportOfZone = [](const char *zone) {
        return reportOf(inZone(zone).design(), {2000.0});
    };
    QCOMPARE(reportOfZone(R"({"commonCause": 0})"), reportOfZone("{}"));
    QVERIFY(reportOfZone(R"({"commonCause": 0.1})") != reportOfZone("{}"));
}

void TestSimFailures::partitionCutsAContainerOffAndHeals()
{
    const auto design = DesignText()
                            .users(kSteady)
                            .balancer(R"j({"checkInterval": 0.125, "fall": 1, "rise": 1})j")
                            .add("zone", "a")
                            .add("zone", "b")
                            .node("n1", "{}", "a")
                            .node("n2", "{}", "b")
                            .add("storage", "db", "{}", "a")
                            .traffic("users", "lb")
                            .traffic("lb", "n1")
                            .traffic("lb", "n2")
                            .connect("state", "n1", "db")
                            .connect("state", "n2", "db")
                            .at(10.5, "fault", "a", R"j({"kind": "partition", "for": 5})j")
                            .design();
    const auto report = reportOf(design, {30.0});
    // The node inside cannot be reached, the other one not the storage.
    QCOMPARE(report.requests.failed, 5);
    QCOMPARE(timesOf(report, "marked-down", "n1").size(), 1U);
    QCOMPARE(timesOf(report, "marked-up", "n1").size(), 1U);
    QCOMPARE(timesOf(report, "healed", "a"), std::vector<double>{15.5});
}

void TestSimFailures::partitionAndDisconnectAddUp()
{
    const auto report =
        reportOf(workedExample()
                     .at(5.5, "disconnect", "users.n1")
                     .at(7.5, "fault", "users.n1", R"j({"kind": "partition", "for": 5})j")
                     .at(10.5, "reconnect", "users.n1")
                     .design(),
                 {30.0});
    // From 5.5 to 12.5.
    QCOMPARE(report.requests.failed, 7);
}

void TestSimFailures::expiredCertificateRefusesNewRequests()
{
    const auto design = [](const char *fault) {
        return DesignText()
            .farm(2, R"j({"interarrival": "constant(1)", "work": "constant(1.75)"})j", "{}")
            .at(10.5, "fault", "lb", fault)
            .design();
    };
    const auto report = reportOf(design(R"j({"kind": "certificate", "for": 3})j"), {30.0});
    // What is under way goes on.
    QCOMPARE(report.requests.failed, 3);
    QCOMPARE(componentOf(report, "lb").failed, 3);
    // 10 is answered at 11.75, but it was sent before; 12 shows that people are served again.
    const auto brief = reportOf(design(R"j({"kind": "certificate", "for": 0.75})j"), {30.0});
    QCOMPARE(brief.requests.failed, 1);
    QCOMPARE(*brief.recovery->rto, 13.75 - 10.5);
}

void TestSimFailures::lostNamesFailNewSessionsOnly()
{
    const auto failed = [](const char *users) {
        return reportOf(DesignText()
                            .users(users)
                            .node("n1")
                            .traffic("users", "n1")
                            .at(10.5, "fault", "users", R"j({"kind": "dns", "for": 5})j")
                            .design(),
                        {30.0})
            .requests.failed;
    };
    QCOMPARE(failed(R"j({"interarrival": "constant(1)", "work": "constant(0.25)"})j"), 5);
    QCOMPARE(failed(R"j({"interarrival": "constant(1)", "work": "constant(0.25)", "clients": 1,
                         "sessionLength": 1e12})j"),
             0);
}

void TestSimFailures::delayAddsUpBothWays()
{
    const auto report = reportOf(
        workedExample()
            .at(10.5, "fault", "users.n1", R"j({"kind": "delay", "delay": 0.125, "for": 5})j")
            .at(10.5, "fault", "users.n1", R"j({"kind": "delay", "delay": 0.0625, "for": 2})j")
            .design(),
        {20.5});
    // 11 and 12 are delayed by both, 13 to 15 by one; 15.5 heals while 15 is answered.
    QCOMPARE(*report.responseTime.maximum, 0.25 + 2 * 0.1875);
    QVERIFY(std::abs(*report.waitingTime.mean.mean - (2 * 0.375 + 3 * 0.25) / 20.0) < 1e-12);
}

void TestSimFailures::lossCostsResends()
{
    const auto design = DesignText()
                            .users(R"j({"rate": 10, "work": "constant(0)"})j")
                            .node("n1")
                            .traffic("users", "n1")
                            .at(0, "fault", "users.n1", R"j({"kind": "loss", "intensity": 0.1})j")
                            .design();
    const auto report = reportOf(design, {10000.0});
    // Each way: lost k times in a row with 0.1^k, each time the wait doubles: 0.1 / (1 - 0.2).
    QVERIFY2(std::abs(*report.responseTime.mean.mean - 0.25) < 0.01,
             qPrintable(QString::number(*report.responseTime.mean.mean)));
    QVERIFY(report.requests.failed == 0);
}

void TestSimFailures::flappingChecksTakeAGoodNodeOut()
{
    const auto design = DesignText()
                            .farm(2, kSteady, R"j({"checkInterval": 0.5, "fall": 3, "rise": 2})j")
                            .at(10.5, "fault", "n01", R"j({"kind": "flapping", "for": 20})j")
                            .design();
    const auto report = reportOf(design, {60.0});
    const auto down = timesOf(report, "marked-down", "n01");
    const auto up = timesOf(report, "marked-up", "n01");
    QCOMPARE(down.size(), 1U);
    QCOMPARE(up.size(), 1U);
    QVERIFY(down[0] >= 11.5 && down[0] <= 12.0);
    QVERIFY(up[0] >= 31.0 && up[0] <= 31.5);
    QCOMPARE(report.requests.failed, 0);
    const auto half = DesignText()
                          .farm(2, kSteady, R"j({"checkInterval": 0.5, "fall": 3, "rise": 2})j")
                          .at(0, "fault", "n01", R"j({"kind": "flapping", "intensity": 0.5})j")
                          .design();
    QVERIFY(timesOf(reportOf(half, {600.0}), "marked-down", "n01").size() > 20);
}

void TestSimFailures::errorsHitTheirShare()
{
    const auto design = DesignText()
                            .users(R"j({"interarrival": "constant(1)", "work": "constant(0.25)"})j")
                            .node("n1")
                            .add("storage", "db")
                            .traffic("users", "n1")
                            .connect("state", "n1", "db")
                            .at(0, "fault", "n1", R"j({"kind": "errors", "intensity": 0.2})j")
                            .at(0, "fault", "db", R"j({"kind": "errors", "intensity": 0.5})j")
                            .design();
    const auto report = reportOf(design, {10000.5});
    QVERIFY(std::abs(static_cast<double>(report.requests.failed) - 6000.0) < 200.0);
    QVERIFY(std::abs(static_cast<double>(componentOf(report, "db").failed) - 4000.0) < 200.0);
}

void TestSimFailures::recoverEndsFaults()
{
    const auto report = reportOf(workedExample()
                                     .at(5.5, "fault", "n1", R"j({"kind": "errors"})j")
                                     .at(10.5, "recover", "n1")
                                     .design(),
                                 {20.5});
    QCOMPARE(report.requests.failed, 5);
    QCOMPARE(timesOf(report, "healed", "n1"), std::vector<double>{10.5});
}

void TestSimFailures::faultsFitTheirTargets_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("needle");
    const auto row = [](const char *name, const char *target, const char *arguments,
                        const char *needle) {
        QTest::newRow(name) << workedExample().at(1, "fault", target, arguments).bytes()
                            << QString::fromLatin1(needle);
    };
    row("cpu of users", "users", R"j({"kind": "cpu"})j", "a node");
    row("delay of a node", "n1", R"j({"kind": "delay"})j", "a traffic connection");
    row("cpu of a connection", "users.n1", R"j({"kind": "cpu"})j", "a node");
    row("certificate of a node", "n1", R"j({"kind": "certificate"})j", "a load balancer");
    row("loss of everything", "users.n1", R"j({"kind": "loss", "intensity": 1})j", "partition");
    QTest::newRow("drain of users")
        << workedExample().at(1, "maintain", "users", R"j({"for": 1, "drain": 1})j").bytes()
        << QStringLiteral("only a node");
}

void TestSimFailures::faultsFitTheirTargets()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, needle);
    const auto loaded = model::parseDesign(bytes, model::builtinKinds());
    QVERIFY2(loaded.isOk(), loaded ? "" : qPrintable(loaded.error().text()));
    const auto created = sim::DesignSimulation::create(loaded->design, {10.0});
    QVERIFY(!created.isOk());
    QCOMPARE(created.error().code, QStringLiteral("sim.bad-scenario"));
    QVERIFY2(created.error().text().contains(needle), qPrintable(created.error().text()));
    // Kinds without an honest effect here are no choice at all.
    const auto skew = workedExample().at(1, "fault", "n1", R"j({"kind": "clock-skew"})j").bytes();
    QVERIFY(!model::parseDesign(skew, model::builtinKinds()).isOk());
}

void TestSimFailures::idleStepsAreTold_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QStringList>("where");
    const auto row = [](const char *name, DesignText text, const QStringList &where) {
        QTest::newRow(name) << text.bytes() << where;
    };
    const QString at1 = QStringLiteral("scenario at 1");
    const QString at2 = QStringLiteral("scenario at 2");
    row("fail and recover", workedExample().at(1, "fail", "n1").at(2, "recover", "n1"), {});
    row("fails twice", workedExample().at(1, "fail", "n1").at(2, "fail", "n1"), {at2});
    row("recovers from nothing", workedExample().at(1, "recover", "n1"), {at1});
    row("may have failed by chance",
        DesignText()
            .users(kSteady)
            .node("n1", R"j({"mtbf": 1})j")
            .traffic("users", "n1")
            .at(1, "recover", "n1"),
        {});
    row("recovers from slowness",
        workedExample().at(1, "slow", "n1", R"j({"factor": 2})j").at(2, "recover", "n1"), {});
    row("undrains what does not drain", workedExample().at(1, "undrain", "n1"), {at1});
    row("reconnects what is not cut", workedExample().at(1, "reconnect", "users.n1"), {at1});
    row("resizes to nothing", workedExample().at(1, "resize", "n1"), {at1});
    row("cuts over to nobody",
        workedExample().at(1, "cutover", "", R"j({"from": "", "to": "green"})j"), {at1});
    row("surges by one", workedExample().at(1, "surge", "users", R"j({"factor": 1})j"), {at1});
    row("fails over to nobody",
        workedExample().add("site", "s").at(1, "failover", "s").at(2, "failback", "s"), {at1});
    row("recovers inside a failed zone",
        DesignText()
            .users(kSteady)
            .add("zone", "z")
            .node("n1", "{}", "z")
            .traffic("users", "n1")
            .at(1, "fail", "z")
            .at(1, "fail", "n1")
            .at(2, "recover", "n1"),
        {at2});
}

void TestSimFailures::idleStepsAreTold()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QStringList, where);
    const auto loaded = model::parseDesign(bytes, model::builtinKinds());
    QVERIFY2(loaded.isOk(), loaded ? "" : qPrintable(loaded.error().text()));
    const auto created = sim::DesignSimulation::create(loaded->design, {10.0});
    QVERIFY2(created.isOk(), created ? "" : qPrintable(created.error().text()));
    QStringList told;
    for (const base::Diagnostic &warning : created.value()->warnings()) {
        QCOMPARE(warning.code, QStringLiteral("sim.no-effect"));
        told += warning.where;
    }
    QCOMPARE(told, where);
}

void TestSimFailures::standbyBehindABlindBalancerStandsByForEver()
{
    const auto design = [](const char *balancer) {
        return DesignText()
            .users(kSteady)
            .balancer(balancer)
            .node("a")
            .node("s", R"j({"role": "standby"})j")
            .traffic("users", "lb")
            .traffic("lb", "a")
            .traffic("lb", "s")
            .at(10.5, "fail", "a")
            .design();
    };
    // Without checks the balancer holds all its nodes up, so no standby takes over, and it is told.
    const auto blind = simulated(design(R"j({"healthCheck": false})j"), {30.5});
    QCOMPARE(blind->report().requests.failed, 20);
    QCOMPARE(componentOf(blind->report(), "s").completed, 0);
    QCOMPARE(blind->warnings().size(), 1U);
    QCOMPARE(blind->warnings()[0].code, QStringLiteral("sim.standby-unused"));
    QCOMPARE(blind->warnings()[0].where, QStringLiteral("s"));
    const auto seeing = simulated(design(R"j({"checkInterval": 0.25, "fall": 1})j"), {30.5});
    QCOMPARE(seeing->report().requests.failed, 0);
    QVERIFY(seeing->warnings().empty());
}

QTEST_GUILESS_MAIN(TestSimFailures)
#include "tst_sim_failures.moc"
