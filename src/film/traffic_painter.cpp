// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "film/traffic_painter.h"

#include <QLineF>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <utility>

namespace loadstar::film {

namespace {

/// Those before DotKind::Missed travel in lanes.
constexpr int kLaneKinds = static_cast<int>(DotKind::Missed);
constexpr size_t kDotBudget = 2500; ///< above this, dots of all connections get sparser
constexpr double kMissedTime = 0.9;
constexpr double kFallDistance = 46.0;

double baseRadius(DotKind kind)
{
    switch (kind) {
    case DotKind::Request:
    case DotKind::Sticky:
        return 4.2;
    case DotKind::Retry:
    case DotKind::Refused:
    case DotKind::Falling:
    case DotKind::FallingCross:
        return 4.8;
    case DotKind::Answer:
        return 3.0;
    case DotKind::Missed:
        return 4.0;
    case DotKind::Heartbeat:
    case DotKind::HeartbeatAnswer:
        return 2.0;
    case DotKind::Visit:
    case DotKind::VisitAnswer:
        return 1.8;
    }
    Q_UNREACHABLE();
}

DotKind dotKindOf(PassageForm form)
{
    switch (form) {
    case PassageForm::Request:
        return DotKind::Request;
    case PassageForm::Sticky:
        return DotKind::Sticky;
    case PassageForm::Retry:
        return DotKind::Retry;
    case PassageForm::Answer:
        return DotKind::Answer;
    case PassageForm::Refused:
        return DotKind::Refused;
    }
    Q_UNREACHABLE();
}

void drawCross(QPainter &painter, double radius, const QColor &color, const QColor &halo)
{
    const double r = radius * 0.8;
    for (const auto &[pen, width] : {std::pair(halo, 3.6), std::pair(color, 1.9)}) {
        painter.setPen(QPen(pen, width, Qt::SolidLine, Qt::RoundCap));
        painter.drawLine(QPointF(-r, -r), QPointF(r, r));
        painter.drawLine(QPointF(-r, r), QPointF(r, -r));
    }
}

void drawShape(QPainter &painter, DotKind kind, double r, const TrafficColors &colors)
{
    const QPen halo(colors.surface, 1.0);
    switch (kind) {
    case DotKind::Sticky:
    case DotKind::Request:
        painter.setPen(halo);
        painter.setBrush(colors.request);
        painter.drawEllipse(QPointF(), r + 0.5, r + 0.5);
        if (kind == DotKind::Sticky) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(colors.cookie);
            painter.drawEllipse(QPointF(), r * 0.45, r * 0.45);
        }
        return;
    case DotKind::Answer:
        painter.setPen(QPen(colors.request, 1.5));
        painter.setBrush(colors.surface);
        painter.drawEllipse(QPointF(), r, r);
        return;
    case DotKind::Retry:
        painter.setPen(halo);
        painter.setBrush(colors.retry);
        painter.drawPolygon(
            QPolygonF({QPointF(r * 1.2, 0.0), QPointF(-r, -r * 1.05), QPointF(-r, r * 1.05)}));
        return;
    case DotKind::Refused:
    case DotKind::Falling:
        painter.setPen(halo);
        painter.setBrush(colors.failure);
        painter.drawPolygon(QPolygonF({QPointF(0.0, -r * 1.2), QPointF(r * 1.2, 0.0),
                                       QPointF(0.0, r * 1.2), QPointF(-r * 1.2, 0.0)}));
        return;
    case DotKind::Missed:
    case DotKind::FallingCross:
        drawCross(painter, r, colors.failure, colors.surface);
        return;
    case DotKind::Heartbeat:
    case DotKind::HeartbeatAnswer:
        painter.setPen(halo);
        painter.setBrush(colors.heartbeat);
        painter.drawEllipse(QPointF(), r + 0.4, r + 0.4);
        return;
    case DotKind::Visit:
        painter.setPen(halo);
        painter.setBrush(colors.storage);
        painter.drawRect(QRectF(-r - 0.5, -r - 0.5, 2.0 * r + 1.0, 2.0 * r + 1.0));
        return;
    case DotKind::VisitAnswer:
        painter.setPen(QPen(colors.storage, 1.2));
        painter.setBrush(colors.surface);
        painter.drawRect(QRectF(-r, -r, 2.0 * r, 2.0 * r));
        return;
    }
}

/// Failures are seen above requests, those above answers and heartbeats.
int layerOf(DotKind kind)
{
    switch (kind) {
    case DotKind::Heartbeat:
    case DotKind::HeartbeatAnswer:
    case DotKind::Visit:
    case DotKind::VisitAnswer:
        return 0;
    case DotKind::Answer:
        return 1;
    case DotKind::Request:
    case DotKind::Sticky:
        return 2;
    case DotKind::Retry:
    case DotKind::Refused:
    case DotKind::Missed:
    case DotKind::Falling:
    case DotKind::FallingCross:
        return 3;
    }
    Q_UNREACHABLE();
}

} // namespace

