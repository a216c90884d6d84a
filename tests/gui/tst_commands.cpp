// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/canvas_view.h"
#include "gui/shell_fixture.h"
#include "shell/builtin_actions.h"
#include "shell/command_palette.h"
#include "shell/dialogs/shortcut_list.h"
#include "shell/template_card.h"
#include "shell/workspace.h"

#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QMenuBar>
#include <QPushButton>
#include <QTreeWidget>

using namespace loadstar;
using tests::WindowFixture;

namespace {

QLineEdit *openPalette(WindowFixture &f)
{
    QTest::keyClick(&f.window, Qt::Key_K, Qt::ControlModifier);
    return f.window.findChild<QLineEdit *>(QStringLiteral("commandQuery"));
}

} // namespace

class TestCommands : public QObject
{
    Q_OBJECT

private Q_SLOTS:
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
};

QTEST_MAIN(TestCommands)
#include "tst_commands.moc"
