// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/canvas_scene.h"
#include "canvas/canvas_view.h"
#include "edit/connection_operations.h"
#include "edit/edit_operations.h"
#include "edit/element_search.h"
#include "gui/shell_fixture.h"
#include "shell/workspace.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QTabWidget>
#include <QTreeWidget>
#include <QUndoView>

#include <algorithm>
#include <set>

using namespace loadstar;
using model::ElementId;
using tests::WindowFixture;

namespace {

/// The window with the tour open.
struct TourFixture : WindowFixture
{
    TourFixture()
    {
        window.openTour();
        QCoreApplication::processEvents();
        canvas().setFocus();
    }

    canvas::CanvasView &canvas() const { return window.workspace()->canvas(); }
    edit::DesignDocument &document() { return window.document(); }
    void press(int key, Qt::KeyboardModifiers modifiers)
    {
        QTest::keyClick(window.focusWidget(), Qt::Key(key), modifiers);
    }
    edit::Selection selection() { return document().selection(); }

    QTreeWidgetItem *row(const char *name) const
    {
        const auto found =
            window.findChild<QTreeWidget *>(QStringLiteral("outlineTree"))
                ->findItems(QString::fromLatin1(name), Qt::MatchExactly | Qt::MatchRecursive);
        return found.isEmpty() ? nullptr : found.front();
    }
    QPoint middleOf(QTreeWidgetItem *item) const
    {
        return item->treeWidget()->visualItemRect(item).center();
    }
};

ElementId id(const char *text)
{
    return ElementId(QString::fromLatin1(text));
}

} // namespace