TrafficColors TrafficColors::of(const render::Theme &theme)
{
    TrafficColors colors;
    colors.surface = theme.surface;
    colors.request = theme.request;
    colors.cookie = theme.degraded.lighter(theme.isDark ? 110 : 160);
    colors.retry = theme.warning;
    colors.failure = theme.failure;
    colors.storage = theme.state;
    colors.heartbeat = theme.up;
    return colors;
}

TrafficPainter::TrafficPainter(const ElementTable &table)
    : m_table(table)
    , m_routes(static_cast<size_t>(table.connectionCount()))
    , m_lanes(static_cast<size_t>(table.connectionCount() * kLaneKinds))
    , m_checkArrives(static_cast<size_t>(table.connectionCount()))
{}

double TrafficPainter::gapAt(double speed)
{
    // Two dots of one form on the shortest line, where they are densest in time.
    return std::isfinite(speed) ? speed * kSpacing / kTravelSpeed / 2.0 : 1.0;
}

void TrafficPainter::setStage(const Stage &stage)
{
    if (stage == m_stage)
        return;
    m_stage = stage;
    for (size_t i = 0; i < m_routes.size(); ++i) {
        Route &route = m_routes[i];
        route = Route();
        if (i >= stage.connections.size() || stage.connections[i].size() < 2)
            continue;
        route.line = stage.connections[i];
        route.lengths.push_back(0.0);
        for (qsizetype p = 1; p < route.line.size(); ++p) {
            route.lengths.push_back(route.lengths.back() +
                                    QLineF(route.line[p - 1], route.line[p]).length());
        }
    }
}

void TrafficPainter::setSpeed(double speed)
{
    m_speed = speed;
}

void TrafficPainter::clear()
{
    m_dots.clear();
    m_falls.clear();
    m_trails.clear();
    std::fill(m_lanes.begin(), m_lanes.end(), Lane());
    std::fill(m_checkArrives.begin(), m_checkArrives.end(), 0.0);
}

void TrafficPainter::add(const TrafficChunk &chunk, double begin, double end)
{
    forgetBefore(begin);
    const double simulated = chunk.to - chunk.from;
    const double pace = simulated > 0.0 ? (end - begin) / simulated : 0.0;
    const auto onPicture = [&](double at) {
        return begin + std::clamp(at - chunk.from, 0.0, simulated) * pace;
    };
    for (const WeightedSegment &segment : chunk.segments)
        addSegment(segment, onPicture(segment.segment.departs));
    for (const WeightedFailure &failure : chunk.failures)
        addFailure(failure, onPicture(failure.outcome.at));
    for (const sim::TraceCheck &check : chunk.checks)
        addCheck(check, onPicture(check.at));
    for (const sim::TraceVisit &visit : chunk.visits)
        addVisit(visit, onPicture(visit.at));
}

