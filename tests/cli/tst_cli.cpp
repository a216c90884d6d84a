// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/// Runs loadstarctl as a script would and looks at exit codes, standard output and standard error.
class CliTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyCommandHasHelp();
    void wrongUsageIsTwo_data();
    void wrongUsageIsTwo();
    void badFilesAreRefusedInOneLine_data();
    void badFilesAreRefusedInOneLine();
    void kindsAndSchemaAreJson();
    void newWritesATemplateOnce();
    void simulateGivesTheSameBytesTwice();
    void simulateTellsTheStoryInOrder();
    void aHungNodeInAFailedZoneStaysDownUntilBothAreUp();
    void aTinyShapeGivesNoImpossibleTimes();
    void aClosedGroupWithoutThinkTimeGetsPastAFailure();
    void aPipeIsWrittenThrough();
    void emptyNamesAreRefused_data();
    void emptyNamesAreRefused();
    void aFullDiskIsToldAndLeavesNothing_data();
    void aFullDiskIsToldAndLeavesNothing();
    void manyEqualWarningsAreCounted();

private:
    struct Answer
    {
        int code = -1;
        QByteArray out;
        QByteArray err;
    };
    static Answer run(const QStringList &arguments);
    QString writeFile(const QString &name, const QByteArray &bytes);
    /// Users wired to one node in a zone, simulated for that many seconds.
    QJsonObject simulateOneNode(const QByteArray &users, const QByteArray &scenario,
                                const QString &duration);

    QTemporaryDir m_folder;
};

CliTest::Answer CliTest::run(const QStringList &arguments)
{
    QProcess process;
    process.start(QStringLiteral(LOADSTAR_BINARY_DIR "/bin/loadstarctl"), arguments);
    if (!process.waitForFinished(60000)) {
        process.kill();
        process.waitForFinished();
        return {};
    }
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

QString CliTest::writeFile(const QString &name, const QByteArray &bytes)
{
    const QString path = m_folder.filePath(name);
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        return {};
    return path;
}

void CliTest::everyCommandHasHelp()
{
    const Answer all = run({QStringLiteral("--help")});
    QCOMPARE(all.code, 0);
    for (const char *name :
         {"simulate", "export", "render", "probe", "stub", "kinds", "schema", "new"}) {
        QVERIFY2(all.out.contains(name), name);
        const Answer help = run({QString::fromLatin1(name), QStringLiteral("--help")});
        QVERIFY2(help.code == 0 && help.out.contains(name), name);
    }
}

void CliTest::wrongUsageIsTwo_data()
{
    QTest::addColumn<QStringList>("arguments");
    const auto row = [](const char *name, const char *text) {
        QTest::newRow(name) << QString::fromLatin1(text).split(u' ', Qt::SkipEmptyParts);
    };
    row("nothing", "");
    row("unknown command", "dance");
    row("unknown option", "kinds --loud");
    row("no file", "simulate");
    row("warm-up too long", "simulate x.loadstar --warmup 600");
    row("negative duration", "simulate x.loadstar --duration -1");
    row("duration is a word", "simulate x.loadstar --duration long");
    row("no output", "render x.loadstar");
    row("unknown picture", "render x.loadstar --output x.bmp");
    row("unknown format", "export x.loadstar --format telnet --output x");
    row("unknown template", "new nothing x.loadstar");
}

void CliTest::wrongUsageIsTwo()
{
    QFETCH(QStringList, arguments);
    const Answer answer = run(arguments);
    QCOMPARE(answer.code, 2);
    QVERIFY(answer.out.isEmpty());
    QVERIFY(!answer.err.isEmpty());
}

void CliTest::badFilesAreRefusedInOneLine_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("word");
    QFile tour(QStringLiteral(LOADSTAR_SOURCE_DIR "/resources/templates/tour.loadstar"));
    QVERIFY(tour.open(QIODevice::ReadOnly));
    const QByteArray good = tour.readAll();
    QByteArray binary;
    for (int i = 0; i < 4096; ++i)
        binary += char((i * 7919) >> 3);
    QTest::newRow("truncated") << good.left(good.size() / 2) << QByteArray("too early");
    QTest::newRow("empty") << QByteArray() << QByteArray("empty");
    QTest::newRow("binary") << binary << QByteArray("JSON");
    QTest::newRow("200 MB")
        << QByteArray("{\"loadstar\":1,\"name\":\"").append(QByteArray(200'000'000, 'x')) + "\"}"
        << QByteArray("MiB");
    QTest::newRow("deep") << QByteArray(1'000'000, '[') << QByteArray("deep");
    QTest::newRow("wrong version")
        << QByteArray(good).replace("\"loadstar\": 1", "\"loadstar\": 99") << QByteArray("version");
}

