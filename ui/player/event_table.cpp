// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "player/event_table.h"

#include "charts/plot_widget.h"
#include "player/run_words.h"
#include "player/scenario_offers.h"

#include <QLocale>

#include <algorithm>
#include <cmath>
#include <optional>

namespace loadstar::player {

bool EventTable::setEvents(const std::vector<sim::RunEvent> &events, const model::Design &design,
                           const model::Scenario &byHand)
{
    const auto common = static_cast<std::ptrdiff_t>(std::min(m_events.size(), events.size()));
    const bool continues = m_design == design && m_byHand == byHand &&
                           std::equal(events.begin(), events.begin() + common, m_events.begin());
    if (!continues) {
        beginResetModel();
        m_events = events;
        m_design = design;
        m_byHand = byHand;
        m_passed = passedAt(m_now);
        endResetModel();
    } else if (events.size() > m_events.size()) {
        beginInsertRows({}, static_cast<int>(m_events.size()), static_cast<int>(events.size()) - 1);
        m_events = events;
        m_passed = passedAt(m_now);
        endInsertRows();
    }
    return continues;
}

void EventTable::clear()
{
    beginResetModel();
    m_events.clear();
    m_passed = 0;
    endResetModel();
}

int EventTable::passedAt(double seconds) const
{
    const auto ahead = std::lower_bound(
        m_events.begin(), m_events.end(), seconds,
        [](const sim::RunEvent &event, double moment) { return event.at < moment; });
    return static_cast<int>(ahead - m_events.begin());
}

void EventTable::setNow(double seconds)
{
    m_now = seconds;
    const int passed = passedAt(seconds);
    if (passed == m_passed)
        return;
    const int first = std::min(passed, m_passed);
    const int last = std::max(passed, m_passed) - 1;
    m_passed = passed;
    Q_EMIT dataChanged(index(first, 0), index(last, ColumnCount - 1), {Qt::ForegroundRole});
}

void EventTable::setAheadColor(const QColor &color)
{
    m_aheadColor = color;
    if (m_passed < rowCount())
        Q_EMIT dataChanged(index(m_passed, 0), index(rowCount() - 1, ColumnCount - 1),
                           {Qt::ForegroundRole});
}

int EventTable::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_events.size());
}

int EventTable::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

bool EventTable::isByHand(const sim::RunEvent &event) const
{
    constexpr double kSameMoment = 1.0e-9;
    return event.by == u"scenario" &&
           std::any_of(m_byHand.begin(), m_byHand.end(), [&](const model::ScenarioEvent &done) {
               const auto span = done.arguments.find(QStringLiteral("for"));
               const double *seconds =
                   span == done.arguments.end() ? nullptr : std::get_if<double>(&span->second);
               return done.action == event.what && done.target.text() == event.target &&
                      (std::abs(event.at - done.at) < kSameMoment ||
                       (seconds && std::abs(event.at - done.at - *seconds) < kSameMoment));
           });
}

QString EventTable::factorWords(const sim::RunEvent &event) const
{
    constexpr double kSameMoment = 1.0e-9;
    const bool isSlow = event.what == u"slow";
    if (!isSlow && event.what != u"surge")
        return {};
    for (const model::ScenarioEvent &planned : m_design.scenario) {
        if (planned.action != event.what || planned.target.text() != event.target)
            continue;
        const auto number = [&planned](const char *name) -> std::optional<double> {
            const auto found = planned.arguments.find(QString::fromLatin1(name));
            const double *value =
                found == planned.arguments.end() ? nullptr : std::get_if<double>(&found->second);
            return value ? std::optional(*value) : std::nullopt;
        };
        if (std::abs(event.at - planned.at) >= kSameMoment)
            continue;
        const std::optional<double> span = number("for");
        const double factor = number("factor").value_or(1.0);
        const QString shown = QLocale().toString(factor < 1.0 ? 1.0 / factor : factor, 'g', 4);
        if (factor == 1.0)
            return isSlow ? tr("back to normal speed") : tr("back to normal load");
        if (isSlow)
            return factor > 1.0 ? tr("slowed %1 times").arg(shown)
                                : tr("sped up %1 times").arg(shown);
        const QString times = tr("× %1").arg(QLocale().toString(factor, 'g', 4));
        return span ? tr("%1 for %2").arg(times, timeWords(*span)) : times;
    }
    return {};
}

QString EventTable::text(const sim::RunEvent &event, int column) const
{
    switch (column) {
    case Time:
        return QStringLiteral("%1.%2")
            .arg(charts::clockText(event.at))
            .arg(static_cast<int>(std::floor(event.at * 10.0 + 1.0e-9)) % 10);
    case What: {
        const QString factor = factorWords(event);
        return factor.isEmpty() ? eventWords(event)
                                : QStringLiteral("%1: %2").arg(eventWords(event), factor);
    }
    case Target:
        return elementName(m_design, model::ElementId(event.target));
    case By:
        return isByHand(event) ? tr("By hand") : causeWords(event.by, m_design);
    default:
        return {};
    }
}

QVariant EventTable::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const sim::RunEvent &event = eventAt(index.row());
    if (role == Qt::DisplayRole)
        return text(event, index.column());
    if (role == Qt::ForegroundRole && isAhead(index.row()) && m_aheadColor.isValid())
        return m_aheadColor;
    if (role == Qt::ToolTipRole && index.column() == Time) {
        const QString moment = QLocale().toString(event.at, 'g', 9);
        return isAhead(index.row()) ? tr("%1 s, later than now").arg(moment)
                                    : tr("%1 s").arg(moment);
    }
    if (role == Qt::ToolTipRole && index.column() == By && isByHand(event))
        return tr("Done while the run played; the scenario has it now");
    return {};
}

QVariant EventTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Time:
        return tr("Time");
    case What:
        return tr("What");
    case Target:
        return tr("Target");
    case By:
        return tr("By");
    default:
        return {};
    }
}

} // namespace loadstar::player
