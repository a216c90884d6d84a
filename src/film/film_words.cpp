// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "film/film_words.h"

#include "film/element_table.h"
#include "film/run_narrator.h"
#include "sim/design_simulation.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

#include <algorithm>
#include <optional>
#include <vector>

namespace loadstar::film {

namespace {

constexpr size_t kMostTold = 12;    ///< events; more are only counted
constexpr double kRunAtOnce = 10.0; ///< simulated seconds

QString tr(const char *text)
{
    return QCoreApplication::translate("Film", text);
}

/// Keeps the events of a stretch.
class EventList : public sim::TraceSink
{
public:
    explicit EventList(double from)
        : m_from(from)
    {}

    void event(const sim::TraceEvent &event) override
    {
        if (event.at >= m_from)
            events.push_back(event);
    }

    std::vector<sim::TraceEvent> events;

private:
    double m_from;
};

QString secondsText(double seconds)
{
    return QLocale().toString(seconds, 'f', 1);
}

QString eventsWords(const std::vector<sim::TraceEvent> &events, const model::Design &design)
{
    if (events.empty())
        return tr("Nothing fails or changes.");
    const ElementTable elements(design);
    QStringList told;
    for (size_t i = 0; i < std::min(events.size(), kMostTold); ++i) {
        const sim::TraceEvent &event = events[i];
        told += tr("%1 s %2: %3")
                    .arg(secondsText(event.at), elementName(design, elements.idOf(event.target)),
                         eventWords(QString::fromLatin1(sim::eventName(event.what))).toLower());
    }
    QString words = told.join(QStringLiteral("; "));
    if (events.size() > kMostTold)
        words += tr("; and %1 more").arg(events.size() - kMostTold);
    return words + u'.';
}

} // namespace

base::Result<QString> filmWords(const model::Design &design, const FilmSettings &settings,
                                const base::TaskControl *control)
{
    auto created = sim::DesignSimulation::create(design, settings.run);
    if (!created)
        return created.error();
    sim::DesignSimulation &simulation = **created;
    EventList list(settings.from);
    simulation.setTraceSink(&list);
    while (simulation.now() < settings.to) {
        if (simulation.runUntil(std::min(settings.to, simulation.now() + kRunAtOnce), control))
            continue;
        if (const std::optional<base::Error> failure = simulation.failure())
            return *failure;
        return base::Error{QStringLiteral("film.cancelled"), tr("the film was called off"), {}};
    }
    const QLocale locale;
    const sim::RequestCounts counts = simulation.requestCounts();
    const sim::SessionCounts sessions = simulation.sessionCounts();
    simulation.setTraceSink(nullptr);
    const QString name = design.header.name.isEmpty() ? tr("a design") : design.header.name;
    return tr("Animation of a simulated run of %1, from %2 s to %3 s.")
               .arg(name, secondsText(settings.from), secondsText(settings.to)) +
           u' ' + eventsWords(list.events, design) + u' ' +
           tr("At its end %1 requests were answered, %2 failed and %3 sessions were lost.")
               .arg(locale.toString(qlonglong(counts.completed)),
                    locale.toString(qlonglong(counts.failed)),
                    locale.toString(qlonglong(sessions.lost)));
}

} // namespace loadstar::film