void TrafficPainter::addSegment(const WeightedSegment &weighted, double at)
{
    const sim::TraceSegment &segment = weighted.segment;
    Dot dot;
    dot.request = segment.request;
    dot.connection = m_table.connectionNumber(segment.connection);
    dot.isBackward = segment.from != m_table.fromOf(segment.connection);
    dot.kind = dotKindOf(formOf(segment));
    dot.weight = weighted.weight;
    dot.latency = segment.arrives - segment.departs;
    dot.travel = travelFor(dot.connection, dot.latency);
    if (dot.kind == DotKind::Refused && dot.latency / m_speed < visibleTravel(dot.connection)) {
        if (refuseUnderWay(segment))
            return;
        dot.isBackward = false;
    }
    const auto trail = m_trails.constFind(segment.request);
    dot.departs = trail == m_trails.cend() ? at : std::max(at, trail->arrives);
    if (launch(dot)) {
        m_trails.insert(segment.request,
                        {dot.departs + dot.travel, endOf(dot.connection, dot.isBackward)});
    }
}

bool TrafficPainter::refuseUnderWay(const sim::TraceSegment &segment)
{
    const int connection = m_table.connectionNumber(segment.connection);
    const auto dot = std::find_if(m_dots.rbegin(), m_dots.rend(), [&](const Dot &other) {
        return other.request == segment.request && other.connection == connection;
    });
    if (dot == m_dots.rend() || dot->kind == DotKind::Refused)
        return false;
    dot->kind = DotKind::Refused;
    return true;
}

void TrafficPainter::addFailure(const WeightedFailure &weighted, double at)
{
    const sim::TraceOutcome &outcome = weighted.outcome;
    Fall fall;
    fall.begins = at;
    fall.weight = weighted.weight;
    fall.request = outcome.request;
    const bool isTurnedAway =
        outcome.fate == sim::Fate::Refused || outcome.fate == sim::Fate::Rejected;
    fall.kind = isTurnedAway ? DotKind::Falling : DotKind::FallingCross;
    const auto trail = m_trails.constFind(outcome.request);
    const auto where = static_cast<size_t>(outcome.where);
    if (trail != m_trails.cend()) {
        fall.begins = std::max(at, trail->arrives);
        fall.from = trail->at;
        m_trails.erase(trail);
    } else if (where < m_stage.components.size()) {
        const QRectF rect = m_stage.components[where];
        fall.from = QPointF(rect.center().x(), rect.bottom());
    } else {
        return;
    }
    if (m_falls.size() < kDotBudget / 4)
        m_falls.push_back(fall);
}

void TrafficPainter::addVisit(const sim::TraceVisit &visit, double at)
{
    Dot dot;
    dot.connection = m_table.connectionNumber(visit.connection);
    dot.travel = visibleTravel(dot.connection);
    dot.departs = at;
    dot.kind = visit.isDone ? DotKind::VisitAnswer : DotKind::Visit;
    dot.isBackward = visit.isDone;
    launch(dot);
}

void TrafficPainter::addCheck(const sim::TraceCheck &check, double at)
{
    Dot dot;
    dot.connection = m_table.connectionNumber(check.connection);
    dot.travel = visibleTravel(dot.connection);
    dot.departs = at;
    double &arrives = m_checkArrives[static_cast<size_t>(dot.connection)];
    switch (check.phase) {
    case sim::TraceCheck::Phase::Sent:
        dot.kind = DotKind::Heartbeat;
        if (launch(dot))
            arrives = at + dot.travel;
        return;
    case sim::TraceCheck::Phase::Passed:
        dot.kind = DotKind::HeartbeatAnswer;
        dot.isBackward = true;
        dot.departs = std::max(at, arrives);
        launch(dot);
        return;
    case sim::TraceCheck::Phase::Failed: {
        const QPointF end = endOf(dot.connection, false);
        if (!m_routes[static_cast<size_t>(dot.connection)].line.isEmpty())
            m_falls.push_back({std::max(at, arrives), end, DotKind::Missed, 1, 0});
        return;
    }
    }
}

