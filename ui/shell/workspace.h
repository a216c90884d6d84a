// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/element_id.h"
#include "shell/mode.h"

#include <QObject>
#include <QPointF>

#include <map>
#include <optional>

class QDockWidget;
class QMainWindow;
class QTabWidget;

namespace loadstar::canvas {
class CanvasView;
}
namespace loadstar::edit {
class DesignDocument;
}
namespace loadstar::panels {
class LivePanel;
class PalettePanel;
} // namespace loadstar::panels
namespace loadstar::player {
class PlayerPanel;
class SignKey;
} // namespace loadstar::player
namespace loadstar::render {
struct Theme;
}

namespace loadstar::shell {

class AvailabilityWatch;

class ActionRegistry;
class PaneFocus;

/// Everything around an open design: the canvas and the docks beside and below it, and which of
/// them a mode shows. Made when the first design is opened.
class Workspace : public QObject
{
    Q_OBJECT

public:
    Workspace(QMainWindow &window, edit::DesignDocument &document, ActionRegistry &actions,
              const render::Theme &theme);

    canvas::CanvasView &canvas() const { return *m_canvas; }
    panels::PalettePanel &palette() const { return *m_palette; }
    panels::LivePanel &live() const { return *m_live; }
    player::PlayerPanel &player() const { return *m_player; }
    player::SignKey &signKey() const { return *m_key; }
    const AvailabilityWatch &availability() const { return *m_availability; }

    /// Where the keyboard is among canvas and docks.
    PaneFocus &panes() const { return *m_panes; }

    Mode mode() const { return m_mode; }
    void setMode(Mode mode);
    /// Docks are there only while a design is on the screen.
    void setDocksShown(bool isShown);
    void setTheme(const render::Theme &theme);

Q_SIGNALS:
    void modeChanged(loadstar::shell::Mode mode);
    /// Something to say in the status line; empty clears it.
    void statusHint(const QString &text);

private:
    /// What the canvas shows.
    struct View
    {
        double zoom = 1.0;
        QPointF center;
    };

    QDockWidget *addDock(QWidget *content, const QString &name, const QString &title,
                         Qt::DockWidgetArea area);
    void addPanels(edit::DesignDocument &document);
    void addOutline(edit::DesignDocument &document, QTabWidget &tabs);
    void addLayers(edit::DesignDocument &document, QTabWidget &tabs);
    void addHistory(edit::DesignDocument &document, QTabWidget &tabs);
    /// Shows a page of the dock on the right.
    void showTab(QTabWidget &tabs, QWidget &page);
    void addLivePanel(edit::DesignDocument &document);
    void bindCanvas();
    void bindDocks();
    void bindPanes();
    void bindPlayer();
    /// Outlines what takes everything down by itself, while the design is edited.
    void showSinglePoints();
    /// The key to the signs is there only beside a run.
    void showKey();
    void showContextMenu(const model::ElementId &id, const QPoint &globalPosition);
    void placeKind(const QString &kindId);
    void showDocksOfMode();
    bool isWholeDiagramInView() const;
    View view() const;
    void makeRoom(const View &before);

    QMainWindow &m_window;
    ActionRegistry &m_actions;
    canvas::CanvasView *m_canvas;
    panels::PalettePanel *m_palette = nullptr;
    player::PlayerPanel *m_player = nullptr;
    player::SignKey *m_key = nullptr;
    AvailabilityWatch *m_availability = nullptr;
    panels::LivePanel *m_live = nullptr;
    QDockWidget *m_paletteDock = nullptr;
    QDockWidget *m_inspectorDock = nullptr;
    QDockWidget *m_bottomDock = nullptr;
    PaneFocus *m_panes;
    Mode m_mode = Mode::Design;
    bool m_areDocksShown = false;
    /// The view before it had to make room for the bottom dock, and what it was changed to.
    std::optional<View> m_viewBefore;
    View m_viewWithDock;
    /// What the person wants to see, docks hidden with the whole workspace aside.
    bool m_wantsPalette = true;
    bool m_wantsInspector = true;
    std::map<Mode, bool> m_wantsBottom{
        {Mode::Design, false}, {Mode::Simulate, true}, {Mode::Live, true}};
};

} // namespace loadstar::shell
