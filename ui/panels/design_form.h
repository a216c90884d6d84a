// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QPlainTextEdit;

namespace loadstar::edit {
class DesignDocument;
}

namespace loadstar::panels {

class PropertyForm;

/// What the inspector shows when nothing is selected: the design's notes and its objective.
class DesignForm : public QWidget
{
    Q_OBJECT

public:
    explicit DesignForm(edit::DesignDocument &document, QWidget *parent = nullptr);

    void refresh();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void commitNotes();

    edit::DesignDocument &m_document;
    QPlainTextEdit *m_notes;
    PropertyForm *m_objective;
};

} // namespace loadstar::panels
