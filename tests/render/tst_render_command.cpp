// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QImage>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

namespace {

const QString kTour = QStringLiteral(LOADSTAR_SOURCE_DIR "/resources/templates/tour.loadstar");

struct Outcome
{
    int code = -1;
    QByteArray output;
    QByteArray errors;
};

/// Runs loadstarctl render where there is no display at all.
Outcome runRender(const QStringList &arguments)
{
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.remove(QStringLiteral("DISPLAY"));
    environment.remove(QStringLiteral("WAYLAND_DISPLAY"));
    environment.remove(QStringLiteral("XDG_RUNTIME_DIR"));
    environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("xcb"));
    process.setProcessEnvironment(environment);
    process.start(QStringLiteral(LOADSTAR_BINARY_DIR "/bin/loadstarctl"),
                  QStringList{QStringLiteral("render")} + arguments);
    if (!process.waitForFinished(60'000))
        process.kill();
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
            process.readAllStandardOutput(), process.readAllStandardError()};
}

} // namespace

class TestRenderCommand : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyTemplateInEveryFormatAndTheme()
    {
        QTemporaryDir folder;
        const QDir templates(QStringLiteral(LOADSTAR_SOURCE_DIR "/resources/templates"));
        const QStringList names = templates.entryList({QStringLiteral("*.loadstar")}, QDir::Files);
        QVERIFY(!names.isEmpty());
        const QStringList themes{QStringLiteral("light"), QStringLiteral("dark"),
                                 QStringLiteral("print")};
        int next = 0;
        for (const QString &name : names) {
            for (const char *suffix : {"svg", "png", "pdf"}) {
                const QString path =
                    folder.filePath(name + QLatin1Char('.') + QLatin1StringView(suffix));
                const Outcome outcome =
                    runRender({templates.filePath(name), QStringLiteral("--output"), path,
                               QStringLiteral("--theme"), themes[next++ % themes.size()]});
                QCOMPARE(outcome.errors, QByteArray());
                QCOMPARE(outcome.output, QByteArray());
                QCOMPARE(outcome.code, 0);
                QVERIFY(QFile(path).size() > 1000);
            }
        }
    }

    void scaleMultipliesThePixels()
    {
        QTemporaryDir folder;
        const QString one = folder.filePath(QStringLiteral("one.png"));
        const QString two = folder.filePath(QStringLiteral("two.png"));
        QCOMPARE(runRender({kTour, QStringLiteral("--output"), one, QStringLiteral("--scale"),
                            QStringLiteral("1")})
                     .code,
                 0);
        // Two is the default.
        QCOMPARE(runRender({kTour, QStringLiteral("--output"), two}).code, 0);
        QCOMPARE(QImage(two).size(), QImage(one).size() * 2);
    }

    void aLayerAlone()
    {
        QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("layers.loadstar"));
        QFile design(file);
        QVERIFY(design.open(QIODevice::WriteOnly));
        design.write(R"({ "loadstar": 1,
          "layers": [ { "name": "Front", "hidden": true }, { "name": "Back" } ],
          "components": [
            { "id": "zone", "kind": "zone", "name": "place-a", "layer": "Front" },
            { "id": "n1", "kind": "node", "name": "first", "parent": "zone" },
            { "id": "n2", "kind": "node", "name": "second", "parent": "zone", "layer": "Back" },
            { "id": "n3", "kind": "node", "name": "third" } ] })");
        design.close();
        const auto drawn = [&](const QString &layer) {
            const QString path = folder.filePath(QStringLiteral("x.svg"));
            const Outcome outcome = runRender(
                {file, QStringLiteral("--output"), path, QStringLiteral("--layer"), layer});
            QFile picture(path);
            if (outcome.code != 0 || !picture.open(QIODevice::ReadOnly))
                return outcome.errors;
            return picture.readAll();
        };
        // What is inside a container goes with its layer unless it has one of its own.
        const QByteArray front = drawn(QStringLiteral("Front"));
        QVERIFY(front.contains("place-a") && front.contains("first"));
        QVERIFY(!front.contains("second") && !front.contains("third"));
        const QByteArray back = drawn(QStringLiteral("Back"));
        QVERIFY(back.contains("second") && !back.contains("place-a"));
        const Outcome wrong =
            runRender({file, QStringLiteral("--output"), folder.filePath(QStringLiteral("y.svg")),
                       QStringLiteral("--layer"), QStringLiteral("Middle")});
        QCOMPARE(wrong.code, 2);
        QVERIFY2(wrong.errors.contains("\"Front\", \"Back\""), wrong.errors.constData());
    }

    void wrongUsageGivesTwo_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("saying");
        const QString output = QStringLiteral("--output");
        const QString good = QStringLiteral("x.svg");
        QTest::newRow("no output") << QStringList{kTour} << output;
        QTest::newRow("unknown suffix")
            << QStringList{kTour, output, QStringLiteral("x.bmp")} << QStringLiteral(".svg");
        QTest::newRow("theme") << QStringList{kTour, output, good, QStringLiteral("--theme"),
                                              QStringLiteral("pink")}
                               << QStringLiteral("light, dark, print");
        QTest::newRow("scale") << QStringList{kTour, output, good, QStringLiteral("--scale"),
                                              QStringLiteral("0")}
                               << QStringLiteral("--scale");
        QTest::newRow("scale is no number")
            << QStringList{kTour, output, good, QStringLiteral("--scale"), QStringLiteral("big")}
            << QStringLiteral("--scale");
        QTest::newRow("layer") << QStringList{kTour, output, good, QStringLiteral("--layer"),
                                              QStringLiteral("Front")}
                               << QStringLiteral("the design has no layers");
        const QString film = QStringLiteral("x.gif");
        const QString animate = QStringLiteral("--animate");
        QTest::newRow("no stretch")
            << QStringList{kTour, output, film, animate, QStringLiteral("9")}
            << QStringLiteral("FROM:TO");
        QTest::newRow("backwards")
            << QStringList{kTour, output, film, animate, QStringLiteral("9:3")}
            << QStringLiteral("from 9 s to 3 s");
        QTest::newRow("beyond the end")
            << QStringList{kTour, output, film, animate, QStringLiteral("590:601")}
            << QStringLiteral("the run at 600 s");
        QTest::newRow("too long") << QStringList{kTour, output, film, animate,
                                                 QStringLiteral("0:600")}
                                  << QStringLiteral("7500 frames, at most 2000");
        QTest::newRow("no film as PDF")
            << QStringList{kTour, output, QStringLiteral("x.pdf"), animate, QStringLiteral("0:9")}
            << QStringLiteral(".gif, .svg, .png");
        QTest::newRow("one picture as GIF")
            << QStringList{kTour, output, film} << QStringLiteral(".svg, .png, .pdf");
        QTest::newRow("film without a layer")
            << QStringList{kTour,
                           output,
                           film,
                           animate,
                           QStringLiteral("0:9"),
                           QStringLiteral("--layer"),
                           QStringLiteral("Front")}
            << QStringLiteral("--layer is not possible with --animate");
        QTest::newRow("picture without a seed")
            << QStringList{kTour, output, good, QStringLiteral("--seed"), QStringLiteral("2")}
            << QStringLiteral("--seed needs --animate");
    }

    void wrongUsageGivesTwo()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, saying);
        const Outcome outcome = runRender(arguments);
        QCOMPARE(outcome.code, 2);
        QVERIFY2(outcome.errors.contains(saying.toUtf8()), outcome.errors.constData());
        QVERIFY(!QFile::exists(QStringLiteral("x.svg")));
        QVERIFY(!QFile::exists(QStringLiteral("x.gif")));
    }

    void aFilmInEveryFormat()
    {
        QTemporaryDir folder;
        const auto film = [&](const QString &name, const QStringList &more) {
            return runRender(QStringList{kTour, QStringLiteral("--output"), folder.filePath(name),
                                         QStringLiteral("--animate"), QStringLiteral("59.5:60.5"),
                                         QStringLiteral("--fps"), QStringLiteral("5")} +
                             more);
        };
        const auto bytes = [&](const QString &name) {
            QFile file(folder.filePath(name));
            return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        };
        const QStringList text{QStringLiteral("--caption"), QStringLiteral("One fails"),
                               QStringLiteral("--alt"), QStringLiteral("A server fails.")};
        for (const char *suffix : {"gif", "svg", "png"}) {
            const Outcome outcome = film(QStringLiteral("x.") + QLatin1StringView(suffix), text);
            QCOMPARE(outcome.errors, QByteArray());
            QCOMPARE(outcome.code, 0);
        }
        QVERIFY(bytes(QStringLiteral("x.gif")).startsWith("GIF89a"));
        QVERIFY(bytes(QStringLiteral("x.gif")).contains("A server fails."));
        QVERIFY(bytes(QStringLiteral("x.svg")).contains(">A server fails.</desc>"));
        QVERIFY(bytes(QStringLiteral("x.svg")).contains(">One fails</text>"));
        QCOMPARE(QDir(folder.path()).entryList({QStringLiteral("x-*.png")}).size(), 5);
        QVERIFY(!QFile::exists(folder.filePath(QStringLiteral("x.png"))));
        // The seed decides, and nothing else.
        QCOMPARE(film(QStringLiteral("y.gif"), text).code, 0);
        QVERIFY(bytes(QStringLiteral("y.gif")) == bytes(QStringLiteral("x.gif")));
        QCOMPARE(film(QStringLiteral("z.gif"),
                      text + QStringList{QStringLiteral("--seed"), QStringLiteral("7")})
                     .code,
                 0);
        QVERIFY(bytes(QStringLiteral("z.gif")) != bytes(QStringLiteral("x.gif")));
        QCOMPARE(film(QStringLiteral("missing/x.gif"), text).code, 3);
    }

    void unreadableFileGivesThreeAndOneLine()
    {
        QTemporaryDir folder;
        const Outcome outcome =
            runRender({folder.filePath(QStringLiteral("none.loadstar")), QStringLiteral("--output"),
                       folder.filePath(QStringLiteral("x.svg"))});
        QCOMPARE(outcome.code, 3);
        QCOMPARE(outcome.errors.count('\n'), 1);
        QVERIFY(outcome.errors.contains("none.loadstar"));
    }

    void unwritableOutputIsSaidInOneLine()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("missing/x.png"));
        const Outcome outcome = runRender({kTour, QStringLiteral("--output"), path});
        QCOMPARE(outcome.code, 3);
        QCOMPARE(outcome.errors.count('\n'), 1);
        QVERIFY2(outcome.errors.contains(path.toUtf8()), outcome.errors.constData());
    }
};

QTEST_GUILESS_MAIN(TestRenderCommand)
#include "tst_render_command.moc"