void CliTest::badFilesAreRefusedInOneLine()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, word);
    const QString path = writeFile(QStringLiteral("bad.loadstar"), bytes);
    QVERIFY(!path.isEmpty());
    const QString picture = m_folder.filePath(QStringLiteral("x.svg"));
    const QList<QStringList> commands{
        {QStringLiteral("simulate"), path, QStringLiteral("--json"), QStringLiteral("-")},
        {QStringLiteral("render"), path, QStringLiteral("--output"), picture},
        {QStringLiteral("export"), path, QStringLiteral("--format"), QStringLiteral("haproxy"),
         QStringLiteral("--output"), QStringLiteral("-")},
        {QStringLiteral("probe"), path}};
    for (const QStringList &command : commands) {
        const Answer answer = run(command);
        QVERIFY2(answer.code == 3, qPrintable(command.front() + QString::number(answer.code)));
        QVERIFY2(answer.out.isEmpty(), qPrintable(command.front()));
        QVERIFY2(answer.err.count('\n') == 1 && answer.err.contains(word) &&
                     answer.err.contains("bad.loadstar"),
                 answer.err.constData());
    }
    QVERIFY(!QFile::exists(picture));
}

void CliTest::kindsAndSchemaAreJson()
{
    const Answer kinds =
        run({QStringLiteral("kinds"), QStringLiteral("--json"), QStringLiteral("-")});
    QCOMPARE(kinds.code, 0);
    QVERIFY(QJsonDocument::fromJson(kinds.out)
                .object()
                .value(QStringLiteral("components"))
                .toArray()
                .size() >= 9);
    const Answer schema = run({QStringLiteral("schema")});
    QCOMPARE(schema.code, 0);
    QVERIFY(QJsonDocument::fromJson(schema.out).object().contains(QStringLiteral("properties")));
}

void CliTest::newWritesATemplateOnce()
{
    const QString path = m_folder.filePath(QStringLiteral("mine.loadstar"));
    QCOMPARE(run({QStringLiteral("new"), QStringLiteral("tour"), path}).code, 0);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray before = file.readAll();
    QCOMPARE(run({QStringLiteral("new"), QStringLiteral("tour"), path}).code, 3);
    file.seek(0);
    QCOMPARE(file.readAll(), before);
}

void CliTest::simulateGivesTheSameBytesTwice()
{
    const QString tour = QStringLiteral(LOADSTAR_SOURCE_DIR "/resources/templates/tour.loadstar");
    const auto simulate = [&](const QStringList &more) {
        const Answer answer =
            run(QStringList{QStringLiteral("simulate"), tour, QStringLiteral("--json"),
                            QStringLiteral("-"), QStringLiteral("--replications"),
                            QStringLiteral("4")} +
                more);
        QJsonObject report = QJsonDocument::fromJson(answer.out).object();
        QJsonObject engine = report.value(QStringLiteral("engine")).toObject();
        engine.remove(QStringLiteral("wallSeconds"));
        engine.remove(QStringLiteral("eventsPerSecond"));
        report.insert(QStringLiteral("engine"), engine);
        return QJsonDocument(report).toJson();
    };
    const QByteArray first = simulate({QStringLiteral("--threads"), QStringLiteral("1")});
    QVERIFY(first.contains("\"offered\""));
    QCOMPARE(simulate({QStringLiteral("--threads"), QStringLiteral("1")}), first);
    QCOMPARE(simulate({QStringLiteral("--threads"), QStringLiteral("2")}), first);
    QVERIFY(simulate({QStringLiteral("--seed"), QStringLiteral("2")}) != first);
}

