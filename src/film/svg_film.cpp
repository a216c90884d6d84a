// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "film/svg_film.h"

#include "render/picture.h"

#include <QBuffer>
#include <QPainter>
#include <QSvgGenerator>

#include <algorithm>
#include <limits>
#include <set>

namespace loadstar::film {

namespace {

constexpr double kClockEvery = 0.2; ///< film seconds
constexpr double kLeastGap = 0.1;   ///< film seconds between dots of one form on one line
constexpr int kFallSteps = 6;
constexpr double kRadiusStep = 0.5; ///< pixels; dots are defined once for each size

QByteArray number(double value)
{
    return QByteArray::number(qRound(value * 100.0) / 100.0, 'g', 8);
}

QByteArray point(const QPointF &point)
{
    return number(point.x()) + ',' + number(point.y());
}

QByteArray pathOf(const QPolygonF &line)
{
    QByteArray path;
    for (const QPointF &at : line)
        path += (path.isEmpty() ? "M" : "L") + point(at);
    return path;
}

int stepsOf(double radius)
{
    return qRound(radius / kRadiusStep);
}

QByteArray dotName(DotKind kind, double radius)
{
    return "dot" + QByteArray::number(static_cast<int>(kind)) + '-' +
           QByteArray::number(stepsOf(radius));
}

template <typename Look>
bool isSameLook(const std::map<model::ElementId, Look> &a,
                const std::map<model::ElementId, Look> &b, const model::ElementId &id)
{
    const auto one = a.find(id);
    const auto other = b.find(id);
    if (one == a.end() || other == b.end())
        return one == a.end() && other == b.end();
    return one->second == other->second;
}

/// The part that is done at a film time, for something that goes from `departs` to `arrives`.
double partAt(const Flight &flight, double at)
{
    return std::clamp((at - flight.departs) / (flight.arrives - flight.departs), 0.0, 1.0);
}

} // namespace

SvgFilm::SvgFilm(const FilmSheet &sheet, const Stage &stage, double duration)
    : m_sheet(sheet)
    , m_stage(stage)
    , m_duration(duration)
{}

QByteArray SvgFilm::piece(const Paint &paint) const
{
    QBuffer buffer;
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setSize(m_sheet.size());
    generator.setViewBox(QRect(QPoint(), m_sheet.size()));
    generator.setResolution(96);
    QPainter painter(&generator);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing);
    paint(painter);
    painter.end();
    const QByteArray &svg = buffer.data();
    const qsizetype begin = svg.indexOf("<g", svg.indexOf("</defs>"));
    return svg.mid(begin, svg.lastIndexOf("</svg>") - begin).trimmed();
}

void SvgFilm::add(Reel &reel)
{
    const double at = reel.filmTime();
    if (reel.hasNewLooks())
        addLooks(reel);
    if (at >= m_clockAt + kClockEvery || m_clockAt < 0.0) {
        m_clockAt = at;
        m_clock.set(at, piece([&](QPainter &painter) { m_sheet.paintClock(painter, reel.now()); }));
    }
    const std::vector<RunCaption> told = reel.captions().captions();
    if (told != m_told || reel.frame() == 0) {
        m_told = told;
        // Not faded: what goes is there until it is gone.
        CaptionBoard board;
        for (const RunCaption &caption : told)
            board.add(caption, at);
        m_captions.set(at, told.empty() ? QByteArray() : piece([&](QPainter &painter) {
                           m_sheet.toCanvas(painter);
                           m_sheet.paintCaptions(painter, board, at);
                       }));
    }
    if (reel.frame() > 0)
        addFlights(reel.traffic().flightsEndingIn(m_filledTo, at));
    m_filledTo = at;
}

void SvgFilm::addLooks(Reel &reel)
{
    const double at = reel.filmTime();
    const bool isFirst = m_components.empty();
    for (const auto *ids : {&m_sheet.grounds(), &m_sheet.cards()}) {
        for (const model::ElementId &id : *ids) {
            if (!isFirst && isSameLook(m_looks.components, reel.looks().components, id))
                continue;
            m_components[id].set(at, piece([&](QPainter &painter) {
                                     m_sheet.toCanvas(painter);
                                     m_sheet.paintComponent(painter, id, reel.looks());
                                 }));
        }
    }
    for (const auto &[id, route] : m_sheet.geometry().routes()) {
        if (!isFirst && isSameLook(m_looks.connections, reel.looks().connections, id))
            continue;
        m_connections[id].set(at, piece([&, &element = id](QPainter &painter) {
                                  m_sheet.toCanvas(painter);
                                  m_sheet.paintConnection(painter, element, reel.looks());
                              }));
    }
    m_counts.set(at, piece([&](QPainter &painter) { m_sheet.paintCounts(painter, reel); }));
    m_looks = reel.looks();
}

