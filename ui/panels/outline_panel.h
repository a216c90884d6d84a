// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "edit/design_document.h"

#include <QWidget>

#include <map>

class QLineEdit;
class QTreeWidget;
class QTreeWidgetItem;

namespace loadstar::panels {

/// The components as a tree: containers with what lies in them. Its selection is the document's,
/// both ways; a text narrows it to the components that matches() finds, with the containers around
/// them.
class OutlinePanel : public QWidget
{
    Q_OBJECT

public:
    explicit OutlinePanel(edit::DesignDocument &document, QWidget *parent = nullptr);

Q_SIGNALS:
    /// Bring it into view: the row was clicked or reached with the keyboard.
    void revealRequested(const loadstar::model::ElementId &id);
    /// Enter or a double click.
    void renameRequested(const loadstar::model::ElementId &id);

protected:
    void showEvent(QShowEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void onChanged(const model::DesignChange &change);
    void rebuild();
    /// Brings the row up to date; false when the tree has another shape now.
    bool refreshRow(const model::ElementId &id);
    void showRow(QTreeWidgetItem &row, const model::Component &component) const;
    void applyFilter();
    /// Whether the row or one below it matches.
    bool filterRow(QTreeWidgetItem &row, const QString &text);
    void takeSelection();
    void giveSelection();

    edit::DesignDocument &m_document;
    QLineEdit *m_filter;
    QTreeWidget *m_tree;
    std::map<model::ElementId, QTreeWidgetItem *> m_rows;
    bool m_isStale = true;
    bool m_isTaking = false;
};

} // namespace loadstar::panels
