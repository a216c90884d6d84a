// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "base/task.h"
#include "player/playback_controller.h"
#include "render/theme.h"
#include "sim/story/user_story.h"

#include <QWidget>

#include <optional>

class QComboBox;
class QLabel;
class QPushButton;
class QSpinBox;
class QStandardItemModel;
class QTableView;

namespace loadstar::player {

class UserStrip;

/// What one user of the run sees, as a strip and as a list in plain words: at first the user who
/// suffered most. Told whenever the run stands still while the panel is visible, from the same run
/// once more on another thread.
class UserPanel : public QWidget
{
    Q_OBJECT

public:
    /// For the runs of `controller`, which must outlive the panel.
    UserPanel(const PlaybackController &controller, const model::KindRegistry &kinds,
              QWidget *parent = nullptr);
    ~UserPanel() override;

    void setTheme(const render::Theme &theme);

    /// The story that is shown.
    const std::optional<sim::UserStory> &story() const { return m_story; }
    UserStrip &strip() const { return *m_strip; }
    QTableView &list() const { return *m_view; }

Q_SIGNALS:
    /// A line of the story was chosen: where it happened.
    void located(const loadstar::model::ElementId &element);
    /// Somebody wants to see the run at that second.
    void seekRequested(double seconds);

protected:
    void showEvent(QShowEvent *event) override;

private:
    QLayout *makePicker();
    void connectParts();
    void onRunStarted();
    void onStateChanged();
    /// Tells the chosen user anew if the run stands still elsewhere than before, or at any rate.
    void tell(bool isWanted);
    void onTold(const base::Result<sim::UserStory> &told);
    void showStory(const std::optional<sim::UserStory> &story);
    void updateHint();
    bool isStill() const;

    const PlaybackController &m_controller;
    const model::KindRegistry &m_kinds;
    QComboBox *m_users = nullptr;
    QSpinBox *m_client = nullptr;
    QPushButton *m_worst = nullptr;
    QLabel *m_summary = nullptr;
    UserStrip *m_strip = nullptr;
    QStandardItemModel *m_lines;
    QTableView *m_view = nullptr;

    /// Nothing: the one who suffered most.
    std::optional<std::uint32_t> m_wanted;
    std::optional<sim::UserStory> m_story;
    QString m_problem;
    double m_toldUntil = -1.0;
    std::optional<base::Task> m_telling;
};

} // namespace loadstar::player
