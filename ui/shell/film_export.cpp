// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/film_export.h"

#include "edit/design_document.h"
#include "film/film_file.h"
#include "film/film_sheet.h"
#include "player/event_log.h"
#include "player/player_panel.h"
#include "player/transport_bar.h"
#include "shell/document_controller.h"

#include <QFileInfo>
#include <QProgressDialog>
#include <QSettings>
#include <QTimer>

#include <algorithm>
#include <cmath>
#include <memory>

namespace loadstar::shell {

namespace {

const QString kFilmSuffixKey = QStringLiteral("film/suffix");
const QString kFilmThemeKey = QStringLiteral("film/theme");
const QString kPercentKey = QStringLiteral("film/percent");
const QString kSpeedKey = QStringLiteral("film/speed");
const QString kFramesKey = QStringLiteral("film/framesPerSecond");

constexpr double kStretch = 10.0;    ///< simulated seconds that are offered
constexpr double kBeforeEvent = 3.0; ///< of these before what happens
constexpr int kProgressEvery = 100;  ///< milliseconds
constexpr int kProgressSteps = 1000;
/// Its lines are found anew for the size, which takes too long to wait for in larger ones.
constexpr size_t kMostMeasured = 300;

sim::RunOptions runOf(const player::PlayerPanel *player, const edit::DesignDocument &document)
{
    sim::RunOptions run;
    if (player) {
        run.duration = player->transport().duration();
        run.seed = player->transport().seed();
    }
    if (!document.filePath().isEmpty())
        run.inputs.folder = QFileInfo(document.filePath()).absolutePath();
    return run;
}

} // namespace

FilmExport::FilmExport(edit::DesignDocument &document, DocumentController &files, Dialogs &dialogs,
                       QSettings &settings, QWidget &window)
    : QObject(&window)
    , m_document(document)
    , m_files(files)
    , m_dialogs(dialogs)
    , m_settings(settings)
    , m_window(window)
{}

FilmExport::~FilmExport() = default;

FilmChoice FilmExport::firstChoice(const player::PlayerPanel *player) const
{
    FilmChoice choice;
    choice.suffix = m_settings.value(kFilmSuffixKey, choice.suffix).toString();
    choice.theme = m_settings.value(kFilmThemeKey, choice.theme).toString();
    choice.percent = m_settings.value(kPercentKey, choice.percent).toInt();
    choice.speed = m_settings.value(kSpeedKey, choice.speed).toDouble();
    choice.framesPerSecond = m_settings.value(kFramesKey, choice.framesPerSecond).toDouble();
    const double duration = runOf(player, m_document).duration;
    const model::Scenario &scenario = m_document.design().scenario;
    const std::optional<double> chosen = player ? player->eventLog().chosenTime() : std::nullopt;
    if (chosen)
        choice.from = *chosen - kBeforeEvent;
    else if (player && player->controller().hasRun() &&
             player->controller().clock().reached() > 0.0)
        choice.from = player->controller().clock().reached() - kStretch;
    else if (!scenario.empty())
        choice.from = scenario.front().at - kBeforeEvent;
    choice.from = std::floor(std::clamp(choice.from, 0.0, std::max(0.0, duration - kStretch)));
    choice.to = std::min(duration, choice.from + kStretch);
    return choice;
}

film::FilmSettings FilmExport::settingsFor(const FilmChoice &choice,
                                           const sim::RunOptions &run) const
{
    film::FilmSettings settings;
    settings.from = choice.from;
    settings.to = choice.to;
    settings.run = run;
    settings.framesPerSecond = choice.framesPerSecond;
    settings.speed = choice.speed;
    settings.scale = choice.percent / 100.0;
    if (const render::Theme *theme = render::Theme::byName(choice.theme))
        settings.theme = *theme;
    settings.caption = choice.caption;
    settings.altText = choice.altText;
    return settings;
}

FilmOffer FilmExport::offer(const sim::RunOptions &run) const
{
    FilmOffer offer;
    offer.duration = run.duration;
    offer.designName = m_document.design().header.name;
    offer.frames = [this, run](const FilmChoice &choice) {
        return film::filmFrameCount(settingsFor(choice, run));
    };
    if (m_document.design().components.size() > kMostMeasured)
        return offer;
    const auto sheet = std::make_shared<const QSizeF>(
        film::FilmSheet(m_document.design(), m_document.kinds(), {}).size());
    offer.size = [sheet](const FilmChoice &choice) {
        return (*sheet * (choice.percent / 100.0)).toSize();
    };
    return offer;
}

void FilmExport::remember(const FilmChoice &choice)
{
    m_settings.setValue(kFilmSuffixKey, choice.suffix);
    m_settings.setValue(kFilmThemeKey, choice.theme);
    m_settings.setValue(kPercentKey, choice.percent);
    m_settings.setValue(kSpeedKey, choice.speed);
    m_settings.setValue(kFramesKey, choice.framesPerSecond);
}

void FilmExport::toFile(const player::PlayerPanel *player)
{
    if (m_task) {
        Q_EMIT statusHint(tr("A film is being made; wait for it or call it off"));
        return;
    }
    const sim::RunOptions run = runOf(player, m_document);
    const std::optional<FilmChoice> choice = m_dialogs.chooseFilm(firstChoice(player), offer(run));
    if (!choice)
        return;
    const QString path =
        m_dialogs.chooseSaveFile(tr("Export animation"), m_files.suggestedPath(choice->suffix),
                                 QStringLiteral("*.%1 (*.%1)").arg(choice->suffix));
    if (path.isEmpty())
        return;
    remember(*choice);
    begin(path, settingsFor(*choice, run));
}

void FilmExport::begin(const QString &path, const film::FilmSettings &settings)
{
    m_progress = new QProgressDialog(tr("Making %1").arg(QFileInfo(path).fileName()), tr("Cancel"),
                                     0, kProgressSteps, &m_window);
    m_progress->setObjectName(QStringLiteral("filmProgress"));
    m_progress->setWindowTitle(tr("Export animation"));
    m_progress->setAutoClose(false);
    m_progress->setAutoReset(false);
    m_progress->setMinimumWidth(380);
    m_progress->setValue(0);
    m_progress->show();
    connect(m_progress, &QProgressDialog::canceled, this, [this] {
        end();
        Q_EMIT statusHint(tr("The film was called off; nothing was written"));
        Q_EMIT finished();
    });
    auto *timer = new QTimer(m_progress);
    connect(timer, &QTimer::timeout, this, &FilmExport::showProgress);
    timer->start(kProgressEvery);
    m_task = base::runTask(
        this,
        [design = m_document.design(), &kinds = m_document.kinds(), path,
         settings](base::TaskControl &control) {
            return film::saveFilm(design, kinds, path, settings, &control);
        },
        [this, path](const base::Result<QStringList> &files) { onDone(path, files); });
}

void FilmExport::showProgress()
{
    if (m_task && m_progress)
        m_progress->setValue(static_cast<int>(m_task->progress() * kProgressSteps));
}

void FilmExport::end()
{
    m_task.reset();
    if (m_progress) {
        m_progress->disconnect(this);
        const bool hadKeyboard = m_progress->isActiveWindow();
        m_progress->hide();
        if (hadKeyboard)
            m_window.activateWindow();
        m_progress->deleteLater();
        m_progress.clear();
    }
}

void FilmExport::onDone(const QString &path, const base::Result<QStringList> &files)
{
    end();
    const QString name = QFileInfo(path).fileName();
    if (!files) {
        m_dialogs.showError(tr("%1 could not be written").arg(name), files.error(),
                            tr("Choose another name or another folder, or a smaller film."));
    } else {
        m_files.rememberFolder(path);
        Q_EMIT statusHint(files->size() == 1 ? tr("Wrote %1").arg(name)
                                             : tr("Wrote %1 to %2")
                                                   .arg(QFileInfo(files->front()).fileName(),
                                                        QFileInfo(files->back()).fileName()));
    }
    Q_EMIT finished();
}

} // namespace loadstar::shell