void SvgFilm::addFlights(const std::vector<Flight> &flights)
{
    for (const Flight &flight : flights) {
        if (flight.arrives <= 0.0 || flight.departs >= m_duration)
            continue;
        if (flight.connection >= 0) {
            const auto [last, isFirst] =
                m_departures.try_emplace({flight.connection, flight.kind}, flight.departs);
            if (!isFirst && flight.departs < last->second + kLeastGap)
                continue;
            last->second = flight.departs;
        }
        m_flights.push_back(flight);
    }
}

QByteArray SvgFilm::definitions() const
{
    QByteArray svg = "<defs>\n";
    for (size_t i = 0; i < m_stage.connections.size(); ++i) {
        if (!m_stage.connections[i].isEmpty())
            svg += "<path id=\"line" + QByteArray::number(qsizetype(i)) + "\" d=\"" +
                   pathOf(m_stage.connections[i]) + "\"/>\n";
    }
    std::set<std::pair<DotKind, int>> defined;
    for (const Flight &flight : m_flights) {
        const int steps = stepsOf(flight.radius);
        if (!defined.insert({flight.kind, steps}).second)
            continue;
        svg += "<g id=\"" + dotName(flight.kind, flight.radius) + "\">" +
               piece([&](QPainter &painter) {
                   TrafficPainter::paintDot(painter, flight.kind, steps * kRadiusStep,
                                            TrafficColors::of(m_sheet.theme()));
               }) +
               "</g>\n";
    }
    return svg + "</defs>\n";
}

QByteArray SvgFilm::fallSvg(const Flight &flight, double begins, double ends) const
{
    QByteArray times = "0";
    QByteArray places;
    QByteArray opacities;
    for (int i = 0; i <= kFallSteps; ++i) {
        const double at = begins + (ends - begins) * i / kFallSteps;
        const double part = partAt(flight, at);
        const bool isStill = flight.kind == DotKind::Missed;
        const QByteArray place =
            point(flight.from + (isStill ? QPointF() : TrafficPainter::fallAt(part)));
        const QByteArray opacity = number(TrafficPainter::fallOpacityAt(part));
        if (i == 0) {
            places = place;
            opacities = opacity;
        }
        times += ';' + QByteArray::number(at / m_duration, 'g', 5);
        places += ';' + place;
        opacities += ';' + opacity;
        if (i == kFallSteps) {
            times += ";1";
            places += ';' + place;
            opacities += ';' + opacity;
        }
    }
    const QByteArray timing = "\" calcMode=\"linear\" keyTimes=\"" + times + "\"" +
                              SvgTimeline::timing(m_duration) + "/>";
    return "<animateMotion values=\"" + places + timing +
           "<animate attributeName=\"opacity\" values=\"" + opacities + timing;
}

QByteArray SvgFilm::flightSvg(const Flight &flight) const
{
    const double begins = std::max(0.0, flight.departs);
    const double ends = std::min(m_duration, flight.arrives);
    std::vector<std::pair<double, QByteArray>> seen;
    if (begins > 0.0)
        seen.emplace_back(0.0, "hidden");
    seen.emplace_back(begins, "visible");
    if (ends < m_duration)
        seen.emplace_back(ends, "hidden");
    const double first = partAt(flight, begins);
    const double last = partAt(flight, ends);
    const auto place = [&](double part) {
        return number(flight.connection >= 0 && flight.isBackward ? 1.0 - part : part);
    };
    const QByteArray times = "0;" + QByteArray::number(begins / m_duration, 'g', 5) + ';' +
                             QByteArray::number(ends / m_duration, 'g', 5) + ";1";
    const auto keyed = [&](const QByteArray &from, const QByteArray &to) {
        return from + ';' + from + ';' + to + ';' + to + "\" keyTimes=\"" + times + "\"" +
               SvgTimeline::timing(m_duration);
    };
    QByteArray svg = "<use href=\"#" + dotName(flight.kind, flight.radius) +
                     "\" visibility=\"hidden\">" +
                     SvgTimeline::steps("visibility", seen, m_duration);
    if (flight.connection >= 0) {
        svg += QByteArray("<animateMotion calcMode=\"linear\" rotate=\"") +
               (flight.isBackward ? "auto-reverse" : "auto") + "\" keyPoints=\"" +
               keyed(place(first), place(last)) + "><mpath href=\"#line" +
               QByteArray::number(flight.connection) + "\"/></animateMotion>";
    } else {
        svg += fallSvg(flight, begins, ends);
    }
    return svg + "</use>\n";
}

