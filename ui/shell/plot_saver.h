// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QSettings;

namespace loadstar::charts {
class PlotWidget;
}
namespace loadstar::player {
class RunPlots;
}

namespace loadstar::shell {

class Dialogs;
class DocumentController;

/// Remembers which plots of a run are chosen, and writes them to files.
class PlotSaver : public QObject
{
    Q_OBJECT

public:
    PlotSaver(player::RunPlots &plots, QSettings &settings, DocumentController &files,
              Dialogs &dialogs, QObject *parent = nullptr);

    /// Asks where and writes the plot, as a table where the name ends in .csv, else as a picture.
    /// False when it is called off or failed; the person knows why.
    bool toFile(charts::PlotWidget &plot);

Q_SIGNALS:
    /// Something to say in the status line.
    void statusHint(const QString &text);

private:
    DocumentController &m_files;
    Dialogs &m_dialogs;
};

} // namespace loadstar::shell
