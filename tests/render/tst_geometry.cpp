// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/design_edit.h"
#include "model/kinds/builtin_kinds.h"
#include "render/diagram_geometry.h"
#include "render/place_index.h"
#include "render/random_diagram.h"
#include "support/counts.h"

#include <QRandomGenerator>
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

QRectF randomRect(QRandomGenerator &random)
{
    // Some of them are larger than many cells of the index.
    const int size = random.bounded(10) == 0 ? 9000 : 300;
    return {random.bounded(20000) - 10000.0, random.bounded(20000) - 10000.0,
            1.0 + random.bounded(size), 1.0 + random.bounded(size)};
}

/// A random edit of a diagram: moves a card, puts it into a container or takes it out, moves a
/// container, adds or removes a card or a connection.
std::vector<model::DesignEdit> randomEdit(const model::Design &design, QRandomGenerator &random)
{
    const auto pick = [&random](const auto &elements) {
        return std::next(elements.begin(), random.bounded(int(elements.size())))->second;
    };
    const model::Component component = pick(design.components);
    const QPointF away(random.bounded(400) - 200, random.bounded(400) - 200);
    const bool isCard = component.kind != u"zone";
    switch (random.bounded(5)) {
    case 0: {
        const ElementId zone(QStringLiteral("z%1").arg(random.bounded(4)));
        const ElementId parent = isCard && design.component(zone) ? zone : component.parent;
        return {model::PutPlace{component.id, component.position + away, {}, parent}};
    }
    case 1: {
        model::Component added = component;
        added.id = design.freeId(isCard ? QStringLiteral("new") : QStringLiteral("z"));
        added.position += away;
        return {model::PutComponent{added.id, added}};
    }
    case 2: {
        model::Connection added = pick(design.connections);
        added.id = design.freeId(QStringLiteral("wire"));
        return {model::PutConnection{added.id, added}};
    }
    case 3:
        return {model::PutConnection{pick(design.connections).id, std::nullopt}};
    default:
        return {model::PutPlace{component.id, component.position + away, {}, component.parent}};
    }
}

