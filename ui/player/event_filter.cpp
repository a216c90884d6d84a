// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "player/event_filter.h"

#include "player/event_table.h"

#include <algorithm>

namespace loadstar::player {

void EventFilter::setWhat(const QString &what)
{
    m_what = what;
    invalidateFilter();
}

void EventFilter::setElement(const QString &id)
{
    m_element = id;
    invalidateFilter();
}

void EventFilter::setWords(const QString &words)
{
    m_words = words.split(u' ', Qt::SkipEmptyParts);
    invalidateFilter();
}

bool EventFilter::isActive() const
{
    return !m_what.isEmpty() || !m_element.isEmpty() || !m_words.isEmpty();
}

bool EventFilter::filterAcceptsRow(int row, const QModelIndex &) const
{
    const auto *table = static_cast<const EventTable *>(sourceModel());
    const sim::RunEvent &event = table->eventAt(row);
    if (!m_what.isEmpty() && event.what != m_what)
        return false;
    if (!m_element.isEmpty() && event.target != m_element && event.by != m_element)
        return false;
    if (m_words.isEmpty())
        return true;
    QStringList cells;
    for (int column = 0; column < EventTable::ColumnCount; ++column)
        cells += table->data(table->index(row, column), Qt::DisplayRole).toString();
    const QString text = cells.join(u'\n');
    return std::all_of(m_words.begin(), m_words.end(), [&](const QString &word) {
        return text.contains(word, Qt::CaseInsensitive);
    });
}

} // namespace loadstar::player
