// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "film/element_table.h"
#include "film/run_narrator.h"
#include "model/element_id.h"
#include "shell/action_registry.h"
#include "shell/mode.h"

#include <QElapsedTimer>
#include <QObject>
#include <QPointF>
#include <QTimer>

#include <deque>
#include <set>
#include <vector>

class QKeyEvent;
class QMainWindow;

namespace loadstar::player {
struct PlaybackFrame;
struct ScenarioOffer;
} // namespace loadstar::player

namespace loadstar::shell {

class PresenterOverlay;
class Workspace;

/// The rows of what presents.
std::vector<ActionSpec> presenterActions();

/// Shows the run to an audience: the canvas alone on the whole screen with large type, keys for
/// faults, and what just happened pointed out with a sentence about it. Escape, another mode or
/// another design ends it, and everything is as before; what was done to the run stays.
class PresenterMode : public QObject
{
    Q_OBJECT

public:
    /// `always` is in the window with every page, `bars` only with a design; both are hidden
    /// meanwhile. Binds the action "view.present".
    PresenterMode(QMainWindow &window, Workspace &workspace, ActionRegistry &actions,
                  QWidget &always, std::vector<QWidget *> bars);
    ~PresenterMode() override;

    bool isOn() const { return m_isOn; }
    PresenterOverlay &overlay() const { return *m_overlay; }

    void enter();
    void leave();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    /// What is put back at the end.
    struct Before
    {
        Qt::WindowStates window;
        Mode mode = Mode::Design;
        double zoom = 1.0;
        QPointF center;
        std::set<model::ElementId> selection;
        std::set<QWidget *> shown;
        std::set<QAction *> toggled;
    };
    /// Something to say, and what it is about.
    struct Told
    {
        QString title;
        QString meaning;
        std::set<model::ElementId> about;
    };

    void remember();
    void restoreView();
    /// The diagram as large as it fits between what is shown above and below.
    void fit();
    void findNodes();
    /// Whether the key means something here; does it unless `isAsked`.
    bool handleKey(const QKeyEvent &key, bool isAsked);
    void chooseNode(size_t number);
    /// What the keys for faults act on.
    model::ElementId chosen() const;
    /// Does the first of what can be done that `isMeant`; `name` says what that is.
    void act(const model::ElementId &target, const QString &name,
             bool (*isMeant)(const player::ScenarioOffer &));
    void addLoad();
    void onFrame(const player::PlaybackFrame &frame);
    void tell(const Told &told);
    void onTimer();
    void refresh();
    double darkness() const;

    QMainWindow &m_window;
    Workspace &m_workspace;
    ActionRegistry &m_actions;
    QWidget &m_always;
    std::vector<QWidget *> m_bars;
    PresenterOverlay *m_overlay;
    bool m_isOn = false;
    bool m_hasKeys = true;
    Before m_before;
    /// For how long after the end the view goes back to where it was when the window changes size.
    QTimer m_restoring;
    std::vector<model::ElementId> m_nodes; ///< as people count their names
    film::RunNarrator m_narrator;
    film::ElementTable m_elements;
    Told m_told;
    std::deque<Told> m_waiting;
    QElapsedTimer m_toldSince;
    QTimer m_timer;
};

} // namespace loadstar::shell
