// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/kind_registry.h"
#include "model/kinds/builtin_kinds.h"
#include "render/connection_router.h"
#include "render/diagram_geometry.h"
#include "render/random_diagram.h"
#include "render/waypoints.h"
#include "support/counts.h"

#include <QTest>

#include <cmath>
#include <map>
#include <set>

using namespace loadstar;
using model::ElementId;
using render::RouteObstacle;
using render::RouteRequest;

namespace {

ElementId id(const char *text)
{
    return ElementId(QString::fromLatin1(text));
}

bool cuts(const QRectF &rect, const QPointF &a, const QPointF &b)
{
    return std::max(a.x(), b.x()) > rect.left() && std::min(a.x(), b.x()) < rect.right() &&
           std::max(a.y(), b.y()) > rect.top() && std::min(a.y(), b.y()) < rect.bottom();
}

bool runsThrough(const QPolygonF &route, const QRectF &rect)
{
    for (qsizetype i = 1; i < route.size(); ++i) {
        if (cuts(rect.adjusted(1, 1, -1, -1), route[i - 1], route[i]))
            return true;
    }
    return false;
}

bool isOrthogonal(const QPolygonF &route)
{
    for (qsizetype i = 1; i < route.size(); ++i) {
        const QPointF along = route[i] - route[i - 1];
        if ((std::abs(along.x()) > 0.01) == (std::abs(along.y()) > 0.01))
            return false;
    }
    return route.size() >= 2;
}

bool isOnBorder(const QRectF &rect, const QPointF &point)
{
    return rect.adjusted(-0.1, -0.1, 0.1, 0.1).contains(point) &&
           !rect.adjusted(0.1, 0.1, -0.1, -0.1).contains(point);
}

/// Routes between cards given as rectangles named a, b, c, …; wires as pairs of names.
std::map<ElementId, QPolygonF> routed(const std::vector<QRectF> &cards,
                                      const std::vector<std::pair<char, char>> &wires,
                                      bool areFlows = false)
{
    const auto name = [](char letter) { return ElementId(QString(QLatin1Char(letter))); };
    std::vector<RouteObstacle> obstacles;
    for (size_t i = 0; i < cards.size(); ++i)
        obstacles.push_back({name(char('a' + i)), cards[i]});
    std::vector<RouteRequest> requests;
    for (const auto &[from, to] : wires)
        requests.push_back({ElementId(QString(QLatin1Char(from)) + QLatin1Char(to)),
                            name(from),
                            name(to),
                            cards[size_t(from - 'a')],
                            cards[size_t(to - 'a')],
                            {},
                            areFlows});
    return render::ConnectionRouter(obstacles).route(requests);
}

/// Pixels that two routes run on top of each other, ends at shared cards included.
double sharedLength(const QPolygonF &a, const QPolygonF &b)
{
    double shared = 0.0;
    for (qsizetype i = 1; i < a.size(); ++i) {
        for (qsizetype j = 1; j < b.size(); ++j) {
            const QRectF first = QRectF(a[i - 1], a[i]).normalized();
            const QRectF second = QRectF(b[j - 1], b[j]).normalized();
            const bool isVertical = first.width() < 0.01;
            if (isVertical != (second.width() < 0.01))
                continue;
            const double apart =
                isVertical ? std::abs(first.x() - second.x()) : std::abs(first.y() - second.y());
            const double overlap = isVertical ? std::min(first.bottom(), second.bottom()) -
                                                    std::max(first.top(), second.top())
                                              : std::min(first.right(), second.right()) -
                                                    std::max(first.left(), second.left());
            if (apart < 1.0 && overlap > 0.0)
                shared += overlap;
        }
    }
    return shared;
}

} // namespace

