// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/main_window.h"

#include "base/natural_order.h"
#include "canvas/canvas_view.h"
#include "edit/element_search.h"
#include "icons/symbol_icon.h"
#include "panels/palette_panel.h"
#include "player/event_log.h"
#include "player/player_panel.h"
#include "render/picture.h"
#include "render/theme.h"
#include "shell/action_registry.h"
#include "shell/builtin_actions.h"
#include "shell/command_palette.h"
#include "shell/compare_actions.h"
#include "shell/dialogs/dialogs.h"
#include "shell/dialogs/model_pages.h"
#include "shell/dialogs/shortcut_list.h"
#include "shell/document_controller.h"
#include "shell/event_list_export.h"
#include "shell/film_export.h"
#include "shell/mode_bar.h"
#include "shell/pane_focus.h"
#include "shell/picture_export.h"
#include "shell/plot_saver.h"
#include "shell/presenter_mode.h"
#include "shell/recent_files.h"
#include "shell/start_page.h"
#include "shell/status_line.h"
#include "shell/stencil_shelf.h"
#include "shell/theme_controller.h"
#include "shell/workspace.h"

#include <QAction>
#include <QActionGroup>
#include <QCloseEvent>
#include <QDir>
#include <QFileInfo>
#include <QGuiApplication>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QMimeData>
#include <QScreen>
#include <QSettings>
#include <QStackedWidget>
#include <QTimer>

#include <algorithm>
#include <map>
#include <utility>

