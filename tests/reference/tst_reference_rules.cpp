// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Each case of open.json that docs/validation.md is about has its rows, and those that need no long
// run agree. tst_reference_queues runs the long ones.
#include "reference/open_cases.h"
#include "reference/validation_rows.h"

#include <QtTest>

using namespace loadstar::tests;
using nlohmann::json;

class TestReferenceRules : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyCaseIsUnderstood_data();
    void everyCaseIsUnderstood();
    void unknownCasesHaveNoRows();
    void rowsCanDisagree();
};

void TestReferenceRules::everyCaseIsUnderstood_data()
{
    QTest::addColumn<int>("index");
    int count = 0;
    for (std::size_t i = 0; i < allCases().size(); ++i) {
        const json &item = allCases()[i];
        if (!isValidated(item["area"]))
            continue;
        ++count;
        const std::string name =
            joined({item["id"].get<std::string>(), " ", item["title"].get<std::string>()});
        QTest::newRow(name.c_str()) << static_cast<int>(i);
    }
    QCOMPARE(count, 63);
}

void TestReferenceRules::everyCaseIsUnderstood()
{
    QFETCH(int, index);
    const json &item = allCases()[static_cast<std::size_t>(index)];
    const CaseRows found = quickRowsOf(item);
    // The one case that is told in words only.
    const bool isQualitative = item["id"] == "TL-003" && !found.remark.isEmpty();
    QVERIFY2(!found.rows.empty() || !casesOf(item).empty() || isQualitative,
             "the page has no number of this case");
    for (const Row &row : found.rows) {
        qInfo("%s: published %.6g, ours %.6g, agrees %d of %zu", qPrintable(row.figure),
              row.published, row.ours.value_or(*(row.theory ? row.theory : row.ours)),
              row.agreeing(), row.agreements.size());
        QVERIFY2(!row.agreements.empty() && row.agrees(), qPrintable(row.figure));
    }
}

void TestReferenceRules::unknownCasesHaveNoRows()
{
    for (const char *area : {"queueing", "load-balancing", "health-check", "hashing", "tail"}) {
        const json item{{"id", "X-001"},
                        {"area", area},
                        {"inputs", json::object()},
                        {"expected", json::object()}};
        QVERIFY(isValidated(area));
        const CaseRows found = quickRowsOf(item);
        QVERIFY(casesOf(item).empty() && found.rows.empty() && found.remark.isEmpty());
    }
    QVERIFY(!isValidated("dr"));
}

void TestReferenceRules::rowsCanDisagree()
{
    const QString name = QStringLiteral("x");
    QVERIFY(exactRow(name, 3.0, 3.0).agrees() && !exactRow(name, 3.0, 3.001).agrees());
    QVERIFY(theoryRow(name, 2.0, 2.0 + 1e-9).agrees());
    QVERIFY(!theoryRow(name, 2.0, 2.0 + 1e-8).agrees());
    const std::vector<Sampled> near(4, {1.29, 0.1});
    std::vector<Sampled> found = near;
    found.push_back({1.31, 0.1});
    QVERIFY(sampledRow(name, 1.0, found).agrees());
    found[0].value = 0.69;
    QVERIFY(!sampledRow(name, 1.0, found).agrees());
    QVERIFY(sampledRow(name, 1.0, found, 0.02).agrees());
    QVERIFY(rangeRow(name, 4.0, {4.0, 4.2}, 4.0, 4.2).agrees());
    QVERIFY(!rangeRow(name, 4.0, {4.0, 4.21, 4.1, 4.1, 4.1}, 4.0, 4.2).agrees());
}

QTEST_GUILESS_MAIN(TestReferenceRules)
#include "tst_reference_rules.moc"