QByteArray SvgFilm::progressSvg(const Reel &reel) const
{
    const auto rect = [](const QRectF &area, const QColor &color, const QByteArray &rest) {
        return "<rect x=\"" + number(area.x()) + "\" y=\"" + number(area.y()) + "\" width=\"" +
               number(area.width()) + "\" height=\"" + number(area.height()) + "\" fill=\"" +
               color.name().toUtf8() + "\"" + rest;
    };
    const QRectF whole = m_sheet.progressRect(1.0);
    QByteArray svg = rect(whole, m_sheet.theme().track, "/>\n");
    svg += rect(m_sheet.progressRect(0.0), m_sheet.theme().accent, ">") +
           "<animate attributeName=\"width\" values=\"0;" + number(whole.width()) + "\"" +
           SvgTimeline::timing(m_duration) + "/></rect>\n";
    for (const double mark : reel.eventMarks()) {
        svg += rect(m_sheet.markRect(mark), m_sheet.theme().failure, " visibility=\"hidden\">") +
               SvgTimeline::steps("visibility", {{0.0, "hidden"}, {mark * m_duration, "visible"}},
                                  m_duration) +
               "</rect>\n";
    }
    return svg;
}

QByteArray SvgFilm::finish(const Reel &reel, const QString &title, const QString &altText)
{
    addFlights(reel.traffic().flightsEndingIn(m_filledTo, std::numeric_limits<double>::infinity()));
    std::stable_sort(m_flights.begin(), m_flights.end(),
                     [](const Flight &a, const Flight &b) { return a.layer < b.layer; });
    const QSize size = m_sheet.size();
    const QByteArray width = QByteArray::number(size.width());
    const QByteArray height = QByteArray::number(size.height());
    QByteArray svg = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                     "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" +
                     width + "\" height=\"" + height + "\" viewBox=\"0 0 " + width + ' ' + height +
                     "\" role=\"img\" aria-labelledby=\"title desc\">\n<title id=\"title\">" +
                     title.toHtmlEscaped().toUtf8() + "</title>\n<desc id=\"desc\">" +
                     altText.toHtmlEscaped().toUtf8() + "</desc>\n" + definitions();
    svg += "<rect width=\"" + width + "\" height=\"" + height + "\" fill=\"" +
           m_sheet.theme().canvas.name().toUtf8() + "\"/>\n";
    for (const model::ElementId &id : m_sheet.grounds())
        svg += m_components[id].toSvg(m_duration);
    for (const auto &[id, timeline] : m_connections)
        svg += timeline.toSvg(m_duration);
    for (const model::ElementId &id : m_sheet.cards())
        svg += m_components[id].toSvg(m_duration);
    const QTransform toFilm = m_sheet.canvasTransform();
    svg += "<g transform=\"matrix(" + number(toFilm.m11()) + " 0 0 " + number(toFilm.m22()) + ' ' +
           number(toFilm.dx()) + ' ' + number(toFilm.dy()) + ")\">\n";
    for (const Flight &flight : m_flights)
        svg += flightSvg(flight);
    svg += "</g>\n" + piece([&](QPainter &painter) {
               m_sheet.toCanvas(painter);
               m_sheet.paintLabels(painter);
           });
    svg += m_captions.toSvg(m_duration);
    svg += piece([&](QPainter &painter) { m_sheet.paintStrip(painter); });
    svg += progressSvg(reel);
    svg += m_counts.toSvg(m_duration) + m_clock.toSvg(m_duration) + "</svg>\n";
    return render::withoutForbiddenInXml(svg);
}

} // namespace loadstar::film
