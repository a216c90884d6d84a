// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

#include <cmath>
#include <nlohmann/json.hpp>

using nlohmann::json;

class TestCliSimulate : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void workedExampleOfTheContract();
    void sameSeedGivesTheSameBytes();
    void missedObjectiveGivesOne();
    void wrongUsageGivesTwo_data();
    void wrongUsageGivesTwo();
    void invalidInputGivesThreeAndOneLine_data();
    void invalidInputGivesThreeAndOneLine();
    void aStateIsSavedAndBegunFrom();
    void noFormulaTakesTheRunWithIt();
    void outputsNeverGoOverInputsOrEachOther();
    void timeNeverStandsStill_data();
    void timeNeverStandsStill();
    void aTamperedRecordIsNotIdentical();
    void quotedTracesAreRead();
    void tableNamesEveryComponent();
    void theoryStandsBesideTheRun();
    void everyTemplateRuns();

private:
    struct Outcome
    {
        int code = -1;
        QByteArray output;
        QByteArray errors;
    };

    Outcome run(const QStringList &arguments) const
    {
        QProcess process;
        process.start(QStringLiteral(LOADSTAR_BINARY_DIR "/bin/loadstarctl"), arguments);
        if (!process.waitForFinished(120000))
            process.kill();
        return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
                process.readAllStandardOutput(), process.readAllStandardError()};
    }
    QString write(const QString &name, const QByteArray &bytes) const
    {
        QFile file(m_folder.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("cannot write %s", qPrintable(file.fileName()));
        return file.fileName();
    }

    QTemporaryDir m_folder;
};

namespace {

const char *const kWorkedExample = R"j({"loadstar": 1, "name": "Worked example", "components": [
  {"id": "n1", "kind": "node", "x": 200, "y": 0, "properties": {"cores": 1}},
  {"id": "users", "kind": "users", "x": 0, "y": 0, "properties": {"interarrival": "constant(1)", "work": "constant(0.25)"}}],
 "connections": [{"id": "t1", "kind": "traffic", "from": "users", "to": "n1", "properties": {}}],
 "scenario": [{"at": 10.5, "action": "fail", "target": "n1"}, {"at": 20.5, "action": "recover", "target": "n1"}]OBJECTIVE})j";

QByteArray workedExample(const char *objective = "")
{
    return QByteArray(kWorkedExample).replace("OBJECTIVE", objective);
}

} // namespace

void TestCliSimulate::workedExampleOfTheContract()
{
    const Outcome outcome =
        run({QStringLiteral("simulate"), write(QStringLiteral("worked.loadstar"), workedExample()),
             QStringLiteral("--duration"), QStringLiteral("30"), QStringLiteral("--json"),
             QStringLiteral("-")});
    QCOMPARE(outcome.code, 0);
    const json report = json::parse(outcome.output.toStdString());
    const json requests{{"offered", 29}, {"completed", 19}, {"failed", 10}, {"rejected", 0},
                        {"timedOut", 0}, {"inFlight", 0},   {"retried", 0}};
    QCOMPARE(report["requests"], requests);
    QCOMPARE(report["availability"].get<double>(), 19.0 / 29.0);
    QCOMPARE(report["components"]["n1"]["utilization"].get<double>(), 0.15833333333333333);
    for (const char *key : {"p50", "p99", "max"})
        QCOMPARE(report["responseTime"][key].get<double>(), 0.25);
    QCOMPARE(report["responseTime"]["mean"]["value"].get<double>(), 0.25);
    QCOMPARE(report["waitingTime"]["mean"]["value"].get<double>(), 0.0);
    const json events = json::parse(
        R"([{"at": 10.5, "what": "fail", "target": "n1", "by": "scenario", "mode": "crash"},
                                        {"at": 20.5, "what": "recover", "target": "n1", "by": "scenario"}])");
    QCOMPARE(report["events"], events);
    QCOMPARE(report["timeline"]["step"].get<double>(), 1.0);
    QCOMPARE(report["timeline"]["series"]["throughput"].size(), 30U);
    QVERIFY(report["timeline"]["series"]["p95"][15].is_null());
    QCOMPARE(report["timeline"]["series"]["errors"][15].get<double>(), 1.0);
    for (const char *key : {"events", "wallSeconds", "eventsPerSecond"})
        QVERIFY(report["engine"].contains(key));
}

