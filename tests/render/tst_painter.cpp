// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/kinds/builtin_kinds.h"
#include "render/diagram_painter.h"
#include "render/line_jumps.h"
#include "render/random_diagram.h"

#include <QImage>
#include <QPainter>
#include <QTest>

using namespace loadstar;
using render::ComponentLook;
using render::ConnectionLook;
using render::DiagramPainter;
using render::Health;
using render::Theme;

namespace {

constexpr QSize kImageSize{240, 140};
constexpr QPointF kCorner{40.0, 36.0};

struct Shot
{
    model::Component component;
    ComponentLook look;
    double scale = 1.0;
    QSizeF size;
    const Theme *theme = &Theme::light();

    explicit Shot(const QString &kind = QStringLiteral("node"))
    {
        component.kind = kind;
        component.name = QStringLiteral("Name");
        size = model::kCardSize;
    }

    render::ComponentPlace place() const
    {
        render::ComponentPlace place;
        place.rect = QRectF(kCorner, size);
        const model::ComponentKind *kind = model::builtinKinds().component(component.kind);
        place.shape = kind ? kind->shape : model::ComponentShape::Card;
        return place;
    }

    QImage image() const
    {
        QImage image(kImageSize, QImage::Format_ARGB32_Premultiplied);
        image.fill(Qt::transparent);
        QPainter painter(&image);
        painter.setRenderHint(QPainter::Antialiasing);
        DiagramPainter(model::builtinKinds(), *theme)
            .paintComponent(painter, component, place(), look, scale);
        return image;
    }
};

/// The rectangle around everything that was painted.
QRect inkRect(const QImage &image)
{
    QRect ink;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            if (qAlpha(image.pixel(x, y)) > 0)
                ink |= QRect(x, y, 1, 1);
        }
    }
    return ink;
}

QImage connectionImage(const QString &kind, const ConnectionLook &look)
{
    QImage image(kImageSize, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    model::Connection connection;
    connection.kind = kind;
    DiagramPainter(model::builtinKinds(), Theme::light())
        .paintConnection(painter, connection, {{20, 20}, {120, 20}, {120, 100}, {200, 100}}, look,
                         1.0);
    return image;
}

DiagramPainter painter()
{
    return {model::builtinKinds(), Theme::light()};
}

/// Twelve cards with room between them, every connection with a name.
model::Design namedDiagram(quint32 seed)
{
    model::Design design = tests::randomDiagram(seed, 12, 72.0);
    for (auto &[id, connection] : design.connections)
        connection.name = QStringLiteral("https ") + id.text();
    return design;
}

int paintedPixels(const QImage &image)
{
    int painted = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x)
            painted += qAlpha(image.pixel(x, y)) > 127;
    }
    return painted;
}

} // namespace