/// Whether each connection runs from the border of one of its ends to that of the other.
bool areConnected(const model::Design &design, const DiagramGeometry &geometry)
{
    const auto isAtBorder = [&](const QPointF &point, const ElementId &end) {
        const QRectF rect = geometry.componentRect(end);
        return rect.adjusted(-0.1, -0.1, 0.1, 0.1).contains(point) &&
               !rect.adjusted(0.1, 0.1, -0.1, -0.1).contains(point);
    };
    return std::all_of(design.connections.begin(), design.connections.end(), [&](const auto &item) {
        const QPolygonF route = geometry.route(item.first);
        return route.size() >= 2 && isAtBorder(route.front(), item.second.from) &&
               isAtBorder(route.back(), item.second.to);
    });
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

    void coloursStayWithTheirContainers()
    {
        model::Design design;
        for (const char *zone : {"zone-1", "zone-2", "zone-3", "zone-10"})
            add(design, zone, "zone", {0, 0});
        for (const bool isHidden : {true, false}) {
            model::Appearance &appearance = design.components.at(id("zone-1")).appearance;
            appearance.isHidden = isHidden;
            appearance.isCollapsed = !isHidden;
            const DiagramGeometry geometry(design, model::builtinKinds());
            QCOMPARE(geometry.place(id("zone-2"))->tint, 1);
            QCOMPARE(geometry.place(id("zone-3"))->tint, 2);
            QCOMPARE(geometry.place(id("zone-10"))->tint, 3);
        }
    }

    void linesIntoACollapsedContainerAreOne()
    {
        for (const int others : {0, 120}) {
            model::Design design = others > 0 ? tests::randomDiagram(5, others) : model::Design();
            add(design, "front", "loadBalancer", {0, -900});
            add(design, "zone", "zone", {600, -1200});
            for (const char *node : {"n1", "n2", "n3"}) {
                add(design, node, "node", {40, 40}, "zone");
                model::Connection wire;
                wire.id = ElementId(QStringLiteral("to-") + QString::fromLatin1(node));
                wire.kind = QStringLiteral("traffic");
                wire.from = id("front");
                wire.to = id(node);
                design.connections.emplace(wire.id, wire);
            }
            DiagramGeometry geometry(design, model::builtinKinds());
            const size_t before = geometry.routes().size();
            model::Component zone = *design.component(id("zone"));
            zone.appearance.isCollapsed = true;
            edited(design, geometry, model::PutComponent{zone.id, zone});
            QCOMPARE(geometry.routes().size(), before - 2);
            QCOMPARE(geometry.bundles().countOf(id("to-n1")), 3);
            QCOMPARE(geometry.route(id("to-n3")), geometry.route(id("to-n1")));
            QVERIFY(!geometry.route(id("to-n1")).isEmpty());
            // Without the first one the second is drawn.
            const auto update =
                edited(design, geometry, model::PutConnection{id("to-n1"), std::nullopt});
            QVERIFY(update.connections.count(id("to-n2")) > 0);
            QCOMPARE(geometry.routes().size(), before - 2);
            QCOMPARE(geometry.bundles().countOf(id("to-n2")), 2);
            QVERIFY(!geometry.route(id("to-n2")).isEmpty());
            zone.appearance.isCollapsed = false;
            edited(design, geometry, model::PutComponent{zone.id, zone});
            QCOMPARE(geometry.routes().size(), before - 1);
            geometry.settle(design);
            QCOMPARE(geometry, DiagramGeometry(design, model::builtinKinds()));
        }
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

    void aLargeDesignIsFollowedThroughRandomEdits()
    {
        QRandomGenerator random(11);
        model::Design design = tests::randomDiagram(7, 100);
        for (int i = 0; i < 4; ++i) {
            model::Component zone;
            zone.id = ElementId(QStringLiteral("z%1").arg(i));
            zone.kind = QStringLiteral("zone");
            zone.position = {400.0 * i, 300.0};
            design.components.emplace(zone.id, zone);
        }
        DiagramGeometry geometry(design, model::builtinKinds());
        for (int i = 0; i < tests::roundsFor(100, 1000); ++i) {
            const std::vector<model::DesignEdit> edits = randomEdit(design, random);
            model::DesignChange change;
            for (const model::DesignEdit &edit : edits) {
                change.add(edit, design);
                model::apply(design, edit);
            }
            const auto before = geometry;
            const auto update = geometry.update(design, model::builtinKinds(), change);
            if (i % 20 == 0)
                QCOMPARE(geometry.places(),
                         DiagramGeometry(design, model::builtinKinds()).places());
            QVERIFY(areConnected(design, geometry));
            for (const auto &[connection, route] : before.routes())
                QVERIFY(update.connections.count(connection) ||
                        geometry.route(connection) == route);
        }
        geometry.settle(design);
        QCOMPARE(geometry, DiagramGeometry(design, model::builtinKinds()));
    }

    void whatMovesTogetherKeepsItsRoute()
    {
        model::Design design = tests::randomDiagram(5, 120);
        DiagramGeometry geometry(design, model::builtinKinds());
        const model::Connection wire = design.connections.begin()->second;
        const QPolygonF before = geometry.route(wire.id);
        model::DesignChange change;
        for (const ElementId &end : {wire.from, wire.to}) {
            const model::DesignEdit edit =
                model::PutPlace{end, design.component(end)->position + QPointF(9000, 40), {}, {}};
            change.add(edit, design);
            model::apply(design, edit);
        }
        geometry.update(design, model::builtinKinds(), change);
        QCOMPARE(geometry.route(wire.id), before.translated(9000, 40));
    }

    void aLargeNewDesignHasDraftsUntilTheyAreLookedAt()
    {
        const model::Design design = tests::randomDiagram(3, 410);
        const DiagramGeometry fresh(design, model::builtinKinds());
        DiagramGeometry geometry;
        model::DesignChange all;
        all.isReset = true;
        geometry.update(design, model::builtinKinds(), all);
        QVERIFY(geometry.hasDrafts());
        QVERIFY(!geometry.isSettled());
        QVERIFY(areConnected(design, geometry));
        const ElementId wire = design.connections.begin()->first;
        QCOMPARE(geometry.refine(design, {wire}).connections, std::set<ElementId>{wire});
        QVERIFY(geometry.refine(design, {wire}).isEmpty());
        geometry.adopt(fresh.routes());
        QVERIFY(!geometry.hasDrafts());
        QCOMPARE(geometry, fresh);
    }

    void theIndexFindsWhatTouchesAnArea()
    {
        QRandomGenerator random(5);
        render::PlaceIndex index;
        std::map<ElementId, QRectF> all;
        for (int i = 0; i < tests::roundsFor(3000, 100000); ++i) {
            const ElementId name(QString::number(random.bounded(400)));
            if (random.bounded(4) == 0) {
                index.remove(name);
                all.erase(name);
            } else {
                index.put(name, all[name] = randomRect(random));
            }
            if (i % 10 != 0)
                continue;
            const QRectF area = randomRect(random);
            std::set<ElementId> wanted;
            for (const auto &[known, rect] : all) {
                if (rect.intersects(area))
                    wanted.insert(known);
            }
            const std::vector<ElementId> found = index.in(area);
            QCOMPARE(std::set<ElementId>(found.begin(), found.end()), wanted);
            QCOMPARE(found.size(), wanted.size());
        }
        QCOMPARE(index.size(), all.size());
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
