// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/start_clock.h"

#include <QByteArray>
#include <QFile>
#include <QList>

#include <ctime>
#include <unistd.h>

namespace loadstar::app {

std::optional<double> millisecondsSinceProcessStart()
{
    QFile file(QStringLiteral("/proc/self/stat"));
    if (!file.open(QIODevice::ReadOnly))
        return std::nullopt;
    const QByteArray stat = file.readAll();
    // The second field is the program's name in parentheses and may hold spaces; the third follows.
    const QList<QByteArray> fields = stat.mid(stat.lastIndexOf(')') + 2).split(' ');
    constexpr int kStartTime = 22 - 3;
    if (fields.size() <= kStartTime)
        return std::nullopt;
    const double startedAt = fields[kStartTime].toDouble() / double(sysconf(_SC_CLK_TCK));
    timespec now{};
    if (clock_gettime(CLOCK_BOOTTIME, &now) != 0)
        return std::nullopt;
    return (double(now.tv_sec) + double(now.tv_nsec) * 1e-9 - startedAt) * 1e3;
}

} // namespace loadstar::app
