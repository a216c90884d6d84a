// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "edit/design_document.h"
#include "panels/template_list.h"
#include "shell/mode.h"

#include <QMainWindow>

#include <vector>

class QSettings;
class QStackedWidget;

namespace loadstar::shell {

class ActionRegistry;
class CommandPalette;
class Dialogs;
class DocumentController;
class ModeBar;
class EventListExport;
class FilmExport;
class PictureExport;
class RecentFiles;
class StartPage;
class StencilShelf;
class StatusLine;
class ThemeController;
class Workspace;
struct PaletteEntry;

/// The window: puts the parts together and lets each action reach the part that does it.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    /// The references must outlive the window. `dataFolder` is where it keeps work for recovery and
    /// backups.
    MainWindow(const model::KindRegistry &kinds, QSettings &settings, Dialogs &dialogs,
               const QString &dataFolder);
    ~MainWindow() override;

    edit::DesignDocument &document() { return m_document; }
    DocumentController &files() const { return *m_files; }
    ActionRegistry &actions() const { return *m_actions; }
    ThemeController &theme() const { return *m_theme; }
    /// The canvas and its docks; null while no design was opened yet.
    Workspace *workspace() const { return m_workspace; }
    Mode mode() const;
    bool isStartPageShown() const;

    /// Whether work that an earlier process left behind is offered after the first frame; it is
    /// unless that is called with false before.
    void setOffersRecovery(bool isOffered) { m_offersRecovery = isOffered; }
    /// Follows what was chosen in another window.
    void rereadSettings();

    /// The setting whether the next start opens what is open at the end.
    static constexpr const char *kReopensKey = "session/reopen";
    /// Asks what to do with changes that are not saved; true when the window may be closed, which
    /// then asks no more, until stay() is called.
    bool agreeToClose();
    void stay() { m_isClosingAgreed = false; }

public Q_SLOTS:
    void openTour();
    void showStartPage();

Q_SIGNALS:
    /// The window has been on the screen once.
    void firstFramePainted();
    void newWindowRequested();
    /// All windows are to be closed.
    void quitRequested();
    /// Somebody chose something here that holds in all windows.
    void settingsChanged();
    void closed();

protected:
    void closeEvent(QCloseEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    void bindFileActions();
    void bindViewActions();
    void bindModeActions();
    void connectStartPage();
    void connectStencils();
    void connectEvents();
    void placeStencil(const QString &path);
    /// What was too slow to do before the first frame.
    void finishStart();
    void ensureWorkspace();
    void onDesignOpened();
    void onModeChanged(Mode mode);
    void refreshActions();
    void refreshTitle();
    void refreshRecentMenu();
    void refreshThemeActions();
    void refreshReopens();
    CommandPalette &commandPalette();
    void openCommandPalette();
    std::vector<PaletteEntry> paletteEntries();
    void openFinder();
    /// Components and connections of the design, to go to.
    std::vector<PaletteEntry> elementEntries();
    void showAbout();
    void restoreWindow();
    void rememberWindow();

    QSettings &m_settings;
    Dialogs &m_dialogs;
    edit::DesignDocument m_document;
    ThemeController *m_theme;
    ActionRegistry *m_actions;
    RecentFiles *m_recent;
    DocumentController *m_files;
    PictureExport *m_pictures;
    FilmExport *m_films;
    EventListExport *m_events;
    StencilShelf *m_stencils;
    QStackedWidget *m_pages;
    StartPage *m_startPage;
    StatusLine *m_status;
    ModeBar *m_modeBar;
    Workspace *m_workspace = nullptr;
    CommandPalette *m_commandPalette = nullptr;
    std::vector<panels::DesignTemplate> m_templates;
    bool m_isPainted = false;
    bool m_offersRecovery = true;
    bool m_isClosingAgreed = false;
};

} // namespace loadstar::shell