class TestFinding : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aPropertyIsFoundAndItsComponentShown()
    {
        TourFixture f;
        f.canvas().setZoom(4.0);
        f.press(Qt::Key_F, Qt::ControlModifier);
        QLineEdit *query = f.window.findChild<QLineEdit *>(QStringLiteral("commandQuery"));
        QVERIFY(query->hasFocus());
        QTest::keyClicks(query, QStringLiteral("engine NFS"));
        QCOMPARE(f.window.findChild<QListWidget *>(QStringLiteral("commandList"))->count(), 1);
        QTest::keyClick(query, Qt::Key_Return);
        QCOMPARE(f.selection(), edit::Selection{id("home")});
        const QRectF shown = f.canvas().mapToScene(f.canvas().viewport()->rect()).boundingRect();
        QVERIFY(shown.contains(f.canvas().canvasScene().geometry().componentRect(id("home"))));
        // And back to where it was.
        f.canvas().setFocus();
        const double zoom = f.canvas().zoom();
        const QPointF there = f.canvas().viewCenter();
        f.press(Qt::Key_Left, Qt::AltModifier);
        QVERIFY(f.canvas().viewCenter() != there);
        f.press(Qt::Key_Right, Qt::AltModifier);
        QCOMPARE(f.canvas().zoom(), zoom);
        QVERIFY(QLineF(f.canvas().viewCenter(), there).length() < 1.0);
    }

    void whatIsFoundIsReadableInTheMiddleOfTheView()
    {
        TourFixture f;
        for (const char *name : {"rstudio-10", "rstudio-20"}) {
            model::Component node = *f.document().design().component(id("rstudio-1"));
            node.id = id(name);
            node.name = QString::fromLatin1(name);
            node.position += QPointF(0, 3000);
            f.document().perform(QStringLiteral("Add"), {model::PutComponent{node.id, node}});
        }
        f.canvas().setZoom(0.12);
        f.press(Qt::Key_F, Qt::ControlModifier);
        QLineEdit *query = f.window.findChild<QLineEdit *>(QStringLiteral("commandQuery"));
        const auto *list = f.window.findChild<QListWidget *>(QStringLiteral("commandList"));
        const auto *count = f.window.findChild<QLabel *>(QStringLiteral("commandCount"));
        QVERIFY(!count->isVisible());
        QTest::keyClicks(query, QStringLiteral("rstudio-"));
        QStringList names;
        for (int row = 0; row < 5; ++row)
            names += list->item(row)->text();
        QCOMPARE(names,
                 QStringLiteral("rstudio-1,rstudio-2,rstudio-3,rstudio-10,rstudio-20").split(u','));
        for (int i = 0; i < 3; ++i)
            QTest::keyClick(query, Qt::Key_Down);
        QVERIFY(count->isVisible());
        QVERIFY(count->text().startsWith(QStringLiteral("4 of ")));
        QTest::keyClick(query, Qt::Key_Return);
        QCOMPARE(f.selection(), edit::Selection{id("rstudio-10")});
        QVERIFY(f.canvas().zoom() >= 0.7);
        const QPointF middle =
            f.canvas().canvasScene().geometry().componentRect(id("rstudio-10")).center();
        QVERIFY(QLineF(f.canvas().viewCenter(), middle).length() < 4.0);
    }

    void theMenuResetsALabelAndSwitchesLineJumpsOff()
    {
        TourFixture f;
        const ElementId line = f.document().design().connections.begin()->first;
        f.document().perform(
            QStringLiteral("Move a label"),
            edit::placeLabel(f.document().design(), line, model::LabelPlace{0.2, {0, 40}}));
        f.document().select({line});
        f.action("edit.resetLabel")->trigger();
        QVERIFY(!f.document().design().connection(line)->label);
        QVERIFY(f.action("view.lineJumps")->isChecked());
        const auto shot = [&f] { return f.canvas().viewport()->grab().toImage(); };
        f.canvas().setZoom(1.0);
        const QImage jumping = shot();
        f.action("view.lineJumps")->trigger();
        QVERIFY(shot() != jumping);
        f.action("view.lineJumps")->trigger();
        QCOMPARE(shot(), jumping);
    }

    void whatIsAlikeIsSelected()
    {
        TourFixture f;
        const auto kinds = [&f] {
            std::set<QString> found;
            for (const ElementId &each : f.selection()) {
                const model::Component *component = f.document().design().component(each);
                found.insert(component ? component->kind
                                       : f.document().design().connection(each)->kind);
            }
            return found;
        };
        const auto count = [&f](const QString &kind) {
            const auto &all = f.document().design().components;
            return size_t(std::count_if(all.begin(), all.end(), [&kind](const auto &each) {
                return each.second.kind == kind;
            }));
        };
        const QPointF node =
            f.canvas().canvasScene().geometry().componentRect(id("rstudio-1")).center();
        const QPoint at = f.canvas().mapFromScene(node);
        QTest::mouseClick(f.canvas().viewport(), Qt::LeftButton, {}, at);
        f.press(Qt::Key_A, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(kinds(), std::set<QString>{QStringLiteral("node")});
        QVERIFY(f.selection().size() > 1);
        QCOMPARE(f.selection().size(), count(QStringLiteral("node")));
        // Out of the context menu.
        QContextMenuEvent event(QContextMenuEvent::Mouse, at,
                                f.canvas().viewport()->mapToGlobal(at));
        QCoreApplication::sendEvent(f.canvas().viewport(), &event);
        auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
        QVERIFY(menu);
        QTest::mouseClick(menu, Qt::LeftButton, {},
                          menu->actionGeometry(f.action("edit.selectConnections")).center());
        QCOMPARE(f.selection().size(), f.document().design().connections.size());
        QVERIFY(f.document().design().connection(*f.selection().begin()));
        // And by its name.
        f.press(Qt::Key_K, Qt::ControlModifier);
        QLineEdit *query = f.window.findChild<QLineEdit *>(QStringLiteral("commandQuery"));
        QTest::keyClicks(query, QStringLiteral("select components"));
        QTest::keyClick(query, Qt::Key_Return);
        QCOMPARE(f.selection().size(), f.document().design().components.size());
        // One connection leads to those of its kind alone.
        const auto &connections = f.document().design().connections;
        const auto traffic =
            std::find_if(connections.begin(), connections.end(),
                         [](const auto &each) { return each.second.kind == u"traffic"; });
        f.document().select({traffic->first});
        f.canvas().setFocus();
        f.press(Qt::Key_A, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(kinds(), std::set<QString>{QStringLiteral("traffic")});
        QVERIFY(f.selection().size() > 1 && f.selection().size() < connections.size());
    }

    void theOutlineAndTheCanvasSelectTogether()
    {
        TourFixture f;
        f.press(Qt::Key_O, Qt::ControlModifier | Qt::ShiftModifier);
        QTreeWidgetItem *zone = f.row("Availability zone a");
        QVERIFY(zone && zone->childCount() == 2);
        QTreeWidgetItem *first = f.row("rstudio-1");
        QTest::mouseClick(first->treeWidget()->viewport(), Qt::LeftButton, {}, f.middleOf(first));
        QCOMPARE(f.selection().size(), size_t(1));
        const ElementId node = *f.selection().begin();
        QCOMPARE(f.document().design().component(node)->name, QStringLiteral("rstudio-1"));
        QTreeWidgetItem *second = f.row("Front door");
        QTest::mouseClick(second->treeWidget()->viewport(), Qt::LeftButton, Qt::ControlModifier,
                          f.middleOf(second));
        QCOMPARE(f.selection(), (edit::Selection{node, id("front-door")}));
        f.canvas().setFocus();
        f.press(Qt::Key_A, Qt::ControlModifier);
        QVERIFY(zone->isSelected() && f.row("Analysts")->isSelected());
    }

    void theOutlineFollowsEditsAndKeepsWhatIsFolded()
    {
        TourFixture f;
        f.press(Qt::Key_O, Qt::ControlModifier | Qt::ShiftModifier);
        f.row("Availability zone b")->setExpanded(false);
        f.document().select({id("home")});
        f.canvas().setFocus();
        f.press(Qt::Key_Delete, {});
        QVERIFY(!f.row("Home folders"));
        QVERIFY(!f.row("Availability zone b")->isExpanded());
        QVERIFY(f.row("Availability zone a")->isExpanded());
        f.press(Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(f.row("Home folders"));
        f.document().perform(
            QStringLiteral("Rename"),
            edit::renameComponent(f.document().design(), id("home"), QStringLiteral("Homes")));
        QVERIFY(f.row("Homes") && !f.row("Home folders"));
    }

    void theOutlineIsFilteredWithTheContainersAround()
    {
        TourFixture f;
        f.press(Qt::Key_O, Qt::ControlModifier | Qt::ShiftModifier);
        QLineEdit *filter = f.window.findChild<QLineEdit *>(QStringLiteral("outlineFilter"));
        filter->setFocus();
        QTest::keyClicks(filter, QStringLiteral("postgresql 15"));
        QVERIFY(!f.row("PostgreSQL")->isHidden() && !f.row("Shared state")->isHidden());
        QVERIFY(f.row("Home folders")->isHidden() && f.row("Analysts")->isHidden());
        QTest::keyClick(filter, Qt::Key_Escape);
        QVERIFY(filter->text().isEmpty() && !f.row("Analysts")->isHidden());
    }

    void aClickInTheHistoryGoesThere()
    {
        TourFixture f;
        const model::Design before = f.document().design();
        f.document().select({id("analysts")});
        for (int i = 0; i < 3; ++i)
            f.press(Qt::Key_Right, {});
        const model::Design after = f.document().design();
        QVERIFY(after != before);
        f.press(Qt::Key_H, Qt::ControlModifier | Qt::ShiftModifier);
        auto *history = f.window.findChild<QUndoView *>(QStringLiteral("historyList"));
        QVERIFY(history->isVisible());
        QCOMPARE(history->model()->rowCount(), f.document().undoStack().count() + 1);
        const auto click = [history](int row) {
            const QModelIndex index = history->model()->index(row, 0);
            history->scrollTo(index);
            QTest::mouseClick(history->viewport(), Qt::LeftButton, {},
                              history->visualRect(index).center());
        };
        click(0);
        QVERIFY(f.document().design() == before);
        click(f.document().undoStack().count());
        QVERIFY(f.document().design() == after);
    }

    void theHistoryTellsWhatWasDoneToWhat()
    {
        TourFixture f;
        QStringList told;
        const auto note = [&] { told += f.document().undoStack().undoText(); };
        f.document().select({id("rstudio-1")});
        auto *cores = f.window.findChild<QLineEdit *>(QStringLiteral("cores"));
        QVERIFY(cores);
        cores->setFocus();
        cores->selectAll();
        QTest::keyClicks(cores, QStringLiteral("8"));
        QTest::keyClick(cores, Qt::Key_Return);
        note();
        f.press(Qt::Key_L, Qt::ControlModifier);
        note();
        f.document().select({id("region")});
        f.press(Qt::Key_X, Qt::ControlModifier | Qt::AltModifier);
        note();
        f.press(Qt::Key_X, Qt::ControlModifier | Qt::AltModifier);
        note();
        const QString region = edit::nameOf(f.document().design(), id("region"));
        QCOMPARE(told, (QStringList{QStringLiteral("Change cores of rstudio-1 to 8"),
                                    QStringLiteral("Lock: rstudio-1"),
                                    QStringLiteral("Collapse ") + region,
                                    QStringLiteral("Expand ") + region}));
    }

    void textsOfTheHistoryBeginAtOnePlace()
    {
        TourFixture f;
        f.document().select({id("analysts")});
        f.press(Qt::Key_Right, {});
        f.press(Qt::Key_H, Qt::ControlModifier | Qt::ShiftModifier);
        auto *history = f.window.findChild<QUndoView *>(QStringLiteral("historyList"));
        QCoreApplication::processEvents();
        history->setCurrentIndex({});
        const QImage picture = history->viewport()->grab().toImage();
        // Where the first ink right of the place for icons is.
        const auto firstInk = [&](int row) {
            const QRect rect = history->visualRect(history->model()->index(row, 0));
            for (int x = rect.left() + 20; x < rect.right(); ++x) {
                for (int y = rect.top() + 4; y < rect.bottom() - 4; ++y) {
                    if (picture.pixelColor(x, y).lightness() < 110)
                        return x;
                }
            }
            return -1;
        };
        QVERIFY(std::abs(firstInk(0) - firstInk(1)) <= 3);
    }

    void copiesGoToThePointerOrWhereTheyWere()
    {
        TourFixture f;
        f.document().select({id("front-door")});
        f.press(Qt::Key_C, Qt::ControlModifier);
        const QPointF at(80, 400);
        QTest::mouseMove(f.canvas().viewport(), f.canvas().mapFromScene(at));
        f.press(Qt::Key_V, Qt::ControlModifier);
        QCOMPARE(f.selection().size(), size_t(1));
        const QRectF pasted =
            f.canvas().canvasScene().geometry().componentRect(*f.selection().begin());
        QVERIFY(QLineF(pasted.center(), at).length() < 12.0);
        f.press(Qt::Key_V, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(f.canvas().canvasScene().geometry().componentRect(*f.selection().begin()),
                 f.canvas().canvasScene().geometry().componentRect(id("front-door")));
        QVERIFY(QGuiApplication::clipboard()->text().contains(QStringLiteral("front-door")));
    }

    void propertiesArePastedOntoTheSelection()
    {
        TourFixture f;
        f.document().select({id("home")});
        f.press(Qt::Key_C, Qt::ControlModifier);
        f.document().select({id("postgres")});
        f.press(Qt::Key_V, Qt::ControlModifier | Qt::AltModifier);
        const model::Design &design = f.document().design();
        QVERIFY(design.component(id("postgres"))->properties ==
                design.component(id("home"))->properties);
        f.press(Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(design.component(id("postgres"))->properties !=
                design.component(id("home"))->properties);
    }
};

QTEST_MAIN(TestFinding)
#include "tst_finding.moc"
