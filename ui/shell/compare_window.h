// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "base/task.h"
#include "render/theme.h"
#include "sim/run_report.h"
#include "study/comparison.h"
#include "study/variants.h"

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>

#include <array>
#include <optional>
#include <vector>

class QComboBox;
class QLabel;
class QProgressBar;
class QPushButton;
class QSlider;
class QSpinBox;
class QTableWidget;

namespace loadstar::shell {

class CompareSide;

/// Two designs beside each other on one clock and one seed, both animated, and below them how they
/// differ in numbers: means over replications that share their random numbers, with intervals.
class CompareWindow : public QWidget
{
    Q_OBJECT

public:
    /// `pairs` are what is offered, the first is shown; at least one.
    CompareWindow(const model::KindRegistry &kinds, std::vector<study::DesignPair> pairs,
                  const sim::RunOptions &options, QWidget *parent = nullptr);
    ~CompareWindow() override;

    void setTheme(const render::Theme &theme);
    /// Offers one more pair and shows it.
    void add(const study::DesignPair &pair);

    /// One frame of `wallSeconds`; a timer calls it while anything moves.
    void advance(double wallSeconds);
    bool isPlaying() const { return m_isPlaying; }
    /// Where both sides have come to, in simulated seconds.
    double reached() const;

    const std::array<CompareSide *, 2> &sides() const { return m_sides; }
    QTableWidget &table() const { return *m_table; }
    /// The numbers, once they are there.
    const std::optional<study::Comparison> &comparison() const { return m_comparison; }

Q_SIGNALS:
    /// Somebody wants this design beside another one from a file.
    void fileWanted();

private:
    QLayout *makeChoice();
    QLayout *makeTransport();
    QLayout *makeCounting();
    void makeTable();
    void onChosen(int index);
    void showPair(const study::DesignPair &pair);
    void playPause();
    void restart();
    void seek(double seconds);
    void setSpeed(double speed);
    void updateTransport();
    void compare();
    void onCompared(const base::Result<study::Comparison> &compared);
    void showTable();

    std::vector<study::DesignPair> m_pairs;
    sim::RunOptions m_options;
    std::array<CompareSide *, 2> m_sides{};
    QComboBox *m_choice = nullptr;
    QPushButton *m_play = nullptr;
    QSlider *m_place = nullptr;
    QLabel *m_time = nullptr;
    QSpinBox *m_replications = nullptr;
    QProgressBar *m_progress = nullptr;
    QLabel *m_remark = nullptr;
    QTableWidget *m_table = nullptr;
    int m_shown = 0;
    bool m_isPlaying = false;
    QTimer m_timer;
    QTimer m_progressTimer;
    QElapsedTimer m_wall;
    std::optional<study::Comparison> m_comparison;
    std::optional<base::Task> m_task;
};

} // namespace loadstar::shell
