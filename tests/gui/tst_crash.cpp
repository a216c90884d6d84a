// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/canvas_scene.h"
#include "canvas/canvas_view.h"
#include "edit/recovery.h"
#include "gui/shell_fixture.h"
#include "model/design_file.h"
#include "support/counts.h"

#include <QApplication>
#include <QCryptographicHash>
#include <QElapsedTimer>
#include <QProcess>
#include <QRandomGenerator>

#include <cstdio>

using namespace loadstar;

namespace {

QByteArray fingerprint(const model::Design &design)
{
    return QCryptographicHash::hash(model::serializeDesign(design), QCryptographicHash::Sha1)
        .toHex();
}

/// The window in a process of its own: edits with real events until it is killed, and prints time
/// in milliseconds and fingerprint of the design behind each edit.
class Editor
{
public:
    Editor(const QString &folder, quint32 seed)
        : m_settings(folder + QStringLiteral("/s.ini"), QSettings::IniFormat)
        , m_window(model::builtinKinds(), m_settings, m_dialogs, folder)
        , m_random(seed)
    {
        m_window.resize(1000, 700);
        m_window.show();
        m_window.files().openFile(folder + QStringLiteral("/a.loadstar"));
        m_clock.start();
    }

    void edit()
    {
        auto &view = *m_window.findChild<canvas::CanvasView *>();
        edit::DesignDocument &document = m_window.document();
        if (document.selection().empty())
            document.select({document.design().components.begin()->first});
        const int what = m_random.bounded(20);
        const QPoint from = view.mapFromScene(
            view.canvasScene().geometry().componentRect(*document.selection().begin()).center());
        if (what == 0) {
            m_window.files().save();
        } else if (what == 1 && document.design().components.size() < 12) {
            QTest::keyClick(&view, Qt::Key_D, Qt::ControlModifier);
        } else if (what == 2 && document.design().components.size() > 4) {
            QTest::keyClick(&view, Qt::Key_Delete);
        } else if (what == 3) {
            QTest::keyClick(&view, Qt::Key_Z, Qt::ControlModifier);
        } else if (what < 8) {
            const QPoint to = from + QPoint(m_random.bounded(60), m_random.bounded(60) - 30);
            QTest::mousePress(view.viewport(), Qt::LeftButton, Qt::NoModifier, from);
            QTest::mouseMove(view.viewport(), (from + to) / 2);
            QTest::mouseMove(view.viewport(), to);
            QTest::mouseRelease(view.viewport(), Qt::LeftButton, Qt::NoModifier, to);
        } else {
            constexpr Qt::Key kArrows[] = {Qt::Key_Left, Qt::Key_Right, Qt::Key_Up, Qt::Key_Down};
            QTest::keyClick(&view, kArrows[m_random.bounded(4)]);
        }
        std::printf("%lld %s\n", static_cast<long long>(m_clock.elapsed()),
                    fingerprint(document.design()).constData());
        std::fflush(stdout);
    }

private:
    QSettings m_settings;
    tests::ScriptedDialogs m_dialogs;
    shell::MainWindow m_window;
    QRandomGenerator m_random;
    QElapsedTimer m_clock;
};

/// What a process said of one edit.
struct Said
{
    qint64 at = 0;
    QByteArray fingerprint;
};

/// Whole lines only: the last one may be cut off by the end of the process.
std::vector<Said> parsed(const QByteArray &output)
{
    std::vector<Said> all;
    for (const QByteArray &line : output.left(output.lastIndexOf('\n') + 1).split('\n')) {
        const QList<QByteArray> words = line.split(' ');
        if (words.size() == 2)
            all.push_back({words[0].toLongLong(), words[1]});
    }
    return all;
}

} // namespace

/// Starts the window, kills it at some moment, and looks at what is left.
class TestCrash : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aKilledProcessLosesAtMostTwoSeconds()
    {
        QRandomGenerator random(4711);
        qint64 worst = 0;
        const int rounds = tests::roundsFor(2, 200);
        for (int round = 0; round < rounds; ++round) {
            const QTemporaryDir folder;
            const QString file = folder.filePath(QStringLiteral("a.loadstar"));
            model::Design design;
            for (int i = 0; i < 4; ++i) {
                model::Component node;
                node.id = model::ElementId(QStringLiteral("n%1").arg(i));
                node.kind = QStringLiteral("node");
                node.position = QPointF(200.0 * i, 100.0);
                design.components.emplace(node.id, node);
            }
            QVERIFY(model::saveDesign(design, file));

            QProcess process;
            process.start(QCoreApplication::applicationFilePath(),
                          {QStringLiteral("--edit"), folder.path(), QString::number(round)});
            QVERIFY(process.waitForStarted());
            // Killed while it edits: behind so many of its lines, wherever it is by then.
            const qsizetype lines = 1 + random.bounded(700);
            QByteArray output;
            while (output.count('\n') < lines) {
                QVERIFY2(process.waitForReadyRead(20000), "the editor goes on");
                output += process.readAllStandardOutput();
            }
            process.kill();
            QVERIFY(process.waitForFinished());
            output += process.readAllStandardOutput();
            const std::vector<Said> said = parsed(output);

            const auto onDisk = model::loadDesign(file, model::builtinKinds());
            QVERIFY2(onDisk, "the file is whole");
            const auto works = edit::abandonedWork(folder.filePath(QStringLiteral("recovery")),
                                                   model::builtinKinds());
            QVERIFY(works.size() <= 1);
            const model::Design &left = works.empty() ? onDisk->design : works.front().design;
            if (!works.empty())
                QCOMPARE(works.front().filePath, file);
            // What is left is newer than anything two seconds before the last edit.
            const auto known = std::find_if(said.rbegin(), said.rend(), [&](const Said &each) {
                return each.fingerprint == fingerprint(left);
            });
            // The line of an edit may be cut off that is kept already.
            const bool isNewest = known == said.rend() && fingerprint(left) != fingerprint(design);
            const qint64 keptUntil = isNewest               ? said.back().at
                                     : known == said.rend() ? 0
                                                            : known->at;
            const qint64 lost = said.back().at - keptUntil;
            worst = std::max(worst, lost);
            QVERIFY2(lost <= 2000,
                     qPrintable(QStringLiteral("round %1 lost %2 ms").arg(round).arg(lost)));
        }
        qInfo("%d kills, at most %lld ms of work lost", rounds, static_cast<long long>(worst));
    }
};

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) != u"--edit") {
        TestCrash test;
        return QTest::qExec(&test, argc, argv);
    }
    Editor editor(arguments.value(2), arguments.value(3).toUInt());
    QTimer pace;
    QObject::connect(&pace, &QTimer::timeout, &application, [&editor] { editor.edit(); });
    pace.start(2);
    return application.exec();
}

#include "tst_crash.moc"
