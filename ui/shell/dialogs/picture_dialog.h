// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shell/dialogs/dialogs.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLabel;
class QLayout;
class QRadioButton;
class QSpinBox;

namespace loadstar::shell {

/// Asks as what the diagram is written: format, all, the selection or a layer, theme, size; with a
/// small preview.
class PictureDialog : public QDialog
{
    Q_OBJECT

public:
    PictureDialog(const PictureChoice &last, const PictureOffer &offer, QWidget *parent);

    PictureChoice choice() const;

private:
    /// What does not matter for the format cannot be set.
    void refresh();
    /// Shows what the picture will be like.
    void showPreview();

    PictureOffer m_offer;
    QFormLayout *m_form;
    QLayout *m_sizeRow = nullptr;
    QLabel *m_preview;
    QLabel *m_pixels;
    QComboBox *m_format;
    QRadioButton *m_all;
    QRadioButton *m_selection;
    QRadioButton *m_onlyLayer;
    QComboBox *m_layer;
    QComboBox *m_theme;
    QSpinBox *m_scale;
    QCheckBox *m_transparent;
    QCheckBox *m_design;
    QLabel *m_remark;
};

} // namespace loadstar::shell
