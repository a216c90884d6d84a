// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "player/moment_words.h"

#include "player/request_words.h"
#include "player/run_words.h"
#include "player/scenario_offers.h"

#include <QCoreApplication>

namespace loadstar::player {

namespace {

/// Names the elements of one run.
struct Names
{
    const film::ElementTable &elements;
    const model::Design &design;

    QString of(sim::ElementIndex element) const
    {
        return elementName(design, elements.idOf(element));
    }
};

QString momentPhrase(const char *text)
{
    return QCoreApplication::translate("Moment", text);
}

QString passageFrame(sim::Fate fate)
{
    switch (fate) {
    case sim::Fate::Travelling:
        return momentPhrase("A request goes from %1 to %2");
    case sim::Fate::Retry:
        return momentPhrase("A further attempt goes from %1 to %2");
    case sim::Fate::Answered:
        return momentPhrase("An answer goes from %1 to %2");
    case sim::Fate::Refused:
    case sim::Fate::Rejected:
    case sim::Fate::Failed:
    case sim::Fate::TimedOut:
        return momentPhrase("A refusal goes from %1 to %2");
    }
    Q_UNREACHABLE();
}

/// The last passages that follow each other: without latency a way is one moment.
QString passageWords(const std::vector<film::WeightedSegment> &segments, const Names &names)
{
    const sim::TraceSegment &last = segments.back().segment;
    QString way = names.of(last.from);
    for (size_t i = segments.size() - 1; i > 0; --i) {
        const sim::TraceSegment &before = segments[i - 1].segment;
        if (before.request != last.request || before.to != segments[i].segment.from ||
            before.fate != last.fate)
            break;
        way = momentPhrase("%1 over %2").arg(names.of(before.from), way);
    }
    return passageFrame(last.fate).arg(way, names.of(last.to));
}

QString checkWords(const sim::TraceCheck &check, const Names &names)
{
    const auto words = [&] {
        switch (check.phase) {
        case sim::TraceCheck::Phase::Sent:
            return momentPhrase("%1 checks %2");
        case sim::TraceCheck::Phase::Passed:
            return momentPhrase("%2 passes the check of %1");
        case sim::TraceCheck::Phase::Failed:
            return momentPhrase("%2 fails the check of %1");
        }
        Q_UNREACHABLE();
    };
    return words().arg(names.of(check.balancer), names.of(check.target));
}

QString happenedWords(const PlaybackFrame &frame, const Names &names)
{
    const film::TrafficChunk &traffic = frame.traffic;
    if (!traffic.events.empty()) {
        const sim::TraceEvent &event = traffic.events.back();
        return QStringLiteral("%1: %2").arg(
            eventWords(QString::fromLatin1(sim::eventName(event.what))), names.of(event.target));
    }
    if (!traffic.failures.empty())
        return momentPhrase("A request failed at %1")
            .arg(names.of(traffic.failures.back().outcome.where));
    if (!traffic.segments.empty())
        return passageWords(traffic.segments, names);
    if (!traffic.checks.empty())
        return checkWords(traffic.checks.back(), names);
    if (frame.stepPlace >= 0)
        return momentPhrase("A request gets on at %1").arg(names.of(frame.stepPlace));
    return momentPhrase("Nothing that can be seen");
}

/// The elements that the words are about, where it happened first.
std::vector<sim::ElementIndex> placesOf(const PlaybackFrame &frame)
{
    const film::TrafficChunk &traffic = frame.traffic;
    if (!traffic.events.empty())
        return {traffic.events.back().target};
    if (!traffic.failures.empty())
        return {traffic.failures.back().outcome.where};
    if (!traffic.segments.empty()) {
        const sim::TraceSegment &last = traffic.segments.back().segment;
        return {last.to, last.connection, last.from};
    }
    if (!traffic.checks.empty()) {
        const sim::TraceCheck &last = traffic.checks.back();
        return {last.target, last.connection, last.balancer};
    }
    return {frame.stepPlace};
}

} // namespace

SteppedMoment steppedMoment(const PlaybackFrame &frame, const film::ElementTable &elements,
                            const model::Design &design)
{
    SteppedMoment moment{
        momentText(frame.snapshot.now), happenedWords(frame, {elements, design}), {}};
    for (const sim::ElementIndex place : placesOf(frame)) {
        if (place >= 0)
            moment.elements.push_back(elements.idOf(place));
    }
    return moment;
}

} // namespace loadstar::player