void TestCliSimulate::sameSeedGivesTheSameBytes()
{
    const auto bytes = [&](const char *threads) {
        const Outcome outcome = run(
            {QStringLiteral("simulate"), write(QStringLiteral("worked.loadstar"), workedExample()),
             QStringLiteral("--replications"), QStringLiteral("5"), QStringLiteral("--threads"),
             QString::fromLatin1(threads), QStringLiteral("--json"), QStringLiteral("-")});
        json report = json::parse(outcome.output.toStdString());
        report["engine"].erase("wallSeconds");
        report["engine"].erase("eventsPerSecond");
        return report.dump();
    };
    QCOMPARE(bytes("2"), bytes("1"));
}

void TestCliSimulate::missedObjectiveGivesOne()
{
    const auto codeWith = [this](const char *objective) {
        return run({QStringLiteral("simulate"),
                    write(QStringLiteral("objective.loadstar"), workedExample(objective)),
                    QStringLiteral("--duration"), QStringLiteral("30")})
            .code;
    };
    QCOMPARE(codeWith(R"(, "objective": {"availability": 0.999})"), 1);
    QCOMPARE(codeWith(R"(, "objective": {"availability": 0.6})"), 0);
    QCOMPARE(codeWith(R"(, "objective": {"responseTimeP95": 0.2})"), 1);
    QCOMPARE(codeWith(R"(, "objective": {"responseTimeP95": 0.25})"), 0);
}

void TestCliSimulate::wrongUsageGivesTwo_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::newRow("warm-up too long")
        << QStringList{QStringLiteral("--warmup"), QStringLiteral("600")};
    QTest::newRow("no duration") << QStringList{QStringLiteral("--duration"), QStringLiteral("0")};
    QTest::newRow("negative warm-up")
        << QStringList{QStringLiteral("--warmup"), QStringLiteral("-1")};
    QTest::newRow("no replications")
        << QStringList{QStringLiteral("--replications"), QStringLiteral("0")};
    QTest::newRow("infinite duration")
        << QStringList{QStringLiteral("--duration"), QStringLiteral("inf")};
    QTest::newRow("not a number") << QStringList{QStringLiteral("--duration"),
                                                 QStringLiteral("nan")};
    QTest::newRow("unknown option") << QStringList{QStringLiteral("--sped"), QStringLiteral("1")};
}

void TestCliSimulate::wrongUsageGivesTwo()
{
    QFETCH(QStringList, options);
    const Outcome outcome =
        run(QStringList{QStringLiteral("simulate"),
                        write(QStringLiteral("worked.loadstar"), workedExample())} +
            options);
    QCOMPARE(outcome.code, 2);
    QVERIFY(outcome.output.isEmpty());
    QVERIFY(!outcome.errors.isEmpty());
}

void TestCliSimulate::invalidInputGivesThreeAndOneLine_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("truncated") << workedExample().left(200);
    QTest::newRow("binary") << QByteArray(5000, '\x7f');
    QTest::newRow("wrong version")
        << workedExample().replace("\"loadstar\": 1", "\"loadstar\": 99");
    QTest::newRow("deep") << QByteArray(100000, '[');
    QTest::newRow("not simulated") << workedExample().replace("\"node\"", "\"workload\"");
    QTest::newRow("bad distribution") << workedExample().replace("constant(0.25)", "constant(-1)");
    QTest::newRow("no time between requests")
        << workedExample().replace("constant(1)", "constant(0)");
}

