// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/kinds/builtin_kinds.h"
#include "model/profile_text.h"

#include <QtTest>

using namespace loadstar::model;

class TestProfileText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsEveryShape();
    void examplesAreValid();
    void saysWhatIsWrong_data();
    void saysWhatIsWrong();
};

void TestProfileText::readsEveryShape()
{
    const auto terms = parseProfile(
        QStringLiteral("day(0.2, peak=1, at=14 h) * ramp(1,5,10 min)*spike(300 s, 30 s, 10) * "
                       "bursts(on=10, factor=5, off=1 min) * spike(factor=2, for=1, at=0, every=1 "
                       "h)"));
    QVERIFY2(terms, terms ? "" : qPrintable(terms.error().message));
    const std::vector<ProfileTerm> expected{
        {QStringLiteral("day"), {0.2, 1.0, 50400.0, 0.0}},
        {QStringLiteral("ramp"), {1.0, 5.0, 600.0, 0.0}},
        {QStringLiteral("spike"), {300.0, 30.0, 10.0, 0.0}},
        {QStringLiteral("bursts"), {10.0, 60.0, 5.0, 1.0}},
        {QStringLiteral("spike"), {0.0, 1.0, 2.0, 3600.0}},
    };
    QCOMPARE(*terms, expected);
    const auto hours = parseProfile(QStringLiteral(
        "hours(0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23, start=8 h)"));
    QVERIFY(hours);
    QCOMPARE(hours->front().parameters.size(), std::size_t(25));
    QCOMPARE(hours->front().parameters[0], 8 * 3600.0);
    QCOMPARE(hours->front().parameters[24], 23.0);
}

void TestProfileText::examplesAreValid()
{
    QVERIFY(!profileExamples().isEmpty());
    for (const QString &example : profileExamples()) {
        const auto terms = parseProfile(example);
        QVERIFY2(terms, qPrintable(example));
        QCOMPARE(terms->size(), std::size_t(1));
    }
    // The property refuses what the parser refuses, and takes nothing for a steady rate.
    const PropertySpec *spec = findSpec(
        builtinKinds().component(QStringLiteral("users"))->properties, QStringLiteral("profile"));
    QVERIFY(spec->check(spec->examples.front()));
    QVERIFY(spec->check(QString()));
    const auto refused = spec->check(QStringLiteral("day(2)"));
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, QStringLiteral("property.bad-text"));
}

void TestProfileText::saysWhatIsWrong_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("part");
    const auto row = [](const char *text, const char *code, const char *part) {
        QTest::newRow(text) << QString::fromLatin1(text) << QString::fromLatin1(code)
                            << QString::fromLatin1(part);
    };
    row("busy", "profile.syntax", "ramp(");
    row("day(1,2,3 h", "profile.syntax", "day(trough");
    row("day(1,2,3 h) *", "profile.syntax", "ramp(");
    row("wave(1)", "profile.unknown-shape", "\"wave\"; allowed are day(");
    row("day(1)", "profile.bad-parameter", "\"peak\" is missing; allowed is day(");
    row("day()", "profile.bad-parameter", "\"trough\" is missing");
    row("day(1,2,25 h)", "profile.bad-parameter", "from 0 h to 24 h");
    row("day(-1,2,3 h)", "profile.bad-parameter", "a factor from 0");
    row("day(1,2,3 h,4 h,5)", "profile.bad-parameter", "too many");
    row("day(peak=1,2,3 h)", "profile.bad-parameter", "after a parameter with a name");
    row("day(1,2,3 h,trough=1)", "profile.bad-parameter", "stands twice");
    row("day(1,2,3 h,top=1)", "profile.bad-parameter", "\"top\"");
    row("ramp(1,2,0 s)", "profile.bad-parameter", "from 1 ms");
    row("ramp(1,two,9 s)", "profile.bad-parameter", "\"two\"");
    row("hours(1,2,3)", "profile.bad-parameter", "found 3 factors");
    row("spike(0,30 s,2,every=10 s)", "profile.bad-parameter", "\"every\"");
    row("bursts(1,1,nan)", "profile.bad-parameter", "factor");
}

void TestProfileText::saysWhatIsWrong()
{
    QFETCH(QString, text);
    QFETCH(QString, code);
    QFETCH(QString, part);
    const auto terms = parseProfile(text);
    QVERIFY(!terms);
    QCOMPARE(terms.error().code, code);
    QVERIFY2(terms.error().message.contains(part), qPrintable(terms.error().message));
}

QTEST_APPLESS_MAIN(TestProfileText)
#include "tst_profile_text.moc"
