// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/canvas_scene.h"
#include "canvas/canvas_view.h"
#include "gui/shell_fixture.h"
#include "model/design_file.h"
#include "model/visibility.h"
#include "shell/workspace.h"

#include <QLineEdit>
#include <QToolButton>
#include <QTreeWidget>

using namespace loadstar;
using model::ElementId;
using tests::WindowFixture;

namespace {

/// A window with a node, a storage and a zone with a node inside; the list of layers is open.
struct Layers : WindowFixture
{
    Layers()
    {
        window.files().newDesign();
        std::vector<model::DesignEdit> edits;
        const auto add = [&](const char *name, const char *kind, const QPointF &position,
                             const char *parent = "") {
            model::Component component;
            component.id = ElementId(QString::fromLatin1(name));
            component.name = component.id.text();
            component.kind = QString::fromLatin1(kind);
            component.position = position;
            component.parent = ElementId(QString::fromLatin1(parent));
            edits.push_back(model::PutComponent{component.id, component});
        };
        add("n1", "node", {0, 0});
        add("store", "storage", {0, 160});
        add("zone", "zone", {240, 0});
        add("n2", "node", {32, 48}, "zone");
        window.document().perform(QStringLiteral("Build"), edits);
        QCoreApplication::processEvents(); // fits the diagram into the view
        QTest::keyClick(&window, Qt::Key_Y, Qt::ControlModifier | Qt::ShiftModifier);
        list = window.findChild<QTreeWidget *>(QStringLiteral("layerList"));
    }

    const model::Design &design() { return window.document().design(); }
    const QString &layerOf(const char *name)
    {
        return design().component(ElementId(QString::fromLatin1(name)))->appearance.layer;
    }
    bool isShown(const char *name)
    {
        return window.workspace()->canvas().canvasScene().geometry().place(
            ElementId(QString::fromLatin1(name)));
    }
    void click(const char *button)
    {
        QTest::mouseClick(window.findChild<QToolButton *>(QString::fromLatin1(button)),
                          Qt::LeftButton);
    }
    void select(const char *name)
    {
        window.document().select({ElementId(QString::fromLatin1(name))});
    }
    void choose(int row)
    {
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {},
                          list->visualItemRect(list->topLevelItem(row)).center());
    }
    /// Clicks the box in a column of a row.
    void tick(int row, int column)
    {
        const QModelIndex index = list->model()->index(row, column);
        const QRect cell = list->visualRect(index);
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {},
                          QPoint(cell.left() + 12, cell.center().y()));
    }
    void rename(const QString &name)
    {
        QTest::keyClick(list, Qt::Key_F2);
        auto *editor = list->findChild<QLineEdit *>();
        QVERIFY(editor);
        editor->selectAll();
        QTest::keyClicks(editor, name);
        QTest::keyClick(editor, Qt::Key_Return);
        QTRY_VERIFY(!list->findChild<QLineEdit *>());
    }
    int steps() { return window.document().undoStack().index(); }
    void undo() { window.document().undoStack().undo(); }

    QTreeWidget *list = nullptr;
};

} // namespace

