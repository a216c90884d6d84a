// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/distribution_text.h"

#include <QTest>

using namespace loadstar::model;

class DistributionTextTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reads_data();
    void reads();
    void refuses_data();
    void refuses();
    void timesAreShownWithUnits_data();
    void timesAreShownWithUnits();
};

void DistributionTextTest::reads_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QList<double>>("parameters");
    QTest::addColumn<double>("mean");
    QTest::newRow("number") << "0.25" << QList<double>{0.25} << 0.25;
    QTest::newRow("constant") << "constant(250 ms)" << QList<double>{0.25} << 0.25;
    QTest::newRow("exponential") << " exponential( 0.1 ) " << QList<double>{0.1} << 0.1;
    QTest::newRow("erlang") << "erlang(4,1 min)" << QList<double>{4.0, 60.0} << 60.0;
    QTest::newRow("hyperexponential") << "hyperexponential(1,2)" << QList<double>{1.0, 2.0} << 1.0;
    QTest::newRow("lognormal") << "lognormal(20 ms,1.5)" << QList<double>{0.02, 1.5} << 0.02;
    QTest::newRow("gamma") << "gamma(0.5,3)" << QList<double>{0.5, 3.0} << 3.0;
    QTest::newRow("normal") << "normal(10,1)" << QList<double>{10.0, 1.0} << 10.0;
    QTest::newRow("normal at zero")
        << "normal(0,1)" << QList<double>{0.0, 1.0} << 0.7978845608028654;
    QTest::newRow("uniform") << "uniform(1 s,3 s)" << QList<double>{1.0, 3.0} << 2.0;
    QTest::newRow("weibull") << "weibull(2,5)" << QList<double>{2.0, 5.0} << 5.0;
    QTest::newRow("pareto") << "pareto(2.5,1 h)" << QList<double>{2.5, 3600.0} << 3600.0;
    QTest::newRow("empirical") << "empirical(1,2,6)" << QList<double>{1.0, 2.0, 6.0} << 3.0;
}

void DistributionTextTest::reads()
{
    QFETCH(QString, text);
    QFETCH(QList<double>, parameters);
    QFETCH(double, mean);
    const auto parsed = parseDistribution(text);
    QVERIFY2(parsed.isOk(), "is a distribution");
    QCOMPARE(QList<double>(parsed->parameters.begin(), parsed->parameters.end()), parameters);
    QCOMPARE(parsed->mean(), mean);
}

void DistributionTextTest::refuses_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("code");
    QTest::newRow("empty") << ""
                           << "distribution.syntax";
    QTest::newRow("word") << "often"
                          << "distribution.syntax";
    QTest::newRow("negative") << "-1"
                              << "distribution.syntax";
    QTest::newRow("open bracket") << "exponential(1"
                                  << "distribution.syntax";
    QTest::newRow("unknown") << "cauchy(1)"
                             << "distribution.unknown-family";
    QTest::newRow("case") << "Exponential(1)"
                          << "distribution.unknown-family";
    QTest::newRow("too few") << "erlang(2)"
                             << "distribution.wrong-count";
    QTest::newRow("too many") << "exponential(1,2)"
                              << "distribution.wrong-count";
    QTest::newRow("none") << "empirical()"
                          << "distribution.wrong-count";
    QTest::newRow("zero mean") << "exponential(0)"
                               << "distribution.bad-parameter";
    QTest::newRow("fraction of phases") << "erlang(1.5,1)"
                                        << "distribution.bad-parameter";
    QTest::newRow("low variation") << "hyperexponential(1,0.5)"
                                   << "distribution.bad-parameter";
    QTest::newRow("alpha one") << "pareto(1,1)"
                               << "distribution.bad-parameter";
    QTest::newRow("unit on a ratio") << "gamma(2 s,1)"
                                     << "distribution.bad-parameter";
    QTest::newRow("unknown unit") << "constant(1 week)"
                                  << "distribution.bad-parameter";
    QTest::newRow("not finite") << "constant(inf)"
                                << "distribution.bad-parameter";
    QTest::newRow("turned round") << "uniform(3,1)"
                                  << "distribution.bad-parameter";
}

void DistributionTextTest::refuses()
{
    QFETCH(QString, text);
    QFETCH(QString, code);
    const auto parsed = parseDistribution(text);
    QVERIFY(!parsed.isOk());
    QCOMPARE(parsed.error().code, code);
}

void DistributionTextTest::timesAreShownWithUnits_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("shown");
    QTest::newRow("seconds") << "exponential(10)"
                             << "exponential(10 s)";
    QTest::newRow("below a second") << "exponential(0.1)"
                                    << "exponential(100 ms)";
    QTest::newRow("has a unit") << "exponential(2 ms)"
                                << "exponential(2 ms)";
    QTest::newRow("ratio stays") << "lognormal(20,1.5)"
                                 << "lognormal(20 s,1.5)";
    QTest::newRow("count stays") << "erlang(2,3)"
                                 << "erlang(2,3 s)";
    QTest::newRow("many") << "empirical(1,2 s,3)"
                          << "empirical(1 s,2 s,3 s)";
    QTest::newRow("no distribution") << "cauchy(1)"
                                     << "cauchy(1)";
}

void DistributionTextTest::timesAreShownWithUnits()
{
    QFETCH(QString, text);
    QFETCH(QString, shown);
    QCOMPARE(withTimeUnits(text), shown);
    const auto before = parseDistribution(text);
    const auto after = parseDistribution(shown);
    QCOMPARE(after.isOk(), before.isOk());
    QVERIFY(!before || *after == *before);
}

QTEST_APPLESS_MAIN(DistributionTextTest)
#include "tst_distribution_text.moc"
