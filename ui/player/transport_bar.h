// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "render/theme.h"

#include <QWidget>

#include <cstdint>

class QComboBox;
class QHBoxLayout;
class QLabel;
class QMenu;
class QSpinBox;
class QToolButton;

namespace loadstar::player {

/// The row that drives a run: restart, play or pause, step, to the end, stop; clock, duration,
/// speed, seed; and what the run comes to so far. It knows no simulation: it shows what it is told
/// and says what the user wants.
class TransportBar : public QWidget
{
    Q_OBJECT

public:
    explicit TransportBar(QWidget *parent = nullptr);

    void setTheme(const render::Theme &theme);
    /// Further ways to go on, offered beside the step.
    void setStepMenu(QMenu &menu);
    /// Opens that menu at its button.
    void showStepMenu();

    void setPlaying(bool isPlaying);
    /// Whether there is a run to stop or to restart.
    void setHasRun(bool hasRun);
    void setNow(double seconds);
    /// The speed that is reached, in simulated seconds per wall second; 0 hides it.
    void setAchievedSpeed(double simulatedPerWall);
    void setHeadline(const QString &text);
    /// A remark with a way out, such as "Design changed – restart to apply", below the figures;
    /// empty hides it. A click on it is what it offers.
    void setNotice(const QString &text);
    QString headline() const;
    QString notice() const;

    double duration() const;
    void setDuration(double seconds);
    std::uint64_t seed() const;
    void setSeed(std::uint64_t seed);
    /// Simulated seconds per wall second; infinite for "as fast as possible".
    double speed() const;
    void setSpeed(double speed);
    /// The next higher speeds on offer, or lower ones for negative `steps`.
    void changeSpeed(int steps);

Q_SIGNALS:
    void restartRequested();
    void playPauseRequested();
    void stepRequested();
    void endRequested();
    void stopRequested();
    void noticeClicked();
    void speedChanged(double speed);
    void durationChanged(double seconds);
    void seedChanged();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    QToolButton *addButton(const QString &icon, const QString &text);
    void addFields();
    void applyIcons();
    /// One row, or two where there is no room for that.
    void arrange(bool isNarrow);
    /// Headline and notice, as far as there is room.
    void elideHeadline();
    void elideNotice();

    render::Theme m_theme;
    bool m_isPlaying = false;
    QString m_headlineText;
    QString m_noticeText;
    QHBoxLayout *m_row = nullptr;
    QHBoxLayout *m_second = nullptr;
    bool m_isNarrow = false;
    QToolButton *m_restart = nullptr;
    QToolButton *m_play = nullptr;
    QToolButton *m_step = nullptr;
    QToolButton *m_end = nullptr;
    QToolButton *m_stop = nullptr;
    QLabel *m_clock = nullptr;
    QSpinBox *m_duration = nullptr;
    QComboBox *m_speed = nullptr;
    QSpinBox *m_seed = nullptr;
    QLabel *m_achieved = nullptr;
    QToolButton *m_notice = nullptr;
    QLabel *m_headline = nullptr;
};

/// "1/4 ×", "8 ×" or "Fastest".
QString speedText(double speed);

} // namespace loadstar::player