void TestCliSimulate::invalidInputGivesThreeAndOneLine()
{
    QFETCH(QByteArray, bytes);
    const Outcome outcome =
        run({QStringLiteral("simulate"), write(QStringLiteral("bad.loadstar"), bytes)});
    QCOMPARE(outcome.code, 3);
    QVERIFY(outcome.output.isEmpty());
    int errorLines = 0;
    for (const QByteArray &line : outcome.errors.split('\n'))
        errorLines += line.contains("error:") ? 1 : 0;
    QCOMPARE(errorLines, 1);
    QVERIFY(outcome.errors.contains("bad.loadstar"));
}

void TestCliSimulate::aStateIsSavedAndBegunFrom()
{
    const QString design = write(QStringLiteral("worked.loadstar"), workedExample());
    const QString state = m_folder.filePath(QStringLiteral("state.json"));
    const auto simulate = [&](const QStringList &more) {
        return run(QStringList{QStringLiteral("simulate"), design, QStringLiteral("--duration"),
                               QStringLiteral("15"), QStringLiteral("--json"),
                               QStringLiteral("-")} +
                   more);
    };
    QCOMPARE(simulate({QStringLiteral("--save-state"), state}).code, 0);
    const Outcome next = simulate({QStringLiteral("--start-state"), state});
    QCOMPARE(next.code, 0);
    // It is down from the beginning; failing again at 10.5 changes nothing.
    QCOMPARE(json::parse(next.output.toStdString())["requests"]["failed"].get<int>(), 14);
    write(QStringLiteral("state.json"), "{}");
    const Outcome wrong = simulate({QStringLiteral("--start-state"), state});
    QCOMPARE(wrong.code, 3);
    QVERIFY(wrong.errors.contains("state.json"));
    QCOMPARE(simulate({QStringLiteral("--start-state"), m_folder.path()}).code, 3);
    write(QStringLiteral("state.json"),
          R"({"format": "loadstar-state", "version": 1, "components": {"n9": {"requests": 1}}})");
    const Outcome unknown = simulate({QStringLiteral("--start-state"), state});
    QCOMPARE(unknown.code, 3);
    QVERIFY(unknown.errors.contains("state.json: components.n9"));
}

namespace {

/// Users straight to a node, with these properties of each, and a scenario.
QByteArray oneNode(const QByteArray &users = "{}", const QByteArray &node = "{}",
                   const QByteArray &scenario = "[]")
{
    return R"({"loadstar":1,"name":"one","components":[{"id":"u","kind":"users","name":"U",
        "x":0,"y":0,"properties":)" +
           users + R"(},{"id":"n1","kind":"node","name":"N","x":300,"y":0,"properties":)" + node +
           R"(}],"connections":[{"id":"c","kind":"traffic","from":"u","to":"n1"}],"scenario":)" +
           scenario + "}";
}

} // namespace

void TestCliSimulate::noFormulaTakesTheRunWithIt()
{
    // Waiting so short, or so rare, that a search for its percentiles finds no change of sign.
    const QByteArray designs[] = {oneNode(), oneNode(R"j({"work":"constant(1e-13)"})j"),
                                  oneNode(R"j({"work":"hyperexponential(1e-308,2)"})j"),
                                  oneNode(R"j({"rate":9.999999999999})j"),
                                  oneNode("{}", R"j({"speed":1e12})j")};
    for (const QByteArray &design : designs) {
        const QString file = write(QStringLiteral("plain.loadstar"), design);
        const Outcome outcome =
            run({QStringLiteral("simulate"), file, QStringLiteral("--duration"),
                 QStringLiteral("20"), QStringLiteral("--json"), QStringLiteral("-")});
        QVERIFY2(outcome.code == 0, design.constData());
        QVERIFY(json::accept(outcome.output.toStdString()));
    }
}

