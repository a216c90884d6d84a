// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "player/until_menu.h"

#include "player/run_words.h"

#include <QCoreApplication>
#include <QLocale>
#include <QMenu>
#include <QRegularExpression>

#include <array>

namespace loadstar::player {

namespace {

using sim::EventWhat;

constexpr std::array kOfferedEvents{
    EventWhat::Fail,     EventWhat::Recover, EventWhat::MarkedDown, EventWhat::MarkedUp,
    EventWhat::Slow,     EventWhat::Surge,   EventWhat::Drain,      EventWhat::Drained,
    EventWhat::Resized,  EventWhat::Cutover, EventWhat::Failover,   EventWhat::Failback,
    EventWhat::Promoted, EventWhat::Fault,   EventWhat::Healed,     EventWhat::Maintain,
};
constexpr std::array kOfferedAvailabilities{0.9999, 0.999, 0.99, 0.95, 0.9, 0.5};

QString goalText(const char *text)
{
    return QCoreApplication::translate("Goal", text);
}

} // namespace

void addGoals(QMenu &menu, const GoalChosen &chosen)
{
    using Kind = PlaybackGoal::Kind;
    const auto add = [&chosen](QMenu &to, const QString &label, const PlaybackGoal &goal,
                               const QString &words) {
        to.addAction(label, &to, [chosen, goal, words] { chosen(goal, words); });
    };
    const auto addKind = [&](Kind kind, const char *label, const char *words) {
        PlaybackGoal goal;
        goal.kind = kind;
        add(menu, goalText(label), goal, goalText(words));
    };
    addKind(Kind::FailedRequest, "Until a request fails", "a request fails");
    addKind(Kind::LostSession, "Until a session is lost", "a session is lost");
    addKind(Kind::ComponentDown, "Until a component fails", "a component fails");

    QMenu *below = menu.addMenu(goalText("Until availability falls below"));
    for (const double value : kOfferedAvailabilities) {
        PlaybackGoal goal;
        goal.kind = Kind::AvailabilityBelow;
        goal.value = value;
        const QString percent = goalText("%1 %").arg(
            QLocale().toString(value * 100.0, 'g', QLocale::FloatingPointShortest));
        add(*below, percent, goal, goalText("availability falls below %1").arg(percent));
    }
    QMenu *events = menu.addMenu(goalText("Until the next event"));
    for (const EventWhat what : kOfferedEvents) {
        PlaybackGoal goal;
        goal.kind = Kind::Event;
        goal.what = what;
        const QString words = eventWords(QString::fromLatin1(sim::eventName(what)));
        add(*events, words, goal, goalText("next event \"%1\"").arg(words));
    }
}

std::optional<double> secondsFromClock(const QString &text)
{
    static const QRegularExpression kClock(
        QStringLiteral("^(\\d{1,7}|\\d{1,5}(:[0-5]?\\d){1,2})(\\.\\d+)?$"));
    const QString clock = text.trimmed();
    if (!kClock.match(clock).hasMatch())
        return std::nullopt;
    double seconds = 0.0;
    for (const QString &part : clock.split(u':'))
        seconds = seconds * 60.0 + part.toDouble();
    return seconds;
}

} // namespace loadstar::player
