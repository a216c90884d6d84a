// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/kinds/builtin_kinds.h"
#include "render/diagram_geometry.h"
#include "render/random_diagram.h"
#include "support/counts.h"

#include <QTest>

#include <cmath>
#include <deque>

using namespace loadstar;
using model::ElementId;
using render::DiagramGeometry;

// How good routes are on diagrams from a fixed generator: nothing runs through a card, hardly any
// two connections lie on each other, and there are few more bends than there have to be.

namespace {

/// The diagrams of the generator: every fifth has up to six cards, the others 10 to 60; three
/// frames lie around the cards in three places.
model::Design diagram(quint32 number)
{
    QRandomGenerator random(number + 1);
    const int cards = number % 5 == 0 ? 3 + random.bounded(4) : 10 + random.bounded(51);
    model::Design design = tests::randomDiagram(number + 1, cards);
    for (int i = 0; i < 3; ++i) {
        auto card = design.components.begin();
        std::advance(card, random.bounded(cards));
        model::Component frame;
        frame.id = ElementId(QStringLiteral("frame%1").arg(i));
        frame.kind = QStringLiteral("frame");
        frame.name = QStringLiteral("Frame %1").arg(i);
        frame.position = card->second.position - QPointF(32, 48);
        frame.size = QSizeF(400, 240);
        design.components.emplace(frame.id, frame);
    }
    return design;
}

int bendsOf(const QPolygonF &route)
{
    int bends = 0;
    for (qsizetype i = 2; i < route.size(); ++i) {
        const QPointF a = route[i - 1] - route[i - 2];
        const QPointF b = route[i] - route[i - 1];
        bends += std::abs(a.x() * b.y() - a.y() * b.x()) > 0.01 ? 1 : 0;
    }
    return bends;
}

/// The fewest bends with which any line of horizontal and vertical pieces gets from one card to the
/// other without touching a third, found by trying all lines along the edges and middles of cards,
/// turn by turn. Lines leave and reach a card at a right angle, not nearer to a corner than ports
/// may be.
class FewestBends
{
public:
    FewestBends(const std::vector<QRectF> &cards, size_t from, size_t to)
        : m_from(cards[from])
        , m_to(cards[to])
    {
        for (size_t i = 0; i < cards.size(); ++i) {
            if (i != from && i != to)
                m_obstacles.push_back(cards[i]);
            for (const double margin : {-kStep, kStep}) {
                m_xs.push_back(cards[i].left() + margin);
                m_xs.push_back(cards[i].right() + margin);
                m_ys.push_back(cards[i].top() + margin);
                m_ys.push_back(cards[i].bottom() + margin);
            }
            m_xs.push_back(cards[i].center().x());
            m_ys.push_back(cards[i].center().y());
            for (const double margin : {kCorner, -kCorner}) {
                m_xs.push_back((margin > 0.0 ? cards[i].left() : cards[i].right()) + margin);
                m_ys.push_back((margin > 0.0 ? cards[i].top() : cards[i].bottom()) + margin);
            }
        }
        for (std::vector<double> *lines : {&m_xs, &m_ys}) {
            std::sort(lines->begin(), lines->end());
            lines->erase(std::unique(lines->begin(), lines->end()), lines->end());
        }
    }

    int count() const
    {
        // Breadth first by bends: all that a straight run reaches costs the same.
        constexpr int kDirections = 4;
        const size_t columns = m_xs.size();
        std::vector<int> best(columns * m_ys.size() * kDirections, -1);
        std::deque<std::array<int, 3>> open;
        const auto enter = [&](int x, int y, int direction, int bends) {
            int &known = best[(size_t(y) * columns + size_t(x)) * kDirections + size_t(direction)];
            if (known >= 0)
                return;
            known = bends;
            open.push_back({x, y, direction});
        };
        for (int x = 0; x < int(m_xs.size()); ++x) {
            for (int y = 0; y < int(m_ys.size()); ++y) {
                for (int direction = 0; direction < kDirections; ++direction) {
                    if (isPort(m_from, at(x, y), direction))
                        enter(x, y, direction, 0);
                }
            }
        }
        while (!open.empty()) {
            const auto [x, y, direction] = open.front();
            open.pop_front();
            const int bends =
                best[(size_t(y) * columns + size_t(x)) * kDirections + size_t(direction)];
            if (isPort(m_to, at(x, y), direction))
                return bends;
            runFrom(x, y, direction, [&](int nextX, int nextY) {
                enter(nextX, nextY, direction, bends);
                // A turn inside the first card is none.
                if (m_from.contains(at(nextX, nextY)))
                    return;
                for (const int turn : {1, 3})
                    later.push_back({nextX, nextY, (direction + turn) % kDirections, bends + 1});
            });
            if (open.empty()) {
                std::vector<std::array<int, 4>> next;
                next.swap(later);
                for (const auto &[nextX, nextY, nextDirection, nextBends] : next)
                    enter(nextX, nextY, nextDirection, nextBends);
            }
        }
        return -1;
    }

private:
    static constexpr double kStep = 1.0;
    static constexpr double kCorner = 12.0;

