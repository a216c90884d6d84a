// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "export/export_writer.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace loadstar::exporting;

namespace {

ExportFile fileOf(const QString &path, const QString &text)
{
    return {path, {{text, {}}}};
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QStringList everythingIn(const QTemporaryDir &directory)
{
    return QDir(directory.path())
        .entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot, QDir::Name);
}

} // namespace

class TestExportWriter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesIntoANewDirectory()
    {
        QTemporaryDir directory;
        const QString output = directory.filePath(QStringLiteral("a/b"));
        QVERIFY(writeExport(output,
                            {fileOf(QStringLiteral("one.cfg"), QStringLiteral("1")),
                             fileOf(QStringLiteral("sub/two.cfg"), QStringLiteral("zwei – 2"))}));
        QCOMPARE(contentOf(output + QStringLiteral("/one.cfg")), QByteArray("1\n"));
        QCOMPARE(contentOf(output + QStringLiteral("/sub/two.cfg")), QByteArray("zwei – 2\n"));
        QCOMPARE(QDir(output).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot,
                                        QDir::Name),
                 QStringList({QStringLiteral("one.cfg"), QStringLiteral("sub")}));
    }

    void replacesFormerFilesAndLeavesOthers()
    {
        QTemporaryDir directory;
        QVERIFY(writeExport(directory.path(),
                            {fileOf(QStringLiteral("mine.txt"), QStringLiteral("mine")),
                             fileOf(QStringLiteral("one.cfg"), QStringLiteral("old"))}));
        QVERIFY(writeExport(directory.path(),
                            {fileOf(QStringLiteral("one.cfg"), QStringLiteral("new"))}));
        QCOMPARE(contentOf(directory.filePath(QStringLiteral("one.cfg"))), QByteArray("new\n"));
        QCOMPARE(contentOf(directory.filePath(QStringLiteral("mine.txt"))), QByteArray("mine\n"));
        QCOMPARE(everythingIn(directory),
                 QStringList({QStringLiteral("mine.txt"), QStringLiteral("one.cfg")}));
    }

    void failureLeavesEverythingAsItWas()
    {
        QTemporaryDir directory;
        QVERIFY(writeExport(directory.path(),
                            {fileOf(QStringLiteral("a.cfg"), QStringLiteral("old"))}));
        // The third file cannot be placed: a directory has its name.
        QVERIFY(QDir(directory.path()).mkdir(QStringLiteral("c.cfg")));
        const auto written =
            writeExport(directory.path(), {fileOf(QStringLiteral("a.cfg"), QStringLiteral("new")),
                                           fileOf(QStringLiteral("b.cfg"), QStringLiteral("new")),
                                           fileOf(QStringLiteral("c.cfg"), QStringLiteral("new"))});
        QVERIFY(!written);
        QCOMPARE(written.error().code, QStringLiteral("export.unwritable"));
        QVERIFY(written.error().where.endsWith(QStringLiteral("c.cfg")));
        QCOMPARE(contentOf(directory.filePath(QStringLiteral("a.cfg"))), QByteArray("old\n"));
        QCOMPARE(everythingIn(directory),
                 QStringList({QStringLiteral("a.cfg"), QStringLiteral("c.cfg")}));
    }

    void directoryThatCannotBeMadeIsAnError()
    {
        QTemporaryDir directory;
        QVERIFY(
            writeExport(directory.path(), {fileOf(QStringLiteral("file"), QStringLiteral("x"))}));
        const auto written = writeExport(directory.filePath(QStringLiteral("file/below")),
                                         {fileOf(QStringLiteral("a"), {})});
        QVERIFY(!written);
        QCOMPARE(written.error().code, QStringLiteral("export.unwritable"));
    }
};

QTEST_GUILESS_MAIN(TestExportWriter)
#include "tst_export_writer.moc"
