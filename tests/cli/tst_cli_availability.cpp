// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

#include <nlohmann/json.hpp>

using nlohmann::json;

class TestCliAvailability : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void jsonHasTheKeysOfTheContract();
    void monteCarloHasAnIntervalAndRepeats();
    void aMissedObjectiveIsAnAnswer();
    void brokenInputIsTold_data();
    void brokenInputIsTold();
    void theTableIsForPeople();
    void lintSaysWhatIsWrong();

private:
    struct Outcome
    {
        int code = -1;
        QByteArray output;
        QByteArray errors;
    };

    static Outcome run(const QStringList &arguments,
                       const QString &command = QStringLiteral("availability"))
    {
        QProcess process;
        process.start(QStringLiteral(LOADSTAR_BINARY_DIR "/bin/loadstarctl"),
                      QStringList{command} + arguments);
        if (!process.waitForFinished(60000))
            process.kill();
        return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
                process.readAllStandardOutput(), process.readAllStandardError()};
    }
    static QString file(const char *name)
    {
        return QStringLiteral(LOADSTAR_SOURCE_DIR "/resources/templates/%1.loadstar")
            .arg(QString::fromLatin1(name));
    }
    static QStringList words(const char *text) { return QString::fromLatin1(text).split(u' '); }
    QString written(const json &design)
    {
        const QString path = m_folder.filePath(QStringLiteral("d%1.loadstar").arg(m_written++));
        QFile target(path);
        if (target.open(QIODevice::WriteOnly))
            target.write(QByteArray::fromStdString(design.dump()));
        return path;
    }

    QTemporaryDir m_folder;
    int m_written = 0;
};

void TestCliAvailability::jsonHasTheKeysOfTheContract()
{
    const Outcome outcome =
        run({file("two-servers"), QStringLiteral("--json"), QStringLiteral("-")});
    QVERIFY2(outcome.code == 0, outcome.errors.constData());
    const json result = json::parse(outcome.output.toStdString());
    const json &system = result["system"];
    for (const char *key : {"availability", "unavailability", "nines", "downtimePerYear",
                            "yearDays", "failuresPerYear", "method", "ci95"})
        QVERIFY2(system.contains(key), key);
    QCOMPARE(system["method"], json("exact"));
    QCOMPARE(system["yearDays"], json(365.0));
    QVERIFY(system["ci95"].is_null());
    const double u = system["unavailability"];
    QVERIFY(std::abs(system["availability"].get<double>() - (1.0 - u)) < 1e-15);
    QVERIFY(std::abs(system["downtimePerYear"].get<double>() - u * 31536000.0) < 1e-6);
    QCOMPARE(result["singlePointsOfFailure"], json::parse(R"(["front-door", "home", "postgres"])"));
    QCOMPARE(
        result["minimalCutSets"],
        json::parse(R"([["front-door"], ["home"], ["postgres"], ["rstudio-1", "rstudio-2"]])"));
    for (const json &component : result["components"]) {
        const double share = component["birnbaum"].get<double>() *
                             (1.0 - component["availability"].get<double>()) / u;
        QVERIFY(std::abs(component["share"].get<double>() - share) < 1e-9);
    }
}

void TestCliAvailability::monteCarloHasAnIntervalAndRepeats()
{
    const QStringList options = words("--monte-carlo 500 --seed 3 --json -");
    const Outcome outcome = run(QStringList{file("two-servers")} + options);
    QVERIFY2(outcome.code == 0, outcome.errors.constData());
    const json system = json::parse(outcome.output.toStdString())["system"];
    QCOMPARE(system["method"], json("monte-carlo"));
    const double exact = 1.0 - system["exactUnavailability"].get<double>();
    QVERIFY(system["ci95"][0].get<double>() <= exact && exact <= system["ci95"][1].get<double>());
    QCOMPARE(run(QStringList{file("two-servers")} + options).output, outcome.output);
}

