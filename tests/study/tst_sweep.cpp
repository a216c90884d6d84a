// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/csv_cell.h"
#include "model/json_document.h"
#include "sim/design_text.h"
#include "study/sweep.h"
#include "study/sweep_report.h"

#include <QtTest>

#include <cmath>

using namespace loadstar;
using namespace loadstar::tests;
using study::Variation;

namespace {

model::Design farm()
{
    return DesignText()
        .farm(3, R"j({"rate": 20, "work": "exponential(0.1)"})j", R"j({"algorithm": "random"})j")
        .design();
}

Variation varied(const char *text, const model::Design &design)
{
    const auto variation =
        study::parseVariation(QString::fromLatin1(text), design, model::builtinKinds());
    if (!variation)
        qFatal("%s", qPrintable(variation.error().text()));
    return *variation;
}

study::Sweep swept(const model::Design &design, std::initializer_list<const char *> texts,
                   study::SweepOptions options)
{
    std::vector<Variation> variations;
    for (const char *text : texts)
        variations.push_back(varied(text, design));
    const auto sweep = study::runSweep(design, variations, options);
    if (!sweep)
        qFatal("%s", qPrintable(sweep.error().text()));
    return *sweep;
}

} // namespace

class TestSweep : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void textsBecomeValues();
    void wrongTextsSayWhatIsAllowed_data();
    void wrongTextsSayWhatIsAllowed();
    void theProductIsRunInOrder();
    void everyPointIsTheSimulationOfItsDesign();
    void differencesArePaired();
    void threadsDoNotMatter();
    void refusals();
    void csvIsQuotedAndGuarded();
};

void TestSweep::textsBecomeValues()
{
    const model::Design design = farm();
    QCOMPARE(varied("n01.cores=2,4", design).values, (std::vector<model::PropertyValue>{2.0, 4.0}));
    QCOMPARE(varied("lb.checkInterval=500 ms,2", design).values,
             (std::vector<model::PropertyValue>{0.5, 2.0}));
    QCOMPARE(varied("users.work=erlang(4,0.1),0.2", design).values,
             (std::vector<model::PropertyValue>{QStringLiteral("erlang(4,0.1)"), 0.2}));
    QCOMPARE(varied("n01.queueLimit=null,3", design).values,
             (std::vector<model::PropertyValue>{std::monostate(), 3.0}));
    QCOMPARE(varied("lb.failOpen=true,false", design).values,
             (std::vector<model::PropertyValue>{true, false}));
    QCOMPARE(varied("n01.group=\"a,b\",c", design).values,
             (std::vector<model::PropertyValue>{QStringLiteral("a,b"), QStringLiteral("c")}));
    // Ids may hold dots: a connection of the test's designs is called "lb.n01".
    const Variation latency = varied("lb.n01.latency=0,5 ms", design);
    QCOMPARE(latency.target.text(), QStringLiteral("lb.n01"));
    QCOMPARE(latency.values, (std::vector<model::PropertyValue>{0.0, 0.005}));
}

void TestSweep::wrongTextsSayWhatIsAllowed_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("part");
    const auto row = [](const char *text, const char *code, const char *part) {
        QTest::newRow(text) << QString::fromLatin1(text) << QString::fromLatin1(code)
                            << QString::fromLatin1(part);
    };
    row("cores", "sweep.syntax", "n1.cores=2,4,8");
    row("n01.=2", "sweep.syntax", "n1.cores=2,4,8");
    row("n99.cores=2", "sweep.unknown-element", "n99");
    row("n01.coers=2", "sweep.unknown-property", "cores, memory");
    row("n01.cores=2,0", "property.out-of-range", "from 1 to");
    row("n01.cores=2.5", "property.wrong-type", "whole number");
    row("n01.cores=", "property.wrong-type", "whole number");
    row("lb.algorithm=random,best", "property.not-a-choice", "one of round-robin, random");
    row("users.work=exponential(0)", "property.bad-distribution", "exponential(m)");
    row("n01.cores=2,2", "sweep.double-value", "found 2 twice");
}

void TestSweep::wrongTextsSayWhatIsAllowed()
{
    QFETCH(QString, text);
    QFETCH(QString, code);
    QFETCH(QString, part);
    const auto variation = study::parseVariation(text, farm(), model::builtinKinds());
    QVERIFY(!variation);
    QCOMPARE(variation.error().code, code);
    QVERIFY2(variation.error().message.contains(part), qPrintable(variation.error().text()));
    QVERIFY(variation.error().where.startsWith(QStringLiteral("--vary ")));
}

void TestSweep::theProductIsRunInOrder()
{
    const study::Sweep sweep =
        swept(farm(), {"n01.cores=1,2", "lb.algorithm=random,round-robin,first"}, {{20.0}, 1, 1});
    QCOMPARE(sweep.points.size(), std::size_t(6));
    QCOMPARE(sweep.points[1].settings,
             (std::vector<model::PropertyValue>{1.0, QStringLiteral("round-robin")}));
    QCOMPARE(sweep.points[5].settings,
             (std::vector<model::PropertyValue>{2.0, QStringLiteral("first")}));
    QVERIFY(!sweep.points[0].difference);
    QVERIFY(sweep.points[1].difference->responseMean.mean.has_value());
    QVERIFY(!sweep.points[1].difference->responseMean.low);
}

