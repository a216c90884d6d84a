// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/plot_saver.h"

#include "base/save_file.h"
#include "charts/plot_widget.h"
#include "player/plot_export.h"
#include "player/run_plots.h"
#include "shell/dialogs/dialogs.h"
#include "shell/document_controller.h"

#include <QBuffer>
#include <QFileInfo>
#include <QSettings>

namespace loadstar::shell {

namespace {

const QString kPlotsKey = QStringLiteral("player/plots");
constexpr double kPlotFileScale = 2.0;

QByteArray pngOf(charts::PlotWidget &plot)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    plot.image(kPlotFileScale).save(&buffer, "PNG");
    return bytes;
}

} // namespace

PlotSaver::PlotSaver(player::RunPlots &plots, QSettings &settings, DocumentController &files,
                     Dialogs &dialogs, QObject *parent)
    : QObject(parent)
    , m_files(files)
    , m_dialogs(dialogs)
{
    plots.setChosen(settings.value(kPlotsKey).toStringList());
    connect(&plots, &player::RunPlots::chosenChanged, this,
            [&plots, &settings] { settings.setValue(kPlotsKey, plots.chosen()); });
    connect(&plots, &player::RunPlots::saveRequested, this,
            [this](charts::PlotWidget *plot) { toFile(*plot); });
}

bool PlotSaver::toFile(charts::PlotWidget &plot)
{
    const QString path = m_dialogs.chooseSaveFile(
        tr("Save plot"), m_files.suggestedPath(QStringLiteral("png"), tr("%1 plot")),
        tr("Picture (*.png)") + QStringLiteral(";;") + tr("Table (*.csv)"));
    if (path.isEmpty())
        return false;
    const QString name = QFileInfo(path).fileName();
    const bool isTable = QFileInfo(path).suffix().toLower() == u"csv";
    const base::Result<void> saved =
        base::saveFile(path, isTable ? player::linesCsv(plot.step(), plot.lines(), plot.text().unit)
                                     : pngOf(plot));
    if (!saved) {
        m_dialogs.showError(tr("%1 could not be written").arg(name), saved.error(),
                            tr("Choose another name or another folder."));
        return false;
    }
    m_files.rememberFolder(path);
    Q_EMIT statusHint(tr("Wrote the plot to %1").arg(name));
    return true;
}

} // namespace loadstar::shell
