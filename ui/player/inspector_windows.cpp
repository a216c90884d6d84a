// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "player/inspector_windows.h"

#include "player/component_inspector.h"
#include "player/playback_controller.h"
#include "player/traffic_layer.h"

namespace loadstar::player {

namespace {

constexpr int kCascade = 28; ///< pixels between windows that open one after the other
constexpr QPoint kFirstOffset(60, 80);

} // namespace

InspectorWindows::InspectorWindows(const PlaybackController &controller, const TrafficLayer &layer,
                                   const model::KindRegistry &kinds, QWidget *parent)
    : QObject(parent)
    , m_controller(controller)
    , m_layer(layer)
    , m_kinds(kinds)
    , m_parent(parent)
    , m_theme(render::Theme::light())
{}

std::vector<ComponentInspector *> InspectorWindows::windows() const
{
    std::vector<ComponentInspector *> open;
    for (const QPointer<ComponentInspector> &window : m_windows) {
        if (window)
            open.push_back(window);
    }
    return open;
}

void InspectorWindows::open(const model::ElementId &id)
{
    const std::vector<ComponentInspector *> before = windows();
    for (ComponentInspector *window : before) {
        if (window->component() == id) {
            window->raise();
            window->activateWindow();
            return;
        }
    }
    auto *window = new ComponentInspector(m_parent);
    std::erase_if(m_windows, [](const auto &each) { return each.isNull(); });
    m_windows.emplace_back(window);
    window->setTheme(m_theme);
    connect(window, &ComponentInspector::turned, this, [this, window] { show(*window); });
    connect(window, &ComponentInspector::failuresWanted, this, &InspectorWindows::failuresWanted);
    window->inspect(id);
    const int step = kCascade * static_cast<int>(before.size() % 8);
    window->move(m_parent->window()->pos() + kFirstOffset + QPoint(step, step));
    window->show();
}

void InspectorWindows::show(ComponentInspector &window) const
{
    const model::Design &design = m_controller.design();
    window.follow({design, m_kinds, m_controller.elements(), m_layer.snapshot()}, m_report);
    if (!m_controller.hasRun())
        window.showNoRun();
}

void InspectorWindows::follow(const std::shared_ptr<const sim::RunReport> &report)
{
    m_report = report;
    for (ComponentInspector *window : windows())
        show(*window);
}

void InspectorWindows::closeAll()
{
    for (ComponentInspector *window : windows())
        window->close();
}

void InspectorWindows::setTheme(const render::Theme &theme)
{
    m_theme = theme;
    for (ComponentInspector *window : windows())
        window->setTheme(theme);
}

} // namespace loadstar::player