bool TrafficPainter::launch(Dot dot)
{
    const double length = m_routes[static_cast<size_t>(dot.connection)].length();
    if (length <= 0.0)
        return false;
    double gap = dot.travel * std::max(kSpacing / length, 1.0 / kDotsPerLane);
    if (m_dots.size() > kDotBudget)
        gap *= std::pow(static_cast<double>(m_dots.size()) / kDotBudget, 4.0);
    dot.lane = static_cast<size_t>(dot.connection * kLaneKinds + static_cast<int>(dot.kind));
    Lane &lane = m_lanes[dot.lane];
    const bool isTaken =
        lane.departures.size() >= static_cast<size_t>(kDotsPerLane) ||
        std::any_of(lane.departures.begin(), lane.departures.end(),
                    [&](double other) { return std::abs(other - dot.departs) < gap; });
    if (isTaken) {
        lane.skipped += dot.weight;
        return false;
    }
    dot.weight += std::exchange(lane.skipped, 0);
    m_dots.push_back(dot);
    lane.departures.push_back(dot.departs);
    return true;
}

void TrafficPainter::forgetBefore(double animation)
{
    std::erase_if(m_dots, [&](const Dot &dot) {
        if (dot.departs + dot.travel >= animation)
            return false;
        std::erase(m_lanes[dot.lane].departures, dot.departs);
        return true;
    });
    std::erase_if(m_falls, [&](const Fall &fall) {
        return fall.begins + std::max(kFallTime, kMissedTime) < animation;
    });
    // A request that has arrived on the picture needs no more waiting; where it was is kept for a
    // while in case it dies there.
    if (m_trails.size() > 4096) {
        m_trails.removeIf([&](const QHash<quint64, Trail>::iterator &it) {
            return it.value().arrives < animation;
        });
    }
}

bool TrafficPainter::isIdleAt(double animation) const
{
    const bool hasDot = std::any_of(m_dots.begin(), m_dots.end(), [&](const Dot &dot) {
        return dot.departs + dot.travel >= animation;
    });
    return !hasDot && std::none_of(m_falls.begin(), m_falls.end(), [&](const Fall &fall) {
        return fall.begins + kFallTime >= animation;
    });
}

double TrafficPainter::visibleTravel(int connection) const
{
    const double length = m_routes[static_cast<size_t>(connection)].length();
    return std::clamp(length / kTravelSpeed, kShortestTravel, kLongestTravel);
}

double TrafficPainter::travelFor(int connection, double latency) const
{
    return std::max(visibleTravel(connection), latency / m_speed);
}

QPointF TrafficPainter::endOf(int connection, bool isBackward) const
{
    const QPolygonF &line = m_routes[static_cast<size_t>(connection)].line;
    if (line.isEmpty())
        return {};
    return isBackward ? line.first() : line.last();
}

PlacedDot TrafficPainter::place(const Dot &dot, double animation) const
{
    PlacedDot placed;
    placed.kind = dot.kind;
    placed.weight = dot.weight;
    placed.radius = radiusFor(dot.kind, dot.weight);
    placed.connection = dot.connection;
    placed.request = dot.request;
    const Route &route = m_routes[static_cast<size_t>(dot.connection)];
    if (route.line.size() < 2)
        return placed;
    double part = std::clamp((animation - dot.departs) / dot.travel, 0.0, 1.0);
    if (dot.isBackward)
        part = 1.0 - part;
    const double along = part * route.length();
    const auto above = std::upper_bound(route.lengths.begin() + 1, route.lengths.end() - 1, along);
    const auto i = above - route.lengths.begin();
    const QLineF leg(route.line[i - 1], route.line[i]);
    const double legLength = std::max(1e-9, leg.length());
    placed.position = leg.pointAt(
        std::clamp((along - route.lengths[static_cast<size_t>(i - 1)]) / legLength, 0.0, 1.0));
    placed.angle = -leg.angle() + (dot.isBackward ? 180.0 : 0.0);
    return placed;
}

