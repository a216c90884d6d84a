// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/input_file.h"

#include <QCoreApplication>
#include <QFile>

namespace loadstar::cli {

base::Result<QByteArray> readInput(const QString &path, qint64 most, const QString &code)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return base::Error{code, file.errorString(), path};
    // What has no size, such as a pipe, is read up to the limit.
    const QByteArray bytes = file.size() > most ? QByteArray() : file.read(most + 1);
    if (file.size() > most || bytes.size() > most) {
        return base::Error{
            code,
            QCoreApplication::translate("Cli", "the file has more than the %1 MiB allowed")
                .arg(most >> 20),
            path};
    }
    return bytes;
}

} // namespace loadstar::cli
