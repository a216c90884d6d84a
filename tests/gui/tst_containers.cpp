// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/table_fixture.h"
#include "model/design_file.h"

#include <QDragEnterEvent>
#include <QDropEvent>
#include <QMimeData>

using namespace loadstar;
using model::ElementId;
using tests::Table;

namespace {

ElementId id(const char *text)
{
    return tests::elementId(text);
}

constexpr auto kCtrlAlt = Qt::ControlModifier | Qt::AltModifier;

} // namespace

class TestContainers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aCollapsedContainerKeepsItsConnections()
    {
        Table f;
        f.select({"zone"});
        f.key(Qt::Key_X, kCtrlAlt);
        QCOMPARE(f.rect("zone").size(), QSizeF(model::kCardSize));
        QVERIFY(f.rect("n1").isNull());
        const QPolygonF route = f.canvas().canvasScene().geometry().route(id("t2"));
        QVERIFY(!route.isEmpty());
        QVERIFY(f.rect("zone").adjusted(-1, -1, 1, 1).contains(route.back()));
        // The file keeps it, and expanding gives everything back.
        const auto read =
            model::parseDesign(model::serializeDesign(f.design()), f.window.document().kinds());
        QVERIFY(read.isOk() && read->design == f.design());
        f.key(Qt::Key_X, kCtrlAlt);
        QCOMPARE(f.rect("zone").size(), QSizeF(480, 320));
        QVERIFY(!f.rect("n1").isNull());
    }

    void collapsingLeavesTheColoursOfOtherContainers()
    {
        Table f;
        model::Component second = f.part("zone");
        second.id = id("zone-2");
        second.position = {440, 400};
        f.window.document().perform(QStringLiteral("Add"),
                                    {model::PutComponent{second.id, second}});
        const auto tint = [&f] {
            return f.canvas().canvasScene().geometry().place(id("zone-2"))->tint;
        };
        QCOMPARE(tint(), 1);
        f.select({"zone"});
        f.key(Qt::Key_X, kCtrlAlt);
        QVERIFY(f.part("zone").appearance.isCollapsed);
        QCOMPARE(tint(), 1);
        f.key(Qt::Key_X, kCtrlAlt);
        f.key(Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(tint(), 1);
    }

    void containersFitTheirContent()
    {
        Table f;
        f.select({"zone"});
        const QPointF node = f.design().absolutePosition(id("n1"));
        f.key(Qt::Key_F, kCtrlAlt);
        QVERIFY(f.rect("zone").contains(f.rect("n1")) && f.rect("zone").contains(f.rect("n2")));
        QVERIFY(f.rect("zone").width() < 300.0);
        QCOMPARE(f.design().absolutePosition(id("n1")), node);
        f.key(Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(*f.part("zone").size, QSizeF(480, 320));
    }

    void aContainerGrowsWithWhatIsDraggedToItsBorder()
    {
        Table f;
        const model::Design before = f.design();
        const int steps = f.steps();
        const QPointF other = f.design().absolutePosition(id("n2"));
        f.drag("n1", QPointF(-60, 0), Qt::AltModifier);
        QCOMPARE(f.part("n1").parent, id("zone"));
        QCOMPARE(f.design().absolutePosition(id("n1")), QPointF(420, 48));
        QCOMPARE(f.rect("zone").left(), 420.0 - 16.0);
        QCOMPARE(f.rect("zone").right(), 920.0);
        QCOMPARE(f.design().absolutePosition(id("n2")), other);
        QCOMPARE(f.steps(), steps + 1);
        f.key(Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(f.design() == before);
        // What is around it grows along.
        f.select({"zone"});
        f.key(Qt::Key_G, Qt::ControlModifier);
        const ElementId frame = f.part("zone").parent;
        f.drag("n2", QPointF(280, 80), Qt::AltModifier);
        const QRectF node = f.rect("n2");
        QCOMPARE(node.topLeft(), other + QPointF(280, 80));
        QCOMPARE(f.rect("zone").bottomRight(), node.bottomRight() + QPointF(16, 16));
        const QRectF around = f.canvas().canvasScene().geometry().componentRect(frame);
        QVERIFY(around.contains(f.rect("zone")));
        QVERIFY(around.left() <= f.rect("zone").left() - 16);
        // A locked one stays.
        f.key(Qt::Key_Z, Qt::ControlModifier);
        f.select({"zone"});
        f.key(Qt::Key_L, Qt::ControlModifier);
        f.drag("n2", QPointF(280, 80), Qt::AltModifier);
        QCOMPARE(f.rect("zone").size(), QSizeF(480, 320));
    }

    void growthEndsBesideTheNextContainer()
    {
        Table f;
        model::Component second = f.part("zone");
        second.id = id("above");
        second.position = {440, -360}; // 40 pixels above the zone
        f.window.document().perform(QStringLiteral("Add"),
                                    {model::PutComponent{second.id, second}});
        f.drag("n1", QPointF(0, -78), Qt::AltModifier);
        QCOMPARE(f.part("n1").parent, id("zone"));
        QCOMPARE(f.rect("zone").top(), -40.0 + 16.0);
        QCOMPARE(f.rect("zone").bottom(), 320.0);
        QVERIFY(f.rect("zone").contains(f.rect("n1")));
        // By keys as well.
        f.select({"n1"});
        for (int i = 0; i < 4; ++i)
            f.key(Qt::Key_Up, {});
        QCOMPARE(f.rect("zone").top(), -40.0 + 16.0);
        QVERIFY(f.rect("zone").contains(f.rect("n1")));
        // And where a container around both would have to grow.
        f.select({"zone", "above"});
        f.key(Qt::Key_G, Qt::ControlModifier);
        f.drag("n1", QPointF(-60, 0), Qt::AltModifier);
        QVERIFY(f.rect("zone").left() < 440.0);
        QVERIFY(f.canvas()
                    .canvasScene()
                    .geometry()
                    .componentRect(f.part("zone").parent)
                    .contains(f.rect("zone")));
    }

    void aContainerGrowsWithWhatIsPutResizedOrMovedByKeys()
    {
        Table f;
        f.select({"n1"});
        const int steps = f.steps();
        for (int i = 0; i < 4; ++i)
            f.key(Qt::Key_Left, {});
        QCOMPARE(f.part("n1").parent, id("zone"));
        QCOMPARE(f.rect("zone").left(), f.rect("n1").left() - 16);
        QVERIFY(f.rect("zone").left() < 440.0);
        QCOMPARE(f.steps(), steps + 1);
        f.key(Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(f.rect("zone"), QRectF(440, 0, 480, 320));
        // A zone that is resized widens the frame around it.
        f.select({"zone"});
        f.key(Qt::Key_G, Qt::ControlModifier);
        const ElementId frame = f.part("zone").parent;
        const auto around = [&] {
            return f.canvas().canvasScene().geometry().componentRect(frame);
        };
        const QRectF before = around();
        f.select({"zone"});
        f.dragFrom(f.rect("zone").bottomRight(), QPointF(64, 40), Qt::AltModifier);
        QCOMPARE(f.rect("zone").size(), QSizeF(544, 360));
        QCOMPARE(around().bottomRight(), f.rect("zone").bottomRight() + QPointF(16, 16));
        f.key(Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(around(), before);
        // So does what comes from the palette.
        f.canvas().centerOn(f.rect("zone").center());
        QMimeData mime;
        mime.setData(QString::fromLatin1(canvas::kKindMimeType), "node");
        const QPoint at = f.canvas().mapFromScene(f.rect("zone").bottomRight() - QPointF(20, 20));
        QWidget *viewport = f.canvas().viewport();
        QDragEnterEvent enter(at, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(viewport, &enter);
        QDragMoveEvent moved(at, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(viewport, &moved);
        QDropEvent dropped(at, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(viewport, &dropped);
        const ElementId added = *f.window.document().selection().begin();
        QCOMPARE(f.design().component(added)->parent, id("zone"));
        const QRectF card = f.canvas().canvasScene().geometry().componentRect(added);
        QCOMPARE(f.rect("zone").bottomRight(), card.bottomRight() + QPointF(16, 16));
        QVERIFY(around().contains(f.rect("zone")));
    }

    void controlDragsOutWithoutLeavingTheContainer()
    {
        Table f;
        const int steps = f.steps();
        f.drag("n1", QPointF(0, 400), Qt::ControlModifier);
        QCOMPARE(f.part("n1").parent, id("zone"));
        QCOMPARE(f.part("n1").position.y(), 448.0);
        QCOMPARE(f.rect("zone").size(), QSizeF(480, 320));
        QCOMPARE(f.steps(), steps + 1);
        f.key(Qt::Key_Z, Qt::ControlModifier);
        f.drag("n1", QPointF(0, 400), {});
        QCOMPARE(f.part("n1").parent, ElementId());
    }

    void componentsAreGroupedAndUngrouped()
    {
        Table f;
        f.select({"users", "lb"});
        const model::Design before = f.design();
        const QPointF place = f.design().absolutePosition(id("lb"));
        f.key(Qt::Key_G, Qt::ControlModifier);
        const edit::Selection frame = f.window.document().selection();
        QCOMPARE(frame.size(), size_t(1));
        QCOMPARE(f.part("lb").parent, *frame.begin());
        QCOMPARE(f.design().absolutePosition(id("lb")), place);
        QVERIFY(f.canvas()
                    .canvasScene()
                    .geometry()
                    .componentRect(*frame.begin())
                    .contains(f.rect("users")));
        f.key(Qt::Key_G, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(f.design() == before);
        // Those of different containers do not go into one frame.
        f.select({"users", "n1"});
        const int steps = f.steps();
        f.key(Qt::Key_G, Qt::ControlModifier);
        QCOMPARE(f.steps(), steps);
    }

    void zonesAreLaidOutInColumns()
    {
        Table f;
        f.select({"zone"});
        f.key(Qt::Key_D, Qt::ControlModifier);
        const ElementId copy = *f.window.document().selection().begin();
        f.window.document().select({id("zone"), copy});
        f.key(Qt::Key_G, Qt::ControlModifier);
        f.choose("arrange.columns");
        const model::Component &first = f.part("zone");
        const model::Component &second = *f.design().component(copy);
        QCOMPARE(*first.size, *second.size);
        QCOMPARE(first.position.y(), second.position.y());
        QVERIFY(second.position.x() >= first.position.x() + first.size->width());
    }
};

QTEST_MAIN(TestContainers)
#include "tst_containers.moc"