std::vector<PlacedDot> TrafficPainter::dotsAt(double animation) const
{
    std::vector<PlacedDot> placed;
    placed.reserve(m_dots.size() + m_falls.size());
    for (const Dot &dot : m_dots) {
        if (dot.departs <= animation && animation <= dot.departs + dot.travel)
            placed.push_back(place(dot, animation));
    }
    for (const Fall &fall : m_falls) {
        const bool isMissed = fall.kind == DotKind::Missed;
        const double part = (animation - fall.begins) / (isMissed ? kMissedTime : kFallTime);
        if (part < 0.0 || part > 1.0)
            continue;
        PlacedDot dot;
        dot.kind = fall.kind;
        dot.weight = fall.weight;
        dot.request = fall.request;
        dot.radius = radiusFor(fall.kind, fall.weight);
        dot.opacity = fallOpacityAt(part);
        dot.position = fall.from;
        if (!isMissed) {
            dot.position += fallAt(part);
            dot.angle = 160.0 * part;
        }
        placed.push_back(dot);
    }
    std::stable_sort(placed.begin(), placed.end(), [](const PlacedDot &a, const PlacedDot &b) {
        return layerOf(a.kind) < layerOf(b.kind);
    });
    return placed;
}

std::vector<Flight> TrafficPainter::flightsEndingIn(double after, double until) const
{
    std::vector<Flight> flights;
    for (const Dot &dot : m_dots) {
        const double arrives = dot.departs + dot.travel;
        if (arrives > after && arrives <= until)
            flights.push_back({dot.kind,
                               dot.departs,
                               arrives,
                               radiusFor(dot.kind, dot.weight),
                               dot.connection,
                               dot.isBackward,
                               {},
                               layerOf(dot.kind)});
    }
    for (const Fall &fall : m_falls) {
        const double ends = fall.begins + (fall.kind == DotKind::Missed ? kMissedTime : kFallTime);
        if (ends > after && ends <= until)
            flights.push_back({fall.kind, fall.begins, ends, radiusFor(fall.kind, fall.weight), -1,
                               false, fall.from, layerOf(fall.kind)});
    }
    return flights;
}

QPointF TrafficPainter::fallAt(double part)
{
    // A short hop away from the line, then down.
    return {-10.0 * part, kFallDistance * part * part - 8.0 * part};
}

double TrafficPainter::radiusFor(DotKind kind, int weight)
{
    // Those that stand for many are larger, but never touch their neighbours.
    return baseRadius(kind) + std::min(2.2, 0.5 * std::log2(std::max(1, weight)));
}

void TrafficPainter::paintDot(QPainter &painter, DotKind kind, double radius,
                              const TrafficColors &colors)
{
    drawShape(painter, kind, radius, colors);
}

void TrafficPainter::paint(QPainter &painter, double animation, const QRectF &visible,
                           const TrafficColors &colors) const
{
    const double scale = std::hypot(painter.worldTransform().m11(), painter.worldTransform().m12());
    const double leastRadius = scale > 0.0 ? 2.0 / scale : 0.0;
    const QRectF reach = visible.adjusted(-20.0, -20.0, 20.0, 20.0);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const QTransform base = painter.transform();
    for (const PlacedDot &dot : dotsAt(animation)) {
        if (!reach.contains(dot.position))
            continue;
        painter.setTransform(base);
        painter.translate(dot.position);
        painter.rotate(dot.angle);
        painter.setOpacity(dot.opacity);
        drawShape(painter, dot.kind, std::max(dot.radius, leastRadius), colors);
    }
    painter.restore();
}

} // namespace loadstar::film