void CliTest::simulateTellsTheStoryInOrder()
{
    const QString tour = QStringLiteral(LOADSTAR_SOURCE_DIR "/resources/templates/tour.loadstar");
    const Answer answer =
        run({QStringLiteral("simulate"), tour, QStringLiteral("--json"), QStringLiteral("-")});
    QVERIFY(answer.code == 0 || answer.code == 1);
    QStringList story;
    for (const QJsonValue &event :
         QJsonDocument::fromJson(answer.out).object().value(QStringLiteral("events")).toArray()) {
        const QString what = event.toObject().value(QStringLiteral("what")).toString();
        if (what != u"surge")
            story += what;
    }
    QCOMPARE(story.join(u' '), QStringLiteral("fail marked-down recover marked-up"));
}

QJsonObject CliTest::simulateOneNode(const QByteArray &users, const QByteArray &scenario,
                                     const QString &duration)
{
    const QString path = writeFile(
        QStringLiteral("one.loadstar"),
        R"j({"loadstar":1,"components":[{"id":"u","kind":"users","properties":{)j" + users +
            R"j(}},{"id":"z","kind":"zone"},{"id":"a","kind":"node","parent":"z"}],)j"
            R"j("connections":[{"id":"t","kind":"traffic","from":"u","to":"a"}],"scenario":[)j" +
            scenario + "]}");
    const Answer answer = run({QStringLiteral("simulate"), path, QStringLiteral("--duration"),
                               duration, QStringLiteral("--json"), QStringLiteral("-")});
    return answer.code == 0 ? QJsonDocument::fromJson(answer.out).object() : QJsonObject();
}

void CliTest::aHungNodeInAFailedZoneStaysDownUntilBothAreUp()
{
    const QJsonObject requests =
        simulateOneNode(R"j("interarrival":"constant(1)","work":"constant(0.25)")j",
                        R"j({"at":5.5,"action":"fail","target":"a","mode":"hang"},
                            {"at":8.5,"action":"fail","target":"z"},
                            {"at":10.5,"action":"recover","target":"z"},
                            {"at":15.5,"action":"recover","target":"a"})j",
                        QStringLiteral("30.5"))
            .value(QStringLiteral("requests"))
            .toObject();
    QCOMPARE(requests.value(QStringLiteral("completed")).toInt(), 20);
    QCOMPARE(requests.value(QStringLiteral("failed")).toInt(), 10);
}

void CliTest::aTinyShapeGivesNoImpossibleTimes()
{
    const QJsonObject report =
        simulateOneNode(R"j("rate":10,"work":"gamma(0.001,10 ms)")j", {}, QStringLiteral("600"));
    const double utilization = report.value(QStringLiteral("components"))
                                   .toObject()
                                   .value(QStringLiteral("a"))
                                   .toObject()
                                   .value(QStringLiteral("utilization"))
                                   .toDouble(-1.0);
    QVERIFY2(utilization >= 0.0 && utilization <= 1.0, qPrintable(QString::number(utilization)));
}

void CliTest::aClosedGroupWithoutThinkTimeGetsPastAFailure()
{
    const QJsonObject requests =
        simulateOneNode(
            R"j("arrivals":"closed","population":1,"thinkTime":0,"work":"constant(1)")j",
            R"j({"at":10.5,"action":"fail","target":"a"},{"at":11.5,"action":"recover","target":"a"})j",
            QStringLiteral("20.25"))
            .value(QStringLiteral("requests"))
            .toObject();
    QVERIFY(requests.value(QStringLiteral("completed")).toInt() >= 18);
    // One refusal each millisecond while the node is down.
    const int failed = requests.value(QStringLiteral("failed")).toInt();
    QVERIFY2(failed >= 990 && failed <= 1010, qPrintable(QString::number(failed)));
}

