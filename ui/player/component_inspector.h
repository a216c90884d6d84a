// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "player/state_words.h"
#include "render/theme.h"
#include "sim/run_report.h"

#include <QWidget>

#include <array>
#include <memory>
#include <vector>

class QGridLayout;
class QLabel;
class QListWidget;
class QPushButton;
class QToolButton;

namespace loadstar::charts {
class PlotWidget;
}

namespace loadstar::player {

/// A small window on one component of a run: how it is, its figures, what balancers believe about
/// it (or it about its targets), and its plots. A click on a belief leads to the other component;
/// back and forward lead through those that were inspected.
class ComponentInspector : public QWidget
{
    Q_OBJECT

public:
    explicit ComponentInspector(QWidget *parent);

    void setTheme(const render::Theme &theme);
    /// Turns to that component.
    void inspect(const model::ElementId &id);
    const model::ElementId &component() const { return m_visited[m_place]; }
    /// The run has come further; `report` may be null, then its figures stay.
    void follow(const RunPicture &picture, std::shared_ptr<const sim::RunReport> report);
    /// There is no run any more.
    void showNoRun();

    QString conditionText() const;
    /// The figure of that name as it is shown, or empty.
    QString figure(const QString &name) const;
    QListWidget &beliefs() const { return *m_beliefs; }
    /// Utilisation, waiting, answers and response time of a component that serves; answers, failed
    /// requests, response time and sessions of users. Those that say nothing about it are hidden.
    const std::array<charts::PlotWidget *, 8> &plots() const { return m_plots; }

Q_SIGNALS:
    /// Another component is shown now; its state is wanted.
    void turned();
    /// Somebody wants the requests that failed there.
    void failuresWanted(const loadstar::model::ElementId &id);

private:
    struct Figure
    {
        QLabel *name = nullptr;
        QLabel *value = nullptr;
    };

    void makeHead();
    void makeFigures();
    void makePlots();
    void go(size_t place);
    void setFigure(size_t number, const QString &value);
    void showFigures(const RunPicture &picture, sim::ElementIndex index);
    void showBeliefs(const RunPicture &picture, sim::ElementIndex index);
    void showPlots();
    void showPartPlots(const sim::RunHistory &history, size_t part);
    void showUsersPlots(const sim::RunHistory &history);
    /// Shows those from `first` to before `last`, but for `hidden`.
    void arrangePlots(size_t first, size_t last, std::optional<size_t> hidden = {});

    std::vector<model::ElementId> m_visited;
    size_t m_place = 0;
    std::shared_ptr<const sim::RunReport> m_report;

    QToolButton *m_back = nullptr;
    QToolButton *m_forward = nullptr;
    QLabel *m_name = nullptr;
    QLabel *m_condition = nullptr;
    QGridLayout *m_grid = nullptr;
    std::vector<Figure> m_figures;
    QLabel *m_beliefsTitle = nullptr;
    QListWidget *m_beliefs = nullptr;
    std::array<charts::PlotWidget *, 8> m_plots{};
    QGridLayout *m_plotGrid = nullptr;
    std::vector<size_t> m_shownPlots;
    bool m_isUsers = false;
    QColor m_lost; ///< of the line of lost sessions
    QPushButton *m_failures = nullptr;
};

} // namespace loadstar::player
