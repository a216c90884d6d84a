// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/element_id.h"
#include "model/kind_registry.h"
#include "render/theme.h"
#include "sim/run_report.h"

#include <QObject>
#include <QPointer>

#include <memory>
#include <vector>

class QWidget;

namespace loadstar::player {

class ComponentInspector;
class PlaybackController;
class TrafficLayer;

/// The inspectors that are open on a run; keeps them up to it.
class InspectorWindows : public QObject
{
    Q_OBJECT

public:
    /// `controller` and `layer` must outlive it; windows stand above `parent`.
    InspectorWindows(const PlaybackController &controller, const TrafficLayer &layer,
                     const model::KindRegistry &kinds, QWidget *parent);

    /// Opens one on the component, or raises the one that shows it.
    void open(const model::ElementId &id);
    void closeAll();
    void setTheme(const render::Theme &theme);
    /// The run has come further, or there is none any more; `report` may be null.
    void follow(const std::shared_ptr<const sim::RunReport> &report);
    std::vector<ComponentInspector *> windows() const;

Q_SIGNALS:
    void failuresWanted(const loadstar::model::ElementId &id);

private:
    void show(ComponentInspector &window) const;

    const PlaybackController &m_controller;
    const TrafficLayer &m_layer;
    const model::KindRegistry &m_kinds;
    QWidget *m_parent;
    render::Theme m_theme;
    std::shared_ptr<const sim::RunReport> m_report;
    std::vector<QPointer<ComponentInspector>> m_windows;
};

} // namespace loadstar::player
