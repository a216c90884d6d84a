// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "film/element_table.h"
#include "film/traffic_recorder.h"
#include "render/theme.h"

#include <QColor>
#include <QHash>
#include <QPointF>
#include <QPolygonF>
#include <QRectF>

#include <array>
#include <vector>

class QPainter;

namespace loadstar::film {

/// Where the elements of a run are drawn, in canvas pixels.
struct Stage
{
    std::vector<QRectF> components; ///< by component number
    /// By connection number: the line from its start to its end, at least two points or empty.
    std::vector<QPolygonF> connections;

    bool operator==(const Stage &) const = default;
};

struct TrafficColors
{
    QColor surface = QColor(0xff, 0xff, 0xff);
    QColor request = QColor(0x25, 0x63, 0xeb);
    QColor cookie = QColor(0xff, 0xb0, 0x20);
    QColor retry = QColor(0xb4, 0x53, 0x09);
    QColor failure = QColor(0xc2, 0x41, 0x0c);
    QColor heartbeat = QColor(0x15, 0x80, 0x3d);
    QColor storage = QColor(0x7c, 0x3a, 0xed);

    static TrafficColors of(const render::Theme &theme);
};

/// What is drawn; each has its own shape, not only its own colour.
enum class DotKind {
    Request,         ///< disc
    Sticky,          ///< disc with a core of the cookie's colour
    Retry,           ///< triangle that points where it goes
    Answer,          ///< small ring, on its way back
    Refused,         ///< diamond
    Heartbeat,       ///< tiny disc on its way out
    HeartbeatAnswer, ///< tiny disc on its way back
    Visit,           ///< small square on its way to a storage
    VisitAnswer,     ///< hollow square on its way back
    Missed,          ///< small cross where a heartbeat got no good answer
    Falling,         ///< diamond that falls away: a refused or rejected request
    FallingCross,    ///< cross that falls away: a request that died or was given up
};

/// One dot at one moment of the animation.
struct PlacedDot
{
    QPointF position;
    DotKind kind = DotKind::Request;
    double radius = 0.0;
    double opacity = 1.0;
    double angle = 0.0;  ///< direction of travel, degrees clockwise from the right
    int weight = 1;      ///< how many requests it stands for
    int connection = -1; ///< connection number, or -1
    quint64 request = 0; ///< the request, or the last of those it stands for; 0 for none
};

/// One dot over the whole time that it is seen, in animation seconds.
struct Flight
{
    DotKind kind = DotKind::Request;
    double departs = 0.0;
    double arrives = 0.0;
    double radius = 0.0;
    int connection = -1; ///< connection number; -1 for what stays at a place or falls away
    bool isBackward = false;
    QPointF from;  ///< where it stays or begins to fall; without a connection
    int layer = 0; ///< higher ones are seen above
};

/// Paints the traffic of a run as dots that travel along its connections, from the records of a
/// TrafficRecorder. Headless: the player draws with it and so may a film.
///
/// Time here is animation time, in seconds. A chunk of simulated time is laid over a stretch of
/// animation time. A dot travels for the latency of its passage at the present speed, but at least
/// for the time that its line takes at kTravelSpeed: a latency of 0 stays visible. Because that
/// makes the picture late, each further passage of the same request departs when the former has
/// arrived on the picture. So a request is never seen before its cause, the picture is late by at
/// most the visible travel of its passages, and simulated time is not touched.
class TrafficPainter
{
public:
    static constexpr double kTravelSpeed = 340.0; ///< pixels per second
    static constexpr double kShortestTravel = 0.22;
    static constexpr double kLongestTravel = 0.9; ///< of the visible minimum
    static constexpr double kSpacing = 15.0;      ///< pixels between dots of one form
    /// Dots of one form that are under way on one connection, at most.
    static constexpr int kDotsPerLane = 24;
    static constexpr double kFallTime = 0.8;

    explicit TrafficPainter(const ElementTable &table = {});

    void setStage(const Stage &stage);
    const Stage &stage() const { return m_stage; }
    /// Simulated seconds per animation second; dots under way change their pace. Infinite: as fast
    /// as possible.
    void setSpeed(double speed);
    void clear();

    /// Lays chunk.from..chunk.to over `begin`..`end` of the animation.
    void add(const TrafficChunk &chunk, double begin, double end);

    /// Whether nothing is left to see from this moment on.
    bool isIdleAt(double animation) const;

    /// The dots at a moment, those on top last. `animation` is not before the last chunk's begin.
    std::vector<PlacedDot> dotsAt(double animation) const;

    /// The dots that are seen for the last time after `after` and not after `until`. Before each
    /// add(), asked for the time since the last one, it gives every dot once.
    std::vector<Flight> flightsEndingIn(double after, double until) const;
    /// Where what falls away is after that part (0..1) of its fall, seen from where it began, and
    /// how much of it is still seen.
    static QPointF fallAt(double part);
    static double fallOpacityAt(double part) { return 1.0 - part * part; }
    /// Canvas pixels of a dot that stands for `weight` requests.
    static double radiusFor(DotKind kind, int weight);
    /// One dot around the painter's origin, on its way to the right.
    static void paintDot(QPainter &painter, DotKind kind, double radius,
                         const TrafficColors &colors);

    /// Draws the dots that lie in `visible`; below 1:1 they stay at least 2 device pixels wide.
    void paint(QPainter &painter, double animation, const QRectF &visible,
               const TrafficColors &colors) const;

    /// The shortest simulated time between two dots of one form that can be told apart.
    static double gapAt(double speed);

private:
    struct Dot
    {
        double departs = 0.0;
        double travel = 0.0;
        double latency = 0.0; ///< simulated seconds
        int connection = -1;
        bool isBackward = false;
        DotKind kind = DotKind::Request;
        int weight = 1;
        quint64 request = 0;
        size_t lane = 0;
    };
    struct Fall
    {
        double begins = 0.0;
        QPointF from;
        DotKind kind = DotKind::Falling;
        int weight = 1;
        quint64 request = 0;
    };
    /// Where and when a request is on the picture after its last passage.
    struct Trail
    {
        double arrives = 0.0;
        QPointF at;
    };
    struct Lane
    {
        std::vector<double> departures; ///< of the dots not yet arrived
        int skipped = 0;
    };
    struct Route
    {
        QPolygonF line;
        std::vector<double> lengths; ///< from the start to each point
        double length() const { return lengths.empty() ? 0.0 : lengths.back(); }
    };

    void addSegment(const WeightedSegment &segment, double at);
    void addFailure(const WeightedFailure &failure, double at);
    void addCheck(const sim::TraceCheck &check, double at);
    void addVisit(const sim::TraceVisit &visit, double at);
    /// Turns the dot that is on its way to where it will be refused; whether there is one.
    bool refuseUnderWay(const sim::TraceSegment &segment);
    /// Adds the dot, or counts it into the next one when there is no room. Whether it was added.
    bool launch(Dot dot);
    void forgetBefore(double animation);
    double visibleTravel(int connection) const;
    double travelFor(int connection, double latency) const;
    QPointF endOf(int connection, bool isBackward) const;
    PlacedDot place(const Dot &dot, double animation) const;

    ElementTable m_table;
    Stage m_stage;
    std::vector<Route> m_routes;
    double m_speed = 1.0;
    std::vector<Dot> m_dots;
    std::vector<Fall> m_falls;
    std::vector<Lane> m_lanes;
    QHash<quint64, Trail> m_trails;
    std::vector<double> m_checkArrives; ///< by connection number: when the heartbeat is there
};

} // namespace loadstar::film
