// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/event_list_export.h"

#include "base/save_file.h"
#include "player/event_export.h"
#include "player/event_log.h"
#include "shell/dialogs/dialogs.h"
#include "shell/document_controller.h"

#include <QFileInfo>

namespace loadstar::shell {

EventListExport::EventListExport(DocumentController &files, Dialogs &dialogs, QObject *parent)
    : QObject(parent)
    , m_files(files)
    , m_dialogs(dialogs)
{}

bool EventListExport::toFile(const player::EventLog &log)
{
    const std::vector<sim::RunEvent> events = log.shown();
    if (events.empty()) {
        Q_EMIT statusHint(tr("There are no events to export: run the scenario, or show more"));
        return false;
    }
    const QString path = m_dialogs.chooseSaveFile(
        tr("Export events"), m_files.suggestedPath(QStringLiteral("csv"), tr("%1 events")),
        tr("Table (*.csv)") + QStringLiteral(";;") + tr("JSON (*.json)"));
    if (path.isEmpty())
        return false;
    const QString name = QFileInfo(path).fileName();
    const bool isJson = QFileInfo(path).suffix().toLower() == u"json";
    const base::Result<void> saved =
        base::saveFile(path, isJson ? player::eventsJson(events, log.design())
                                    : player::eventsCsv(events, log.design()));
    if (!saved) {
        m_dialogs.showError(tr("%1 could not be written").arg(name), saved.error(),
                            tr("Choose another name or another folder."));
        return false;
    }
    m_files.rememberFolder(path);
    Q_EMIT statusHint(tr("Wrote %n event(s) to %1", nullptr, int(events.size())).arg(name));
    return true;
}

} // namespace loadstar::shell