    /// Whether a line in this direction may begin or end at the point of the card.
    static bool isPort(const QRectF &card, const QPointF &point, int direction)
    {
        const bool isSideways = direction % 2 == 0;
        return (isSideways ? card.adjusted(0.0, kCorner, 0.0, -kCorner)
                           : card.adjusted(kCorner, 0.0, -kCorner, 0.0))
            .contains(point);
    }

    QPointF at(int x, int y) const { return {m_xs[size_t(x)], m_ys[size_t(y)]}; }

    template <typename Visit>
    void runFrom(int x, int y, int direction, Visit visit) const
    {
        constexpr int kX[] = {1, 0, -1, 0};
        constexpr int kY[] = {0, 1, 0, -1};
        for (;;) {
            const QPointF before = at(x, y);
            x += kX[direction];
            y += kY[direction];
            if (x < 0 || y < 0 || x >= int(m_xs.size()) || y >= int(m_ys.size()))
                return;
            const QRectF piece = QRectF(before, at(x, y)).normalized();
            for (const QRectF &card : m_obstacles) {
                const bool isHit = piece.right() >= card.left() && piece.left() <= card.right() &&
                                   piece.bottom() >= card.top() && piece.top() <= card.bottom();
                if (isHit)
                    return;
            }
            // Through the card itself is no way either.
            if (m_to.contains(at(x, y)) && !isPort(m_to, at(x, y), direction))
                return;
            visit(x, y);
            if (m_to.contains(at(x, y)))
                return;
        }
    }

    QRectF m_from;
    QRectF m_to;
    std::vector<QRectF> m_obstacles;
    std::vector<double> m_xs;
    std::vector<double> m_ys;
    mutable std::vector<std::array<int, 4>> later;
};

/// Whether two routes lie on each other for more than a few pixels.
bool doShare(const QPolygonF &a, const QPolygonF &b)
{
    constexpr double kMost = 4.0;
    for (qsizetype i = 1; i < a.size(); ++i) {
        for (qsizetype j = 1; j < b.size(); ++j) {
            const QRectF first = QRectF(a[i - 1], a[i]).normalized();
            const QRectF second = QRectF(b[j - 1], b[j]).normalized();
            const double wide =
                std::min(first.right(), second.right()) - std::max(first.left(), second.left());
            const double high =
                std::min(first.bottom(), second.bottom()) - std::max(first.top(), second.top());
            if ((wide > kMost && high > -0.5 && high < 0.5 && first.height() < 0.5 &&
                 second.height() < 0.5) ||
                (high > kMost && wide > -0.5 && wide < 0.5 && first.width() < 0.5 &&
                 second.width() < 0.5))
                return true;
        }
    }
    return false;
}

} // namespace

class RouterQualityTest : public QObject
{
    Q_OBJECT

private:
    static int diagrams() { return tests::roundsFor(20, 200); }

private Q_SLOTS:
    void noRouteRunsThroughACard()
    {
        for (int number = 0; number < diagrams(); ++number) {
            const model::Design design = diagram(quint32(number));
            const DiagramGeometry geometry(design, model::builtinKinds());
            QCOMPARE(geometry.routes().size(), design.connections.size());
            for (const auto &[id, route] : geometry.routes()) {
                const model::Connection &connection = *design.connection(id);
                QVERIFY2(geometry.isFree(route, connection.from, connection.to),
                         qPrintable(QStringLiteral("%1 of diagram %2").arg(id.text()).arg(number)));
            }
        }
    }

    void theSameDiagramHasTheSameRoutes()
    {
        for (int number = 0; number < diagrams(); ++number) {
            const model::Design design = diagram(quint32(number));
            QCOMPARE(DiagramGeometry(design, model::builtinKinds()).routes(),
                     DiagramGeometry(design, model::builtinKinds()).routes());
        }
    }

