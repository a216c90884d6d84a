// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "export/export_writer.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>

namespace loadstar::exporting {

using base::Error;
using base::Result;

namespace {

Error unwritable(const QString &where, const QString &reason)
{
    return {QStringLiteral("export.unwritable"),
            QCoreApplication::translate("ExportWriter", "cannot be written: %1").arg(reason),
            where};
}

Result<void> writeStaged(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::NewOnly) ||
        file.write(bytes) != bytes.size() || !file.flush())
        return unwritable(path, file.errorString());
    return {};
}

/// Moves staged files to their places; takes back what it did unless keep() is called.
class Placement
{
public:
    explicit Placement(QString staging)
        : m_staging(std::move(staging))
    {}
    ~Placement()
    {
        for (auto step = m_steps.rbegin(); step != m_steps.rend(); ++step) {
            if (step->isPlaced)
                QFile::remove(step->target);
            if (!step->former.isEmpty())
                QFile::rename(step->former, step->target);
        }
    }
    Placement(const Placement &) = delete;
    Placement &operator=(const Placement &) = delete;

    Result<void> place(const QString &staged, const QString &target)
    {
        if (QFileInfo(target).isDir())
            return unwritable(
                target, QCoreApplication::translate("ExportWriter", "a directory has this name"));
        Step step{target, {}, false};
        if (QFileInfo::exists(target)) {
            step.former = QStringLiteral("%1/former-%2").arg(m_staging).arg(m_steps.size());
            QFile former(target);
            if (!former.rename(step.former))
                return unwritable(target, former.errorString());
        }
        m_steps.push_back(step);
        QFile file(staged);
        if (!file.rename(target))
            return unwritable(target, file.errorString());
        m_steps.back().isPlaced = true;
        return {};
    }

    void keep() { m_steps.clear(); }

private:
    struct Step
    {
        QString target;
        QString former;
        bool isPlaced = false;
    };

    QString m_staging;
    std::vector<Step> m_steps;
};

} // namespace

Result<void> writeExport(const QString &directory, const std::vector<ExportFile> &files)
{
    const QDir place(directory);
    if (!place.mkpath(QStringLiteral(".")))
        return unwritable(
            directory, QCoreApplication::translate("ExportWriter", "the directory cannot be made"));
    // Inside the directory, so that the renames stay on one file system.
    QTemporaryDir staging(place.filePath(QStringLiteral(".export-XXXXXX")));
    if (!staging.isValid())
        return unwritable(directory, staging.errorString());
    for (size_t i = 0; i < files.size(); ++i) {
        if (const auto written =
                writeStaged(staging.filePath(QString::number(i)), files[i].bytes());
            !written)
            return written.error();
    }
    Placement placement(staging.path());
    for (size_t i = 0; i < files.size(); ++i) {
        const QString target = place.filePath(files[i].path);
        const QString inside = QDir::cleanPath(files[i].path);
        if (!QDir::isRelativePath(inside) || inside.startsWith(QStringLiteral("..")))
            return unwritable(target, QCoreApplication::translate(
                                          "ExportWriter", "it lies outside of the directory"));
        if (!QFileInfo(target).dir().mkpath(QStringLiteral(".")))
            return unwritable(target, QCoreApplication::translate("ExportWriter",
                                                                  "its directory cannot be made"));
        if (const auto placed = placement.place(staging.filePath(QString::number(i)), target);
            !placed)
            return placed.error();
    }
    placement.keep();
    return {};
}

} // namespace loadstar::exporting
