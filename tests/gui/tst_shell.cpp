// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/canvas_view.h"
#include "edit/backups.h"
#include "gui/shell_fixture.h"
#include "model/design_file.h"
#include "panels/palette_list.h"
#include "panels/palette_panel.h"
#include "shell/builtin_actions.h"
#include "shell/command_palette.h"
#include "shell/dialogs/model_pages.h"
#include "shell/dialogs/shortcut_list.h"
#include "shell/dialogs/window_dialogs.h"
#include "shell/recent_files.h"
#include "shell/start_page.h"
#include "shell/template_card.h"
#include "shell/theme_controller.h"
#include "shell/workspace.h"

#include <QActionGroup>
#include <QApplication>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QMenuBar>
#include <QMimeData>
#include <QPushButton>
#include <QRegularExpression>
#include <QScreen>
#include <QTextBrowser>
#include <QTextEdit>
#include <QTimer>
#include <QTreeWidget>

using namespace loadstar;
using shell::Mode;
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

QLineEdit *openPalette(WindowFixture &f)
{
    QTest::keyClick(&f.window, Qt::Key_K, Qt::ControlModifier);
    return f.window.findChild<QLineEdit *>(QStringLiteral("commandQuery"));
}

} // namespace

class TestShell : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void helpTellsWhatTheSimulationLeavesOut()
    {
        WindowFixture f;
        f.window.actions().action(QStringLiteral("help.models"))->trigger();
        auto *dialog = f.window.findChild<shell::ModelPages *>();
        QVERIFY(dialog && dialog->isVisible());
        auto *list = dialog->findChild<QListWidget *>();
        const auto *text = dialog->findChild<QTextBrowser *>();
        const QStringList pages = shell::ModelPages::pages();
        QVERIFY(!pages.isEmpty());
        QCOMPARE(list->count(), pages.size());
        for (int row = 0; row < pages.size(); ++row) {
            QVERIFY2(!shell::ModelPages::titleOf(pages[row]).isEmpty(), qPrintable(pages[row]));
            list->setCurrentRow(row);
            const QString shown = text->toPlainText();
            QVERIFY2(shown.startsWith(shell::ModelPages::titleOf(pages[row])),
                     qPrintable(pages[row]));
            for (const char *section : {"Purpose", "Assumptions", "Parameters", "Validation"})
                QVERIFY2(shown.contains(QLatin1String(section)), qPrintable(pages[row]));
        }
    }

    void actionsAreWholeAndDoNotCollide()
    {
        QSet<QString> ids;
        QMap<QString, QString> ownerOfKey;
        for (const shell::ActionSpec &spec : shell::builtinActions()) {
            const QString id = QString::fromLatin1(spec.id);
            QVERIFY2(!ids.contains(id), spec.id);
            ids.insert(id);
            QVERIFY2(*spec.text, spec.id);
            if (!*spec.shortcut)
                continue;
            for (const QKeySequence &keys :
                 QKeySequence::listFromString(QString::fromLatin1(spec.shortcut))) {
                QVERIFY2(!keys.isEmpty(), spec.id);
                const QString text = keys.toString();
                QVERIFY2(!ownerOfKey.contains(text),
                         qPrintable(text + u' ' + id + u' ' + ownerOfKey.value(text)));
                ownerOfKey[text] = id;
            }
        }
    }

    void everyActionIconExists()
    {
        for (const shell::ActionSpec &spec : shell::builtinActions()) {
            const QString icon =
                QStringLiteral(":/icons/actions/%1.svg").arg(QString::fromLatin1(spec.icon));
            QVERIFY2(!*spec.icon || QFile::exists(icon), qPrintable(icon));
        }
    }

    void everyActionDoesSomething()
    {
        const WindowFixture f;
        f.window.files().newDesign();
        for (const shell::ActionSpec &spec : f.window.actions().specs()) {
            QVERIFY2(spec.opensMenu != f.window.actions().isBound(QString::fromLatin1(spec.id)),
                     spec.id);
        }
    }

    void menusHoldEveryActionWithAMenu()
    {
        const WindowFixture f;
        for (const shell::ActionSpec &spec : f.window.actions().specs()) {
            if (!*spec.menu)
                continue;
            const QMenu *menu = f.window.actions().menu(QString::fromLatin1(spec.menu));
            QVERIFY2(menu && menu->actions().contains(f.action(spec.id)), spec.id);
        }
        for (const QAction *top : f.window.menuBar()->actions()) {
            if (top->isVisible())
                QVERIFY2(!top->menu()->isEmpty(), qPrintable(top->text()));
        }
    }

    void startPageIsFirstAndLeadsOn()
    {
        const WindowFixture f;
        QVERIFY(f.window.isStartPageShown());
        QVERIFY(!f.window.workspace());
        QVERIFY(!f.action("file.save")->isEnabled());
        QPushButton *fresh = nullptr;
        for (QPushButton *each : f.window.findChildren<QPushButton *>()) {
            if (each->text() == u"New design")
                fresh = each;
        }
        QVERIFY(fresh);
        QTest::mouseClick(fresh, Qt::LeftButton);
        QVERIFY(!f.window.isStartPageShown());
        QVERIFY(f.window.workspace()->canvas().isVisible());
        QVERIFY(f.action("file.save")->isEnabled());
        f.action("file.start")->trigger();
        QVERIFY(f.window.isStartPageShown());
    }

    void templatesBecomePicturesAfterTheFirstFrame()
    {
        WindowFixture f;
        const auto cards = [&] { return f.window.findChildren<shell::TemplateCard *>(); };
        QTRY_VERIFY(!cards().isEmpty());
        for (shell::TemplateCard *card : cards())
            QTRY_VERIFY(card->hasPicture());
        QTest::mouseClick(cards().front(), Qt::LeftButton);
        QVERIFY(!f.window.isStartPageShown());
        QVERIFY(!f.window.document().design().components.empty());
        QCOMPARE(f.window.document().filePath(), QString());
    }

    void templatesAreWrittenAsTheProgramWritesThem()
    {
        const QFileInfoList files = QDir(QStringLiteral(":/templates")).entryInfoList(QDir::Files);
        QVERIFY(files.size() >= 6);
        for (const QFileInfo &info : files) {
            const auto loaded = model::loadDesign(info.filePath(), model::builtinKinds());
            QVERIFY2(loaded.isOk(), qPrintable(info.fileName()));
            QCOMPARE(loaded->warnings.size(), size_t(0));
            QVERIFY2(!loaded->design.header.name.isEmpty() &&
                         !loaded->design.header.notes.isEmpty(),
                     qPrintable(info.fileName()));
            QFile file(info.filePath());
            QVERIFY(file.open(QIODevice::ReadOnly));
            QCOMPARE(model::serializeDesign(loaded->design), file.readAll());
        }
    }

    void pictureIsExported()
    {
        WindowFixture f;
        f.newDesignWithNode();
        f.dialogs.saveFile = f.path("picture.svg");
        f.action("file.exportPicture")->trigger();
        QCOMPARE(f.dialogs.errors, QStringList());
        QFile file(f.path("picture.svg"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(file.readAll().contains("rstudio-1"));
        QVERIFY(f.dialogs.suggestion.endsWith(QStringLiteral("design.svg")));
        f.dialogs.saveFile = f.path("no/such/folder/picture.svg");
        f.action("file.exportPicture")->trigger();
        QCOMPARE(f.dialogs.errors.size(), 1);
    }

    void theTourOpensACopy()
    {
        WindowFixture f;
        f.window.openTour();
        QCOMPARE(f.dialogs.errors, QStringList());
        QVERIFY(!f.window.document().design().components.empty());
        QVERIFY(!f.window.document().design().scenario.empty());
        QCOMPARE(f.window.document().filePath(), QString());
        QVERIFY(!f.window.isWindowModified());
    }

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

    void titleHasAStarWhileThereIsSomethingToSave()
    {
        WindowFixture f;
        f.newDesignWithNode();
        QCOMPARE(f.window.windowTitle(), QStringLiteral("Untitled[*] – Loadstar"));
        QVERIFY(f.window.isWindowModified());
        f.dialogs.saveFile = f.path("b.loadstar");
        QTest::keyClick(&f.window, Qt::Key_S, Qt::ControlModifier);
        QCOMPARE(f.window.windowTitle(), QStringLiteral("b.loadstar[*] – Loadstar"));
        QVERIFY(!f.window.isWindowModified());
        f.window.document().undoStack().undo();
        QVERIFY(f.window.isWindowModified());
        f.window.document().undoStack().redo();
        QVERIFY(!f.window.isWindowModified());
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

    void theNameInTheBarTellsWhatIsNotSaved()
    {
        WindowFixture f;
        f.newDesignWithNode();
        f.dialogs.saveFile = f.path("mine.loadstar");
        f.action("file.save")->trigger();
        const auto *label = f.window.findChild<QLabel *>(QStringLiteral("fileLabel"));
        QCOMPARE(label->text(), QStringLiteral("mine.loadstar"));
        f.window.document().select({model::ElementId(QStringLiteral("n1"))});
        f.window.workspace()->canvas().setFocus();
        QTest::keyClick(&f.window.workspace()->canvas(), Qt::Key_Right);
        QCOMPARE(label->text(), QStringLiteral("mine.loadstar – edited"));
        QTest::keyClick(&f.window, Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(label->text(), QStringLiteral("mine.loadstar"));
    }

    void menusTickWhatIsOn()
    {
        WindowFixture f;
        f.newDesignWithNode();
        QMenu *menu = f.window.actions().menu(QStringLiteral("view"));
        const QColor accent = f.window.theme().theme().accent;
        const auto ticks = [&](const char *id) {
            menu->popup(f.window.mapToGlobal(QPoint(0, 0)));
            const QImage row = menu->grab(menu->actionGeometry(f.action(id))).toImage();
            menu->close();
            int count = 0;
            for (int y = 0; y < row.height(); ++y) {
                for (int x = 0; x < 40; ++x)
                    count += row.pixelColor(x, y) == accent ? 1 : 0;
            }
            return count > 30;
        };
        for (const char *id : {"view.minimap", "view.palette", "view.inspector"}) {
            QVERIFY2(ticks(id), id);
            f.action(id)->trigger();
            QVERIFY2(!ticks(id), id);
        }
        QVERIFY(ticks("mode.design") && !ticks("mode.live"));
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

    void numberKeysChangeTheMode()
    {
        WindowFixture f;
        QTest::keyClick(&f.window, Qt::Key_2);
        QCOMPARE(f.window.mode(), Mode::Design);
        f.window.files().newDesign();
        f.window.workspace()->canvas().setFocus();
        QTest::keyClick(&f.window.workspace()->canvas(), Qt::Key_2);
        QCOMPARE(f.window.mode(), Mode::Simulate);
        QVERIFY(f.action("mode.simulate")->isChecked());
        QVERIFY(!f.action("mode.design")->isChecked());
        QVERIFY(!f.window.workspace()->canvas().isEditingEnabled());
        QTest::keyClick(&f.window.workspace()->canvas(), Qt::Key_1);
        QCOMPARE(f.window.mode(), Mode::Design);
        QVERIFY(f.window.workspace()->canvas().isEditingEnabled());
    }

    void theActionOfTheModeStaysChecked()
    {
        WindowFixture f;
        f.window.files().newDesign();
        f.action("mode.design")->trigger();
        QVERIFY(f.action("mode.design")->isChecked());
    }

    void digitsTypedIntoAFieldStayThere()
    {
        WindowFixture f;
        f.window.files().newDesign();
        QLineEdit *search = f.window.findChild<QLineEdit *>(QStringLiteral("paletteSearch"));
        search->setFocus();
        QTest::keyClicks(search, QStringLiteral("2c"));
        QCOMPARE(search->text(), QStringLiteral("2c"));
        QCOMPARE(f.window.mode(), Mode::Design);
    }

    void undoAndRedoFollowTheHistory()
    {
        WindowFixture f;
        f.newDesignWithNode();
        QVERIFY(f.action("edit.undo")->isEnabled());
        QVERIFY(!f.action("edit.redo")->isEnabled());
        QTest::keyClick(&f.window, Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(f.window.document().design().components.empty());
        QVERIFY(!f.action("edit.undo")->isEnabled());
        QTest::keyClick(&f.window, Qt::Key_Y, Qt::ControlModifier);
        QCOMPARE(f.window.document().design().components.size(), size_t(1));
    }

    void enterInThePalettePlacesOnTheCanvas()
    {
        QCOMPARE(QByteArray(panels::kKindMimeType), QByteArray(canvas::kKindMimeType));
        WindowFixture f;
        f.window.files().newDesign();
        QTest::keyClick(&f.window, Qt::Key_F, Qt::ControlModifier | Qt::ShiftModifier);
        QLineEdit *search = f.window.findChild<QLineEdit *>(QStringLiteral("paletteSearch"));
        QVERIFY(search->hasFocus());
        QTest::keyClicks(search, QStringLiteral("proxy"));
        QTest::keyClick(search, Qt::Key_Return);
        const model::Design &design = f.window.document().design();
        QCOMPARE(design.components.size(), size_t(1));
        QCOMPARE(design.components.begin()->second.kind, QStringLiteral("loadBalancer"));
        QCOMPARE(f.window.findChild<QLabel *>(QStringLiteral("statusCounts"))->text().left(1),
                 QStringLiteral("1"));
    }

    void commandPaletteFindsAnActionAndRunsIt()
    {
        WindowFixture f;
        f.newDesignWithNode();
        QLineEdit *query = openPalette(f);
        QVERIFY(query && query->isVisible() && query->hasFocus());
        QTest::keyClicks(query, QStringLiteral("undo"));
        QTest::keyClick(query, Qt::Key_Return);
        QVERIFY(f.window.document().design().components.empty());
        QVERIFY(!query->isVisible());
    }

    void commandPaletteFindsComponentsByAlias()
    {
        WindowFixture f;
        f.window.files().newDesign();
        QLineEdit *query = openPalette(f);
        QTest::keyClicks(query, QStringLiteral("postgresql"));
        QTest::keyClick(query, Qt::Key_Return);
        QCOMPARE(f.window.document().design().components.begin()->second.kind,
                 QStringLiteral("storage"));
    }

    void commandPaletteFindsTemplates()
    {
        WindowFixture f;
        QTRY_VERIFY(!f.window.findChildren<shell::TemplateCard *>().isEmpty());
        const QString name = f.window.findChildren<shell::TemplateCard *>().front()->text();
        QLineEdit *query = openPalette(f);
        QTest::keyClicks(query, name);
        QTest::keyClick(query, Qt::Key_Return);
        QCOMPARE(f.window.document().design().header.name, name);
    }

    void escapeLeavesTheCommandPaletteAndGivesTheKeyboardBack()
    {
        WindowFixture f;
        f.window.files().newDesign();
        f.window.workspace()->canvas().setFocus();
        QLineEdit *query = openPalette(f);
        QTest::keyClick(query, Qt::Key_Escape);
        QVERIFY(!query->isVisible());
        QVERIFY(f.window.workspace()->canvas().hasFocus());
    }

    void commandPaletteSaysWhyNotAndDoesNotDoIt()
    {
        WindowFixture f;
        f.newDesignWithNode();
        f.window.document().select({});
        QLineEdit *query = openPalette(f);
        QListWidget *list = f.window.findChild<QListWidget *>(QStringLiteral("commandList"));
        QTest::keyClicks(query, QStringLiteral("duplicate"));
        QCOMPARE(list->item(0)->text(), QStringLiteral("Duplicate"));
        QCOMPARE(list->item(0)->data(Qt::AccessibleDescriptionRole).toString(),
                 QStringLiteral("Select something first"));
        const QImage grey = list->grab(list->visualItemRect(list->item(0))).toImage();
        QTest::keyClick(query, Qt::Key_Return);
        QVERIFY(query->isVisible());
        QTest::keyClick(query, Qt::Key_Escape);
        f.window.document().select({model::ElementId(QStringLiteral("n1"))});
        openPalette(f);
        QTest::keyClicks(query, QStringLiteral("duplicate"));
        QVERIFY(list->grab(list->visualItemRect(list->item(0))).toImage() != grey);
        QTest::keyClick(query, Qt::Key_Return);
        QCOMPARE(f.window.document().design().components.size(), size_t(2));
    }

    void commandPaletteKnowsMenusAndSaysWhenNothingIsFound()
    {
        WindowFixture f;
        f.newDesignWithNode();
        QLineEdit *query = openPalette(f);
        const QListWidget *list = f.window.findChild<QListWidget *>(QStringLiteral("commandList"));
        QTest::keyClicks(query, QStringLiteral("auto layout"));
        QCOMPARE(list->count(), 4);
        query->clear();
        QTest::keyClicks(query, QStringLiteral("al"));
        QVERIFY(list->item(0)->text().startsWith(QStringLiteral("Align")));
        query->clear();
        QTest::keyClicks(query, QStringLiteral("qqq"));
        QCOMPARE(list->count(), 1);
        QCOMPARE(list->item(0)->text(), QStringLiteral("Nothing found"));
        QTest::keyClick(query, Qt::Key_Return);
        QVERIFY(query->isVisible());
    }

    void iconsOfSelectedRowsAreSeen_data()
    {
        QTest::addColumn<QString>("theme");
        QTest::newRow("light") << "view.themeLight";
        QTest::newRow("dark") << "view.themeDark";
    }

    void iconsOfSelectedRowsAreSeen()
    {
        QFETCH(QString, theme);
        WindowFixture f;
        f.newDesignWithNode();
        f.window.actions().action(theme)->trigger();
        f.action("view.outline")->trigger();
        f.window.document().select({model::ElementId(QStringLiteral("n1"))});
        auto *tree = f.window.findChild<QTreeWidget *>(QStringLiteral("outlineTree"));
        QCoreApplication::processEvents();
        QVERIFY(tree->topLevelItem(0)->isSelected());
        QRect icon = tree->visualItemRect(tree->topLevelItem(0));
        icon.setWidth(tree->iconSize().width() > 0 ? tree->iconSize().width() + 4 : 20);
        const QImage picture = tree->viewport()->grab(icon).toImage();
        int darkest = 255;
        int lightest = 0;
        for (int y = 4; y < picture.height() - 4; ++y) {
            for (int x = 0; x < picture.width(); ++x) {
                darkest = std::min(darkest, picture.pixelColor(x, y).lightness());
                lightest = std::max(lightest, picture.pixelColor(x, y).lightness());
            }
        }
        QVERIFY2(lightest - darkest > 100, qPrintable(QString::number(lightest - darkest)));
    }

    void betterMatchesComeFirst()
    {
        using shell::matchScore;
        const QString text = QStringLiteral("Zoom to fit");
        const int exact = matchScore(QStringLiteral("zoom to fit"), text);
        const int start = matchScore(QStringLiteral("zoom"), text);
        const int word = matchScore(QStringLiteral("fit"), text);
        const int inside = matchScore(QStringLiteral("oom"), text);
        const int letters = matchScore(QStringLiteral("ztf"), text);
        QVERIFY(exact > start && start > word && word > inside && inside > letters && letters > 0);
        QCOMPARE(matchScore(QStringLiteral("fz"), text), 0);
    }

    void dockActionsShowAndHide()
    {
        WindowFixture f;
        f.window.files().newDesign();
        panels::PalettePanel &palette = f.window.workspace()->palette();
        QVERIFY(palette.isVisible());
        f.action("view.palette")->trigger();
        QVERIFY(!palette.isVisible());
        f.action("file.start")->trigger();
        f.window.files().newDesign();
        QVERIFY(!palette.isVisible());
        f.action("view.palette")->trigger();
        QVERIFY(palette.isVisible());
    }

    void themesExcludeEachOther()
    {
        WindowFixture f;
        f.action("view.themeDark")->trigger();
        f.action("view.themeLight")->trigger();
        QVERIFY(f.action("view.themeLight")->isChecked() &&
                !f.action("view.themeDark")->isChecked());
        f.action("view.themeLight")->trigger();
        QVERIFY(f.action("view.themeLight")->isChecked());
        // So that the menu draws radio marks.
        QVERIFY(f.action("view.themeLight")->actionGroup());
        QVERIFY(f.action("view.themeLight")->actionGroup()->isExclusive());
    }

    void themeIsChosenAndRemembered()
    {
        WindowFixture f;
        f.action("view.themeDark")->trigger();
        QVERIFY(QApplication::palette().color(QPalette::Window).lightness() < 128);
        QVERIFY(f.action("view.themeDark")->isChecked());
        f.action("view.themeLight")->trigger();
        QVERIFY(QApplication::palette().color(QPalette::Window).lightness() > 128);
        QVERIFY(!f.action("view.themeDark")->isChecked());
        QCOMPARE(shell::ThemeController(f.settings).choice(),
                 shell::ThemeController::Choice::Light);
        QVERIFY(!qApp->styleSheet().contains(QRegularExpression(QStringLiteral("@[a-z]"))));
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

    void shortcutListNamesEveryKey()
    {
        WindowFixture f;
        shell::ShortcutList list(f.window.actions(), f.settings, &f.window);
        list.setAttribute(Qt::WA_DeleteOnClose, false);
        const QTreeWidget *tree = list.findChild<QTreeWidget *>();
        for (const shell::ActionSpec &spec : f.window.actions().specs()) {
            if (!*spec.shortcut)
                continue;
            const QString text = f.window.actions().plainText(QString::fromLatin1(spec.id));
            QVERIFY2(!tree->findItems(text, Qt::MatchExactly | Qt::MatchRecursive).isEmpty(),
                     spec.id);
        }
    }

    void theListOfShortcutsIsGroupedAndSearchedAtOnce()
    {
        WindowFixture f;
        f.newDesignWithNode();
        QTest::keyClick(&f.window, Qt::Key_F1);
        auto *list = f.window.findChild<shell::ShortcutList *>();
        QVERIFY(list && QTest::qWaitForWindowActive(list));
        QWidget *filter = list->focusWidget();
        QCOMPARE(filter->objectName(), QStringLiteral("shortcutFilter"));
        const auto *table = list->findChild<QTreeWidget *>();
        QCOMPARE(table->topLevelItem(0)->text(0), QStringLiteral("File"));
        QVERIFY(table->topLevelItem(0)->childCount() > 5);
        QTest::keyClicks(filter, QStringLiteral("align top"));
        QStringList shown;
        for (int i = 0; i < table->topLevelItemCount(); ++i) {
            const QTreeWidgetItem *group = table->topLevelItem(i);
            for (int row = 0; row < group->childCount(); ++row) {
                if (!group->isHidden() && !group->child(row)->isHidden())
                    shown += group->text(0) + u'/' + group->child(row)->text(0);
            }
        }
        QCOMPARE(shown, QStringList{QStringLiteral("Arrange/Align top edges")});
        QTest::keyClick(filter, Qt::Key_Down);
        QCOMPARE(list->focusWidget(), table);
        QCOMPARE(table->currentItem()->text(0), QStringLiteral("Align top edges"));
        list->close();
    }

    void noKeyBelongsToTheDesktop()
    {
        // Lock the screen, a terminal, show the desktop.
        WindowFixture f;
        for (const char *keys : {"Ctrl+Alt+L", "Ctrl+Alt+T", "Ctrl+Alt+D"})
            QVERIFY2(!f.window.actions().ownerOf(QKeySequence(QString::fromLatin1(keys)), {}),
                     keys);
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

    void shortcutsAreChangedTakenOverAndRemembered()
    {
        const QString duplicate = QStringLiteral("edit.duplicate");
        WindowFixture f;
        f.newDesignWithNode();
        {
            shell::ShortcutList list(f.window.actions(), f.settings, &f.window);
            list.show();
            auto *table = list.findChild<QTreeWidget *>(QStringLiteral("shortcutTable"));
            const auto rows = table->findItems(QStringLiteral("Duplicate"),
                                               Qt::MatchExactly | Qt::MatchRecursive);
            QCOMPARE(rows.size(), 1);
            table->setCurrentItem(rows.front());
            auto *keys = list.findChild<QKeySequenceEdit *>(QStringLiteral("shortcutKeys"));
            auto *use = list.findChild<QPushButton *>(QStringLiteral("shortcutUse"));
            keys->setFocus();
            QTest::keyClick(keys, Qt::Key_K, Qt::ControlModifier);
            QTest::mouseClick(use, Qt::LeftButton);
            QVERIFY(list.findChild<QLabel *>(QStringLiteral("shortcutMessage"))
                        ->text()
                        .contains(QStringLiteral("Command palette")));
            QCOMPARE(f.action("edit.duplicate")->shortcut(),
                     QKeySequence(QStringLiteral("Ctrl+D")));
            QTest::mouseClick(use, Qt::LeftButton);
            QVERIFY(f.action("view.commands")->shortcuts().isEmpty());
        }
        f.window.document().select({model::ElementId(QStringLiteral("n1"))});
        f.window.activateWindow();
        f.window.workspace()->canvas().setFocus();
        QTest::keyClick(&f.window, Qt::Key_D, Qt::ControlModifier);
        QCOMPARE(f.window.document().design().components.size(), size_t(1));
        QTest::keyClick(&f.window, Qt::Key_K, Qt::ControlModifier);
        QCOMPARE(f.window.document().design().components.size(), size_t(2));

        shell::MainWindow next(model::builtinKinds(), f.settings, f.dialogs, f.path("data"));
        QCOMPARE(next.actions().action(duplicate)->shortcut(),
                 QKeySequence(QStringLiteral("Ctrl+K")));
        shell::ShortcutList list(next.actions(), f.settings, &next);
        QTest::mouseClick(list.findChild<QPushButton *>(QStringLiteral("shortcutResetAll")),
                          Qt::LeftButton);
        QCOMPARE(next.actions().action(duplicate)->shortcut(),
                 QKeySequence(QStringLiteral("Ctrl+D")));
        f.settings.beginGroup(QStringLiteral("shortcuts"));
        QVERIFY(f.settings.allKeys().isEmpty());
    }

    void aModeKeyLeavesTheKeyboardOnTheCanvas()
    {
        WindowFixture f;
        f.newDesignWithNode();
        QTest::keyClick(&f.window, Qt::Key_2);
        QVERIFY(f.window.workspace()->canvas().hasFocus());
        QTest::keyClick(&f.window, Qt::Key_1);
        QVERIFY(f.window.workspace()->canvas().hasFocus());
    }

    void textsOfMessagesAreWhole_data()
    {
        QTest::addColumn<QString>("message");
        QTest::addColumn<bool>("hasDetails");
        const QString sentence = QStringLiteral("The file was made by a version that is newer. ");
        QTest::newRow("short") << QStringLiteral("No space left") << false;
        QTest::newRow("sentences") << sentence.repeated(12) << false;
        QTest::newRow("path") << QStringLiteral("/home/") + QString(240, u'w') << false;
        QTest::newRow("more than a screen") << sentence.repeated(200) << true;
    }

    void textsOfMessagesAreWhole()
    {
        QFETCH(QString, message);
        QFETCH(bool, hasDetails);
        WindowFixture f;
        shell::WindowDialogs dialogs;
        dialogs.setWindow(&f.window);
        int checked = 0;
        QTimer::singleShot(0, &f.window, [&] {
            QWidget *box = QApplication::activeModalWidget();
            for (const QLabel *label : box->findChildren<QLabel *>()) {
                if (!label->isVisible() || label->text().isEmpty())
                    continue;
                // The style sheet keeps 8 pixels beside and 2 above and below the text.
                const QSize room = label->size() - QSize(16, 4);
                const QRect needed = label->fontMetrics().boundingRect(
                    QRect(0, 0, room.width(), 100000), Qt::TextWordWrap, label->text());
                checked += needed.width() <= room.width() && needed.height() <= room.height();
                checked += box->rect().contains(QRect(label->mapTo(box, QPoint()), label->size()));
            }
            checked += box->height() <= f.window.screen()->availableSize().height();
            checked += hasDetails == !box->findChildren<QTextEdit *>().isEmpty();
            QTest::keyClick(box, Qt::Key_Escape);
        });
        dialogs.showError(QStringLiteral("The design could not be opened"),
                          {QStringLiteral("x"), message, QStringLiteral("/tmp/a.loadstar")},
                          QStringLiteral("Save it elsewhere."));
        QCOMPARE(checked, 6);
    }

    void windowSizeIsRemembered()
    {
        QTemporaryDir folder;
        QSettings settings(folder.filePath(QStringLiteral("s.ini")), QSettings::IniFormat);
        tests::ScriptedDialogs dialogs;
        {
            shell::MainWindow window(model::builtinKinds(), settings, dialogs, folder.path());
            window.resize(1000, 640);
            window.show();
            QVERIFY(window.close());
        }
        const shell::MainWindow again(model::builtinKinds(), settings, dialogs, folder.path());
        QCOMPARE(again.size(), QSize(1000, 640));
    }
};

QTEST_MAIN(TestShell)
#include "tst_shell.moc"
