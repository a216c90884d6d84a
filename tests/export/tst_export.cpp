// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "export/export_registry.h"
#include "model/design_file.h"
#include "model/kinds/builtin_kinds.h"

#include <QDir>
#include <QTest>
#include <QXmlStreamReader>

#include <map>

using namespace loadstar;
using namespace loadstar::exporting;

namespace {

/// tests/golden/FORMAT holds NAME.loadstar, and for each the files of its export below NAME/.
QDir goldenFolder(const QString &format)
{
    return QDir(QStringLiteral(LOADSTAR_SOURCE_DIR "/tests/golden/") + format);
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll()
                                          : QByteArray("cannot be read: ") + path.toUtf8();
}

/// The diagnostics as the golden file remarks.txt has them.
QByteArray remarksOf(const ExportResult &result)
{
    QByteArray text;
    for (const base::Diagnostic &diagnostic : result.diagnostics)
        text += (base::severityName(diagnostic.severity) + u' ' + diagnostic.code + u' ' +
                 diagnostic.where + u'\n')
                    .toUtf8();
    return text;
}

} // namespace

/// What holds for every format of the registry.
class TestExport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void descriptorsAreComplete()
    {
        QStringList ids;
        for (const Exporter &exporter : builtinExporters().exporters()) {
            QVERIFY(!exporter.name.isEmpty() && !exporter.doc.isEmpty() &&
                    !exporter.files.isEmpty() && exporter.run);
            QVERIFY(!ids.contains(exporter.id));
            ids += exporter.id;
            QCOMPARE(builtinExporters().find(exporter.id)->id, exporter.id);
        }
        QVERIFY(!builtinExporters().find(QStringLiteral("HAProxy")));
        QCOMPARE(builtinExporters().idList(), ids.join(QStringLiteral(", ")));
    }

    void matchesGoldenFiles_data()
    {
        QTest::addColumn<QString>("format");
        QTest::addColumn<QString>("design");
        for (const Exporter &exporter : builtinExporters().exporters()) {
            const QStringList designs =
                goldenFolder(exporter.id)
                    .entryList({QStringLiteral("*.loadstar")}, QDir::Files, QDir::Name);
            QVERIFY2(!designs.isEmpty(), qPrintable(exporter.id));
            for (const QString &design : designs)
                QTest::newRow(qPrintable(exporter.id + u'/' + design)) << exporter.id << design;
        }
    }
    void matchesGoldenFiles()
    {
        QFETCH(QString, format);
        QFETCH(QString, design);
        const QDir folder = goldenFolder(format);
        const auto loaded = model::loadDesign(folder.filePath(design), model::builtinKinds());
        QVERIFY2(loaded, loaded ? "" : qPrintable(loaded.error().text()));
        const Exporter *exporter = builtinExporters().find(format);
        const ExportResult result = exporter->run(loaded->design, model::builtinKinds(), {});
        const QDir expected(folder.filePath(QFileInfo(design).completeBaseName()));
        if (qEnvironmentVariableIntValue("LOADSTAR_UPDATE_GOLDEN") == 1) {
            QVERIFY(expected.mkpath(QStringLiteral(".")));
            const auto put = [&expected](const QString &name, const QByteArray &bytes) {
                QFile file(expected.filePath(name));
                QVERIFY(file.open(QIODevice::WriteOnly));
                file.write(bytes);
            };
            for (const ExportFile &file : result.files)
                put(file.path, file.bytes());
            put(QStringLiteral("remarks.txt"), remarksOf(result));
        }
        for (const ExportFile &file : result.files)
            QCOMPARE(QString::fromUtf8(file.bytes()),
                     QString::fromUtf8(contentOf(expected.filePath(file.path))));
        QCOMPARE(QString::fromUtf8(remarksOf(result)),
                 QString::fromUtf8(contentOf(expected.filePath(QStringLiteral("remarks.txt")))));
        QCOMPARE(expected.entryList(QDir::Files).size(),
                 static_cast<qsizetype>(result.files.size()) + 1);
    }

    void drawioIsWellFormedAndComplete()
    {
        const QDir folder = goldenFolder(QStringLiteral("drawio"));
        const auto loaded = model::loadDesign(folder.filePath(QStringLiteral("hostile.loadstar")),
                                              model::builtinKinds());
        QVERIFY(loaded.isOk());
        const ExportResult result = builtinExporters()
                                        .find(QStringLiteral("drawio"))
                                        ->run(loaded->design, model::builtinKinds(), {});
        QXmlStreamReader reader(result.files.front().bytes());
        std::map<QString, QXmlStreamAttributes> cells;
        int points = 0;
        while (!reader.atEnd()) {
            if (reader.readNext() != QXmlStreamReader::StartElement)
                continue;
            const QXmlStreamAttributes attributes = reader.attributes();
            if (reader.name() == u"mxCell")
                QVERIFY(cells.emplace(attributes.value(QStringLiteral("id")).toString(), attributes)
                            .second);
            points += reader.name() == u"mxPoint";
        }
        QVERIFY2(!reader.hasError(), qPrintable(reader.errorString()));
        QCOMPARE(cells.size(),
                 2 + loaded->design.components.size() + loaded->design.connections.size());
        QCOMPARE(points, 2);
        for (const auto &[id, attributes] : cells) {
            for (const char *reference : {"parent", "source", "target"}) {
                const QString to = attributes.value(QString::fromLatin1(reference)).toString();
                QVERIFY2(to.isEmpty() || cells.count(to), qPrintable(id));
            }
        }
    }

    void linesKnowTheirComponents()
    {
        for (const Exporter &exporter : builtinExporters().exporters()) {
            const QDir folder = goldenFolder(exporter.id);
            for (const QString &name :
                 folder.entryList({QStringLiteral("*.loadstar")}, QDir::Files, QDir::Name)) {
                const auto loaded = model::loadDesign(folder.filePath(name), model::builtinKinds());
                const ExportResult result = exporter.run(loaded->design, model::builtinKinds(), {});
                for (const ExportFile &file : result.files) {
                    QVERIFY(exporter.files.contains(file.path));
                    for (const ExportLine &line : file.lines) {
                        QVERIFY2(!line.text.contains(u'\n'), qPrintable(line.text));
                        QVERIFY(line.component.isEmpty() ||
                                loaded->design.component(line.component));
                    }
                }
                for (const base::Diagnostic &diagnostic : result.diagnostics)
                    QVERIFY(diagnostic.where.isEmpty() ||
                            loaded->design.component(model::ElementId(diagnostic.where)));
            }
        }
    }

    void emptyDesignSaysWhyThereIsNothing()
    {
        for (const Exporter &exporter : builtinExporters().exporters()) {
            const ExportResult result = exporter.run({}, model::builtinKinds(), {});
            QVERIFY2(!result.files.empty() || result.hasErrors(), qPrintable(exporter.id));
        }
    }
};

QTEST_GUILESS_MAIN(TestExport)
#include "tst_export.moc"