void CliTest::aPipeIsWrittenThrough()
{
    const QString pipe = m_folder.filePath(QStringLiteral("pipe"));
    QCOMPARE(::mkfifo(QFile::encodeName(pipe).constData(), 0600), 0);
    // Opened for both directions, so that opening does not wait for the writer.
    const int descriptor = ::open(QFile::encodeName(pipe).constData(), O_RDWR | O_NONBLOCK);
    QVERIFY(descriptor >= 0);
    const QString tour = QStringLiteral(LOADSTAR_SOURCE_DIR "/resources/templates/tour.loadstar");
    const Answer simulated = run({QStringLiteral("simulate"), tour, QStringLiteral("--duration"),
                                  QStringLiteral("1"), QStringLiteral("--json"), pipe});
    QVERIFY(simulated.code == 0 || simulated.code == 1);
    char first = 0;
    QCOMPARE(::read(descriptor, &first, 1), ssize_t(1));
    QCOMPARE(first, '{');
    struct stat status = {};
    QCOMPARE(::stat(QFile::encodeName(pipe).constData(), &status), 0);
    QVERIFY(S_ISFIFO(status.st_mode));
    ::close(descriptor);
}

void CliTest::emptyNamesAreRefused_data()
{
    QTest::addColumn<QString>("command");
    QTest::newRow("seed") << "simulate --seed";
    QTest::newRow("json") << "simulate --json";
    QTest::newRow("record") << "simulate --record";
    QTest::newRow("picture") << "render --output";
    QTest::newRow("folder") << "export --format haproxy --output";
    QTest::newRow("probe") << "probe --json";
}

void CliTest::emptyNamesAreRefused()
{
    QFETCH(QString, command);
    const QString none = QStringLiteral("");
    const QString tour = QStringLiteral(LOADSTAR_SOURCE_DIR "/resources/templates/tour.loadstar");
    const Answer answer = run(command.split(u' ') << none << tour);
    QCOMPARE(answer.code, 2);
    QVERIFY2(answer.err.contains("found \"\""), answer.err);
}

void CliTest::aFullDiskIsToldAndLeavesNothing_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("SVG") << "full.svg";
    QTest::newRow("PNG") << "full.png";
    QTest::newRow("PDF") << "full.pdf";
}

void CliTest::aFullDiskIsToldAndLeavesNothing()
{
    QFETCH(QString, name);
    const QString picture = m_folder.filePath(name);
    // No file may grow beyond 8 blocks, and who tries is told instead of ended.
    QProcess process;
    process.start(QStringLiteral("/bin/bash"),
                  {QStringLiteral("-c"), QStringLiteral("ulimit -f 8; trap '' XFSZ; exec \"$@\""),
                   QStringLiteral("bash"), QStringLiteral(LOADSTAR_BINARY_DIR "/bin/loadstarctl"),
                   QStringLiteral("render"),
                   QStringLiteral(LOADSTAR_SOURCE_DIR "/resources/templates/tour.loadstar"),
                   QStringLiteral("--output"), picture});
    QVERIFY(process.waitForFinished(60000));
    const QByteArray told = process.readAllStandardError();
    QCOMPARE(process.exitCode(), 3);
    QVERIFY2(told.contains("there was room for") || told.contains("is there room for"), told);
    QVERIFY(!QFile::exists(picture));
}

void CliTest::manyEqualWarningsAreCounted()
{
    QByteArray components;
    for (int i = 0; i < 50; ++i)
        components += QByteArray(i > 0 ? "," : "") + R"j({"id": "n)j" + QByteArray::number(i) +
                      R"j(", "kind": "node", "properties": {"unheard": 1}})j";
    const QString path = writeFile(QStringLiteral("warnings.loadstar"),
                                   R"j({"loadstar": 1, "components": [)j" + components + "]}");
    const Answer answer = run({QStringLiteral("render"), path, QStringLiteral("--output"),
                               m_folder.filePath(QStringLiteral("warnings.svg"))});
    QCOMPARE(answer.code, 0);
    QCOMPARE(answer.err.count("warning:"), 20);
    QVERIFY2(answer.err.contains("and 30 more like it"), answer.err);
}

QTEST_GUILESS_MAIN(CliTest)
#include "tst_cli.moc"
