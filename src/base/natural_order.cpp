// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/natural_order.h"

namespace loadstar::base {

namespace {

bool isDigit(QChar c)
{
    return c >= u'0' && c <= u'9';
}

/// Takes the digits at the front off the text; zeros before them are left out.
QStringView takeNumber(QStringView &text)
{
    qsizetype end = 0;
    while (end < text.size() && isDigit(text[end]))
        ++end;
    QStringView number = text.first(end);
    text = text.sliced(end);
    while (number.startsWith(u'0'))
        number = number.sliced(1);
    return number;
}

} // namespace

bool isNaturallyLess(QStringView a, QStringView b)
{
    QStringView restA = a;
    QStringView restB = b;
    while (!restA.isEmpty() && !restB.isEmpty()) {
        if (isDigit(restA.front()) && isDigit(restB.front())) {
            const QStringView numberA = takeNumber(restA);
            const QStringView numberB = takeNumber(restB);
            if (numberA.size() != numberB.size())
                return numberA.size() < numberB.size();
            if (const int order = numberA.compare(numberB); order != 0)
                return order < 0;
            continue;
        }
        if (restA.front() != restB.front())
            return restA.front() < restB.front();
        restA = restA.sliced(1);
        restB = restB.sliced(1);
    }
    if (restA.isEmpty() != restB.isEmpty())
        return restA.isEmpty();
    // "1" and "01".
    return a < b;
}

} // namespace loadstar::base