class TestRouter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void facingCardsAreJoinedByAStraightLine()
    {
        const auto routes = routed({{0, 0, 152, 64}, {300, 0, 152, 64}}, {{'a', 'b'}});
        QCOMPARE(routes.at(id("ab")), (QPolygonF{{152, 32}, {300, 32}}));
    }

    void cardsThatNearlyFaceAreStillJoinedStraight()
    {
        const auto routes = routed({{0, 0, 152, 64}, {300, 20, 152, 64}}, {{'a', 'b'}});
        QCOMPARE(routes.at(id("ab")).size(), 2);
    }

    void cardsAboveEachOtherAreJoinedFromBottomToTop()
    {
        const auto routes = routed({{0, 0, 152, 64}, {0, 200, 152, 64}}, {{'a', 'b'}});
        QCOMPARE(routes.at(id("ab")), (QPolygonF{{76, 64}, {76, 200}}));
    }

    void routeGoesAroundTheCardBetween()
    {
        const std::vector<QRectF> cards{{0, 0, 152, 64}, {200, 0, 152, 64}, {400, 0, 152, 64}};
        const QPolygonF route = routed(cards, {{'a', 'c'}}).at(id("ac"));
        QVERIFY(isOrthogonal(route));
        QVERIFY(!runsThrough(route, cards[1]));
        QVERIFY(route.size() <= 6);
    }

    void routeFindsItsWayOutOfAMaze()
    {
        // b lies in a court that is open at the far side only.
        const std::vector<QRectF> cards{{0, 200, 100, 60},
                                        {400, 200, 100, 60},
                                        {300, 100, 30, 260},
                                        {330, 100, 270, 30},
                                        {330, 330, 270, 30}};
        const QPolygonF route = routed(cards, {{'a', 'b'}}).at(id("ab"));
        QVERIFY(isOrthogonal(route));
        for (size_t i = 2; i < cards.size(); ++i)
            QVERIFY(!runsThrough(route, cards[i]));
        QVERIFY(isOnBorder(cards[1], route.back()));
    }

    void wiresOfOneSideHaveTheirOwnPorts()
    {
        const auto routes =
            routed({{0, 200, 152, 64}, {300, 0, 152, 64}, {300, 200, 152, 64}, {300, 400, 152, 64}},
                   {{'a', 'b'}, {'a', 'c'}, {'a', 'd'}});
        std::set<double> starts;
        for (const auto &[wire, route] : routes)
            starts.insert(route.front().y());
        QCOMPARE(starts.size(), size_t(3));
        QVERIFY(routes.at(id("ab")).front().y() < routes.at(id("ac")).front().y());
        QVERIFY(routes.at(id("ac")).front().y() < routes.at(id("ad")).front().y());
        QCOMPARE(routes.at(id("ac")).size(), 2);
    }

    void manyLinesOfOneSideAreATrunkThatBranches()
    {
        const auto card = [](double x, double y) { return QRectF(x, y, 152, 64); };
        std::vector<QRectF> cards{card(0, 600)};
        std::vector<std::pair<char, char>> wires;
        for (int i = 0; i < 20; ++i) {
            cards.push_back(card(400.0 + 200.0 * (i % 4), 100.0 * (i / 4)));
            wires.emplace_back('a', char('b' + i));
        }
        const auto routes = routed(cards, wires, true);
        QCOMPARE(routes.size(), size_t(20));
        std::set<double> uprights;
        for (const auto &[name, route] : routes) {
            QCOMPARE(route.front(), QPointF(152, 632));
            QVERIFY(isOrthogonal(route));
            for (const QRectF &each : cards)
                QVERIFY(!runsThrough(route, each));
            for (qsizetype i = 1; i < route.size(); ++i) {
                if (std::abs(route[i].x() - route[i - 1].x()) < 0.01)
                    uprights.insert(route[i].x());
            }
        }
        // One branch to each column.
        QCOMPARE(uprights.size(), size_t(4));
        // Few lines have ports of their own.
        wires.resize(4);
        std::set<double> ports;
        for (const auto &[name, route] : routed(cards, wires, true))
            ports.insert(route.front().y());
        QCOMPARE(ports.size(), size_t(4));
    }

    void branchesOfATrunkThatNearlyMeetAreOne()
    {
        std::vector<QRectF> cards{QRectF(240, 400, 152, 64)};
        std::vector<std::pair<char, char>> wires;
        for (int zone = 0; zone < 2; ++zone) {
            for (int row = 0; row < 3; ++row) {
                for (int column = 0; column < 3; ++column) {
                    // The rows are not quite in line.
                    cards.emplace_back(544 + 616 * zone + 176 * column + 8 * (row % 2),
                                       44 + 96 * row, 152, 64);
                    if (row < 2 || column == 0)
                        wires.emplace_back('a', char('a' + cards.size() - 1));
                }
            }
        }
        std::vector<double> uprights;
        std::map<std::pair<double, double>, std::set<double>> ladders;
        for (const auto &[name, route] : routed(cards, wires, true)) {
            if (route.size() > 4)
                ladders[{route[1].y(), route[2].y()}].insert(route[1].x());
            for (qsizetype i = 1; i < route.size(); ++i) {
                if (std::abs(route[i].x() - route[i - 1].x()) < 0.01 &&
                    std::abs(route[i].y() - route[i - 1].y()) > 100.0)
                    uprights.push_back(route[i].x());
            }
        }
        std::sort(uprights.begin(), uprights.end());
        QVERIFY(uprights.size() > 10);
        for (size_t i = 1; i < uprights.size(); ++i) {
            const double away = uprights[i] - uprights[i - 1];
            QVERIFY2(away < 0.01 || away > 28.0, qPrintable(QString::number(away)));
        }
        // Two ways from one line to the same other one are one way.
        QVERIFY(!ladders.empty());
        for (const auto &[lines, ways] : ladders)
            QCOMPARE(ways.size(), size_t(1));
    }

    void routesThroughOneGapAreKeptApart()
    {
        const auto routes = routed({{0, 0, 152, 64},
                                    {0, 100, 152, 64},
                                    {0, 200, 152, 64},
                                    {400, 300, 152, 64},
                                    {400, 400, 152, 64},
                                    {400, 500, 152, 64}},
                                   {{'a', 'd'}, {'b', 'e'}, {'c', 'f'}});
        QVERIFY(sharedLength(routes.at(id("ad")), routes.at(id("be"))) < 1.0);
        QVERIFY(sharedLength(routes.at(id("be")), routes.at(id("cf"))) < 1.0);
        QVERIFY(sharedLength(routes.at(id("ad")), routes.at(id("cf"))) < 1.0);
    }

    void routesThatChangeRowsDoNotLieOnEachOther()
    {
        const std::vector<QRectF> cards{
            {0, 0, 152, 64}, {0, 300, 152, 64}, {400, 0, 152, 64}, {400, 300, 152, 64}};
        const auto crossed = routed(cards, {{'a', 'd'}, {'b', 'c'}});
        QVERIFY(sharedLength(crossed.at(id("ad")), crossed.at(id("bc"))) < 1.0);
        // The second one goes on to the side where the first one came from.
        const auto stacked = routed(cards, {{'a', 'd'}, {'b', 'c'}, {'a', 'c'}, {'b', 'd'}});
        for (auto one = stacked.begin(); one != stacked.end(); ++one) {
            for (auto other = std::next(one); other != stacked.end(); ++other)
                QVERIFY2(sharedLength(one->second, other->second) < 1.0,
                         qPrintable(one->first.text() + u' ' + other->first.text()));
        }
    }

    void routesKeepOffTitlesWhereThatCostsNothing()
    {
        const QRectF a(0, 0, 152, 64);
        const QRectF b(400, 200, 152, 64);
        const QRectF title(250, 100, 60, 28);
        const std::vector<RouteRequest> requests{{id("ab"), id("a"), id("b"), a, b, {}, true}};
        const QPolygonF plain =
            render::ConnectionRouter({{id("a"), a}, {id("b"), b}}).route(requests).at(id("ab"));
        QVERIFY(runsThrough(plain, title));
        const QPolygonF kept = render::ConnectionRouter({{id("a"), a}, {id("b"), b}}, {title})
                                   .route(requests)
                                   .at(id("ab"));
        QVERIFY(!runsThrough(kept, title));
    }

    void trafficIsReadFromSideToSideAndOthersHaveFewBends()
    {
        const QRectF a(0, 0, 152, 64);
        const QRectF b(400, 200, 152, 64);
        const render::ConnectionRouter router({{id("a"), a}, {id("b"), b}});
        const auto routeOf = [&](bool isFlow) {
            return router.route({{id("ab"), id("a"), id("b"), a, b, {}, isFlow}}).at(id("ab"));
        };
        const QPolygonF flow = routeOf(true);
        QCOMPARE(flow.size(), 4);
        QCOMPARE(flow.front().x(), a.right());
        QCOMPARE(flow.back().x(), b.left());
        QCOMPARE(routeOf(false).size(), 3);
    }

    void routeBendsAtItsWaypoints()
    {
        const render::LineEnds ends{{0, 0, 152, 64}, {400, 200, 152, 64}};
        QCOMPARE(render::routeThrough(ends, {{300, 32}, {300, 232}}),
                 (QPolygonF{{152, 32}, {300, 32}, {300, 232}, {400, 232}}));
        // Not aligned with anything: corners are put in.
        const QPolygonF bent = render::routeThrough(ends, {{250, 120}});
        QVERIFY(isOrthogonal(bent));
        QVERIFY(isOnBorder(ends.from, bent.front()) && isOnBorder(ends.to, bent.back()));
        // Points inside the ends and ways there and back do nothing.
        QVERIFY(render::routeThrough(ends, {{10, 10}, {420, 210}}).isEmpty());
        QCOMPARE(render::routeThrough(ends, {{300, 32}, {340, 32}, {300, 32}, {300, 232}}),
                 (QPolygonF{{152, 32}, {300, 32}, {300, 232}, {400, 232}}));
    }

    void waypointsAreKeptAsLongAsTheWayIsFree()
    {
        const QRectF a(0, 0, 152, 64);
        const QRectF b(400, 200, 152, 64);
        RouteRequest request{id("ab"), id("a"), id("b"), a, b, {{340, 32}, {340, 232}}};
        const QPolygonF kept =
            render::ConnectionRouter({{id("a"), a}, {id("b"), b}}).route({request}).at(id("ab"));
        QCOMPARE(kept, (QPolygonF{{152, 32}, {340, 32}, {340, 232}, {400, 232}}));
        const QRectF block(320, 100, 50, 40);
        const QPolygonF around =
            render::ConnectionRouter({{id("a"), a}, {id("b"), b}, {id("c"), block}})
                .route({request})
                .at(id("ab"));
        QVERIFY(!runsThrough(around, block));
    }

    void movedSegmentsAndBendsStayOrthogonal()
    {
        const render::LineEnds ends{{0, 0, 152, 64}, {400, 200, 152, 64}};
        const QPolygonF route{{152, 32}, {276, 32}, {276, 232}, {400, 232}};
        for (qsizetype segment = 0; segment < 3; ++segment) {
            for (const double across : {-300.0, -40.0, 7.0, 90.0}) {
                const QPolygonF moved = render::routeThrough(
                    ends, render::withSegmentMoved(ends, route, segment, across));
                QVERIFY(isOrthogonal(moved));
            }
        }
        QCOMPARE(render::withSegmentMoved(ends, route, 1, 24),
                 (render::Waypoints{{300, 32}, {300, 232}}));
        QCOMPARE(render::withBendMoved(route, 1, {260, 40}),
                 (render::Waypoints{{260, 40}, {260, 232}}));
        // A straight line stays where it is put.
        const render::LineEnds facing{{0, 0, 152, 64}, {400, 0, 152, 64}};
        const render::Waypoints held =
            render::withSegmentMoved(facing, {{152, 32}, {400, 32}}, 0, 16);
        QCOMPARE(render::routeThrough(facing, held), (QPolygonF{{152, 48}, {400, 48}}));
    }

    void bendsThatDoNothingAreCleanedAway()
    {
        const render::LineEnds ends{{0, 0, 152, 64}, {400, 200, 152, 64}};
        const auto anywhere = [](const QPolygonF &) { return true; };
        const auto nowhere = [](const QPolygonF &) { return false; };
        const render::Waypoints cleaned = render::cleanedWaypoints(
            ends, {{200, 32}, {300, 32}, {350, 32}, {300, 32}, {300, 232}, {320, 232}}, anywhere);
        QCOMPARE(cleaned, (render::Waypoints{{300, 32}, {300, 232}}));
        QCOMPARE(render::routeThrough(ends, cleaned),
                 (QPolygonF{{152, 32}, {300, 32}, {300, 232}, {400, 232}}));
        QVERIFY(render::cleanedWaypoints(ends, {{300, 32}, {300, 232}}, nowhere).empty());
        const QPolygonF jagged{{152, 32},  {200, 32},  {200, 100}, {260, 100},
                               {260, 150}, {300, 150}, {300, 232}, {400, 232}};
        const QPolygonF straight =
            render::routeThrough(ends, render::straightened(ends, jagged, anywhere));
        QVERIFY(straight.size() <= 4);
        QVERIFY(render::routeThrough(ends, render::withoutBend(ends, jagged, 3)).size() <
                jagged.size());
    }

    void orderOfRequestsDoesNotMatter()
    {
        const std::vector<QRectF> cards{
            {0, 200, 152, 64}, {300, 0, 152, 64}, {300, 200, 152, 64}, {300, 400, 152, 64}};
        QCOMPARE(routed(cards, {{'a', 'b'}, {'a', 'c'}, {'a', 'd'}}),
                 routed(cards, {{'a', 'd'}, {'a', 'c'}, {'a', 'b'}}));
    }

    void overlappingCardsStillGetARoute()
    {
        const auto routes = routed({{0, 0, 152, 64}, {40, 20, 152, 64}}, {{'a', 'b'}});
        QVERIFY(routes.at(id("ab")).size() >= 2);
    }

    void noRouteRunsThroughACard()
    {
        const int diagrams = tests::roundsFor(25, 200);
        int bends = 0;
        int wires = 0;
        for (int seed = 1; seed <= diagrams; ++seed) {
            const model::Design design = tests::randomDiagram(quint32(seed), 10 + (seed * 7) % 51);
            const render::DiagramGeometry geometry(design, model::builtinKinds());
            for (const auto &[wire, route] : geometry.routes()) {
                const model::Connection &connection = *design.connection(wire);
                const QString where =
                    QStringLiteral("seed %1, connection %2").arg(seed).arg(wire.text());
                QVERIFY2(isOrthogonal(route), qPrintable(where));
                QVERIFY2(isOnBorder(geometry.componentRect(connection.from), route.front()),
                         qPrintable(where));
                QVERIFY2(isOnBorder(geometry.componentRect(connection.to), route.back()),
                         qPrintable(where));
                for (const auto &[card, place] : geometry.places())
                    QVERIFY2(!runsThrough(route, place.rect),
                             qPrintable(where + QStringLiteral(" through ") + card.text()));
                bends += int(route.size()) - 2;
                ++wires;
            }
        }
        const double bendsPerWire = double(bends) / wires;
        qInfo("%d routes, %.2f bends each", wires, bendsPerWire);
        QVERIFY(bendsPerWire < 3.0);
    }

    void sameDesignGivesSameRoutes()
    {
        const model::Design design = tests::randomDiagram(7, 40);
        QCOMPARE(render::DiagramGeometry(design, model::builtinKinds()),
                 render::DiagramGeometry(design, model::builtinKinds()));
    }
};

QTEST_GUILESS_MAIN(TestRouter)
#include "tst_router.moc"
