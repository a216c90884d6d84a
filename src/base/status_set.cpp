// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/status_set.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>

namespace loadstar::base {

namespace {

/// 100..599, or 0 when the text is not such a number.
int statusFrom(const QString &text)
{
    bool isNumber = false;
    const int status = text.trimmed().toInt(&isNumber);
    return isNumber && status >= 100 && status <= 599 ? status : 0;
}

} // namespace

Result<StatusSet> StatusSet::parse(const QString &text)
{
    StatusSet set;
    set.m_text = text;
    for (const QString &part : text.split(u',')) {
        const QStringList ends = part.split(u'-');
        const int first = statusFrom(ends.first());
        const int last = statusFrom(ends.last());
        if (ends.size() > 2 || first == 0 || last < first)
            return Error{QStringLiteral("http.bad-status-set"),
                         QCoreApplication::translate("StatusSet",
                                                     "\"%1\" is not a list of statuses and ranges "
                                                     "from 100 to 599, such as 200-399 or 200,204.")
                             .arg(text),
                         {}};
        set.m_ranges.emplace_back(first, last);
    }
    return set;
}

QString StatusSet::plainText() const
{
    QStringList parts;
    for (const auto &[first, last] : m_ranges)
        parts.append(first == last ? QString::number(first)
                                   : QStringLiteral("%1-%2").arg(first).arg(last));
    return parts.join(u',');
}

bool StatusSet::contains(int status) const
{
    return std::any_of(m_ranges.begin(), m_ranges.end(), [status](const auto &range) {
        return status >= range.first && status <= range.second;
    });
}

} // namespace loadstar::base
