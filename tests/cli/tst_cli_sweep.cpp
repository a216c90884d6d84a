// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QProcess>
#include <QtTest>

#include <nlohmann/json.hpp>

using nlohmann::json;

class TestCliSweep : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void jsonHasAPointPerCombination();
    void threadsGiveTheSameBytes();
    void csvHasALinePerPoint();
    void exitCodesSayWhatIsWrong_data();
    void exitCodesSayWhatIsWrong();

private:
    struct Outcome
    {
        int code = -1;
        QByteArray output;
        QByteArray errors;
    };

    static Outcome sweep(const QStringList &options)
    {
        QProcess process;
        process.start(QStringLiteral(LOADSTAR_BINARY_DIR "/bin/loadstarctl"),
                      QStringList{QStringLiteral("sweep"),
                                  QStringLiteral(LOADSTAR_SOURCE_DIR
                                                 "/resources/templates/one-server.loadstar")} +
                          options);
        if (!process.waitForFinished(60000))
            process.kill();
        return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
                process.readAllStandardOutput(), process.readAllStandardError()};
    }

    static QStringList words(const char *text) { return QString::fromLatin1(text).split(u' '); }
};

void TestCliSweep::jsonHasAPointPerCombination()
{
    const Outcome outcome =
        sweep(words("--vary rstudio.cores=2,4 --vary rstudio.discipline=fifo,ps --replications 2 "
                    "--duration 60 --warmup 5 --seed 9 --json -"));
    QVERIFY2(outcome.code == 0 || outcome.code == 1, outcome.errors.constData());
    const json result = json::parse(outcome.output.toStdString());
    QCOMPARE(result["seed"], json(9));
    QCOMPARE(result["replications"], json(2));
    QCOMPARE(result["vary"][1]["values"], json::parse(R"(["fifo", "ps"])"));
    QCOMPARE(result["points"].size(), std::size_t(4));
    QCOMPARE(result["points"][2]["settings"],
             json::parse(R"({"rstudio.cores": 4, "rstudio.discipline": "fifo"})"));
    for (const char *key :
         {"requests", "responseTime", "waitingTime", "availability", "throughput"})
        QVERIFY2(result["points"][0].contains(key), key);
    QVERIFY(result["points"][0]["difference"].is_null());
    QVERIFY(result["points"][1]["difference"]["responseTime"]["mean"]["ci95"][0].is_number());
}

void TestCliSweep::threadsGiveTheSameBytes()
{
    const auto bytes = [](const char *threads) {
        return sweep(words("--vary rstudio.cores=1,2,3 --replications 3 --duration 60 --json - "
                           "--threads") +
                     QStringList{QString::fromLatin1(threads)})
            .output;
    };
    const QByteArray one = bytes("1");
    QVERIFY(one.size() > 500);
    QCOMPARE(bytes("2"), one);
    QCOMPARE(bytes("8"), one);
}

void TestCliSweep::csvHasALinePerPoint()
{
    const Outcome outcome = sweep(words("--vary rstudio.cores=1,2,3 --duration 30 --csv -"));
    QCOMPARE(outcome.output.count("\r\n"), qsizetype(4));
    QVERIFY(outcome.output.startsWith("rstudio.cores,offered,"));
}

void TestCliSweep::exitCodesSayWhatIsWrong_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<int>("code");
    QTest::addColumn<QByteArray>("part");
    const auto row = [](const char *options, int code, const char *part) {
        QTest::newRow(options) << words(options) << code << QByteArray(part);
    };
    row("--duration 10", 2, "--vary");
    row("--vary nobody.cores=1", 2, "nobody");
    row("--vary rstudio.cores=0", 2, "from 1 to");
    row("--vary rstudio.cores=1 --warmup 600", 2, "shorter");
    row("--vary rstudio.cores=1 --json - --csv -", 2, "standard output");
    row("--vary rstudio.cores=1 --executor moon", 2, "moon");
    row("--vary rstudio.cores=1 --executor slurm", 4, "slurm");
}

void TestCliSweep::exitCodesSayWhatIsWrong()
{
    QFETCH(QStringList, options);
    QFETCH(int, code);
    QFETCH(QByteArray, part);
    const Outcome outcome = sweep(options);
    QCOMPARE(outcome.code, code);
    QVERIFY(outcome.output.isEmpty());
    QVERIFY2(outcome.errors.contains(part), outcome.errors.constData());
}

QTEST_GUILESS_MAIN(TestCliSweep)
#include "tst_cli_sweep.moc"
