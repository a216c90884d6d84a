// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "player/run_words.h"

#include "player/scenario_offers.h"

#include <QCoreApplication>
#include <QLocale>

#include <cmath>
#include <cstdint>

namespace loadstar::player {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Run", text);
}

QString sessionWords(std::int64_t lost)
{
    return lost == 1 ? tr("1 session lost") : tr("%1 sessions lost").arg(QLocale().toString(lost));
}

} // namespace

QString eventWords(const sim::RunEvent &event)
{
    const QString words = eventWords(event.what);
    if (event.mode == u"hang")
        return words + u' ' + tr("(hangs)");
    return event.mode == u"crash" ? words + u' ' + tr("(crashed)") : words;
}

QString causeWords(const QString &by, const model::Design &design)
{
    if (by == u"scenario")
        return tr("Scenario");
    if (by == u"random")
        return tr("Chance");
    return elementName(design, model::ElementId(by));
}

QString timeWords(double seconds)
{
    const QLocale locale;
    if (seconds < 0.00995)
        return tr("%1 ms").arg(locale.toString(seconds * 1000.0, 'f', 1));
    if (seconds < 0.9995)
        return tr("%1 ms").arg(locale.toString(seconds * 1000.0, 'f', 0));
    return tr("%1 s").arg(locale.toString(seconds, 'f', seconds < 9.95 ? 2 : 1));
}

QString headlineWords(const sim::RunReport &report)
{
    if (!report.availability)
        return tr("No request has ended yet");
    const double percent = std::floor(*report.availability * 10000.0 + 1.0e-9) / 100.0;
    QStringList parts{tr("%1 % answered").arg(QLocale().toString(percent, 'f', 2))};
    if (report.responseTime.p95)
        parts += tr("p95 %1").arg(timeWords(*report.responseTime.p95));
    if (report.sessions.started > 0)
        parts += sessionWords(report.sessions.lost);
    if (report.sessions.broken > 0)
        parts += tr("%1 broken").arg(QLocale().toString(qlonglong(report.sessions.broken)));
    return parts.join(QStringLiteral("  ·  "));
}

} // namespace loadstar::player
