// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/natural_order.h"
#include "base/units.h"

#include <QTest>

using namespace loadstar::base;

class UnitsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsQuantities_data();
    void readsQuantities();
    void refusesWhatIsNotAQuantity_data();
    void refusesWhatIsNotAQuantity();
    void formattedNumbersReadBackExactly();
    void showsTheShortestSuffix();
    void namesAreOrderedAsPeopleCount();
};

void UnitsTest::namesAreOrderedAsPeopleCount()
{
    const QStringList ordered = QStringLiteral(",01,1,a,a-2,a-2b,a-10,a-10-1,a-10-9,a-10-10,a2-1,b,"
                                               "b12345678901234567890,b12345678901234567891")
                                    .split(u',');
    for (qsizetype i = 0; i < ordered.size(); ++i) {
        for (qsizetype j = 0; j < ordered.size(); ++j)
            QCOMPARE(isNaturallyLess(ordered[i], ordered[j]), i < j);
    }
}

void UnitsTest::readsQuantities_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("quantity");
    QTest::addColumn<double>("expected");
    QTest::newRow("milliseconds") << "250 ms" << int(Quantity::Seconds) << 0.25;
    QTest::newRow("no space") << "250ms" << int(Quantity::Seconds) << 0.25;
    QTest::newRow("hours as seconds") << "4 h" << int(Quantity::Seconds) << 14400.0;
    QTest::newRow("days as hours") << "2 d" << int(Quantity::Hours) << 48.0;
    QTest::newRow("minutes as hours") << "30 min" << int(Quantity::Hours) << 0.5;
    QTest::newRow("bare") << "1.5" << int(Quantity::Seconds) << 1.5;
    QTest::newRow("exponent") << "1e3" << int(Quantity::Plain) << 1000.0;
    QTest::newRow("per cent") << "99.9 %" << int(Quantity::Probability) << 0.999;
    QTest::newRow("dollars") << "$0.34" << int(Quantity::Dollars) << 0.34;
    QTest::newRow("tebibytes") << "2 TiB" << int(Quantity::Gibibytes) << 2048.0;
    QTest::newRow("per minute") << "120 /min" << int(Quantity::PerSecond) << 2.0;
}

void UnitsTest::readsQuantities()
{
    QFETCH(QString, text);
    QFETCH(int, quantity);
    QFETCH(double, expected);
    const Result<double> number = parseQuantity(text, Quantity(quantity));
    QVERIFY2(number.isOk(), "is a quantity");
    QCOMPARE(*number, expected);
}

void UnitsTest::refusesWhatIsNotAQuantity_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("quantity");
    QTest::addColumn<QString>("code");
    QTest::newRow("empty") << "" << int(Quantity::Seconds) << "units.not-a-number";
    QTest::newRow("word") << "soon" << int(Quantity::Seconds) << "units.not-a-number";
    QTest::newRow("infinity") << "inf" << int(Quantity::Seconds) << "units.not-a-number";
    QTest::newRow("nan") << "nan" << int(Quantity::Plain) << "units.not-a-number";
    QTest::newRow("comma") << "1,5" << int(Quantity::Seconds) << "units.unknown-unit";
    QTest::newRow("wrong unit") << "4 GiB" << int(Quantity::Seconds) << "units.unknown-unit";
    QTest::newRow("unit on plain") << "4 s" << int(Quantity::Plain) << "units.unknown-unit";
}

void UnitsTest::refusesWhatIsNotAQuantity()
{
    QFETCH(QString, text);
    QFETCH(int, quantity);
    QFETCH(QString, code);
    const Result<double> number = parseQuantity(text, Quantity(quantity));
    QVERIFY(!number.isOk());
    QCOMPARE(number.error().code, code);
}

void UnitsTest::formattedNumbersReadBackExactly()
{
    const QList<Quantity> quantities{Quantity::Plain,      Quantity::Seconds, Quantity::Hours,
                                     Quantity::Gibibytes,  Quantity::Dollars, Quantity::PerSecond,
                                     Quantity::Probability};
    quint64 state = 1;
    for (int i = 0; i < 20000; ++i) {
        state = state * 6364136223846793005ULL + 1442695040888963407ULL;
        const double value = double(state >> 11) / double(1 << 20) / double(1 + (state & 0xffff));
        for (const Quantity quantity : quantities) {
            const Result<double> back = parseQuantity(formatQuantity(value, quantity), quantity);
            QVERIFY(back.isOk());
            QCOMPARE(*back, value);
        }
    }
}

void UnitsTest::showsTheShortestSuffix()
{
    QCOMPARE(formatQuantity(0.25, Quantity::Seconds), QStringLiteral("250 ms"));
    QCOMPARE(formatQuantity(90.0, Quantity::Seconds), QStringLiteral("90 s"));
    QCOMPARE(formatQuantity(14400.0, Quantity::Seconds), QStringLiteral("4 h"));
    QCOMPARE(formatQuantity(0.0, Quantity::Seconds), QStringLiteral("0 s"));
    QCOMPARE(formatQuantity(0.999, Quantity::Probability), QStringLiteral("99.9 %"));
    QCOMPARE(formatQuantity(0.17, Quantity::Dollars), QStringLiteral("$0.17"));
    QCOMPARE(formatQuantity(2000.0, Quantity::Hours), QStringLiteral("2000 h"));
}

QTEST_APPLESS_MAIN(UnitsTest)
#include "tst_units.moc"
