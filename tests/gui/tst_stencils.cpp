// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/canvas_scene.h"
#include "canvas/canvas_view.h"
#include "edit/stencils.h"
#include "gui/drawn_elements.h"
#include "gui/shell_fixture.h"
#include "panels/palette_delegate.h"
#include "panels/palette_list.h"
#include "panels/palette_panel.h"
#include "shell/workspace.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QDir>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QMimeData>

using namespace loadstar;
using model::ElementId;
using tests::WindowFixture;

namespace {

/// A window with a zone (two nodes inside), a balancer, and traffic between them.
struct Bench : WindowFixture
{
    Bench()
    {
        // What is read after the first frame is there.
        QCoreApplication::processEvents();
        window.files().newDesign();
        model::Design design;
        const auto add = [&](const char *name, const char *kind, const QPointF &position,
                             const char *parent = "") {
            design.components.emplace(id(name),
                                      tests::drawnComponent(name, kind, position, parent));
        };
        add("lb", "loadBalancer", {0, 60});
        add("zone", "zone", {300, 0});
        add("n1", "node", {40, 48}, "zone");
        add("users", "users", {-400, 60});
        design.connections.emplace(id("t"), tests::drawnConnection("t", "traffic", "lb", "n1"));
        window.document().reset(design, {});
        QCoreApplication::processEvents();
        canvas().setFocus();
    }

    static ElementId id(const char *text) { return tests::elementId(text); }
    canvas::CanvasView &canvas() const { return window.workspace()->canvas(); }
    edit::DesignDocument &document() { return window.document(); }
    panels::PaletteList &list() const
    {
        return *window.findChild<panels::PaletteList *>(QStringLiteral("paletteList"));
    }
    QString stencilFolder() const { return folder.filePath(QStringLiteral("data/stencils")); }
    QStringList files() const { return QDir(stencilFolder()).entryList(QDir::Files, QDir::Name); }

    /// The row of a stencil or remark with that text, or null.
    QListWidgetItem *row(const char *text) const
    {
        const auto found = list().findItems(QString::fromLatin1(text), Qt::MatchExactly);
        return found.isEmpty() ? nullptr : found.front();
    }
    /// Keeps zone, node, balancer and traffic through the context menu of the canvas.
    void save(const char *name)
    {
        dialogs.givenName = QString::fromLatin1(name);
        document().select({id("lb"), id("zone")});
        const QPoint at = canvas().mapFromScene(
            canvas().canvasScene().geometry().componentRect(id("lb")).center());
        QContextMenuEvent event(QContextMenuEvent::Mouse, at, canvas().viewport()->mapToGlobal(at));
        QCoreApplication::sendEvent(canvas().viewport(), &event);
        choose(action("edit.saveStencil"));
    }
    static void choose(QAction *wanted)
    {
        auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
        QVERIFY(menu && wanted);
        QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(wanted).center());
    }
    /// Opens the context menu of a row and clicks on what begins like that.
    void chooseAt(QListWidgetItem *item, const char *text)
    {
        QVERIFY(item);
        list().scrollToItem(item);
        const QPoint at = list().visualItemRect(item).center();
        QContextMenuEvent event(QContextMenuEvent::Mouse, at, list().viewport()->mapToGlobal(at));
        QCoreApplication::sendEvent(list().viewport(), &event);
        auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
        QVERIFY(menu);
        for (QAction *each : menu->actions()) {
            if (each->text().remove(u'&').startsWith(QLatin1StringView(text)))
                return choose(each);
        }
        QFAIL("the menu has no such row");
    }
};

/// Shows its bytes as a drag would carry them.
struct OpenList : panels::PaletteList
{
    using PaletteList::mimeData;
    using PaletteList::PaletteList;
};

} // namespace

