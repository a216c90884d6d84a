// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/design.h"
#include "model/kind_registry.h"

#include <QDateTime>
#include <QLockFile>
#include <QObject>
#include <QString>
#include <QTimer>

#include <memory>
#include <vector>

namespace loadstar::edit {

class DesignDocument;

/// Work that a process left behind which ended without saving it.
struct AbandonedWork
{
    /// The journal that holds it.
    QString journal;
    /// The file that was being edited; empty for a design that had none yet.
    QString filePath;
    QDateTime writtenAt;
    model::Design design;
};

/// What journals in the folder belong to no living process, the newest first. Damaged ones are left
/// alone and not told.
std::vector<AbandonedWork> abandonedWork(const QString &folder, const model::KindRegistry &kinds);
/// Forgets it for good.
void discard(const AbandonedWork &work);

/// Keeps what is not saved of one document in a file of its own, apart from the design's file: at
/// most kJournalMilliseconds after a change, and gone as soon as the document is saved or given up.
/// A journal is written so that a crash leaves the old or the new one, never a mixture.
class RecoveryJournal : public QObject
{
    Q_OBJECT

public:
    static constexpr int kJournalMilliseconds = 1000;

    /// The folder is made when it is needed; where that fails nothing is kept.
    RecoveryJournal(DesignDocument &document, const QString &folder, QObject *parent = nullptr);
    ~RecoveryJournal() override;

    /// Writes or removes the journal now.
    void flush();

private:
    bool begin();
    void remove();

    DesignDocument &m_document;
    QString m_folder;
    QString m_path;
    /// Held as long as this process lives, so that others leave the journal alone.
    std::unique_ptr<QLockFile> m_lock;
    QTimer m_timer;
};

} // namespace loadstar::edit
