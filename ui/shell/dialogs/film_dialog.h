// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shell/dialogs/dialogs.h"

#include <QDialog>

class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace loadstar::shell {

/// Asks which stretch of a run becomes a film, and as what; says how many frames that makes.
class FilmDialog : public QDialog
{
    Q_OBJECT

public:
    FilmDialog(const FilmChoice &first, const FilmOffer &offer, QWidget *parent);

    FilmChoice choice() const;

private:
    void makeForm();
    /// Says what the film will be like, or why there can be none.
    void refresh();

    FilmOffer m_offer;
    QComboBox *m_format;
    QLabel *m_remark;
    QDoubleSpinBox *m_from;
    QDoubleSpinBox *m_to;
    QDoubleSpinBox *m_speed;
    QComboBox *m_frames;
    QComboBox *m_size;
    QComboBox *m_theme;
    QLineEdit *m_caption;
    QLineEdit *m_altText;
    QLabel *m_estimate;
    QPushButton *m_next = nullptr;
};

} // namespace loadstar::shell