class TestStencils : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theSelectionIsKeptAndPlacedWithEnter()
    {
        Bench f;
        QVERIFY(!f.row("MY STENCILS") && !f.row("My stencils"));
        f.save("Web tier");
        QCOMPARE(f.files(), QStringList{QStringLiteral("web-tier.loadstar")});
        QVERIFY(f.row("My stencils"));
        QListWidgetItem *row = f.row("Web tier");
        QVERIFY(row);
        QVERIFY(!row->data(Qt::DecorationRole).value<QPixmap>().isNull());
        const QImage picture = row->data(Qt::DecorationRole).value<QPixmap>().toImage();
        QSet<QRgb> colours;
        for (int x = 0; x < picture.width(); ++x)
            colours.insert(picture.pixel(x, picture.height() / 2));
        QVERIFY(colours.size() > 3);

        const model::Design before = f.document().design();
        const int steps = f.document().undoStack().count();
        // Found by its name, placed from the search box.
        QTest::keyClick(f.canvas().viewport(), Qt::Key_F, Qt::ControlModifier | Qt::ShiftModifier);
        auto *search = f.window.findChild<QLineEdit *>(QStringLiteral("paletteSearch"));
        QVERIFY(search->hasFocus());
        QTest::keyClicks(search, QStringLiteral("web"));
        QTest::keyClick(search, Qt::Key_Return);
        const model::Design &placed = f.document().design();
        QCOMPARE(placed.components.size(), before.components.size() + 3);
        QCOMPARE(placed.connections.size(), size_t(2));
        QCOMPARE(f.document().selection().size(), size_t(2));
        for (const auto &[id, component] : before.components)
            QCOMPARE(placed.components.at(id), component);
        const auto copy =
            std::find_if(placed.connections.begin(), placed.connections.end(),
                         [](const auto &each) { return each.first != Bench::id("t"); });
        QVERIFY(!before.component(copy->second.from) && !before.component(copy->second.to));
        QVERIFY(placed.component(placed.component(copy->second.to)->parent)->kind == u"zone");
        // One step, called after it.
        QCOMPARE(f.document().undoStack().count(), steps + 1);
        QCOMPARE(f.document().undoStack().undoText(), QStringLiteral("Add Web tier"));
        f.document().undoStack().undo();
        QCOMPARE(f.document().design(), before);
        // And with a double click.
        search->clear();
        row = f.row("Web tier");
        f.list().scrollToItem(row);
        const QPoint at = f.list().visualItemRect(row).center();
        QTest::mouseClick(f.list().viewport(), Qt::LeftButton, {}, at);
        QTest::mouseDClick(f.list().viewport(), Qt::LeftButton, {}, at);
        QCOMPARE(f.document().design().components.size(), before.components.size() + 3);
    }

    void aStencilIsDraggedOntoTheCanvas()
    {
        Bench f;
        f.save("Web tier");
        OpenList list(model::builtinKinds());
        list.setStencils(edit::readStencils(f.stencilFolder(), model::builtinKinds()));
        const std::unique_ptr<QMimeData> mime(
            list.mimeData({list.findItems(QStringLiteral("Web tier"), Qt::MatchExactly).front()}));
        const model::Design before = f.document().design();
        QWidget *viewport = f.canvas().viewport();
        const QPoint at = viewport->rect().center() + QPoint(0, 150);
        const auto drag = [&] {
            QDragEnterEvent enter(at, Qt::CopyAction, mime.get(), Qt::LeftButton, {});
            QCoreApplication::sendEvent(viewport, &enter);
            QVERIFY(enter.isAccepted());
            QDragMoveEvent move(at, Qt::CopyAction, mime.get(), Qt::LeftButton, {});
            QCoreApplication::sendEvent(viewport, &move);
        };
        const QImage plain = viewport->grab().toImage();
        drag();
        QVERIFY(viewport->grab().toImage() != plain);
        QDragLeaveEvent leave;
        QCoreApplication::sendEvent(viewport, &leave);
        QCOMPARE(viewport->grab().toImage(), plain);
        drag();
        QDropEvent drop(at, Qt::CopyAction, mime.get(), Qt::LeftButton, {});
        QCoreApplication::sendEvent(viewport, &drop);
        QCOMPARE(f.document().design().components.size(), before.components.size() + 3);
        // Its middle is where it was dropped.
        QRectF covered;
        for (const ElementId &each : f.document().selection())
            covered |= f.canvas().canvasScene().geometry().componentRect(each);
        QVERIFY(QLineF(covered.center(), f.canvas().mapToScene(at)).length() < 12.0);
        f.document().undoStack().undo();
        QCOMPARE(f.document().design(), before);
        // Not while a simulation is on the screen.
        f.window.workspace()->setMode(shell::Mode::Simulate);
        QDragEnterEvent enter(at, Qt::CopyAction, mime.get(), Qt::LeftButton, {});
        QCoreApplication::sendEvent(viewport, &enter);
        QVERIFY(!enter.isAccepted());
    }

    void aStencilIsRenamedAndDeletedFromItsMenuAndByKeys()
    {
        Bench f;
        f.save("Web tier");
        f.save("Other");
        f.dialogs.givenName = QStringLiteral("Front");
        f.chooseAt(f.row("Web tier"), "Rename");
        QCOMPARE(f.dialogs.suggestion, QStringLiteral("Web tier"));
        QVERIFY(f.row("Front") && !f.row("Web tier"));
        QCOMPARE(f.files().size(), 2);
        // A name that is taken changes nothing.
        f.dialogs.givenName = QStringLiteral("OTHER");
        f.chooseAt(f.row("Front"), "Rename");
        QCOMPARE(f.dialogs.errors.size(), 1);
        QVERIFY(f.row("Front"));
        // Deleted only when that is meant.
        f.chooseAt(f.row("Front"), "Delete");
        QVERIFY(f.row("Front"));
        f.dialogs.deletesStencil = true;
        f.chooseAt(f.row("Front"), "Delete");
        QCOMPARE(f.dialogs.questions.filter(QStringLiteral("delete Front")).size(), 2);
        QVERIFY(!f.row("Front"));
        QCOMPARE(f.files(), QStringList{QStringLiteral("other.loadstar")});
        // The keys mean the stencil, not what is selected on the canvas.
        QListWidgetItem *other = f.row("Other");
        f.list().scrollToItem(other);
        QTest::mouseClick(f.list().viewport(), Qt::LeftButton, {},
                          f.list().visualItemRect(other).center());
        f.list().setFocus();
        const model::Design before = f.document().design();
        QVERIFY(!f.document().selection().empty());
        f.dialogs.givenName = QStringLiteral("Back");
        QTest::keyClick(&f.list(), Qt::Key_F2);
        QVERIFY(f.row("Back"));
        QTest::keyClick(&f.list(), Qt::Key_Delete);
        QVERIFY(!f.row("Back") && !f.row("My stencils"));
        QVERIFY(f.files().isEmpty());
        QCOMPARE(f.document().design(), before);
    }

    void aStencilOfTheSameNameIsReplacedOnlyWhenThatIsMeant()
    {
        Bench f;
        f.save("Web tier");
        const auto read = [&f] {
            return edit::readStencils(f.stencilFolder(), model::builtinKinds()).all;
        };
        f.document().perform(QStringLiteral("Rename"),
                             {model::PutComponent{Bench::id("users"), std::nullopt}});
        model::Component balancer = *f.document().design().component(Bench::id("lb"));
        balancer.name = QStringLiteral("edge");
        f.document().perform(QStringLiteral("Rename"),
                             {model::PutComponent{balancer.id, balancer}});
        f.save("WEB TIER");
        QCOMPARE(f.dialogs.questions, QStringList{QStringLiteral("replace Web tier")});
        QCOMPARE(read()[0].design.component(Bench::id("lb"))->name, QStringLiteral("lb"));
        f.dialogs.replacesStencil = true;
        f.save("WEB TIER");
        QCOMPARE(read().size(), size_t(1));
        QCOMPARE(read()[0].design.component(Bench::id("lb"))->name, QStringLiteral("edge"));
        QVERIFY(f.row("WEB TIER") && !f.row("Web tier"));
        // Without a name nothing is kept.
        f.save("   ");
        QCOMPARE(read().size(), size_t(1));
    }

    void aFileThatCannotBeReadIsToldAndTheOthersAreThere()
    {
        Bench f;
        f.save("Web tier");
        // What another program does to the folder is noticed.
        QFile bad(QDir(f.stencilFolder()).filePath(QStringLiteral("bad.loadstar")));
        QVERIFY(bad.open(QIODevice::WriteOnly));
        bad.write("{ nothing");
        bad.close();
        QTRY_VERIFY(f.row("bad.loadstar cannot be read"));
        QVERIFY(f.row("Web tier"));
        QListWidgetItem *remark = f.row("bad.loadstar cannot be read");
        QVERIFY(remark->toolTip().contains(u"bad.loadstar: "));
        QVERIFY(!(remark->flags() & (Qt::ItemIsSelectable | Qt::ItemIsDragEnabled)));
        const int steps = f.document().undoStack().count();
        f.list().scrollToItem(remark);
        QTest::mouseDClick(f.list().viewport(), Qt::LeftButton, {},
                           f.list().visualItemRect(remark).center());
        QCOMPARE(f.document().undoStack().count(), steps);
        QVERIFY(f.dialogs.errors.isEmpty() && f.dialogs.warnings.isEmpty());
        // It is drawn, the pictures in each theme.
        f.action("view.themeLight")->trigger();
        const QImage light = f.list().grab().toImage();
        f.action("view.themeDark")->trigger();
        QVERIFY(f.list().grab().toImage() != light);
        QVERIFY(bad.remove());
        QTRY_VERIFY(!f.row("bad.loadstar cannot be read"));
    }

    void stencilsAreThereInTheNextWindow()
    {
        Bench f;
        f.save("Web tier");
        tests::ScriptedDialogs dialogs;
        shell::MainWindow next(model::builtinKinds(), f.settings, dialogs,
                               f.folder.filePath(QStringLiteral("data")));
        next.show();
        QVERIFY(QTest::qWaitForWindowExposed(&next));
        next.files().newDesign();
        auto *list = next.findChild<panels::PaletteList *>(QStringLiteral("paletteList"));
        QTRY_COMPARE(list->findItems(QStringLiteral("Web tier"), Qt::MatchExactly).size(), 1);
        // By its name among the commands.
        QTest::keyClick(next.focusWidget(), Qt::Key_K, Qt::ControlModifier);
        auto *query = next.findChild<QLineEdit *>(QStringLiteral("commandQuery"));
        QTest::keyClicks(query, QStringLiteral("Web tier"));
        QTest::keyClick(query, Qt::Key_Return);
        QCOMPARE(next.document().design().components.size(), size_t(3));
        QCOMPARE(next.document().undoStack().count(), 1);
    }
};

QTEST_MAIN(TestStencils)
#include "tst_stencils.moc"
