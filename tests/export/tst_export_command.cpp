// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "export/export_registry.h"
#include "support/child_process.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace loadstar;
using loadstar::tests::ChildProcess;

namespace {

struct Outcome
{
    int code = -1;
    QByteArray output;
    QByteArray errors;
};

Outcome run(const QStringList &arguments)
{
    ChildProcess child(QStringLiteral(LOADSTAR_BINARY_DIR "/bin/loadstarctl"),
                       QStringList{QStringLiteral("export")} + arguments);
    if (!child.process().waitForFinished(30'000))
        return {};
    return {child.process().exitCode(), child.process().readAllStandardOutput(),
            child.process().readAllStandardError()};
}

QString golden(const QString &name)
{
    return QStringLiteral(LOADSTAR_SOURCE_DIR "/tests/golden/haproxy/") + name;
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

const QString kDesign = golden(QStringLiteral("sticky-front-door.loadstar"));
const QStringList kHaproxy{QStringLiteral("--format"), QStringLiteral("haproxy")};

} // namespace

/// `loadstarctl export` as scripts use it.
class TestExportCommand : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesTheFilesIntoTheDirectory()
    {
        QTemporaryDir directory;
        const QString output = directory.filePath(QStringLiteral("new"));
        const Outcome outcome =
            run(QStringList{kDesign, QStringLiteral("--output"), output} + kHaproxy);
        QVERIFY2(outcome.code == 0, outcome.errors);
        QCOMPARE(contentOf(output + QStringLiteral("/haproxy.cfg")),
                 contentOf(golden(QStringLiteral("sticky-front-door/haproxy.cfg"))));
        QCOMPARE(outcome.output, (output + QStringLiteral("/haproxy.cfg\n")).toUtf8());
    }

    void hyphenPrintsTheFileAndNothingElse()
    {
        const Outcome outcome =
            run(QStringList{kDesign, QStringLiteral("--output"), QStringLiteral("-")} + kHaproxy);
        QCOMPARE(outcome.code, 0);
        QCOMPARE(outcome.output,
                 contentOf(golden(QStringLiteral("sticky-front-door/haproxy.cfg"))));
    }

    void listenIsWhereTheFirstBalancerIs()
    {
        const Outcome outcome =
            run(QStringList{kDesign, QStringLiteral("--output"), QStringLiteral("-"),
                            QStringLiteral("--listen"), QStringLiteral("127.0.0.1:4711")} +
                kHaproxy);
        QVERIFY(outcome.output.contains("    bind 127.0.0.1:4711\n"));
    }

    void everyFormatIsListed()
    {
        const Outcome outcome = run({QStringLiteral("--list")});
        QCOMPARE(outcome.code, 0);
        for (const exporting::Exporter &exporter : exporting::builtinExporters().exporters())
            QVERIFY2(outcome.output.contains('\n' + exporter.id.toUtf8() + ' '),
                     qPrintable(exporter.id));
    }

    void errorInTheDesignIsOneAndTheFileIsWritten()
    {
        const Outcome outcome = run(QStringList{golden(QStringLiteral("hostile.loadstar")),
                                                QStringLiteral("--output"), QStringLiteral("-")} +
                                    kHaproxy);
        QCOMPARE(outcome.code, 1);
        QVERIFY2(outcome.errors.contains("error: n1: "), outcome.errors);
        QCOMPARE(outcome.output, contentOf(golden(QStringLiteral("hostile/haproxy.cfg"))));
    }

    void wrongUsageAndInputAreTold_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("code");
        const QString output = QStringLiteral("--output");
        const QString hyphen = QStringLiteral("-");
        QTest::newRow("nothing") << QStringList{} << 2;
        QTest::newRow("no output") << (QStringList{kDesign} + kHaproxy) << 2;
        QTest::newRow("no format") << QStringList{kDesign, output, hyphen} << 2;
        QTest::newRow("unknown format")
            << QStringList{kDesign, output, hyphen, QStringLiteral("--format"),
                           QStringLiteral("f5")}
            << 2;
        QTest::newRow("bad listen address")
            << (QStringList{kDesign, output, hyphen, QStringLiteral("--listen"),
                            QStringLiteral("8080")} +
                kHaproxy)
            << 2;
        QTest::newRow("no file") << (QStringList{QStringLiteral("/nonexistent"), output, hyphen} +
                                     kHaproxy)
                                 << 3;
        QTest::newRow("directory cannot be made")
            << (QStringList{kDesign, output, kDesign + QStringLiteral("/x")} + kHaproxy) << 3;
    }
    void wrongUsageAndInputAreTold()
    {
        QFETCH(QStringList, arguments);
        QFETCH(int, code);
        const Outcome outcome = run(arguments);
        QCOMPARE(outcome.code, code);
        QVERIFY(outcome.output.isEmpty());
        QVERIFY(!outcome.errors.isEmpty());
    }

    void designWithNothingToServeSaysSo()
    {
        QTemporaryDir directory;
        const QString path = directory.filePath(QStringLiteral("d.loadstar"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(R"({"loadstar": 1, "components": [], "connections": []})");
        file.close();
        const QString output = directory.filePath(QStringLiteral("out"));
        const Outcome outcome =
            run(QStringList{path, QStringLiteral("--output"), output} + kHaproxy);
        QCOMPARE(outcome.code, 3);
        QVERIFY(outcome.errors.contains("no load balancer"));
        QVERIFY(!QDir(output).exists());
    }
};

QTEST_GUILESS_MAIN(TestExportCommand)
#include "tst_export_command.moc"
