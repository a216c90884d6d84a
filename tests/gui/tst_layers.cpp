// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/canvas_scene.h"
#include "canvas/canvas_view.h"
#include "gui/shell_fixture.h"
#include "model/design_file.h"
#include "model/visibility.h"
#include "render/theme.h"
#include "shell/theme_controller.h"
#include "shell/workspace.h"

#include <QLabel>
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
                          list->visualRect(list->model()->index(row, 0)).center());
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

    void aNewLayerAsksForItsName()
    {
        Layers f;
        const int steps = f.steps();
        f.click("addLayer");
        auto *editor = f.list->findChild<QLineEdit *>();
        QVERIFY(editor && editor->hasFocus());
        QTest::keyClicks(editor, QStringLiteral("Network"));
        QTest::keyClick(editor, Qt::Key_Return);
        QTRY_COMPARE(f.design().header.layers[0].name, QStringLiteral("Network"));
        QTRY_VERIFY(!f.list->findChild<QLineEdit *>());
        QCOMPARE(f.window.document().currentLayer(), QStringLiteral("Network"));
        QCOMPARE(f.steps(), steps + 1);
        QCOMPARE(f.window.document().undoStack().undoText(), QStringLiteral("Add layer Network"));
        f.undo();
        QVERIFY(f.design().header.layers.empty());
        f.window.document().undoStack().redo();
        // Another one is a step of its own.
        f.click("addLayer");
        QTest::keyClick(f.list->findChild<QLineEdit *>(), Qt::Key_Escape);
        QCOMPARE(f.steps(), steps + 2);
        QCOMPARE(f.design().header.layers.size(), size_t(2));
    }

    void boxesStandBelowTheirHeadingAndTheWholeCellTicks()
    {
        Layers f;
        f.select("store");
        QTest::keyClick(&f.window, Qt::Key_N, Qt::ControlModifier | Qt::AltModifier);
        f.choose(0);
        const QModelIndex shown = f.list->model()->index(1, 1);
        const QRect cell = f.list->visualRect(shown);
        const QImage picture = f.list->viewport()->grab(cell).toImage();
        const QColor accent = f.window.theme().theme().accent;
        int left = picture.width();
        int right = 0;
        for (int x = 0; x < picture.width(); ++x) {
            if (picture.pixelColor(x, picture.height() / 2 - 5) == accent) {
                left = std::min(left, x);
                right = std::max(right, x);
            }
        }
        QVERIFY(right > left);
        QVERIFY(std::abs((left + right) / 2.0 - picture.width() / 2.0) <= 2.0);
        QTest::mouseClick(f.list->viewport(), Qt::LeftButton, {},
                          QPoint(cell.right() - 3, cell.center().y()));
        QVERIFY(f.design().header.layers[0].isHidden);
        QTest::mouseClick(f.list->viewport(), Qt::LeftButton, {},
                          QPoint(cell.left() + 3, cell.center().y()));
        QVERIFY(!f.design().header.layers[0].isHidden);
    }

    void movingIsToldAndRowsCount()
    {
        Layers f;
        const auto hint = [&f] {
            return f.window.findChild<QLabel *>(QStringLiteral("statusHint"))->text();
        };
        f.click("addLayer");
        f.choose(1);
        QCOMPARE(f.list->topLevelItem(0)->text(3), QStringLiteral("4"));
        f.window.document().select({});
        f.click("moveToLayer");
        QCOMPARE(hint(), QStringLiteral("Select components first, then move them here"));
        f.select("zone");
        f.click("moveToLayer");
        QVERIFY2(hint().endsWith(QStringLiteral("onto Layer 1")), qPrintable(hint()));
        QCOMPARE(f.list->topLevelItem(0)->text(3), QStringLiteral("2"));
        QCOMPARE(f.list->topLevelItem(1)->text(3), QStringLiteral("2"));
        f.click("moveToLayer");
        QCOMPARE(hint(), QStringLiteral("They are on Layer 1 already"));
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
        QTRY_VERIFY(!f.list->findChild<QLineEdit *>());
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
