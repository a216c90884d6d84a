// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "base/task.h"
#include "model/design.h"
#include "player/playback_controller.h"
#include "render/theme.h"
#include "sim/story/found_requests.h"
#include "sim/story/request_story.h"

#include <QWidget>

#include <optional>

class QLabel;
class QPushButton;
class QSpinBox;
class QStackedWidget;
class QStandardItemModel;
class QTableView;

namespace loadstar::player {

class SequenceChart;

/// What became of one request of the run, and why: in words and as a sequence chart. A request is
/// picked among those that failed or the slowest that were answered, listed whenever the run stands
/// still, or by its number. All come from the same run once more, on another thread.
class RequestPanel : public QWidget
{
    Q_OBJECT

public:
    /// For the runs of `controller`, which must outlive the panel.
    explicit RequestPanel(const PlaybackController &controller, QWidget *parent = nullptr);
    ~RequestPanel() override;

    void setTheme(const render::Theme &theme);
    /// Tells that request, counted from 1.
    void tell(int request);

    /// Lists only the failed requests that ended on that component, and only the slowest that it
    /// answered; an empty id lists all. One that is not empty shows the failed ones.
    void showOnlyAt(const model::ElementId &place);

    /// The story that is shown.
    const std::optional<sim::RequestStory> &story() const { return m_story; }
    SequenceChart &chart() const { return *m_chart; }
    QTableView &failedView() const { return *m_failedView; }
    QTableView &slowestView() const { return *m_slowestView; }
    QTableView &storyView() const { return *m_storyView; }

Q_SIGNALS:
    /// A line of the story was chosen: whom it is about.
    void located(const loadstar::model::ElementId &element);
    /// Somebody wants to see the run at that second.
    void seekRequested(double seconds);

protected:
    void showEvent(QShowEvent *event) override;

private:
    QWidget *makePicker();
    QWidget *makeLists(QWidget *picker);
    QLayout *makeSwitch(QWidget *picker);
    QWidget *makeStory();
    void connectParts();
    void onRunStarted(bool isRepeated);
    /// Lists the requests up to now if the run stands still further on than before.
    void listRequests();
    void onFound(const base::Result<sim::FoundRequests> &found, double until);
    void addFailed(const std::vector<sim::FailedRequest> &failed);
    void putSlowest(const std::vector<sim::AnsweredRequest> &slowest);
    /// Shows the list that was chosen; without a choice the slowest where none failed.
    void applyChoice();
    bool showsSlowest() const;
    void onTold(const base::Result<sim::RequestStory> &told);
    void showStory(const std::optional<sim::RequestStory> &story);
    void updateHint();
    void applyPlace();
    void forget();

    const PlaybackController &m_controller;
    QSpinBox *m_number = nullptr;
    QPushButton *m_tell = nullptr;
    QPushButton *m_place = nullptr; ///< ends the restriction to a place
    QLabel *m_hint = nullptr;
    QLabel *m_heading = nullptr;
    QStandardItemModel *m_failed;
    QTableView *m_failedView = nullptr;
    QStandardItemModel *m_slowest;
    QTableView *m_slowestView = nullptr;
    QStackedWidget *m_lists = nullptr;
    QPushButton *m_failedButton = nullptr;
    QPushButton *m_slowestButton = nullptr;
    QStandardItemModel *m_lines;
    QTableView *m_storyView = nullptr;
    SequenceChart *m_chart = nullptr;

    /// Of the run that list and story are about.
    model::Scenario m_scenario;
    double m_listedUntil = 0.0; ///< seconds
    model::ElementId m_onlyAt;  ///< empty: anywhere
    std::int64_t m_failedCount = 0;
    std::int64_t m_answeredCount = 0;
    std::optional<bool> m_wantsSlowest; ///< what was chosen for this run
    std::optional<sim::RequestStory> m_story;
    std::optional<base::Task> m_listing;
    std::optional<base::Task> m_telling;
};

} // namespace loadstar::player