void TestCliSimulate::outputsNeverGoOverInputsOrEachOther()
{
    const QByteArray design = oneNode();
    const QString file = write(QStringLiteral("kept.loadstar"), design);
    const QString other = m_folder.filePath(QStringLiteral("./other.json"));
    const QStringList begin{QStringLiteral("simulate"), file, QStringLiteral("--duration"),
                            QStringLiteral("5")};
    const QString dotted = m_folder.filePath(QStringLiteral("./kept.loadstar"));
    for (const QStringList &arguments :
         {begin + QStringList{QStringLiteral("--json"), dotted},
          begin + QStringList{QStringLiteral("--record"), file},
          begin + QStringList{QStringLiteral("--save-state"), file},
          begin + QStringList{QStringLiteral("--json"), other, QStringLiteral("--record"), other},
          begin + QStringList{QStringLiteral("--json"), QStringLiteral("-"),
                              QStringLiteral("--record"), QStringLiteral("-")},
          QStringList{QStringLiteral("sweep"), file, QStringLiteral("--vary"),
                      QStringLiteral("n1.cores=1,2"), QStringLiteral("--csv"), file},
          QStringList{QStringLiteral("render"), file, QStringLiteral("--output"), file}}) {
        const Outcome outcome = run(arguments);
        QVERIFY2(outcome.code == 2, qPrintable(arguments.join(u' ')));
        QCOMPARE(outcome.errors.count('\n'), 1);
        QFile kept(file);
        QVERIFY(kept.open(QIODevice::ReadOnly));
        QCOMPARE(kept.readAll(), design);
    }
    QVERIFY(!QFile::exists(other));
}

void TestCliSimulate::timeNeverStandsStill_data()
{
    QTest::addColumn<QByteArray>("design");
    QTest::addColumn<QByteArray>("word");
    QTest::newRow("failures") << oneNode("{}", R"j({"mtbf":1e-308,"mttr":1e-308})j")
                              << QByteArray("mtbf");
    QTest::newRow("maintenance") << oneNode("{}",
                                            R"j({"maintenanceFirst":0,"maintenanceEvery":1e-300,
                            "maintenanceTime":1e-308})j")
                                 << QByteArray("maintenanceEvery");
    QTest::newRow("closed") << oneNode(R"j({"arrivals":"closed","thinkTime":0,"work":1e-30})j")
                            << QByteArray("thinkTime");
    QTest::newRow("impatient") << oneNode(
                                      R"j({"arrivals":"closed","thinkTime":0,"timeout":1e-308})j")
                               << QByteArray("timeout");
    QTest::newRow("slowed") << oneNode(
                                   "{}", "{}",
                                   R"j([{"at":1,"action":"slow","target":"n1","factor":1e20}])j")
                            << QByteArray("factor");
}

void TestCliSimulate::timeNeverStandsStill()
{
    QFETCH(QByteArray, design);
    QFETCH(QByteArray, word);
    const QString file = write(QStringLiteral("still.loadstar"), design);
    const Outcome outcome =
        run({QStringLiteral("simulate"), file, QStringLiteral("--duration"), QStringLiteral("20")});
    QCOMPARE(outcome.code, 3);
    QCOMPARE(outcome.errors.count('\n'), 1);
    QVERIFY2(outcome.errors.contains(word), outcome.errors.constData());
}

void TestCliSimulate::aTamperedRecordIsNotIdentical()
{
    const QString file = write(QStringLiteral("run.loadstar"), oneNode());
    const QString record = m_folder.filePath(QStringLiteral("r.run"));
    QCOMPARE(run({QStringLiteral("simulate"), file, QStringLiteral("--duration"),
                  QStringLiteral("20"), QStringLiteral("--record"), record})
                 .code,
             0);
    QCOMPARE(run({QStringLiteral("replay"), record}).code, 0);
    QFile read(record);
    QVERIFY(read.open(QIODevice::ReadOnly));
    const json whole = json::parse(read.readAll().toStdString());
    const auto replayOf = [&](const json &changed) {
        return run({QStringLiteral("replay"),
                    write(QStringLiteral("t.run"), QByteArray::fromStdString(changed.dump()))})
            .code;
    };
    json without = whole;
    without["report"].erase("requests");
    QCOMPARE(replayOf(without), 1);
    without["report"] = json::object();
    QCOMPARE(replayOf(without), 1);
    json later = whole;
    later["design"]["loadstar"] = 99;
    QCOMPARE(replayOf(later), 3);
    later["design"] = nullptr;
    QCOMPARE(replayOf(later), 3);
}