class TestLayers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theShortcutOpensTheList()
    {
        Layers f;
        QVERIFY(f.list->isVisible() && f.list->hasFocus());
        QCOMPARE(f.list->topLevelItemCount(), 1);
    }

    void theSelectionGoesOntoALayer()
    {
        Layers f;
        const int steps = f.steps();
        f.click("addLayer");
        QCOMPARE(f.design().header.layers.size(), size_t(1));
        QCOMPARE(f.list->currentItem()->text(0), f.design().header.layers[0].name);
        f.select("zone");
        f.click("moveToLayer");
        QCOMPARE(f.layerOf("zone"), QStringLiteral("Layer 1"));
        QCOMPARE(f.layerOf("n2"), QStringLiteral("Layer 1"));
        QCOMPARE(f.layerOf("n1"), QString());
        QCOMPARE(f.steps(), steps + 2);
        const auto read =
            model::parseDesign(model::serializeDesign(f.design()), model::builtinKinds());
        QVERIFY(read.isOk() && read->design == f.design() && read->warnings.empty());
        f.undo();
        QCOMPARE(f.layerOf("n2"), QString());
        // Off every layer again.
        f.window.document().undoStack().redo();
        f.choose(0);
        f.click("moveToLayer");
        QCOMPARE(f.layerOf("zone"), QString());
    }

    void layersAreHiddenAndLocked()
    {
        Layers f;
        f.select("store");
        QTest::keyClick(&f.window, Qt::Key_N, Qt::ControlModifier | Qt::AltModifier);
        QCOMPARE(f.layerOf("store"), QStringLiteral("Layer 1"));
        const ElementId store(QStringLiteral("store"));
        const int steps = f.steps();
        f.tick(1, 1);
        QVERIFY(f.design().header.layers[0].isHidden);
        QVERIFY(!f.isShown("store") && f.isShown("n1"));
        QCOMPARE(f.steps(), steps + 1);
        f.tick(1, 1);
        QVERIFY(f.isShown("store"));
        f.tick(1, 2);
        QVERIFY(model::isLocked(f.design(), store));
        f.undo();
        QVERIFY(!model::isLocked(f.design(), store));
        QCOMPARE(f.list->topLevelItem(1)->checkState(2), Qt::Unchecked);
        // The same by keys.
        f.list->setFocus();
        f.choose(1);
        QTest::keyClick(f.list, Qt::Key_Space);
        QVERIFY(f.design().header.layers[0].isHidden);
        QTest::keyClick(f.list, Qt::Key_Space, Qt::ControlModifier);
        QVERIFY(f.design().header.layers[0].isLocked);
        f.window.workspace()->canvas().setFocus();
        QTest::keyClick(&f.window, Qt::Key_D,
                        Qt::ControlModifier | Qt::AltModifier | Qt::ShiftModifier);
        QVERIFY(!f.design().header.layers[0].isHidden);
    }

    void newComponentsGoToTheCurrentLayer()
    {
        Layers f;
        f.click("addLayer");
        f.click("addLayer");
        f.choose(1);
        QCOMPARE(f.window.document().currentLayer(), QStringLiteral("Layer 1"));
        f.window.workspace()->canvas().placeAtCenter(QStringLiteral("node"));
        const ElementId added = *f.window.document().selection().begin();
        QCOMPARE(f.design().component(added)->appearance.layer, QStringLiteral("Layer 1"));
        // What cannot be seen or moved takes nothing new.
        f.tick(1, 1);
        f.window.workspace()->canvas().placeAtCenter(QStringLiteral("node"));
        const ElementId next = *f.window.document().selection().begin();
        QVERIFY(f.design().component(next)->appearance.layer.isEmpty());
        f.choose(2);
        QTest::keyClick(&f.window, Qt::Key_Y, Qt::ControlModifier | Qt::AltModifier);
        QCOMPARE(f.design().component(next)->appearance.layer, QStringLiteral("Layer 2"));
    }

    void layersAreRenamedAndRemoved()
    {
        Layers f;
        f.select("n1");
        QTest::keyClick(&f.window, Qt::Key_N, Qt::ControlModifier | Qt::AltModifier);
        f.click("addLayer");
        f.choose(1);
        f.list->setFocus();
        const int steps = f.steps();
        f.rename(QStringLiteral("Front"));
        QCOMPARE(f.layerOf("n1"), QStringLiteral("Front"));
        QCOMPARE(f.window.document().currentLayer(), QStringLiteral("Front"));
        QCOMPARE(f.steps(), steps + 1);
        f.rename(QStringLiteral("Layer 2")); // taken
        QCOMPARE(f.list->topLevelItem(1)->text(0), QStringLiteral("Front"));
        QCOMPARE(f.steps(), steps + 1);
        f.list->setFocus();
        QTest::keyClick(f.list, Qt::Key_Delete);
        QCOMPARE(f.design().header.layers.size(), size_t(1));
        QVERIFY(f.design().component(ElementId(QStringLiteral("n1"))));
        QCOMPARE(f.layerOf("n1"), QString());
        f.undo();
        QCOMPARE(f.layerOf("n1"), QStringLiteral("Front"));
        QCOMPARE(f.list->topLevelItem(1)->text(0), QStringLiteral("Front"));
    }
};

QTEST_MAIN(TestLayers)
#include "tst_layers.moc"
