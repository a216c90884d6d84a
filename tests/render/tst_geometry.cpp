// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/design_edit.h"
#include "model/kinds/builtin_kinds.h"
#include "render/diagram_geometry.h"
#include "render/random_diagram.h"

#include <QTest>

using namespace loadstar;
using model::ElementId;
using render::DiagramGeometry;

namespace {

ElementId id(const char *text)
{
    return ElementId(QString::fromLatin1(text));
}

void add(model::Design &design, const char *name, const char *kind, const QPointF &position,
         const char *parent = "")
{
    model::Component component;
    component.id = id(name);
    component.kind = QString::fromLatin1(kind);
    component.position = position;
    component.parent = id(parent);
    design.components.emplace(component.id, component);
}

/// Does the edit and lets the geometry follow.
DiagramGeometry::Update edited(model::Design &design, DiagramGeometry &geometry,
                               const model::DesignEdit &edit)
{
    model::DesignChange change;
    change.add(edit, design);
    model::apply(design, edit);
    return geometry.update(design, model::builtinKinds(), change);
}

} // namespace

class TestGeometry : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void componentsStandWhereTheirContainersAre()
    {
        model::Design design;
        add(design, "region", "region", {100, 50});
        add(design, "zone", "zone", {20, 30}, "region");
        add(design, "node", "node", {10, 40}, "zone");
        const DiagramGeometry geometry(design, model::builtinKinds());
        QCOMPARE(geometry.componentRect(id("node")), QRectF(QPointF(130, 120), model::kCardSize));
        QCOMPARE(geometry.place(id("node"))->depth, 2);
        QCOMPARE(geometry.place(id("nobody")), nullptr);
    }

    void ownSizeWinsOverThatOfTheKind()
    {
        model::Design design;
        add(design, "zone", "zone", {0, 0});
        design.components.at(id("zone")).size = QSizeF(700, 300);
        const DiagramGeometry geometry(design, model::builtinKinds());
        QCOMPARE(geometry.componentRect(id("zone")).size(), QSizeF(700, 300));
    }

    void innermostContainersTakeTheTintsInTurn()
    {
        model::Design design;
        add(design, "region", "region", {0, 0});
        add(design, "zone-1", "zone", {20, 30}, "region");
        add(design, "zone-2", "zone", {20, 230}, "region");
        const DiagramGeometry geometry(design, model::builtinKinds());
        QCOMPARE(geometry.place(id("region"))->tint, -1);
        QCOMPARE(geometry.place(id("zone-1"))->tint, 0);
        QCOMPARE(geometry.place(id("zone-2"))->tint, 1);
    }

    void movingAContainerTellsOfAllThatMoved()
    {
        model::Design design;
        add(design, "zone", "zone", {0, 0});
        add(design, "node", "node", {10, 40}, "zone");
        add(design, "other", "node", {600, 0});
        DiagramGeometry geometry(design, model::builtinKinds());
        const auto update =
            edited(design, geometry, model::PutPlace{id("zone"), {80, 0}, std::nullopt, {}});
        QCOMPARE(update.components, (std::set<ElementId>{id("node"), id("zone")}));
        QCOMPARE(geometry.componentRect(id("node")).topLeft(), QPointF(90, 40));
    }

    void removedElementsAreTold()
    {
        model::Design design = tests::randomDiagram(3, 6);
        DiagramGeometry geometry(design, model::builtinKinds());
        const ElementId wire = design.connections.begin()->first;
        const auto update = edited(design, geometry, model::PutConnection{wire, std::nullopt});
        QVERIFY(update.connections.count(wire));
        QVERIFY(geometry.route(wire).isEmpty());
    }

    void settledGeometryOfALargeDesignIsThatOfAFreshOne()
    {
        model::Design design = tests::randomDiagram(5, 120);
        DiagramGeometry geometry(design, model::builtinKinds());
        for (int i = 0; i < 10; ++i) {
            const ElementId moved(QStringLiteral("c%1").arg(i * 7));
            const model::Component &component = *design.component(moved);
            edited(design, geometry,
                   model::PutPlace{moved, component.position + QPointF(160, 40 * i), {}, {}});
        }
        const DiagramGeometry fresh(design, model::builtinKinds());
        QVERIFY(!geometry.isSettled());
        geometry.settle(design);
        QVERIFY(geometry.isSettled());
        QCOMPARE(geometry, fresh);
    }

    void movedEndsAreReroutedAtOnceInALargeDesign()
    {
        model::Design design = tests::randomDiagram(5, 120);
        DiagramGeometry geometry(design, model::builtinKinds());
        const model::Connection wire = design.connections.begin()->second;
        const QPointF target = geometry.bounds().bottomRight() + QPointF(200, 200);
        edited(design, geometry, model::PutPlace{wire.to, target, {}, {}});
        const QRectF rect = geometry.componentRect(wire.to).adjusted(-1, -1, 1, 1);
        QVERIFY(rect.contains(geometry.route(wire.id).back()));
    }

    void pointAlongARouteFollowsItsBends()
    {
        const QPolygonF route{{0, 0}, {100, 0}, {100, 100}};
        QCOMPARE(render::routeLength(route), 200.0);
        QCOMPARE(render::pointAlong(route, 0.0), QPointF(0, 0));
        QCOMPARE(render::pointAlong(route, 0.25), QPointF(50, 0));
        QCOMPARE(render::pointAlong(route, 0.75), QPointF(100, 50));
        QCOMPARE(render::pointAlong(route, 1.0), QPointF(100, 100));
    }
};

QTEST_GUILESS_MAIN(TestGeometry)
#include "tst_geometry.moc"