namespace loadstar::shell {

namespace {

const QString kGeometryKey = QStringLiteral("window/geometry");
const QString kStateKey = QStringLiteral("window/state");
constexpr int kStateVersion = 1;
constexpr QSize kFirstSize{1440, 900};
constexpr QSize kSmallestSize{860, 560};

constexpr std::pair<const char *, Mode> kModeActions[] = {
    {"mode.design", Mode::Design}, {"mode.simulate", Mode::Simulate}, {"mode.live", Mode::Live}};

constexpr std::pair<const char *, ThemeController::Choice> kThemeActions[] = {
    {"view.themeSystem", ThemeController::Choice::System},
    {"view.themeLight", ThemeController::Choice::Light},
    {"view.themeDark", ThemeController::Choice::Dark}};

/// The first local design file, or picture that may hold one, among what is dragged; or empty.
QString droppedDesign(const QMimeData &data)
{
    for (const QUrl &url : data.urls()) {
        const QString suffix = QFileInfo(url.fileName()).suffix().toLower();
        if (url.isLocalFile() &&
            (suffix == u"loadstar" || render::pictureSuffixes().contains(suffix)))
            return url.toLocalFile();
    }
    return {};
}

} // namespace

MainWindow::MainWindow(const model::KindRegistry &kinds, QSettings &settings, Dialogs &dialogs,
                       const QString &dataFolder)
    : m_settings(settings)
    , m_dialogs(dialogs)
    , m_document(kinds)
    , m_theme(new ThemeController(settings, this))
    , m_actions(new ActionRegistry(builtinActions(), *this))
    , m_recent(new RecentFiles(settings, this))
    , m_files(new DocumentController(m_document, dialogs, *m_recent, settings, dataFolder, this))
    , m_pictures(new PictureExport(m_document, *m_files, dialogs, settings, this))
    , m_films(new FilmExport(m_document, *m_files, dialogs, settings, *this))
    , m_events(new EventListExport(*m_files, dialogs, this))
    , m_stencils(new StencilShelf(m_document, dialogs,
                                  QDir(dataFolder).filePath(QStringLiteral("stencils")), this))
    , m_pages(new QStackedWidget(this))
    , m_startPage(new StartPage(kinds, *m_recent))
    , m_status(new StatusLine(m_document))
    , m_modeBar(new ModeBar(*m_actions))
{
    setAcceptDrops(true);
    setMinimumSize(kSmallestSize);
    m_actions->restoreShortcuts(m_settings);
    m_actions->fillMenuBar(*menuBar());
    addToolBar(m_modeBar);
    setStatusBar(m_status);
    m_pages->addWidget(m_startPage);
    setCentralWidget(m_pages);

    bindFileActions();
    bindViewActions();
    bindModeActions();
    connectStartPage();
    connect(m_files, &DocumentController::opened, this, &MainWindow::onDesignOpened);
    connect(m_files, &DocumentController::titleChanged, this, &MainWindow::refreshTitle);
    connect(m_recent, &RecentFiles::changed, this, &MainWindow::refreshRecentMenu);
    connect(m_recent, &RecentFiles::changed, this, &MainWindow::settingsChanged);
    connect(m_actions, &ActionRegistry::shortcutsChanged, this, &MainWindow::settingsChanged);
    connect(m_theme, &ThemeController::chosen, this, &MainWindow::settingsChanged);
    connect(&m_document, &edit::DesignDocument::modifiedChanged, this, &MainWindow::refreshTitle);
    connect(&m_document, &edit::DesignDocument::selectionChanged, this,
            &MainWindow::refreshActions);
    connect(&m_document.undoStack(), &QUndoStack::indexChanged, this, &MainWindow::refreshActions);
    connect(m_status, &StatusLine::warningsClicked, this,
            [this] { m_dialogs.showWarnings(m_files->title(), m_files->warnings()); });
    showStartPage();
    refreshRecentMenu();
    restoreWindow();
}

MainWindow::~MainWindow()
{
    // A name that is being typed is kept while its document is there.
    hide();
    // The document announces its end to views that are children of this window.
    delete m_workspace;
}

Mode MainWindow::mode() const
{
    return m_workspace ? m_workspace->mode() : Mode::Design;
}

bool MainWindow::isStartPageShown() const
{
    return m_pages->currentWidget() == m_startPage;
}

void MainWindow::bindFileActions()
{
    m_actions->bind("file.new", this, [this] { m_files->newDesign(); });
    m_actions->bind("file.open", this, [this] { m_files->open(); });
    m_actions->bind("file.tour", this, [this] { openTour(); });
    m_actions->bind("file.start", this, [this] { showStartPage(); });
    m_actions->bind("file.save", this, [this] { m_files->save(); });
    m_actions->bind("file.saveAs", this, [this] { m_files->saveAs(); });
    m_actions->bind("file.exportPicture", this, [this] { m_pictures->toFile(); });
    m_actions->bindToggle("file.reopen", this, [this](bool isOn) {
        m_settings.setValue(kReopensKey, isOn);
        Q_EMIT settingsChanged();
    });
    refreshReopens();
    m_actions->bind("file.exportFilm", this, [this] { m_films->toFile(&m_workspace->player()); });
    connect(m_films, &FilmExport::statusHint, m_status, &StatusLine::setHint);
    m_actions->bind("file.saveCopy", this, [this] { m_files->saveCopy(); });
    m_actions->bind("file.printSheets", this, [this] { m_pictures->toSheets(); });
    m_actions->bind("file.print", this, [this] { m_pictures->toPrinter(); });
    m_actions->bind("edit.copyPicture", this, [this] { m_pictures->toClipboard(); });
    connect(m_pictures, &PictureExport::statusHint, m_status, &StatusLine::setHint);
    m_actions->bind("edit.saveStencil", this, [this] { m_stencils->saveSelection(); });
    connect(m_stencils, &StencilShelf::statusHint, m_status, &StatusLine::setHint);
    m_actions->bind("file.newWindow", this, [this] { Q_EMIT newWindowRequested(); });
    m_actions->bind("file.close", this, [this] { close(); });
    m_actions->bind("file.quit", this, [this] { Q_EMIT quitRequested(); });
    m_actions->bind("edit.undo", this, [this] { m_document.undoStack().undo(); });
    m_actions->bind("edit.redo", this, [this] { m_document.undoStack().redo(); });
    m_actions->bind("edit.find", this, [this] { openFinder(); });
    m_actions->bind("help.about", this, [this] { showAbout(); });
    m_actions->bind("help.models", this, [this] { (new ModelPages(this))->show(); });
    m_actions->bind("help.shortcuts", this,
                    [this] { (new ShortcutList(*m_actions, m_settings, this))->show(); });
}

void MainWindow::bindViewActions()
{
    m_actions->bind("view.commands", this, [this] { openCommandPalette(); });
    m_actions->bindToggle("view.fullScreen", this, [this](bool isOn) {
        setWindowState(windowState().setFlag(Qt::WindowFullScreen, isOn));
    });
    auto *themes = new QActionGroup(this);
    for (const auto &[id, choice] : kThemeActions) {
        themes->addAction(m_actions->action(QString::fromLatin1(id)));
        m_actions->bind(id, this, [this, choice = choice] {
            m_theme->setChoice(choice);
            refreshThemeActions();
        });
    }
    connect(m_theme, &ThemeController::themeChanged, this, [this](const render::Theme &theme) {
        if (m_workspace)
            m_workspace->setTheme(theme);
        if (m_isPainted)
            m_startPage->drawPictures(theme);
    });
    refreshThemeActions();
}

void MainWindow::refreshThemeActions()
{
    for (const auto &[id, choice] : kThemeActions)
        m_actions->action(QString::fromLatin1(id))->setChecked(choice == m_theme->choice());
}

void MainWindow::bindModeActions()
{
    auto *modes = new QActionGroup(this);
    for (const auto &[id, mode] : kModeActions) {
        modes->addAction(m_actions->action(QString::fromLatin1(id)));
        m_actions->bind(id, this, [this, mode = mode] {
            if (m_workspace)
                m_workspace->setMode(mode);
            onModeChanged(this->mode());
            // Fields that go with a dock hand the keyboard on to the next best one.
            if (m_workspace && !isStartPageShown())
                m_workspace->canvas().setFocus();
        });
    }
}

void MainWindow::connectStartPage()
{
    connect(m_startPage, &StartPage::newRequested, m_files, &DocumentController::newDesign);
    connect(m_startPage, &StartPage::openRequested, m_files, &DocumentController::open);
    connect(m_startPage, &StartPage::tourRequested, this, &MainWindow::openTour);
    connect(m_startPage, &StartPage::fileRequested, m_files, &DocumentController::openFile);
    connect(m_startPage, &StartPage::templateRequested, m_files, &DocumentController::openTemplate);
}

void MainWindow::openTour()
{
    m_files->openTemplate(
        QStringLiteral(":/templates/%1.loadstar").arg(QString::fromLatin1(panels::kTourTemplate)));
}

void MainWindow::showStartPage()
{
    m_pages->setCurrentWidget(m_startPage);
    m_modeBar->hide();
    m_status->hide();
    if (m_workspace) {
        m_workspace->setMode(Mode::Design);
        m_workspace->setDocksShown(false);
    }
    refreshActions();
    refreshTitle();
}

void MainWindow::connectStencils()
{
    panels::PalettePanel &palette = m_workspace->palette();
    palette.setStencils(m_stencils->stencils());
    connect(m_stencils, &StencilShelf::changed, &palette,
            [this, &palette] { palette.setStencils(m_stencils->stencils()); });
    connect(&palette, &panels::PalettePanel::stencilRequested, this, &MainWindow::placeStencil);
    connect(&palette, &panels::PalettePanel::stencilRenameRequested, m_stencils,
            &StencilShelf::rename);
    connect(&palette, &panels::PalettePanel::stencilRemoveRequested, m_stencils,
            &StencilShelf::remove);
}

void MainWindow::placeStencil(const QString &path)
{
    m_workspace->setMode(Mode::Design);
    m_workspace->canvas().placeCopiesAtCenter(m_stencils->content(path));
    m_workspace->panes().toCanvas();
}

void MainWindow::connectEvents()
{
    const auto toFile = [this] { m_events->toFile(m_workspace->player().eventLog()); };
    m_actions->bind("simulate.exportEvents", m_events, toFile);
    connect(&m_workspace->player(), &player::PlayerPanel::exportRequested, m_events, toFile);
    connect(m_events, &EventListExport::statusHint, m_status, &StatusLine::setHint);
    auto *plots =
        new PlotSaver(m_workspace->player().plots(), m_settings, *m_files, m_dialogs, this);
    connect(plots, &PlotSaver::statusHint, m_status, &StatusLine::setHint);
    auto *comparisons =
        new Comparisons(m_document, m_workspace->player(), *m_theme, m_dialogs, *this);
    m_actions->bind("simulate.compare", comparisons, [this, comparisons] {
        comparisons->setTemplates(m_templates);
        comparisons->open();
    });
    connect(comparisons, &Comparisons::statusHint, m_status, &StatusLine::setHint);
}

void MainWindow::ensureWorkspace()
{
    if (m_workspace)
        return;
    m_workspace = new Workspace(*this, m_document, *m_actions, m_theme->theme());
    m_pages->addWidget(&m_workspace->canvas());
    m_workspace->palette().setTemplates(m_templates);
    connect(&m_workspace->palette(), &panels::PalettePanel::templateRequested, m_files,
            &DocumentController::openTemplate);
    connectStencils();
    connectEvents();
    new PresenterMode(*this, *m_workspace, *m_actions, *menuBar(), {m_modeBar, m_status});
    connect(m_workspace, &Workspace::modeChanged, this, &MainWindow::onModeChanged);
    connect(&m_workspace->canvas(), &canvas::CanvasView::zoomChanged, m_status,
            &StatusLine::setZoom);
    connect(m_workspace, &Workspace::statusHint, m_status, &StatusLine::setHint);
    m_status->watch(m_workspace->availability());
    restoreState(m_settings.value(kStateKey).toByteArray(), kStateVersion);
}

void MainWindow::onDesignOpened()
{
    ensureWorkspace();
    m_workspace->setMode(Mode::Design);
    m_pages->setCurrentWidget(&m_workspace->canvas());
    m_modeBar->show();
    m_status->show();
    m_status->setWarningCount(int(m_files->warnings().size()));
    m_workspace->setDocksShown(true);
    onModeChanged(m_workspace->mode());
    refreshTitle();
    m_workspace->canvas().setFocus();
    // The docks have to find their place first.
    QTimer::singleShot(0, &m_workspace->canvas(), [this] {
        m_workspace->canvas().zoomToFit();
        m_status->setZoom(m_workspace->canvas().zoom());
    });
}

void MainWindow::onModeChanged(Mode mode)
{
    for (const auto &[id, each] : kModeActions)
        m_actions->action(QString::fromLatin1(id))->setChecked(each == mode);
    refreshActions();
}

void MainWindow::refreshActions()
{
    Situation situation;
    situation.isDesignOpen = !isStartPageShown();
    situation.isEditing = situation.isDesignOpen && mode() == Mode::Design;
    situation.isSimulating = situation.isDesignOpen && mode() == Mode::Simulate;
    situation.isLive = situation.isDesignOpen && mode() == Mode::Live;
    situation.selected = int(m_document.selection().size());
    situation.canUndo = m_document.undoStack().canUndo();
    situation.canRedo = m_document.undoStack().canRedo();
    m_actions->setSituation(situation);
}

void MainWindow::refreshTitle()
{
    if (isStartPageShown()) {
        setWindowTitle(QStringLiteral("Loadstar"));
        return;
    }
    setWindowTitle(m_files->title() + QStringLiteral("[*] – Loadstar"));
    setWindowModified(m_document.isModified());
    m_modeBar->setFileName(m_document.filePath().isEmpty() ? tr("Not saved yet")
                                                           : m_document.displayName(),
                           m_document.filePath(), m_document.isModified());
}

void MainWindow::refreshRecentMenu()
{
    QMenu *menu = m_actions->menu(QStringLiteral("file.recent"));
    menu->clear();
    const QStringList paths = m_recent->paths();
    menu->setEnabled(!paths.isEmpty());
    for (const QString &path : paths) {
        QString name = QFileInfo(path).fileName();
        QAction *action = menu->addAction(name.replace(u'&', QStringLiteral("&&")));
        action->setToolTip(QDir::toNativeSeparators(path));
        connect(action, &QAction::triggered, m_files, [this, path] { m_files->openFile(path); });
    }
    if (!paths.isEmpty()) {
        menu->addSeparator();
        connect(menu->addAction(tr("&Forget these files")), &QAction::triggered, m_recent,
                &RecentFiles::clear);
    }
}

CommandPalette &MainWindow::commandPalette()
{
    if (!m_commandPalette) {
        m_commandPalette = new CommandPalette(this);
        connect(m_commandPalette, &CommandPalette::escaped, this, [this] {
            if (m_workspace && !isStartPageShown())
                m_workspace->panes().toCanvas();
        });
    }
    return *m_commandPalette;
}

void MainWindow::openCommandPalette()
{
    commandPalette().open(paletteEntries(), tr("Find an action, a component or a template"));
}

void MainWindow::openFinder()
{
    commandPalette().open(elementEntries(),
                          tr("Find by name, kind or property, such as \"cores 4\""));
}

std::vector<PaletteEntry> MainWindow::elementEntries()
{
    const model::Design &design = m_document.design();
    std::vector<PaletteEntry> entries;
    const auto add = [&](const model::ElementId &id, const QString &kindName, const QIcon &icon) {
        const QString place = edit::placeOf(design, id);
        const QString what = place.isEmpty() ? kindName : tr("%1 in %2").arg(kindName, place);
        entries.push_back({edit::nameOf(design, id),
                           what,
                           edit::searchWords(design, m_document.kinds(), id),
                           {},
                           icon,
                           [this, id] {
                               m_workspace->canvas().showFound(id);
                               m_workspace->panes().toCanvas();
                           }});
    };
    std::map<QString, QIcon> icons;
    for (const model::ComponentKind &kind : m_document.kinds().components())
        icons[kind.id] = icons::symbolIcon(QStringLiteral(":/icons/kinds/%1.svg").arg(kind.icon));
    for (const auto &[id, component] : design.components) {
        const model::ComponentKind *kind = m_document.kinds().component(component.kind);
        add(id, kind ? kind->name : component.kind, icons[component.kind]);
    }
    std::stable_sort(entries.begin(), entries.end(),
                     [](const PaletteEntry &a, const PaletteEntry &b) {
                         return base::isNaturallyLess(a.title, b.title);
                     });
    for (const auto &[id, connection] : design.connections) {
        const model::ConnectionKind *kind = m_document.kinds().connection(connection.kind);
        add(id, kind ? kind->name : connection.kind, icons::actionIcon(QStringLiteral("connect")));
    }
    return entries;
}

std::vector<PaletteEntry> MainWindow::paletteEntries()
{
    std::vector<PaletteEntry> entries;
    for (const ActionSpec &spec : m_actions->specs()) {
        QAction *action = m_actions->action(QString::fromLatin1(spec.id));
        if (spec.opensMenu || action->objectName() == u"view.commands")
            continue;
        entries.push_back({m_actions->plainText(action->objectName()), tr("Action"),
                           m_actions->menuPath(action->objectName()),
                           action->shortcut().toString(QKeySequence::NativeText), action->icon(),
                           [action] { action->trigger(); },
                           m_actions->whyDisabled(action->objectName())});
    }
    for (const model::ComponentKind &kind : m_document.kinds().components()) {
        if (isStartPageShown())
            break;
        entries.push_back(
            {kind.name,
             tr("Component"),
             kind.aliases,
             {},
             icons::symbolIcon(QStringLiteral(":/icons/kinds/%1.svg").arg(kind.icon)),
             [this, id = kind.id] { Q_EMIT m_workspace->palette().placeRequested(id); }});
    }
    for (const edit::Stencil &stencil : m_stencils->stencils().all) {
        if (isStartPageShown())
            break;
        entries.push_back({stencil.name,
                           tr("Stencil"),
                           {},
                           {},
                           icons::actionIcon(QStringLiteral("template")),
                           [this, path = stencil.path] { placeStencil(path); }});
    }
    if (!isStartPageShown()) {
        std::vector<PaletteEntry> elements = elementEntries();
        std::move(elements.begin(), elements.end(), std::back_inserter(entries));
    }
    for (const panels::DesignTemplate &entry : m_templates) {
        entries.push_back({entry.name,
                           tr("Template"),
                           {},
                           {},
                           icons::actionIcon(QStringLiteral("template")),
                           [this, path = entry.path] { m_files->openTemplate(path); }});
    }
    return entries;
}

void MainWindow::showAbout()
{
    QMessageBox::about(
        this, tr("About Loadstar"),
        tr("<h3>Loadstar %1</h3><p>Draw a cluster, simulate its failover, probe its heartbeats and "
           "export its configuration.</p><p>Free software under the GNU General Public License, "
           "version 3 or later.</p>")
            .arg(QGuiApplication::applicationVersion()));
}

void MainWindow::paintEvent(QPaintEvent *event)
{
    QMainWindow::paintEvent(event);
    if (std::exchange(m_isPainted, true))
        return;
    // After this turn of the event loop the frame has been handed to the display.
    QTimer::singleShot(0, this, [this] {
        Q_EMIT firstFramePainted();
        finishStart();
    });
}

void MainWindow::finishStart()
{
    m_templates = panels::loadTemplates(m_document.kinds());
    m_startPage->setTemplates(m_templates);
    m_startPage->drawPictures(m_theme->theme());
    if (m_workspace)
        m_workspace->palette().setTemplates(m_templates);
    m_stencils->open();
    m_theme->watchSystem();
    if (m_offersRecovery)
        m_files->offerRecovery();
}

void MainWindow::rereadSettings()
{
    m_theme->reread();
    refreshThemeActions();
    m_actions->restoreShortcuts(m_settings);
    m_recent->reread();
    refreshReopens();
}

void MainWindow::refreshReopens()
{
    m_actions->action(QStringLiteral("file.reopen"))
        ->setChecked(m_settings.value(kReopensKey, false).toBool());
}

bool MainWindow::agreeToClose()
{
    if (m_document.isModified()) {
        // So that one sees which design the question is about.
        raise();
        activateWindow();
    }
    m_isClosingAgreed = m_files->mayGiveUp();
    return m_isClosingAgreed;
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (!m_isClosingAgreed && !m_files->mayGiveUp()) {
        event->ignore();
        return;
    }
    rememberWindow();
    event->accept();
    Q_EMIT closed();
}

void MainWindow::restoreWindow()
{
    if (restoreGeometry(m_settings.value(kGeometryKey).toByteArray()))
        return;
    resize(kFirstSize.boundedTo(screen()->availableSize()));
}

void MainWindow::rememberWindow()
{
    m_settings.setValue(kGeometryKey, saveGeometry());
    if (m_workspace && !isStartPageShown())
        m_settings.setValue(kStateKey, saveState(kStateVersion));
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    if (!droppedDesign(*event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    const QString path = droppedDesign(*event->mimeData());
    if (path.isEmpty())
        return;
    event->acceptProposedAction();
    // The program that drags waits for the end of this event; a question must not hold it up.
    QTimer::singleShot(0, m_files, [this, path] { m_files->openFile(path); });
}

} // namespace loadstar::shell
