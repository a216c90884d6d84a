// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/canvas_view.h"
#include "gui/shell_fixture.h"
#include "model/design_file.h"
#include "player/player_panel.h"
#include "shell/dialogs/shortcut_list.h"
#include "shell/window_set.h"
#include "shell/workspace.h"

#include <QApplication>
#include <QKeySequenceEdit>
#include <QMenu>
#include <QPushButton>
#include <QTreeWidget>

using namespace loadstar;
using model::ElementId;
using shell::MainWindow;
using SaveAnswer = shell::Dialogs::SaveAnswer;

namespace {

/// A process with one window, on a folder of its own.
struct Process
{
    QTemporaryDir folder;
    QSettings settings{folder.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat};
    /// Those of each window in the order in which it was opened; gone with their windows.
    std::vector<tests::ScriptedDialogs *> dialogs;
    shell::WindowSet set{model::builtinKinds(), settings,
                         [this] {
                             auto made = std::make_unique<tests::ScriptedDialogs>();
                             dialogs.push_back(made.get());
                             return made;
                         },
                         folder.filePath(QStringLiteral("data"))};
    MainWindow &first;

    Process()
        : first(set.open())
    {
        first.resize(1200, 800);
        first.show();
        activate(first);
    }

    static void activate(MainWindow &window)
    {
        window.activateWindow();
        if (!QTest::qWaitForWindowActive(&window))
            qFatal("the window does not become active");
    }
    static void press(MainWindow &window, Qt::Key key, Qt::KeyboardModifiers modifiers)
    {
        activate(window);
        QTest::keyClick(window.focusWidget() ? window.focusWidget() : &window, key, modifiers);
    }
    /// Opens another window by its key.
    MainWindow &openAnother()
    {
        press(first, Qt::Key_N, Qt::ControlModifier | Qt::ShiftModifier);
        MainWindow &made = *set.windows().back();
        activate(made);
        return made;
    }
    QString path(const char *name) const { return folder.filePath(QString::fromLatin1(name)); }

    /// A new design with one node in a history of one step.
    static void drawNode(MainWindow &window)
    {
        window.files().newDesign();
        activate(window);
        window.workspace()->canvas().setFocus();
        press(window, Qt::Key_F, Qt::ControlModifier | Qt::ShiftModifier);
        QTest::keyClicks(window.focusWidget(), QStringLiteral("node"));
        press(window, Qt::Key_Return, Qt::NoModifier);
        window.workspace()->canvas().setFocus();
    }
    static size_t count(MainWindow &window) { return window.document().design().components.size(); }
};

} // namespace

