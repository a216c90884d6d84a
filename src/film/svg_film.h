// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "film/film_sheet.h"
#include "film/reel.h"
#include "film/svg_timeline.h"

#include <QByteArray>
#include <QString>

#include <functional>
#include <map>
#include <vector>

namespace loadstar::film {

/// Makes an animated SVG that repeats for ever: one file without scripts, whose elements are moved
/// and exchanged by SMIL animations (SVG 1.1, chapter 19). Programs that know none show the first
/// frame without dots. To keep the file small, of dots of one form on one line those that follow
/// closely are left out, and captions go without fading.
class SvgFilm
{
public:
    /// Both must outlive it; `duration` of the film in seconds.
    SvgFilm(const FilmSheet &sheet, const Stage &stage, double duration);

    /// The reel has come to a new frame.
    void add(Reel &reel);
    /// The file. `altText` tells what is in it.
    QByteArray finish(const Reel &reel, const QString &title, const QString &altText);

private:
    using Paint = std::function<void(QPainter &)>;

    /// What `paint` paints, as elements.
    QByteArray piece(const Paint &paint) const;
    void addLooks(Reel &reel);
    void addFlights(const std::vector<Flight> &flights);
    QByteArray definitions() const;
    /// The animations of what falls away, seen between two film times.
    QByteArray fallSvg(const Flight &flight, double begins, double ends) const;
    QByteArray flightSvg(const Flight &flight) const;
    QByteArray progressSvg(const Reel &reel) const;

    const FilmSheet &m_sheet;
    const Stage &m_stage;
    const double m_duration;
    render::DiagramLooks m_looks; ///< those last written
    std::map<model::ElementId, SvgTimeline> m_components;
    std::map<model::ElementId, SvgTimeline> m_connections;
    SvgTimeline m_captions;
    SvgTimeline m_counts;
    SvgTimeline m_clock;
    double m_filledTo = 0.0;
    double m_clockAt = -1.0;
    std::vector<RunCaption> m_told;
    std::vector<Flight> m_flights;
    std::map<std::pair<int, DotKind>, double> m_departures; ///< of the last by line and form
};

} // namespace loadstar::film
