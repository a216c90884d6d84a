// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "panels/property_field.h"

class QLabel;
class QToolButton;

namespace loadstar::panels {

class DistributionPlot;

/// One line of the inspector: label, field, an arrow back to the default, and below them what is
/// wrong with the input, if anything, and for a distribution a picture of it that follows what is
/// typed. Different values of several elements have no picture.
class PropertyRow : public QWidget
{
    Q_OBJECT

public:
    PropertyRow(const model::PropertySpec &spec, QWidget *parent);

    const model::PropertySpec &spec() const { return m_field->spec(); }
    void setValues(const std::vector<model::PropertyValue> &values);

Q_SIGNALS:
    void edited(const loadstar::panels::PropertyChange &change);

private:
    void showError(const QString &message);
    void showDistribution(const QString &text);

    PropertyField *m_field;
    QToolButton *m_reset;
    QLabel *m_error;
    DistributionPlot *m_plot = nullptr;
    bool m_isMixed = false;
};

} // namespace loadstar::panels
