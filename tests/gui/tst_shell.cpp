// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/canvas_view.h"
#include "gui/shell_fixture.h"
#include "model/design_file.h"
#include "panels/palette_list.h"
#include "panels/palette_panel.h"
#include "shell/dialogs/model_pages.h"
#include "shell/dialogs/window_dialogs.h"
#include "shell/start_page.h"
#include "shell/template_card.h"
#include "shell/theme_controller.h"
#include "shell/workspace.h"

#include <QActionGroup>
#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QPushButton>
#include <QRegularExpression>
#include <QTextBrowser>
#include <QTextEdit>
#include <QTimer>

using namespace loadstar;
using shell::Mode;
using tests::WindowFixture;

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
