// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace loadstar::player {
class EventLog;
}

namespace loadstar::shell {

class Dialogs;
class DocumentController;

/// The events of a run on their way to a file.
class EventListExport : public QObject
{
    Q_OBJECT

public:
    EventListExport(DocumentController &files, Dialogs &dialogs, QObject *parent = nullptr);

    /// Asks where and writes what the log shows, as JSON where the name ends so, else as CSV. False
    /// when there is nothing to write, it is called off or failed; the person knows why.
    bool toFile(const player::EventLog &log);

Q_SIGNALS:
    /// Something to say in the status line.
    void statusHint(const QString &text);

private:
    DocumentController &m_files;
    Dialogs &m_dialogs;
};

} // namespace loadstar::shell
