// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Which theory speaks about which design, and that it says what the simulation finds.
#include "sim/design_text.h"
#include "theory/agreement.h"
#include "theory/answer.h"

using namespace loadstar;
using namespace loadstar::tests;

class TestAnswers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void modelsAreRecognised_data();
    void modelsAreRecognised();
    void whatHasNoFormulaGetsNone_data();
    void whatHasNoFormulaGetsNone();
    void everyPropertyCountsUnlessKnown();
};

namespace {

DesignText single(const std::string &users, const std::string &node = "{}")
{
    return DesignText().users(users).node("n1", node).traffic("users", "n1");
}

DesignText farm(int count, const std::string &users, const std::string &balancer,
                const std::string &node = "{}")
{
    return DesignText().farm(count, users, balancer, node);
}

DesignText tandem()
{
    return DesignText()
        .users(R"j({"rate": 8, "work": "exponential(0.1)"})j")
        .node("n1")
        .add("storage", "db", R"j({"ioTime": "exponential(0.2)", "concurrency": 2})j")
        .add("storage", "files", R"j({"ioTime": "constant(0.05)"})j")
        .traffic("users", "n1", R"j({"latency": 0.01})j")
        .connect("state", "n1", "db")
        .connect("state", "n1", "files");
}

} // namespace

void TestAnswers::modelsAreRecognised_data()
{
    QTest::addColumn<QByteArray>("design");
    QTest::addColumn<QString>("model");
    const auto row = [](const char *name, const DesignText &text, const char *model) {
        QTest::newRow(name) << text.bytes() << QString::fromLatin1(model);
    };
    const std::string poisson = R"j({"rate": 7, "work": "exponential(0.1)"})j";
    row("one core", single(poisson), "M/M/1");
    row("cores", single(poisson, R"j({"cores": 3, "speed": 0.5})j"), "M/M/3");
    row("limit", single(poisson, R"j({"cores": 2, "speed": 0.5, "queueLimit": 3})j"), "M/M/2/5");
    row("loss",
        single(R"j({"rate": 7, "work": "constant(0.3)"})j", R"j({"cores": 2, "queueLimit": 0})j"),
        "M/G/2/2");
    row("constant", single(R"j({"rate": 7, "work": "constant(0.1)"})j"), "M/D/1");
    row("lognormal", single(R"j({"rate": 7, "work": "lognormal(0.1,2)"})j"), "M/G/1");
    row("shared",
        single(R"j({"rate": 7, "work": "uniform(0.1,0.3)"})j",
               R"j({"cores": 2, "discipline": "ps"})j"),
        "M/G/2-PS");
    row("renewal", single(R"j({"interarrival": "gamma(0.5,0.2)", "work": "exponential(0.1)"})j"),
        "GI/M/1");
    row("regular", single(R"j({"interarrival": "constant(0.2)", "work": "exponential(0.1)"})j"),
        "D/M/1");
    row("round robin", farm(3, R"j({"rate": 20, "work": "exponential(0.1)"})j", "{}"), "E3/M/1");
    row("random",
        farm(3, R"j({"rate": 20, "work": "erlang(2,0.1)"})j", R"j({"algorithm": "random"})j"),
        "random split to M/G/1");
    row("shortest queue",
        farm(2, R"j({"rate": 14, "work": "exponential(0.1)"})j",
             R"j({"algorithm": "least-connections"})j"),
        "join the shortest queue, exact chain");
    row("tandem", tandem(), "Jackson network, M/M/1 first");
    row("closed",
        single(R"j({"arrivals": "closed", "population": 20, "thinkTime": "uniform(0,2)",
                              "work": "exponential(0.1)"})j",
               R"j({"cores": 2})j"),
        "closed network, exact mean value analysis");
}