void TestCliSimulate::quotedTracesAreRead()
{
    write(QStringLiteral("trace.csv"), "\"time\",\"work\"\r\n\"1\",\"0.1\"\r\n\"2\",\"0.1\"\r\n");
    const QString file =
        write(QStringLiteral("trace.loadstar"), oneNode(R"j({"traceFile":"trace.csv"})j"));
    const Outcome outcome =
        run({QStringLiteral("simulate"), file, QStringLiteral("--duration"), QStringLiteral("5"),
             QStringLiteral("--json"), QStringLiteral("-")});
    QVERIFY2(outcome.code == 0, outcome.errors.constData());
    QCOMPARE(json::parse(outcome.output.toStdString())["requests"]["offered"].get<int>(), 2);
}

void TestCliSimulate::tableNamesEveryComponent()
{
    const Outcome outcome =
        run({QStringLiteral("simulate"), write(QStringLiteral("worked.loadstar"), workedExample()),
             QStringLiteral("--duration"), QStringLiteral("30")});
    QCOMPARE(outcome.code, 0);
    for (const char *needle : {"n1", "65.52 %", "fail (crash)", "response time"})
        QVERIFY2(outcome.output.contains(needle), needle);
}

void TestCliSimulate::theoryStandsBesideTheRun()
{
    const auto theoryOf = [this](const QByteArray &design) {
        const Outcome outcome =
            run({QStringLiteral("simulate"), write(QStringLiteral("theory.loadstar"), design),
                 QStringLiteral("--duration"), QStringLiteral("2000"), QStringLiteral("--warmup"),
                 QStringLiteral("200"), QStringLiteral("--replications"), QStringLiteral("8"),
                 QStringLiteral("--json"), QStringLiteral("-")});
        return json::parse(outcome.output.toStdString())["theory"];
    };
    const json none = theoryOf(workedExample());
    QVERIFY(none["model"].is_null());
    QVERIFY(none["agrees"].is_null());
    QVERIFY(none["figures"].empty());
    QVERIFY(none["reason"].get<std::string>().find("scenario") != std::string::npos);
    const json known = theoryOf(R"j({"loadstar": 1, "components": [
      {"id": "n1", "kind": "node", "x": 200, "y": 0, "properties": {"cores": 2}},
      {"id": "users", "kind": "users", "x": 0, "y": 0, "properties": {"rate": 14}}],
     "connections": [{"id": "t1", "kind": "traffic", "from": "users", "to": "n1"}]})j");
    QCOMPARE(known["model"].get<std::string>(), std::string("M/M/2"));
    QVERIFY(known["agrees"].get<bool>());
    const json &mean = known["figures"]["responseTime.mean"];
    QVERIFY(std::abs(mean["theory"].get<double>() - 0.1 / 0.51) < 1e-12);
    QVERIFY(std::abs(mean["simulated"].get<double>() - mean["theory"].get<double>()) <=
            mean["threeErrors"].get<double>());
    QVERIFY(known["figures"]["responseTime.p95"]["agrees"].is_null());
}

void TestCliSimulate::everyTemplateRuns()
{
    const QDir folder(QStringLiteral(LOADSTAR_SOURCE_DIR "/resources/templates"));
    const QStringList names = folder.entryList({QStringLiteral("*.loadstar")}, QDir::Files);
    QVERIFY(!names.isEmpty());
    for (const QString &name : names) {
        const Outcome outcome = run({QStringLiteral("simulate"), folder.filePath(name),
                                     QStringLiteral("--json"), QStringLiteral("-")});
        QVERIFY2(outcome.code == 0 || outcome.code == 1,
                 qPrintable(name + u' ' + QString::fromUtf8(outcome.errors)));
        const json report = json::parse(outcome.output.toStdString());
        QVERIFY2(report["requests"]["completed"].get<int>() > 0, qPrintable(name));
    }
}

QTEST_GUILESS_MAIN(TestCliSimulate)
#include "tst_cli_simulate.moc"
