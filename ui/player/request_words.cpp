// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "player/request_words.h"

#include "charts/plot_widget.h"
#include "player/run_words.h"
#include "player/scenario_offers.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <array>
#include <utility>

namespace loadstar::player {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Request", text);
}

using Words = std::pair<const char *, const char *>;

constexpr std::array<Words, 10> kOutcomes{{
    {"answered", QT_TRANSLATE_NOOP("Request", "Answered")},
    {"in-flight", QT_TRANSLATE_NOOP("Request", "Still under way at the end")},
    {"rejected", QT_TRANSLATE_NOOP("Request", "Turned away: no room for it")},
    {"timed-out", QT_TRANSLATE_NOOP("Request", "Its user gave up waiting")},
    {"refused", QT_TRANSLATE_NOOP("Request", "Refused wherever it was tried")},
    {"no-target", QT_TRANSLATE_NOOP("Request", "There was nowhere to send it")},
    {"balancer-down", QT_TRANSLATE_NOOP("Request", "Died with its load balancer")},
    {"node-down", QT_TRANSLATE_NOOP("Request", "Died with its node")},
    {"storage-down", QT_TRANSLATE_NOOP("Request", "Its node could not reach its state")},
    {"lost", QT_TRANSLATE_NOOP("Request", "A message was lost, or its node was sick")},
}};

constexpr std::array<Words, 4> kPassages{{
    {"sent", QT_TRANSLATE_NOOP("Request", "Sent")},
    {"sent again", QT_TRANSLATE_NOOP("Request", "Sent again")},
    {"answered", QT_TRANSLATE_NOOP("Request", "Answered")},
    {"refused", QT_TRANSLATE_NOOP("Request", "Refused")},
}};

template <std::size_t count>
QString wordsOf(const std::array<Words, count> &all, const QString &name)
{
    for (const auto &[each, words] : all) {
        if (name == QLatin1String(each))
            return tr(words);
    }
    return name;
}

} // namespace

QString momentText(double seconds)
{
    const qint64 milliseconds = qRound64(seconds * 1000.0);
    return QStringLiteral("%1.%2")
        .arg(charts::clockText(static_cast<double>(milliseconds / 1000)))
        .arg(milliseconds % 1000, 3, 10, QLatin1Char('0'));
}

QString outcomeWords(const QString &outcome)
{
    return wordsOf(kOutcomes, outcome);
}

QString passageWords(const QString &what)
{
    return wordsOf(kPassages, what);
}

namespace {

/// Shorter waits than this are not worth a line, in seconds.
constexpr double kShortWait = 5.0e-4;

/// How long the request waited at a node, worked there, and was with the storages.
void addWork(std::vector<StoryLine> &lines, const sim::RequestWork &work, const QString &node)
{
    const model::ElementId element(work.node);
    if (work.waited >= kShortWait)
        lines.push_back({work.beganAt,
                         tr("Waited %1 in the queue of %2").arg(timeWords(work.waited), node),
                         element});
    if (!work.doneAt)
        return;
    const double took = *work.doneAt - work.beganAt;
    const bool isLonger = took > work.alone + kShortWait;
    QString text =
        work.isShared ? tr("Shared the cores of %2 for %1") : tr("%2 worked on it for %1");
    text = text.arg(timeWords(took), node);
    if (isLonger)
        text += (work.isShared ? tr(" (%1 alone)") : tr(" (%1 at full speed)"))
                    .arg(timeWords(work.alone));
    lines.push_back({*work.doneAt, text, element});
    if (work.leftAt && *work.leftAt - *work.doneAt >= kShortWait)
        lines.push_back(
            {*work.leftAt,
             tr("Was %1 with the storages of %2").arg(timeWords(*work.leftAt - *work.doneAt), node),
             element});
}

} // namespace

std::vector<StoryLine> storyLines(const sim::RequestStory &story, const model::Design &design)
{
    const auto name = [&](const QString &id) { return elementName(design, model::ElementId(id)); };
    std::vector<StoryLine> lines;
    for (const sim::RequestStep &step : story.steps) {
        lines.push_back(
            {step.at,
             tr("%1: %2 to %3").arg(passageWords(step.what), name(step.from), name(step.to)),
             model::ElementId(step.to)});
    }
    std::vector<StoryLine> works;
    for (const sim::RequestWork &work : story.works)
        addWork(works, work, name(work.node));
    // What a node did comes before the answer that left at the same moment.
    works.insert(works.end(), lines.begin(), lines.end());
    lines = std::move(works);
    std::stable_sort(lines.begin(), lines.end(),
                     [](const StoryLine &a, const StoryLine &b) { return a.at < b.at; });
    if (story.endedAt) {
        const bool isAnswered = story.outcome == u"answered";
        lines.push_back(
            {*story.endedAt,
             isAnswered ? tr("Answered within %1").arg(timeWords(*story.endedAt - story.sentAt))
                        : tr("Ended at %1: %2").arg(name(story.where), outcomeWords(story.outcome)),
             model::ElementId(story.where)});
    }
    for (const sim::RequestStory::NumberedEvent &cause : story.causes) {
        const sim::RunEvent &event = cause.event;
        lines.push_back(
            {event.at,
             tr("Because of %1: %2, by %3")
                 .arg(name(event.target), eventWords(event), causeWords(event.by, design)),
             model::ElementId(event.target)});
    }
    return lines;
}

QString storyText(const sim::RequestStory &story, const model::Design &design)
{
    QStringList text{
        tr("Request %1: %2")
            .arg(QLocale().toString(qulonglong(story.request)), outcomeWords(story.outcome))};
    for (const StoryLine &line : storyLines(story, design))
        text += momentText(line.at) + u' ' + line.text;
    return text.join(u'\n');
}

} // namespace loadstar::player