void TestAnswers::modelsAreRecognised()
{
    QFETCH(QByteArray, design);
    QFETCH(QString, model);
    const auto loaded = model::parseDesign(design, model::builtinKinds());
    QVERIFY(loaded.isOk());
    const theory::Answer answer = theory::answersFor(loaded->design);
    QVERIFY2(answer.isKnown(), qPrintable(answer.reason));
    QCOMPARE(answer.model, model);
    QVERIFY(answer.isExact);
    QVERIFY(!answer.assumptions.isEmpty());
    constexpr int kReplications = 16;
    const auto report =
        sim::simulateReplications(loaded->design, {1600.0, 100.0, 1, 0}, kReplications, 2);
    QVERIFY(report.isOk());
    const auto check = [&](const char *key, const sim::engine::MeanInterval &found) {
        const auto figure = answer.figure(QString::fromLatin1(key));
        QVERIFY2(figure, key);
        const theory::Simulated simulated{*found.mean, *found.low, *found.high, kReplications};
        QVERIFY2(theory::agrees(*figure, simulated),
                 qPrintable(QStringLiteral("%1: theory %2, simulated %3, three errors %4")
                                .arg(QString::fromLatin1(key))
                                .arg(*figure)
                                .arg(*found.mean)
                                .arg(theory::threeErrors(simulated))));
    };
    check("responseTime.mean", report->responseTime.mean);
    check("waitingTime.mean", report->waitingTime.mean);
    check("throughput", report->throughput);
    const auto isClose = [&](const QString &key, const std::optional<double> &found) {
        const auto figure = answer.figure(key);
        return !figure || (found && std::abs(*found - *figure) < 0.05 * *figure + 0.02);
    };
    QVERIFY(isClose(QStringLiteral("responseTime.p50"), report->responseTime.p50));
    QVERIFY(isClose(QStringLiteral("responseTime.p95"), report->responseTime.p95));
    QVERIFY(isClose(QStringLiteral("waitingTime.p95"), report->waitingTime.p95));
    QVERIFY(isClose(QStringLiteral("availability"), report->availability));
    for (const sim::ComponentReport &component : report->components) {
        const QString path = QStringLiteral("components.") + component.id;
        QVERIFY(isClose(path + QStringLiteral(".utilization"), component.utilization));
        QVERIFY(isClose(path + QStringLiteral(".meanQueue"), component.meanQueue));
    }
}

void TestAnswers::whatHasNoFormulaGetsNone_data()
{
    QTest::addColumn<QByteArray>("design");
    QTest::addColumn<QString>("says");
    const auto row = [](const char *name, const DesignText &text, const char *says) {
        QTest::newRow(name) << text.bytes() << QString::fromLatin1(says);
    };
    const std::string poisson = R"j({"rate": 7, "work": "exponential(0.1)"})j";
    row("overload", single(R"j({"rate": 11})j"), "without end");
    row("failures", single(poisson, R"j({"mtbf": 10, "mttr": 1})j"), "mtbf of \"n1\"");
    row("patience", single(R"j({"rate": 7, "timeout": 1})j"), "timeout of \"users\"");
    row("scenario", single(poisson).at(5, "fail", "n1"), "scenario");
    row("heavy tail", single(R"j({"rate": 7, "work": "pareto(1.5,0.1)"})j"), "variance");
    row("cores and any work",
        single(R"j({"rate": 7, "work": "constant(0.1)"})j", R"j({"cores": 2})j"), "several cores");
    row("sticky", farm(2, poisson, R"j({"sticky": "cookie"})j"), "sticky of \"lb\"");
    row("hash", farm(2, poisson, R"j({"algorithm": "source-hash"})j"), "source-hash");
    row("no heartbeat", farm(2, poisson, "{}", R"j({"heartbeat": ""})j"), "no heartbeat");
    row("round robin then a queue",
        farm(2, poisson, "{}")
            .add("storage", "db", R"j({"ioTime": "exponential(0.01)", "concurrency": 1})j")
            .connect("state", "n01", "db")
            .connect("state", "n02", "db"),
        "storage \"db\"");
    row("nobody", DesignText().node("n1"), "nobody");
}

void TestAnswers::whatHasNoFormulaGetsNone()
{
    QFETCH(QByteArray, design);
    QFETCH(QString, says);
    const auto loaded = model::parseDesign(design, model::builtinKinds());
    QVERIFY(loaded.isOk());
    const theory::Answer answer = theory::answersFor(loaded->design);
    QVERIFY2(!answer.isKnown(), qPrintable(answer.model));
    QVERIFY2(answer.reason.contains(says), qPrintable(answer.reason));
    QVERIFY(answer.figures.empty());
}

void TestAnswers::everyPropertyCountsUnlessKnown()
{
    // A container's failures reach the node in it.
    DesignText text;
    text.add("zone", "z", R"j({"mtbf": 100})j")
        .users(R"j({"rate": 7})j")
        .node("n1", "{}", "z")
        .traffic("users", "n1");
    QVERIFY(!theory::answersFor(text.design()).isKnown());
    // Many nodes: the supermarket model is a limit, and says so.
    const theory::Answer limit =
        theory::answersFor(farm(50, R"j({"rate": 450, "work": "exponential(0.1)"})j",
                                R"j({"algorithm": "power-of-two"})j")
                               .design());
    QVERIFY(limit.isKnown());
    QVERIFY(!limit.isExact);
    QVERIFY(std::abs(*limit.figure(QStringLiteral("responseTime.mean")) - 0.2614057377) < 1e-9);
}

QTEST_GUILESS_MAIN(TestAnswers)
#include "tst_answers.moc"
