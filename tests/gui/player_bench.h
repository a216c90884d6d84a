// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "canvas/canvas_scene.h"
#include "canvas/canvas_view.h"
#include "gui/player_sample.h"
#include "player/player_panel.h"
#include "player/transport_bar.h"

#include <QTabBar>
#include <QTabWidget>
#include <QTest>
#include <QToolButton>

#include <algorithm>
#include <functional>

namespace loadstar::test {

constexpr int kPatience = 60000; ///< milliseconds until a test gives up

/// A canvas with the player below, as in the window.
struct Bench
{
    explicit Bench(double duration = 90.0)
        : document(model::builtinKinds())
    {
        document.reset(sampleDesign(), {});
        window.resize(1000, 700);
        view = new canvas::CanvasView(document, &window);
        view->setGeometry(0, 0, 1000, 380);
        panel = new player::PlayerPanel(document, &window);
        panel->setGeometry(0, 380, 1000, 320);
        panel->attachTo(view->canvasScene());
        panel->transport().setDuration(duration);
        panel->transport().setSeed(42);
        panel->transport().setSpeed(32.0);
        window.show();
    }

    sim::RunOptions options() const
    {
        sim::RunOptions options;
        options.duration = panel->transport().duration();
        options.seed = panel->transport().seed();
        options.wantsHistory = true;
        return options;
    }

    /// Opens the page by a click on its tab.
    void showPage(int index) const
    {
        QTabBar *bar = panel->findChild<QTabWidget *>()->tabBar();
        QTest::mouseClick(bar, Qt::LeftButton, {}, bar->tabRect(index).center());
    }
    QToolButton *button(const QString &name) const
    {
        for (QToolButton *each : panel->transport().findChildren<QToolButton *>()) {
            if (each->accessibleName() == name)
                return each;
        }
        return nullptr;
    }
    void click(const char *name) const
    {
        QTest::mouseClick(button(QString::fromLatin1(name)), Qt::LeftButton);
    }

    /// Plays in frames until `isDone`, looking at each.
    bool playUntil(const std::function<bool()> &isDone) const
    {
        return QTest::qWaitFor(
            [&] {
                panel->advance(0.016);
                return isDone();
            },
            kPatience);
    }
    bool playUntil(double simulatedSeconds) const
    {
        return playUntil([&] { return panel->controller().clock().reached() >= simulatedSeconds; });
    }
    bool playUntil(player::PlaybackController::State state) const
    {
        return playUntil([&] { return panel->controller().state() == state; });
    }
    render::Health health(const char *id) const
    {
        return view->canvasScene().componentLook(elementId(id)).health;
    }
    bool hasEvent(const QString &what) const
    {
        const sim::RunReport *report = panel->report();
        return report && std::any_of(report->events.begin(), report->events.end(),
                                     [&](const sim::RunEvent &e) { return e.what == what; });
    }

    edit::DesignDocument document;
    QWidget window;
    canvas::CanvasView *view = nullptr;
    player::PlayerPanel *panel = nullptr;
};

} // namespace loadstar::test
