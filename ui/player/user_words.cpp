// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "player/user_words.h"

#include "player/request_words.h"
#include "player/run_words.h"
#include "player/scenario_offers.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

#include <set>

namespace loadstar::player {

namespace {

QString tell(const char *text, qint64 n = -1)
{
    return QCoreApplication::translate("User", text, nullptr, static_cast<int>(n));
}

QString nameIn(const QString &id, const model::Design &design)
{
    return elementName(design, model::ElementId(id));
}

/// ", because rstudio-2 failed", or nothing where nobody knows.
QString becauseWords(const sim::UserMoment &moment, const model::Design &design)
{
    if (moment.because.isEmpty())
        return {};
    const QString name = nameIn(moment.because, design);
    if (moment.becauseWhat == u"fail")
        return tell(", because %1 failed").arg(name);
    if (moment.becauseWhat == u"drained")
        return tell(", because %1 was drained").arg(name);
    if (moment.becauseWhat == u"maintain")
        return tell(", because %1 was maintained").arg(name);
    return tell(", because of what happened to %1").arg(name);
}

/// Whether what was kept on one node is found on the other: over a storage that both are connected
/// to; empty when it is the same node or there was none before.
QString filesWords(const sim::UserMoment &moment, const model::Design &design)
{
    if (moment.before.isEmpty() || moment.before == moment.place)
        return {};
    const auto storagesOf = [&design](const QString &node) {
        std::set<model::ElementId> storages;
        for (const auto &[id, connection] : design.connections) {
            if (connection.from == model::ElementId(node)) // what leads out of a node is its state
                storages.insert(connection.to);
        }
        return storages;
    };
    QStringList shared;
    const std::set<model::ElementId> here = storagesOf(moment.place);
    for (const model::ElementId &storage : storagesOf(moment.before)) {
        if (here.contains(storage))
            shared += elementName(design, storage);
    }
    if (shared.isEmpty())
        return tell("; files stayed on %1").arg(nameIn(moment.before, design));
    return tell("; the same files are there (%1)").arg(shared.join(QStringLiteral(", ")));
}

QString lossWords(const sim::UserMoment &moment)
{
    return moment.workLost > 0.0 ? tell("; %1 of work lost").arg(workWords(moment.workLost))
                                 : QString();
}

} // namespace

QString workWords(double seconds)
{
    const auto whole = static_cast<qint64>(seconds);
    if (whole < 60)
        return tell("%1 s").arg(whole);
    if (whole < 3600)
        return tell("%1 min").arg(whole / 60);
    return tell("%1 h %2 min").arg(whole / 3600).arg((whole % 3600) / 60);
}

QString momentWords(const sim::UserMoment &moment, const model::Design &design)
{
    using Kind = sim::UserMoment::Kind;
    const QString place = nameIn(moment.place, design);
    switch (moment.kind) {
    case Kind::FrontDoor:
        return tell("Uses the address of %1").arg(place);
    case Kind::SignedIn:
        return tell("Signs in; the session is on %1").arg(place);
    case Kind::SignedInAgain:
        return tell("Signs in again, on %1").arg(place) + becauseWords(moment, design) +
               filesWords(moment, design);
    case Kind::Served:
        return moment.count == 1
                   ? tell("%1 answers a request after %2").arg(place, timeWords(moment.meanWait))
                   : tell("%1 answers %n request(s), after %2 on average and %3 at most",
                          moment.count)
                         .arg(place, timeWords(moment.meanWait), timeWords(moment.longestWait));
    case Kind::Moved:
        return tell("Goes on with the same session on %1").arg(place) + filesWords(moment, design);
    case Kind::Broken:
        return tell("Is sent to %1, which does not know the session: signs in again").arg(place) +
               lossWords(moment) + filesWords(moment, design);
    case Kind::SessionLost:
        return tell("The session is lost with %1").arg(place) + lossWords(moment);
    case Kind::SignedOut:
        return tell("Signs out");
    case Kind::Failed:
        return tell("A request fails after %1: %2")
                   .arg(timeWords(moment.longestWait), outcomeWords(moment.reason)) +
               becauseWords(moment, design);
    }
    Q_UNREACHABLE();
}

QString userSummary(const sim::UserStory &story)
{
    const QLocale locale;
    QStringList parts{tell("%1 requests answered, %2 failed")
                          .arg(locale.toString(qlonglong(story.answered)),
                               locale.toString(qlonglong(story.failed)))};
    if (story.lostSessions > 0)
        parts += tell("%n session(s) lost", story.lostSessions);
    if (story.brokenSessions > 0)
        parts += tell("%n session(s) broken", story.brokenSessions);
    if (story.workLost > 0.0)
        parts += tell("%1 of work lost").arg(workWords(story.workLost));
    if (story.answered > 0)
        parts += tell("longest wait %1").arg(timeWords(story.longestWait));
    return parts.join(QStringLiteral(" · "));
}

} // namespace loadstar::player