    void hardlyAnyTwoConnectionsLieOnEachOther()
    {
        int pairs = 0;
        int trunks = 0;
        QStringList sharing;
        for (int number = 0; number < diagrams(); ++number) {
            const model::Design design = diagram(quint32(number));
            const DiagramGeometry geometry(design, model::builtinKinds());
            for (auto a = geometry.routes().begin(); a != geometry.routes().end(); ++a) {
                for (auto b = std::next(a); b != geometry.routes().end(); ++b) {
                    ++pairs;
                    // Lines of one trunk lie on each other on purpose.
                    if (a->second.front() == b->second.front() ||
                        a->second.back() == b->second.back())
                        ++trunks;
                    else if (doShare(a->second, b->second))
                        sharing += QStringLiteral("%1: %2 %3")
                                       .arg(number)
                                       .arg(a->first.text(), b->first.text());
                }
            }
        }
        qInfo("%d of %d pairs lie on each other, and %d share a trunk", int(sharing.size()), pairs,
              trunks);
        // In a crowd there is not always a line of its own for each.
        constexpr int kMostInPairs = 1000;
        QVERIFY(pairs > 0 && trunks * kMostInPairs <= pairs);
        QVERIFY2(sharing.size() * kMostInPairs <= pairs,
                 qPrintable(QStringLiteral("%1 of %2: %3")
                                .arg(sharing.size())
                                .arg(pairs)
                                .arg(sharing.mid(0, 10).join(u'\n'))));
    }

    void hardlyAnyRouteFarFromAMovedCardChanges()
    {
        int far = 0;
        int changed = 0;
        for (int number = 0; number < diagrams(); ++number) {
            const model::Design before = diagram(quint32(number));
            const DiagramGeometry then(before, model::builtinKinds());
            model::Design after = before;
            const ElementId moved(QStringLiteral("c0"));
            after.components.at(moved).position += QPointF(16, 16);
            const DiagramGeometry now(after, model::builtinKinds());
            // Around the card, and around the lines that go with it.
            std::vector<QRectF> near{then.componentRect(moved), now.componentRect(moved)};
            std::set<ElementId> neighbours{moved};
            for (const auto &[id, connection] : before.connections) {
                if (connection.from != moved && connection.to != moved)
                    continue;
                neighbours.insert(connection.from);
                neighbours.insert(connection.to);
                near.push_back(then.route(id).boundingRect());
                near.push_back(now.route(id).boundingRect());
            }
            for (const auto &[id, connection] : before.connections) {
                constexpr double kReach = 24.0;
                const QRectF area =
                    then.route(id).boundingRect().adjusted(-kReach, -kReach, kReach, kReach);
                const bool isNear = neighbours.count(connection.from) > 0 ||
                                    neighbours.count(connection.to) > 0 ||
                                    std::any_of(near.begin(), near.end(), [&](const QRectF &rect) {
                                        return area.intersects(rect.adjusted(-1, -1, 1, 1));
                                    });
                if (isNear)
                    continue;
                ++far;
                changed += then.route(id) == now.route(id) ? 0 : 1;
            }
        }
        qInfo("%d of %d routes far from the moved card changed", changed, far);
        QVERIFY(far > 50);
        // Lines side by side in one gap make room for each other, and so on from gap to gap.
        constexpr int kMostInRoutes = 20;
        QVERIFY2(changed * kMostInRoutes <= far,
                 qPrintable(QStringLiteral("%1 of %2").arg(changed).arg(far)));
    }

    void bendsAreFew()
    {
        int ours = 0;
        int fewest = 0;
        for (int number = 0; number < diagrams(); number += 5) {
            const model::Design design = diagram(quint32(number));
            const DiagramGeometry geometry(design, model::builtinKinds());
            std::vector<QRectF> cards;
            std::vector<ElementId> ids;
            for (const auto &[id, place] : geometry.places()) {
                if (place.isGround())
                    continue;
                cards.push_back(place.rect);
                ids.push_back(id);
            }
            QVERIFY(cards.size() <= 6);
            const auto numberOf = [&ids](const ElementId &id) {
                return size_t(std::find(ids.begin(), ids.end(), id) - ids.begin());
            };
            int oursHere = 0;
            int fewestHere = 0;
            for (const auto &[id, route] : geometry.routes()) {
                const model::Connection &connection = *design.connection(id);
                const int least =
                    FewestBends(cards, numberOf(connection.from), numberOf(connection.to)).count();
                QVERIFY(least >= 0 && bendsOf(route) >= least);
                oursHere += bendsOf(route);
                fewestHere += least;
            }
            ours += oursHere;
            fewest += fewestHere;
        }
        qInfo("%d bends, %d at least", ours, fewest);
        QVERIFY(fewest > 0);
        QVERIFY2(double(ours) <= 1.3 * double(fewest),
                 qPrintable(QStringLiteral("%1 bends, %2 at least").arg(ours).arg(fewest)));
    }
};

QTEST_MAIN(RouterQualityTest)
#include "tst_router_quality.moc"