class TestPainter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyKindIsPaintedInsideItsBounds_data()
    {
        QTest::addColumn<QString>("kind");
        for (const model::ComponentKind &kind : model::builtinKinds().components())
            QTest::newRow(qPrintable(kind.id)) << kind.id;
        QTest::newRow("unknown kind") << QStringLiteral("teapot");
    }

    void everyKindIsPaintedInsideItsBounds()
    {
        QFETCH(QString, kind);
        for (const double scale : {1.0, 0.3, 0.1}) {
            for (const bool isSelected : {false, true}) {
                Shot shot(kind);
                shot.scale = scale;
                shot.look.isSelected = isSelected;
                shot.component.name =
                    QStringLiteral("A name much longer than any card could ever be wide");
                shot.look.detail = shot.component.name;
                shot.look.health = Health::Up;
                shot.look.queued = 123456;
                const QRect ink = inkRect(shot.image());
                const QRect allowed =
                    DiagramPainter::componentBounds(shot.place().rect).toAlignedRect();
                QVERIFY(!ink.isNull());
                QVERIFY2(allowed.contains(ink), qPrintable(QStringLiteral("scale %1").arg(scale)));
            }
        }
    }

    void longNameEndsInsideTheCard()
    {
        Shot shot;
        shot.component.name = QStringLiteral("WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW");
        const QImage image = shot.image();
        // Right of the text, left of the border: no ink of the text's colour.
        const QRectF rect = shot.place().rect;
        for (int y = int(rect.top()) + 4; y < int(rect.bottom()) - 4; ++y) {
            for (int x = int(rect.right()) - 8; x < int(rect.right()) - 2; ++x)
                QCOMPARE(image.pixelColor(x, y), Theme::light().card);
        }
        Shot other;
        other.component.name = shot.component.name + QStringLiteral("X");
        QCOMPARE(other.image(), image);
    }

    void everyStateLooksDifferent()
    {
        for (const Theme *theme : {&Theme::light(), &Theme::dark(), &Theme::print()}) {
            std::vector<QImage> images;
            for (const Health health : render::kAllHealths) {
                Shot shot;
                shot.theme = theme;
                shot.look.health = health;
                images.push_back(shot.image());
            }
            for (size_t i = 0; i < images.size(); ++i) {
                for (size_t j = 0; j < i; ++j)
                    QVERIFY2(images[i] != images[j],
                             qPrintable(QStringLiteral("%1 %2").arg(i).arg(j)));
            }
        }
    }

    void statesDifferWithoutColour()
    {
        Theme grey = Theme::light();
        for (QColor Theme::*color :
             {&Theme::up, &Theme::degraded, &Theme::down, &Theme::pending, &Theme::standby,
              &Theme::drain, &Theme::maintenance, &Theme::hung})
            grey.*color = Qt::gray;
        const DiagramPainter painter(model::builtinKinds(), grey);
        std::vector<QImage> badges;
        for (const Health health : render::kAllHealths) {
            QImage image(32, 32, QImage::Format_ARGB32_Premultiplied);
            image.fill(Qt::transparent);
            QPainter on(&image);
            painter.paintBadge(on, {16, 16}, 12.0, health);
            on.end();
            for (const QImage &other : badges)
                QVERIFY2(other != image, qPrintable(render::healthText(health)));
            badges.push_back(image);
        }
    }

    void aQueueGrowsAsAStack()
    {
        int last = 0;
        for (const int queued : {1, 2, 3, 6, 7, 13, 30, 60}) {
            const int height = DiagramPainter::stackHeight(queued);
            QVERIFY(height > last);
            last = height;
        }
        QCOMPARE(DiagramPainter::stackHeight(0), 0);
        QCOMPARE(DiagramPainter::stackHeight(5), 5);
        QCOMPARE(DiagramPainter::stackHeight(1'000'000), 10);
        // Its bricks are counted at the left edge of the card.
        for (const int queued : {1, 4, 30}) {
            Shot shot;
            shot.look.health = Health::Up;
            shot.look.queued = queued;
            const QImage image = shot.image();
            const QRectF rect = shot.place().rect;
            int bricks = 0;
            bool wasInk = false;
            for (int y = int(rect.bottom()) - 4; y > int(rect.top()) + 4; --y) {
                const bool isInk = image.pixelColor(int(rect.left()) + 7, y) != Theme::light().card;
                bricks += isInk && !wasInk ? 1 : 0;
                wasInk = isInk;
            }
            QCOMPARE(bricks, DiagramPainter::stackHeight(queued));
        }
    }

    void whatSuffersHasABandInsideItsBounds()
    {
        std::vector<QImage> images;
        for (const auto impact :
             {render::Impact::None, render::Impact::Weakened, render::Impact::Stopped}) {
            Shot shot;
            shot.look.health = Health::Up;
            shot.look.impact = impact;
            images.push_back(shot.image());
        }
        QVERIFY(images[0] != images[1]);
        QVERIFY(images[1] != images[2]);
        // Nothing of it is beyond what is painted anew with the card.
        const Shot plain;
        const QRect bounds = DiagramPainter::componentBounds(plain.place().rect).toRect();
        for (int y = 0; y < images[0].height(); ++y) {
            for (int x = 0; x < images[0].width(); ++x) {
                if (!bounds.contains(x, y))
                    QCOMPARE(images[2].pixelColor(x, y), images[0].pixelColor(x, y));
            }
        }
    }

    void fewerWordsTakeThePlaceOfThoseThatHaveNoRoom()
    {
        Shot shot;
        shot.look.health = Health::Up;
        shot.look.detail = QStringLiteral("93 % of 4 cores");
        shot.look.shorterDetails = {QStringLiteral("93 % of four"), QStringLiteral("93 %")};
        Shot brief = shot;
        brief.look.detail = QStringLiteral("93 %");
        QVERIFY(shot.image() != brief.image());
        // The count of those that wait takes room.
        shot.look.queued = brief.look.queued = 120;
        QCOMPARE(shot.image(), brief.image());
    }

    void looksChangeThePicture()
    {
        const QImage plain = Shot().image();
        const auto differs = [&](const auto &change) {
            Shot shot;
            change(shot);
            return shot.image() != plain;
        };
        QVERIFY(differs([](Shot &shot) { shot.look.isSelected = true; }));
        QVERIFY(differs([](Shot &shot) { shot.look.isHovered = true; }));
        QVERIFY(differs([](Shot &shot) { shot.look.isFaded = true; }));
        QVERIFY(differs([](Shot &shot) { shot.look.isDropTarget = true; }));
        QVERIFY(differs([](Shot &shot) { shot.look.utilisation = 0.5; }));
        QVERIFY(differs([](Shot &shot) { shot.look.queued = 3; }));
        QVERIFY(differs([](Shot &shot) { shot.look.detail = QStringLiteral("down for 14 s"); }));
        QVERIFY(differs([](Shot &shot) { shot.component.name = QStringLiteral("Other"); }));
        QVERIFY(differs([](Shot &shot) { shot.theme = &Theme::dark(); }));
    }

    void barGrowsWithUtilisation()
    {
        const auto barPixels = [](double utilisation) {
            Shot shot;
            shot.look.utilisation = utilisation;
            const QImage image = shot.image();
            const QRectF rect = shot.place().rect;
            const int y = int(rect.bottom()) - 8;
            int filled = 0;
            for (int x = int(rect.left()); x < int(rect.right()); ++x)
                filled += image.pixelColor(x, y) == Theme::light().utilisationColor(utilisation);
            return filled;
        };
        const double full = model::kCardSize.width() - 20.0;
        QVERIFY(std::abs(barPixels(0.25) - 0.25 * full) <= 4.0);
        QVERIFY(std::abs(barPixels(1.0) - full) <= 4.0);
        QCOMPARE(barPixels(0.0), 0);
    }

    void connectionsShowTheirKindAndState()
    {
        std::vector<QImage> images;
        for (const model::ConnectionKind &kind : model::builtinKinds().connections())
            images.push_back(connectionImage(kind.id, {}));
        ConnectionLook look;
        look.isRefused = true;
        images.push_back(connectionImage(QStringLiteral("traffic"), look));
        look = {};
        look.isIdle = true;
        images.push_back(connectionImage(QStringLiteral("traffic"), look));
        look = {};
        look.isSelected = true;
        images.push_back(connectionImage(QStringLiteral("traffic"), look));
        for (size_t i = 0; i < images.size(); ++i) {
            QVERIFY(paintedPixels(images[i]) > 60);
            for (size_t j = 0; j < i; ++j)
                QVERIFY(images[i] != images[j]);
        }
    }

    void nodesAndStoragesDifferFromAfar()
    {
        const auto image = [](const char *kind, render::Health health) {
            Shot shot;
            shot.component.kind = QString::fromLatin1(kind);
            shot.look.health = health;
            shot.scale = 0.1;
            return shot.image();
        };
        QVERIFY(image("node", render::Health::None) != image("storage", render::Health::None));
        QVERIFY(image("node", render::Health::None) != image("loadBalancer", render::Health::None));
        // By shape where the colour tells the state.
        QVERIFY(image("node", render::Health::Up) != image("storage", render::Health::Up));
    }

    void flowWidensTheLine()
    {
        ConnectionLook busy;
        busy.flow = 1.0;
        QVERIFY(paintedPixels(connectionImage(QStringLiteral("traffic"), busy)) >
                1.5 * paintedPixels(connectionImage(QStringLiteral("traffic"), {})));
    }

    void labelsHideNoCardNoBendAndNoOtherLabel()
    {
        int labels = 0;
        int connections = 0;
        for (quint32 seed = 1; seed <= 8; ++seed) {
            const model::Design design = namedDiagram(seed);
            const render::DiagramGeometry geometry(design, model::builtinKinds());
            const render::ConnectionLabels placed = painter().labelsOf(design, geometry);
            for (auto label = placed.labels().begin(); label != placed.labels().end(); ++label) {
                const QRectF rect = label->second.rect;
                const QString where = QStringLiteral("%1 of %2").arg(label->first.text()).arg(seed);
                for (const auto &[id, place] : geometry.places())
                    QVERIFY2(!place.rect.intersects(rect), qPrintable(where));
                for (auto other = std::next(label); other != placed.labels().end(); ++other)
                    QVERIFY2(!other->second.rect.intersects(rect), qPrintable(where));
                const QPolygonF route = geometry.route(label->first);
                for (qsizetype i = 1; i + 1 < route.size(); ++i)
                    QVERIFY2(!rect.contains(route[i]), qPrintable(where));
                // And it stands at its own line.
                QVERIFY2(render::touchesRoute(rect.adjusted(-4.0, -4.0, 4.0, 4.0), route),
                         qPrintable(where));
                ++labels;
            }
            connections += int(design.connections.size());
        }
        qInfo("%d of %d have room", labels, connections);
        // Few are left out.
        QVERIFY(connections > 80 && labels > 0.9 * connections);
    }

    void aLabelLeavesItsLineToBeSeenOrIsLeftOut()
    {
        const auto labelAt = [](double gap, const char *zone) {
            model::Design design;
            const auto add = [&design](const char *name, const char *kind, double x) {
                model::Component component;
                component.id = model::ElementId(QString::fromLatin1(name));
                component.kind = QString::fromLatin1(kind);
                component.position = {x, 100};
                design.components.emplace(component.id, component);
            };
            add("a", "users", 0);
            add("b", "loadBalancer", model::kCardSize.width() + gap);
            if (*zone) {
                add(zone, "zone", -40);
                design.components.at(model::ElementId(QString::fromLatin1(zone))).position = {-40,
                                                                                              -40};
                design.components.at(model::ElementId(QString::fromLatin1(zone))).size =
                    QSizeF(900, 400);
            }
            model::Connection line;
            line.id = model::ElementId(QStringLiteral("line"));
            line.kind = QStringLiteral("traffic");
            line.from = model::ElementId(QStringLiteral("a"));
            line.to = model::ElementId(QStringLiteral("b"));
            line.name = QStringLiteral("10 ms");
            design.connections.emplace(line.id, line);
            const render::DiagramGeometry geometry(design, model::builtinKinds());
            const auto labels = painter().labelsOf(design, geometry).labels();
            const auto found = labels.find(line.id);
            return found == labels.end() ? render::ConnectionLabel() : found->second;
        };
        QVERIFY(labelAt(40.0, "").rect.isNull());
        const render::ConnectionLabel shown = labelAt(160.0, "");
        QCOMPARE(shown.rect.center(),
                 QPointF(model::kCardSize.width() + 80.0, 100.0 + model::kCardSize.height() / 2.0));
        QCOMPARE(shown.tint, -1);
        // Its ground is that of the container below.
        const render::ConnectionLabel inside = labelAt(160.0, "zone");
        QCOMPARE(inside.tint, 0);
        QImage image(400, 300, QImage::Format_ARGB32_Premultiplied);
        image.fill(Qt::white);
        {
            QPainter on(&image);
            painter().paintLabel(on, inside, {});
        }
        QCOMPARE(image.pixelColor(int(inside.rect.left()) + 3, int(inside.rect.center().y())),
                 Theme::light().tints.front().fill);
    }

    void aTrunkIsLabelledOnceWithWhatHoldsForAllOfItsLines()
    {
        model::Design design;
        const auto add = [&design](const QString &name, const char *kind, const QPointF &position) {
            model::Component component;
            component.id = model::ElementId(name);
            component.kind = QString::fromLatin1(kind);
            component.position = position;
            design.components.emplace(component.id, component);
        };
        add(QStringLiteral("front"), "loadBalancer", {0, 300});
        for (int i = 0; i < 9; ++i) {
            // So near that no line has room for a text of its own.
            const QString name = QStringLiteral("n%1").arg(i);
            add(name, "node", {800.0 + 168.0 * (i % 3), 80.0 * (i / 3)});
            model::Connection line;
            line.id = model::ElementId(QStringLiteral("to-") + name);
            line.kind = QStringLiteral("traffic");
            line.from = model::ElementId(QStringLiteral("front"));
            line.to = model::ElementId(name);
            line.name = QStringLiteral("https 443");
            design.connections.emplace(line.id, line);
        }
        const auto onTrunk = [&design] {
            const render::DiagramGeometry geometry(design, model::builtinKinds());
            const auto labels = painter().labelsOf(design, geometry).labels();
            return std::count_if(labels.begin(), labels.end(), [](const auto &label) {
                return label.second.rect.right() < 640.0;
            });
        };
        QCOMPARE(onTrunk(), 1);
        design.connections.begin()->second.name = QStringLiteral("http 80");
        QCOMPARE(onTrunk(), 0);
    }

    void aLabelPutByHandStaysAtItsPartOfTheWay()
    {
        model::Design design = namedDiagram(3);
        const model::ElementId line = design.connections.begin()->first;
        design.connections.at(line).label = model::LabelPlace{0.25, {10, -20}};
        for (const QPointF &move : {QPointF(), QPointF(400, 160)}) {
            design.components.at(design.connections.at(line).to).position += move;
            const render::DiagramGeometry geometry(design, model::builtinKinds());
            const QRectF rect = painter().labelsOf(design, geometry).labels().at(line).rect;
            const QPointF wanted =
                render::pointAlong(geometry.route(line), 0.25) + QPointF(10, -20);
            QVERIFY(QLineF(rect.center(), wanted).length() < 0.01);
        }
    }

    void labelsThatFollowAChangeStandWhereTheyWouldStandAnyway()
    {
        model::Design design = namedDiagram(5);
        render::DiagramGeometry geometry(design, model::builtinKinds());
        render::ConnectionLabels labels = painter().labelsOf(design, geometry);
        const model::ElementId moved = design.components.begin()->first;
        design.components.at(moved).position += QPointF(300, 200);
        model::DesignChange change;
        change.components.insert(moved);
        const render::DiagramGeometry::Update update =
            geometry.update(design, model::builtinKinds(), change);
        const render::PlaceIndex index = render::indexOf(geometry);
        const auto areas = labels.follow(
            design, geometry, [&index](const QRectF &area) { return index.in(area); }, update);
        QVERIFY(!areas.empty());
        QVERIFY(labels.labels() == painter().labelsOf(design, geometry).labels());
    }

    void aConnectionSaysWhatIsOutOfTheOrdinary()
    {
        model::Connection line;
        line.kind = QStringLiteral("traffic");
        const auto text = [&line] { return render::connectionText(line, model::builtinKinds()); };
        QCOMPARE(text(), QString());
        line.name = QStringLiteral("https");
        QCOMPARE(text(), QStringLiteral("https"));
        line.properties[QStringLiteral("latency")] = 0.25;
        QCOMPARE(text(), QStringLiteral("https · 250 ms"));
        line.name.clear();
        QCOMPARE(text(), QStringLiteral("250 ms"));
        line.kind = QStringLiteral("replication");
        line.properties = {{QStringLiteral("mode"), QStringLiteral("asynchronous")},
                           {QStringLiteral("interval"), 3600.0}};
        QCOMPARE(text(), QStringLiteral("Asynchronous, every 1 h"));
    }

    void linesOfOneTrunkDoNotJumpOverEachOther()
    {
        const QPolygonF level{{0, 50}, {200, 50}};
        render::UprightPieces pieces;
        pieces.add({{0, 50}, {0, 0}, {100, 0}, {100, 100}});
        pieces.add({{40, 0}, {40, 100}, {200, 100}, {200, 50}});
        QVERIFY(pieces.crossedBy(level).empty());
        QCOMPARE(pieces.crossedBy({{0, 50.5}, {200, 50.5}}).size(), size_t(2));
    }

    void aLineThatBendsJustBeforeACardHasItsArrow()
    {
        model::Connection connection;
        connection.kind = QStringLiteral("traffic");
        QImage image(120, 80, QImage::Format_ARGB32_Premultiplied);
        image.fill(Qt::white);
        {
            QPainter on(&image);
            on.setRenderHint(QPainter::Antialiasing);
            painter().paintConnection(on, connection, {{0, 60}, {94, 60}, {94, 20}, {100, 20}}, {},
                                      1.0);
        }
        // Wider than the line.
        QVERIFY(image.pixelColor(95, 18).lightness() < 160);
        QVERIFY(image.pixelColor(95, 21).lightness() < 160);
    }

    void theLevelLineJumpsOverTheUprightOne()
    {
        const QPolygonF level{{0, 50}, {200, 50}};
        const QPolygonF upright{{100, 0}, {100, 100}};
        const auto crossings = [](const QPolygonF &route, const QPolygonF &other) {
            render::UprightPieces pieces;
            pieces.add(other);
            return pieces.crossedBy(route);
        };
        QCOMPARE(crossings(level, upright), (std::vector<QPointF>{{100, 50}}));
        QVERIFY(crossings(upright, level).empty());
        // Not at a bend or an end, and not where the other one only touches.
        QVERIFY(crossings({{0, 50}, {105, 50}, {105, 200}}, upright).empty());
        QVERIFY(crossings(level, {{100, 50}, {100, 100}}).empty());
        const QPainterPath jumping =
            DiagramPainter::connectionPath(level, crossings(level, upright));
        QCOMPARE(jumping.boundingRect().top(), 50.0 - render::kJumpRadius);
        QCOMPARE(jumping.currentPosition(), QPointF(200, 50));
        // Two that would meet are one arc; the way back looks the same.
        const std::vector<QPointF> two{{100, 50}, {106, 50}};
        const QPainterPath wide = DiagramPainter::connectionPath(level, two);
        const QPainterPath apart = DiagramPainter::connectionPath(level, {{60, 50}, {140, 50}});
        QVERIFY(wide.elementCount() < apart.elementCount());
        QCOMPARE(DiagramPainter::connectionPath({{200, 50}, {0, 50}}, two).boundingRect(),
                 wide.boundingRect());
    }

    void picturesHaveLineJumpsUnlessTheyAreSwitchedOff()
    {
        const model::Design design = namedDiagram(2);
        const render::DiagramGeometry geometry(design, model::builtinKinds());
        const auto shot = [&](bool hasJumps, double scale) {
            QImage image((geometry.bounds().size() * scale).toSize(),
                         QImage::Format_ARGB32_Premultiplied);
            image.fill(Qt::white);
            QPainter on(&image);
            on.scale(scale, scale);
            on.translate(-geometry.bounds().topLeft());
            render::DiagramLooks looks;
            looks.hasLineJumps = hasJumps;
            painter().paintDiagram(on, design, geometry, looks, scale);
            return image;
        };
        QVERIFY(shot(true, 1.0) != shot(false, 1.0));
        QCOMPARE(shot(true, 1.0), shot(true, 1.0));
        QCOMPARE(shot(true, 0.3), shot(false, 0.3));
    }

    void noteWrapsItsTextAndCutsWhatDoesNotFit()
    {
        Shot shot(QStringLiteral("note"));
        shot.size = {120, 80};
        shot.component.name =
            QStringLiteral("one two three four five six seven eight nine ten ").repeated(9);
        const QImage image = shot.image();
        Shot longer = shot;
        longer.component.name += QStringLiteral("more");
        QCOMPARE(longer.image(), image);
        QVERIFY(DiagramPainter::componentBounds(shot.place().rect)
                    .toAlignedRect()
                    .contains(inkRect(image)));
    }
};

QTEST_MAIN(TestPainter)
#include "tst_painter.moc"
