// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/canvas_view.h"
#include "edit/backups.h"
#include "gui/shell_fixture.h"
#include "model/design_file.h"
#include "shell/recent_files.h"
#include "shell/workspace.h"

#include <QAbstractButton>
#include <QMenu>
#include <QMimeData>

using namespace loadstar;
using tests::WindowFixture;
using SaveAnswer = shell::Dialogs::SaveAnswer;

namespace {

void write(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(bytes);
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// A file with one node called rstudio-1 and one key that is not understood.
QByteArray oddFile()
{
    return R"({"loadstar": 1, "name": "Odd", "colour": "red",
               "components": [{"id": "n1", "kind": "node", "name": "rstudio-1", "x": 0, "y": 0}]})";
}

} // namespace

class TestFiles : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void savedAndReopenedDesignIsEqual()
    {
        WindowFixture f;
        f.newDesignWithNode();
        f.dialogs.saveFile = f.path("a.loadstar");
        f.action("file.save")->trigger();
        const model::Design saved = f.window.document().design();
        f.window.files().newDesign();
        QVERIFY(f.window.document().design().components.empty());
        f.dialogs.openFile = f.path("a.loadstar");
        f.action("file.open")->trigger();
        QCOMPARE(f.window.document().design(), saved);
        QCOMPARE(f.window.document().filePath(), f.path("a.loadstar"));
        QCOMPARE(f.dialogs.saveQuestions, 0);
    }

    void saveAsSuggestsTheDesignsName()
    {
        WindowFixture f;
        f.window.files().newDesign();
        model::DesignHeader header;
        header.name = QStringLiteral("Two servers, one door");
        f.window.document().perform(QStringLiteral("x"), {model::PutHeader{header}});
        f.action("file.saveAs")->trigger();
        QVERIFY(f.dialogs.suggestion.endsWith(QStringLiteral("/two-servers-one-door.loadstar")));
        QVERIFY(f.window.isWindowModified());
    }

    void cancelKeepsTheDesign()
    {
        WindowFixture f;
        f.newDesignWithNode();
        f.dialogs.saveAnswer = SaveAnswer::Cancel;
        QVERIFY(!f.window.close());
        QVERIFY(f.window.isVisible());
        f.action("file.new")->trigger();
        QCOMPARE(f.window.document().design().components.size(), size_t(1));
        QCOMPARE(f.dialogs.saveQuestions, 2);
    }

    void discardGivesItUp()
    {
        WindowFixture f;
        f.newDesignWithNode();
        f.dialogs.saveAnswer = SaveAnswer::Discard;
        f.action("file.new")->trigger();
        QCOMPARE(f.dialogs.saveQuestions, 1);
        QVERIFY(f.window.document().design().components.empty());
        QVERIFY(f.window.close());
    }

    void saveSavesAndGoesOn()
    {
        WindowFixture f;
        f.newDesignWithNode();
        f.dialogs.saveAnswer = SaveAnswer::Save;
        f.dialogs.saveFile = f.path("c.loadstar");
        QVERIFY(f.window.close());
        QCOMPARE(f.dialogs.saveQuestions, 1);
        const auto loaded = model::loadDesign(f.path("c.loadstar"), model::builtinKinds());
        QVERIFY(loaded.isOk());
        QCOMPARE(loaded->design, f.window.document().design());
    }

    void saveWithoutAFileNameKeepsTheDesign()
    {
        WindowFixture f;
        f.newDesignWithNode();
        f.dialogs.saveAnswer = SaveAnswer::Save;
        QVERIFY(!f.window.close());
        QVERIFY(f.window.isVisible());
    }

    void unwritableFileIsReportedAndNothingIsLost()
    {
        WindowFixture f;
        f.newDesignWithNode();
        f.dialogs.saveFile = f.path("no/such/folder/d.loadstar");
        f.action("file.save")->trigger();
        QCOMPARE(f.dialogs.errors.size(), 1);
        QVERIFY(f.dialogs.errors[0].contains(QStringLiteral("could not be saved")));
        QVERIFY(f.window.isWindowModified());
        QCOMPARE(f.window.document().filePath(), QString());
    }

    void unreadableFileLeavesTheDesignAloneAndSaysWhere()
    {
        WindowFixture f;
        f.newDesignWithNode();
        f.dialogs.saveAnswer = SaveAnswer::Discard;
        const model::Design before = f.window.document().design();
        write(f.path("bad.loadstar"),
              R"({"loadstar": 1, "components": [{"id": "n1", "kind": "node", "name": "x",
                  "properties": {"cores": 0}}]})");
        QVERIFY(!f.window.files().openFile(f.path("bad.loadstar")));
        QCOMPARE(f.window.document().design(), before);
        QCOMPARE(f.dialogs.errors.size(), 1);
        QVERIFY2(f.dialogs.errors[0].contains(QStringLiteral("components[0].properties.cores")),
                 qPrintable(f.dialogs.errors[0]));
        QVERIFY(f.dialogs.errors[0].startsWith(QStringLiteral("bad.loadstar could not be opened")));
    }

    void aMissingFileIsCalledMissing()
    {
        WindowFixture f;
        QVERIFY(!f.window.files().openFile(f.path("gone.loadstar")));
        QVERIFY2(f.dialogs.errors[0].endsWith(QStringLiteral(
                     "|Look whether the file was moved or renamed, or open another one.")),
                 qPrintable(f.dialogs.errors[0]));
        f.newDesignWithNode();
        f.dialogs.saveAnswer = SaveAnswer::Discard;
        QVERIFY(!f.window.files().openFile(f.path("gone.loadstar")));
        QVERIFY(f.dialogs.errors[1].contains(
            QStringLiteral("|The design that was open is unchanged. Look whether")));
    }

    void remarksAboutTheFileAreShownAndStay()
    {
        WindowFixture f;
        write(f.path("odd.loadstar"), oddFile());
        QVERIFY(f.window.files().openFile(f.path("odd.loadstar")));
        QCOMPARE(f.dialogs.warnings.size(), 1);
        QAbstractButton *button =
            f.window.findChild<QAbstractButton *>(QStringLiteral("statusWarnings"));
        QVERIFY(button->isVisible());
        QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(f.dialogs.warnings.size(), 2);
        f.dialogs.warnings.clear();
        f.window.files().newDesign();
        QVERIFY(!button->isVisible());
    }

    void recentFilesAreRememberedNewestFirst()
    {
        WindowFixture f;
        for (const char *name : {"r1.loadstar", "r2.loadstar"}) {
            write(f.path(name), oddFile());
            QVERIFY(f.window.files().openFile(f.path(name)));
        }
        const QMenu *menu = f.window.actions().menu(QStringLiteral("file.recent"));
        QCOMPARE(menu->actions()[0]->text(), QStringLiteral("r2.loadstar"));
        menu->actions()[1]->trigger();
        QCOMPARE(f.window.document().filePath(), f.path("r1.loadstar"));
        QCOMPARE(menu->actions()[0]->text(), QStringLiteral("r1.loadstar"));
        QSettings again(f.settings.fileName(), QSettings::IniFormat);
        f.settings.sync();
        QCOMPARE(shell::RecentFiles(again).paths(),
                 (QStringList{f.path("r1.loadstar"), f.path("r2.loadstar")}));
        QVERIFY(QFile::remove(f.path("r1.loadstar")));
        QCOMPARE(shell::RecentFiles(again).paths(), QStringList{f.path("r2.loadstar")});
    }

    void recentFilesHaveALimitAndNoDoubles()
    {
        QTemporaryDir folder;
        QSettings settings(folder.filePath(QStringLiteral("s.ini")), QSettings::IniFormat);
        shell::RecentFiles recent(settings);
        for (int i = 0; i < 2 * shell::RecentFiles::kMaximum; ++i) {
            const QString path = folder.filePath(QString::number(i));
            write(path, "x");
            recent.add(path);
            recent.add(path);
        }
        QCOMPARE(recent.paths().size(), shell::RecentFiles::kMaximum);
        QCOMPARE(recent.paths()[0], folder.filePath(QStringLiteral("19")));
    }

    void droppedFileIsOpened()
    {
        WindowFixture f;
        write(f.path("drop.loadstar"), oddFile());
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(f.path("drop.loadstar"))});
        QDragEnterEvent enter({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, {});
        QCoreApplication::sendEvent(&f.window, &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, {});
        QCoreApplication::sendEvent(&f.window, &drop);
        QTRY_COMPARE(f.window.document().filePath(), f.path("drop.loadstar"));
        // Onto the canvas, too, which takes components but no files.
        write(f.path("onto-canvas.loadstar"), oddFile());
        data.setUrls({QUrl::fromLocalFile(f.path("onto-canvas.loadstar"))});
        QWidget *viewport = f.window.workspace()->canvas().viewport();
        QDragEnterEvent above({100, 100}, Qt::CopyAction, &data, Qt::LeftButton, {});
        QCoreApplication::sendEvent(viewport, &above);
        QVERIFY(above.isAccepted());
        QDropEvent dropped({100, 100}, Qt::CopyAction, &data, Qt::LeftButton, {});
        QCoreApplication::sendEvent(viewport, &dropped);
        QTRY_COMPARE(f.window.document().filePath(), f.path("onto-canvas.loadstar"));
        data.setUrls({QUrl::fromLocalFile(f.path("notes.txt"))});
        QDragEnterEvent other({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, {});
        QCoreApplication::sendEvent(&f.window, &other);
        QVERIFY(!other.isAccepted());
    }

    void aFileChangedByAnotherProgramIsOfferedAgain()
    {
        WindowFixture f;
        const QString path = f.path("a.loadstar");
        f.newDesignWithNode();
        f.dialogs.saveFile = path;
        QVERIFY(f.window.files().saveAs());
        model::Design other = f.window.document().design();
        other.header.name = QStringLiteral("As git has it");
        f.dialogs.reloads = true;
        QVERIFY(model::saveDesign(other, path));
        QTRY_COMPARE(f.window.document().design().header.name, QStringLiteral("As git has it"));
        QCOMPARE(f.dialogs.questions, QStringList{QStringLiteral("reload a.loadstar")});

        // Kept as it is, and said again when it would be saved over.
        f.dialogs.reloads = false;
        other.header.name = QStringLiteral("Once more");
        QVERIFY(model::saveDesign(other, path));
        QTRY_COMPARE(f.dialogs.questions.size(), 2);
        QCOMPARE(f.window.document().design().header.name, QStringLiteral("As git has it"));
        other.header.name = QStringLiteral("And again");
        QVERIFY(model::saveDesign(other, path));
        QVERIFY(!f.window.files().save());
        QCOMPARE(f.dialogs.questions.last(), QStringLiteral("overwrite a.loadstar"));
        f.dialogs.overwrites = true;
        QVERIFY(f.window.files().save());
        QCOMPARE(model::loadDesign(path, model::builtinKinds())->design.header.name,
                 QStringLiteral("As git has it"));
    }

    void savingKeepsBackups()
    {
        WindowFixture f;
        f.settings.setValue(QStringLiteral("files/backups"), 2);
        const QString path = f.path("a.loadstar");
        f.newDesignWithNode();
        f.dialogs.saveFile = path;
        QVERIFY(f.window.files().saveAs());
        const auto rename = [&](const QString &name) {
            model::DesignHeader header = f.window.document().design().header;
            header.name = name;
            f.window.document().perform(name, {model::PutHeader{header}});
            QVERIFY(f.window.files().save());
        };
        for (const char *name : {"one", "two", "three", "four"})
            rename(QString::fromLatin1(name));
        const QStringList backups = edit::backupsOf(path, f.window.files().backupFolder());
        QCOMPARE(backups.size(), 2);
        const auto nameIn = [](const QString &file) {
            return model::loadDesign(file, model::builtinKinds())->design.header.name;
        };
        QCOMPARE(nameIn(backups[0]), QStringLiteral("three"));
        QCOMPARE(nameIn(backups[1]), QStringLiteral("two"));
    }

    void twoWindowsOnOneFileAreNoticed()
    {
        WindowFixture f;
        const QString path = f.path("a.loadstar");
        f.newDesignWithNode();
        f.dialogs.saveFile = path;
        QVERIFY(f.window.files().saveAs());
        tests::ScriptedDialogs dialogs;
        shell::MainWindow second(model::builtinKinds(), f.settings, dialogs, f.path("data"));
        QVERIFY(!second.files().openFile(path));
        QCOMPARE(dialogs.questions, QStringList{QStringLiteral("open again a.loadstar")});
        dialogs.opensAgain = true;
        QVERIFY(second.files().openFile(path));
        QCOMPARE(second.document().filePath(), path);
        // The first one goes on to another design; then nobody has it.
        f.window.files().newDesign();
        QVERIFY(second.files().newDesign());
        dialogs.opensAgain = false;
        QVERIFY(second.files().openFile(path));
    }

    void workLeftBehindIsOfferedAndNeverSavedUnasked()
    {
        WindowFixture f;
        const QString path = f.path("a.loadstar");
        f.newDesignWithNode();
        f.dialogs.saveFile = path;
        QVERIFY(f.window.files().saveAs());
        const QByteArray onDisk = contentOf(path);
        // What a process that was killed leaves: a journal whose lock nobody holds.
        model::Design lost = f.window.document().design();
        lost.header.name = QStringLiteral("Lost work");
        const QString journal = f.path("data/recovery/x.journal");
        QVERIFY(QDir().mkpath(f.path("data/recovery")));
        write(journal, "{\"loadstarJournal\":1,\"file\":\"" + path.toUtf8() +
                           "\",\"writtenAt\":\"2026-01-02T03:04:05.000Z\"}\n" +
                           model::serializeDesign(lost));
        write(f.path("data/recovery/damaged.journal"), "{\"loadstarJournal\":1}\n{\"loadstar\"");

        f.window.files().offerRecovery();
        QCOMPARE(f.dialogs.questions, QStringList{QStringLiteral("recover a.loadstar")});
        QVERIFY(QFile::exists(journal));
        f.dialogs.recoverAnswer = shell::Dialogs::RecoverAnswer::Recover;
        f.window.files().offerRecovery();
        QCOMPARE(f.window.document().design(), lost);
        QCOMPARE(f.window.document().filePath(), path);
        QVERIFY(f.window.isWindowModified());
        QCOMPARE(contentOf(path), onDisk);
        // It is kept in a journal of this process now, until it is saved.
        QVERIFY(!QFile::exists(journal));
        const QDir folder(f.path("data/recovery"));
        QCOMPARE(folder.entryList({QStringLiteral("*.journal")}, QDir::Files).size(), 2);
        QVERIFY(f.window.files().save());
        QCOMPARE(folder.entryList({QStringLiteral("*.journal")}, QDir::Files),
                 QStringList{QStringLiteral("damaged.journal")});
    }

    void exportedFilesOpenAgainAsCopies()
    {
        WindowFixture f;
        f.newDesignWithNode();
        const model::Design design = f.window.document().design();
        for (const char *name : {"a.svg", "a.png", "a.pdf", "a.drawio", "a.mmd", "a.dot"}) {
            f.dialogs.saveFile = f.path(name);
            f.action("file.exportPicture")->trigger();
            QVERIFY(QFileInfo(f.path(name)).size() > 0);
        }
        f.dialogs.saveAnswer = SaveAnswer::Discard;
        for (const char *name : {"a.svg", "a.png", "a.pdf"}) {
            QMimeData data;
            data.setUrls({QUrl::fromLocalFile(f.path(name))});
            QVERIFY(f.window.files().newDesign());
            QDragEnterEvent enter(QPoint(50, 50), Qt::CopyAction, &data, Qt::LeftButton,
                                  Qt::NoModifier);
            QCoreApplication::sendEvent(&f.window, &enter);
            QVERIFY(enter.isAccepted());
            QDropEvent drop(QPoint(50, 50), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
            QCoreApplication::sendEvent(&f.window, &drop);
            QTRY_COMPARE(f.window.document().design(), design);
            // Saving must not put a design file in the picture's place.
            QVERIFY(f.window.document().filePath().isEmpty());
        }
        QVERIFY(f.dialogs.errors.isEmpty());
    }
};

QTEST_MAIN(TestFiles)
#include "tst_files.moc"
