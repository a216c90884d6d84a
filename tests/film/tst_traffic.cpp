// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "film/stage.h"
#include "film/traffic_painter.h"
#include "film/traffic_recorder.h"
#include "model/design_file.h"
#include "model/kinds/builtin_kinds.h"

#include <QImage>
#include <QPainter>
#include <QTest>

#include <map>
#include <numeric>
#include <random>
#include <set>

using namespace loadstar;
using film::DotKind;
using film::PlacedDot;
using film::TrafficChunk;
using film::TrafficPainter;
using film::TrafficRecorder;
using sim::Fate;

namespace {

// Numbers: lb 0, n1 1, users 2; connections in: users to lb 3, out: lb to n1 4.
constexpr auto kDesign = R"({
  "loadstar": 1,
  "components": [
    { "id": "users", "kind": "users", "x": 0, "y": 0 },
    { "id": "lb", "kind": "loadBalancer", "x": 300, "y": 0 },
    { "id": "n1", "kind": "node", "x": 600, "y": 100 } ],
  "connections": [
    { "id": "in", "kind": "traffic", "from": "users", "to": "lb" },
    { "id": "out", "kind": "traffic", "from": "lb", "to": "n1" } ]
})";
constexpr sim::ElementIndex kLb = 0;
constexpr sim::ElementIndex kNode = 1;
constexpr sim::ElementIndex kUsers = 2;
constexpr sim::ElementIndex kIn = 3;
constexpr sim::ElementIndex kOut = 4;

model::Design design()
{
    return model::parseDesign(kDesign, model::builtinKinds()).value().design;
}

/// "in" is a bent line of 200 pixels, "out" a straight one of 170.
film::Stage stage()
{
    film::Stage stage;
    stage.components = {QRectF(300, 0, 100, 60), QRectF(600, 100, 100, 60), QRectF(0, 0, 100, 60)};
    stage.connections = {QPolygonF({QPointF(0, 0), QPointF(100, 0), QPointF(100, 100)}),
                         QPolygonF({QPointF(200, 100), QPointF(370, 100)})};
    return stage;
}

constexpr double kInTravel = 200.0 / TrafficPainter::kTravelSpeed;
constexpr double kOutTravel = 170.0 / TrafficPainter::kTravelSpeed;

sim::TraceSegment passage(quint64 request, double departs, sim::ElementIndex connection,
                          Fate fate = Fate::Travelling, double latency = 0.0)
{
    sim::TraceSegment segment;
    segment.request = request;
    segment.departs = departs;
    segment.arrives = departs + latency;
    segment.connection = connection;
    segment.from = connection == kIn ? kUsers : kLb;
    segment.to = connection == kIn ? kLb : kNode;
    segment.fate = fate;
    if (fate == Fate::Answered || fate == Fate::Refused)
        std::swap(segment.from, segment.to);
    return segment;
}

sim::TraceOutcome failure(quint64 request, double at, Fate fate)
{
    sim::TraceOutcome outcome;
    outcome.request = request;
    outcome.at = at;
    outcome.users = kUsers;
    outcome.where = kNode;
    outcome.fate = fate;
    return outcome;
}

TrafficChunk chunk(double from, double to, const std::vector<sim::TraceSegment> &segments)
{
    TrafficChunk result;
    result.from = from;
    result.to = to;
    for (const sim::TraceSegment &segment : segments)
        result.segments.push_back({segment, 1});
    return result;
}

TrafficPainter painterWithStage()
{
    TrafficPainter painter{film::ElementTable(design())};
    painter.setStage(stage());
    return painter;
}

bool isNear(const QPointF &a, const QPointF &b)
{
    return QLineF(a, b).length() < 0.01;
}

std::vector<DotKind> kindsAt(const TrafficPainter &painter, double animation)
{
    std::vector<DotKind> kinds;
    for (const PlacedDot &dot : painter.dotsAt(animation))
        kinds.push_back(dot.kind);
    return kinds;
}

} // namespace

