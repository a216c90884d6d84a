// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "edit/recovery.h"

#include "base/save_file.h"
#include "edit/design_document.h"
#include "model/design_file.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QUuid>

#include <algorithm>
#include <optional>

namespace loadstar::edit {

namespace {

const QString kJournalSuffix = QStringLiteral(".journal");
const QString kLockSuffix = QStringLiteral(".lock");
constexpr int kJournalVersion = 1;

QString lockOf(const QString &journal)
{
    return journal + kLockSuffix;
}

/// The first line says what it is, the rest is the design as a file has it.
QByteArray journalBytes(const DesignDocument &document)
{
    const QJsonObject head{
        {QStringLiteral("loadstarJournal"), kJournalVersion},
        {QStringLiteral("file"), document.filePath()},
        {QStringLiteral("writtenAt"), QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs)}};
    return QJsonDocument(head).toJson(QJsonDocument::Compact) + '\n' +
           model::serializeDesign(document.design());
}

std::optional<AbandonedWork> readJournal(const QString &path, const model::KindRegistry &kinds)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly) || file.size() > model::kMaximumDesignFileSize)
        return std::nullopt;
    const QJsonObject head = QJsonDocument::fromJson(file.readLine()).object();
    if (head.value(QStringLiteral("loadstarJournal")).toInt() != kJournalVersion)
        return std::nullopt;
    base::Result<model::LoadedDesign> loaded = model::parseDesign(file.readAll(), kinds);
    if (!loaded)
        return std::nullopt;
    return AbandonedWork{path, head.value(QStringLiteral("file")).toString(),
                         QDateTime::fromString(head.value(QStringLiteral("writtenAt")).toString(),
                                               Qt::ISODateWithMs),
                         std::move(loaded->design)};
}

} // namespace

std::vector<AbandonedWork> abandonedWork(const QString &folder, const model::KindRegistry &kinds)
{
    std::vector<AbandonedWork> found;
    const QDir directory(folder);
    for (const QString &name : directory.entryList({u'*' + kJournalSuffix}, QDir::Files)) {
        const QString path = directory.filePath(name);
        QLockFile lock(lockOf(path));
        lock.setStaleLockTime(0);
        if (!lock.tryLock(0))
            continue; // its process lives
        if (std::optional<AbandonedWork> work = readJournal(path, kinds))
            found.push_back(std::move(*work));
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const auto &a, const auto &b) { return a.writtenAt > b.writtenAt; });
    return found;
}

void discard(const AbandonedWork &work)
{
    QFile::remove(work.journal);
}

RecoveryJournal::RecoveryJournal(DesignDocument &document, const QString &folder, QObject *parent)
    : QObject(parent)
    , m_document(document)
    , m_folder(folder)
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(kJournalMilliseconds);
    connect(&m_timer, &QTimer::timeout, this, &RecoveryJournal::flush);
    // The timer runs on while more changes come, so that it ends in time for the first.
    const auto start = [this] {
        if (!m_timer.isActive())
            m_timer.start();
    };
    connect(&document, &DesignDocument::changed, this, start);
    connect(&document, &DesignDocument::modifiedChanged, this, [this, start](bool isModified) {
        if (isModified)
            start();
        else
            flush();
    });
}

RecoveryJournal::~RecoveryJournal()
{
    remove();
}

bool RecoveryJournal::begin()
{
    if (m_lock)
        return true;
    if (!QDir().mkpath(m_folder))
        return false;
    const QString name = QUuid::createUuid().toString(QUuid::WithoutBraces) + kJournalSuffix;
    const QString path = QDir(m_folder).filePath(name);
    auto lock = std::make_unique<QLockFile>(lockOf(path));
    lock->setStaleLockTime(0);
    if (!lock->tryLock(0))
        return false;
    m_path = path;
    m_lock = std::move(lock);
    return true;
}

void RecoveryJournal::flush()
{
    m_timer.stop();
    if (!m_document.isModified()) {
        remove();
        return;
    }
    // What cannot be written is tried again with the next change; the work itself is unharmed.
    if (begin())
        static_cast<void>(base::saveFile(m_path, journalBytes(m_document)));
}

void RecoveryJournal::remove()
{
    m_timer.stop();
    if (!m_path.isEmpty())
        QFile::remove(m_path);
    m_lock.reset();
    m_path.clear();
}

} // namespace loadstar::edit