void TestCliAvailability::aMissedObjectiveIsAnAnswer()
{
    json design =
        json::parse(R"j({"loadstar": 1, "name": "weak", "objective": {"availability": 0.99},
        "components": [{"id": "u", "kind": "users"},
                       {"id": "n", "kind": "node", "properties": {"availability": 0.9}}],
        "connections": [{"id": "t", "kind": "traffic", "from": "u", "to": "n"}]})j");
    const Outcome missed = run({written(design), QStringLiteral("--json"), QStringLiteral("-")});
    QCOMPARE(missed.code, 1);
    QVERIFY(json::parse(missed.output.toStdString())["objective"]["isMet"] == false);
    QVERIFY(missed.errors.contains("below the objective, 99."));
    design["objective"]["availability"] = 0.8;
    QCOMPARE(run({written(design)}).code, 0);
}

void TestCliAvailability::brokenInputIsTold_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("code");
    QTest::addColumn<QByteArray>("words");
    QTest::newRow("no users") << QStringList{written(json::parse(
                                     R"({"loadstar": 1, "name": "n", "components": []})"))}
                              << 3 << QByteArray("nobody sends requests");
    QTest::newRow("no file") << QStringList{m_folder.filePath(QStringLiteral("none.loadstar"))} << 3
                             << QByteArray("none.loadstar");
    QTest::newRow("years") << QStringList{file("tour")} + words("--monte-carlo nan") << 2
                           << QByteArray("a number from");
    QTest::newRow("over the design")
        << QStringList{file("tour"), QStringLiteral("--json"), file("tour")} << 2
        << QByteArray("--json");
}

void TestCliAvailability::brokenInputIsTold()
{
    QFETCH(QStringList, arguments);
    QFETCH(int, code);
    QFETCH(QByteArray, words);
    const Outcome outcome = run(arguments);
    QCOMPARE(outcome.code, code);
    QVERIFY2(outcome.errors.contains(words), outcome.errors.constData());
    QVERIFY(outcome.output.isEmpty());
}

void TestCliAvailability::theTableIsForPeople()
{
    const Outcome outcome = run({file("two-servers")});
    QCOMPARE(outcome.code, 0);
    QVERIFY(outcome.output.contains("99.90383 %"));
    QVERIFY(outcome.output.contains("Single points of failure: front-door, home, postgres"));
    QVERIFY(outcome.output.contains("rstudio-1 + rstudio-2"));
}

void TestCliAvailability::lintSaysWhatIsWrong()
{
    const QString lint = QStringLiteral("lint");
    json design = json::parse(R"j({"loadstar": 1, "name": "weak", "components": [
        {"id": "u", "kind": "users"}, {"id": "n", "kind": "node"}, {"id": "m", "kind": "node"},
        {"id": "lb", "kind": "loadBalancer", "properties": {"healthCheck": false, "instances": 2}}],
        "connections": [{"id": "t", "kind": "traffic", "from": "u", "to": "lb"},
                        {"id": "a", "kind": "traffic", "from": "lb", "to": "n"},
                        {"id": "b", "kind": "traffic", "from": "lb", "to": "m"}]})j");
    const Outcome found =
        run({written(design), QStringLiteral("--json"), QStringLiteral("-")}, lint);
    QCOMPARE(found.code, 1);
    const json findings = json::parse(found.output.toStdString())["findings"];
    QCOMPARE(findings.size(), size_t(1));
    QCOMPARE(findings[0]["rule"], json("check-none"));
    QVERIFY(run({written(design)}, lint).output.contains("Turn the health check on"));
    design["components"][3]["properties"]["healthCheck"] = true;
    const Outcome quiet = run({written(design)}, lint);
    QCOMPARE(quiet.code, 0);
    QVERIFY(quiet.output.contains("Nothing to find fault with"));
    QVERIFY(run({QStringLiteral("--list")}, lint).output.contains("pods-pending"));
    QCOMPARE(run({}, lint).code, 2);
}

QTEST_GUILESS_MAIN(TestCliAvailability)
#include "tst_cli_availability.moc"
