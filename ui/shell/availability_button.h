// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/element_id.h"
#include "reliability/availability_report.h"

#include <QToolButton>

namespace loadstar::edit {
class DesignDocument;
}

namespace loadstar::shell {

class AvailabilityWatch;

/// What the design is worth, in the status line: availability, nines and time down a year. Its menu
/// says what to fix first and which parts take everything down by themselves; a click on one
/// selects it.
class AvailabilityButton : public QToolButton
{
    Q_OBJECT

public:
    explicit AvailabilityButton(edit::DesignDocument &document, QWidget *parent = nullptr);

    void watch(const AvailabilityWatch &watch);

    /// "99.98 % · 3.8 nines · 1.4 h down a year", or why there is none.
    static QString summary(const reliability::AvailabilityReport &report);

private:
    void refresh(const AvailabilityWatch &watch);
    void fillMenu(const AvailabilityWatch &watch);
    void addPart(const model::ElementId &id, const QString &text);

    edit::DesignDocument &m_document;
};

} // namespace loadstar::shell