class TestWindows : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eachWindowHasItsOwnDesignAndHistory()
    {
        Process p;
        Process::drawNode(p.first);
        MainWindow &second = p.openAnother();
        QCOMPARE(p.set.windows().size(), size_t(2));
        QVERIFY(second.isVisible() && second.isStartPageShown());
        QVERIFY(second.pos() != p.first.pos());
        QCOMPARE(second.size(), p.first.size());
        Process::drawNode(second);
        QCOMPARE(Process::count(second), size_t(1));
        Process::press(second, Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(Process::count(second), size_t(0));
        QCOMPARE(Process::count(p.first), size_t(1));
        QVERIFY(p.first.document().undoStack().canUndo());
        QVERIFY(!p.first.document().undoStack().canRedo());
    }

    void copiesGoFromOneWindowToAnother()
    {
        Process p;
        Process::drawNode(p.first);
        MainWindow &second = p.openAnother();
        second.files().newDesign();
        Process::press(p.first, Qt::Key_A, Qt::ControlModifier);
        Process::press(p.first, Qt::Key_C, Qt::ControlModifier);
        second.workspace()->canvas().setFocus();
        Process::press(second, Qt::Key_V, Qt::ControlModifier);
        QCOMPARE(Process::count(second), size_t(1));
        QCOMPARE(second.document().design().components.begin()->second.kind,
                 QStringLiteral("node"));
        QCOMPARE(Process::count(p.first), size_t(1));
    }

    void aFileThatIsOpenInAnotherWindowIsNoticed()
    {
        Process p;
        Process::drawNode(p.first);
        p.dialogs[0]->saveFile = p.path("a.loadstar");
        Process::press(p.first, Qt::Key_S, Qt::ControlModifier);
        MainWindow &second = p.openAnother();
        p.dialogs[1]->openFile = p.path("a.loadstar");
        Process::press(second, Qt::Key_O, Qt::ControlModifier);
        QCOMPARE(p.dialogs[1]->questions, QStringList{QStringLiteral("open again a.loadstar")});
        QVERIFY(second.isStartPageShown());
        p.dialogs[1]->opensAgain = true;
        Process::press(second, Qt::Key_O, Qt::ControlModifier);
        QCOMPARE(second.document().filePath(), p.path("a.loadstar"));
        // What one saves is offered to the other.
        p.dialogs[1]->reloads = true;
        p.first.workspace()->canvas().setFocus();
        Process::press(p.first, Qt::Key_A, Qt::ControlModifier);
        Process::press(p.first, Qt::Key_D, Qt::ControlModifier);
        Process::press(p.first, Qt::Key_S, Qt::ControlModifier);
        QTRY_COMPARE(Process::count(second), size_t(2));
        QVERIFY(p.dialogs[1]->questions.contains(QStringLiteral("reload a.loadstar")));
        QVERIFY(p.dialogs[0]->questions.isEmpty());
        // The one that is left is noticed when the first has gone.
        QVERIFY(p.first.close());
        QTRY_COMPARE(p.set.windows().size(), size_t(1));
        QTRY_VERIFY(!QDir(p.path("data/open")).entryList(QDir::Files).isEmpty());
        tests::ScriptedDialogs dialogs;
        MainWindow other(model::builtinKinds(), p.settings, dialogs, p.path("data"));
        QVERIFY(!other.files().openFile(p.path("a.loadstar")));
        QCOMPARE(dialogs.questions, QStringList{QStringLiteral("open again a.loadstar")});
    }

    void whatIsChosenInOneWindowHoldsInTheOthers()
    {
        Process p;
        Process::drawNode(p.first);
        MainWindow &second = p.openAnother();
        Process::drawNode(second);
        const auto action = [](MainWindow &window, const char *id) {
            return window.actions().action(QString::fromLatin1(id));
        };
        // The theme.
        for (const char *theme : {"view.themeLight", "view.themeDark"}) {
            action(second, theme)->trigger();
            QVERIFY(action(p.first, theme)->isChecked());
            QCOMPARE(p.first.workspace()->canvas().theme().canvas,
                     second.workspace()->canvas().theme().canvas);
        }
        action(p.first, "view.themeLight")->trigger();
        QVERIFY(action(second, "view.themeLight")->isChecked());
        QVERIFY(!action(second, "view.themeDark")->isChecked());
        // Keys, taken and given back.
        shell::ShortcutList list(p.first.actions(), p.settings, &p.first);
        list.setAttribute(Qt::WA_DeleteOnClose, false);
        list.show();
        auto *table = list.findChild<QTreeWidget *>(QStringLiteral("shortcutTable"));
        table->setCurrentItem(table->findItems(QStringLiteral("Duplicate"),
                                               Qt::MatchExactly | Qt::MatchRecursive)[0]);
        auto *keys = list.findChild<QKeySequenceEdit *>(QStringLiteral("shortcutKeys"));
        keys->setFocus();
        QTest::keyClick(keys, Qt::Key_F9, Qt::NoModifier);
        shell::ShortcutList other(second.actions(), p.settings, &second);
        const auto shown = [&other] {
            const auto *rows = other.findChild<QTreeWidget *>(QStringLiteral("shortcutTable"));
            return rows
                ->findItems(QStringLiteral("Duplicate"), Qt::MatchExactly | Qt::MatchRecursive)[0]
                ->text(1);
        };
        QCOMPARE(shown(), QStringLiteral("Ctrl+D"));
        QTest::mouseClick(list.findChild<QPushButton *>(QStringLiteral("shortcutUse")),
                          Qt::LeftButton);
        QCOMPARE(shown(), QStringLiteral("F9"));
        list.close();
        second.workspace()->canvas().setFocus();
        Process::press(second, Qt::Key_A, Qt::ControlModifier);
        Process::press(second, Qt::Key_F9, Qt::NoModifier);
        QCOMPARE(Process::count(second), size_t(2));
        QTest::mouseClick(other.findChild<QPushButton *>(QStringLiteral("shortcutResetAll")),
                          Qt::LeftButton);
        QCOMPARE(action(p.first, "edit.duplicate")->shortcut(),
                 QKeySequence(QStringLiteral("Ctrl+D")));
        // Recent files.
        p.dialogs[0]->saveFile = p.path("recent.loadstar");
        p.first.workspace()->canvas().setFocus();
        Process::press(p.first, Qt::Key_S, Qt::ControlModifier);
        const QMenu *recent = second.actions().menu(QStringLiteral("file.recent"));
        QCOMPARE(recent->actions().value(0)->text(), QStringLiteral("recent.loadstar"));
    }

    void eachFileOpensInAWindowOfItsOwn()
    {
        Process p;
        const auto save = [&p](const char *name) {
            model::Design design;
            design.header.name = QString::fromLatin1(name);
            QVERIFY(model::saveDesign(design, p.path(name)));
        };
        save("a.loadstar");
        save("b.loadstar");
        p.set.openFiles({p.path("a.loadstar"), p.path("missing.loadstar"), p.path("b.loadstar")});
        QStringList open;
        for (MainWindow *window : p.set.windows())
            open += window->document().filePath();
        QCOMPARE(open, (QStringList{p.path("a.loadstar"), p.path("b.loadstar")}));
        QCOMPARE(p.dialogs[1]->errors.size(), 1);
        QVERIFY(p.set.windows()[1]->isVisible());
    }

    void theLastDesignsAreOpenedAgainWhenAskedFor()
    {
        Process process;
        for (const char *name : {"a.loadstar", "b.loadstar"}) {
            model::Design design;
            design.header.name = QString::fromLatin1(name);
            QVERIFY(model::saveDesign(design, process.path(name)).isOk());
        }
        process.set.openFiles({process.path("a.loadstar"), process.path("b.loadstar")});
        QCOMPARE(process.set.windows().size(), size_t(2));
        QAction *wish = process.first.actions().action(QStringLiteral("file.reopen"));
        QVERIFY(!wish->isChecked());
        wish->trigger();
        QVERIFY(process.set.windows()
                    .back()
                    ->actions()
                    .action(QStringLiteral("file.reopen"))
                    ->isChecked());
        Process::press(process.first, Qt::Key_Q, Qt::ControlModifier);
        QTRY_VERIFY(process.set.windows().empty());

        const auto filesOf = [](shell::WindowSet &set) {
            QStringList names;
            for (MainWindow *window : set.windows())
                names += QFileInfo(window->document().filePath()).fileName();
            return names;
        };
        process.set.open().show();
        process.set.reopenFiles();
        QCOMPARE(filesOf(process.set),
                 (QStringList{QStringLiteral("a.loadstar"), QStringLiteral("b.loadstar")}));
        // The end of a session closes all of them in one go.
        for (MainWindow *window : process.set.windows())
            window->close();
        QTRY_VERIFY(process.set.windows().empty());
        process.set.open().show();
        process.set.reopenFiles();
        QCOMPARE(process.set.windows().size(), size_t(2));
        // Closed one by one, the last one is what is left; a file that is gone is passed over.
        process.set.windows().front()->close();
        QTRY_COMPARE(process.set.windows().size(), size_t(1));
        process.set.windows().front()->close();
        QTRY_VERIFY(process.set.windows().empty());
        process.set.open().show();
        process.set.reopenFiles();
        QCOMPARE(filesOf(process.set), QStringList{QStringLiteral("b.loadstar")});
        QVERIFY(QFile::remove(process.path("b.loadstar")));
        process.set.windows().front()->close();
        QTRY_VERIFY(process.set.windows().empty());
        MainWindow &last = process.set.open();
        process.set.reopenFiles();
        QVERIFY(last.isStartPageShown());
        QVERIFY(process.dialogs.back()->errors.isEmpty());
    }

    void closingOneLeavesTheOthers()
    {
        Process p;
        Process::drawNode(p.first);
        MainWindow &second = p.openAnother();
        Process::drawNode(second);
        // Called off.
        Process::press(second, Qt::Key_W, Qt::ControlModifier);
        QCOMPARE(p.dialogs[1]->saveQuestions, 1);
        QVERIFY(second.isVisible());
        p.dialogs[1]->saveAnswer = SaveAnswer::Discard;
        Process::press(second, Qt::Key_W, Qt::ControlModifier);
        QTRY_COMPARE(p.set.windows().size(), size_t(1));
        QCOMPARE(p.set.windows()[0], &p.first);
        QCOMPARE(p.dialogs[0]->saveQuestions, 0);
        // The first one works on.
        Process::press(p.first, Qt::Key_A, Qt::ControlModifier);
        Process::press(p.first, Qt::Key_D, Qt::ControlModifier);
        QCOMPARE(Process::count(p.first), size_t(2));
        // And so does the last one when the first has gone.
        MainWindow &third = p.openAnother();
        p.dialogs[0]->saveAnswer = SaveAnswer::Discard;
        Process::press(p.first, Qt::Key_W, Qt::ControlModifier);
        QTRY_COMPARE(p.set.windows().size(), size_t(1));
        Process::drawNode(third);
        QCOMPARE(Process::count(third), size_t(1));
    }

    void aWindowIsClosedWhileItsSimulationRuns()
    {
        Process p;
        Process::drawNode(p.first);
        MainWindow &second = p.openAnother();
        second.openTour();
        Process::press(second, Qt::Key_F5, Qt::NoModifier);
        QTRY_VERIFY(second.workspace()->player().isPlaying());
        Process::press(second, Qt::Key_W, Qt::ControlModifier);
        QTRY_COMPARE(p.set.windows().size(), size_t(1));
        p.first.workspace()->canvas().setFocus();
        Process::press(p.first, Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(Process::count(p.first), size_t(0));
    }

    void quitAsksForEveryWindowBeforeItClosesOne()
    {
        Process p;
        Process::drawNode(p.first);
        MainWindow &second = p.openAnother();
        second.files().newDesign();
        MainWindow &third = p.openAnother();
        Process::drawNode(third);
        p.dialogs[0]->saveAnswer = SaveAnswer::Discard;
        p.dialogs[2]->saveAnswer = SaveAnswer::Cancel;
        Process::press(second, Qt::Key_Q, Qt::ControlModifier);
        QCOMPARE(p.dialogs[0]->saveQuestions, 1);
        QCOMPARE(p.dialogs[1]->saveQuestions, 0);
        QCOMPARE(p.dialogs[2]->saveQuestions, 1);
        QVERIFY(p.first.isVisible() && second.isVisible() && third.isVisible());
        // The answer held for that time only.
        p.dialogs[0]->saveAnswer = SaveAnswer::Cancel;
        QVERIFY(!p.first.close());
        QCOMPARE(p.dialogs[0]->saveQuestions, 2);
        p.dialogs[0]->saveAnswer = SaveAnswer::Save;
        p.dialogs[0]->saveFile = p.path("kept.loadstar");
        p.dialogs[2]->saveAnswer = SaveAnswer::Discard;
        Process::press(second, Qt::Key_Q, Qt::ControlModifier);
        QVERIFY(!p.first.isVisible() && !second.isVisible() && !third.isVisible());
        QCOMPARE(p.dialogs[0]->saveQuestions, 3);
        QVERIFY(QFile::exists(p.path("kept.loadstar")));
        QTRY_VERIFY(p.set.windows().empty());
    }

    void workOfALivingWindowIsNotOfferedForRecovery()
    {
        Process p;
        Process::drawNode(p.first);
        const QDir journals(p.path("data/recovery"));
        QTRY_COMPARE(journals.entryList({QStringLiteral("*.journal")}, QDir::Files).size(), 1);
        // Neither in a window of the same process nor in one of the next.
        MainWindow &second = p.openAnother();
        tests::ScriptedDialogs dialogs;
        MainWindow next(model::builtinKinds(), p.settings, dialogs, p.path("data"));
        QSignalSpy painted(&next, &MainWindow::firstFramePainted);
        next.show();
        QTRY_COMPARE(painted.count(), 1);
        QVERIFY(p.dialogs[1]->questions.isEmpty() && dialogs.questions.isEmpty());
        QVERIFY(second.close());
        QTRY_COMPARE(p.set.windows().size(), size_t(1));
        QCOMPARE(journals.entryList({QStringLiteral("*.journal")}, QDir::Files).size(), 1);
    }
};

QTEST_MAIN(TestWindows)
#include "tst_windows.moc"