void TestSweep::everyPointIsTheSimulationOfItsDesign()
{
    const model::Design design = farm();
    const sim::RunOptions options{60.0, 10.0, 7, 0};
    const study::Sweep sweep = swept(design, {"n02.speed=1,2"}, {options, 3, 2});
    model::Design second = design;
    second.components.at(model::ElementId(QStringLiteral("n02")))
        .properties[QStringLiteral("speed")] = 2.0;
    const auto direct = sim::simulateReplications(second, options, 3, 1);
    QVERIFY(direct.isOk());
    QCOMPARE(sweep.points[1].report.requests.completed, direct->requests.completed);
    QCOMPARE(sweep.points[1].report.responseTime, direct->responseTime);
    QCOMPARE(sweep.points[1].report.components, direct->components);
}

void TestSweep::differencesArePaired()
{
    // Three servers, the same requests at both points: what one more core spares is told far more
    // precisely by pairs than by two intervals of their own.
    const study::Sweep sweep = swept(farm(), {"n01.speed=1,1.1"}, {{300.0, 20.0, 3, 0}, 10, 2});
    const study::PairedDifference &difference = *sweep.points[1].difference;
    const auto width = [](const sim::engine::MeanInterval &mean) { return *mean.high - *mean.low; };
    const auto &first = sweep.points[0].report.responseTime.mean;
    const auto &second = sweep.points[1].report.responseTime.mean;
    QVERIFY(std::abs(*difference.responseMean.mean - (*second.mean - *first.mean)) < 1e-12);
    QVERIFY(*difference.responseMean.high < 0.0);
    QVERIFY(width(difference.responseMean) < 0.7 * std::hypot(width(first), width(second)));
}

void TestSweep::threadsDoNotMatter()
{
    const auto bytes = [](int threads) {
        const study::Sweep sweep =
            swept(farm(), {"n01.cores=1,2,3", "lb.retries=0,1"}, {{30.0, 5.0, 1, 0}, 3, threads});
        return model::prettyJson(study::toJson(sweep)) + study::toCsv(sweep);
    };
    const QByteArray one = bytes(1);
    QVERIFY(one.size() > 1000);
    QCOMPARE(bytes(2), one);
    QCOMPARE(bytes(8), one);
}

void TestSweep::refusals()
{
    const model::Design design = farm();
    const auto codeOf = [&](std::vector<Variation> variations, int replications = 1) {
        const auto sweep = study::runSweep(design, variations, {{10.0}, replications, 1});
        return sweep ? QString() : sweep.error().code + u' ' + sweep.error().where;
    };
    const Variation cores = varied("n01.cores=1,2", design);
    QCOMPARE(codeOf({cores, cores}), QStringLiteral("sweep.varied-twice --vary n01.cores"));
    Variation many = varied("n01.weight=0", design);
    for (int i = 1; i <= 200; ++i)
        many.values.push_back(double(i));
    Variation others = varied("n02.weight=0", design);
    others.values = many.values;
    QCOMPARE(codeOf({many, others}), QStringLiteral("sweep.too-many-points --vary"));
    QCOMPARE(codeOf({many}, 1000000), QStringLiteral("sweep.too-many-points --replications"));
    // Each value is allowed, the two together are not.
    QCOMPARE(codeOf({varied("lb.checkRules=haproxy,alb", design),
                     varied("lb.checkTimeout=1,5", design)}),
             QStringLiteral("sim.bad-value lb.checkRules=alb, lb.checkTimeout=5: lb.checkTimeout"));
}

void TestSweep::csvIsQuotedAndGuarded()
{
    QCOMPARE(base::csvCell(QStringLiteral("a,b")), QStringLiteral("\"a,b\""));
    QCOMPARE(base::csvCell(QStringLiteral("say \"x\"")), QStringLiteral("\"say \"\"x\"\"\""));
    QCOMPARE(base::csvCell(QStringLiteral("two\nlines")), QStringLiteral("\"two\nlines\""));
    for (const char *text : {"=1+1", "+1", "-1", "@a", "\ta"})
        QCOMPARE(base::csvCell(QString::fromLatin1(text)), u'\'' + QString::fromLatin1(text));
    QCOMPARE(base::csvCell(QStringLiteral("a=b")), QStringLiteral("a=b"));
    const study::Sweep sweep =
        swept(farm(), {"n01.group==x,\"a,b\"", "n01.speed=2,1"}, {{30.0}, 2, 1});
    const QList<QByteArray> lines = study::toCsv(sweep).split('\n');
    QCOMPARE(lines.size(), qsizetype(6));
    QVERIFY(lines[0].startsWith("n01.group,n01.speed,offered,completed,"));
    QVERIFY(lines[1].startsWith("'=x,2,"));
    QVERIFY(lines[3].startsWith("\"a,b\",2,"));
    QVERIFY(lines[1].endsWith(",\r"));
    for (qsizetype i : {1, 2})
        QCOMPARE(lines[i].count(','), lines[0].count(','));
}

QTEST_GUILESS_MAIN(TestSweep)
#include "tst_sweep.moc"
