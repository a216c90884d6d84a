// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file_name.h"

namespace loadstar::base {

QString fileNameFor(const QString &name, const QString &fallback)
{
    constexpr int kLongest = 60;
    QString made;
    for (const QChar c : name.toLower()) {
        if (c.isLetterOrNumber())
            made += c;
        else if (!made.isEmpty() && !made.endsWith(u'-'))
            made += u'-';
    }
    made.truncate(kLongest);
    while (made.endsWith(u'-'))
        made.chop(1);
    return made.isEmpty() ? fallback : made;
}

} // namespace loadstar::base