class TestTraffic : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void elementsAreNumberedByIdComponentsFirst()
    {
        const film::ElementTable table(design());
        QCOMPARE(table.indexOf(model::ElementId(QStringLiteral("users"))), kUsers);
        QCOMPARE(table.indexOf(model::ElementId(QStringLiteral("out"))), kOut);
        QCOMPARE(table.idOf(kNode).text(), QStringLiteral("n1"));
        QVERIFY(table.idOf(sim::kByScenario).isEmpty());
        QVERIFY(table.isConnection(kIn) && !table.isConnection(kUsers));
        QCOMPARE(table.fromOf(kIn), kUsers);
        QCOMPARE(table.toOf(kOut), kNode);
    }

    void dotTravelsAlongItsLine()
    {
        TrafficPainter painter = painterWithStage();
        painter.add(chunk(10.0, 10.1, {passage(1, 10.05, kIn)}), 2.0, 2.1);
        const double departs = 2.05;
        QVERIFY(painter.dotsAt(2.0).empty());
        const auto quarter = painter.dotsAt(departs + kInTravel / 4.0);
        QCOMPARE(quarter.size(), 1U);
        QVERIFY(isNear(quarter[0].position, QPointF(50, 0)));
        QCOMPARE(quarter[0].connection, 0);
        const auto late = painter.dotsAt(departs + kInTravel * 0.75);
        QCOMPARE(late.size(), 1U);
        QVERIFY(isNear(late[0].position, QPointF(100, 50)));
        QVERIFY(std::abs(std::remainder(late[0].angle - 90.0, 360.0)) < 0.01);
        QVERIFY(painter.dotsAt(departs + kInTravel + 0.001).empty());
        QVERIFY(!painter.isIdleAt(departs) && painter.isIdleAt(departs + kInTravel + 0.001));
    }

    void answerTravelsBackWithItsOwnShape()
    {
        TrafficPainter painter = painterWithStage();
        painter.add(chunk(0.0, 0.1, {passage(1, 0.0, kIn, Fate::Answered)}), 0.0, 0.1);
        const auto dots = painter.dotsAt(kInTravel / 4.0);
        QCOMPARE(dots.size(), 1U);
        QCOMPARE(dots[0].kind, DotKind::Answer);
        QVERIFY(isNear(dots[0].position, QPointF(100, 50)));
    }

    void latencyLongerThanTheVisibleTravelTakesItsTime_data()
    {
        QTest::addColumn<double>("speed");
        QTest::newRow("real time") << 1.0;
        QTest::newRow("four times") << 4.0;
        QTest::newRow("half") << 0.5;
    }

    void latencyLongerThanTheVisibleTravelTakesItsTime()
    {
        QFETCH(double, speed);
        TrafficPainter painter = painterWithStage();
        painter.setSpeed(speed);
        painter.add(chunk(0.0, 0.1, {passage(1, 0.0, kIn, Fate::Travelling, 8.0)}), 0.0,
                    0.1 / speed);
        const auto dots = painter.dotsAt(4.0 / speed);
        QCOMPARE(dots.size(), 1U);
        QVERIFY(isNear(dots[0].position, QPointF(100, 0)));
    }

    void latencyShorterThanTheVisibleTravelIsStretched()
    {
        TrafficPainter painter = painterWithStage();
        painter.setSpeed(64.0);
        painter.add(chunk(0.0, 1.0, {passage(1, 0.0, kIn, Fate::Travelling, 0.001)}), 0.0,
                    1.0 / 64);
        QVERIFY(isNear(painter.dotsAt(kInTravel / 2.0).at(0).position, QPointF(100, 0)));
    }

    void nextPassageOfARequestWaitsForTheFormer()
    {
        TrafficPainter painter = painterWithStage();
        // With latency 0 the simulation sends it through both connections at one instant.
        painter.add(chunk(0.0, 0.1,
                          {passage(7, 0.05, kIn), passage(7, 0.05, kOut), passage(8, 0.05, kOut)}),
                    0.0, 0.1);
        const auto early = painter.dotsAt(0.05 + kInTravel / 2.0);
        QCOMPARE(early.size(), 2U);
        QVERIFY(early[0].connection != early[1].connection);
        const auto late = painter.dotsAt(0.05 + kInTravel + kOutTravel / 2.0);
        QCOMPARE(late.size(), 1U);
        QCOMPARE(late[0].connection, 1);
        QVERIFY(isNear(late[0].position, QPointF(285, 100)));
    }

    void refusedRequestIsAnotherShapeAndFallsAway()
    {
        TrafficPainter painter = painterWithStage();
        TrafficChunk traffic =
            chunk(0.0, 0.1, {passage(3, 0.0, kOut), passage(3, 0.0, kOut, Fate::Refused)});
        traffic.failures.push_back({failure(3, 0.0, Fate::Refused), 1});
        painter.add(traffic, 0.0, 0.1);
        const auto onItsWay = painter.dotsAt(kOutTravel / 4.0);
        QCOMPARE(onItsWay.size(), 1U);
        QCOMPARE(onItsWay[0].kind, DotKind::Refused);
        QVERIFY(isNear(onItsWay[0].position, QPointF(200 + 42.5, 100)));
        const auto start = painter.dotsAt(kOutTravel + 0.01);
        QCOMPARE(start.size(), 1U);
        QCOMPARE(start[0].kind, DotKind::Falling);
        const auto end = painter.dotsAt(kOutTravel + TrafficPainter::kFallTime * 0.9);
        QCOMPARE(end.size(), 1U);
        QVERIFY(end[0].position.y() > start[0].position.y() + 20.0);
        QVERIFY(QLineF(start[0].position, QPointF(370, 100)).length() < 2.0);
        QVERIFY(end[0].opacity < 0.3 && start[0].opacity > 0.9);
        QVERIFY(painter.dotsAt(kOutTravel + TrafficPainter::kFallTime + 0.01).empty());
    }

    void refusalThatTakesTimeIsSeenComingBack()
    {
        TrafficPainter painter = painterWithStage();
        painter.add(chunk(0.0, 9.0,
                          {passage(3, 0.0, kOut, Fate::Travelling, 4.0),
                           passage(3, 4.0, kOut, Fate::Refused, 4.0)}),
                    0.0, 9.0);
        QCOMPARE(kindsAt(painter, 3.9), std::vector{DotKind::Request});
        const auto back = painter.dotsAt(5.0);
        QCOMPARE(back.size(), 1U);
        QCOMPARE(back[0].kind, DotKind::Refused);
        QVERIFY(isNear(back[0].position, QPointF(370 - 42.5, 100)));
    }

    void requestThatDiesOnItsNodeFallsFromIt()
    {
        TrafficPainter painter = painterWithStage();
        TrafficChunk traffic = chunk(0.0, 0.1, {});
        traffic.failures.push_back({failure(3, 0.0, Fate::Failed), 5});
        painter.add(traffic, 0.0, 0.1);
        const auto dots = painter.dotsAt(0.0);
        QCOMPARE(dots.size(), 1U);
        QCOMPARE(dots[0].kind, DotKind::FallingCross);
        QCOMPARE(dots[0].weight, 5);
        QVERIFY(isNear(dots[0].position, QPointF(650, 160)));
    }

    void eachFateHasItsOwnPicture()
    {
        std::map<DotKind, QImage> pictures;
        sim::TraceSegment sticky = passage(2, 0.0, kOut);
        sticky.hasCookie = true;
        for (const sim::TraceSegment &segment :
             {passage(1, 0.0, kOut), sticky, passage(3, 0.0, kOut, Fate::Retry),
              passage(4, 0.0, kOut, Fate::Answered), passage(5, 0.0, kOut, Fate::Refused)}) {
            TrafficPainter traffic = painterWithStage();
            traffic.add(chunk(0.0, 0.1, {segment}), 0.0, 0.1);
            QImage image(40, 40, QImage::Format_ARGB32_Premultiplied);
            image.fill(Qt::white);
            QPainter painter(&image);
            painter.translate(QPointF(20.5, 20.5) - QPointF(285, 100));
            traffic.paint(painter, kOutTravel / 2.0, QRectF(0, 0, 1000, 1000), {});
            painter.end();
            pictures[traffic.dotsAt(kOutTravel / 2.0).at(0).kind] = image;
        }
        QCOMPARE(pictures.size(), 5U);
        for (const auto &[kind, image] : pictures) {
            for (const auto &[other, otherImage] : pictures)
                QVERIFY(kind == other || image != otherImage);
        }
        const film::TrafficColors colors;
        QCOMPARE(pictures[DotKind::Request].pixelColor(20, 20), colors.request);
        QCOMPARE(pictures[DotKind::Refused].pixelColor(20, 20), colors.failure);
        // Shapes differ too: the diamond reaches up where the disc does not.
        QVERIFY(pictures[DotKind::Refused].pixelColor(20, 16) == colors.failure);
        QVERIFY(pictures[DotKind::Request].pixelColor(24, 24) !=
                pictures[DotKind::Refused].pixelColor(20, 16));
        QCOMPARE(pictures[DotKind::Answer].pixelColor(20, 20), colors.surface);
    }

    void aVisitGoesToTheStorageAndComesBackAsAnotherShape()
    {
        TrafficPainter painter = painterWithStage();
        TrafficChunk traffic = chunk(0.0, 4.0, {});
        traffic.visits = {{0.0, kLb, kNode, kOut, false}, {4.0, kLb, kNode, kOut, true}};
        painter.add(traffic, 0.0, 4.0);
        const auto out = painter.dotsAt(kOutTravel / 2.0);
        QCOMPARE(out.size(), 1U);
        QCOMPARE(out[0].kind, DotKind::Visit);
        const auto back = painter.dotsAt(4.0 + kOutTravel / 4.0);
        QCOMPARE(back.size(), 1U);
        QCOMPARE(back[0].kind, DotKind::VisitAnswer);
        QVERIFY(isNear(back[0].position, QPointF(370 - 42.5, 100)));
    }

    void visitsAreThinnedAsRequestsAre()
    {
        TrafficRecorder recorder{film::ElementTable(design())};
        recorder.setGap(0.5);
        for (int i = 0; i < 100; ++i)
            recorder.visit({0.01 * i, kLb, kNode, kOut, i % 2 == 1});
        const TrafficChunk kept = recorder.take(1.0);
        QCOMPARE(kept.visits.size(), 4U); // two on the way out, two on the way back
        recorder.visit({1.0, kLb, kNode, sim::kNoElement, false});
        QVERIFY(recorder.take(2.0).visits.empty());
    }

    void heartbeatGoesOutAndComesBackOrNot()
    {
        using Phase = sim::TraceCheck::Phase;
        TrafficPainter painter = painterWithStage();
        TrafficChunk traffic = chunk(0.0, 0.1, {});
        traffic.checks = {{0.0, kLb, kNode, kOut, Phase::Sent},
                          {0.0, kLb, kNode, kOut, Phase::Passed}};
        painter.add(traffic, 0.0, 0.1);
        QCOMPARE(kindsAt(painter, kOutTravel / 2.0), std::vector{DotKind::Heartbeat});
        const auto back = painter.dotsAt(kOutTravel * 1.25);
        QCOMPARE(back.size(), 1U);
        QCOMPARE(back[0].kind, DotKind::HeartbeatAnswer);
        QVERIFY(isNear(back[0].position, QPointF(370 - 42.5, 100)));

        traffic.from = 5.0;
        traffic.to = 5.1;
        traffic.checks = {{5.0, kLb, kNode, kOut, Phase::Sent},
                          {5.0, kLb, kNode, kOut, Phase::Failed}};
        painter.add(traffic, 5.0, 5.1);
        const auto missed = painter.dotsAt(5.0 + kOutTravel + 0.1);
        QCOMPARE(missed.size(), 1U);
        QCOMPARE(missed[0].kind, DotKind::Missed);
        QVERIFY(isNear(missed[0].position, QPointF(370, 100)));
    }

    void recorderCountsAllAndKeepsFew()
    {
        TrafficRecorder recorder{film::ElementTable(design())};
        recorder.setGap(0.01);
        for (int i = 0; i < 1000; ++i)
            recorder.segment(passage(quint64(i), i * 0.0001, kIn));
        for (int i = 0; i < 30; ++i)
            recorder.segment(passage(quint64(i), i * 0.0001, kIn, Fate::Refused));
        const TrafficChunk taken = recorder.take(0.1);
        QCOMPARE(taken.flows.at(0).sent, 1000);
        QCOMPARE(taken.flows.at(0).refused, 30);
        QCOMPARE(taken.flows.at(1).sent, 0);
        QVERIFY(taken.segments.size() >= 10 && taken.segments.size() <= 12);
        const int weight = std::accumulate(
            taken.segments.begin(), taken.segments.end(), 0,
            [](int sum, const film::WeightedSegment &segment) { return sum + segment.weight; });
        // Those behind the last kept one go into the next.
        QVERIFY(weight > 900 && weight <= 1030);
        QCOMPARE(recorder.take(0.2).segments.size(), 0U);
    }

    void recorderKeepsARefusalWithItsWayOut()
    {
        TrafficRecorder recorder{film::ElementTable(design())};
        recorder.setGap(0.01);
        std::mt19937 random(7);
        for (quint64 i = 1; i <= 2000; ++i) {
            sim::TraceSegment out = passage(i, double(i) * 0.0005, kOut);
            out.hasCookie = random() % 3 == 0;
            recorder.segment(out);
            recorder.segment(passage(i, out.departs, kOut, Fate::Refused));
        }
        const TrafficChunk taken = recorder.take(1.0);
        std::set<quint64> ways;
        std::set<quint64> refusals;
        for (const film::WeightedSegment &kept : taken.segments)
            (kept.segment.fate == Fate::Refused ? refusals : ways).insert(kept.segment.request);
        QVERIFY(ways.size() > 100 && ways.size() < 250);
        QCOMPARE(refusals, ways);
    }

    void recorderKeepsCheckAndResultTogether()
    {
        using Phase = sim::TraceCheck::Phase;
        TrafficRecorder recorder{film::ElementTable(design())};
        recorder.setGap(1.0);
        for (int i = 0; i < 20; ++i) {
            recorder.check({i * 1.0, kLb, kNode, kOut, Phase::Sent});
            recorder.check({i * 1.0, kLb, kNode, kOut, Phase::Passed});
        }
        const TrafficChunk taken = recorder.take(20.0);
        QVERIFY(taken.checks.size() >= 2 && taken.checks.size() <= 8);
        QCOMPARE(taken.checks.size() % 2, 0U);
        for (size_t i = 0; i < taken.checks.size(); i += 2) {
            QCOMPARE(taken.checks[i].phase, Phase::Sent);
            QCOMPARE(taken.checks[i + 1].at, taken.checks[i].at);
        }
    }

    void dotsStayFewAtAHundredThousandRequestsPerSecond()
    {
        const film::ElementTable table(design());
        TrafficRecorder recorder(table);
        TrafficPainter painter = painterWithStage();
        recorder.setGap(TrafficPainter::gapAt(1.0));
        size_t most = 0;
        size_t mostRecords = 0;
        qint64 weight = 0;
        constexpr int kPerFrame = 100000 / 50;
        for (int frame = 0; frame < 100; ++frame) {
            const double from = frame / 50.0;
            for (int i = 0; i < kPerFrame; ++i) {
                const auto request = quint64(frame * kPerFrame + i + 1);
                const double at = from + i / 100000.0;
                recorder.segment(passage(request, at, kIn));
                recorder.segment(passage(request, at, kOut));
                recorder.segment(passage(request, at + 0.001, kOut, Fate::Answered));
                recorder.segment(passage(request, at + 0.001, kIn, Fate::Answered));
            }
            const TrafficChunk traffic = recorder.take(from + 0.02);
            mostRecords = std::max(mostRecords, traffic.segments.size());
            painter.add(traffic, from, from + 0.02);
            std::map<int, size_t> byConnection;
            for (const PlacedDot &dot : painter.dotsAt(from + 0.02)) {
                ++byConnection[dot.connection];
                if (frame == 99)
                    weight += dot.weight;
            }
            for (const auto &[connection, count] : byConnection)
                most = std::max(most, count);
        }
        QVERIFY2(mostRecords <= 8, qPrintable(QString::number(mostRecords)));
        QVERIFY2(most <= 2 * TrafficPainter::kDotsPerLane, qPrintable(QString::number(most)));
        QVERIFY2(most >= 8, qPrintable(QString::number(most)));
        // The few stand for the many: tens of thousands are under way.
        QVERIFY2(weight > 50000, qPrintable(QString::number(weight)));
    }

    void neighboursKeepTheirDistance()
    {
        TrafficPainter painter = painterWithStage();
        std::vector<sim::TraceSegment> segments;
        for (int i = 0; i < 50; ++i)
            segments.push_back(passage(quint64(i), i * 0.01, kOut));
        painter.add(chunk(0.0, 0.5, segments), 0.0, 0.5);
        std::vector<double> xs;
        for (const PlacedDot &dot : painter.dotsAt(0.45))
            xs.push_back(dot.position.x());
        std::sort(xs.begin(), xs.end());
        QVERIFY(xs.size() >= 5);
        for (size_t i = 1; i < xs.size(); ++i)
            QVERIFY(xs[i] - xs[i - 1] >= TrafficPainter::kSpacing - 0.01);
    }

    void stageFollowsTheRoutesAsDrawn()
    {
        const model::Design shown = design();
        const render::DiagramGeometry geometry(shown, model::builtinKinds());
        const film::ElementTable table(shown);
        const film::Stage made = film::makeStage(table, geometry);
        QCOMPARE(made.components.size(), 3U);
        QCOMPARE(made.connections.size(), 2U);
        QCOMPARE(made.components[kNode], geometry.componentRect(table.idOf(kNode)));
        const QPolygonF route = geometry.route(table.idOf(kOut));
        QVERIFY(isNear(made.connections[1].first(), route.first()));
        QVERIFY(isNear(made.connections[1].last(), route.last()));
    }

    void elementsWithoutPlaceAreLeftOut()
    {
        TrafficPainter painter{film::ElementTable(design())};
        painter.setStage({});
        TrafficChunk traffic = chunk(0.0, 0.1, {passage(1, 0.0, kIn)});
        traffic.failures.push_back({failure(9, 0.0, Fate::Failed), 1});
        painter.add(traffic, 0.0, 0.1);
        QVERIFY(painter.dotsAt(0.05).empty());
    }
};

QTEST_MAIN(TestTraffic)
#include "tst_traffic.moc"
