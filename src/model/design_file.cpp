// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/design_file.h"

#include "base/save_file.h"
#include "model/design_reader.h"
#include "model/design_writer.h"
#include "model/embedded_design.h"
#include "model/json_document.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>

namespace loadstar::model {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("DesignFile", text);
}

base::Error fileError(const char *code, const QString &message, const QString &path)
{
    return base::Error{QString::fromLatin1(code), message, path};
}

} // namespace

base::Result<LoadedDesign> parseDesign(const QByteArray &bytes, const KindRegistry &kinds)
{
    base::Result<nlohmann::json> root = parseJson(bytes);
    if (!root)
        return root.error();
    const base::Result<void> migrated = migrateDesign(*root);
    if (!migrated)
        return migrated.error();
    return readDesign(*root, kinds);
}

QByteArray serializeDesign(const Design &design)
{
    return prettyJson(designJson(design));
}

base::Result<LoadedDesign> loadDesign(const QString &path, const KindRegistry &kinds)
{
    const QFileInfo info(path);
    if (info.isDir())
        return fileError("file.unreadable", tr("this is a folder; a .loadstar file is expected"),
                         path);
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fileError("file.unreadable", tr("cannot read the file: %1").arg(file.errorString()),
                         path);
    if (file.size() > kMaximumDesignFileSize) {
        return fileError("file.too-large",
                         tr("the file has %1 MiB; up to %2 MiB are allowed")
                             .arg(file.size() >> 20)
                             .arg(kMaximumDesignFileSize >> 20),
                         path);
    }
    // One byte more than allowed tells a stream without a size from a file that fits.
    const QByteArray bytes = file.read(kMaximumDesignFileSize + 1);
    if (bytes.size() > kMaximumDesignFileSize)
        return fileError(
            "file.too-large",
            tr("the file has more than the %1 MiB allowed").arg(kMaximumDesignFileSize >> 20),
            path);
    if (file.error() != QFileDevice::NoError)
        return fileError("file.unreadable", tr("cannot read the file: %1").arg(file.errorString()),
                         path);
    const bool isInPicture = isPicture(bytes);
    const base::Result<QByteArray> text =
        isInPicture ? embeddedDesign(bytes) : base::Result<QByteArray>(bytes);
    base::Result<LoadedDesign> loaded =
        text ? parseDesign(*text, kinds) : base::Result<LoadedDesign>(text.error());
    if (loaded) {
        loaded->isFromPicture = isInPicture;
    } else {
        base::Error error = loaded.error();
        error.where = error.where.isEmpty() ? path : path + QStringLiteral(": ") + error.where;
        return error;
    }
    return loaded;
}

base::Result<void> saveDesign(const Design &design, const QString &path)
{
    return base::saveFile(path, serializeDesign(design));
}

} // namespace loadstar::model
